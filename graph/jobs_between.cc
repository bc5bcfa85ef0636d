#include "graph/jobs_between.h"

#include <algorithm>
#include <cstdlib>

namespace trama::graph {

std::int32_t JobsBetween::hop_of(const EdgeView& edge) const {
  const std::int32_t from = hops_.at(edge.from), to = hops_.at(edge.to);
  return std::abs(from) > std::abs(to) ? from : to;
}

void JobsBetween::add_half(NodeIndex from, NodeIndex to, const EdgeView& whole, const lineage::Asserter& job,
                           Traversal* page) {
  if (!halves_.insert(std::uint64_t{from} << 32 | to).second || page == nullptr) return;
  EdgeView& half = page->edges.emplace_back();
  half.from = from;
  half.to = to;
  half.relation = whole.relation;
  half.asserters = {job};
}

void JobsBetween::add(EdgeView edge, Traversal* page) {
  std::vector<lineage::Asserter> others;
  for (const lineage::Asserter& asserter : edge.asserters) {
    const bool is_job = asserter.kind == lineage::AsserterKind::job;
    const NodeIndex job = is_job ? state_.nodes.find(EntityKind::job, 0, asserter.id) : 0;
    if (job == 0) {
      others.push_back(asserter);
      continue;
    }
    if (jobs_.insert(job).second && page != nullptr) page->nodes.push_back({job, hop_of(edge)});
    add_half(edge.from, job, edge, asserter, page);
    add_half(job, edge.to, edge, asserter, page);
  }
  if (page == nullptr || (others.empty() && !edge.asserters.empty())) return;
  edge.asserters = std::move(others);
  page->edges.push_back(std::move(edge));
}

}  // namespace trama::graph
