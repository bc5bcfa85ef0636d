#include "search/ranking.h"

#include <algorithm>

#include "search/schema.h"

namespace trama::search {
namespace {

std::vector<Ranked> newest_first(const FacetColumns& columns, const DocSet& selected, std::size_t offset,
                                 std::size_t limit) {
  struct Row {
    std::int64_t updated_us;
    DocId id;
  };
  std::vector<Row> rows;
  selected.for_each([&](DocId id) { rows.push_back({columns.updated_us(id), id}); });
  const auto newer = [](const Row& a, const Row& b) {
    return a.updated_us != b.updated_us ? a.updated_us > b.updated_us : a.id < b.id;
  };
  const std::size_t last = std::min(rows.size(), offset + limit);
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(last), rows.end(), newer);
  std::vector<Ranked> page;
  for (std::size_t i = offset; i < last; ++i) page.push_back({rows[i].id, 0});
  return page;
}

std::vector<Ranked> page_of(const Xapian::MSet& set) {
  std::vector<Ranked> page;
  for (Xapian::MSetIterator it = set.begin(); it != set.end(); ++it) page.push_back({*it, it.get_weight()});
  return page;
}

}  // namespace

Xapian::BM25PlusWeight word_weight() {
  return {bm25::kK1, bm25::kK2, bm25::kK3, bm25::kB, bm25::kMinNormLength, bm25::kDelta};
}

std::vector<Ranked> rank_page(const Xapian::Database& database, const FacetColumns& columns, const DocSet& selected,
                              const RankRequest& request) {
  const bool by_words = !request.plan.words.empty() || !request.plan.boosts.empty();
  if (request.sort == Sort::updated || (request.sort == Sort::relevance && !by_words))
    return newest_first(columns, selected, request.offset, request.limit);
  std::vector<Node> shut_out;
  if (!request.include_retired) shut_out.push_back(term_node(database, bounded_term(prefix::kFlag, "retired")));
  Xapian::Enquire enquire(database);
  enquire.set_query(ranking_query(request.plan, request.filters, shut_out));
  if (request.sort == Sort::name) {
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_sort_by_value(kSlotName, false);
  } else {
    enquire.set_weighting_scheme(word_weight());
  }
  return page_of(
      enquire.get_mset(static_cast<Xapian::doccount>(request.offset), static_cast<Xapian::doccount>(request.limit)));
}

}  // namespace trama::search
