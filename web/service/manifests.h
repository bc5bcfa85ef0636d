// What the artifacts of tools say, as it comes over HTTP and from folders.
//
// A dbt project does not know where its warehouse stands. Where the caller does not say either, the namespace is taken
// from what the catalog knows: the one namespace of the adapter's platform in which relations of these names are known,
// by contracts or by events. Several of them: none is taken, and a finding names them.
//
// A model that is a contract's dataset, by its meta or by its relation, is compared with it: columns that only one of
// them has, and types of another kind, are findings.
//
// Thread-safe: calls of the catalog and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/manifest.h"
#include "web/service/catalog.h"

namespace trama::service {

struct Imported {
  lineage::Manifest manifest;  // without its assertions and facts
  store::ManifestReceipt receipt;
  std::vector<Problem> findings;  // at most limits::kProblemsMax
};

struct ManifestOptions {
  std::string space;  // namespace of the warehouse; "": see above
  std::string actor = "local";
  bool dry_run = false;
};

// The columns of relations that the artifacts do not list and the catalog knows are given to whoever reads their SQL,
// and kept with it.
//
// `text`: see catalog/lineage/dbt/project.h. Errors: those of read_artifacts(), read_project() and the writer.
[[nodiscard]] Result<Imported> import_dbt(Catalog& catalog, std::string_view text, const ManifestOptions& options);
// `text`: see catalog/lineage/sql_manifest.h. Errors: those of read_sql_files() and the writer.
[[nodiscard]] Result<Imported> import_sql(Catalog& catalog, std::string_view text, const ManifestOptions& options);

}  // namespace trama::service
