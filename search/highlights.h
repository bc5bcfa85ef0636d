// Which field, column or dataset of a hit matched, as plain text with byte ranges. Pure functions; a Stemmer is one
// thread's at a time.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "search/marks.h"
#include "search/search_index.h"
#include "search/terms.h"

namespace trama::search {

using Range = std::pair<std::uint32_t, std::uint32_t>;  // byte offset and length

// Ascending, not overlapping.
[[nodiscard]] std::vector<Range> find_marks(std::string_view text, const Marks& marks, Stemmer& stem);

// At most kHighlightsMax, in the order of what people look at first: title, name, dataset, column, tag, description,
// column texts, owner, domain. Texts longer than kSnippetBytes are cut around the first match.
[[nodiscard]] std::vector<Highlight> highlight(const SearchDocument& document, const Marks& marks, Stemmer& stem);

}  // namespace trama::search
