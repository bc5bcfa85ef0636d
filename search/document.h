// From a SearchDocument to what Xapian stores. Private to search/ (it names Xapian). One thread at a time.
#pragma once

#include <set>
#include <string>
#include <unordered_map>

#include <xapian.h>

#include "search/search_index.h"
#include "search/terms.h"
#include "search/tokens.h"

namespace trama::search {

// The words of names that vocabularies are kept of; by the prefix their terms have.
struct TouchedWords {
  std::set<std::string> words;    // under S: or XC
  std::set<std::string> columns;  // under XK
};

class DocumentBuilder {
 public:
  // Everything but the facet slot. What the document's names are made of is added to `touched`.
  [[nodiscard]] Xapian::Document build(const SearchDocument& document, TouchedWords* touched);

 private:
  enum class Positions : bool { no, yes };

  void name(std::string_view text, std::uint32_t weight);
  void columns(const SearchDocument& document);
  void column(const ColumnText& column);
  void exact(std::string_view prefix, std::string_view name, std::set<std::string>* touched);
  void filters(const SearchDocument& document);
  void text(std::string_view text, std::uint32_t weight, Positions positions);
  void words(const Tokens& tokens, std::uint32_t weight, Positions positions);
  void joined(const Tokens& tokens, std::size_t first, std::size_t count, std::uint32_t weight);
  void add(const std::string& term, std::uint32_t weight) { weights_[term] += weight; }

  Stemmer stem_;
  Xapian::Document out_;
  TouchedWords* touched_ = nullptr;
  std::unordered_map<std::string, std::uint32_t> weights_;  // general terms
  std::set<std::string> booleans_;                          // terms without weight
  Xapian::termpos position_ = 0;
};

[[nodiscard]] std::string id_term(std::string_view id);
[[nodiscard]] std::string sort_key(const SearchDocument& document);

}  // namespace trama::search
