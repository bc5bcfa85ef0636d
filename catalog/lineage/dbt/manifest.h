// The artifacts of a dbt project as a manifest of the store. Pure function; any thread.
#pragma once

#include "catalog/lineage/dbt/claims.h"
#include "catalog/lineage/manifest.h"

namespace trama::lineage::dbt {

// `project` is what read_project() makes of the artifacts.
[[nodiscard]] Manifest manifest_of(const Project& project, const ArtifactsText& artifacts);
// Errors: those of read_project().
[[nodiscard]] Result<Manifest> manifest_of(const ArtifactsText& artifacts);

}  // namespace trama::lineage::dbt
