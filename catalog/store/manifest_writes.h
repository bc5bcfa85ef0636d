// Writing manifests. Same protocol as contract_writes.h.
#pragma once

#include <vector>

#include "catalog/store/group.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/manifests.h"
#include "catalog/store/other_writes.h"

namespace trama::store {

// All that can be done before the writer's turn.
struct PreparedManifest {
  ManifestRequest request;
  Said said;
  std::vector<PreparedConsumer> consumers;
};
[[nodiscard]] Result<PreparedManifest> prepare_manifest(ManifestRequest request);
[[nodiscard]] Result<ManifestReceipt> apply_manifest(Group& group, PreparedManifest& manifest);

// not_found; closes all it said, and removes its consumers.
[[nodiscard]] Result<Change> apply_remove_manifest(Group& group, const RemoveManifestRequest& request);

[[nodiscard]] ManifestInfo to_info(std::string_view id, const ManifestRow& row);

}  // namespace trama::store
