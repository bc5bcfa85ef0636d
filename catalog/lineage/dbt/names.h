// Internal to catalog/lineage/dbt. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "catalog/lineage/dbt/project.h"

namespace trama::lineage::dbt {

// Without quotes; "": the node has none.
[[nodiscard]] std::string relation_name(const Node& node);
[[nodiscard]] std::string consumer_id(std::string_view project, std::string_view exposure);

}  // namespace trama::lineage::dbt
