// How a subject looks now: the families `summaries` and `indexes`. Pure over a Group or View.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/store/group.h"

namespace trama::store {

// Keys of the family `indexes` that lead to this contract or product.
[[nodiscard]] std::set<std::string> index_keys(const lineage::Summary& summary);

[[nodiscard]] std::optional<lineage::Summary> summary_row(View& view, SummaryGroup group, std::string_view id);
// Writes the summary and moves its index entries. `nothing`: there was none before, so there is none to read.
enum class Before : bool { look, nothing };
void put_summary(Group& group, SummaryGroup family, const lineage::Summary& now, Before before = Before::look);
// What is left of a contract whose every version was erased, or whose latest version has no text any more.
[[nodiscard]] lineage::Summary empty_summary(contract::Kind kind, std::string_view id, std::string_view version);

}  // namespace trama::store
