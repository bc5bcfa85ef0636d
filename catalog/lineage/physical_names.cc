#include "catalog/lineage/physical_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/lineage/name_rules.h"
#include "catalog/lineage/storage_location.h"

namespace trama::lineage {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Server;

// A database server that OpenLineage names scheme://host:port | part.part.table. Parts are property names; "a=b" gives
// the default b where the server does not tell.
struct Database {
  std::string_view type;
  std::string_view scheme;
  std::string_view port;
  std::array<std::string_view, 2> parts;
  Case fold;
};
constexpr auto kDatabases = std::to_array<Database>({
    {"postgres", "postgres", "5432", {"database", "schema=public"}, Case::lower},
    {"cloudsql", "postgres", "5432", {"database", "schema=public"}, Case::lower},
    {"mysql", "mysql", "3306", {"database", ""}, Case::as_written},
    {"sqlserver", "mssql", "1433", {"database", "schema=dbo"}, Case::as_written},
    {"synapse", "sqlserver", "1433", {"schema=dbo", ""}, Case::as_written},
    {"oracle", "oracle", "1521", {"serviceName", "schema"}, Case::upper},
    {"trino", "trino", "8080", {"catalog", "schema"}, Case::as_written},
    {"presto", "presto", "8080", {"catalog", "schema"}, Case::as_written},
    {"redshift", "redshift", "5439", {"database", "schema=public"}, Case::lower},
    {"hive", "hive", "10000", {"database=default", ""}, Case::lower},
    {"impala", "impala", "21050", {"database=default", ""}, Case::lower},
    {"db2", "db2", "50000", {"database", "schema"}, Case::upper},
    {"clickhouse", "clickhouse", "8123", {"database=default", ""}, Case::as_written},
    {"dremio", "dremio", "31010", {"schema", ""}, Case::as_written},
    {"vertica", "vertica", "5433", {"database", "schema=public"}, Case::as_written},
    {"informix", "informix", "9088", {"database", ""}, Case::lower},
    {"denodo", "denodo", "9999", {"database", ""}, Case::as_written},
    {"teradata", "teradata", "1025", {"database", ""}, Case::as_written},
    {"crate", "crate", "5432", {"database", "schema=doc"}, Case::as_written},
    {"cassandra", "cassandra", "9042", {"keyspace", ""}, Case::as_written},
});

bool placeholder(std::string_view text) {
  return text.find("${") != text.npos || text.find("{{") != text.npos || text.find('<') != text.npos;
}

std::string property(const Server& server, std::string_view name) {
  for (const auto& [key, value] : server.properties) {
    if (key == name && !placeholder(value)) return std::string(trim(value));
  }
  return {};
}

// The table after the parts that lead to it. A table that tells some of them itself ("public.orders") is believed.
std::string full_name(std::vector<std::string> lead, const std::string& table, Case fold) {
  for (std::string& part : lead) part = folded(part, fold);
  const std::vector<std::string> own = name_parts(table, fold);
  const std::size_t told = own.size() - 1;
  lead.resize(lead.size() - std::min(lead.size(), told));
  lead.insert(lead.end(), own.begin(), own.end());
  return join_name(lead);
}

class Namer {
 public:
  Namer(const Contract& contract, std::vector<PhysicalName>* out) : contract_(contract), out_(out) {}

  void name(const Server& server) {
    server_ = &server;
    for (std::size_t i = 0; i < contract_.datasets.size() && out_->size() < kPhysicalNamesMax; ++i) {
      dataset_ = static_cast<std::uint32_t>(i);
      name(server, contract_.datasets[i]);
    }
  }

 private:
  [[nodiscard]] std::string table_of(const Dataset& dataset) const {
    std::string own = property(*server_, "table");
    if (dataset.physical_name.empty() && !own.empty() && alone()) return own;
    return dataset.physical_name.empty() ? dataset.name : dataset.physical_name;
  }
  [[nodiscard]] bool alone() const { return contract_.datasets.size() == 1; }

  void name(const Server& server, const Dataset& dataset) {
    const auto* database = std::ranges::find(kDatabases, server.type, &Database::type);
    const std::string table = table_of(dataset);
    if (table.empty() || placeholder(table)) return;
    if (database != kDatabases.end()) return name_database(*database, table);
    if (server.type == "snowflake") return name_snowflake(table);
    if (server.type == "bigquery") return name_dotted("bigquery", {"project", "dataset"}, table, Case::as_written);
    if (server.type == "databricks") return name_databricks(table);
    if (server.type == "glue") return name_glue(dataset, table);
    if (server.type == "athena") return name_athena(table);
    if (server.type == "duckdb") return name_duckdb(table);
    if (server.type == "kafka") return name_kafka(table);
    if (server.type == "pubsub") return name_pubsub(table);
    if (server.type == "iceberg") name_iceberg(table);
    name_location(dataset);
  }

  void add(std::string space, std::string name) {
    if (space.empty() || name.empty()) return;
    out_->push_back({dataset_, server_->name, server_->environment, std::move(space), std::move(name)});
  }

  // nullopt: a part is missing.
  [[nodiscard]] std::optional<std::vector<std::string>> lead(std::initializer_list<std::string_view> names) const {
    std::vector<std::string> parts;
    for (const std::string_view name : names) {
      if (name.empty()) continue;
      const std::size_t cut = name.find('=');
      std::string value = property(*server_, name.substr(0, cut));
      if (value.empty() && cut != name.npos) value = name.substr(cut + 1);
      if (value.empty()) return std::nullopt;
      parts.push_back(std::move(value));
    }
    return parts;
  }
  void name_dotted(const std::string& space, std::initializer_list<std::string_view> names, const std::string& table,
                   Case fold) {
    if (const auto parts = lead(names)) add(space, full_name(*parts, table, fold));
  }

  void name_database(const Database& database, const std::string& table) {
    const std::string port = property(*server_, "port");
    const std::string host = host_and_port(property(*server_, "host"), port.empty() ? database.port : port);
    if (host.empty()) return;
    const std::string space = std::string(database.scheme) + "://" + host;
    if (const auto parts = lead({database.parts[0], database.parts[1]})) {
      const std::string name = full_name(*parts, table, database.fold);
      add(space, name);
      const std::string cluster = server_->type == "redshift" ? redshift_cluster(host) : "";
      if (!cluster.empty()) add("redshift://" + cluster, name);
    } else {
      // Without its schema a table is known by its own name only, which still matches as a suffix.
      add(space, full_name({}, table, database.fold));
    }
  }

  void name_snowflake(const std::string& table) {
    std::string account = snowflake_account(property(*server_, "account"));
    if (account.empty()) account = snowflake_account(property(*server_, "host"));
    if (account.empty()) return;
    name_dotted("snowflake://" + account, {"database", "schema"}, table, Case::upper);
  }

  void name_databricks(const std::string& table) {
    const std::string host = host_and_port(property(*server_, "host"), "");
    if (host.empty()) return;
    for (const auto* scheme : {"unitycatalog://", "databricks://"}) {
      name_dotted(scheme + host, {"catalog", "schema"}, table, Case::lower);
    }
  }

  void name_glue(const Dataset& dataset, const std::string& table) {
    const std::string account = property(*server_, "account");
    const std::string database = property(*server_, "database");
    std::string region = property(*server_, "region");
    if (region.empty()) region = property(*server_, "regionName");
    if (!account.empty() && !database.empty()) {
      // An unknown region stays empty in the name: it matches any.
      add("arn:aws:glue:" + region + ":" + account, "table/" + database + "/" + name_parts(table, Case::lower).back());
    }
    name_location(dataset);
  }

  void name_athena(const std::string& table) {
    std::string region = property(*server_, "regionName");
    if (region.empty()) region = property(*server_, "region_name");
    if (region.empty()) region = property(*server_, "region");
    if (region.empty()) return;
    name_dotted("awsathena://athena." + region + ".amazonaws.com", {"catalog=awsdatacatalog", "schema"}, table,
                Case::lower);
  }

  void name_duckdb(const std::string& table) {
    const std::string path = property(*server_, "database");
    if (path.empty()) return;
    const std::size_t begin = path.find_last_of('/') + 1;  // npos + 1 is 0
    const std::string stem =
        path.substr(begin, path.find_last_of('.') > begin ? path.find_last_of('.') - begin : path.npos);
    const std::string schema = property(*server_, "schema");
    add("duckdb://" + path, full_name({stem, schema.empty() ? "main" : schema}, table, Case::as_written));
  }

  void name_kafka(const std::string& table) {
    const std::string topic = property(*server_, "topic");
    const std::string hosts = property(*server_, "host");
    for (const std::string_view broker : split(hosts, ',')) {
      const std::string host = host_and_port(trim(broker), "9092");
      if (!host.empty()) add("kafka://" + host, topic.empty() ? table : topic);
    }
  }

  void name_pubsub(const std::string& table) {
    const std::string project = property(*server_, "project");
    const std::string topic = property(*server_, "topic");
    if (!project.empty()) add("pubsub", "topic:" + project + ":" + (topic.empty() ? table : topic));
  }

  void name_iceberg(const std::string& table) {
    const std::string catalog = property(*server_, "catalog");
    if (catalog.empty()) return;
    const std::string own = property(*server_, "table");
    name_dotted("iceberg://" + host_and_port(catalog, ""), {"database"}, own.empty() || !alone() ? table : own,
                Case::as_written);
  }

  void name_location(const Dataset& dataset) {
    std::string location = property(*server_, "location");
    if (location.empty()) location = property(*server_, "path");
    // A place that does not tell its datasets apart is nobody's.
    if (location.find("{model}") == location.npos && !alone()) return;
    if (const auto found = storage_location(location, dataset.name)) add(found->space, found->name);
  }

  const Contract& contract_;
  std::vector<PhysicalName>* out_;
  const Server* server_ = nullptr;
  std::uint32_t dataset_ = 0;
};

}  // namespace

std::vector<PhysicalName> physical_names(const Contract& contract) {
  std::vector<PhysicalName> out;
  Namer namer(contract, &out);
  for (const Server& server : contract.servers) namer.name(server);
  return out;
}

}  // namespace trama::lineage
