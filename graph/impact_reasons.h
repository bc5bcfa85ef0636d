// From an index of an ImpactWalk back to its root: the path, and what it says of the whole. Internal to graph/.
// Each step's edge is looked up once, however many paths share it. One call's; one thread.
#pragma once

#include <vector>

#include "graph/impact_walk.h"

namespace trama::graph {

class ImpactReasons {
 public:
  ImpactReasons(const State& state, const ImpactWalk& walk, bool indirect_reach)
      : state_(state), reached_(walk.reached()), indirect_reach_(indirect_reach), known_(reached_.size(), 0) {}

  [[nodiscard]] std::vector<ImpactStep> path(std::uint32_t at) const;
  // Of the whole path. Not `reference`: the rank says that.
  struct Summary {
    Via via = Via::direct;
    Arrives arrives = Arrives::plain;
  };
  [[nodiscard]] Summary summary(std::uint32_t at);

 private:
  [[nodiscard]] ImpactStep step(std::uint32_t at) const;
  [[nodiscard]] std::uint8_t bits_of(const ImpactStep& step) const;

  const State& state_;
  const std::vector<Reached>& reached_;
  bool indirect_reach_;
  std::vector<std::uint8_t> known_;  // bits of the path up to here, 0: not looked at
  std::vector<std::uint32_t> chain_;
};

}  // namespace trama::graph
