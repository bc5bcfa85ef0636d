#include <algorithm>
#include <iostream>
#include <map>
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
using Names = std::set<std::string>;

std::string text_at(const json& node, const char* key) {
  const auto it = node.find(key);
  return it != node.end() && it->is_string() ? it->get<std::string>() : "";
}

// urn:li:dataset:(urn:li:dataPlatform:mysql,db.table,PROD)
std::string table_of_urn(const std::string& urn) {
  const std::vector<std::string_view> parts = split(urn, ',');
  return parts.size() < 2 ? urn : std::string(parts[1]);
}

std::string joined(const json& text) {
  if (text.is_string()) return text.get<std::string>();
  std::string out;
  for (const json& each : text) {
    out += (out.empty() ? "" : ";\n") + std::string(trim(each.get<std::string>()));
    while (out.ends_with(";")) out.pop_back();
  }
  return out;
}

struct Found {
  bool read = true;
  Names sources, targets, columns;  // a column as `source.column -> target.column`
  Names deciding;                   // INDIRECT ones
  std::string rules;
};

class Cases {
 public:
  Cases(std::string name, bool list) : name_(std::move(name)), list_(list) {}

  Found find(const json& each, const sql::Schemas& schemas, sql::Options options) {
    Found out;
    options.dialect = sql::dialect_from(text_at(each, "dialect"));
    const auto read = sql::sql_lineage(joined(each["sql"]), schemas, options);
    if (!read) {
      out.read = false;
      return out;
    }
    for (const sql::StatementLineage& statement : *read) {
      for (const sql::Source& source : statement.sources) out.sources.insert(to_lower(to_string(source.name)));
      const std::string target = statement.target ? to_lower(to_string(*statement.target)) : "";
      if (!target.empty()) out.targets.insert(target);
      for (const sql::ColumnEdge& edge : statement.edges) {
        const bool direct = edge.type == lineage::DependencyType::direct;
        (direct ? out.columns : out.deciding)
            .insert(to_lower(to_string(statement.sources[edge.source].name) + "." + edge.source_column) + " -> " +
                    to_lower(target + "." + edge.target_column));
      }
      out.rules += sql_text::rules_of(statement) + (statement.level == sql::Level::table ? " (relations)" : "") + " ";
    }
    return out;
  }

  // `deciding` are not wrong where they are expected, and not extra where they are not.
  void compare(const json& each, const char* what, const Names& expected, Names found, const std::string& rules,
               const Names& deciding = {}) {
    for (const std::string& edge : deciding) {
      if (expected.contains(edge)) found.insert(edge);
    }
    auto& [agree, differ] = counts_[what];
    Names missing, extra;
    std::ranges::set_difference(expected, found, std::inserter(missing, missing.end()));
    std::ranges::set_difference(found, expected, std::inserter(extra, extra.end()));
    ++(missing.empty() && extra.empty() ? agree : differ);
    auto& [edges, missed, added] = edges_[what];
    edges += expected.size();
    missed += missing.size();
    added += extra.size();
    if (!list_ || (missing.empty() && extra.empty())) return;
    std::cout << "-- " << name_ << ' ' << text_at(each, "test") << " (" << text_at(each, "dialect") << ") " << what
              << ": " << rules << '\n'
              << joined(each["sql"]) << '\n';
    for (const std::string& edge : missing) std::cout << "   missing " << edge << '\n';
    for (const std::string& edge : extra) std::cout << "   extra   " << edge << '\n';
  }

  static std::string percent(std::size_t part, std::size_t whole) {
    return whole == 0 ? "-" : std::to_string(part * 100 / whole) + " % of " + std::to_string(whole);
  }

  void print() const {
    for (const auto& [what, count] : counts_) {
      const auto& [edges, missed, added] = edges_.at(what);
      const std::size_t right = edges - missed;
      std::cout << "  " << name_ << ", " << what << ": " << count.first << " cases agree, " << count.second
                << " differ; precision " << percent(right, right + added) << ", recall " << percent(right, edges)
                << '\n';
    }
  }

 private:
  std::string name_;
  bool list_;
  std::map<std::string, std::pair<int, int>> counts_;
  std::map<std::string, std::tuple<std::size_t, std::size_t, std::size_t>> edges_;
};

sql::Schemas schemas_of(const json& tables, bool urns) {
  std::map<std::string, std::vector<std::string>> known;
  for (const auto& [name, columns] : tables.items()) {
    auto& list = known[to_lower(urns ? table_of_urn(name) : name)];
    if (columns.is_array()) {
      for (const json& column : columns) list.push_back(column.get<std::string>());
    } else {
      for (const auto& [column, type] : columns.items()) list.push_back(column);
    }
  }
  return [known](const sql::SqlName& name) -> std::optional<std::vector<std::string>> {
    const auto it = known.find(to_lower(to_string(name)));
    return it == known.end() ? std::nullopt : std::optional(it->second);
  };
}

// In lower case, without quotes: not every project takes them off.
std::string plain(std::string name) {
  std::erase_if(name, [](char c) { return c == '"' || c == '`' || c == '[' || c == ']'; });
  return to_lower(name);
}

Names lower_names(const json& list) {
  Names out;
  for (const json& each : list) out.insert(plain(each.get<std::string>()));
  return out;
}

void sqllineage(const fs::path& file, bool list) {
  const json corpus = json::parse(read_file(file));
  Cases cases("sqllineage", list);
  for (const json& each : corpus["cases"]) {
    const std::string ref = text_at(each, "schema_ref");
    json tables = each.value("schema", json::object());
    if (!ref.empty() && corpus["meta"]["schemas"].contains(ref)) tables = corpus["meta"]["schemas"][ref];
    const Found found = cases.find(each, schemas_of(tables, false), {});
    if (each.contains("source_tables")) {
      cases.compare(each, "sources", lower_names(each["source_tables"]), found.sources, found.rules);
      cases.compare(each, "targets", lower_names(each.value("target_tables", json::array())), found.targets,
                    found.rules);
    }
    if (!each.contains("lineage")) continue;
    Names expected;
    for (const json& edge : each["lineage"]) {
      if (!edge["source_table"].is_string() || text_at(edge, "source_column") == "*") continue;
      expected.insert(to_lower(text_at(edge, "source_table") + "." + text_at(edge, "source_column") + " -> " +
                               text_at(edge, "target_table") + "." + text_at(edge, "target_column")));
    }
    cases.compare(each, "columns", expected, found.columns, found.rules, found.deciding);
  }
  cases.print();
}

void openlineage(const fs::path& file, bool list) {
  const json corpus = json::parse(read_file(file));
  Cases cases("openlineage-sql", list);
  for (const json& each : corpus["cases"]) {
    const Found found = cases.find(each, {}, {});
    if (each.contains("in_tables")) {
      cases.compare(each, "sources", lower_names(each["in_tables"]), found.sources, found.rules);
      cases.compare(each, "targets", lower_names(each["out_tables"]), found.targets, found.rules);
    }
    if (!each.contains("column_lineage")) continue;
    Names expected;
    const std::string target = found.targets.size() == 1 ? *found.targets.begin() : "";
    for (const json& output : each["column_lineage"]) {
      for (const json& origin : output["lineage"]) {
        expected.insert(to_lower(text_at(origin, "table") + "." + text_at(origin, "column") + " -> " + target + "." +
                                 text_at(output, "output")));
      }
    }
    cases.compare(each, "columns", expected, found.columns, found.rules, found.deciding);
  }
  cases.print();
}

void datahub(const fs::path& file, bool list) {
  const json corpus = json::parse(read_file(file));
  Cases cases("datahub", list);
  for (const json& each : corpus["cases"]) {
    const json given = each.value("options", json::object());
    sql::Options options;
    options.catalog = text_at(given, "default_db");
    options.schema = text_at(given, "default_schema");
    const json tables = each["schemas"].is_object() ? each["schemas"] : json::object();
    const Found found = cases.find(each, schemas_of(tables, true), options);
    const json& answer = each["expected"];
    if (!answer.is_object() || !answer.contains("in_tables")) continue;
    Names sources, targets;
    for (const json& urn : answer["in_tables"]) sources.insert(to_lower(table_of_urn(urn.get<std::string>())));
    for (const json& urn : answer["out_tables"]) targets.insert(to_lower(table_of_urn(urn.get<std::string>())));
    cases.compare(each, "sources", sources, found.sources, found.rules);
    cases.compare(each, "targets", targets, found.targets, found.rules);
    if (!answer.contains("column_lineage") || !answer["column_lineage"].is_array()) continue;
    Names expected;
    const std::string target = found.targets.size() == 1 ? *found.targets.begin() : "";
    for (const json& output : answer["column_lineage"]) {
      for (const json& origin : output["upstreams"]) {
        expected.insert(to_lower(table_of_urn(text_at(origin, "table")) + "." + text_at(origin, "column") + " -> " +
                                 target + "." + text_at(output["downstream"], "column")));
      }
    }
    cases.compare(each, "columns", expected, found.columns, found.rules, found.deciding);
  }
  cases.print();
}

}  // namespace

void report_sql_cases(const fs::path& folder, bool list) {
  if (!fs::exists(folder)) return;
  std::cout << "Cases of other projects\n";
  sqllineage(folder / "sqllineage.json", list);
  openlineage(folder / "openlineage-sql.json", list);
  datahub(folder / "datahub.json", list);
}

}  // namespace trama::corpora
