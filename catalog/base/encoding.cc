#include "catalog/base/encoding.h"

#include <array>

namespace trama {
namespace {

constexpr std::string_view kHexLower = "0123456789abcdef";
constexpr std::string_view kHexUpper = "0123456789ABCDEF";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNoDigit = 255;

std::uint8_t byte_of(char c) {
  return static_cast<std::uint8_t>(c);
}

std::uint8_t hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return kNoDigit;
}

constexpr std::array<std::uint8_t, 256> base64_table() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kNoDigit);
  for (std::size_t i = 0; i < kBase64Url.size(); ++i) {
    table[static_cast<std::uint8_t>(kBase64Url[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr auto kBase64Value = base64_table();

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string hex_encode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kHexLower[byte_of(c) >> 4];
    out += kHexLower[byte_of(c) & 15];
  }
  return out;
}

std::string base64url_encode(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | byte_of(c);
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += kBase64Url[bits >> count & 63];
    }
    bits &= (1U << count) - 1;
  }
  if (count > 0) out += kBase64Url[bits << (6 - count) & 63];
  return out;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::uint8_t value = kBase64Value[byte_of(c)];
    if (value == kNoDigit) return std::nullopt;
    bits = bits << 6 | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 255);
      bits &= (1U << count) - 1;
    }
  }
  if (count >= 6 || bits != 0) return std::nullopt;
  return out;
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (unreserved(c) || keep.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHexUpper[byte_of(c) >> 4];
      out += kHexUpper[byte_of(c) & 15];
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const std::uint8_t high = hex_digit(text[i + 1]);
    const std::uint8_t low = hex_digit(text[i + 2]);
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

void append_key_text(std::string* key, std::string_view text) {
  for (const char c : text) {
    *key += c;
    if (c == '\0') *key += '\xFF';
  }
  *key += '\0';
  *key += '\x01';
}

void append_key_u64(std::string* key, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) *key += static_cast<char>(value >> shift & 255);
}

std::optional<std::string> read_key_text(std::string_view* rest) {
  std::string out;
  for (std::size_t i = 0; i < rest->size(); ++i) {
    const char c = (*rest)[i];
    if (c != '\0') {
      out += c;
      continue;
    }
    if (i + 1 >= rest->size()) return std::nullopt;
    const char mark = (*rest)[i + 1];
    if (mark == '\x01') {
      rest->remove_prefix(i + 2);
      return out;
    }
    if (mark != '\xFF') return std::nullopt;
    out += '\0';
    ++i;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> read_key_u64(std::string_view* rest) {
  if (rest->size() < 8) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | byte_of((*rest)[i]);
  rest->remove_prefix(8);
  return value;
}

void append_varint(std::string* out, std::uint64_t value) {
  while (value >= 0x80) {
    *out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out += static_cast<char>(value);
}

void append_text(std::string* out, std::string_view text) {
  append_varint(out, text.size());
  *out += text;
}

std::optional<std::uint64_t> read_varint(std::string_view* rest) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < rest->size() && i < 10; ++i) {
    const std::uint8_t byte = byte_of((*rest)[i]);
    if (i == 9 && byte > 1) return std::nullopt;
    value |= std::uint64_t{byte & 0x7FU} << (7 * i);
    if ((byte & 0x80) == 0) {
      rest->remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> read_text(std::string_view* rest) {
  const auto size = read_varint(rest);
  if (!size || *size > rest->size()) return std::nullopt;
  const std::string_view text = rest->substr(0, *size);
  rest->remove_prefix(*size);
  return text;
}

}  // namespace trama
