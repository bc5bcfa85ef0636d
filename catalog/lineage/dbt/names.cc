// What relations, projects and consumers are called.
#include "catalog/lineage/dbt/names.h"

#include <array>

#include "catalog/base/node_id.h"
#include "catalog/lineage/dbt/claims.h"

namespace trama::lineage::dbt {
namespace {

struct Adapter {
  std::string_view adapter, scheme;
};
// Adapters whose namespaces do not begin with their own name.
constexpr auto kAdapters = std::to_array<Adapter>({
    {"athena", "awsathena"},
    {"databricks", "unitycatalog"},
    {"fabric", "mssql"},
    {"fabricspark", "spark"},
    {"glue", "spark"},
    {"greenplum", "postgres"},
    {"materialize", "postgres"},
    {"singlestore", "mysql"},
    {"sqlserver", "mssql"},
    {"starburst", "trino"},
    {"synapse", "mssql"},
});

}  // namespace

AdapterSpace space_of_adapter(std::string_view adapter) {
  for (const Adapter& known : kAdapters) {
    if (known.adapter == adapter) return {std::string(known.scheme), false};
  }
  return {std::string(adapter.empty() ? "dbt" : adapter), adapter == "bigquery"};
}

std::string default_space(const Project& project) {
  const AdapterSpace adapter = space_of_adapter(project.adapter);
  return adapter.whole ? adapter.scheme : "dbt://" + project.name;
}

std::string relation_name(const Node& node) {
  std::string name;
  if (node.relation.empty()) return name;
  for (const std::string* part : {&node.database, &node.schema, &node.relation}) {
    if (part->empty()) continue;
    if (!name.empty()) name += '.';
    name += *part;
  }
  return name;
}

std::vector<std::string> relation_names(const Project& project) {
  std::vector<std::string> names;
  for (const Node& node : project.nodes) {
    if (std::string name = relation_name(node); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> relations_without_columns(const Project& project) {
  std::vector<std::string> names;
  for (const Node& node : project.nodes) {
    const bool made_elsewhere = node.kind == NodeKind::source || node.kind == NodeKind::seed;
    std::string name = made_elsewhere && !node.columns_complete ? relation_name(node) : "";
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> named_contracts(const Project& project) {
  std::vector<std::pair<std::string, std::string>> named;
  for (const Node& node : project.nodes) {
    std::string name = node.contract.empty() ? "" : relation_name(node);
    if (!name.empty()) named.emplace_back(std::move(name), node.contract);
  }
  return named;
}

std::string asserter_id(std::string_view project) {
  return "dbt/" + escape_part(project);
}

std::string consumer_id(std::string_view project, std::string_view exposure) {
  return "urn:consumer:" + std::string(project) + ":" + std::string(exposure);
}

}  // namespace trama::lineage::dbt
