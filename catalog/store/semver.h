// Order of version texts: semver precedence, and arrival for the rest.
//
// What counts as semver says catalog/base/semver.h. Everything else ranks below every semver, by arrival; so do equal
// precedences among themselves (1.0.0+a and 1.0.0+b, 1.0 and 1.0.0). Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::store {

[[nodiscard]] bool is_semver(std::string_view version);

// Bytes whose order is the order of versions within one contract. `arrival` is the seq that registered the version.
[[nodiscard]] std::string version_rank(std::string_view version, std::uint64_t arrival);

}  // namespace trama::store
