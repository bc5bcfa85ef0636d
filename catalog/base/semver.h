// Reading version texts as semver.
//
// MAJOR.MINOR.PATCH with optional -PRERELEASE and +BUILD as semver.org 2.0.0 defines them, and, because real contracts
// write them, a leading `v`, leading zeros, and one or two numbers alone (`2` and `2.0` mean 2.0.0; a prerelease needs
// all three numbers, so that dates like 2026-01-31 are not mistaken for one). Numbers of any length. Pure functions;
// any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace trama {

// Views into the text that was read. Precedence is decided by core and prerelease; missing numbers count as 0.
struct Semver {
  std::vector<std::string_view> core;  // one to three numbers
  std::vector<std::string_view> prerelease;
};

[[nodiscard]] std::optional<Semver> parse_semver(std::string_view version);

// Whether a dot-separated part is a number, which orders below texts and by value.
[[nodiscard]] bool numeric_identifier(std::string_view part);

// Precedence: below 0, 0, above 0.
[[nodiscard]] int compare_semver(const Semver& a, const Semver& b);

}  // namespace trama
