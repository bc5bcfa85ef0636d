// Facet values of every document, in memory, by document number: what exact counts are made from (a few nanoseconds a
// document, where Xapian's own spies cost a value lookup and a string each).
//
// Values are ordinals of the dictionaries in facet_values.h; 0 is "none". Columns live in chunks of kChunkDocs
// documents. A published FacetColumns is immutable and shares all chunks with its predecessor but those that changed,
// so that readers count without a lock while the indexer goes on. About 50 bytes a document.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/doc_set.h"

namespace trama::search {

using Ordinal = std::uint32_t;

// Indexes of kFacetNames.
enum class Facet : std::uint8_t { domain, owner, tag, classification, platform, status };
[[nodiscard]] constexpr std::size_t index_of(Facet facet) {
  return static_cast<std::size_t>(facet);
}
inline constexpr std::size_t kFacetCount = 6;

// One document's row. Stored in slot kSlotFacets as varints in this order, lists with their length before them.
struct DocFacets {
  bool retired = false;
  std::int64_t updated_us = 0;
  std::array<std::vector<Ordinal>, kFacetCount> values;  // sorted, without repetition; single-valued ones have 0 or 1

  friend bool operator==(const DocFacets&, const DocFacets&) = default;
};

[[nodiscard]] std::string encode_facets(const DocFacets& row);
[[nodiscard]] std::optional<DocFacets> decode_facets(std::string_view bytes);

inline constexpr std::size_t kChunkDocs = 1024;

struct FacetChunk {
  std::array<std::uint8_t, kChunkDocs> flags{};  // kLive, kRetired
  std::array<std::int64_t, kChunkDocs> updated_us{};
  // values[begin[f][i] .. begin[f][i + 1]) are document i's values of facet f
  std::array<std::array<std::uint32_t, kChunkDocs + 1>, kFacetCount> begin{};
  std::array<std::vector<Ordinal>, kFacetCount> values;

  static constexpr std::uint8_t kLive = 1, kRetired = 2;
};

class FacetColumns {
 public:
  // Rows that change: nullopt removes. Returns the next columns; *this stays as it is.
  using Changes = std::map<DocId, std::optional<DocFacets>>;
  [[nodiscard]] FacetColumns with(const Changes& changes) const;

  [[nodiscard]] DocId last() const { return static_cast<DocId>(chunks_.size() * kChunkDocs); }  // no number is above
  [[nodiscard]] std::uint64_t live() const { return live_; }
  [[nodiscard]] const FacetChunk& chunk(DocId id) const { return *chunks_[id / kChunkDocs]; }
  [[nodiscard]] bool has(DocId id) const {
    return id / kChunkDocs < chunks_.size() && (chunk(id).flags[id % kChunkDocs] & FacetChunk::kLive) != 0;
  }
  [[nodiscard]] std::optional<DocFacets> row(DocId id) const;
  [[nodiscard]] bool visible(DocId id, bool include_retired) const {
    const std::uint8_t flags = id / kChunkDocs < chunks_.size() ? chunk(id).flags[id % kChunkDocs] : std::uint8_t{0};
    return (flags & FacetChunk::kLive) != 0 && (include_retired || (flags & FacetChunk::kRetired) == 0);
  }
  [[nodiscard]] DocSet everything() const;
  [[nodiscard]] std::int64_t updated_us(DocId id) const { return chunk(id).updated_us[id % kChunkDocs]; }

 private:
  std::vector<std::shared_ptr<const FacetChunk>> chunks_;
  std::uint64_t live_ = 0;
};

// A filter: which ordinals of each facet are allowed. OR inside a facet, AND between facets.
struct FacetFilter {
  struct One {
    bool active = false;
    std::vector<std::uint8_t> allowed;  // by ordinal; beyond its end: not allowed
  };
  std::array<One, kFacetCount> facets;
};

struct FacetCounts {
  std::uint64_t total = 0;
  std::array<std::vector<std::uint32_t>, kFacetCount> by_ordinal;
  DocSet selected;  // what passed every filter
};

// Counts `matches`. A document counts towards a facet if it passes all filters but that facet's own. Retired documents
// are passed over unless asked for. `sizes`: one more than the highest ordinal of each facet.
[[nodiscard]] FacetCounts count_facets(const FacetColumns& columns, const DocSet& matches, const FacetFilter& filter,
                                       bool include_retired, const std::array<std::size_t, kFacetCount>& sizes);

}  // namespace trama::search
