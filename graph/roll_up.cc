#include "graph/roll_up.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <unordered_map>

#include "graph/groups.h"
#include "graph/shown_edges.h"

namespace trama::graph {
namespace {

using lineage::Relation;

struct Pair {
  NodeIndex from = 0, to = 0;
  Relation relation = Relation::derives;
  friend bool operator==(const Pair&, const Pair&) = default;
};
struct PairHash {
  std::size_t operator()(const Pair& pair) const {
    return ((std::uint64_t{pair.from} << 32 | pair.to) + static_cast<std::uint64_t>(pair.relation)) *
           0x9E3779B97F4A7C15ULL;
  }
};

constexpr std::uint32_t kNever = UINT32_MAX;

// One group of the answer.
struct Folded {
  NodeIndex group = 0;
  std::uint32_t up = kNever, down = kNever;  // hops
  std::uint64_t stands_for = 0;
  std::int32_t neighbour_hop = 0;  // not 0: reached over REFERENCES only
  [[nodiscard]] std::int32_t hop() const {
    if (neighbour_hop != 0) return neighbour_hop;
    return up <= down ? -static_cast<std::int32_t>(up) : static_cast<std::int32_t>(down);
  }
};

// What a walk at this level follows from one vertex (walk.h says what that is at column level).
class Steps {
 public:
  Steps(const State& state, Level level, Way way, Allow allow, VisitSet& whole)
      : state_(state), level_(level), way_(way), allow_(allow), whole_(whole) {}
  ~Steps() {
    for (const NodeIndex dataset : datasets_) whole_.erase(dataset);
  }
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  template <typename Visit>
  void for_each(NodeIndex node, const Visit& visit) {
    const auto follow = [&](Word word) {
      if (allowed(allow_, word)) visit(node_of(word));
    };
    const RowView row = state_.edges.row(node, way_);
    if (level_ == Level::dataset || !is_field(node)) {
      const bool all = level_ == Level::dataset || state_.nodes.has_children(node);
      for (const Word word : row) {
        if (all || !is_rolled_up(node, word)) follow(word);
      }
      return;
    }
    for (const Word word : row) follow(word);
    const NodeIndex dataset = state_.nodes.parent(node);
    if (!state_.edges.may_have_whole(dataset, way_) || !whole_.insert(dataset)) return;
    datasets_.push_back(dataset);
    for_each_whole(state_.edges.row(dataset, way_), dataset, [&](Word word, Attributes) { follow(word); });
  }

 private:
  const State& state_;
  Level level_;
  Way way_;
  Allow allow_;
  VisitSet& whole_;
  std::vector<NodeIndex> datasets_;
};

class RollUp {
 public:
  RollUp(const State& state, Scratch& scratch, const TraverseRequest& request, Level base)
      : state_(state),
        scratch_(scratch),
        request_(request),
        base_(base),
        shown_(state, base),
        allow_(allow_of(request.derives, request.consumes, request.references, base)),
        deadline_(request.time_ms_max, request.stop) {
    const std::uint32_t fields = base == Level::column ? state.nodes.field_count() : 0;
    for (VisitSet* set :
         {&scratch.down, &scratch.up, &scratch.whole, &scratch.emitted, &scratch.roots, &scratch.neighbours}) {
      set->reserve(state.nodes.entity_count(), fields);
    }
  }
  ~RollUp() {
    for (const NodeIndex node : up_) scratch_.up.erase(node);
    for (const NodeIndex node : down_) scratch_.down.erase(node);
    for (const NodeIndex root : roots_) scratch_.roots.erase(root);
    for (const NodeIndex node : neighbours_) scratch_.neighbours.erase(node);
  }
  RollUp(const RollUp&) = delete;
  RollUp& operator=(const RollUp&) = delete;

  Traversal make() {
    result_.rolled_up_from = base_;
    collect_roots();
    if (request_.direction != Direction::downstream) go(Way::in, scratch_.up, &up_, &Folded::up);
    if (request_.direction != Direction::upstream) go(Way::out, scratch_.down, &down_, &Folded::down);
    count_nodes();
    fold_edges();
    fold_neighbours();
    count_hops();
    fill_page();
    return std::move(result_);
  }

 private:
  void collect_roots() {
    for (const NodeIndex named : request_.roots) {
      if (is_group(named) || !state_.nodes.contains(named)) continue;
      for (const NodeIndex root :
           with_outputs(state_, base_ == Level::column ? named : state_.nodes.entity_of(named))) {
        if (scratch_.roots.insert(root)) roots_.push_back(root);
      }
    }
  }

  Folded& folded(NodeIndex node) { return folded_group(group_of(state_, node, request_.level)); }
  Folded& folded_group(NodeIndex group) {
    const auto [at, fresh] = place_.try_emplace(group, static_cast<std::uint32_t>(groups_.size()));
    if (fresh) groups_.push_back({.group = group});
    return groups_[at->second];
  }

  // Breadth first by groups: a step inside one costs no hop. `waiting` holds each vertex once; one that a shorter way
  // reaches meanwhile is passed over when its turn comes.
  void go(Way way, VisitSet& visited, std::vector<NodeIndex>* order, std::uint32_t Folded::* hop_of) {
    Steps steps(state_, base_, way, allow_, scratch_.whole);
    VisitSet& queued = scratch_.emitted;
    std::vector<NodeIndex> current = roots_, waiting;
    for (std::uint32_t hop = 0; in_time_ && !current.empty(); ++hop) {
      for (std::size_t i = 0; in_time_ && i < current.size(); ++i) {
        const NodeIndex node = current[i];
        queued.erase(node);
        if (!visited.insert(node)) continue;
        order->push_back(node);
        Folded& of = folded(node);
        of.*hop_of = std::min(of.*hop_of, hop);
        const NodeIndex group = of.group;
        steps.for_each(node, [&](NodeIndex other) {
          if (visited.contains(other)) return;
          if (group_of(state_, other, request_.level) == group) {
            current.push_back(other);
          } else if (hop < request_.depth_max && queued.insert(other)) {
            waiting.push_back(other);
          }
        });
        in_time_ = !deadline_.passed();
      }
      if (!in_time_) break;
      current = std::move(waiting);
      waiting.clear();
    }
    for (const auto* rest : {&current, &waiting}) {
      for (const NodeIndex node : *rest) queued.erase(node);
    }
  }

  [[nodiscard]] bool walked(NodeIndex node) const { return scratch_.down.contains(node) || scratch_.up.contains(node); }

  template <typename Visit>
  void for_each_walked(const Visit& visit) {
    for (const NodeIndex node : down_) visit(node);
    for (const NodeIndex node : up_) {
      if (!scratch_.down.contains(node)) visit(node);
    }
  }

  void count_nodes() {
    for_each_walked([&](NodeIndex node) { ++folded(node).stands_for; });
  }

  void add_edge(const ShownEdge& edge) {
    const NodeIndex from = group_of(state_, edge.from, request_.level);
    const NodeIndex to = group_of(state_, edge.to, request_.level);
    if (from != to) ++edges_[{from, to, relation_of(edge.word)}];
  }

  // Every edge between two walked vertices, found at the side that was followed; when both were, at its target, which
  // has inputs by the dozen where a source may have readers by the thousand.
  void fold_edges() {
    const Way way = request_.direction == Direction::downstream ? Way::out : Way::in;
    for_each_walked([&](NodeIndex node) {
      shown_.for_each(node, way, [&](const ShownEdge& edge) {
        if (allowed(allow_, edge.word) && walked(way == Way::out ? edge.to : edge.from)) add_edge(edge);
      });
    });
  }

  // REFERENCES of the roots, one hop, both ways, where walking did not show them.
  void fold_neighbours() {
    if (!request_.reference_neighbours) return;
    for (const Way way : {Way::in, Way::out}) {
      for (const NodeIndex root : roots_) {
        shown_.for_each(root, way, [&](const ShownEdge& edge) {
          const NodeIndex other = way == Way::in ? edge.from : edge.to;
          if (relation_of(edge.word) != Relation::references) return;
          if (allowed(allow_, edge.word) && walked(other)) return;
          if (way == Way::in && scratch_.roots.contains(other)) return;
          add_neighbour(other, way);
          add_edge(edge);
        });
      }
    }
  }

  void add_neighbour(NodeIndex node, Way way) {
    if (walked(node) || !scratch_.neighbours.insert(node)) return;
    neighbours_.push_back(node);
    Folded& of = folded(node);
    if (of.up == kNever && of.down == kNever && of.neighbour_hop == 0) of.neighbour_hop = way == Way::in ? -1 : 1;
    ++of.stands_for;
  }

  static void count_hop(std::uint32_t hop, std::vector<std::uint64_t>* counts) {
    if (hop == kNever || hop == 0) return;
    if (counts->size() < hop) counts->resize(hop, 0);
    ++(*counts)[hop - 1];
  }

  void count_hops() {
    for (const Folded& of : groups_) {
      count_hop(of.up, &result_.upstream_by_hop);
      count_hop(of.down, &result_.downstream_by_hop);
    }
    result_.nodes_total = groups_.size();
    result_.edges_total = edges_.size();
  }

  // Roots, neighbours, then hop by hop, upstream first; within a hop as they were met.
  void fill_page() {
    const auto rank = [](const Folded& of) {
      const std::int64_t hop = of.hop();
      const std::int64_t first = hop == 0 ? 0 : of.neighbour_hop != 0 ? 1 : 1 + 2 * std::abs(hop);
      return first + (hop > 0 ? 1 : 0);
    };
    std::ranges::stable_sort(groups_, {}, rank);
    for (std::uint32_t i = 0; i < groups_.size(); ++i) place_[groups_[i].group] = i;
    const std::size_t first = std::min(request_.skip, groups_.size());
    const std::size_t last = first + std::min(request_.nodes_max, groups_.size() - first);
    for (std::size_t i = first; i < last; ++i) {
      const Folded& of = groups_[i];
      result_.nodes.push_back({of.group, of.hop(), of.neighbour_hop != 0, of.stands_for});
    }
    add_edges(first, last);
    if (!in_time_) {
      result_.truncated_by = "time";
    } else if (last < groups_.size()) {
      result_.truncated_by = "limit";
    }
    result_.complete = result_.truncated_by.empty();
  }

  // Those whose later end stands on this page.
  void add_edges(std::size_t first, std::size_t last) {
    struct Placed {
      std::uint32_t from, to;
      EdgeView edge;
    };
    std::vector<Placed> page;
    for (const auto& [pair, count] : edges_) {
      const std::uint32_t from = place_.at(pair.from), to = place_.at(pair.to);
      if (std::max(from, to) < first || std::max(from, to) >= last) continue;
      Placed& placed = page.emplace_back(Placed{from, to, {}});
      placed.edge.from = pair.from;
      placed.edge.to = pair.to;
      placed.edge.relation = pair.relation;
      placed.edge.stands_for = count;
    }
    std::ranges::sort(page, {}, [](const Placed& placed) {
      return std::tuple(std::max(placed.from, placed.to), placed.from, placed.to, placed.edge.relation);
    });
    for (Placed& placed : page) result_.edges.push_back(std::move(placed.edge));
  }

  const State& state_;
  Scratch& scratch_;
  const TraverseRequest& request_;
  Level base_;
  ShownEdges shown_;
  Allow allow_;
  Deadline deadline_;
  std::vector<NodeIndex> roots_, up_, down_, neighbours_;
  std::vector<Folded> groups_;
  std::unordered_map<NodeIndex, std::uint32_t> place_;
  std::unordered_map<Pair, std::uint64_t, PairHash> edges_;
  bool in_time_ = true;
  Traversal result_;
};

}  // namespace

Traversal roll_up(const State& state, ScratchPool& pool, const TraverseRequest& request) {
  const bool columns = !request.roots.empty() && std::ranges::all_of(request.roots, is_field);
  auto scratch = pool.take();
  Traversal result = RollUp(state, *scratch, request, columns ? Level::column : Level::dataset).make();
  pool.give_back(std::move(scratch));
  return result;
}

}  // namespace trama::graph
