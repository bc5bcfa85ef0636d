#include <algorithm>
#include <string>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_tree.h"

namespace trama::contract {
namespace {

// What the JSON schema of v3.1.0 allows per type; `*` marks what it demands.
struct Shape {
  std::string_view type;
  std::string_view properties;
};
constexpr Shape kShapes[] = {
    {"api", "location*"},
    {"athena", "stagingDir* schema* catalog regionName"},
    {"azure", "location* format* delimiter"},
    {"bigquery", "project* dataset*"},
    {"clickhouse", "host* port* database*"},
    {"cloudsql", "host* port* database* schema*"},
    {"databricks", "host catalog* schema*"},
    {"db2", "host* port* database* schema"},
    {"denodo", "host* port* database"},
    {"dremio", "host* port* schema"},
    {"duckdb", "database* schema"},
    {"glue", "account* database* location format"},
    {"hive", "host* port database*"},
    {"impala", "host* port database*"},
    {"informix", "host* port database*"},
    {"kafka", "host* format"},
    {"kinesis", "region format"},
    {"local", "path* format*"},
    {"mysql", "host* port* database*"},
    {"oracle", "host* port* serviceName*"},
    {"postgres", "host* port* database* schema*"},
    {"presto", "host* catalog schema"},
    {"pubsub", "project*"},
    {"redshift", "host database* schema* region account"},
    {"s3", "location* endpointUrl format delimiter"},
    {"sftp", "location* format delimiter"},
    {"snowflake", "host port account* database* schema* warehouse"},
    {"sqlserver", "host* port database* schema*"},
    {"synapse", "host* port* database*"},
    {"trino", "host* port* catalog* schema*"},
    {"vertica", "host* port* database* schema*"},
    {"zen", "host* port database*"},
    {"custom",
     "account catalog database dataset delimiter endpointUrl format host location path port project region "
     "regionName schema serviceName stagingDir warehouse stream"},
};

const std::string* find_property(const Server& server, std::string_view name) {
  const auto at = std::ranges::find(server.properties, name, &std::pair<std::string, std::string>::first);
  return at == server.properties.end() ? nullptr : &at->second;
}

// A port is a number, and where things lie is an address; the rest is text.
bool usable(std::string_view name, const std::string& value) {
  if (name == "port") return json_number(value) && value.find_first_not_of("0123456789") == value.npos;
  const bool address = name == "location" || name == "endpointUrl" || name == "stagingDir";
  return !address || uri_like(value);
}

bool fits(const Shape& shape, const Server& server) {
  for (const std::string_view word : split(shape.properties, ' ')) {
    if (!word.ends_with('*')) continue;
    const std::string_view name = word.substr(0, word.size() - 1);
    const std::string* value = find_property(server, name);
    if (value == nullptr || !usable(name, *value)) return false;
    if (shape.type == "sftp" && name == "location" && !value->starts_with("sftp://")) return false;
  }
  return true;
}

const Shape& shape_of(const Server& server) {
  const auto at = std::ranges::find(kShapes, std::string_view(server.type), &Shape::type);
  return at != std::end(kShapes) && fits(*at, server) ? *at : *std::prev(std::end(kShapes));
}

}  // namespace

Node server_tree(const Server& server) {
  const Shape& shape = shape_of(server);
  Node out = map_node();
  put(&out, "server", text_node(server.name));
  put(&out, "type", text_node(shape.type));
  put_text(&out, "description", server.description);
  put_text(&out, "environment", server.environment);
  for (std::string_view name : split(shape.properties, ' ')) {
    if (name.ends_with('*')) name.remove_suffix(1);
    const std::string* value = find_property(server, name);
    if (value == nullptr || !usable(name, *value)) continue;
    put(&out, name, name == "port" ? raw_node(*value) : text_node(*value));
  }
  put_roles(&out, server.roles);
  put_id_and_custom(&out, server.custom);
  return out;
}

}  // namespace trama::contract
