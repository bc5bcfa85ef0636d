#include "web/http/conditional.h"

#include <array>
#include <cstdint>
#include <functional>

#include "catalog/base/text.h"

namespace trama::http {
namespace {

std::string_view opaque_part(std::string_view tag) {
  tag = trim(tag);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

// Tags may hold commas between their quotes.
bool list_has(std::string_view list, std::string_view etag) {
  const std::string_view wanted = opaque_part(etag);
  if (wanted.empty()) return false;
  while (!(list = trim(list)).empty()) {
    if (list.front() == ',') {
      list.remove_prefix(1);
      continue;
    }
    const std::size_t open = list.find('"');
    const std::size_t close = open == std::string_view::npos ? open : list.find('"', open + 1);
    const std::size_t end = close == std::string_view::npos ? list.find(',') : close + 1;
    if (opaque_part(list.substr(0, end)) == wanted) return true;
    list = end == std::string_view::npos ? std::string_view() : list.substr(end);
  }
  return false;
}

}  // namespace

std::string make_weak_etag(std::string_view bytes) {
  static constexpr std::array<char, 17> kDigits = {"0123456789abcdef"};
  std::uint64_t hash = std::hash<std::string_view>()(bytes) ^ (bytes.size() * 0x9E3779B97F4A7C15ULL);
  std::string tag = "W/\"";
  for (int i = 0; i < 16; ++i, hash >>= 4U) tag += kDigits.at(hash & 15U);
  return tag + '"';
}

bool none_match_hits(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  return list_has(if_none_match, etag);
}

bool if_match_holds(std::string_view if_match, std::string_view etag) {
  if (trim(if_match).empty()) return true;
  if (trim(if_match) == "*") return !etag.empty();
  return list_has(if_match, etag);
}

}  // namespace trama::http
