// Bulk load: a list of literal edges into a Base, both ways, rolled-up edges included.
// Pure function; one thread.
#pragma once

#include <vector>

#include "graph/adjacency.h"

namespace trama::graph {

struct LoadedEdge {
  NodeIndex from = 0, to = 0;
  lineage::Relation relation = lineage::Relation::derives;
  Attributes attributes = 0;
};

// Takes the list (20 million edges are worth freeing early). An edge that occurs again is left out of the base and put
// into `repeated`.
[[nodiscard]] std::shared_ptr<const Base> build_base(std::vector<LoadedEdge> edges, const Nodes& nodes,
                                                     std::vector<LoadedEdge>* repeated);

}  // namespace trama::graph
