#include <algorithm>

#include "graph/jobs_between.h"
#include "graph/shown_edges.h"
#include "graph/walk.h"

namespace trama::graph {
namespace {

using lineage::Relation;

class Answer {
 public:
  Answer(const State& state, Scratch& scratch, const TraverseRequest& request)
      : state_(state),
        scratch_(scratch),
        request_(request),
        shown_(state, request.level),
        allow_(allow_of(request.derives, request.consumes, request.references, request.level)),
        deadline_(request.time_ms_max, request.stop),
        jobs_(state) {
    const std::uint32_t fields = request.level == Level::column ? state.nodes.field_count() : 0;
    for (VisitSet* set :
         {&scratch.down, &scratch.up, &scratch.whole, &scratch.emitted, &scratch.roots, &scratch.neighbours}) {
      set->reserve(state.nodes.entity_count(), fields);
    }
  }
  ~Answer() {
    for (const NodeIndex node : down_.order) scratch_.down.erase(node);
    for (const NodeIndex node : up_.order) scratch_.up.erase(node);
    for (const VisitedNode& visited : emitted_) scratch_.emitted.erase(visited.node);
    for (const NodeIndex root : roots_) scratch_.roots.erase(root);
    for (const NodeIndex node : neighbours_) scratch_.neighbours.erase(node);
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  Traversal make() {
    collect_roots();
    walk_both();
    collect_neighbours();
    count();
    emit(request_.skip + request_.nodes_max);
    fill_page();
    return std::move(result_);
  }

 private:
  void add_root(NodeIndex node) {
    if (scratch_.roots.insert(node)) roots_.push_back(node);
  }

  void collect_roots() {
    for (const NodeIndex root : request_.roots) {
      if (!state_.nodes.contains(root)) continue;
      if (request_.level == Level::dataset) {
        add_root(state_.nodes.entity_of(root));
        continue;
      }
      const std::size_t before = roots_.size();
      if (!is_field(root) && state_.nodes.has_children(root)) {
        state_.nodes.for_each_child(root, [&](NodeIndex field) {
          if (visible(state_, field)) add_root(field);
        });
      }
      if (roots_.size() == before) add_root(root);
    }
  }

  void walk_both() {
    const bool upstream = request_.direction != Direction::downstream;
    const bool downstream = request_.direction != Direction::upstream;
    in_time_ = run(Way::in, upstream ? request_.depth_max : 0, scratch_.up, &up_) && in_time_;
    in_time_ = run(Way::out, downstream ? request_.depth_max : 0, scratch_.down, &down_) && in_time_;
    by_hop(up_, &result_.upstream_by_hop);
    by_hop(down_, &result_.downstream_by_hop);
  }

  bool run(Way way, std::uint32_t depth_max, VisitSet& visited, Reach* reach) {
    return walk(state_, roots_, way, request_.level, allow_, depth_max, visited, scratch_.whole, deadline_, reach);
  }

  static void by_hop(const Reach& reach, std::vector<std::uint64_t>* counts) {
    for (std::size_t hop = 1; hop < reach.hops(); ++hop) counts->push_back(reach.starts[hop + 1] - reach.starts[hop]);
  }

  [[nodiscard]] bool walked(NodeIndex node) const { return scratch_.down.contains(node) || scratch_.up.contains(node); }

  // An ordinary edge joins walked nodes; a REFERENCES that is not walked is shown where it touches a root.
  [[nodiscard]] bool shown(const ShownEdge& edge) const {
    const bool both_walked = walked(edge.from) && walked(edge.to);
    if (allowed(allow_, edge.word)) {
      if (both_walked) return true;
    }
    if (relation_of(edge.word) != Relation::references || !request_.reference_neighbours) return false;
    return scratch_.roots.contains(edge.from) || scratch_.roots.contains(edge.to);
  }

  void collect_neighbours() {
    if (!request_.reference_neighbours) return;
    for (const Way way : {Way::in, Way::out}) {
      for (const NodeIndex root : roots_) {
        shown_.for_each(root, way, [&](const ShownEdge& edge) {
          const NodeIndex other = way == Way::in ? edge.from : edge.to;
          if (relation_of(edge.word) != Relation::references || walked(other)) return;
          if (!is_field(other) && other == state_.nodes.entity_of(root)) return;
          if (scratch_.neighbours.insert(other)) {
            neighbours_.push_back(other);
            if (way == Way::in) ++neighbours_in_;
          }
        });
      }
    }
  }

  void count() {
    const auto& smaller = up_.order.size() < down_.order.size() ? up_.order : down_.order;
    const VisitSet& other = up_.order.size() < down_.order.size() ? scratch_.down : scratch_.up;
    const auto common = std::ranges::count_if(smaller, [&](NodeIndex node) { return other.contains(node); });
    result_.nodes_total = up_.order.size() + down_.order.size() - static_cast<std::size_t>(common) + neighbours_.size();
    result_.edges_total = request_.level == Level::dataset ? count_dataset_edges() : count_column_edges();
  }

  // Every edge followed downstream ends at a walked node, so only nodes whose edges were not followed are looked at.
  std::uint64_t count_dataset_edges() {
    if (request_.direction == Direction::upstream) return count_one_way(up_, Way::in) + count_references();
    std::uint64_t total = count_one_way(down_, Way::out);
    if (request_.direction == Direction::both) {
      for (const NodeIndex node : up_.order) {
        if (!scratch_.down.contains(node)) total += count_row(node, Way::out);
      }
    }
    return total + count_references();
  }

  std::uint64_t count_one_way(const Reach& reach, Way way) {
    std::uint64_t total = reach.edges;
    for (std::size_t i = reach.expanded; i < reach.order.size(); ++i) total += count_row(reach.order[i], way);
    return total;
  }

  std::uint64_t count_row(NodeIndex node, Way way) {
    std::uint64_t total = 0;
    shown_.for_each(node, way, [&](const ShownEdge& edge) {
      if (allowed(allow_, edge.word) && walked(way == Way::out ? edge.to : edge.from)) ++total;
    });
    return total;
  }

  std::uint64_t count_references() {
    if (!request_.reference_neighbours) return 0;
    std::uint64_t total = 0;
    for (const NodeIndex root : roots_) {
      shown_.for_each(root, Way::out, [&](const ShownEdge& edge) { total += is_extra_reference(edge) ? 1 : 0; });
      shown_.for_each(root, Way::in, [&](const ShownEdge& edge) {
        total += is_extra_reference(edge) && !scratch_.roots.contains(edge.from) ? 1 : 0;
      });
    }
    return total;
  }

  // REFERENCES at a root that walking alone would not show.
  [[nodiscard]] bool is_extra_reference(const ShownEdge& edge) const {
    if (relation_of(edge.word) != Relation::references) return false;
    if (!in_answer(edge.from) || !in_answer(edge.to)) return false;
    return !allowed(allow_, edge.word) || !walked(edge.from) || !walked(edge.to);
  }

  [[nodiscard]] bool in_answer(NodeIndex node) const { return walked(node) || scratch_.neighbours.contains(node); }

  std::uint64_t count_column_edges() {
    std::uint64_t total = 0;
    const auto count_from = [&](NodeIndex node) {
      shown_.for_each(node, Way::out, [&](const ShownEdge& edge) {
        if (in_answer(edge.to) && shown(edge)) ++total;
      });
    };
    for (const NodeIndex node : down_.order) count_from(node);
    for (const NodeIndex node : up_.order) {
      if (!scratch_.down.contains(node)) count_from(node);
    }
    for (const NodeIndex node : neighbours_) count_from(node);
    return total;
  }

  void emit_one(NodeIndex node, std::int32_t hop, bool neighbour, std::size_t limit) {
    if (emitted_.size() < limit && scratch_.emitted.insert(node)) emitted_.push_back({node, hop, neighbour});
  }

  // The order of the answer: roots, neighbours, then hop by hop, upstream first.
  void emit(std::size_t limit) {
    for (const NodeIndex root : roots_) emit_one(root, 0, false, limit);
    for (std::size_t i = 0; i < neighbours_.size(); ++i)
      emit_one(neighbours_[i], i < neighbours_in_ ? -1 : 1, true, limit);
    for (std::size_t hop = 1; hop < std::max(up_.hops(), down_.hops()) && emitted_.size() < limit; ++hop) {
      emit_hop(up_, hop, -1, limit);
      emit_hop(down_, hop, 1, limit);
    }
  }

  void emit_hop(const Reach& reach, std::size_t hop, std::int32_t sign, std::size_t limit) {
    if (hop >= reach.hops()) return;
    for (std::size_t i = reach.starts[hop]; i < reach.starts[hop + 1] && emitted_.size() < limit; ++i) {
      emit_one(reach.order[i], sign * static_cast<std::int32_t>(hop), false, limit);
    }
  }

  void fill_page() {
    const std::size_t first = std::min(request_.skip, emitted_.size());
    for (const VisitedNode& visited : emitted_) scratch_.emitted.erase(visited.node);
    for (std::size_t i = 0; i < first; ++i) {
      scratch_.emitted.insert(emitted_[i].node);
      if (jobs_shown()) note_jobs_of(emitted_[i]);
    }
    for (std::size_t i = first; i < emitted_.size(); ++i) {
      scratch_.emitted.insert(emitted_[i].node);
      result_.nodes.push_back(emitted_[i]);
      if (jobs_shown()) jobs_.note_hop(emitted_[i]);
      for_each_new_edge(emitted_[i].node, [this](const ShownEdge& edge) { add_edge(edge); });
    }
    if (!in_time_) {
      result_.truncated_by = "time";
    } else if (emitted_.size() < result_.nodes_total) {
      result_.truncated_by = "limit";
    }
    result_.complete = result_.truncated_by.empty();
  }

  // Edges between this node and those of the answer up to it.
  template <typename Visit>
  void for_each_new_edge(NodeIndex node, const Visit& visit) {
    shown_.for_each(node, Way::out, [&](const ShownEdge& edge) {
      if (scratch_.emitted.contains(edge.to) && shown(edge)) visit(edge);
    });
    shown_.for_each(node, Way::in, [&](const ShownEdge& edge) {
      if (edge.from != node && scratch_.emitted.contains(edge.from) && shown(edge)) visit(edge);
    });
  }

  [[nodiscard]] bool jobs_shown() const { return request_.jobs_shown && request_.level == Level::dataset; }

  [[nodiscard]] EdgeView view(const ShownEdge& edge) const {
    EdgeView view = edge_view(state_, edge.stored_from, edge.stored_to, edge.word, edge.attributes,
                              request_.asserters || jobs_shown());
    view.from = edge.from;
    view.to = edge.to;
    return view;
  }

  void add_edge(const ShownEdge& edge) {
    if (jobs_shown()) return jobs_.add(view(edge), &result_);
    result_.edges.push_back(view(edge));
  }

  void note_jobs_of(const VisitedNode& visited) {
    jobs_.note_hop(visited);
    for_each_new_edge(visited.node, [this](const ShownEdge& edge) { jobs_.add(view(edge), nullptr); });
  }

  const State& state_;
  Scratch& scratch_;
  const TraverseRequest& request_;
  ShownEdges shown_;
  Allow allow_;
  Deadline deadline_;
  JobsBetween jobs_;
  std::vector<NodeIndex> roots_, neighbours_;
  std::size_t neighbours_in_ = 0;
  Reach up_, down_;
  std::vector<VisitedNode> emitted_;
  bool in_time_ = true;
  Traversal result_;
};

}  // namespace

Traversal traverse(const State& state, ScratchPool& pool, const TraverseRequest& request) {
  auto scratch = pool.take();
  Traversal result = Answer(state, *scratch, request).make();
  pool.give_back(std::move(scratch));
  return result;
}

}  // namespace trama::graph
