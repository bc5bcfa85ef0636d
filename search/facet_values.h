// The dictionaries of facet values: text to ordinal and back, by folded text and by the words in it, with how many
// documents carry each. The indexer adds; readers look up under a shared lock held for the lookup only. Ordinals are
// given once and never reused; values whose documents are gone stay with a count of 0.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "search/facet_columns.h"
#include "search/search_index.h"

namespace trama::search {

using ValueCount = FacetValue;

class FacetValues {
 public:
  // Indexer ------------------------------------------------------------------------------------------------------
  // The ordinal of a value; `fresh` is set when it was just given out.
  Ordinal ordinal(Facet facet, std::string_view value, bool* fresh);
  void restore(Facet facet, Ordinal ordinal, std::string_view value);
  // What the documents of `before` and `after` carry (nullptr: no document, or a retired one).
  void recount(const DocFacets* before, const DocFacets* after);

  // Any thread ---------------------------------------------------------------------------------------------------
  [[nodiscard]] std::array<std::size_t, kFacetCount> sizes() const;
  [[nodiscard]] std::optional<Ordinal> find(Facet facet, std::string_view value) const;
  // What a person means by field:value: values equal but for case and accents, else values with all of its words.
  [[nodiscard]] std::vector<std::string> resolve(Facet facet, std::string_view typed, std::size_t max) const;
  // Values with a word that starts so, or that start so themselves: exact first, then the most frequent.
  [[nodiscard]] std::vector<ValueCount> complete(Facet facet, std::string_view typed, std::size_t max) const;
  // Most frequent first, then by name; at most `max`, and those of `keep` whatever their count.
  [[nodiscard]] std::vector<ValueCount> ranked(Facet facet, const std::vector<std::uint32_t>& counts,
                                               const std::vector<std::string>& keep, std::size_t max) const;

 private:
  struct Dictionary {
    std::vector<std::string> values{""};  // by ordinal
    std::vector<std::uint64_t> counts{0};
    std::unordered_map<std::string, Ordinal> by_value;
    std::unordered_map<std::string, std::vector<Ordinal>> by_folded;
    std::map<std::string, std::vector<Ordinal>, std::less<>> by_word;
  };

  void insert(Dictionary* dictionary, Ordinal ordinal, std::string_view value);

  mutable std::shared_mutex mutex_;
  std::array<Dictionary, kFacetCount> dictionaries_;
};

}  // namespace trama::search
