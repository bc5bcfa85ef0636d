// Closures and pages of them: what Snapshot::traverse answers.
//
// Dataset level is a plain breadth-first walk over entity rows. At column level a walk goes
//   at a field    along its own edges, and along those of its dataset that somebody said about the dataset as a whole
//                 (a consumer that names no column; a DERIVES without columns, unless the same pair has column edges)
//   at a dataset  (reached by such an edge: which columns is not known) along everything of that dataset, so it stays
//                 at datasets from there on
// and shows such edges as running from the field, or to it.
//
// Visited sets are bitsets taken from a pool and cleared by what was visited, so a small closure costs its own size.
// Threads: a Walk is one call's; a ScratchPool is thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "graph/state.h"

namespace trama::graph {

// A set of vertices. insert/contains in a few cycles; clearing costs what was inserted.
class VisitSet {
 public:
  void reserve(std::uint32_t entities, std::uint32_t fields) {
    if (bits_[0].size() * 64 < entities) bits_[0].resize(entities / 64 + 1024);
    if (bits_[1].size() * 64 < fields) bits_[1].resize(fields / 64 + 1024);
  }
  bool insert(NodeIndex node) {
    const NodeIndex id = node & ~kFieldBit;
    std::uint64_t& word = bits_[is_field(node) ? 1 : 0][id >> 6];
    const std::uint64_t bit = std::uint64_t{1} << (id & 63);
    if ((word & bit) != 0) return false;
    word |= bit;
    return true;
  }
  [[nodiscard]] bool contains(NodeIndex node) const {
    const NodeIndex id = node & ~kFieldBit;
    return ((bits_[is_field(node) ? 1 : 0][id >> 6] >> (id & 63)) & 1) != 0;
  }
  void erase(NodeIndex node) {
    const NodeIndex id = node & ~kFieldBit;
    bits_[is_field(node) ? 1 : 0][id >> 6] &= ~(std::uint64_t{1} << (id & 63));
  }

 private:
  std::vector<std::uint64_t> bits_[2];
};

struct Scratch {
  VisitSet down, up, whole, emitted, roots, neighbours;  // traverse
  VisitSet seen, maybe, unsure, outputs, tables;         // impact_walk
  VisitSet assets, page;                                 // impact
  std::vector<std::uint32_t> owner_of_place;             // impact: 1 + index of the owner in the answer, 0: not in it
};

class ScratchPool {
 public:
  [[nodiscard]] std::unique_ptr<Scratch> take();
  void give_back(std::unique_ptr<Scratch> scratch);

 private:
  static constexpr std::size_t kKept = 8;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> idle_;
};

// Which words a walk follows: one bit per value of a word's top five bits (field, relation, asserted, extra).
using Allow = std::uint32_t;
[[nodiscard]] Allow allow_of(bool derives, bool consumes, bool references, Level level);
[[nodiscard]] inline bool allowed(Allow allow, Word word) {
  return ((allow >> (word >> 27)) & 1) != 0;
}

// One direction's closure in order of visit; hop h is order[starts[h]] to order[starts[h + 1]].
struct Reach {
  std::vector<NodeIndex> order;
  std::vector<std::size_t> starts;
  std::size_t expanded = 0;  // order[0, expanded) had their edges followed
  std::uint64_t edges = 0;   // dataset level: edges followed from those
  [[nodiscard]] std::size_t hops() const { return starts.size() - 1; }
};

class Deadline {
 public:
  Deadline(std::int64_t time_ms_max, std::stop_token stop);
  [[nodiscard]] bool passed();  // looks at the clock now and then only

 private:
  std::int64_t end_ns_;
  std::stop_token stop_;
  std::uint32_t asked_ = 0;
  bool passed_ = false;
};

// Breadth first from `roots`, whose vertices must not be in `visited` yet. False: the deadline cut it.
bool walk(const State& state, const std::vector<NodeIndex>& roots, Way way, Level level, Allow allow,
          std::uint32_t depth_max, VisitSet& visited, VisitSet& whole, Deadline& deadline, Reach* reach);

[[nodiscard]] Traversal traverse(const State& state, ScratchPool& pool, const TraverseRequest& request);
[[nodiscard]] Impact impact(const State& state, ScratchPool& pool, const ImpactRequest& request);
[[nodiscard]] Paths paths(const State& state, ScratchPool& pool, const PathsRequest& request);

}  // namespace trama::graph
