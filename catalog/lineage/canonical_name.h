// One spelling for one physical dataset. The same table is named by a contract's server, by several OpenLineage
// producers and by dbt, each a little differently; names that have the same canonical name are taken for the same
// thing.
//
//   databases        host in lower case, default port added, credentials and parameters dropped; quotes stripped and
//                    letters folded as the platform folds what is not quoted. Tools give the names of quoted tables
//                    without their quotes, so two tables that differ only in case are one here, case-folded
//   snowflake        account without its host suffix, region and cloud completed; names upper case
//   redshift         a cluster's host as cluster.region
//   databricks       databricks:// is unitycatalog://
//   sqlserver        sqlserver:// with a database (in the name or as a parameter) is mssql://; without one it is
//   Synapse bigquery         project:dataset.table with dots; no partition decorator ($...) kafka            the first
//   broker, default port object stores    s3a, s3n -> s3; gcs -> gs; abfs, wasb, wasbs -> abfss with the dfs host; a
//   path in the namespace and files        moves to the name; no slash at either end but a file system's first; no
//   partition folders at the
//                    end (storage_location.h)
//   anything else    as it is, without a slash at its end
//
// Canonical names are their own canonical names. Names are never completed from outside: a name that lacks its schema
// stays one, and matches only by suffix. Pure function; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::lineage {

// How much was done to a name: nothing; letters folded; a rule of its platform. Where two names meet, the meeting is as
// sure as the less sure of the two.
enum class NameSureness : std::uint8_t { exact = 0, folded = 1, rule = 2 };
[[nodiscard]] std::string_view to_string(NameSureness sureness);  // exact, case-folded, platform-rule

struct CanonicalName {
  std::string space;
  std::string name;
  NameSureness sureness = NameSureness::exact;
  // Of a folder of a Hive or Spark warehouse, .../<database>.db/<table>: database.table, as a catalog may call it. It
  // is no canonical name, since which catalog is not said; a unique suffix match may use it.
  std::string warehouse_table;

  friend bool operator==(const CanonicalName&, const CanonicalName&) = default;
};

[[nodiscard]] CanonicalName canonical_physical_name(std::string_view space, std::string_view name);

}  // namespace trama::lineage
