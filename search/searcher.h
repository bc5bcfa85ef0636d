// Answers searches and suggestions over what was published last. Private to search/ (it names Xapian). Thread-safe;
// holds no state of its own but caches of answers.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "search/answer_cache.h"
#include "search/readers.h"
#include "search/search_index.h"

namespace trama::search {

// What pass two found; shared by all pages of a query.
struct Counted {
  FacetCounts counts;
  bool relaxed = false;
};

class Searcher {
 public:
  explicit Searcher(Readers& readers) : readers_(readers) {}

  [[nodiscard]] Result<SearchAnswer> search(const SearchRequest& request);
  [[nodiscard]] Result<std::vector<Suggestion>> suggest(std::string_view text, std::size_t limit);

 private:
  static constexpr std::size_t kAnswersCached = 256;
  static constexpr std::size_t kCountsCached = 64;

  SearchAnswer answer(const SearchRequest& request, Reader& reader, const Published& published);

  Readers& readers_;
  AnswerCache<SearchAnswer> answers_{kAnswersCached};
  AnswerCache<Counted> counts_{kCountsCached};
  AnswerCache<std::vector<Suggestion>> suggestions_{kAnswersCached};
};

}  // namespace trama::search
