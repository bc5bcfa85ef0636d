// What to mark in the text of a hit: collected while a query is planned, used when highlights are cut.
// Plain values; one thread at a time.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

namespace trama::search {

struct Marks {
  std::unordered_set<std::string> stems;   // general terms of single words
  std::unordered_set<std::string> joined;  // identifiers written as one
  std::vector<std::string> prefixes;       // starts of words
  bool starts_joined = false;              // a joined identifier may also go on

  [[nodiscard]] bool empty() const { return stems.empty() && joined.empty() && prefixes.empty(); }
};

}  // namespace trama::search
