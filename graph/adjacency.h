// Edges as rows of words: an immutable compressed base plus an overlay of whole rows that changed since.
//
// A word is the other end (28 bits) and four flags; next to it an attribute byte that only those who describe an edge
// read: type, subtype and masking (the claim), and in its lowest bit whether somebody who makes it leaves columns of
// the dataset pair unaccounted for (`partial`). A rolled-up DERIVES is partial when any of its field edges is, so
// whether the column lineage of a pair can be relied on is one bit of one row, and costs no memory of its own. Edges
// between entities and edges with a field on either end never mix in a dataset's row as far as a level is concerned: an
// entity row holds
//   rolled-up words  (entity - entity, derived from field edges of the two, one per pair and relation),
//   asserted words   (entity - entity, said by somebody about the whole dataset),
//   field words      (the other end is a field: consumers that name columns, dataset-wide inputs of one column),
// and a field's row has only what was said about that field. Rows are sorted by `word_key`.
//
// Reading a row asks a 16 KB filter per direction first; only rows that may have changed look into the overlay.
// Threads: edit_*() by the one writer; a copy is immutable and may be read by any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "catalog/lineage/assertion.h"
#include "graph/nodes.h"
#include "graph/radix_array.h"

namespace trama::graph {

using Word = std::uint32_t;
using Attributes = std::uint8_t;

inline constexpr unsigned kRelationShift = 28;
inline constexpr Word kAssertedBit = 1U << 30;
inline constexpr Word kExtraBit =
    1U << 31;  // its asserters are listed (state.h); without: one, the owner of the target

[[nodiscard]] inline NodeIndex node_of(Word word) {
  return word & kIdMask;
}
[[nodiscard]] inline lineage::Relation relation_of(Word word) {
  return static_cast<lineage::Relation>((word >> kRelationShift) & 3U);
}
[[nodiscard]] inline Word make_word(NodeIndex node, lineage::Relation relation, Word flags = 0) {
  return node | static_cast<Word>(relation) << kRelationShift | flags;
}
// The part of the attributes that tells one edge from another.
inline constexpr Attributes kPartial = 1;
[[nodiscard]] inline Attributes claim_of(Attributes attributes) {
  return attributes & static_cast<Attributes>(~kPartial);
}
[[nodiscard]] inline bool is_rolled_up(NodeIndex row, Word word) {
  return !is_field(row) && !is_field(word) && (word & kAssertedBit) == 0;
}
// Same other end and relation, so the same edge at dataset level.
[[nodiscard]] inline bool same_pair(Word a, Word b) {
  constexpr Word kPair = kIdMask | 3U << kRelationShift;
  return (a & kPair) == (b & kPair);
}
// Order of a row: other end, relation, rolled-up before asserted, claim.
[[nodiscard]] inline std::uint64_t word_key(Word word, Attributes attributes) {
  return std::uint64_t{node_of(word)} << 16 | std::uint64_t{(word >> kRelationShift) & 3U} << 9 |
         std::uint64_t{(word & kAssertedBit) != 0} << 8 | claim_of(attributes);
}

[[nodiscard]] Attributes pack_attributes(lineage::DependencyType type, lineage::Subtype subtype, bool masking,
                                         bool partial = false);
struct Unpacked {
  lineage::DependencyType type;
  lineage::Subtype subtype;
  bool masking;
  bool partial;
};
[[nodiscard]] Unpacked unpack_attributes(Attributes attributes);

struct RowView {
  const Word* words = nullptr;
  const Attributes* attributes = nullptr;
  std::uint32_t size = 0;

  [[nodiscard]] const Word* begin() const { return words; }
  [[nodiscard]] const Word* end() const { return words + size; }
  // Index of the word, or size.
  [[nodiscard]] std::uint32_t find(Word word, Attributes attributes) const;
};

// An own row of a changed vertex.
struct Row {
  Edit edit = 0;
  std::vector<Word> words;
  std::vector<Attributes> attributes;
  bool whole = false;   // may hold words that are not rolled up
  bool unsure = false;  // may hold words that say something about columns nobody names

  [[nodiscard]] RowView view() const {
    return {words.data(), attributes.data(), static_cast<std::uint32_t>(words.size())};
  }
  void insert(Word word, Attributes attributes_of);
  void erase(std::uint32_t index);
};

struct Csr {
  std::vector<std::uint32_t> offsets;  // one more than rows
  std::vector<Word> words;
  std::vector<Attributes> attributes;
  // Entity rows only, one bit each: has words that are not rolled up. A hub's row of thousands of rolled-up words need
  // not be read to learn that it has none.
  std::vector<std::uint64_t> whole;
  // The same, or rolled-up words that are partial: what impact has to look at.
  std::vector<std::uint64_t> unsure;

  void index_whole();
  [[nodiscard]] bool has_whole(std::uint32_t index) const { return test(whole, index); }
  [[nodiscard]] bool has_unsure(std::uint32_t index) const { return test(unsure, index); }
  static bool test(const std::vector<std::uint64_t>& bits, std::uint32_t index) {
    return (index >> 6) < bits.size() && ((bits[index >> 6] >> (index & 63)) & 1) != 0;
  }
  [[nodiscard]] RowView row(std::uint32_t index) const {
    if (index + 1 >= offsets.size()) return {};
    const std::uint32_t from = offsets[index];
    return {words.data() + from, attributes.data() + from, offsets[index + 1] - from};
  }
  [[nodiscard]] std::size_t memory_bytes() const {
    return offsets.capacity() * 4 + words.capacity() * 4 + attributes.capacity() +
           (whole.capacity() + unsure.capacity()) * 8;
  }
};

enum class Way : std::uint8_t { out = 0, in = 1 };

struct Base {
  std::array<std::array<Csr, 2>, 2> csr;  // [way][0 entities, 1 fields]
};

class Adjacency {
 public:
  [[nodiscard]] RowView row(NodeIndex node, Way way) const {
    const unsigned lane = lane_of(node, way);
    if (changed_[lane] && changed_[lane]->test(node)) [[unlikely]] {
      if (const Row* own = overlay_[lane][node & ~kFieldBit].get()) return own->view();
    }
    return base_->csr[lane >> 1][lane & 1].row(node & ~kFieldBit);
  }
  // Whether an entity's row may hold words that are not rolled up.
  [[nodiscard]] bool may_have_whole(NodeIndex entity, Way way) const {
    const unsigned lane = lane_of(entity, way);
    if (changed_[lane] && changed_[lane]->test(entity)) [[unlikely]] {
      if (const Row* own = overlay_[lane][entity].get()) return own->whole;
    }
    return base_->csr[lane >> 1][0].has_whole(entity);
  }
  // Whether an entity's row may hold words that are not rolled up, or partial.
  [[nodiscard]] bool may_have_unsure(NodeIndex entity, Way way) const {
    const unsigned lane = lane_of(entity, way);
    if (changed_[lane] && changed_[lane]->test(entity)) [[unlikely]] {
      if (const Row* own = overlay_[lane][entity].get()) return own->unsure;
    }
    return base_->csr[lane >> 1][0].has_unsure(entity);
  }
  [[nodiscard]] RowView out(NodeIndex node) const { return row(node, Way::out); }
  [[nodiscard]] RowView in(NodeIndex node) const { return row(node, Way::in); }

  // Hints for a walk that will read this row soon.
  void prefetch_row(NodeIndex node, Way way) const {
    const auto& offsets = csr_of(node, way).offsets;
    __builtin_prefetch(offsets.data() + std::min<std::size_t>(node & ~kFieldBit, offsets.size()));
  }
  void prefetch_words(NodeIndex node, Way way) const {
    const Csr& csr = csr_of(node, way);
    if ((node & ~kFieldBit) < csr.offsets.size()) __builtin_prefetch(csr.words.data() + csr.offsets[node & ~kFieldBit]);
  }
  void prefetch_attributes(NodeIndex node, Way way) const {
    const Csr& csr = csr_of(node, way);
    if ((node & ~kFieldBit) < csr.offsets.size()) {
      __builtin_prefetch(csr.attributes.data() + csr.offsets[node & ~kFieldBit]);
    }
  }

  // The vertex' own row, made from the base when this is its first change.
  Row& edit_row(NodeIndex node, Way way, Edit edit);

  // Rows in the overlay: what a fold would save.
  [[nodiscard]] std::size_t changed_rows() const { return changed_rows_; }
  void set_base(std::shared_ptr<const Base> base);  // REQUIRES: no overlay worth keeping
  // A new base of everything here. Reads only; may run beside the writer on a copy.
  [[nodiscard]] std::shared_ptr<const Base> fold(std::uint32_t entities, std::uint32_t fields) const;
  // Takes `base`, which was folded from a copy as of `folded`, and keeps the rows changed after it.
  void rebase(std::shared_ptr<const Base> base, Edit folded, Edit edit);

  [[nodiscard]] const std::shared_ptr<const Base>& base() const { return base_; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr unsigned kFilterBits = 17;
  struct Filter {
    Edit edit = 0;
    std::array<std::uint64_t, (1U << kFilterBits) / 64> words{};
    static std::uint32_t place(NodeIndex node) { return node & ((1U << kFilterBits) - 1); }
    [[nodiscard]] bool test(NodeIndex node) const { return ((words[place(node) >> 6] >> (place(node) & 63)) & 1) != 0; }
    void set(NodeIndex node) { words[place(node) >> 6] |= std::uint64_t{1} << (place(node) & 63); }
  };
  [[nodiscard]] const Csr& csr_of(NodeIndex node, Way way) const {
    return base_->csr[static_cast<unsigned>(way)][is_field(node) ? 1 : 0];
  }
  static unsigned lane_of(NodeIndex node, Way way) {
    return static_cast<unsigned>(way) << 1 | static_cast<unsigned>(is_field(node));
  }

  std::shared_ptr<const Base> base_ = std::make_shared<const Base>();
  std::array<RadixArray<std::shared_ptr<Row>>, 4> overlay_;
  std::array<std::shared_ptr<Filter>, 4> changed_;
  std::size_t changed_rows_ = 0;
};

}  // namespace trama::graph
