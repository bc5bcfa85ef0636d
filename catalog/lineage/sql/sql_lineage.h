// What a text of SQL says about lineage: which relations each statement reads and writes, and which columns of them
// reach which columns of the target, in OpenLineage's words.
//
// DIRECT edges carry values (identity, transformation, aggregation); along CTEs, subqueries and joins they are composed
// down to base relations, the strongest meaning kept: identity of a sum is an aggregation. INDIRECT edges say what
// decides: CASE conditions and windows of one output column name that column; WHERE, HAVING, QUALIFY and EXISTS
// (FILTER), JOIN, GROUP_BY and SORT of the rows name the target relation as a whole, with an empty target column, as
// graph/impact.h reads them. SELECT DISTINCT groups by its columns. What EXCEPT and INTERSECT compare with filters. An
// UPDATE, DELETE or MERGE that looks at its own target says nothing indirect of it.
//
// Masking is set, as OpenLineage's own integrations set it, for hashes and for counts.
//
// Never wrong in silence. Whatever is guessed, ambiguous or not understood is a Finding, and takes `complete` from the
// sources it may concern. A statement no grammar here reads falls back to relations alone (`Level::table`).
//
// Other dialects are rewritten token by token into what the PostgreSQL grammar reads; places in findings are those of
// the text as given. Jinja that is left in the text is never evaluated: ref() and source() stand for relations,
// anything else is a finding.
//
// Pure; any thread; it works on a thread of its own with a stack that the bounds below fit into. Errors: too_large (a
// text over kSqlBytesMax), unreadable (not UTF-8), unavailable (no thread could be started).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/error.h"
#include "catalog/base/result.h"
#include "catalog/lineage/assertion.h"

namespace trama::lineage::sql {

inline constexpr std::size_t kSqlBytesMax = 512U << 10;  // one text, all its statements; generated models reach 200 KB
inline constexpr std::size_t kStatementBytesMax = 256U << 10;  // one statement; a longer one falls to relations alone
inline constexpr std::size_t kStatementsMax = 1'000;           // of one text; the rest is a finding
inline constexpr std::size_t kNestingMax = 4'000;         // levels of the parsed tree, about 1,300 nested operators
inline constexpr std::size_t kOutputColumnsMax = 20'000;  // of one query, SELECT * expanded
inline constexpr std::size_t kColumnEdgesMax = 200'000;   // of one statement
inline constexpr std::size_t kFindingsMax = 200;          // of one text; the rest are counted in the last one

enum class Dialect : std::uint8_t {
  generic,  // read as PostgreSQL, with every rewriting that cannot harm it
  postgres,
  redshift,
  duckdb,
  snowflake,
  bigquery,
  spark,  // Databricks and Hive too
  mysql,
  tsql,
  trino,  // Athena and Presto too
  oracle,
};
// Names as dbt adapters, OpenLineage integrations and people write them ("databricks", "mssql"); generic for others.
[[nodiscard]] Dialect dialect_from(std::string_view word);
[[nodiscard]] std::string_view to_string(Dialect dialect);

// A relation as the statement names it.
struct SqlName {
  std::vector<std::string> written;    // the parts as the author spelled them, quotes taken off
  std::string catalog, schema, table;  // as the dialect stores them: folded where not quoted, defaults filled in

  friend auto operator<=>(const SqlName&, const SqlName&) = default;
};
[[nodiscard]] std::string to_string(const SqlName& name);  // catalog.schema.table, empty parts left out

// What the caller knows of relations. The list is complete and in order, as the platform spells the columns, with the
// fields of structs as a.b beside a where they are known; nullopt for a relation whose columns are not known. Columns
// are matched exactly first, then ignoring case. Called on the working thread, while the caller waits.
using Schemas = std::function<std::optional<std::vector<std::string>>(const SqlName&)>;

struct Options {
  Dialect dialect = Dialect::generic;
  std::string catalog, schema;  // defaults for names that do not say; as the platform stores them
};

enum class StatementKind : std::uint8_t { select, insert, create_table, create_view, merge, update, remove, other };
[[nodiscard]] std::string_view to_string(StatementKind kind);

struct ColumnEdge {
  std::uint32_t source = 0;  // index into StatementLineage::sources
  std::string source_column;
  std::string target_column;  // "" = the target as a whole; INDIRECT only
  DependencyType type = DependencyType::direct;
  Subtype subtype = Subtype::identity;
  bool masking = false;
  bool ambiguous = false;  // one of several relations that may be meant; a finding says where

  friend auto operator<=>(const ColumnEdge&, const ColumnEdge&) = default;
};

struct Source {
  SqlName name;
  // Every column that the target takes from this relation is among the edges.
  bool complete = false;
};

struct Finding {
  Severity severity = Severity::warning;
  std::string rule;  // one of finding_rules()
  std::string message;
  std::uint32_t line = 0, column = 0;  // 1-based, in bytes; 0 = the statement as a whole
};
// ambiguous-column, unknown-column, ...: every rule a finding may have, sorted.
[[nodiscard]] const std::vector<std::string_view>& finding_rules();

enum class Level : std::uint8_t { column, table };

struct StatementLineage {
  StatementKind kind = StatementKind::select;
  Level level = Level::column;
  std::optional<SqlName> target;     // none: a bare SELECT
  std::vector<std::string> columns;  // of the target that this statement writes, in order
  bool columns_complete = true;      // false: SELECT * over something unknown; there are more
  std::vector<Source> sources;       // relations read, in order of appearance
  std::vector<ColumnEdge> edges;     // sorted, unique
  std::vector<Finding> findings;
  std::uint32_t line = 1;  // where the statement begins
};

// Statements without lineage (DROP, GRANT, SET ...) are left out. USE changes the defaults for those that follow, and
// a relation that the text itself creates is known to them.
[[nodiscard]] Result<std::vector<StatementLineage>> sql_lineage(std::string_view sql, const Schemas& schemas,
                                                                const Options& options);

}  // namespace trama::lineage::sql
