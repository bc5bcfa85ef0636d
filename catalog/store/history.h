// A contract's past, replayed from its own change records: what was its latest version at a seq, which versions and
// revisions existed, was it retired. Cost: the contract's history, never the catalog.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/store/lineage_rows.h"
#include "catalog/store/view.h"

namespace trama::store {

class Past {
 public:
  struct Version {
    Seq first = 0;
    std::uint32_t revisions = 0;
    bool erased = false;
    std::string rank;
  };

  void apply(Seq seq, const HistoryRow& row);

  [[nodiscard]] bool exists() const { return first_ != 0; }
  [[nodiscard]] Seq first() const { return first_; }
  [[nodiscard]] Seq last() const { return last_; }
  [[nodiscard]] bool retired() const { return retired_; }
  [[nodiscard]] std::string latest() const { return live_.empty() ? "" : live_.rbegin()->second; }
  [[nodiscard]] const std::map<std::string, Version, std::less<>>& versions() const { return versions_; }

 private:
  Seq first_ = 0, last_ = 0;
  bool retired_ = false;
  std::map<std::string, std::string> live_;  // rank -> version
  std::map<std::string, Version, std::less<>> versions_;
};

// Calls `step` after each change up to and including `until`.
[[nodiscard]] Past replay(View& view, std::string_view id, Seq until,
                          const std::function<void(Seq, const Past&)>& step = {});

// What the contract said over its whole life. A version without facts (erased) counts as if it had said nothing new, so
// that erasing leaves no trace of its text in the past, and an imported history comes out the same.
[[nodiscard]] std::vector<Saying> sayings_of(View& view, std::string_view id);

}  // namespace trama::store
