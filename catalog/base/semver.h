// Versions as semver.org 2.0.0 defines them, and ranges of versions as package managers write them.
//
// A version is MAJOR.MINOR.PATCH with optional -PRERELEASE and +BUILD and, because real contracts write them, a leading
// `v`, leading zeros, and one or two numbers alone (`2` and `2.0` mean 2.0.0; a prerelease needs all three numbers, so
// that dates like 2026-01-31 are not mistaken for one). Numbers of any length.
//
// A range is alternatives between `||`, each of comparators between spaces or commas that must all hold:
//   1.2.3  =1.2.3      this version              1  1.2  1.x  1.2.*   every version that begins so
//   >1.2  >=1.2.3  <2  <=1.4                     ~1.2.3   >=1.2.3 <1.3.0     ~1  >=1.0.0 <2.0.0
//   1.2 - 2.3          both ends included        ^1.2.3   >=1.2.3 <2.0.0     ^0.2.3  >=0.2.3 <0.3.0
//   * or nothing       every version, those included that are no semver
//   =tuesday           exactly this text, for versions that are no semver
// A prerelease lies in a range only where an alternative names a prerelease of the same three numbers (`>=1.0.0-rc.1`),
// or the range is `*`: who asks for ^1 did not ask for 2.0.0-rc.1, nor for 1.3.0-rc.1.
//
// Plain value types and pure functions; any thread. Cost: the length of the texts.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"

namespace trama {

inline constexpr std::size_t kCoreNumbers = 3;

struct Semver {
  std::array<std::string, kCoreNumbers> core;  // digits without leading zeros; "0" where nothing was written
  std::vector<std::string> prerelease;         // identifiers as written
};

[[nodiscard]] std::optional<Semver> parse_semver(std::string_view version);
// Precedence; builds do not count.
[[nodiscard]] std::strong_ordering compare_semver(const Semver& a, const Semver& b);

class VersionRange {
 public:
  // Error: invalid_argument, slug bad-version-range; the message names the part that cannot be read.
  [[nodiscard]] static Result<VersionRange> parse(std::string_view text);
  [[nodiscard]] bool includes(std::string_view version) const;
  [[nodiscard]] bool everything() const { return alternatives_.empty(); }

 private:
  enum class Relation : std::uint8_t { less, less_or_equal, equal, greater_or_equal, greater, same_text };
  struct Comparator {
    Relation relation = Relation::equal;
    Semver bound;
    std::string text;  // same_text
  };
  using Alternative = std::vector<Comparator>;  // empty: every semver
  class Reader;

  [[nodiscard]] static bool holds(const Alternative& alternative, const Semver& version);

  std::vector<Alternative> alternatives_;  // empty: everything
};

}  // namespace trama
