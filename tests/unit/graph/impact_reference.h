// What a change reaches, worked out the slow and plain way from what graph/impact.h promises: on texts, maps and single
// claims. Shares nothing with the engine but the value types.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "graph/impact.h"
#include "reference.h"

namespace trama::graph::test {

struct ReferenceChange {
  std::string node;  // as in ReferenceGraph::known
  bool indirect_reach = true;
};

struct ReferenceHit {
  Certainty certainty = Certainty::certain;
  std::string way;  // whole, plain, aggregated, masked, indirect, possible, reference
  std::uint32_t hop = 0;
  bool whole = false;
  std::map<std::string, std::string> fields;  // "certain masked 3"
};

std::map<std::string, ReferenceHit> reference_impact(const ReferenceGraph& graph,
                                                     const std::vector<ReferenceChange>& changes);

// Whether some claim leads from one node to the next for the reason given.
bool reference_step(const ReferenceGraph& graph, const std::string& from, const std::string& to, Because because);

}  // namespace trama::graph::test
