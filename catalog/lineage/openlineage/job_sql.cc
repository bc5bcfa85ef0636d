#include "catalog/lineage/openlineage/job_sql.h"

#include <algorithm>
#include <list>
#include <optional>
#include <unordered_map>

#include "catalog/base/guarded.h"
#include "catalog/base/text.h"
#include "catalog/lineage/name_rules.h"
#include "catalog/lineage/openlineage/from_sql.h"

namespace trama::lineage::openlineage {
namespace {

using Parts = std::vector<std::string>;
using Statements = std::vector<sql::StatementLineage>;

// The last part of a path, else the parts of a dotted name; in lower case.
Parts parts_of(const std::string& name) {
  std::string_view text = name;
  while (text.ends_with('/')) text.remove_suffix(1);
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
    return {to_lower(text.substr(slash + 1))};
  }
  return name_parts(text, Case::lower);
}

bool ends_alike(const Parts& a, const Parts& b) {
  const std::size_t common = std::min(a.size(), b.size());
  return common > 0 && std::equal(a.end() - static_cast<std::ptrdiff_t>(common), a.end(),
                                  b.end() - static_cast<std::ptrdiff_t>(common));
}

// The datasets of a run by the names a query may give them.
class RunNames {
 public:
  void add(const RunDatasets& datasets) {
    for (const auto& [name, facets] : datasets) {
      names_.push_back({parts_of(name.name), name});
      const auto* links = facets.symlinks.get();
      if (links == nullptr) continue;
      for (const Symlink& link : *links) names_.push_back({parts_of(link.name.name), name});
    }
  }

  [[nodiscard]] std::optional<Name> find(const sql::SqlName& relation) const {
    Parts written;
    for (const std::string& part : relation.written) written.push_back(to_lower(part));
    std::optional<Name> found;
    for (const auto& [parts, name] : names_) {
      if (!ends_alike(parts, written) || found == name) continue;
      if (found) return std::nullopt;
      found = name;
    }
    return found;
  }

 private:
  std::vector<std::pair<Parts, Name>> names_;
};

using Columns = std::optional<std::vector<std::string>>;

constexpr std::size_t kEdgesKept = 10'000;  // of one query; what is larger is rare and is read again

std::size_t size_of(const Statements& statements) {
  std::size_t edges = statements.size();
  for (const sql::StatementLineage& each : statements) edges += each.edges.size() + each.columns.size();
  return edges;
}

class KnownQueries {
 public:
  std::shared_ptr<const Statements> read(const std::string& query, const std::string& dialect, const std::string& about,
                                         const sql::Schemas& schemas) {
    const std::string key = dialect + '\0' + about + '\0' + query;
    if (auto known = kept_.lock()->find(key)) return known;
    sql::Options options;
    options.dialect = sql::dialect_from(dialect);
    auto read = sql::sql_lineage(query, schemas, options);
    auto statements = std::make_shared<const Statements>(read ? read.take() : Statements{});
    if (size_of(*statements) <= kEdgesKept) kept_.lock()->add(key, statements);
    return statements;
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Statements> statements;
  };
  struct Kept {
    std::list<Entry> entries;  // the last asked for first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;

    std::shared_ptr<const Statements> find(const std::string& key) {
      const auto at = by_key.find(key);
      if (at == by_key.end()) return nullptr;
      entries.splice(entries.begin(), entries, at->second);
      return entries.front().statements;
    }
    void add(const std::string& key, std::shared_ptr<const Statements> statements) {
      if (by_key.contains(key)) return;
      entries.push_front({key, std::move(statements)});
      by_key.emplace(entries.front().key, entries.begin());
      if (entries.size() <= kQueriesKept) return;
      by_key.erase(entries.back().key);
      entries.pop_back();
    }
  };
  Guarded<Kept> kept_;
};

KnownQueries& known_queries() {
  static KnownQueries known;
  return known;
}

// Which columns a dataset has at its first level, as its schema facet lists them.
Columns columns_of(const RunDatasets& datasets, const Name& name) {
  const auto dataset = datasets.find(name);
  const Schema* schema = dataset == datasets.end() ? nullptr : dataset->second.schema.get();
  if (schema == nullptr || schema->fields.empty()) return std::nullopt;
  std::vector<std::string> columns;
  for (const SchemaField& field : schema->fields) {
    if (field.depth == 0) columns.push_back(field.name);
  }
  return columns;
}

std::string schemas_text(const RunDatasets& datasets) {
  std::string text;
  for (const auto& [name, facets] : datasets) {
    text += name.name + '\1';
    if (const auto* links = facets.symlinks.get()) {
      for (const Symlink& link : *links) text += link.name.name + '\1';
    }
    if (const auto columns = columns_of(datasets, name)) {
      for (const std::string& column : *columns) text += column + '\2';
    }
  }
  return text;
}

// Whether any output is left to the query.
bool wanted(const RunRecord& record) {
  if (record.job_facets.lineage.get() != nullptr) return false;
  return std::ranges::any_of(record.outputs, [](const auto& output) {
    return output.second.column_lineage.get() == nullptr && output.second.lineage.get() == nullptr;
  });
}

}  // namespace

JobSql::JobSql(const RunRecord& record) {
  const Sql* facet = record.job_facets.sql.get();
  if (facet == nullptr || facet->query.empty() || record.inputs.empty() || !wanted(record)) return;
  RunNames inputs, outputs;
  inputs.add(record.inputs);
  outputs.add(record.outputs);
  const sql::Schemas schemas = [&](const sql::SqlName& relation) -> Columns {
    if (const auto name = inputs.find(relation)) return columns_of(record.inputs, *name);
    const auto name = outputs.find(relation);  // what an INSERT without a list of columns fills
    return name ? columns_of(record.outputs, *name) : std::nullopt;
  };
  const std::string about = schemas_text(record.inputs) + schemas_text(record.outputs);
  const auto statements = known_queries().read(facet->query, facet->dialect, about, schemas);
  const auto writing = std::ranges::count_if(*statements, [](const auto& each) { return each.target.has_value(); });
  std::set<Name> twice;
  for (const sql::StatementLineage& statement : *statements) {
    if (statement.level != sql::Level::column) continue;
    std::optional<Name> output = statement.target ? outputs.find(*statement.target) : std::nullopt;
    const bool only = statement.target ? writing == 1 : writing == 0 && statements->size() == 1;
    if (!output && only && record.outputs.size() == 1) output = record.outputs.begin()->first;
    if (!output) continue;
    SqlColumns columns = openlineage::columns_of(
        statement, [&](const sql::SqlName& relation) { return inputs.find(relation).value_or(Name{}); });
    const auto nobody = [](const Source& source) { return source.name.empty(); };
    std::erase_if(columns.lineage.dataset, nobody);
    for (OutputColumn& column : columns.lineage.columns) std::erase_if(column.sources, nobody);
    columns.partial.erase(Name{});
    if (!said_.emplace(*output, Said{std::move(columns.lineage), std::move(columns.partial)}).second) {
      twice.insert(*output);
    }
  }
  // Several statements into one output add up to something that neither of them says alone.
  for (const Name& output : twice) said_.erase(output);
}

const JobSql::Said* JobSql::into(const Name& output) const {
  const auto said = said_.find(output);
  return said == said_.end() ? nullptr : &said->second;
}

}  // namespace trama::lineage::openlineage
