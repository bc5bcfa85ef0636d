// Jobs shown as nodes: an edge that a job asserts is shown as two, from its source to the job and from there to its
// target. What somebody else asserts too stays beside it, as his.
//
// A job stands at the hop of the dataset it leads to: hops count from dataset to dataset, with jobs shown or not. So
// the pages of an answer are the same too: a job comes with the first page that has an edge of it, and each of its
// edges once. Limits and totals count what is no job. One call's; a State outlives it.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "graph/state.h"

namespace trama::graph {

class JobsBetween {
 public:
  explicit JobsBetween(const State& state) : state_(state) {}

  void note_hop(const VisitedNode& visited) { hops_.emplace(visited.node, visited.hop); }
  // Takes an edge with its asserters; gives what is shown of it. `page` nullptr: it was shown on an earlier page.
  void add(EdgeView edge, Traversal* page);

 private:
  [[nodiscard]] std::int32_t hop_of(const EdgeView& edge) const;
  void add_half(NodeIndex from, NodeIndex to, const EdgeView& whole, const lineage::Asserter& job, Traversal* page);

  const State& state_;
  std::unordered_map<NodeIndex, std::int32_t> hops_;
  std::unordered_set<NodeIndex> jobs_;
  std::unordered_set<std::uint64_t> halves_;  // source and target
};

}  // namespace trama::graph
