#include "catalog/base/semver.h"

#include <algorithm>

#include "catalog/base/text.h"

namespace trama {
namespace {

constexpr std::size_t kCoreNumbers = 3;

bool identifier(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

int compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b);
}

int compare_identifiers(std::string_view a, std::string_view b) {
  const bool number = numeric_identifier(a);
  if (number != numeric_identifier(b)) return number ? -1 : 1;
  return number ? compare_numbers(a, b) : a.compare(b);
}

}  // namespace

bool numeric_identifier(std::string_view part) {
  return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Semver> parse_semver(std::string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  const auto plus = version.find('+');
  const bool has_build = plus != std::string_view::npos;
  if (has_build && !std::ranges::all_of(split(version.substr(plus + 1), '.'), identifier)) return std::nullopt;
  version = version.substr(0, plus);
  const auto dash = version.find('-');
  Semver parsed{.core = split(version.substr(0, dash), '.'), .prerelease = {}};
  if (parsed.core.size() > kCoreNumbers || !std::ranges::all_of(parsed.core, numeric_identifier)) return std::nullopt;
  if (dash != std::string_view::npos) parsed.prerelease = split(version.substr(dash + 1), '.');
  if (!std::ranges::all_of(parsed.prerelease, identifier)) return std::nullopt;
  if ((has_build || !parsed.prerelease.empty()) && parsed.core.size() < kCoreNumbers) return std::nullopt;
  return parsed;
}

int compare_semver(const Semver& a, const Semver& b) {
  for (std::size_t i = 0; i < kCoreNumbers; ++i) {
    const auto number = [i](const Semver& v) { return i < v.core.size() ? v.core[i] : std::string_view(); };
    if (const int order = compare_numbers(number(a), number(b)); order != 0) return order;
  }
  if (a.prerelease.empty() || b.prerelease.empty()) return int{a.prerelease.empty()} - int{b.prerelease.empty()};
  const std::size_t both = std::min(a.prerelease.size(), b.prerelease.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (const int order = compare_identifiers(a.prerelease[i], b.prerelease[i]); order != 0) return order;
  }
  return a.prerelease.size() < b.prerelease.size() ? -1 : a.prerelease.size() > b.prerelease.size() ? 1 : 0;
}

}  // namespace trama
