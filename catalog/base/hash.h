// SHA-256 and its kin (OpenSSL). Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace trama {

// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// The version 3 UUID (RFC 9562) of a name without a namespace, as Java's UUID.nameUUIDFromBytes makes it: 36 lower-case
// characters. No security: it is made with MD5, or with the start of SHA-256 where the system forbids MD5.
[[nodiscard]] std::string name_uuid(std::string_view bytes);

// `bytes` cryptographically random bytes; aborts when the system has no entropy source.
[[nodiscard]] std::string random_bytes(std::size_t bytes);

// Compares in time that depends on the lengths only.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace trama
