// What a change demands of the version that publishes it.
//
// Semver, with its words: a breaking change needs the next major, an addition the next minor, words the next patch. 0.x
// is treated like any other: a breaking change to 0.3.1 needs 1.0.0, because consumers of a published contract rely on
// it whatever its number. From a prerelease the release of the same numbers is enough where it already is such a step
// (3.0.0-rc.1 + major -> 3.0.0; 2.2.0-rc.1 + major -> 3.0.0). A version higher than needed is fine, and so is a
// prerelease of a version that is high enough. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract/change/rules.h"

namespace trama::change {

// The lowest version that may follow `before`; "" where `before` is not semver. A leading `v` is kept.
[[nodiscard]] std::string suggest_version(std::string_view before, Bump demanded);

// Whether `declared` may follow `before`; nullopt where one of them is not semver.
[[nodiscard]] std::optional<bool> version_allowed(std::string_view before, std::string_view declared, Bump demanded);

}  // namespace trama::change
