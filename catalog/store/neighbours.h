// Between which versions of its contract a version stands. Private to the folder.
#pragma once

#include <string>
#include <string_view>

#include "catalog/store/view.h"

namespace trama::store {

struct NeighbourVersions {
  std::string below, above;  // "" where there is none
};
// `rank` as semver.h makes it; a version that stands at this rank is neither.
[[nodiscard]] NeighbourVersions neighbour_versions(View& view, std::string_view id, std::string_view rank);
// With fingerprints.
[[nodiscard]] Neighbours with_fingerprints(View& view, std::string_view id, const NeighbourVersions& versions);
// Of a version that is registered or would be next. Ask the view for its error afterwards.
[[nodiscard]] Neighbours neighbours_of(View& view, std::string_view id, std::string_view version);

}  // namespace trama::store
