#include "web/service/lineage_answer.h"

#include <algorithm>

#include "catalog/base/hash.h"

namespace trama::service {
namespace {

std::string question_hash(const LineageQuestion& question, graph::Level level) {
  const std::string text = question.node + '\0' + std::to_string(static_cast<int>(question.direction)) +
                           std::to_string(static_cast<int>(level)) + '.' + std::to_string(question.depth_max) +
                           (question.derives ? 'd' : '-') + (question.consumes ? 'c' : '-') +
                           (question.references ? 'r' : '-') + (question.jobs_shown ? 'j' : '-') +
                           (question.kind ? std::to_string(static_cast<int>(*question.kind)) : "");
  return sha256_hex(text).substr(0, 16);
}

graph::Level level_of(const LineageQuestion& question, const graph::Snapshot& snapshot,
                      const std::vector<graph::NodeIndex>& roots) {
  if (question.level) return *question.level;
  if (question.jobs_shown) return graph::Level::dataset;
  const bool fields =
      std::ranges::all_of(roots, [&](graph::NodeIndex root) { return snapshot.node(root).kind == NodeKind::field; });
  return fields ? graph::Level::column : graph::Level::dataset;
}

bool is_rolled_up(const LineageQuestion& question) {
  return question.level && graph::is_rolled_up(*question.level);
}

// A hop between products or domains may be any number of contracts.
std::uint32_t past_hops(const LineageQuestion& question) {
  return is_rolled_up(question) && question.depth_max > 0 ? UINT32_MAX : question.depth_max;
}

bool may_name_domain(const LineageQuestion& question) {
  if (question.kind) return question.kind == NodeKind::domain;
  return question.level == graph::Level::domain;
}

Result<std::vector<graph::NodeIndex>> roots_of(const LineageQuestion& question, const graph::Snapshot& snapshot) {
  if (question.kind == NodeKind::domain || !may_name_domain(question)) {
    return snapshot.resolve(question.node, question.kind);
  }
  auto domain = snapshot.resolve(question.node, NodeKind::domain);
  if (domain) return domain;
  auto nodes = snapshot.resolve(question.node, question.kind);
  if (nodes || nodes.error().code != ErrorCode::not_found) return nodes;
  Error error = nodes.error();
  const auto& near = domain.error().candidates;
  error.candidates.insert(error.candidates.end(), near.begin(), near.end());
  return error;
}

// What is shown of the roots at this level.
std::vector<graph::NodeIndex> roots_at(const graph::Snapshot& snapshot, std::vector<graph::NodeIndex> roots,
                                       graph::Level level) {
  if (!graph::is_rolled_up(level)) return roots;
  for (graph::NodeIndex& root : roots) root = snapshot.rolled_up(root, level);
  std::ranges::sort(roots);
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  return roots;
}

Result<void> add_confirmations(const Catalog& catalog, LineageAnswer* answer) {
  answer->stale_before_us = catalog.stale_before_us();
  for (const graph::EdgeView& edge : answer->traversal.edges) {
    for (const lineage::Asserter& asserter : edge.asserters) {
      const bool confirms =
          asserter.kind == lineage::AsserterKind::job || asserter.kind == lineage::AsserterKind::manifest;
      if (!confirms || answer->confirmed.contains(asserter)) continue;
      const auto at = catalog.registry().confirmed(asserter);
      if (!at) return at.error();
      if (*at) answer->confirmed.emplace(asserter, **at);
    }
  }
  return {};
}

}  // namespace

Result<LineageAnswer> answer_lineage(const Catalog& catalog, const LineageQuestion& question) {
  LineageAnswer answer;
  answer.question = question;
  if (question.jobs_shown && question.level.value_or(graph::Level::dataset) != graph::Level::dataset) {
    return make_error(ErrorCode::invalid_argument, "jobs-at-level",
                      "jobs stand between datasets: ask with level=dataset, or with jobs=folded for the level " +
                          std::string(graph::to_string(*question.level)));
  }
  auto chosen = choose_snapshot(catalog,
                                {.node = question.node,
                                 .domain = may_name_domain(question),
                                 .outputs = is_rolled_up(question),
                                 .hops_max = past_hops(question),
                                 .direction = question.direction,
                                 .derives = question.derives,
                                 .consumes = question.consumes,
                                 .references = question.references},
                                question.as_of, question.cursor);
  if (!chosen) return chosen.error();
  answer.snapshot = chosen->snapshot;
  answer.past = std::move(chosen->past);
  answer.as_of_seq = chosen->seq;

  auto roots = roots_of(question, *answer.snapshot);
  if (!roots) return roots.error();
  answer.level = level_of(question, *answer.snapshot, *roots);
  answer.roots = roots_at(*answer.snapshot, *roots, answer.level);
  const std::string hash = question_hash(question, answer.level);

  const auto skip = skip_of_cursor(question.cursor, hash, answer.as_of_seq);
  if (!skip) return skip.error();
  graph::TraverseRequest request;
  request.roots = roots.take();
  request.direction = question.direction;
  request.level = answer.level;
  request.depth_max = question.depth_max;
  request.derives = question.derives;
  request.consumes = question.consumes;
  request.references = question.references;
  request.jobs_shown = question.jobs_shown;
  request.nodes_max = question.nodes_max;
  request.skip = skip.value();
  request.stop = question.stop;
  answer.traversal = answer.snapshot->traverse(request);
  if (answer.past && answer.past->truncated) {
    answer.traversal.complete = false;
    answer.traversal.truncated_by = "limit";
  }
  if (!answer.past) {
    if (auto added = add_confirmations(catalog, &answer); !added) return added.error();
  }
  const auto jobs = std::ranges::count_if(answer.traversal.nodes, [&](const graph::VisitedNode& visited) {
    return question.jobs_shown && answer.snapshot->node(visited.node).kind == NodeKind::job;
  });
  const std::size_t shown = skip.value() + answer.traversal.nodes.size() - static_cast<std::size_t>(jobs);
  if (shown < answer.traversal.nodes_total) {
    answer.cursor = write_cursor(answer.as_of_seq, shown, hash);
    if (question.as_of.is_now()) catalog.pin(answer.snapshot);
  }
  return answer;
}

}  // namespace trama::service
