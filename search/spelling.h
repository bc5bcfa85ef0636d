// "Did you mean": the query text with its unknown words replaced by known ones near them. Private to search/ (it names
// Xapian). Pure function over a database of the caller's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <xapian.h>

#include "search/plan.h"

namespace trama::search {

// "" when no unknown word has a known neighbour.
[[nodiscard]] std::string correct_spelling(const Xapian::Database& database, std::string_view text,
                                           const std::vector<UnknownWord>& unknown);

// Words worth offering; asked by the indexer too.
[[nodiscard]] bool is_spelling_word(std::string_view word);

}  // namespace trama::search
