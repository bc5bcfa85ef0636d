// Changes edges in the writer's State: one open assertion more or less on one edge. Keeps both rows, the list of
// exceptional asserters, the rolled-up edges between datasets and the counts in step.
//
// Rolled-up edges are derived: a pair of entities whose field edges changed is looked at once, in finish().
// One thread: the writer.
#pragma once

#include <unordered_set>
#include <vector>

#include "graph/state.h"

namespace trama::graph {

class EdgeSet {
 public:
  EdgeSet(State& state, Edit edit) : state_(state), edit_(edit) {}

  void add(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes, NodeIndex asserter);
  // Attributes say whether this assertion is partial. An edge nobody of that name said is left alone.
  void remove(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes, NodeIndex asserter);
  void touch(NodeIndex node) { touched_.insert(node); }
  // Re-derives rolled-up edges. Then touched() names every vertex whose visibility may differ.
  void finish();
  [[nodiscard]] const std::unordered_set<NodeIndex>& touched() const { return touched_; }

 private:
  struct Pair {
    NodeIndex from, to;
    lineage::Relation relation;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      return (std::uint64_t{pair.from} << 32 | pair.to) * 0x9E3779B97F4A7C15ULL +
             static_cast<std::size_t>(pair.relation);
    }
  };

  static Word flags_of(NodeIndex from, NodeIndex to, lineage::Relation relation);
  void insert_words(NodeIndex from, NodeIndex to, Word flags, Attributes attributes);
  void erase_words(NodeIndex from, NodeIndex to, Word flags, Attributes attributes);
  // Writes into both words of an edge whether its asserters are listed, and whether any of them is partial.
  void set_bits(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool listed, bool partial);
  Extra* edit_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool create);
  void drop_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes);
  void mark(NodeIndex from, NodeIndex to, lineage::Relation relation);
  void refresh(const Pair& pair);
  [[nodiscard]] bool pair_exists(NodeIndex from, NodeIndex to, Word flags) const;

  State& state_;
  Edit edit_;
  std::unordered_set<Pair, PairHash> dirty_;
  std::unordered_set<NodeIndex> touched_;
};

}  // namespace trama::graph
