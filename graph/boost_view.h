// A State as a Boost.Graph graph: IncidenceGraph, BidirectionalGraph and VertexListGraph at either level, so that its
// algorithms run on the live snapshot without a copy. Vertices are NodeIndex values; for colour maps and other vertex
// properties they are numbered by `position` (entities first, then fields).
//
// At column level only what was said about columns is an edge (no rolled-up ones); an edge of a whole dataset is on the
// dataset's vertex. Included by .cc files of graph/ only. Borrowed: the State outlives the view. Immutable.
#pragma once

#include <utility>

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/iterator_facade.hpp>

#include "graph/state.h"
#include "graph/walk.h"

namespace trama::graph {

struct BoostEdge {
  NodeIndex source = 0, target = 0;
  Word word = 0;  // as in the row it was read from
  Attributes attributes = 0;
  friend bool operator==(const BoostEdge&, const BoostEdge&) = default;
};

struct BoostView {
  const State* state = nullptr;
  Level level = Level::dataset;
  Allow allow = 0;

  [[nodiscard]] std::uint32_t size() const {
    return state->nodes.entity_count() + (level == Level::column ? state->nodes.field_count() : 0);
  }
  [[nodiscard]] NodeIndex at(std::uint32_t position) const {
    const std::uint32_t entities = state->nodes.entity_count();
    return position < entities ? position : (position - entities) | kFieldBit;
  }
  [[nodiscard]] std::uint32_t position(NodeIndex node) const {
    return is_field(node) ? state->nodes.entity_count() + (node & ~kFieldBit) : node;
  }
};

class BoostEdgeIterator
    : public boost::iterator_facade<BoostEdgeIterator, BoostEdge, boost::forward_traversal_tag, BoostEdge> {
 public:
  BoostEdgeIterator() = default;
  BoostEdgeIterator(const BoostView& view, NodeIndex row, Way way, bool at_end)
      : words_(view.state->edges.row(row, way)), row_(row), way_(way), allow_(view.allow), level_(view.level) {
    at_ = at_end ? words_.size : 0;
    skip();
  }

 private:
  friend class boost::iterator_core_access;
  [[nodiscard]] BoostEdge dereference() const {
    const NodeIndex other = node_of(words_.words[at_]);
    const NodeIndex from = way_ == Way::out ? row_ : other, to = way_ == Way::out ? other : row_;
    return {from, to, words_.words[at_], words_.attributes[at_]};
  }
  [[nodiscard]] bool equal(const BoostEdgeIterator& other) const { return at_ == other.at_; }
  void increment() {
    ++at_;
    skip();
  }
  void skip() {
    while (at_ < words_.size && !follows(words_.words[at_])) ++at_;
  }
  [[nodiscard]] bool follows(Word word) const {
    return allowed(allow_, word) && (level_ == Level::dataset || !is_rolled_up(row_, word));
  }

  RowView words_;
  NodeIndex row_ = 0;
  std::uint32_t at_ = 0;
  Way way_ = Way::out;
  Allow allow_ = 0;
  Level level_ = Level::dataset;
};

class BoostVertexIterator
    : public boost::iterator_facade<BoostVertexIterator, NodeIndex, boost::forward_traversal_tag, NodeIndex> {
 public:
  BoostVertexIterator() = default;
  BoostVertexIterator(const BoostView& view, std::uint32_t position) : view_(view), position_(position) {}

 private:
  friend class boost::iterator_core_access;
  [[nodiscard]] NodeIndex dereference() const { return view_.at(position_); }
  [[nodiscard]] bool equal(const BoostVertexIterator& other) const { return position_ == other.position_; }
  void increment() { ++position_; }

  BoostView view_;
  std::uint32_t position_ = 0;
};

}  // namespace trama::graph

namespace boost {

template <>
struct graph_traits<trama::graph::BoostView> {
  struct traversal_category : bidirectional_graph_tag, vertex_list_graph_tag {};
  using vertex_descriptor = trama::graph::NodeIndex;
  using edge_descriptor = trama::graph::BoostEdge;
  using directed_category = bidirectional_tag;
  using edge_parallel_category = allow_parallel_edge_tag;
  using out_edge_iterator = trama::graph::BoostEdgeIterator;
  using in_edge_iterator = trama::graph::BoostEdgeIterator;
  using vertex_iterator = trama::graph::BoostVertexIterator;
  using degree_size_type = std::uint32_t;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint64_t;
  static vertex_descriptor null_vertex() { return UINT32_MAX; }
};

}  // namespace boost

namespace trama::graph {

using BoostEdges = std::pair<BoostEdgeIterator, BoostEdgeIterator>;

inline NodeIndex source(const BoostEdge& edge, const BoostView&) {
  return edge.source;
}
inline NodeIndex target(const BoostEdge& edge, const BoostView&) {
  return edge.target;
}
inline BoostEdges out_edges(NodeIndex node, const BoostView& view) {
  return {{view, node, Way::out, false}, {view, node, Way::out, true}};
}
inline BoostEdges in_edges(NodeIndex node, const BoostView& view) {
  return {{view, node, Way::in, false}, {view, node, Way::in, true}};
}
inline std::uint32_t out_degree(NodeIndex node, const BoostView& view) {
  const auto [from, to] = out_edges(node, view);
  return static_cast<std::uint32_t>(std::distance(from, to));
}
inline std::uint32_t in_degree(NodeIndex node, const BoostView& view) {
  const auto [from, to] = in_edges(node, view);
  return static_cast<std::uint32_t>(std::distance(from, to));
}
inline std::uint32_t degree(NodeIndex node, const BoostView& view) {
  return out_degree(node, view) + in_degree(node, view);
}
inline std::pair<BoostVertexIterator, BoostVertexIterator> vertices(const BoostView& view) {
  return {{view, 0}, {view, view.size()}};
}
inline std::uint32_t num_vertices(const BoostView& view) {
  return view.size();
}

// Vertex -> position, for algorithms that index vectors.
struct BoostPositions {
  using key_type = NodeIndex;
  using value_type = std::uint32_t;
  using reference = std::uint32_t;
  using category = boost::readable_property_map_tag;
  BoostView view;
};
inline std::uint32_t get(const BoostPositions& positions, NodeIndex node) {
  return positions.view.position(node);
}

}  // namespace trama::graph
