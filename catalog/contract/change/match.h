// Which dataset or field of one version is which of the other. Internal to catalog/contract/change.
//
// Equal names first (the k-th of a name with the k-th), then stable ids, aliases, previous names, the author's history,
// for datasets the physical table. What remains is removed or added; among that, pairs that are each other's single
// best likeness are proposed. Looking from the other side gives the same pairs. Pure functions; any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/model.h"

namespace trama::change {

// "renamed amount to total_amount" in the histories of both versions: (from, to), the last part of dotted names.
using HistoryRenames = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] HistoryRenames history_renames(const contract::Contract& before, const contract::Contract& after);

struct Candidate {
  std::string_view name, id, previous, physical;
  std::span<const std::string> aliases;
};

struct Matched {
  std::size_t before = 0, after = 0;
  Rename rename;  // evidence none: the names are equal
};

struct Matching {
  std::vector<Matched> pairs;               // in the order of `after`
  std::vector<std::size_t> removed, added;  // in order
  std::vector<Matched> proposed;            // between removed and added
};

// How alike two candidates are, 0 to 1, by their numbers; asked only for what has no pair.
using Likeness = std::function<double(std::size_t before, std::size_t after)>;

[[nodiscard]] Matching match(const std::vector<Candidate>& before, const std::vector<Candidate>& after,
                             const HistoryRenames& history, const Likeness& likeness);

[[nodiscard]] Matching match_fields(const std::vector<contract::Field>& before,
                                    const std::vector<contract::Field>& after, const HistoryRenames& history);
[[nodiscard]] Matching match_datasets(const contract::Contract& before, const contract::Contract& after,
                                      const HistoryRenames& history);

}  // namespace trama::change
