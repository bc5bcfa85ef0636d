// One impact question to the engine and to the plain reference, compared: hits, certainty, hops, fields, and that every
// path is one that somebody's claims give.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "impact_reference.h"

namespace trama::graph::test {

struct ImpactTally {
  std::size_t questions = 0, certain = 0, possible = 0, cleared = 0;
};

// As ReferenceGraph::known names them.
[[nodiscard]] std::map<std::string, NodeIndex> nodes_by_name(const Snapshot& snapshot);

// A dataset is changed with its fields. Of two changes of one node the first counts.
void check_impact(const Snapshot& snapshot, const ReferenceGraph& graph, const std::vector<ReferenceChange>& changes,
                  ImpactTally* tally);

}  // namespace trama::graph::test
