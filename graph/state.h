// Everything a snapshot holds, by value: nodes, edges, who said the exceptional ones, aliases. The writer changes its
// own State and publishes copies; a copy shares nearly all of it.
//
// Whether a vertex is shown, and as what, is derived here, so that a node is active, missing or unresolved by what is
// registered and never by the order it came in:
//   unresolved  its contract (consumer, product) is not registered
//   missing     its contract is, and does not declare it
//   retired     its contract is retired
//   shown       declared, or an edge touches it (a dataset: or one of its fields)
// An edge's asserter is nearly always the owner of its target; only other cases are listed (Extras).
//
// Threads: functions here only read; any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graph/adjacency.h"
#include "graph/groups.h"
#include "graph/inactive.h"
#include "graph/lineage_graph.h"
#include "graph/nodes.h"

namespace trama::graph {

inline constexpr NodeIndex kPartialSpeaker = 1U << 31;

struct Extra {
  NodeIndex from = 0;
  Word flags = 0;                   // relation and kAssertedBit
  Attributes attributes = 0;        // the claim
  std::vector<NodeIndex> speakers;  // one per open assertion, with repetition; kPartialSpeaker marks partial ones
};

struct Extras {  // of one target
  Edit edit = 0;
  std::vector<Extra> list;
};

using Aliases = std::map<std::string, std::string, std::less<>>;

struct State {
  Nodes nodes;
  Groups groups;
  Adjacency edges;
  std::array<RadixArray<std::shared_ptr<Extras>>, 2> extras;  // by target: entities, fields
  std::shared_ptr<const Aliases> aliases = std::make_shared<const Aliases>();
  std::shared_ptr<const InactiveFilter> inactive = std::make_shared<const InactiveFilter>();
  Snapshot::Counts counts;
  std::uint64_t seq = 0;
};

[[nodiscard]] bool visible(const State& state, NodeIndex node);
[[nodiscard]] NodeStatus status_of(const State& state, NodeIndex node);
// status_of() is not active; mostly without looking.
[[nodiscard]] inline bool is_inactive(const State& state, NodeIndex node) {
  return state.inactive->may_be_inactive(node) && status_of(state, node) != NodeStatus::active;
}
[[nodiscard]] NodeKind kind_of(const State& state, NodeIndex node);
[[nodiscard]] std::string id_of(const State& state, NodeIndex node);
[[nodiscard]] NodeView view_of(const State& state, NodeIndex node);

// What the latest version of a registered contract declares; empty for others.
[[nodiscard]] std::vector<NodeIndex> declared_datasets(const Nodes& nodes, NodeIndex contract);

[[nodiscard]] const Extra* find_extra(const State& state, NodeIndex from, NodeIndex to, Word word,
                                      Attributes attributes);
// One entry per open assertion of the edge, partial ones marked.
[[nodiscard]] std::vector<NodeIndex> speakers_of(const State& state, NodeIndex from, NodeIndex to, Word word,
                                                 Attributes attributes);
[[nodiscard]] lineage::Asserter asserter_view(const Nodes& nodes, NodeIndex entity);

// Calls visit(from, to, word as in the target's row, attributes) for every field-level edge of one relation between two
// entities and their fields, on the cheaper side; until visit returns false.
void for_each_between(const State& state, NodeIndex from, NodeIndex to, lineage::Relation relation,
                      const std::function<bool(NodeIndex, NodeIndex, Word, Attributes)>& visit);

// One field-level edge, or everything said between two entities in one relation (`word` any of the pair).
[[nodiscard]] EdgeView edge_view(const State& state, NodeIndex from, NodeIndex to, Word word, Attributes attributes,
                                 bool with_asserters);

// Adds (or takes away, sign -1) a node to the counts, if it is shown.
void count_node(const State& state, NodeIndex node, int sign, Snapshot::Counts* counts);

}  // namespace trama::graph
