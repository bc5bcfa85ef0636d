// The closure behind an impact answer, rank by rank; impact.h says what carries a change. Internal to graph/.
//
// Every state (a field, an asset hit for certain, an asset of which any column may be hit) is reached once, at its best
// rank and there by the shortest way: rank by rank, breadth first, with what a rank finds for a later one kept aside
// (`pending_`). Edges are read once for the certain ranks together and once more for the possible one.
//
// One call's; one thread. Borrows a Scratch and leaves it empty.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "graph/impact.h"
#include "graph/walk.h"

namespace trama::graph {

// The order of the answer.
enum class Rank : std::uint8_t {
  whole = 0,       // dataset to dataset, from a dataset changed as a whole
  plain = 1,       // certain, direct
  aggregated = 2,  // certain, direct, aggregated on its way
  masked = 3,      // certain, direct, masked on its way
  indirect = 4,    // certain, indirect
  referrer = 5,
  possible = 6,
  possible_referrer = 7,
};
inline constexpr std::size_t kRanks = 8;

class Reached {
 public:
  Reached(NodeIndex node, Because because, std::uint32_t from)
      : node_(node | static_cast<std::uint32_t>(because) << kShift), from_(from) {}
  [[nodiscard]] NodeIndex node() const { return node_ & kIdMask; }
  [[nodiscard]] Because because() const { return static_cast<Because>(node_ >> kShift); }
  [[nodiscard]] std::uint32_t from() const { return from_; }  // index of the one before; its own for roots

 private:
  static constexpr unsigned kShift = 28;
  std::uint32_t node_, from_;
};

struct Span {
  Rank rank = Rank::whole;
  std::uint32_t hop = 0;
  std::uint32_t begin = 0, end = 0;  // of reached()
};

// How the words of a row carry a change: the rank their claim allows at best, and whether they carry one at all.
[[nodiscard]] Rank rank_of(Word word, Attributes attributes);
[[nodiscard]] bool carries(Word word);

class ImpactWalk {
 public:
  ImpactWalk(const State& state, Scratch& scratch, Deadline& deadline, bool indirect_reach);
  ~ImpactWalk();
  ImpactWalk(const ImpactWalk&) = delete;
  ImpactWalk& operator=(const ImpactWalk&) = delete;

  // Roots: fields, and entities changed as a whole. False: time ran out.
  bool run(const std::vector<NodeIndex>& roots);

  [[nodiscard]] const std::vector<Reached>& reached() const { return reached_; }
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }  // by rank, then hop; roots are in none
  [[nodiscard]] std::uint32_t roots() const { return root_count_; }

 private:
  struct Pending {
    Reached reached;
    std::uint32_t hop;
  };

  void add_roots(const std::vector<NodeIndex>& roots);
  void walk_tables();
  void walk_rank(Rank rank);
  void walk_possible();
  void add_referrers();
  void take_pending(Rank rank, std::uint32_t hop);
  void expand_certain(std::uint32_t at, Rank rank, std::uint32_t hop);
  void expand_root_entity(std::uint32_t at);
  void follow(Word word, Attributes attributes, std::uint32_t at, Rank rank, std::uint32_t hop);
  void name(NodeIndex node, std::uint32_t at, Rank by, Rank rank, std::uint32_t hop);
  void add_outputs(NodeIndex dataset, std::uint32_t from, std::uint32_t hop);
  void expand_possible(std::uint32_t at);
  void expand_any_column(std::uint32_t at);
  void spread_from_dataset_of(std::uint32_t at);
  void pend(Rank rank, NodeIndex node, Because because, std::uint32_t from, std::uint32_t hop);
  void visit(NodeIndex node, Because because, std::uint32_t from);
  void suppose(NodeIndex node, Because because, std::uint32_t from);
  void close_span(Rank rank, std::uint32_t hop, std::uint32_t begin);
  void prefetch(std::uint32_t at, std::uint32_t end) const;

  const State& state_;
  Scratch& scratch_;
  Deadline& deadline_;
  bool indirect_reach_;
  std::vector<Reached> reached_;
  std::vector<Span> spans_;
  std::array<std::vector<Pending>, kRanks> pending_;
  std::array<std::size_t, kRanks> taken_{};
  std::vector<NodeIndex> unsure_, outputs_, tables_;  // to be cleared
  std::vector<NodeIndex> root_entities_;              // sorted
  std::uint32_t root_count_ = 0;
  bool in_time_ = true;
};

}  // namespace trama::graph
