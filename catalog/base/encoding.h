// Text encodings shared by keys, cursors, URLs and answers. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trama {

[[nodiscard]] std::string hex_encode(std::string_view bytes);

// Base64url without padding (RFC 4648 section 5); decoding refuses any other character and non-zero rest bits.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

// RFC 3986: keeps unreserved characters plus those in `keep`, encodes every other byte as %XX (upper case).
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = "");
// nullopt on a '%' that two hex digits do not follow. '+' stays '+'.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

// Order-preserving tuple parts for store keys: bytewise order of the encodings is the order of the values.
//   text:  0x00 becomes 0x00 0xFF, then 0x00 0x01 ends it; so no part is a prefix of another and any byte may occur.
//   u64:   eight bytes, big endian.
void append_key_text(std::string* key, std::string_view text);
void append_key_u64(std::string* key, std::uint64_t value);
// Each moves `*rest` behind what it read; nullopt leaves it undefined.
[[nodiscard]] std::optional<std::string> read_key_text(std::string_view* rest);
[[nodiscard]] std::optional<std::uint64_t> read_key_u64(std::string_view* rest);

// LEB128 varint and length-prefixed text, for packed values (not order-preserving).
void append_varint(std::string* out, std::uint64_t value);
void append_text(std::string* out, std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> read_varint(std::string_view* rest);
[[nodiscard]] std::optional<std::string_view> read_text(std::string_view* rest);  // a view into *rest's buffer

}  // namespace trama
