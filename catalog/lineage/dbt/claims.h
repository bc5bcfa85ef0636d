// What a dbt project says about lineage and datasets, as the store keeps it.
//
// Names. A relation is named as OpenLineage's dbt integration names it: the warehouse's namespace, which no artifact
// tells, and database.schema.identifier with the parts that the adapter has. Where the caller does not know the
// namespace either, it is `dbt://<project>`, which meets nothing but itself; relation_names() and space_of_adapter()
// say what to look for to find out. BigQuery has one namespace for all.
//
// A model that names its data contract (meta.data_contract) is a dataset of that contract: it is told as a fact of its
// relation, and the two become one node.
//
// Lineage. Compiled SQL gives columns (openlineage/from_sql.h says how); the columns of relations read are those of
// catalog.json, else those of enforced contracts, else what the SQL of the model itself gives. What the manifest says a
// model depends on, and the SQL does not show, becomes an edge between datasets. Ephemeral models have no relation:
// they stand in the SQL of others, and dependencies go through them. SQL that is not compiled is read with its ref()
// and source(), if it has no other templates.
//
// Facts, each at the time of the artifact that tells it: schema, description, owner, tags and metrics when the manifest
// or catalog was made; last write, last failure and tests when the run did them; freshness when it was looked at.
//
// Exposures are consumers, `urn:consumer:<project>:<name>`, of what they depend on.
//
// The asserter is the project: kind manifest, id "dbt/<project>". Pure function; any thread; takes as long as the SQL
// does (about 1 ms a model).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/assertion.h"
#include "catalog/lineage/dbt/project.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/lineage/openlineage/evidence.h"

namespace trama::lineage::dbt {

inline constexpr std::size_t kProjectAssertionsMax = 1'000'000;

struct ProjectClaims {
  Asserter asserter;
  TimeUs at_us = kNever;              // of the manifest: of two of one project the later one holds
  std::vector<Assertion> assertions;  // sorted, unique
  openlineage::Evidence facts;
  std::vector<Consumer> consumers;  // by id
  std::vector<Problem> findings;    // what was not understood, or does not fit; at most limits::kProblemsMax
  struct Counts {
    std::size_t models = 0, seeds = 0, snapshots = 0, sources = 0, tests = 0, exposures = 0;
    std::size_t column_level = 0, table_level = 0;  // models and snapshots, by what their SQL gave
  } counts;
  bool cut = false;  // more than kProjectAssertionsMax
};

[[nodiscard]] ProjectClaims claims_of(const Project& project, std::string_view space,
                                      const ColumnsElsewhere& known = {});

[[nodiscard]] std::string asserter_id(std::string_view project);
[[nodiscard]] std::string default_space(const Project& project);

// The scheme of the namespaces in which relations of this adapter are named ("postgres"), and whether the scheme alone
// is the namespace (bigquery).
struct AdapterSpace {
  std::string scheme;
  bool whole = false;
};
[[nodiscard]] AdapterSpace space_of_adapter(std::string_view adapter);
// The names of the project's relations, without namespace.
[[nodiscard]] std::vector<std::string> relation_names(const Project& project);
// Relations that are made elsewhere and whose columns the artifacts do not list.
[[nodiscard]] std::vector<std::string> relations_without_columns(const Project& project);
// Relations whose model names its data contract, with that.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> named_contracts(const Project& project);

}  // namespace trama::lineage::dbt
