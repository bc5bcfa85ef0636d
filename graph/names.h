// Every text of the graph, once. Field names repeat massively, so a field costs four bytes of name.
//
// A NameId is the place of the text in an arena divided by four; 0 is the empty text. Texts are never given back.
// Threads: intern() by the one writer; text() and find() by any thread, on ids it was handed or found.
#pragma once

#include <memory>
#include <string_view>

#include "graph/append_array.h"

namespace trama::graph {

using NameId = std::uint32_t;
inline constexpr NameId kNoName = UINT32_MAX;

class Names {
 public:
  Names();

  [[nodiscard]] NameId intern(std::string_view text);      // texts beyond kTextMax are cut
  [[nodiscard]] NameId find(std::string_view text) const;  // kNoName: nobody ever used it
  [[nodiscard]] std::string_view text(NameId id) const;
  [[nodiscard]] std::size_t memory_bytes() const { return arena_->memory_bytes() + index_.memory_bytes(); }

  static constexpr std::size_t kTextMax = 1U << 16;

 private:
  static constexpr unsigned kChunkBits = 20;
  std::shared_ptr<AppendArray<char, kChunkBits>> arena_;
  HashIndex index_;
};

}  // namespace trama::graph
