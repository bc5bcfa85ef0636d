#include <algorithm>
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

namespace trama::corpora {
namespace {

namespace fs = std::filesystem;
namespace sql = lineage::sql;
using nlohmann::json;
using Edges = std::set<std::string>;

// The last part of a name: events qualify by what the job was connected to.
std::string last_part(const std::string& name) {
  return to_lower(name.substr(name.find_last_of('.') == std::string::npos ? 0 : name.find_last_of('.') + 1));
}

Edges edges_of_facet(const json& output) {
  Edges out;
  const json& facet = output["facets"]["columnLineage"];
  const std::string target = last_part(output.value("name", ""));
  const auto add = [&](const json& input, const std::string& column) {
    const std::string from = last_part(input.value("name", "")) + "." + to_lower(input.value("field", ""));
    const json how = input.value("transformations", json::array());
    if (how.empty()) out.insert(target + "." + column + " <- " + from);
    for (const json& each : how) {
      out.insert(target + "." + column + " <- " + from + " " + to_lower(each.value("subtype", "")) +
                 (each.value("masking", false) ? " masked" : ""));
    }
  };
  const json fields = facet.value("fields", json::object());
  for (const auto& [column, about] : fields.items()) {
    const json inputs = about.value("inputFields", json::array());
    for (const json& input : inputs) add(input, to_lower(column));
  }
  const json whole = facet.value("dataset", json::array());
  for (const json& input : whole) add(input, "*");
  return out;
}

class EventReport {
 public:
  explicit EventReport(bool list) : list_(list) {}

  void read(const fs::path& path) {
    const json document = json::parse(read_file(path), nullptr, false);
    if (document.is_array()) {
      for (const json& each : document) event(path, each);
    } else {
      event(path, document);
    }
  }

  void print() const {
    std::cout << "OpenLineage events with SQL and column lineage: " << events_ << " outputs; edges: " << agree_
              << " agree, " << missing_ << " missing, " << extra_ << " others found\n";
  }

 private:
  void event(const fs::path& path, const json& event) {
    if (!event.is_object() || !event.contains("job") || !event["job"].is_object()) return;
    const json facets = event["job"].value("facets", json::object());
    if (!facets.contains("sql") || !event.contains("outputs")) return;
    const std::string query = facets["sql"].value("query", "");
    std::map<std::string, std::vector<std::string>> known;
    for (const char* side : {"inputs", "outputs"}) {
      const json datasets = event.value(side, json::array());
      for (const json& dataset : datasets) learn(dataset, &known);
    }
    const sql::Schemas schemas = [&](const sql::SqlName& name) -> std::optional<std::vector<std::string>> {
      const auto it = known.find(to_lower(name.table));
      return it == known.end() ? std::nullopt : std::optional(it->second);
    };
    sql::Options options;
    options.dialect = path.string().find("hive") != std::string::npos ? sql::Dialect::spark : sql::Dialect::generic;
    const auto read = sql::sql_lineage(query, schemas, options);
    if (!read) return;
    for (const json& output : event["outputs"]) {
      if (!output.value("facets", json::object()).contains("columnLineage")) continue;
      compare(path, output, query, *read);
    }
  }

  static void learn(const json& dataset, std::map<std::string, std::vector<std::string>>* known) {
    const json facets = dataset.value("facets", json::object());
    if (!facets.contains("schema")) return;
    std::vector<std::string> columns;
    const json fields = facets["schema"].value("fields", json::array());
    for (const json& field : fields) columns.push_back(field.value("name", ""));
    if (!columns.empty()) (*known)[last_part(dataset.value("name", ""))] = columns;
  }

  void compare(const fs::path& path, const json& output, const std::string& query,
               const std::vector<sql::StatementLineage>& read) {
    ++events_;
    Edges expected = edges_of_facet(output);
    const bool bare = std::ranges::none_of(
        expected, [](const std::string& edge) { return edge.find(' ', edge.find("<- ") + 3) != std::string::npos; });
    Edges found;
    const std::string target = last_part(output.value("name", ""));
    for (const sql::StatementLineage& statement : read) {
      if (!statement.target || to_lower(statement.target->table) != target) continue;
      for (const sql::ColumnEdge& edge : statement.edges) {
        std::string text = target + "." + (edge.target_column.empty() ? "*" : to_lower(edge.target_column)) + " <- " +
                           to_lower(statement.sources[edge.source].name.table + "." + edge.source_column);
        // A facet without transformations lists what flows, not what decides.
        if (bare && edge.type == lineage::DependencyType::indirect) continue;
        if (!bare) text += " " + to_lower(to_string(edge.subtype)) + (edge.masking ? " masked" : "");
        found.insert(text);
      }
    }
    Edges missing, extra;
    std::ranges::set_difference(expected, found, std::inserter(missing, missing.end()));
    std::ranges::set_difference(found, expected, std::inserter(extra, extra.end()));
    agree_ += expected.size() - missing.size();
    missing_ += missing.size();
    extra_ += extra.size();
    if (!list_ || (missing.empty() && extra.empty())) return;
    std::cout << "-- " << path.filename().string() << '\n' << query << '\n';
    for (const std::string& edge : missing) std::cout << "   missing " << edge << '\n';
    for (const std::string& edge : extra) std::cout << "   extra   " << edge << '\n';
  }

  bool list_;
  std::size_t events_ = 0, agree_ = 0, missing_ = 0, extra_ = 0;
};

}  // namespace

void report_openlineage_sql(const fs::path& folder, bool list) {
  if (!fs::exists(folder)) return;
  EventReport report(list);
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& path : files) report.read(path);
  report.print();
}

}  // namespace trama::corpora
