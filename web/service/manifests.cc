#include "web/service/manifests.h"

#include <algorithm>
#include <map>
#include <memory>
#include <span>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/types.h"
#include "catalog/lineage/canonical_name.h"
#include "catalog/lineage/dbt/manifest.h"
#include "catalog/lineage/sql_manifest.h"

namespace trama::service {
namespace {

namespace dbt = lineage::dbt;
using lineage::openlineage::DatasetEvidence;

constexpr std::size_t kNamesAsked = 10'000;  // relations that are looked for to find the namespace
constexpr std::size_t kColumnsTold = 10;

void add(std::vector<Problem>* findings, std::string rule, std::string message, std::string hint = "") {
  if (findings->size() >= limits::kProblemsMax) return;
  Problem problem;
  problem.severity = Severity::warning;
  problem.rule = std::move(rule);
  problem.message = std::move(message);
  problem.hint = std::move(hint);
  findings->push_back(std::move(problem));
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kColumnsTold); ++i) text += (i > 0 ? ", `" : "`") + names[i] + "`";
  if (names.size() > kColumnsTold) text += " and " + std::to_string(names.size() - kColumnsTold) + " more";
  return text;
}

// The namespace in which the catalog knows the project's relations; "" where none or several do.
std::string known_space(const graph::Snapshot& graph, const dbt::Project& project, std::vector<Problem>* findings) {
  const dbt::AdapterSpace adapter = dbt::space_of_adapter(project.adapter);
  if (adapter.whole) return "";
  const std::string scheme = adapter.scheme + "://";
  std::map<std::string, std::size_t> votes;
  std::size_t asked = 0;
  for (const std::string& name : dbt::relation_names(project)) {
    if (++asked > kNamesAsked) break;
    for (const std::string& space : graph.spaces_of(lineage::canonical_physical_name(scheme + "host", name).name)) {
      if (space.starts_with(scheme)) ++votes[space];
    }
  }
  if (votes.size() == 1) return votes.begin()->first;
  if (votes.empty()) {
    add(findings, "namespace-unknown",
        "nothing tells where this warehouse stands, so its relations are named in the namespace `" +
            dbt::default_space(project) + "` and meet no contract by name",
        "give its namespace, as OpenLineage names it: " + scheme + "...");
    return "";
  }
  std::vector<std::string> spaces;
  for (const auto& [space, count] : votes) spaces.push_back(space);
  add(findings, "namespace-ambiguous", "relations of these names are known in " + listed(spaces),
      "give namespace= the one that is meant");
  return "";
}

// Kinds that one warehouse or another takes for the same: numbers of all widths, dates and times of day with times,
// and everything a warehouse may keep as nested or free data.
enum class Family : std::uint8_t { any, text, number, boolean, time, bytes };
Family family_of(contract::TypeKind kind) {
  using contract::TypeKind;
  if (kind >= TypeKind::int8 && kind <= TypeKind::float64) return Family::number;
  if (kind >= TypeKind::date && kind <= TypeKind::timestamp) return Family::time;
  switch (kind) {
    case TypeKind::string:
      return Family::text;
    case TypeKind::boolean:
      return Family::boolean;
    case TypeKind::bytes:
      return Family::bytes;
    default:
      return Family::any;
  }
}

bool same_family(contract::TypeKind a, contract::TypeKind b) {
  const Family one = family_of(a), other = family_of(b);
  return one == Family::any || other == Family::any || one == other;
}

class ContractComparison {
 public:
  ContractComparison(const Catalog& catalog, std::vector<Problem>* findings) : catalog_(catalog), findings_(findings) {}

  void compare(const std::string& relation, const DatasetEvidence& told, const std::string& contract,
               const std::string& table) {
    const auto* schema = told.schema.get();
    const contract::Contract* model = schema == nullptr ? nullptr : model_of(contract);
    if (model == nullptr) return;
    const contract::Dataset* dataset = dataset_of(*model, relation, table);
    if (dataset == nullptr || dataset->fields.empty()) return;
    std::map<std::string, const lineage::openlineage::SchemaField*> columns;
    for (const auto& field : schema->fields) {
      if (field.depth == 0) columns.emplace(to_lower(field.name), &field);
    }
    std::vector<std::string> missing, other, differ;
    for (const contract::Field& field : dataset->fields) {
      const auto column = columns.find(to_lower(field.physical_name.empty() ? field.name : field.physical_name));
      if (column == columns.end()) {
        missing.push_back(field.name);
        continue;
      }
      if (!same_type(field, column->second->type)) differ.push_back(field.name + " (" + column->second->type + ")");
      columns.erase(column);
    }
    for (const auto& [name, field] : columns) other.push_back(field->name);
    std::string said;
    const auto say = [&said](const char* what, const std::vector<std::string>& names) {
      if (!names.empty()) said += (said.empty() ? "" : "; ") + std::string(what) + listed(names);
    };
    say("the relation lacks ", missing);
    say("the contract lacks ", other);
    say("of another type: ", differ);
    if (said.empty()) return;
    add(findings_, "contract-columns-differ", relation + " and the data contract `" + contract + "` disagree: " + said,
        "publish a version of the contract that says what is there, or change the model");
  }

 private:
  const contract::Contract* model_of(const std::string& id) {
    auto [at, fresh] = models_.try_emplace(id);
    if (fresh) {
      const auto info = catalog_.registry().contract(id);
      const auto json = info ? catalog_.registry().model_json(id, "") : Result<std::string>(info.error());
      auto model = json ? contract::from_json(*json) : Result<contract::Contract>(json.error());
      if (model) at->second = std::make_unique<contract::Contract>(model.take());
    }
    return at->second.get();
  }

  // By the table where it is known, else by the relation's last name; the only one, whatever it is called.
  static const contract::Dataset* dataset_of(const contract::Contract& model, const std::string& relation,
                                             const std::string& table) {
    const std::string_view last = std::string_view(relation).substr(relation.rfind('.') + 1);
    for (const contract::Dataset& dataset : model.datasets) {
      if (table.empty() ? equal_ignoring_case(dataset.name, last) || equal_ignoring_case(dataset.physical_name, last)
                        : dataset.name == table) {
        return &dataset;
      }
    }
    return table.empty() && model.datasets.size() == 1 ? &model.datasets.front() : nullptr;
  }

  static bool same_type(const contract::Field& field, const std::string& type) {
    if (type.empty()) return true;
    return same_family(field.type.kind, contract::parse_type(type, contract::TypeWords::sql).type.kind);
  }

  const Catalog& catalog_;
  std::vector<Problem>* findings_;
  std::map<std::string, std::unique_ptr<contract::Contract>> models_;
};

void compare_with_contracts(const Catalog& catalog, const dbt::Project& project, const lineage::Manifest& manifest,
                            const graph::Snapshot& graph, std::vector<Problem>* findings) {
  ContractComparison comparison(catalog, findings);
  std::map<std::string, std::string> named;  // relation -> contract by its meta
  for (const auto& [relation, contract] : dbt::named_contracts(project)) named.emplace(relation, contract);
  for (const auto& [name, told] : manifest.facts) {
    if (const auto meta = named.find(name.name); meta != named.end()) {
      comparison.compare(name.name, told, meta->second, "");
      continue;
    }
    const auto nodes = graph.resolve(dataset_id(name.space, name.name));
    if (!nodes) continue;
    for (const graph::NodeIndex index : *nodes) {
      const graph::NodeView node = graph.node(index);
      if (node.kind == NodeKind::dataset) comparison.compare(name.name, told, node.contract, node.table);
    }
  }
}

// Columns of relations as contracts and tools declare them; those that are only mentioned are no list.
lineage::ColumnsElsewhere known_columns(const graph::Snapshot& graph, const std::string& space,
                                        const std::vector<std::string>& relations) {
  lineage::ColumnsElsewhere known;
  for (const std::string& relation : std::span(relations).first(std::min(relations.size(), kNamesAsked))) {
    const auto nodes = graph.resolve(dataset_id(space, relation));
    if (!nodes || nodes->size() != 1) continue;
    std::vector<std::string> columns = graph.declared_columns(nodes->front());
    if (!columns.empty()) known.emplace(relation, std::move(columns));
  }
  return known;
}

Result<Imported> stored(Catalog& catalog, lineage::Manifest manifest, const ManifestOptions& options, Imported out) {
  if (out.findings.size() > limits::kProblemsMax) out.findings.resize(limits::kProblemsMax);
  const auto shared = std::make_shared<const lineage::Manifest>(std::move(manifest));
  if (!options.dry_run) {
    auto receipt = catalog.registry().import_manifest({shared, options.actor, {}});
    if (!receipt) return receipt.error();
    out.receipt = receipt.take();
    for (const std::string& id : out.receipt.consumers_left) {
      add(&out.findings, "consumer-exists",
          "the consumer `" + id + "` was declared by somebody else and is left as it is");
    }
  }
  out.manifest.asserter = shared->asserter;
  out.manifest.at_us = shared->at_us;
  out.manifest.about = shared->about;
  return out;
}

}  // namespace

Result<Imported> import_dbt(Catalog& catalog, std::string_view text, const ManifestOptions& options) {
  dbt::ArtifactsText artifacts;
  if (auto read = dbt::read_artifacts(text, &artifacts); !read) return read.error();
  const auto project = dbt::read_project(artifacts.artifacts);
  if (!project) return project.error();
  const auto graph = catalog.lineage();
  if (!graph) return graph.error();
  Imported out;
  if (!options.space.empty()) artifacts.space = options.space;
  if (artifacts.space.empty()) artifacts.space = known_space(**graph, *project, &out.findings);
  if (!artifacts.space.empty()) {
    artifacts.known = known_columns(**graph, artifacts.space, dbt::relations_without_columns(*project));
  }
  auto manifest = dbt::manifest_of(*project, artifacts);
  out.findings.insert(out.findings.end(), manifest.findings.begin(), manifest.findings.end());
  compare_with_contracts(catalog, *project, manifest, **graph, &out.findings);
  return stored(catalog, std::move(manifest), options, std::move(out));
}

Result<Imported> import_sql(Catalog& catalog, std::string_view text, const ManifestOptions& options) {
  auto files = lineage::read_sql_files(text);
  if (!files) return files.error();
  const auto graph = catalog.lineage();
  if (!graph) return graph.error();
  files->known = known_columns(**graph, files->space, lineage::relations_read(*files));
  auto manifest = lineage::manifest_of(*files);
  Imported out;
  out.findings = std::move(manifest.findings);
  return stored(catalog, std::move(manifest), options, std::move(out));
}

}  // namespace trama::service
