// Questions answered by Boost.Graph's algorithms (boost_view.h); this header keeps them out of sight.
// Pure functions on a State; any thread.
#pragma once

#include <span>
#include <vector>

#include "graph/walk.h"

namespace trama::graph {

// Everything reachable from a root along allowed edges, in breadth-first order, by boost::breadth_first_visit with
// colours stamped by epoch. walk() answers the same faster; this one takes any visitor that may come.
[[nodiscard]] std::vector<NodeIndex> reachable(const State& state, NodeIndex root, Level level, Allow allow);

// Strongly connected components of more than one vertex, or of one that has an edge to itself, among `nodes`; each in
// the order of `nodes`.
[[nodiscard]] std::vector<std::vector<NodeIndex>> cycles_among(const State& state, std::span<const NodeIndex> nodes,
                                                               Level level, Allow allow);

}  // namespace trama::graph
