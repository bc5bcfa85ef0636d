#include "catalog/store/file_names.h"

#include <algorithm>
#include <array>

#include "catalog/base/hash.h"

namespace trama::store {
namespace {

constexpr std::size_t kNameBytesMax = 120;
constexpr std::size_t kHashDigits = 16;
constexpr std::array<std::string_view, 4> kReserved = {"con", "prn", "aux", "nul"};

std::string escaped(char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'%', kHex[byte >> 4], kHex[byte & 15]};
}

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// con, con.txt, com1, lpt9 ...
bool reserved(std::string_view name) {
  const std::string_view stem = name.substr(0, name.find('.'));
  if (std::ranges::find(kReserved, stem) != kReserved.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

// "1.0.r2" would read as revision 2 of "1.0".
bool looks_revised(std::string_view name) {
  const auto dot = name.rfind(".r");
  if (dot == std::string_view::npos || dot + 2 == name.size()) return false;
  return std::ranges::all_of(name.substr(dot + 2), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string file_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool edge = i == 0 || i + 1 == text.size();
    if (plain(text[i]) && !(edge && text[i] == '.')) {
      name += text[i];
    } else {
      name += escaped(text[i]);
    }
  }
  if (reserved(name)) name = escaped(name.front()) + name.substr(1);
  if (name.size() <= kNameBytesMax) return name;
  std::size_t cut = kNameBytesMax - kHashDigits - 1;
  const auto percent = name.rfind('%', cut - 1);
  if (percent != std::string::npos && percent + 3 > cut) cut = percent;
  return name.substr(0, cut) + '~' + sha256_hex(text).substr(0, kHashDigits);
}

std::string version_file_name(std::string_view version, std::uint32_t revision, std::string_view extension) {
  std::string name = file_name(version);
  if (looks_revised(name)) {
    const auto dot = name.rfind(".r");
    name = name.substr(0, dot) + escaped('.') + name.substr(dot + 1);
  }
  if (revision > 1) name += ".r" + std::to_string(revision);
  return name + '.' + std::string(extension);
}

}  // namespace trama::store
