// What a project tells of the datasets themselves. Internal to catalog/lineage/dbt. Pure functions; any thread.
#pragma once

#include "catalog/lineage/dbt/project.h"
#include "catalog/lineage/openlineage/evidence.h"

namespace trama::lineage::dbt {

// By unique id, of everything that has a relation.
using NodeFacts = std::map<std::string, openlineage::DatasetEvidence, std::less<>>;
[[nodiscard]] NodeFacts facts_of(const Project& project);

[[nodiscard]] openlineage::Schema schema_of(const std::vector<Column>& columns);

}  // namespace trama::lineage::dbt
