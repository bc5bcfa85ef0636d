#include "graph/algorithms.h"

#include <unordered_map>

#include <boost/concept_check.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/pending/queue.hpp>

#include "graph/boost_view.h"
#include "graph/shown_edges.h"

namespace trama::graph {
namespace {

BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<BoostView>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<BoostView>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<BoostView>));

// Colours that are all white again after one increment, so that a small walk on a large graph costs its own size.
class EpochColours {
 public:
  void start(std::size_t vertices) {
    if (stamps_.size() < vertices) stamps_.resize(vertices, 0);
    epoch_ += 2;
    if (epoch_ < 2) {
      stamps_.assign(stamps_.size(), 0);
      epoch_ = 2;
    }
  }
  [[nodiscard]] boost::default_color_type get(std::size_t at) const {
    if (stamps_[at] < epoch_) return boost::white_color;
    return stamps_[at] == epoch_ ? boost::gray_color : boost::black_color;
  }
  void put(std::size_t at, boost::default_color_type colour) {
    stamps_[at] = colour == boost::white_color ? 0 : colour == boost::gray_color ? epoch_ : epoch_ + 1;
  }

 private:
  std::vector<std::uint32_t> stamps_;
  std::uint32_t epoch_ = 0;
};

struct ColourMap {
  using key_type = NodeIndex;
  using value_type = boost::default_color_type;
  using reference = boost::default_color_type;
  using category = boost::read_write_property_map_tag;
  EpochColours* colours;
  BoostView view;
};
boost::default_color_type get(const ColourMap& map, NodeIndex node) {
  return map.colours->get(map.view.position(node));
}
void put(const ColourMap& map, NodeIndex node, boost::default_color_type colour) {
  map.colours->put(map.view.position(node), colour);
}

struct Recorder : boost::default_bfs_visitor {
  explicit Recorder(std::vector<NodeIndex>* out) : order(out) {}
  void discover_vertex(NodeIndex node, const BoostView&) const { order->push_back(node); }
  std::vector<NodeIndex>* order;
};

}  // namespace

std::vector<NodeIndex> reachable(const State& state, NodeIndex root, Level level, Allow allow) {
  thread_local EpochColours colours;
  const BoostView view{&state, level, allow};
  colours.start(view.size());
  std::vector<NodeIndex> order;
  boost::queue<NodeIndex> queue;
  boost::breadth_first_visit(view, root, queue, Recorder(&order), ColourMap{&colours, view});
  return order;
}

std::vector<std::vector<NodeIndex>> cycles_among(const State& state, std::span<const NodeIndex> nodes, Level level,
                                                 Allow allow) {
  using Viewed = boost::compressed_sparse_row_graph<boost::directedS>;
  std::unordered_map<NodeIndex, std::uint32_t> positions;
  for (const NodeIndex node : nodes) {
    if (state.nodes.contains(node)) positions.emplace(node, static_cast<std::uint32_t>(positions.size()));
  }
  std::vector<NodeIndex> by_position(positions.size());
  for (const auto& [node, position] : positions) by_position[position] = node;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  std::vector<bool> self(positions.size());
  const ShownEdges shown(state, level);
  for (std::uint32_t position = 0; position < by_position.size(); ++position) {
    shown.for_each(by_position[position], Way::out, [&](const ShownEdge& edge) {
      const auto other = positions.find(edge.to);
      if (!allowed(allow, edge.word) || other == positions.end()) return;
      pairs.emplace_back(position, other->second);
      if (other->second == position) self[position] = true;
    });
  }
  const Viewed viewed(boost::edges_are_unsorted, pairs.begin(), pairs.end(), by_position.size());
  std::vector<std::uint32_t> component(by_position.size());
  const auto index = get(boost::vertex_index, viewed);
  const auto count = boost::strong_components(viewed, boost::make_iterator_property_map(component.begin(), index));
  std::vector<std::vector<NodeIndex>> members(count), cycles;
  for (std::uint32_t position = 0; position < by_position.size(); ++position) {
    members[component[position]].push_back(by_position[position]);
  }
  std::vector<bool> told(count);
  for (std::uint32_t position = 0; position < by_position.size(); ++position) {
    const std::uint32_t of = component[position];
    if (told[of] || (members[of].size() == 1 && !self[position])) continue;
    told[of] = true;
    cycles.push_back(std::move(members[of]));
  }
  return cycles;
}

}  // namespace trama::graph
