// The graph a World means, worked out the slow and plain way with maps of texts, from the rules alone: what the real
// one is compared with. Shares nothing with graph/ but the value types.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph_text.h"

namespace trama::graph::test {

// A node is told by its id and kind: "a/t/x field".
struct ReferenceNode {
  std::string asset;  // its dataset; itself for what is no field
  bool is_field = false, active = false;
};
struct ReferenceClaim {
  std::string from, to;
  lineage::Relation relation;
  lineage::DependencyType type;
  lineage::Subtype subtype;
  bool masking, complete;
};

struct ReferenceGraph {
  std::vector<std::string> nodes, edges;  // as node_lines() and edge_lines()
  std::map<std::string, ReferenceNode> known;
  std::vector<ReferenceClaim> claims;  // one per open assertion and pair of nodes it means
};

ReferenceGraph reference(const World& world);

}  // namespace trama::graph::test
