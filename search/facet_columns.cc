#include "search/facet_columns.h"

#include <bit>

#include "catalog/base/encoding.h"

namespace trama::search {
namespace {

std::size_t slot(DocId id) {
  return id % kChunkDocs;
}

void copy_row(const FacetChunk& from, std::size_t at, FacetChunk* to) {
  to->flags[at] = from.flags[at];
  to->updated_us[at] = from.updated_us[at];
  for (std::size_t f = 0; f < kFacetCount; ++f)
    to->values[f].insert(to->values[f].end(), from.values[f].begin() + from.begin[f][at],
                         from.values[f].begin() + from.begin[f][at + 1]);
}

void put_row(const DocFacets& row, std::size_t at, FacetChunk* to) {
  to->flags[at] = static_cast<std::uint8_t>(FacetChunk::kLive | (row.retired ? FacetChunk::kRetired : 0));
  to->updated_us[at] = row.updated_us;
  for (std::size_t f = 0; f < kFacetCount; ++f)
    to->values[f].insert(to->values[f].end(), row.values[f].begin(), row.values[f].end());
}

// [first, last) are the changes inside this chunk.
std::shared_ptr<const FacetChunk> repack(const FacetChunk& old, FacetColumns::Changes::const_iterator first,
                                         FacetColumns::Changes::const_iterator last) {
  auto chunk = std::make_shared<FacetChunk>();
  for (std::size_t at = 0; at < kChunkDocs; ++at) {
    for (std::size_t f = 0; f < kFacetCount; ++f)
      chunk->begin[f][at] = static_cast<std::uint32_t>(chunk->values[f].size());
    if (first == last || slot(first->first) != at) {
      copy_row(old, at, chunk.get());
    } else if (const auto& row = (first++)->second; row.has_value()) {
      put_row(*row, at, chunk.get());
    }
  }
  for (std::size_t f = 0; f < kFacetCount; ++f)
    chunk->begin[f][kChunkDocs] = static_cast<std::uint32_t>(chunk->values[f].size());
  return chunk;
}

std::uint64_t live_in(const FacetChunk& chunk) {
  std::uint64_t live = 0;
  for (const std::uint8_t flags : chunk.flags) live += flags & FacetChunk::kLive;
  return live;
}

bool passes(const FacetFilter::One& filter, const Ordinal* first, const Ordinal* last) {
  for (; first != last; ++first)
    if (*first < filter.allowed.size() && filter.allowed[*first] != 0) return true;
  return false;
}

// Counts the documents of one match set; a class because the inner loop needs much at hand.
class Counter {
 public:
  Counter(const FacetColumns& columns, const FacetFilter& filter, const std::array<std::size_t, kFacetCount>& sizes)
      : columns_(columns), filter_(filter) {
    counts_.selected = DocSet(columns.last());
    for (std::size_t f = 0; f < kFacetCount; ++f) counts_.by_ordinal[f].resize(sizes[f]);
  }

  void count(DocId id) {
    const FacetChunk& chunk = columns_.chunk(id);
    const std::size_t at = slot(id);
    std::size_t failed = kFacetCount, failures = 0;
    for (std::size_t f = 0; f < kFacetCount && failures < 2; ++f) {
      if (!filter_.facets[f].active || passes(filter_.facets[f], first(chunk, f, at), first(chunk, f, at + 1)))
        continue;
      failed = f;
      ++failures;
    }
    if (failures == 0) {
      ++counts_.total;
      counts_.selected.add(id);
      for (std::size_t f = 0; f < kFacetCount; ++f) add(chunk, f, at);
    } else if (failures == 1) {
      add(chunk, failed, at);
    }
  }

  FacetCounts take() { return std::move(counts_); }

 private:
  static const Ordinal* first(const FacetChunk& chunk, std::size_t facet, std::size_t at) {
    return chunk.values[facet].data() + chunk.begin[facet][at];
  }

  void add(const FacetChunk& chunk, std::size_t facet, std::size_t at) {
    auto& counts = counts_.by_ordinal[facet];
    for (const Ordinal* value = first(chunk, facet, at); value != first(chunk, facet, at + 1); ++value)
      if (*value < counts.size()) ++counts[*value];
  }

  const FacetColumns& columns_;
  const FacetFilter& filter_;
  FacetCounts counts_;
};

}  // namespace

std::string encode_facets(const DocFacets& row) {
  std::string out;
  append_varint(&out, row.retired ? 1 : 0);
  append_varint(&out, std::bit_cast<std::uint64_t>(row.updated_us));
  for (const auto& values : row.values) {
    append_varint(&out, values.size());
    for (const Ordinal value : values) append_varint(&out, value);
  }
  return out;
}

std::optional<DocFacets> decode_facets(std::string_view bytes) {
  const auto retired = read_varint(&bytes);
  const auto updated = read_varint(&bytes);
  if (!retired || !updated) return std::nullopt;
  DocFacets row{.retired = *retired != 0, .updated_us = std::bit_cast<std::int64_t>(*updated), .values = {}};
  for (auto& values : row.values) {
    const auto size = read_varint(&bytes);
    if (!size || *size > bytes.size()) return std::nullopt;
    for (std::uint64_t i = 0; i < *size; ++i) {
      const auto value = read_varint(&bytes);
      if (!value || *value > UINT32_MAX) return std::nullopt;
      values.push_back(static_cast<Ordinal>(*value));
    }
  }
  return row;
}

FacetColumns FacetColumns::with(const Changes& changes) const {
  static const auto empty_chunk = std::make_shared<const FacetChunk>();
  FacetColumns next = *this;
  for (auto first = changes.begin(); first != changes.end();) {
    const std::size_t index = first->first / kChunkDocs;
    const auto last = changes.lower_bound(static_cast<DocId>((index + 1) * kChunkDocs));
    if (index >= next.chunks_.size()) next.chunks_.resize(index + 1, empty_chunk);
    next.live_ -= live_in(*next.chunks_[index]);
    next.chunks_[index] = repack(*next.chunks_[index], first, last);
    next.live_ += live_in(*next.chunks_[index]);
    first = last;
  }
  return next;
}

std::optional<DocFacets> FacetColumns::row(DocId id) const {
  if (!has(id)) return std::nullopt;
  const FacetChunk& from = chunk(id);
  const std::size_t at = slot(id);
  DocFacets row{
      .retired = (from.flags[at] & FacetChunk::kRetired) != 0, .updated_us = from.updated_us[at], .values = {}};
  for (std::size_t f = 0; f < kFacetCount; ++f)
    row.values[f].assign(from.values[f].begin() + from.begin[f][at], from.values[f].begin() + from.begin[f][at + 1]);
  return row;
}

DocSet FacetColumns::everything() const {
  DocSet all(last());
  for (std::size_t c = 0; c < chunks_.size(); ++c)
    for (std::size_t at = 0; at < kChunkDocs; ++at)
      if ((chunks_[c]->flags[at] & FacetChunk::kLive) != 0) all.add(static_cast<DocId>(c * kChunkDocs + at));
  return all;
}

FacetCounts count_facets(const FacetColumns& columns, const DocSet& matches, const FacetFilter& filter,
                         bool include_retired, const std::array<std::size_t, kFacetCount>& sizes) {
  Counter counter(columns, filter, sizes);
  matches.for_each([&](DocId id) {
    if (columns.visible(id, include_retired)) counter.count(id);
  });
  return counter.take();
}

}  // namespace trama::search
