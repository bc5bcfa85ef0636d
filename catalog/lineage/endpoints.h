// From what a contract's author wrote to an endpoint. Internal to catalog/lineage. Pure functions; any thread.
#pragma once

#include <string_view>

#include "catalog/contract/model.h"
#include "catalog/lineage/assertion.h"

namespace trama::lineage {

// Whether a text is a namespace by OpenLineage's naming, not the id of a contract.
[[nodiscard]] bool physical_namespace(std::string_view text);

// Where a reference that stands in contract `home` leads (from_contract.h says how).
[[nodiscard]] Endpoint endpoint_of(const contract::Reference& reference, std::string_view home);

// A consumer names a contract by its id, by a canonical node id, or by any other spelling of a node; a dataset of a
// platform by its node id, <namespace>/<name>.
[[nodiscard]] Endpoint endpoint_of_use(std::string_view contract, std::string_view field);

}  // namespace trama::lineage
