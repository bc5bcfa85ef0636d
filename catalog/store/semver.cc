#include "catalog/store/semver.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "catalog/base/encoding.h"
#include "catalog/base/text.h"

namespace trama::store {
namespace {

constexpr char kByArrival = '\x01';
constexpr char kSemver = '\x02';
constexpr char kEndOfIdentifiers = '\x00';  // fewer identifiers rank lower
constexpr char kNumericIdentifier = '\x01';
constexpr char kTextIdentifier = '\x02';
constexpr char kPrerelease = '\x01';
constexpr char kRelease = '\x02';
constexpr std::size_t kCoreNumbers = 3;

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool identifier(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

// Digits of any length: how many come first, so that 10 ranks above 9.
void append_number(std::string* out, std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  *out += static_cast<char>(digits.size() >> 8 & 255);
  *out += static_cast<char>(digits.size() & 255);
  *out += digits;
}

struct Parsed {
  std::vector<std::string_view> core, prerelease;
};

std::optional<Parsed> parse(std::string_view version) {
  if (version.starts_with('v') || version.starts_with('V')) version.remove_prefix(1);
  const auto plus = version.find('+');
  const bool has_build = plus != std::string_view::npos;
  if (has_build && !std::ranges::all_of(split(version.substr(plus + 1), '.'), identifier)) return std::nullopt;
  version = version.substr(0, plus);
  const auto dash = version.find('-');
  Parsed parsed{.core = split(version.substr(0, dash), '.'), .prerelease = {}};
  if (parsed.core.size() > kCoreNumbers || !std::ranges::all_of(parsed.core, all_digits)) return std::nullopt;
  if (dash != std::string_view::npos) parsed.prerelease = split(version.substr(dash + 1), '.');
  if (!std::ranges::all_of(parsed.prerelease, identifier)) return std::nullopt;
  if ((has_build || !parsed.prerelease.empty()) && parsed.core.size() < kCoreNumbers) return std::nullopt;
  return parsed;
}

void append_prerelease(std::string* out, const std::vector<std::string_view>& identifiers) {
  if (identifiers.empty()) {
    *out += kRelease;
    return;
  }
  *out += kPrerelease;
  for (const std::string_view part : identifiers) {
    *out += all_digits(part) ? kNumericIdentifier : kTextIdentifier;
    if (all_digits(part)) {
      append_number(out, part);
    } else {
      append_key_text(out, part);
    }
  }
  *out += kEndOfIdentifiers;
}

}  // namespace

bool is_semver(std::string_view version) {
  return parse(version).has_value();
}

std::string version_rank(std::string_view version, std::uint64_t arrival) {
  const auto parsed = parse(version);
  std::string rank(1, parsed ? kSemver : kByArrival);
  if (parsed) {
    for (std::size_t i = 0; i < kCoreNumbers; ++i) append_number(&rank, i < parsed->core.size() ? parsed->core[i] : "");
    append_prerelease(&rank, parsed->prerelease);
  }
  append_key_u64(&rank, arrival);
  return rank;
}

}  // namespace trama::store
