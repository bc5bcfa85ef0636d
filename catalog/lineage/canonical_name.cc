#include "catalog/lineage/canonical_name.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/lineage/name_rules.h"
#include "catalog/lineage/storage_location.h"

namespace trama::lineage {
namespace {

// Platforms named scheme://host:port | dotted.name.
struct Database {
  std::string_view scheme;
  std::string_view canonical;
  std::string_view port;  // default
  Case fold;
};
constexpr auto kDatabases = std::to_array<Database>({
    {"postgres", "postgres", "5432", Case::lower},
    {"postgresql", "postgres", "5432", Case::lower},
    {"mysql", "mysql", "3306", Case::lower},
    {"mariadb", "mysql", "3306", Case::lower},
    {"mssql", "mssql", "1433", Case::lower},
    {"sqlserver", "sqlserver", "1433", Case::lower},
    {"oracle", "oracle", "1521", Case::upper},
    {"trino", "trino", "8080", Case::lower},
    {"presto", "presto", "8080", Case::lower},
    {"redshift", "redshift", "5439", Case::lower},
    {"hive", "hive", "10000", Case::lower},
    {"spark", "spark", "10000", Case::lower},
    {"impala", "impala", "21050", Case::lower},
    {"db2", "db2", "50000", Case::upper},
    {"teradata", "teradata", "1025", Case::lower},
    {"oceanbase", "oceanbase", "2881", Case::lower},
    {"cassandra", "cassandra", "9042", Case::lower},
    {"crate", "crate", "5432", Case::lower},
    {"clickhouse", "clickhouse", "8123", Case::as_written},
    {"dremio", "dremio", "31010", Case::lower},
    {"vertica", "vertica", "5433", Case::lower},
    {"informix", "informix", "9088", Case::lower},
    {"denodo", "denodo", "9999", Case::lower},
    {"unitycatalog", "unitycatalog", "", Case::lower},
    {"databricks", "unitycatalog", "", Case::lower},
    {"awsathena", "awsathena", "", Case::lower},
    {"fabric-warehouse", "fabric-warehouse", "", Case::lower},
    {"iceberg", "iceberg", "", Case::lower},
    {"milvus", "milvus", "19530", Case::as_written},
});
// Object stores and file systems, named scheme://host | path. Keys of object stores do not begin with a slash.
struct Store {
  std::string_view scheme;
  std::string_view canonical;
  bool rooted;
};
constexpr auto kStores = std::to_array<Store>({
    {"s3", "s3", false},
    {"s3a", "s3", false},
    {"s3n", "s3", false},
    {"gs", "gs", false},
    {"gcs", "gs", false},
    {"abfss", "abfss", false},
    {"abfs", "abfss", false},
    {"wasbs", "abfss", false},
    {"wasb", "abfss", false},
    {"dbfs", "dbfs", false},
    {"hdfs", "hdfs", true},
    {"sftp", "sftp", true},
    {"file", "file", true},
});

std::string_view without_slashes(std::string_view text) {
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  return text;
}

// The value of a JDBC parameter: host:1433;database=shop;encrypt=true
std::string parameter(std::string_view rest, std::string_view key) {
  for (const std::string_view part : split(rest, ';')) {
    const std::size_t equals = part.find('=');
    if (equals != part.npos && equal_ignoring_case(trim(part.substr(0, equals)), key)) {
      return std::string(trim(part.substr(equals + 1)));
    }
  }
  return {};
}

// .../warehouse/sales.db/orders -> sales.orders
std::string warehouse_table(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || slash == 0) return {};
  const std::string_view above = path.substr(0, slash);
  const std::string_view database = above.substr(above.rfind('/') + 1);  // npos + 1 is 0
  constexpr std::string_view kEnd = ".db";
  if (!database.ends_with(kEnd) || database.size() == kEnd.size() || slash + 1 == path.size()) return {};
  return to_lower(database.substr(0, database.size() - kEnd.size())) + "." + to_lower(path.substr(slash + 1));
}

class Canonical {
 public:
  Canonical(std::string_view space, std::string_view name) : space_(trim(space)), name_(trim(name)) {}

  [[nodiscard]] CanonicalName make() const {
    const std::size_t colon = space_.find("://");
    const std::string scheme = to_lower(space_.substr(0, std::min(colon, space_.size())));
    const std::string_view rest = colon == space_.npos ? std::string_view() : space_.substr(colon + 3);
    return named(scheme, rest, colon != space_.npos);
  }

 private:
  [[nodiscard]] CanonicalName named(const std::string& scheme, std::string_view rest, bool uri) const {
    if (scheme == "bigquery") return bigquery();
    const auto* store = std::ranges::find(kStores, scheme, &Store::scheme);
    if (store != kStores.end() && (uri || scheme == "file" || scheme == "dbfs")) return location(*store, rest);
    if (scheme.starts_with("arn:aws:glue:")) return {to_lower(space_), to_lower(name_), {}, {}};
    if (!uri) return {std::string(space_), std::string(name_), {}, {}};
    if (scheme == "snowflake") return snowflake(rest);
    if (scheme == "kafka") return kafka(rest);
    if (scheme == "duckdb" || scheme == "sqlite") return embedded(scheme, rest);
    const auto* database = std::ranges::find(kDatabases, scheme, &Database::scheme);
    if (database != kDatabases.end()) return dotted(*database, rest);
    return {scheme + "://" + std::string(without_slashes(rest)), std::string(name_), {}, {}};
  }

  CanonicalName dotted(const Database& database, std::string_view rest) const {
    std::string host = host_and_port(rest, database.port);
    constexpr std::string_view kHttps = ":443";
    if (database.canonical == "unitycatalog" && host.ends_with(kHttps)) host.resize(host.size() - kHttps.size());
    if (database.scheme == "redshift") {
      if (const std::string cluster = redshift_cluster(host); !cluster.empty()) host = cluster;
    }
    std::vector<std::string> parts = folded_parts(database.fold);
    std::string scheme(database.canonical);
    if (scheme == "sqlserver") {
      std::string own = parameter(rest, "database");
      if (own.empty()) own = parameter(rest, "databaseName");
      if (!own.empty() && parts.size() < 3) parts.insert(parts.begin(), folded(own, database.fold));
      if (parts.size() >= 3) scheme = "mssql";
    }
    return {scheme + "://" + host, join_name(parts), {}, {}};
  }

  [[nodiscard]] std::vector<std::string> folded_parts(Case fold) const {
    std::vector<std::string> parts = name_parts(name_, Case::as_written);
    for (std::string& part : parts) part = folded(std::move(part), fold);
    return parts;
  }

  CanonicalName snowflake(std::string_view rest) const {
    return {"snowflake://" + snowflake_account(rest), join_name(folded_parts(Case::upper)), {}, {}};
  }

  CanonicalName bigquery() const {
    std::string name = join_name(name_parts(name_.substr(0, name_.find('$')), Case::as_written));
    const std::size_t colon = name.find(':');
    // project:dataset.table; a project of an organisation is organisation.com:project and keeps its colon.
    if (colon != name.npos && colon < std::min(name.find('.'), name.size())) name[colon] = '.';
    return {"bigquery", std::move(name), {}, {}};
  }

  CanonicalName kafka(std::string_view rest) const {
    // PLAINTEXT://b1:9092,b2:9092
    const std::string_view first = trim(rest.substr(0, rest.find(',')));
    return {"kafka://" + host_and_port(first, "9092"), std::string(name_), {}, {}};
  }

  CanonicalName embedded(const std::string& scheme, std::string_view path) const {
    return {scheme + "://" + std::string(without_slashes(path)), join_name(folded_parts(Case::lower)), {}, {}};
  }

  CanonicalName location(const Store& store, std::string_view rest) const {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string host = store_host(store, rest.substr(0, slash));
    std::string path(without_slashes(rest.substr(slash)));
    std::string_view name = own_path();
    if (path.empty() || path == "/") {
      path = name;
    } else {
      while (name.starts_with('/')) name.remove_prefix(1);
      if (!name.empty()) path += "/" + std::string(name);
    }
    if (!store.rooted) path.erase(0, std::min(path.find_first_not_of('/'), path.size()));
    if (store.canonical == "hdfs" && !path.starts_with('/')) path.insert(0, 1, '/');
    if (path.starts_with("./")) path.erase(0, 2);
    const std::string_view folder = without_partition_folders(path);
    CanonicalName out;
    out.space = host.empty() && (store.canonical == "file" || store.canonical == "dbfs")
                    ? std::string(store.canonical)
                    : std::string(store.canonical) + "://" + host;
    out.name = folder.empty() ? path : std::string(folder);
    out.warehouse_table = warehouse_table(out.name);
    return out;
  }

  // Where the name repeats its namespace: file | file:/tmp/x, s3://b | s3://b/x.
  [[nodiscard]] std::string_view own_path() const {
    const std::size_t colon = name_.find(":/");
    if (colon == name_.npos ||
        std::ranges::find(kStores, to_lower(name_.substr(0, colon)), &Store::scheme) == kStores.end()) {
      return name_;
    }
    std::string_view path = name_.substr(colon + 1);
    if (path.starts_with("//")) path = path.substr(std::min(path.find('/', 2), path.size()));
    return path;
  }

  static std::string store_host(const Store& store, std::string_view text) {
    std::string host = to_lower(text);
    constexpr std::string_view kBlob = ".blob.core.windows.net";
    if (store.canonical == "abfss" && host.ends_with(kBlob)) {
      host.replace(host.size() - kBlob.size(), kBlob.size(), ".dfs.core.windows.net");
    }
    if (store.canonical == "hdfs" && !host.empty() && host.find(':') == host.npos) host += ":8020";
    if (store.canonical == "file" && host == "localhost") host.clear();
    return host;
  }

  std::string_view space_;
  std::string_view name_;
};

NameSureness sureness_of(std::string_view space, std::string_view name, const CanonicalName& made) {
  if (made.space == space && made.name == name) return NameSureness::exact;
  const bool folded = equal_ignoring_case(made.space, space) && equal_ignoring_case(made.name, name);
  return folded ? NameSureness::folded : NameSureness::rule;
}

}  // namespace

std::string_view to_string(NameSureness sureness) {
  constexpr std::array<std::string_view, 3> kWords = {"exact", "case-folded", "platform-rule"};
  return kWords.at(static_cast<std::size_t>(sureness));
}

CanonicalName canonical_physical_name(std::string_view space, std::string_view name) {
  CanonicalName made = Canonical(space, name).make();
  // Once is enough for names that anybody uses; what is quoted twice or has hosts in its host needs more.
  constexpr int kRoundsMax = 64;
  for (int round = 0; round < kRoundsMax; ++round) {
    CanonicalName again = Canonical(made.space, made.name).make();
    if (again == made) break;
    made = std::move(again);
  }
  made.sureness = sureness_of(space, name, made);
  return made;
}

}  // namespace trama::lineage
