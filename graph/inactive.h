// Which vertices may be something else than active, in 128 KiB, so that a walk need not look a status up (five or six
// cache misses) for each of thousands of healthy ones. A bit is set when a vertex is first seen unresolved, missing or
// retired, and stays: a wrong yes costs the look-up, a wrong no cannot happen.
// Threads: add() by the one writer; a copy that was published is immutable.
#pragma once

#include <array>
#include <cstdint>

#include "graph/nodes.h"

namespace trama::graph {

class InactiveFilter {
 public:
  [[nodiscard]] bool may_be_inactive(NodeIndex node) const {
    const std::uint32_t at = place(node);
    return ((bits_[at >> 6] >> (at & 63)) & 1) != 0;
  }
  void add(NodeIndex node) {
    const std::uint32_t at = place(node);
    bits_[at >> 6] |= std::uint64_t{1} << (at & 63);
  }

 private:
  static constexpr unsigned kBits = 20;
  static std::uint32_t place(NodeIndex node) { return (node * 0x9E3779B1U) >> (32 - kBits); }
  std::array<std::uint64_t, (1U << kBits) / 64> bits_{};
};

}  // namespace trama::graph
