#include "graph/csr_builder.h"

#include <algorithm>

namespace trama::graph {
namespace {

// A row's word and attributes as one number in row order, and back.
Word word_from(std::uint64_t key) {
  return static_cast<Word>(key >> 16) | static_cast<Word>((key >> 9) & 3U) << kRelationShift |
         ((key >> 8 & 1U) != 0 ? kAssertedBit : 0);
}

// Up to the partial bit.
bool same_edge(std::uint64_t a, std::uint64_t b) {
  return (a | kPartial) == (b | kPartial);
}

void append_row(std::vector<std::uint64_t>& keys, Csr* csr) {
  for (const std::uint64_t key : keys) {
    csr->words.push_back(word_from(key));
    csr->attributes.push_back(static_cast<Attributes>(key & 0xFF));
  }
  csr->offsets.push_back(static_cast<std::uint32_t>(csr->words.size()));
}

class Builder {
 public:
  Builder(std::vector<LoadedEdge> edges, const Nodes& nodes, std::vector<LoadedEdge>* repeated)
      : edges_(std::move(edges)), nodes_(nodes), repeated_(repeated), base_(std::make_shared<Base>()) {}

  std::shared_ptr<const Base> build() {
    bucket(1, nodes_.field_count());
    write_rows(1);
    bucket(0, nodes_.entity_count());
    edges_ = {};
    write_rows(0);
    bucket_ = {};
    for (unsigned space = 0; space < 2; ++space) base_->csr[0][space].words.shrink_to_fit();
    for (unsigned space = 0; space < 2; ++space) base_->csr[0][space].attributes.shrink_to_fit();
    reverse();
    for (auto& way : base_->csr) way[0].index_whole();
    return base_;
  }

 private:
  static std::uint64_t key_of(const LoadedEdge& edge) {
    const Word asserted = is_field(edge.from) || is_field(edge.to) ? 0 : kAssertedBit;
    return word_key(make_word(edge.to, edge.relation, asserted), edge.attributes) | (edge.attributes & kPartial);
  }

  // Edges of one space by source: counting sort of their row keys.
  void bucket(unsigned space, std::uint32_t rows) {
    starts_.assign(std::size_t{rows} + 1, 0);
    for (const LoadedEdge& edge : edges_) {
      if (is_field(edge.from) == (space == 1)) ++starts_[edge.from & ~kFieldBit];
    }
    std::uint32_t total = 0;
    for (std::uint32_t& start : starts_) total += std::exchange(start, total);
    bucket_.resize(total);
    for (const LoadedEdge& edge : edges_) {
      if (is_field(edge.from) == (space == 1)) bucket_[starts_[edge.from & ~kFieldBit]++] = key_of(edge);
    }
  }

  void write_rows(unsigned space) {
    Csr& csr = base_->csr[0][space];
    csr.offsets.reserve(starts_.size());
    csr.offsets.push_back(0);
    csr.words.reserve(bucket_.size());
    csr.attributes.reserve(bucket_.size());
    std::vector<std::uint64_t> keys;
    std::uint32_t from = 0;
    for (std::size_t row = 0; row + 1 < starts_.size(); ++row) {
      keys.assign(bucket_.begin() + from, bucket_.begin() + starts_[row]);
      from = starts_[row];
      const NodeIndex node = static_cast<NodeIndex>(row) | (space == 1 ? kFieldBit : 0);
      sort_unique(node, &keys);
      if (space == 0) add_rolled_up(node, &keys);
      append_row(keys, &csr);
    }
  }

  void sort_unique(NodeIndex from, std::vector<std::uint64_t>* keys) {
    std::ranges::sort(*keys);
    for (std::size_t i = 1; i < keys->size(); ++i) {
      const std::uint64_t key = (*keys)[i];
      if (!same_edge(key, (*keys)[i - 1])) continue;
      const Word word = word_from(key);
      repeated_->push_back({from, node_of(word), relation_of(word), static_cast<Attributes>(key & 0xFF)});
    }
    keys->erase(std::unique(keys->begin(), keys->end(), same_edge), keys->end());
  }

  void add_rolled_up(NodeIndex entity, std::vector<std::uint64_t>* keys) {
    std::vector<std::uint64_t> rolled;
    const auto add = [&](NodeIndex row, Word word, Attributes attributes) {
      const NodeIndex other = nodes_.entity_of(node_of(word));
      if ((!is_field(row) && !is_field(word)) || other == entity) return;
      const bool complete = (attributes & kPartial) == 0;
      rolled.push_back(word_key(make_word(other, relation_of(word)), 0) | (complete ? 1 : 0));
    };
    for (const std::uint64_t key : *keys) add(entity, word_from(key), static_cast<Attributes>(key & 0xFF));
    if (nodes_.has_children(entity)) {
      nodes_.for_each_child(entity, [&](NodeIndex field) {
        const RowView row = base_->csr[0][1].row(field & ~kFieldBit);
        for (std::uint32_t i = 0; i < row.size; ++i) add(field, row.words[i], row.attributes[i]);
      });
    }
    // Partial before complete: the first of a pair is the one to keep, with its bit turned round.
    std::ranges::sort(rolled);
    rolled.erase(std::unique(rolled.begin(), rolled.end(), same_edge), rolled.end());
    for (std::uint64_t& key : rolled) key ^= kPartial;
    keys->insert(keys->end(), rolled.begin(), rolled.end());
    std::ranges::sort(*keys);
  }

  // Sources are visited in rising order and each row is sorted, so every reversed row comes out sorted.
  void reverse() {
    const std::array<std::uint32_t, 2> rows{nodes_.entity_count(), nodes_.field_count()};
    for (unsigned space = 0; space < 2; ++space) base_->csr[1][space].offsets.assign(std::size_t{rows[space]} + 1, 0);
    for_each_word([&](NodeIndex, Word word, Attributes) {
      ++base_->csr[1][is_field(word) ? 1 : 0].offsets[node_of(word) & ~kFieldBit];
    });
    for (Csr& csr : base_->csr[1]) {
      std::uint32_t total = 0;
      for (std::uint32_t& offset : csr.offsets) total += std::exchange(offset, total);
      csr.words.resize(total);
      csr.attributes.resize(total);
    }
    for_each_word([&](NodeIndex from, Word word, Attributes attributes) {
      Csr& csr = base_->csr[1][is_field(word) ? 1 : 0];
      const std::uint32_t at = csr.offsets[node_of(word) & ~kFieldBit]++;
      csr.words[at] = (word & ~kIdMask) | from;
      csr.attributes[at] = attributes;
    });
    for (Csr& csr : base_->csr[1]) {
      std::uint32_t before = 0;
      for (std::uint32_t& offset : csr.offsets) before = std::exchange(offset, before);
    }
  }

  template <typename Visit>
  void for_each_word(const Visit& visit) const {
    for (unsigned space = 0; space < 2; ++space) {
      const Csr& csr = base_->csr[0][space];
      for (std::uint32_t row = 0; row + 1 < csr.offsets.size(); ++row) {
        const RowView view = csr.row(row);
        const NodeIndex from = row | (space == 1 ? kFieldBit : 0);
        for (std::uint32_t i = 0; i < view.size; ++i) visit(from, view.words[i], view.attributes[i]);
      }
    }
  }

  std::vector<LoadedEdge> edges_;
  const Nodes& nodes_;
  std::vector<LoadedEdge>* repeated_;
  std::shared_ptr<Base> base_;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint64_t> bucket_;
};

}  // namespace

std::shared_ptr<const Base> build_base(std::vector<LoadedEdge> edges, const Nodes& nodes,
                                       std::vector<LoadedEdge>* repeated) {
  return Builder(std::move(edges), nodes, repeated).build();
}

}  // namespace trama::graph
