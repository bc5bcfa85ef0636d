// Lineage as it was: the part of the graph around some nodes at a past seq.
//
// Walks the interval family from the root, contract by contract, in the directions and along the relations that are
// asked for, and loads just what it meets into a small graph of its own; so the resolver, the traversal and the answer
// are the very ones that serve the present, and the cost follows the answer, not the catalog: a hub's readers are not
// read by who asks where one of them comes from. Bounded by kPastContractsMax and kPastDomainLookedAt; `truncated` says
// when one was hit. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"

namespace trama::service {

inline constexpr std::size_t kPastContractsMax = 20'000;
// Contracts that are looked at for having been in a domain which they have left since: no index tells them.
inline constexpr std::size_t kPastDomainLookedAt = 10'000;

struct PastLineage {
  std::unique_ptr<graph::LineageGraph> graph;  // owns what the snapshot shows
  std::shared_ptr<const graph::Snapshot> snapshot;
  std::vector<lineage::Asserter> asserters;  // who said something of what was read
  bool truncated = false;
};

struct PastQuestion {
  std::string_view node;
  bool domain = false;   // a domain of this name goes before a node: its contracts and products then
  bool outputs = false;  // a product stands for what it gave out too
  store::Seq seq = 0;
  std::uint32_t hops_max = UINT32_MAX;  // how many contracts away from the root to go
  graph::Direction direction = graph::Direction::both;
  bool derives = true, consumes = true, references = false;  // what to follow; a root's references are always read
};

// Errors: not_found when nothing of that name was registered at `seq`.
[[nodiscard]] Result<PastLineage> past_lineage(const store::Registry& registry, const PastQuestion& question);

}  // namespace trama::service
