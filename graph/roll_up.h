// The same graph at product and domain level: what traverse() answers when it is asked for those.
//
// What is shown is what the level below reaches, folded (groups.h): a product is downstream of another only if data
// runs from one to the other, never because each of them touches a third. So the walk goes at dataset level, or at
// column level when every root is a column, and counts a hop only where it leaves a group. A root that is a product
// stands for all it gives out; any other root for itself.
//
// Each node says for how many nodes of the level below it stands in this answer, each edge for how many edges
// (`stands_for`); Traversal::rolled_up_from says which level that is. Edges inside a group are not shown. Edges between
// groups carry no type and no asserters: they would be the union of hundreds.
//
// Cost: the walk and the edges at the walked vertices, so the size of the answer at the level below, whatever the
// catalog holds; memory 4 bytes for each vertex of it, and a hundred or so for each group and edge that is shown. The
// deadline and the stop token end it early, which the answer says.
// Pure function on a State; any thread.
#pragma once

#include "graph/walk.h"

namespace trama::graph {

[[nodiscard]] Traversal roll_up(const State& state, ScratchPool& pool, const TraverseRequest& request);

}  // namespace trama::graph
