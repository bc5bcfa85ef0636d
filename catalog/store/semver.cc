#include "catalog/store/semver.h"

#include <algorithm>
#include <vector>

#include "catalog/base/encoding.h"
#include "catalog/base/semver.h"

namespace trama::store {
namespace {

constexpr char kByArrival = '\x01';
constexpr char kSemver = '\x02';
constexpr char kEndOfIdentifiers = '\x00';  // fewer identifiers rank lower
constexpr char kNumericIdentifier = '\x01';
constexpr char kTextIdentifier = '\x02';
constexpr char kPrerelease = '\x01';
constexpr char kRelease = '\x02';

// Digits of any length: how many come first, so that 10 ranks above 9.
void append_number(std::string* out, std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  *out += static_cast<char>(digits.size() >> 8 & 255);
  *out += static_cast<char>(digits.size() & 255);
  *out += digits;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void append_prerelease(std::string* out, const std::vector<std::string>& identifiers) {
  if (identifiers.empty()) {
    *out += kRelease;
    return;
  }
  *out += kPrerelease;
  for (const std::string& part : identifiers) {
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
  return parse_semver(version).has_value();
}

std::string version_rank(std::string_view version, std::uint64_t arrival) {
  const auto parsed = parse_semver(version);
  std::string rank(1, parsed ? kSemver : kByArrival);
  if (parsed) {
    for (const std::string& number : parsed->core) append_number(&rank, number);
    append_prerelease(&rank, parsed->prerelease);
  }
  append_key_u64(&rank, arrival);
  return rank;
}

}  // namespace trama::store
