#include "catalog/store/neighbours.h"

#include "catalog/store/semver.h"

namespace trama::store {
namespace {

std::optional<Neighbour> neighbour(View& view, std::string_view id, const std::string& version) {
  if (version.empty()) return std::nullopt;
  auto row = view.row<VersionRow>(Family::versions, keys::text(id, version));
  if (row) return Neighbour{version, std::move(row->fingerprint)};
  if (!view.error()) view.undecodable(Family::order);  // it names a version that is not there
  return std::nullopt;
}

}  // namespace

NeighbourVersions neighbour_versions(View& view, std::string_view id, std::string_view rank) {
  const std::string prefix = keys::text(id);
  const std::string key = keys::order(id, rank);
  const auto below = view.previous(Family::order, prefix, key);
  const auto above = view.next(Family::order, prefix, key + '\0');
  return {below ? below->value : "", above ? above->value : ""};
}

Neighbours with_fingerprints(View& view, std::string_view id, const NeighbourVersions& versions) {
  return {neighbour(view, id, versions.below), neighbour(view, id, versions.above)};
}

Neighbours neighbours_of(View& view, std::string_view id, std::string_view version) {
  const auto row = view.row<VersionRow>(Family::versions, keys::text(id, version));
  // A version to come arrives after all others.
  const Seq arrival = row ? row->revisions.front().seq : UINT64_MAX;
  return with_fingerprints(view, id, neighbour_versions(view, id, version_rank(version, arrival)));
}

}  // namespace trama::store
