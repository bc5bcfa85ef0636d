// SHA-256 (OpenSSL). Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace trama {

// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// `bytes` cryptographically random bytes; aborts when the system has no entropy source.
[[nodiscard]] std::string random_bytes(std::size_t bytes);

// Compares in time that depends on the lengths only.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace trama
