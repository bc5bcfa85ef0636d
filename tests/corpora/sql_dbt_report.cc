#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/sql_lineage.h"
#include "tests/corpora/corpus_files.h"
#include "tests/corpora/sql_reports.h"
#include "tests/support/sql_text.h"

namespace trama::corpora {
namespace {

namespace fs = std::filesystem;
namespace sql = lineage::sql;
using nlohmann::json;

using Known = std::map<std::string, std::vector<std::string>>;  // lower-case catalog.schema.table

std::string text_of(const json& node, const char* key) {
  const auto it = node.find(key);
  return it != node.end() && it->is_string() ? it->get<std::string>() : "";
}

std::string key_of(const std::string& catalog, const std::string& schema, const std::string& table) {
  return to_lower(catalog + "." + schema + "." + table);
}

Known catalog_beside(const fs::path& manifest) {
  Known known;
  std::string name = manifest.filename().string();
  const std::size_t at = name.find("manifest");
  const fs::path path = manifest.parent_path() / name.replace(at, 8, "catalog");
  const json catalog = json::parse(read_file(path), nullptr, false);
  if (!fs::exists(path) || !catalog.is_object()) return known;
  for (const char* part : {"nodes", "sources"}) {
    const json relations = catalog.value(part, json::object());
    for (const auto& [id, node] : relations.items()) {
      const json& meta = node["metadata"];
      std::vector<std::pair<std::int64_t, std::string>> columns;
      for (const auto& [column, about] : node["columns"].items()) columns.emplace_back(about.value("index", 0), column);
      std::ranges::sort(columns);
      auto& list = known[key_of(text_of(meta, "database"), text_of(meta, "schema"), text_of(meta, "name"))];
      for (auto& [index, column] : columns) list.push_back(column);
    }
  }
  return known;
}

struct Count {
  std::size_t statements = 0, complete = 0, partial = 0, relations = 0, refused = 0;
};

class DbtReport {
 public:
  explicit DbtReport(bool list) : list_(list) {}

  void read(const fs::path& path) {
    const json manifest = json::parse(read_file(path), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("nodes")) return;
    adapter_ = text_of(manifest.value("metadata", json::object()), "adapter_type");
    known_ = catalog_beside(path);
    path_ = path.parent_path().filename().string() + "/" + path.filename().string();
    // Models in the order they depend on each other, then the rest.
    std::vector<std::string> order;
    std::set<std::string> seen;
    for (const auto& [id, node] : manifest["nodes"].items()) visit(manifest["nodes"], id, &seen, &order);
    for (const std::string& id : order) node(id, manifest["nodes"][id]);
  }

  bool print() {
    Count all;
    std::cout << "Compiled SQL of dbt manifests           column  partly relations refused of\n";
    for (const auto& [adapter, count] : counts_) {
      line(adapter.empty() ? "(no adapter)" : adapter, count);
      all.statements += count.statements;
      all.complete += count.complete;
      all.partial += count.partial;
      all.relations += count.relations;
      all.refused += count.refused;
    }
    line("all", all);
    for (const auto& [rule, count] : rules_) std::cout << "  " << rule << ": " << count << '\n';
    return all.refused == 0 && all.complete * 10 >= all.statements * 9;
  }

 private:
  static void line(const std::string& name, const Count& count) {
    std::cout << "  " << name << std::string(30 - std::min<std::size_t>(name.size(), 30), ' ') << cell(count.complete)
              << cell(count.partial) << cell(count.relations) << cell(count.refused) << cell(count.statements) << '\n';
  }

  void visit(const json& nodes, const std::string& id, std::set<std::string>* seen, std::vector<std::string>* order) {
    if (!nodes.contains(id) || !seen->insert(id).second) return;
    const json depends = nodes[id].value("depends_on", json::object());
    const json nodes_before = depends.value("nodes", json::array());
    for (const json& on : nodes_before) {
      if (on.is_string()) visit(nodes, on.get<std::string>(), seen, order);
    }
    order->push_back(id);
  }

  void node(const std::string& id, const json& node) {
    std::string code = text_of(node, "compiled_code");
    if (code.empty()) code = text_of(node, "compiled_sql");
    if (code.empty() || text_of(node, "language") == "python") return;
    Count& count = counts_[adapter_];
    sql::Options options;
    options.dialect = sql::dialect_from(adapter_);
    const sql::Schemas schemas = [this](const sql::SqlName& name) -> std::optional<std::vector<std::string>> {
      const auto it = known_.find(key_of(name.catalog, name.schema, name.table));
      return it == known_.end() ? std::nullopt : std::optional(it->second);
    };
    const auto read = sql::sql_lineage(code, schemas, options);
    if (!read || read->empty()) {
      ++count.statements;
      ++count.refused;
      if (list_) std::cout << path_ << " " << id << ": " << (read ? "no statement" : read.error().message) << '\n';
      return;
    }
    for (const sql::StatementLineage& statement : *read) tally(id, statement, &count);
    const sql::StatementLineage& last = read->back();
    const std::string table = text_of(node, "alias").empty() ? text_of(node, "name") : text_of(node, "alias");
    if (last.columns_complete) {
      known_.try_emplace(key_of(text_of(node, "database"), text_of(node, "schema"), table), last.columns);
    }
  }

  void tally(const std::string& id, const sql::StatementLineage& statement, Count* count) {
    ++count->statements;
    const bool complete = std::ranges::all_of(statement.sources, [](const sql::Source& s) { return s.complete; });
    const bool column = statement.level == sql::Level::column;
    ++(!column ? count->relations : complete && statement.columns_complete ? count->complete : count->partial);
    for (const sql::Finding& finding : statement.findings) ++rules_[finding.rule];
    if (!list_) return;
    for (const sql::Finding& finding : statement.findings) {
      std::cout << path_ << ' ' << id << ' ' << finding.line << ':' << finding.column << ' ' << finding.rule << ": "
                << finding.message << '\n';
    }
  }

  bool list_;
  std::string adapter_, path_;
  Known known_;
  std::map<std::string, Count> counts_;
  std::map<std::string, std::size_t> rules_;
};

}  // namespace

bool report_dbt_sql(const fs::path& folder, bool list) {
  DbtReport report(list);
  std::vector<fs::path> manifests;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find("manifest") != std::string::npos && name.ends_with(".json")) manifests.push_back(entry.path());
  }
  std::ranges::sort(manifests);
  for (const fs::path& path : manifests) report.read(path);
  return report.print();
}

}  // namespace trama::corpora
