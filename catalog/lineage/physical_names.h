// What a contract's datasets are called on its servers, as OpenLineage names things (namespace and name), so that
// lineage from the tools finds the contract. One server may give several spellings (redshift by cluster and by host,
// every broker of kafka). A server whose description lacks a part of the name, or has a placeholder there, gives none.
//
// At most kPhysicalNamesMax per contract. Pure function; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "catalog/contract/model.h"
#include "catalog/lineage/summary.h"

namespace trama::lineage {

inline constexpr std::size_t kPhysicalNamesMax = 20'000;

[[nodiscard]] std::vector<PhysicalName> physical_names(const contract::Contract& contract);

}  // namespace trama::lineage
