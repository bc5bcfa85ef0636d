#include "web/service/lineage_diff.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/limits.h"
#include "catalog/base/node_id.h"
#include "web/service/past_lineage.h"

namespace trama::service {
namespace {

using graph::Level;
using graph::NodeIndex;
using lineage::Endpoint;
using lineage::EndpointKind;
using store::Registry;
using store::Seq;
using Move = Registry::Move;

// The lineage of the node at one point.
class Around {
 public:
  Result<void> look(const Registry& registry, const LineageDiffQuestion& question, Seq seq) {
    auto past = past_lineage(
        registry, {.node = question.node, .seq = seq, .hops_max = question.depth_max, .direction = question.direction});
    if (!past) return past.error();
    past_ = past.take();
    const graph::Snapshot& snapshot = *past_.snapshot;
    auto roots = snapshot.resolve(question.node, question.kind);
    if (!roots) return roots.error();
    const bool fields =
        std::ranges::all_of(*roots, [&](NodeIndex root) { return snapshot.node(root).kind == NodeKind::field; });
    level_ = fields ? Level::column : Level::dataset;
    graph::TraverseRequest request;
    request.roots = roots.take();
    request.direction = question.direction;
    request.level = level_;
    request.depth_max = question.depth_max;
    request.nodes_max = limits::kLineageNodesMax;
    request.asserters = false;
    request.stop = question.stop;
    const graph::Traversal answer = snapshot.traverse(request);
    for (const graph::VisitedNode& visited : answer.nodes) {
      nodes_.insert(visited.node);
      datasets_.insert(snapshot.rolled_up(visited.node, Level::dataset));
    }
    truncated_ = past_.truncated || !answer.complete;
    return {};
  }

  [[nodiscard]] const std::vector<lineage::Asserter>& asserters() const { return past_.asserters; }
  [[nodiscard]] bool truncated() const { return truncated_; }
  [[nodiscard]] bool holds(const lineage::Assertion& assertion) const {
    return past_.snapshot && holds(assertion.source) && holds(assertion.target);
  }

 private:
  [[nodiscard]] bool holds(const Endpoint& end) const {
    const auto known = nodes_of(end);
    return std::ranges::any_of(known, [&](NodeIndex node) { return holds(node); });
  }

  // At column level a whole dataset is there with any of its columns, and a column with its whole dataset.
  [[nodiscard]] bool holds(NodeIndex node) const {
    const NodeIndex dataset = past_.snapshot->rolled_up(node, Level::dataset);
    if (level_ == Level::dataset) return nodes_.contains(dataset);
    return nodes_.contains(node) || nodes_.contains(dataset) || (node == dataset && datasets_.contains(dataset));
  }

  // As an assertion's text is read: first in the document it stood in.
  [[nodiscard]] std::vector<NodeIndex> nodes_of(const Endpoint& end) const {
    const graph::Snapshot& snapshot = *past_.snapshot;
    if (end.kind == EndpointKind::text && !end.home.empty()) {
      if (auto found = snapshot.resolve(end.home + "." + end.owner)) return found.take();
    }
    auto found = snapshot.resolve(endpoint_id(end));
    return found ? found.take() : std::vector<NodeIndex>{};
  }

  PastLineage past_;
  Level level_ = Level::dataset;
  std::unordered_set<NodeIndex> nodes_, datasets_;
  bool truncated_ = false;
};

// Cursors carry both points, so that a page goes on with the same ones whatever happened since:
// "<from>.<to>.<question, hashed>." and where to go on.
struct Cursor {
  Seq from = 0, to = 0;
  std::string rest;
};

std::string hash_of(const LineageDiffQuestion& question) {
  std::string text = question.node + '\0' + std::to_string(static_cast<int>(question.direction)) + '.' +
                     std::to_string(question.depth_max);
  if (question.kind) text += '.' + std::to_string(static_cast<int>(*question.kind));
  return sha256_hex(text).substr(0, 16);
}

std::string write_cursor(const LineageDiffQuestion& question, const Cursor& cursor) {
  std::string text = hash_of(question);
  append_key_u64(&text, cursor.from);
  append_key_u64(&text, cursor.to);
  return base64url_encode(text + cursor.rest);
}

Result<Cursor> read_cursor(const LineageDiffQuestion& question) {
  const Error bad = make_error(ErrorCode::invalid_argument, "bad-cursor",
                               "this cursor does not belong to this question; ask again without a cursor");
  const auto bytes = base64url_decode(question.cursor);
  const std::string hash = hash_of(question);
  if (!bytes || !bytes->starts_with(hash)) return bad;
  std::string_view rest = std::string_view(*bytes).substr(hash.size());
  const auto from = read_key_u64(&rest);
  const auto to = read_key_u64(&rest);
  if (!from || !to) return bad;
  return Cursor{*from, *to, std::string(rest)};
}

Result<Cursor> span_of(const Registry& registry, const LineageDiffQuestion& question) {
  if (!question.cursor.empty()) {
    auto cursor = read_cursor(question);
    if (!cursor || cursor->to <= registry.head()) return cursor;
    return make_error(ErrorCode::invalid_argument, "bad-cursor", "this cursor was not given by this server");
  }
  const auto from = registry.seq_at(question.from);
  if (!from) return from.error();
  const auto to = registry.seq_at(question.to);
  if (!to) return to.error();
  if (*from > *to) {
    return make_error(
        ErrorCode::invalid_argument, "bad-parameter",
        "from (seq " + std::to_string(*from) + ") lies after to (seq " + std::to_string(*to) + "); swap the two");
  }
  return Cursor{*from, *to, ""};
}

Result<void> add_lines(const Registry& registry, std::vector<Move> moves, LineageDiff* diff) {
  for (Move& move : moves) {
    if (diff->lines.empty() || diff->lines.back().change.seq != move.seq) {
      auto change = registry.changes(move.seq - 1, 1);
      if (!change) return change.error();
      if (change->empty()) return make_error(ErrorCode::corrupt, "store-corrupt", "a change of the log is missing");
      diff->lines.push_back({std::move(move), std::move(change->front())});
    } else {
      store::Change change = diff->lines.back().change;
      diff->lines.push_back({std::move(move), std::move(change)});
    }
  }
  return {};
}

Result<std::vector<Move>> moves_around(const Registry& registry, const LineageDiffQuestion& question,
                                       const Cursor& span, bool* truncated) {
  Around before, after;
  const auto was = before.look(registry, question, span.from);
  const auto is = after.look(registry, question, span.to);
  const auto gone = [](const Result<void>& looked) { return !looked && looked.error().code == ErrorCode::not_found; };
  if (!was && !gone(was)) return was.error();
  if (!is && (!gone(is) || !was)) return is.error();
  *truncated = before.truncated() || after.truncated();
  std::set<lineage::Asserter> asserters(before.asserters().begin(), before.asserters().end());
  asserters.insert(after.asserters().begin(), after.asserters().end());
  std::vector<Move> moves;
  for (const lineage::Asserter& asserter : asserters) {
    auto of_one = registry.moves_of(asserter, span.from, span.to);
    if (!of_one) return of_one.error();
    for (Move& move : *of_one) {
      if ((move.appeared ? after : before).holds(move.assertion)) moves.push_back(std::move(move));
    }
  }
  std::ranges::stable_sort(moves, {}, [](const Move& move) { return std::pair(move.seq, move.appeared); });
  return moves;
}

Result<void> diff_around(const Registry& registry, const LineageDiffQuestion& question, Cursor span,
                         LineageDiff* diff) {
  std::string_view rest = span.rest;
  const std::uint64_t skip = read_key_u64(&rest).value_or(0);
  auto moves = moves_around(registry, question, span, &diff->truncated);
  if (!moves) return moves.error();
  const std::size_t first = std::min<std::size_t>(skip, moves->size());
  const std::size_t last = first + std::min(question.limit, moves->size() - first);
  if (last < moves->size()) {
    span.rest.clear();
    append_key_u64(&span.rest, last);
    diff->cursor = write_cursor(question, span);
  }
  moves->erase(moves->begin() + static_cast<std::ptrdiff_t>(last), moves->end());
  moves->erase(moves->begin(), moves->begin() + static_cast<std::ptrdiff_t>(first));
  return add_lines(registry, moves.take(), diff);
}

Result<void> diff_catalog(const Registry& registry, const LineageDiffQuestion& question, Cursor span,
                          LineageDiff* diff) {
  auto page = registry.moves(span.from, span.to, span.rest, question.limit);
  if (!page) return page.error();
  if (!page->next.empty()) {
    span.rest = page->next;
    diff->cursor = write_cursor(question, span);
  }
  return add_lines(registry, std::move(page->items), diff);
}

}  // namespace

std::string endpoint_id(const Endpoint& endpoint) {
  const bool dataset = endpoint.kind == EndpointKind::contract || endpoint.kind == EndpointKind::physical;
  if (!dataset || (endpoint.table.empty() && endpoint.path.empty())) return endpoint.owner;
  if (endpoint.table.empty()) return endpoint.owner + "." + endpoint.path;
  return endpoint.path.empty() ? dataset_id(endpoint.owner, endpoint.table)
                               : field_id(endpoint.owner, endpoint.table, endpoint.path);
}

Result<LineageDiff> lineage_diff(const Catalog& catalog, const LineageDiffQuestion& question) {
  const Registry& registry = catalog.registry();
  auto span = span_of(registry, question);
  if (!span) return span.error();
  LineageDiff diff;
  diff.from_seq = span->from;
  diff.to_seq = span->to;
  const auto done = question.node.empty() ? diff_catalog(registry, question, span.take(), &diff)
                                          : diff_around(registry, question, span.take(), &diff);
  if (!done) return done.error();
  return diff;
}

}  // namespace trama::service
