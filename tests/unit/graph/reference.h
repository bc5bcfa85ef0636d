// The graph a World means, worked out the slow and plain way with maps of texts, from the rules alone: what the real
// one is compared with. Shares nothing with graph/ but the value types.
#pragma once

#include <string>
#include <vector>

#include "graph_text.h"

namespace trama::graph::test {

struct ReferenceGraph {
  std::vector<std::string> nodes, edges;  // as node_lines() and edge_lines()
};

ReferenceGraph reference(const World& world);

}  // namespace trama::graph::test
