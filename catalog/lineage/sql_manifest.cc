#include "catalog/lineage/sql_manifest.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/lineage/openlineage/from_sql.h"

namespace trama::lineage {
namespace {

using openlineage::Name;
using Statements = std::vector<sql::StatementLineage>;

constexpr std::size_t kJsonNestingMax = 16;
constexpr std::size_t kJsonValuesMax = 8'000'000;
constexpr int kPassesMax = 4;  // views over views over views ... whose columns are found by reading again

class FilesReader {
 public:
  explicit FilesReader(const SqlFiles& files) : files_(files) {
    options_.dialect = sql::dialect_from(files.dialect);
    options_.catalog = files.catalog;
    options_.schema = files.schema;
    for (const auto& [relation, columns] : files.known) known_.emplace(to_lower(relation), columns);
  }

  // Until no pass finds columns that an earlier one did not.
  void read() {
    for (int pass = 0; pass < kPassesMax; ++pass) {
      read_.clear();
      findings_.clear();
      for (const SqlFile& file : files_.files) read(file);
      if (!learn()) return;
    }
  }

  [[nodiscard]] std::vector<std::string> relations_read() const {
    std::set<std::string> read, made;
    each([&](const SqlFile&, const sql::StatementLineage& statement) {
      for (const sql::Source& source : statement.sources) read.insert(sql::to_string(source.name));
      const bool makes =
          statement.kind == sql::StatementKind::create_table || statement.kind == sql::StatementKind::create_view;
      if (makes && statement.target) made.insert(sql::to_string(*statement.target));
    });
    std::vector<std::string> out;
    std::ranges::set_difference(read, made, std::back_inserter(out));
    return out;
  }

  Manifest manifest() {
    Manifest out;
    out.asserter = {AsserterKind::manifest, "sql/" + escape_part(files_.name)};
    out.at_us = files_.at_us;
    std::size_t statements = 0, column_level = 0;
    each([&](const SqlFile& file, const sql::StatementLineage& statement) {
      ++statements;
      if (!statement.target) {
        return find("writes-nothing", "a query that writes nothing says nothing about lineage", file, statement.line);
      }
      column_level += statement.level == sql::Level::column ? 1 : 0;
      claim(statement, &out.assertions);
    });
    std::ranges::sort(out.assertions);
    const auto [first, last] = std::ranges::unique(out.assertions);
    out.assertions.erase(first, last);
    out.findings = std::move(findings_);
    nlohmann::ordered_json about = {
        {"tool", "sql"},
        {"project", files_.name},
        {"dialect", std::string(sql::to_string(options_.dialect))},
        {"namespace", files_.space},
        {"counts", {{"files", files_.files.size()}, {"statements", statements}, {"column_level", column_level}}}};
    out.about = about.dump();
    return out;
  }

 private:
  template <typename Visit>
  void each(const Visit& visit) const {
    for (const auto& [file, statements] : read_) {
      for (const sql::StatementLineage& statement : statements) visit(*file, statement);
    }
  }

  void read(const SqlFile& file) {
    auto statements = sql::sql_lineage(
        file.text,
        [this](const sql::SqlName& name) -> std::optional<std::vector<std::string>> {
          const auto known = known_.find(to_lower(sql::to_string(name)));
          return known == known_.end() ? std::nullopt : std::optional(known->second);
        },
        options_);
    if (!statements) return find(statements.error().slug, statements.error().message, file, 0);
    for (const sql::StatementLineage& statement : *statements) {
      for (const sql::Finding& finding : statement.findings) {
        if (finding.severity != Severity::note) find(finding.rule, finding.message, file, finding.line, finding.column);
      }
    }
    read_.emplace_back(&file, statements.take());
  }

  bool learn() {
    bool more = false;
    each([&](const SqlFile&, const sql::StatementLineage& statement) {
      const bool makes =
          statement.kind == sql::StatementKind::create_table || statement.kind == sql::StatementKind::create_view;
      if (!makes || !statement.target || !statement.columns_complete || statement.columns.empty()) return;
      more = known_.try_emplace(to_lower(sql::to_string(*statement.target)), statement.columns).second || more;
    });
    return more;
  }

  void find(std::string rule, std::string message, const SqlFile& file, std::uint32_t line, std::uint32_t column = 0) {
    if (findings_.size() >= limits::kProblemsMax) return;
    Problem problem;
    problem.severity = Severity::warning;
    problem.rule = std::move(rule);
    problem.message = file.path + ": " + std::move(message);
    problem.line = line;
    problem.column = column;
    findings_.push_back(std::move(problem));
  }

  [[nodiscard]] Name name_of(const sql::SqlName& relation) const { return {files_.space, sql::to_string(relation)}; }

  void claim(const sql::StatementLineage& statement, std::vector<Assertion>* out) const {
    const auto columns =
        openlineage::columns_of(statement, [this](const sql::SqlName& relation) { return name_of(relation); });
    auto claims = openlineage::claims_of_query(name_of(*statement.target), columns.reads,
                                               statement.level == sql::Level::column ? &columns : nullptr,
                                               [this](const Name& dataset) {
                                                 const auto known = known_.find(to_lower(dataset.name));
                                                 return known == known_.end() ? nullptr : &known->second;
                                               });
    std::ranges::move(claims, std::back_inserter(*out));
  }

  const SqlFiles& files_;
  sql::Options options_;
  std::map<std::string, std::vector<std::string>> known_;  // by relation in lower case
  std::vector<std::pair<const SqlFile*, Statements>> read_;
  std::vector<Problem> findings_;
};

void problem(std::vector<Problem>* out, std::string pointer, std::string message, std::string hint = "") {
  Problem found;
  found.rule = "missing-member";
  found.pointer = std::move(pointer);
  found.message = std::move(message);
  found.hint = std::move(hint);
  out->push_back(std::move(found));
}

Error too_large() {
  return make_error(ErrorCode::too_large, "sql-too-large",
                    "one import holds at most " + std::to_string(kSqlFilesMax) + " files and " +
                        std::to_string(kSqlTextBytesMax >> 20U) + " MB of SQL");
}

std::string kept_text(const SqlFiles& files) {
  std::string out = R"({"tool":"sql")";
  const auto add = [&out](std::string_view key, std::string_view value) {
    out += ",\"" + std::string(key) + "\":";
    contract::append_json_text(&out, value);
  };
  add("name", files.name);
  add("dialect", files.dialect);
  add("namespace", files.space);
  add("catalog", files.catalog);
  add("schema", files.schema);
  add("generated", format_rfc3339(files.at_us));
  if (!files.known.empty()) {
    out += ",\"known\":";
    append_columns_elsewhere(files.known, &out);
  }
  out += ",\"files\":[";
  for (const SqlFile& file : files.files) {
    if (out.back() != '[') out += ',';
    out += "{\"path\":";
    contract::append_json_text(&out, file.path);
    add("text", file.text);
    out += '}';
  }
  return out + "]}";
}

}  // namespace

Result<SqlFiles> read_sql_files(std::string_view json) {
  if (json.size() > kSqlTextBytesMax) return too_large();
  if (!valid_utf8(json)) return make_error(ErrorCode::unreadable, "not-utf-8", "the request is not valid UTF-8");
  JsonText text;
  if (!text.parse(json, kJsonNestingMax, kJsonValuesMax)) {
    return make_error(ErrorCode::unreadable, "not-json",
                      "the request is not JSON: byte " + std::to_string(text.failure().byte));
  }
  const Json root = text.root();
  SqlFiles out;
  out.name = text_of(root, "name");
  out.dialect = text_of(root, "dialect");
  out.space = text_of(root, "namespace");
  out.catalog = text_of(root, "catalog");
  out.schema = text_of(root, "schema");
  out.at_us = openlineage::event_time(root.find("generated").text()).value_or(0);
  out.known = read_columns_elsewhere(root.find("known"));
  std::vector<Problem> problems;
  if (out.name.empty())
    problem(&problems, "/name", "the import has no name", "a later import of this name replaces it");
  if (out.space.empty()) {
    problem(&problems, "/namespace", "it is not said where the relations are",
            "as OpenLineage names it, e.g. postgres://db.example.com:5432");
  }
  if (!root.find("files").is(JsonType::list)) problem(&problems, "/files", "there is no list of files");
  root.find("files").items([&](std::size_t index, const Json& file) {
    SqlFile each{text_of(file, "path"), text_of(file, "text")};
    if (each.path.empty() && problems.size() < limits::kProblemsMax) {
      problem(&problems, "/files/" + std::to_string(index) + "/path", "the file has no path");
    }
    out.files.push_back(std::move(each));
  });
  if (!problems.empty()) {
    Error error = make_error(ErrorCode::invalid_document, "invalid-sql-files", "this is no import of SQL files");
    error.problems = std::move(problems);
    return error;
  }
  if (out.files.size() > kSqlFilesMax) return too_large();
  return out;
}

Manifest manifest_of(const SqlFiles& files) {
  FilesReader reader(files);
  reader.read();
  Manifest manifest = reader.manifest();
  manifest.text = kept_text(files);
  return manifest;
}

std::vector<std::string> relations_read(const SqlFiles& files) {
  FilesReader reader(files);
  reader.read();
  return reader.relations_read();
}

}  // namespace trama::lineage
