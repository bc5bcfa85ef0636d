#include "catalog/lineage/physical_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/lineage/storage_location.h"

namespace trama::lineage {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Server;

enum class Case : std::uint8_t { as_written, lower, upper };

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

std::string folded(std::string text, Case fold) {
  if (fold == Case::lower) return to_lower(text);
  if (fold == Case::upper) std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

// Without scheme, credentials, path and trailing dot; lower case. The port that the text itself has, or the default.
std::string host_and_port(std::string_view host, std::string_view port) {
  if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
  if (const auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find_first_of("/?;,"));
  const bool has_port = host.find(':') != host.npos && host.find(']') == host.npos;
  std::string out = to_lower(trim(host));
  if (out.empty()) return out;
  return has_port || port.empty() ? out : out + ":" + std::string(port);
}

// "a.[b c].`d`" -> a, b c, d; a quoted part keeps its dots and its case.
std::vector<std::string> name_parts(std::string_view text, Case fold) {
  static constexpr std::string_view kOpen = "\"`[";
  static constexpr std::string_view kClose = "\"`]";
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t quote = kOpen.find(text[i]);
    const std::size_t end = quote == kOpen.npos ? text.npos : text.find(kClose[quote], i + 1);
    if (end != text.npos) {
      parts.back() += text.substr(i + 1, end - i - 1);
      i = end;
    } else if (text[i] == '.') {
      parts.emplace_back();
    } else {
      parts.back() += folded(std::string(1, text[i]), fold);
    }
  }
  return parts;
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ".") + part;
  return out;
}

// The table after the parts that lead to it. A table that tells some of them itself ("public.orders") is believed.
std::string full_name(std::vector<std::string> lead, const std::string& table, Case fold) {
  for (std::string& part : lead) part = folded(part, fold);
  const std::vector<std::string> own = name_parts(table, fold);
  const std::size_t told = own.size() - 1;
  lead.resize(lead.size() - std::min(lead.size(), told));
  lead.insert(lead.end(), own.begin(), own.end());
  return join(lead);
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
      if (server_->type == "redshift") add(redshift_cluster(host), name);
    } else {
      // Without its schema a table is known by its own name only, which still matches as a suffix.
      add(space, full_name({}, table, database.fold));
    }
  }

  // cluster.id.region.redshift.amazonaws.com:port is also written cluster.region:port.
  static std::string redshift_cluster(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    const std::vector<std::string_view> parts = split(host.substr(0, colon), '.');
    if (!host.substr(0, colon).ends_with(".redshift.amazonaws.com") || parts.size() < 6) return {};
    std::string space = "redshift://" + std::string(parts[0]) + "." + std::string(parts[parts.size() - 4]);
    return colon == host.npos ? space : space + std::string(host.substr(colon));
  }

  void name_snowflake(const std::string& table) {
    std::string account = host_and_port(property(*server_, "account"), "");
    if (account.empty()) account = host_and_port(property(*server_, "host"), "");
    if (const auto at = account.find(".snowflakecomputing.com"); at != account.npos) account.resize(at);
    if (account.empty()) return;
    // A bare locator means the oldest region, as the dbt integration completes it.
    if (account.find_first_of(".-") == account.npos) account += ".us-west-1.aws";
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
