// The one tokeniser: documents and queries go through it, so that they always agree.
//
// Text becomes parts (what a person would call a word) and groups (parts that are written as one identifier):
// `dim-customerId2`, `dim.customer_id2` and `DimCustomerID2` are each one group of the parts dim, customer, id, 2.
// Parts are folded: lower case, accents dropped, ligatures and full-width forms spelled out. Boundaries inside a group
// are `_ - .`, lower-to-upper and letter-to-digit changes (from two letters on: `s3` and `v2` stay whole), and every
// CJK character stands alone. `/`, `:`, `@` and all else end a group, so URIs fall into their pieces. Elided articles
// (dell'ordine, l'ordre) and English endings after an apostrophe are dropped.
//
// Pure functions; any thread. Any bytes are accepted: invalid UTF-8 separates words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trama::search {

struct Part {
  std::string text;                  // folded, never empty
  std::uint32_t begin = 0, end = 0;  // bytes in the source
  bool after_dot = false;            // a dot joins it to the part before: table.column
};

struct Group {
  std::uint32_t first = 0, count = 0;  // into Tokens::parts
  std::uint32_t begin = 0, end = 0;    // bytes in the source
};

struct Tokens {
  std::vector<Part> parts;
  std::vector<Group> groups;

  // The parts [first, first + count) written as one.
  [[nodiscard]] std::string joined(std::size_t first, std::size_t count) const;
};

// Stops after `parts_max` parts.
[[nodiscard]] Tokens tokenise(std::string_view text, std::size_t parts_max = 50'000);

// All parts of the text written as one: equal for every spelling of a name (`Customer ID`, `customer_id`).
[[nodiscard]] std::string spelling_key(std::string_view text);

// Folded text with its punctuation kept, for sorting and for comparing facet values.
[[nodiscard]] std::string fold(std::string_view text);

// The last name of a nested column path; `items[].sku` and `price{value}.sku` end in sku.
[[nodiscard]] std::string_view last_name(std::string_view path);

// A run of at least this many parts is not joined as a whole, and up to kJoinAllRuns parts every run inside is.
inline constexpr std::size_t kJoinPartsMax = 8;
inline constexpr std::size_t kJoinAllRuns = 4;

// Calls `use(first, count)` for every run of parts that a document emits in joined form for `count` adjacent parts.
template <typename Use>
void for_each_joined_run(std::size_t first, std::size_t count, Use use) {
  if (count < 2) return;
  if (count <= kJoinAllRuns) {
    for (std::size_t length = 2; length <= count; ++length)
      for (std::size_t i = 0; i + length <= count; ++i) use(first + i, length);
    return;
  }
  for (std::size_t i = 0; i + 2 <= count; ++i) use(first + i, std::size_t{2});
  if (count <= kJoinPartsMax) use(first, count);
}

}  // namespace trama::search
