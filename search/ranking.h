// Pass one: which documents stand on the page, in order. Private to search/ (it names Xapian). One thread at a time.
#pragma once

#include <vector>

#include <xapian.h>

#include "search/doc_set.h"
#include "search/facet_columns.h"
#include "search/plan.h"
#include "search/search_index.h"

namespace trama::search {

struct RankRequest {
  const Plan& plan;
  const std::vector<Node>& filters;
  bool include_retired = false;
  std::size_t offset = 0, limit = 0;
  Sort sort = Sort::relevance;
};

struct Ranked {
  DocId id = 0;
  double score = 0;
};

// `selected` is what pass two found: what has no words to rank by is ordered from it without asking Xapian. Equal
// scores are ordered by document number, which an id keeps for as long as the index lives: pages neither repeat nor
// skip.
[[nodiscard]] std::vector<Ranked> rank_page(const Xapian::Database& database, const FacetColumns& columns,
                                            const DocSet& selected, const RankRequest& request);

[[nodiscard]] Xapian::BM25PlusWeight word_weight();

}  // namespace trama::search
