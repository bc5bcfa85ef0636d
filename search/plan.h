// From a parsed query to terms of the index as it is now. Private to search/ (it names Xapian). One thread at a time.
//
// A plan is a tree of Nodes that says exactly which documents match. It is evaluated in two ways that must agree: as a
// Xapian query, which ranks, and as a set of document numbers, from which totals and facets are counted exactly
// (match_set.h). Boosts are nodes too, but only add to the score.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <xapian.h>

#include "search/facet_values.h"
#include "search/marks.h"
#include "search/query.h"
#include "search/terms.h"
#include "search/vocabulary.h"

namespace trama::search {

enum class Op : std::uint8_t { everything, nothing, term, any_of, all_of, phrase };

struct Node {
  Op op = Op::everything;
  std::string term;            // for term
  std::vector<Node> kids;      // phrase: terms in order
  std::uint64_t estimate = 0;  // at most about this many documents
  bool synonym = false;        // any_of: weighs as one word, as completions of a prefix do

  [[nodiscard]] bool possible() const { return op != Op::nothing; }
};

struct Boost {
  Node node;
  double weight = 0;
  std::string name;
};

struct UnknownWord {
  std::string word;
  std::uint32_t begin = 0, end = 0;  // in the query text
};

struct Plan {
  std::vector<Node> words;     // clauses that rank
  std::vector<Node> filters;   // clauses that only select
  std::vector<Node> excluded;  // negated clauses
  std::vector<Boost> boosts;
  Node whole_id;         // a document whose id is the text typed matches whatever else the text says
  bool relaxed = false;  // any of the words is enough; the more the better
  bool retired = false;  // the query itself asks for retired documents
  Marks marks;
  std::vector<UnknownWord> unknown;
};

// The index as the planner sees it; borrowed.
struct PlanContext {
  const Xapian::Database& database;
  const FacetValues& values;
  const Vocabulary& words;
  Stemmer& stem;
};

[[nodiscard]] Plan make_plan(const PlanContext& context, const ParsedQuery& query, std::string_view text);

// The parts of a plan as Xapian queries, by their weights or as plain selections.
[[nodiscard]] Xapian::Query to_query(const Node& node);
// Ranks words with boosts; `selection` (facet filters) and `shut_out` narrow it.
[[nodiscard]] Xapian::Query ranking_query(const Plan& plan, const std::vector<Node>& selection,
                                          const std::vector<Node>& shut_out);

// Node makers that simplify: no kids that cannot match, no lists of one.
[[nodiscard]] Node term_node(const Xapian::Database& database, std::string term);
[[nodiscard]] Node any_of(std::vector<Node> kids, bool synonym = false);
[[nodiscard]] Node all_of(std::vector<Node> kids);

// Readable and complete: equal texts match equal documents of one revision. For explanations and as cache key.
[[nodiscard]] std::string describe(const Node& node);
[[nodiscard]] std::string describe(const Plan& plan);

// Whether a document with these terms matches, phrases taken as their words.
[[nodiscard]] bool holds(const Node& node, const std::set<std::string>& terms);

}  // namespace trama::search
