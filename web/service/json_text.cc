#include "web/service/json_text.h"

#include <cstdint>

namespace trama::service {

void append_json_string(std::string* out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  *out += '"';
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      *out += "\\u00";
      *out += kHex[byte >> 4];
      *out += kHex[byte & 15];
    } else {
      *out += c;
    }
  }
  *out += '"';
}

void append_json_member(std::string* out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  append_json_string(out, key);
  *out += ':';
  append_json_string(out, text);
  *out += ',';
}

void append_json_number(std::string* out, std::string_view key, std::int64_t number) {
  append_json_string(out, key);
  *out += ':';
  *out += std::to_string(number);
  *out += ',';
}

}  // namespace trama::service
