#include "graph/paths.h"

#include <algorithm>
#include <unordered_map>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>

#include "graph/k_shortest.h"
#include "graph/shown_edges.h"
#include "graph/walk.h"

namespace trama::graph {
namespace {

// Bounded (kBetweenEdgesMax), so its size per edge does not matter; dominators want both directions and degrees, which
// Boost's compressed rows do not have.
using Between = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Vertex = boost::graph_traits<Between>::vertex_descriptor;

// One vertex stands before all of `from`, one behind all of `to`.
constexpr Vertex kSource = 0, kSink = 1, kFirst = 2;

class Finder {
 public:
  Finder(const State& state, Scratch& scratch, const PathsRequest& request)
      : state_(state),
        scratch_(scratch),
        request_(request),
        shown_(state, request.level),
        allow_(allow_of(request.derives, request.consumes, request.references, request.level)),
        deadline_(request.time_ms_max, request.stop) {
    scratch.up.reserve(state.nodes.entity_count(), state.nodes.field_count());
  }
  ~Finder() {
    for (const NodeIndex node : upstream_) scratch_.up.erase(node);
  }
  Finder(const Finder&) = delete;
  Finder& operator=(const Finder&) = delete;

  Paths find() {
    const std::vector<NodeIndex> from = ends(request_.from), to = targets();
    walk_upstream(to);
    collect_between(from, to);
    result_.nodes_between = nodes_.size() - kFirst;
    result_.edges_between = edge_count_;
    std::ranges::sort(pairs_);
    const Between between(pairs_.begin(), pairs_.end(), nodes_.size());
    find_paths(between);
    if (result_.truncated_by.empty() || result_.truncated_by == "k") find_dominators(between);
    result_.complete = result_.truncated_by.empty();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::vector<NodeIndex> ends(const std::vector<NodeIndex>& asked) const {
    std::vector<NodeIndex> nodes;
    for (const NodeIndex node : asked) {
      if (!state_.nodes.contains(node)) continue;
      if (request_.level == Level::dataset) {
        nodes.push_back(state_.nodes.entity_of(node));
        continue;
      }
      nodes.push_back(node);
      if (is_field(node) || !state_.nodes.has_children(node)) continue;
      state_.nodes.for_each_child(node, [&](NodeIndex field) {
        if (visible(state_, field)) nodes.push_back(field);
      });
    }
    std::ranges::sort(nodes);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
  }

  // What comes into a dataset, and nobody says into which column, may come into the one that is asked for.
  [[nodiscard]] std::vector<NodeIndex> targets() const {
    std::vector<NodeIndex> nodes = ends(request_.to);
    const std::size_t asked = nodes.size();
    for (std::size_t i = 0; i < asked; ++i) nodes.push_back(state_.nodes.entity_of(nodes[i]));
    std::ranges::sort(nodes);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
  }

  void cut(const char* by) {
    if (result_.truncated_by.empty()) result_.truncated_by = by;
  }

  void walk_upstream(const std::vector<NodeIndex>& to) {
    const auto add = [&](NodeIndex node) {
      if (scratch_.up.insert(node)) upstream_.push_back(node);
    };
    for (const NodeIndex node : to) add(node);
    for (std::size_t i = 0; i < upstream_.size(); ++i) {
      if (deadline_.passed()) return cut("time");
      if (upstream_.size() > kUpstreamMax) return cut("limit");
      shown_.for_each(upstream_[i], Way::in, [&](const ShownEdge& edge) {
        if (allowed(allow_, edge.word)) add(edge.from);
      });
    }
  }

  void collect_between(const std::vector<NodeIndex>& from, const std::vector<NodeIndex>& to) {
    nodes_ = {0, 0};
    for (const NodeIndex node : from) {
      if (scratch_.up.contains(node)) pairs_.emplace_back(kSource, vertex_of(node));
    }
    for (Vertex at = kFirst; at < nodes_.size(); ++at) {
      if (deadline_.passed()) return cut("time");
      if (nodes_.size() > kBetweenMax || edge_count_ > kBetweenEdgesMax) return cut("limit");
      others_.clear();
      shown_.for_each(nodes_[at], Way::out, [&](const ShownEdge& edge) {
        if (allowed(allow_, edge.word) && scratch_.up.contains(edge.to) && edge.to != edge.from)
          others_.push_back(edge.to);
      });
      std::ranges::sort(others_);
      others_.erase(std::unique(others_.begin(), others_.end()), others_.end());
      for (const NodeIndex other : others_) pairs_.emplace_back(at, vertex_of(other));
      edge_count_ += others_.size();
    }
    for (const NodeIndex node : to) {
      if (const auto place = vertices_.find(node); place != vertices_.end()) pairs_.emplace_back(place->second, kSink);
    }
  }

  Vertex vertex_of(NodeIndex node) {
    const auto [place, added] = vertices_.try_emplace(node, static_cast<Vertex>(nodes_.size()));
    if (added) nodes_.push_back(node);
    return place->second;
  }

  void find_paths(const Between& between) {
    KShortest<Between> shortest(between, kSource, kSink);
    const auto stop = [this] { return late(); };
    while (result_.paths.size() < request_.k) {
      const auto path = shortest.next(stop);
      if (path.empty()) break;
      result_.paths.push_back(edges_of(path));
    }
    if (late()) return cut("time");
    if (result_.paths.size() == request_.k && !shortest.next(stop).empty()) cut("k");
  }

  // Asked seldom, so the clock is looked at every time.
  bool late() {
    for (int i = 0; i < 1024 && !late_; ++i) late_ = deadline_.passed();
    return late_;
  }

  std::vector<EdgeView> edges_of(const std::vector<Vertex>& path) const {
    std::vector<EdgeView> edges;
    for (std::size_t i = 1; i + 2 < path.size(); ++i) edges.push_back(edge_of(nodes_[path[i]], nodes_[path[i + 1]]));
    return edges;
  }

  [[nodiscard]] EdgeView edge_of(NodeIndex from, NodeIndex to) const {
    std::optional<ShownEdge> found;
    shown_.for_each(from, Way::out, [&](const ShownEdge& edge) {
      if (!found && edge.to == to && allowed(allow_, edge.word)) found = edge;
    });
    if (!found) return {};
    EdgeView view = edge_view(state_, found->stored_from, found->stored_to, found->word, found->attributes, true);
    view.from = from;
    view.to = to;
    return view;
  }

  // What dominates the sink, nearest to the source first; the ends themselves are no news.
  void find_dominators(const Between& between) {
    if (result_.paths.empty()) return;
    std::vector<Vertex> dominator(nodes_.size(), kSource);
    const auto index = get(boost::vertex_index, between);
    boost::lengauer_tarjan_dominator_tree(between, Vertex{kSource},
                                          boost::make_iterator_property_map(dominator.begin(), index));
    const std::vector<NodeIndex> from = ends(request_.from), to = targets();
    for (Vertex at = dominator[kSink]; at != kSource; at = dominator[at]) {
      const NodeIndex node = nodes_[at];
      if (std::ranges::binary_search(from, node) || std::ranges::binary_search(to, node)) continue;
      result_.dominators.push_back(node);
    }
    std::ranges::reverse(result_.dominators);
  }

  const State& state_;
  Scratch& scratch_;
  const PathsRequest& request_;
  ShownEdges shown_;
  Allow allow_;
  Deadline deadline_;
  bool late_ = false;
  std::vector<NodeIndex> upstream_, others_;
  std::vector<NodeIndex> nodes_;  // by vertex
  std::unordered_map<NodeIndex, Vertex> vertices_;
  std::vector<std::pair<Vertex, Vertex>> pairs_;
  std::uint64_t edge_count_ = 0;
  Paths result_;
};

}  // namespace

Paths paths(const State& state, ScratchPool& pool, const PathsRequest& request) {
  auto scratch = pool.take();
  Paths result = Finder(state, *scratch, request).find();
  pool.give_back(std::move(scratch));
  return result;
}

}  // namespace trama::graph
