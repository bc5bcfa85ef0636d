#include "catalog/contract/bitol_checks.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "catalog/base/text.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

// Free content: what stands below these keys is the author's own.
bool free_content(std::string_view key) {
  constexpr auto kKeys = std::to_array<std::string_view>(
      {"value", "arguments", "implementation", "examples", "enum", "context", "verifiedStatements"});
  return std::ranges::find(kKeys, key) != kKeys.end();
}

void check_list_names(const Node& list, std::string_view member, const std::string& pointer, Rule rule,
                      std::string_view what, Problems* problems) {
  std::vector<NamedPlace> names;
  for (std::size_t i = 0; i < list.list.size(); ++i) {
    const Node* name = list.list[i].find(member);
    if (name == nullptr || !name->is_scalar()) continue;
    names.push_back({name->scalar, {join_pointer(join_pointer(pointer, i), member), name->mark}});
  }
  check_unique(names, rule, what, problems);
}

// ODCS 3.2 lists maps with a `value`, older tools list the values themselves.
void check_enum(const Node& values, const std::string& pointer, Problems* problems) {
  if (values.type != NodeType::list) return;
  if (values.list.empty()) {
    problems->add(Rule::enum_values, {pointer, values.mark}, "the enum allows no value");
  }
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < values.list.size(); ++i) {
    const Node* value = values.list[i].find("value");
    const Node& node = value == nullptr ? values.list[i] : *value;
    if (value == nullptr && node.type == NodeType::map) {
      problems->add(Rule::missing_key, {join_pointer(pointer, i), node.mark}, "an element of the enum has no value",
                    {.expected = "`value`"});
    }
    if (seen.insert(to_json_text(node)).second) continue;
    problems->add(Rule::enum_values, {join_pointer(pointer, i), node.mark}, "the enum lists a value twice",
                  {.found = describe(node)});
  }
}

void check_map_sides(const Node& map, const std::string& pointer, Problems* problems) {
  if (map.type != NodeType::map) return;
  for (const std::string_view side : {"key", "value"}) {
    if (map.find(side) != nullptr) continue;
    problems->add(Rule::missing_key, {pointer, map.mark},
                  "the map does not say what its " + std::string(side) + "s are", {.expected = "`key` and `value`"});
  }
}

bool known_server_type(std::string_view type) {
  constexpr auto kTypes = std::to_array<std::string_view>(
      {"api",      "athena", "azure",   "bigquery",  "clickhouse", "cloudsql", "custom",   "databricks", "dataframe",
       "db2",      "denodo", "dremio",  "duckdb",    "gcs",        "glue",     "hive",     "iceberg",    "impala",
       "informix", "kafka",  "kinesis", "local",     "mysql",      "oracle",   "postgres", "presto",     "pubsub",
       "redshift", "s3",     "sftp",    "snowflake", "sqlserver",  "synapse",  "trino",    "vertica",    "zen"});
  return std::ranges::find(kTypes, canonical_server_type(type)) != kTypes.end();
}

void check_server_type(const Node& server, const std::string& pointer, Problems* problems) {
  const Node* type = server.find("type");
  if (type == nullptr || !type->is_scalar() || known_server_type(type->scalar)) return;
  problems->add(Rule::unknown_server_type, {join_pointer(pointer, "type"), type->mark},
                "the server type is not one of the standard's and is kept as written", {.found = type->scalar});
}

class Walk {
 public:
  explicit Walk(Problems* problems) : problems_(problems) {}

  void visit(const Node& node, std::string_view key, const std::string& pointer) {
    if (node.type == NodeType::list) return visit_list(node, key, pointer);
    for (const Node::Entry& entry : node.map) {
      const std::string at = join_pointer(pointer, entry.key);
      if (entry.key == "enum") check_enum(entry.value, at, problems_);
      if (entry.key == "map") check_map_sides(entry.value, at, problems_);
      if (!free_content(entry.key) || key == "map") visit(entry.value, entry.key, at);
    }
  }

 private:
  void visit_list(const Node& list, std::string_view key, const std::string& pointer) {
    // The readers of datasets and fields check theirs; an input contract may be named in several versions.
    if (key != "schema" && key != "properties" && key != "inputContracts") {
      check_list_names(list, "id", pointer, Rule::duplicate_id, "element of this list", problems_);
    }
    if (key == "customProperties") {
      check_list_names(list, "property", pointer, Rule::duplicate_property, "custom property", problems_);
      return;
    }
    for (std::size_t i = 0; i < list.list.size(); ++i) {
      const std::string at = join_pointer(pointer, i);
      if (key == "servers") check_server_type(list.list[i], at, problems_);
      visit(list.list[i], "", at);
    }
  }

  Problems* problems_;
};

}  // namespace

void check_bitol_document(const Node& root, Problems* problems) {
  Walk(problems).visit(root, "", "");
  const Node* element = root.find("slaDefaultElement");
  if (element != nullptr && element->is_scalar()) {
    problems->claim(
        {Claim::Kind::sla_element, Rule::sla_element, {"/slaDefaultElement", element->mark}, "", element->scalar});
  }
}

}  // namespace trama::contract
