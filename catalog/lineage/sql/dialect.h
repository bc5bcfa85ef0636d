// What the dialects of SQL differ in, as data: how text is cut into tokens and how names are stored. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::lineage::sql {

enum class Fold : std::uint8_t { lower, upper, keep };  // what becomes of a name that is not quoted

struct DialectTraits {
  Dialect dialect = Dialect::generic;
  Fold fold = Fold::lower;
  bool double_quoted_strings = false;  // "x" is a text
  bool backslash_escapes = false;      // in texts
  bool hash_comments = false;          // # to the end of the line
  bool slash_comments = false;         // // to the end of the line
  bool bracket_names = false;          // [x] is a name
  bool triple_quotes = false;          // """x""" and '''x'''
  bool colon_paths = false;            // col:path.to
  bool lateral_aliases = false;        // a select item may use the alias of an earlier one
  bool struct_access = false;          // a.b may be a field of column a
  bool lambdas = false;                // x -> x + 1
};
[[nodiscard]] const DialectTraits& traits_of(Dialect dialect);

[[nodiscard]] std::string folded(std::string_view name, Fold fold);

// Whether the PostgreSQL grammar knows the word (lower case) as a keyword, of any kind.
[[nodiscard]] bool is_keyword(std::string_view word);
// Keywords that cannot name a column or alias without quotes.
[[nodiscard]] bool is_reserved(std::string_view word);

}  // namespace trama::lineage::sql
