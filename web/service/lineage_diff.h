// What lineage appeared and vanished between two points of the log, of the whole catalog or of what is around a node.
//
// A line is one assertion: what its asserter says at one of the points and not at the other, as he writes it, with the
// change since which it has been so. What came and went in between is no line, and neither is what went and came back.
//   whole catalog    read from the log and the interval family, page by page: costs what changed in between, and the
//                    history of those who changed it; never two graphs
//   around a node    the lines whose ends are both in the lineage of the node, as it is answered at the point where the
//                    line holds. Costs the two answers (past_lineage.h, with its bounds) and the history of those who
//                    said something there; a cut answer makes this one partial
// Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "web/service/catalog.h"

namespace trama::service {

struct LineageDiffQuestion {
  store::AsOf from, to;  // to: default now
  std::string node;      // "": the whole catalog
  std::optional<NodeKind> kind;
  graph::Direction direction = graph::Direction::both;
  std::uint32_t depth_max = UINT32_MAX;
  std::size_t limit = 50;
  std::string cursor;
  std::stop_token stop;
};

struct LineageDiffLine {
  store::Registry::Move move;
  store::Change change;
};

struct LineageDiff {
  store::Seq from_seq = 0, to_seq = 0;
  std::vector<LineageDiffLine> lines;  // in the order of the log; may be fewer than asked for, with a cursor
  std::string cursor;                  // "" at the end
  bool truncated = false;              // around a node: its lineage was cut
};

// Errors: invalid_argument (from after to, a point in the future, a cursor of another question), not_found (no such
// node at either point).
[[nodiscard]] Result<LineageDiff> lineage_diff(const Catalog& catalog, const LineageDiffQuestion& question);

// An end as its asserter names it: a canonical id, or the text he wrote.
[[nodiscard]] std::string endpoint_id(const lineage::Endpoint& endpoint);

}  // namespace trama::service
