// The documents a plan matches, as a set: pass two of a search. Postings are read directly (about 14 ns each), rarest
// first, and skipped through where few candidates are left; only phrases go through Xapian's matcher. Private to
// search/ (it names Xapian). One thread at a time.
#pragma once

#include <xapian.h>

#include "search/doc_set.h"
#include "search/facet_columns.h"
#include "search/plan.h"

namespace trama::search {

class MatchSet {
 public:
  MatchSet(const Xapian::Database& database, const FacetColumns& columns) : database_(database), columns_(columns) {}

  // Words, filters and exclusions; not the facet filters, and retired documents included.
  [[nodiscard]] DocSet of(const Plan& plan) const;
  [[nodiscard]] DocSet of(const Node& node) const;

 private:
  [[nodiscard]] DocSet all_of(std::vector<const Node*> nodes) const;
  void narrow(DocSet* candidates, const Node& node) const;
  void collect(const std::string& term, DocSet* out) const;
  [[nodiscard]] DocSet phrase(const Node& node) const;

  const Xapian::Database& database_;
  const FacetColumns& columns_;
};

}  // namespace trama::search
