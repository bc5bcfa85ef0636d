// Why does one thing depend on another: the k shortest explanations, and what every explanation goes through.
//
// Both are asked of the part of the graph that lies between the two ends: what is upstream of `to`, walked downstream
// from `from`, along the edges an answer shows at that level (walk.h). At column level an edge of a whole dataset
// stands for each of its columns, and its dataset for a column that is asked for as `to`. Paths are loopless, shortest
// first, by Yen's algorithm with Lawler's shortcut on a Boost.Graph view of that part; among paths of one length the
// order is that of the part's vertices, so the same question on the same snapshot gives the same answer. Dominators
// (boost::lengauer_tarjan_dominator_tree) are the vertices, without the ends, that every path goes through, from `from`
// on.
//
// Bounds: kUpstreamMax vertices looked at upstream, kBetweenMax vertices and kBetweenEdgesMax edges between, k, time.
// A part that was cut gives the paths found in it, no dominators, and truncated_by; more than k paths are truncated_by
// "k". Pure function on a State; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "graph/lineage_graph.h"

namespace trama::graph {

inline constexpr std::size_t kUpstreamMax = 1'000'000;
inline constexpr std::size_t kBetweenMax = 50'000;
inline constexpr std::size_t kBetweenEdgesMax = 500'000;

struct PathsRequest {
  std::vector<NodeIndex> from, to;  // any of them; at column level a dataset stands for its fields
  Level level = Level::dataset;
  std::size_t k = 5;
  bool derives = true, consumes = true, references = false;
  std::int64_t time_ms_max = 5000;
  std::stop_token stop;
};

struct Paths {
  // Edges of a path, from `from` on; each edge's `to` is the next one's `from`.
  std::vector<std::vector<EdgeView>> paths;
  std::vector<NodeIndex> dominators;
  std::uint64_t nodes_between = 0, edges_between = 0;  // ends included
  bool complete = true;                                // all paths are here
  std::string truncated_by;                            // "k", "limit", "time", ""
};

}  // namespace trama::graph
