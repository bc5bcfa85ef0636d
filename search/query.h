// What a person typed, as clauses. Nothing a person can type is an error: what does not parse is words.
//
//   query   clause*                           all must hold
//   clause  ["-" | "NOT"] atom ("OR" atom)*   one of the atoms (or none of them, negated)
//   atom    word | word* | "quoted phrase" | field:value | field:"value" | field:a,b
//
// OR binds tighter than the space: `invoice customer OR client` needs invoice and one of the other two. AND, OR and NOT
// count in capitals only; `|` is OR. A `field:` that is not in the list is plain words, so URLs and URNs are safe.
//
// Immutable values; pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/tokens.h"

namespace trama::search {

enum class AtomKind : std::uint8_t { word, phrase, field };

struct Atom {
  AtomKind kind = AtomKind::word;
  std::string field;                // canonical name, for fields
  std::vector<std::string> values;  // as typed, for fields
  std::vector<Part> parts;          // of one identifier (word) or in order (phrase); offsets are the query text's
  bool prefix = false;              // the last part may go on
};

struct Clause {
  bool negated = false;
  std::vector<Atom> any;
};

struct ParsedQuery {
  std::vector<Clause> clauses;
  std::string exact_text;  // the words to be found, as typed, for comparing with names; "" where there is an OR
};

// `prefix_last` makes the last word a prefix unless a space or a quote follows it.
[[nodiscard]] ParsedQuery parse_query(std::string_view text, bool prefix_last);

// Readable form for explanations, cache keys and tests: (customer id*) AND NOT domain:"sales".
[[nodiscard]] std::string describe(const ParsedQuery& query);

}  // namespace trama::search
