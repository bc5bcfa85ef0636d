#include "catalog/lineage/dbt/claims.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/lineage/dbt/facts.h"
#include "catalog/lineage/dbt/names.h"
#include "catalog/lineage/openlineage/from_sql.h"

namespace trama::lineage::dbt {
namespace {

using openlineage::Name;
using openlineage::SqlColumns;

class ProjectReader {
 public:
  ProjectReader(const Project& project, std::string_view space, const ColumnsElsewhere& elsewhere)
      : project_(project), elsewhere_(elsewhere) {
    space_ = space.empty() ? default_space(project) : std::string(space);
    dialect_ = sql::dialect_from(project.adapter);
  }

  ProjectClaims read() {
    out_.asserter = {AsserterKind::manifest, asserter_id(project_.name)};
    out_.at_us = project_.generated_us == kNever ? 0 : project_.generated_us;
    out_.findings = project_.notes;
    index_relations();
    for (auto& [id, evidence] : facts_of(project_)) {
      openlineage::merge(&out_.facts[name_of(*project_.node(id))], evidence);
    }
    for (const Node* node : in_order()) take(*node);
    for (const Exposure& exposure : project_.exposures) take_exposure(exposure);
    out_.counts.tests = project_.tests.size();
    out_.counts.exposures = project_.exposures.size();
    std::ranges::sort(out_.assertions);
    const auto [first, last] = std::ranges::unique(out_.assertions);
    out_.assertions.erase(first, last);
    return std::move(out_);
  }

 private:
  [[nodiscard]] Name name_of(const Node& node) const { return {space_, relation_name(node)}; }

  void find(std::string rule, std::string message, const Node& node) {
    if (out_.findings.size() >= limits::kProblemsMax) return;
    Problem problem;
    problem.severity = Severity::warning;
    problem.rule = std::move(rule);
    problem.message = node.id + ": " + std::move(message);
    problem.pointer = (node.kind == NodeKind::source ? "/manifest/sources/" : "/manifest/nodes/") + node.id;
    out_.findings.push_back(std::move(problem));
  }

  void index_relations() {
    for (const Node& node : project_.nodes) {
      const std::string key = to_lower(relation_name(node));
      if (!key.empty()) relations_.try_emplace(key, &node);
      named_.try_emplace(to_lower(node.name), &node);
      count(node);
    }
  }

  void count(const Node& node) {
    auto& counts = out_.counts;
    switch (node.kind) {
      case NodeKind::model:
        ++counts.models;
        break;
      case NodeKind::seed:
        ++counts.seeds;
        break;
      case NodeKind::snapshot:
        ++counts.snapshots;
        break;
      case NodeKind::source:
        ++counts.sources;
        break;
      case NodeKind::other:
        break;
    }
  }

  // Each after what it depends on, so that the columns of its sources are known; a cycle is cut somewhere.
  [[nodiscard]] std::vector<const Node*> in_order() const {
    std::vector<const Node*> order;
    std::unordered_set<const Node*> seen;
    struct Step {
      const Node* node;
      std::size_t next;
    };
    std::vector<Step> stack;
    for (const Node& start : project_.nodes) {
      if (!seen.insert(&start).second) continue;
      stack.push_back({&start, 0});
      while (!stack.empty()) {
        Step& step = stack.back();
        if (step.next == step.node->depends_on.size()) {
          order.push_back(step.node);
          stack.pop_back();
          continue;
        }
        const Node* on = project_.node(step.node->depends_on[step.next++]);
        if (on != nullptr && seen.insert(on).second) stack.push_back({on, 0});
      }
    }
    return order;
  }

  void take(const Node& node) {
    if (node.columns_complete) known_[&node] = names_in(node.columns);
    const bool made_here = node.kind == NodeKind::model || node.kind == NodeKind::snapshot;
    if (!made_here) return;
    auto columns = read_sql(node);
    if (columns && columns->complete && !known_.contains(&node)) known_[&node] = columns->columns;
    if (node.relation.empty()) return;
    ++(columns ? out_.counts.column_level : out_.counts.table_level);
    claim(node, std::move(columns));
  }

  static std::vector<std::string> names_in(const std::vector<Column>& columns) {
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    return names;
  }

  // SQL -------------------------------------------------------------------------------------------------------------

  // The node a statement means by this name; nullptr: none of the project.
  [[nodiscard]] const Node* meant(const sql::SqlName& name) const {
    const auto whole = relations_.find(to_lower(sql::to_string(name)));
    if (whole != relations_.end()) return whole->second;
    std::string written;
    for (const std::string& part : name.written) written += (written.empty() ? "" : ".") + part;
    if (const auto as_written = relations_.find(to_lower(written)); as_written != relations_.end()) {
      return as_written->second;
    }
    // ref('model') and source('source', 'table') of SQL that is not compiled.
    const auto named = named_.find(to_lower(written));
    return named == named_.end() ? nullptr : named->second;
  }

  [[nodiscard]] Name dataset_of(const sql::SqlName& name) const {
    const Node* node = meant(name);
    return node != nullptr && !node->relation.empty() ? name_of(*node) : Name{space_, sql::to_string(name)};
  }

  [[nodiscard]] std::optional<std::vector<std::string>> columns_of(const sql::SqlName& name) const {
    if (const Node* node = meant(name)) {
      if (const auto known = known_.find(node); known != known_.end()) return known->second;
    }
    const auto found = elsewhere_.find(dataset_of(name).name);
    return found == elsewhere_.end() ? std::nullopt : std::optional(found->second);
  }

  std::optional<SqlColumns> read_sql(const Node& node) {
    if (node.code.empty()) return std::nullopt;
    sql::Options options;
    options.dialect = dialect_;
    options.catalog = node.database;
    options.schema = node.schema;
    const auto read =
        sql::sql_lineage(node.code, [this](const sql::SqlName& name) { return columns_of(name); }, options);
    if (!read) {
      find("unreadable-sql", "its SQL was not read: " + read.error().message, node);
      return std::nullopt;
    }
    if (read->empty()) return std::nullopt;
    const sql::StatementLineage& statement = read->back();
    if (!node.compiled && is_templated(statement)) return std::nullopt;
    for (const sql::Finding& finding : statement.findings) {
      if (finding.severity == Severity::note) continue;
      std::string at = finding.line > 0 ? " (line " + std::to_string(finding.line) + " of its SQL)" : "";
      find(finding.rule, finding.message + at, node);
    }
    if (statement.level == sql::Level::table) return std::nullopt;
    return openlineage::columns_of(statement, [this](const sql::SqlName& name) { return dataset_of(name); });
  }

  static bool is_templated(const sql::StatementLineage& statement) {
    return std::ranges::any_of(statement.findings, [](const sql::Finding& each) { return each.rule == "template"; });
  }

  // Lineage ---------------------------------------------------------------------------------------------------------

  // The relations that a node is made from, ephemeral ones passed through.
  [[nodiscard]] std::set<const Node*> relations_before(const Node& node) const {
    std::set<const Node*> relations, seen;
    std::vector<const Node*> open = {&node};
    while (!open.empty()) {
      const Node* at = open.back();
      open.pop_back();
      for (const std::string& id : at->depends_on) {
        const Node* on = project_.node(id);
        if (on == nullptr || !seen.insert(on).second) continue;
        if (on->relation.empty()) {
          open.push_back(on);
        } else {
          relations.insert(on);
        }
      }
    }
    return relations;
  }

  void claim(const Node& node, std::optional<SqlColumns> columns) {
    std::map<Name, const Node*> made;  // what is known of by name
    for (const Node* on : relations_before(node)) made.emplace(name_of(*on), on);
    std::set<Name> inputs;
    for (const auto& [name, on] : made) inputs.insert(name);
    if (columns) {
      inputs.insert(columns->reads.begin(), columns->reads.end());
      columns->lineage = lineage_into(node, *columns);
    }
    const Name own = name_of(node);
    made[own] = &node;
    auto claims = openlineage::claims_of_query(
        own, inputs, columns ? &*columns : nullptr, [&](const Name& dataset) -> const std::vector<std::string>* {
          const auto named = made.find(dataset);
          const auto known = named == made.end() ? known_.end() : known_.find(named->second);
          return known == known_.end() ? nullptr : &known->second;
        });
    for (Assertion& assertion : claims) {
      if (out_.assertions.size() >= kProjectAssertionsMax) {
        out_.cut = true;
        return;
      }
      out_.assertions.push_back(std::move(assertion));
    }
  }

  // Columns as the warehouse spells them, and those that a snapshot adds.
  [[nodiscard]] openlineage::ColumnLineage lineage_into(const Node& node, const SqlColumns& columns) const {
    openlineage::ColumnLineage lineage = columns.lineage;
    std::unordered_map<std::string, std::string> spelled;
    if (const auto known = known_.find(&node); known != known_.end()) {
      for (const std::string& column : known->second) spelled.try_emplace(to_lower(column), column);
    }
    for (auto& column : lineage.columns) {
      if (const auto as = spelled.find(to_lower(column.field)); as != spelled.end()) column.field = as->second;
    }
    if (node.kind != NodeKind::snapshot) return lineage;
    for (const auto& [lower, column] : spelled) {
      if (lower.starts_with("dbt_")) lineage.columns.push_back({column, {}});
    }
    return lineage;
  }

  // Exposures -------------------------------------------------------------------------------------------------------

  void take_exposure(const Exposure& exposure) {
    Consumer consumer;
    consumer.id = consumer_id(project_.name, exposure.name);
    if (!valid_id(consumer.id)) return;
    consumer.name = exposure.label.empty() ? exposure.name : exposure.label;
    consumer.type = exposure.type;
    consumer.owner = exposure.owner;
    consumer.contact = exposure.email;
    consumer.description = exposure.description;
    consumer.url = exposure.url;
    consumer.tags = exposure.tags;
    Node as_node;
    as_node.depends_on = exposure.depends_on;
    std::set<std::string> used;
    for (const Node* on : relations_before(as_node)) {
      const Name name = name_of(*on);
      used.insert(on->contract.empty() ? dataset_id(name.space, name.name) : on->contract);
    }
    for (const std::string& use : used) consumer.uses.push_back({use, "", {}, "dbt exposure"});
    out_.consumers.push_back(std::move(consumer));
  }

  const Project& project_;
  const ColumnsElsewhere& elsewhere_;
  std::string space_;
  sql::Dialect dialect_ = sql::Dialect::generic;
  ProjectClaims out_;
  std::unordered_map<std::string, const Node*> relations_;           // by database.schema.identifier, in lower case
  std::unordered_map<std::string, const Node*> named_;               // by model, and source.table, in lower case
  std::unordered_map<const Node*, std::vector<std::string>> known_;  // columns
};

}  // namespace

ProjectClaims claims_of(const Project& project, std::string_view space, const ColumnsElsewhere& known) {
  return ProjectReader(project, space, known).read();
}

}  // namespace trama::lineage::dbt
