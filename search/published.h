// What the indexer publishes with each commit and readers hold while they work. Immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "search/facet_columns.h"
#include "search/facet_values.h"
#include "search/vocabulary.h"

namespace trama::search {

// What is known beside the database; locked inside, one per generation, so that clearing the index never takes the
// names from under a search in the old one.
struct Knowledge {
  FacetValues values;
  Vocabulary words;    // of titles, names, datasets and columns
  Vocabulary columns;  // spelling keys of whole column names
};

struct Published {
  std::uint64_t epoch = 0;       // grows with every commit and clear: what answers are cached by
  std::uint64_t generation = 0;  // which folder
  std::string folder;
  std::uint64_t revision = 0;  // of the Xapian database: the columns belong to it
  std::uint64_t seq = 0;
  FacetColumns columns;
  std::shared_ptr<const Knowledge> knowledge;
};

}  // namespace trama::search
