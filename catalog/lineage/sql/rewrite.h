// The normalising pass: one statement of any dialect, token by token, into what the PostgreSQL grammar reads.
//
// A pass changes the text of tokens and remembers in Rewrite what cannot be said in that grammar. Marks that travel
// through the grammar are names that begin with kMark. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/tokens.h"

namespace trama::lineage::sql {

inline constexpr std::string_view kMark = "__trama_";
inline constexpr std::string_view kMarkExcept = "__trama_except";    // (names): left out of the star before it
inline constexpr std::string_view kMarkReplace = "__trama_replace";  // (expression, name, ...)
inline constexpr std::string_view kMarkRename = "__trama_rename";    // (old, new, ...)
inline constexpr std::string_view kMarkLike = "__trama_like";        // only some columns of the star, nobody says which
inline constexpr std::string_view kMarkAll = "__trama_all";          // GROUP BY ALL, INSERT *, UPDATE SET *
inline constexpr std::string_view kMarkSemi = "__trama_semi";  // in a join condition: its right side shows nothing
inline constexpr std::string_view kMarkPath = "__trama_path";  // (column, path): a path into a column
inline constexpr std::string_view kMarkTemplate = "__trama_template";  // an expression of a template

inline constexpr std::string_view kMarkPivot = "__trama_pivot";      // (aggregates, kMarkFor, keys)
inline constexpr std::string_view kMarkUnpivot = "__trama_unpivot";  // (value, key, columns ...)
inline constexpr std::string_view kMarkNames = "__trama_names";      // (names): columns of the expression before it
inline constexpr std::string_view kMarkFor = "__trama_for";

struct Note {
  Severity severity = Severity::warning;
  std::string_view rule;
  std::string message;
  std::uint32_t at = 0;  // byte in the author's text
};

struct Rewrite {
  Tokens tokens;
  const DialectTraits* traits = nullptr;
  StatementKind kind = StatementKind::select;
  bool lineage = true;           // false: a statement that says nothing about lineage
  bool defines_columns = false;  // CREATE TABLE with a list of columns and no query
  bool insert_by_name = false;
  bool union_by_name = false;
  bool partial = false;                      // a clause that writes columns is left out
  bool templated = false;                    // a part of it is known only when the template is filled in
  std::set<std::string> variables;           // declared before, in lower case
  std::map<std::string, std::string> names;  // stand-ins for names the grammar would cut
  std::map<std::string, std::vector<std::string>> long_names;  // stand-ins for relations of more than three parts
  std::vector<Note> notes;

  [[nodiscard]] Dialect dialect() const { return traits->dialect; }
  [[nodiscard]] bool postgres_like() const {
    return dialect() == Dialect::postgres || dialect() == Dialect::redshift || dialect() == Dialect::generic;
  }
  void note(std::string_view rule, std::string message, std::size_t token) {
    notes.push_back({Severity::warning, rule, std::move(message), tokens[token].begin});
  }
};

// Whether something that has a value stands before token i: a name, a literal, a closing bracket.
[[nodiscard]] bool behind_operand(const Tokens& t, std::size_t i);

[[nodiscard]] Rewrite rewrite(std::vector<Token> statement, const DialectTraits& traits);

// The passes, in this order.
void rewrite_templates(Rewrite* r);    // {{ ref('x') }}
void rewrite_head(Rewrite* r);         // CREATE OR REPLACE ... AS, INSERT OVERWRITE, MERGE, UPDATE ... JOIN
void rewrite_select(Rewrite* r);       // TOP, star lists, QUALIFY, GROUP BY ALL, trailing commas
void rewrite_pivots(Rewrite* r);       // PIVOT and UNPIVOT
void rewrite_relations(Rewrite* r);    // LATERAL VIEW, UNNEST WITH OFFSET, joins, time travel, names of many parts
void rewrite_expressions(Rewrite* r);  // casts, paths, structs, arrays, intervals, operators
void rewrite_calls(Rewrite* r);        // what stands in the brackets of functions
void rewrite_names(Rewrite* r);        // quotes every name as the dialect stores it

}  // namespace trama::lineage::sql
