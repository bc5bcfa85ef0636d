// What is kept with each document: what a hit shows and what highlights are cut from, packed and versioned by
// kSchemaVersion. Texts are cut to the bounds of schema.h; everything is indexed all the same. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "search/search_index.h"

namespace trama::search {

[[nodiscard]] std::string encode_stored(const SearchDocument& document, std::string_view digest);

struct Stored {
  SearchDocument document;  // people are not kept
  std::string digest;
  std::uint32_t columns = 0;  // how many there are, kept or not
};

// nullopt: not written by encode_stored.
[[nodiscard]] std::optional<Stored> decode_stored(std::string_view bytes);

}  // namespace trama::search
