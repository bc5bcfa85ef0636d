#include "search/spelling.h"

#include <algorithm>

#include "search/schema.h"
#include "search/terms.h"

namespace trama::search {
namespace {

constexpr std::size_t kWordBytesMin = 3, kWordBytesMax = 40;
constexpr unsigned kEditsMax = 2, kEditsShort = 1;
constexpr std::size_t kShortBytes = 4;  // up to here two edits would make any word of any other

bool occurs(const Xapian::Database& database, const std::string& word) {
  return database.term_exists(bounded_term(prefix::kTitle, word)) ||
         database.term_exists(bounded_term(prefix::kColumn, word));
}

}  // namespace

bool is_spelling_word(std::string_view word) {
  return word.size() >= kWordBytesMin && word.size() <= kWordBytesMax &&
         std::ranges::none_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::string correct_spelling(const Xapian::Database& database, std::string_view text,
                             const std::vector<UnknownWord>& unknown) {
  std::string corrected(text);
  bool changed = false;
  std::vector<UnknownWord> backwards = unknown;
  std::ranges::sort(backwards, std::greater{}, &UnknownWord::begin);
  std::uint32_t before = static_cast<std::uint32_t>(text.size());
  for (const UnknownWord& word : backwards) {
    if (!is_spelling_word(word.word) || word.end > before) continue;
    before = word.begin;
    const unsigned edits = word.word.size() <= kShortBytes ? kEditsShort : kEditsMax;
    const std::string near = database.get_spelling_suggestion(word.word, edits);
    if (near.empty() || !occurs(database, near)) continue;
    corrected.replace(word.begin, word.end - word.begin, near);
    changed = true;
  }
  return changed ? corrected : std::string();
}

}  // namespace trama::search
