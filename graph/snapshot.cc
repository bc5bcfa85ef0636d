#include "graph/snapshot.h"

#include <algorithm>
#include <set>

#include "catalog/base/encoding.h"
#include "catalog/lineage/canonical_name.h"
#include "graph/algorithms.h"
#include "graph/impact.h"
#include "graph/linker.h"
#include "graph/paths.h"
#include "graph/resolver.h"
#include "graph/roll_up.h"
#include "graph/shown_edges.h"

namespace trama::graph {
namespace {

template <typename Visit>
void for_each_vertex(const Nodes& nodes, const Visit& visit) {
  for (NodeIndex entity = 1; entity < nodes.entity_count(); ++entity) visit(entity);
  for (NodeIndex field = 0; field < nodes.field_count(); ++field) visit(field | kFieldBit);
}

}  // namespace

Result<std::vector<NodeIndex>> GraphSnapshot::resolve(std::string_view text, std::optional<NodeKind> kind) const {
  return resolve_shown(state_, text, kind);
}

NodeIndex GraphSnapshot::rolled_up(NodeIndex node, Level level) const {
  return is_group(node) || !state_.nodes.contains(node) ? node : group_of(state_, node, level);
}

Traversal GraphSnapshot::traverse(const TraverseRequest& request) const {
  if (is_rolled_up(request.level)) return roll_up(state_, *pool_, request);
  return graph::traverse(state_, *pool_, request);
}

Impact GraphSnapshot::impact(const ImpactRequest& request) const {
  return graph::impact(state_, *pool_, request);
}

Paths GraphSnapshot::paths(const PathsRequest& request) const {
  return graph::paths(state_, *pool_, request);
}

std::vector<NodeIndex> GraphSnapshot::fields_of(NodeIndex dataset) const {
  std::vector<NodeIndex> fields;
  if (!state_.nodes.contains(dataset) || is_field(dataset) || !state_.nodes.has_children(dataset)) return fields;
  state_.nodes.for_each_child(dataset, [&](NodeIndex field) {
    if (visible(state_, field)) fields.push_back(field);
  });
  return fields;
}

std::vector<NodeIndex> GraphSnapshot::datasets_of(std::string_view id) const {
  std::vector<NodeIndex> datasets;
  for (const EntityKind kind : {EntityKind::contract, EntityKind::product}) {
    const NodeIndex entity = state_.nodes.find(kind, 0, id);
    if (entity == 0) continue;
    if (visible(state_, entity)) datasets.push_back(entity);
    state_.nodes.for_each_child(entity, [&](NodeIndex child) {
      if (visible(state_, child)) datasets.push_back(child);
    });
  }
  return datasets;
}

std::vector<std::string> GraphSnapshot::declared_columns(NodeIndex dataset) const {
  const Nodes& nodes = state_.nodes;
  std::vector<std::string> columns;
  nodes.for_each_child(dataset, [&](NodeIndex field) {
    if (!is_field(field) || nodes.declared(field) == Declared::no) return;
    const std::string_view path = nodes.name(field);
    if (path.find_first_of(".[{") == std::string_view::npos)
      columns.push_back(percent_decode(path).value_or(std::string(path)));
  });
  return columns;
}

std::vector<std::string> GraphSnapshot::spaces_of(std::string_view physical_name) const {
  const Nodes& nodes = state_.nodes;
  std::vector<std::string> spaces;
  for (const NodeIndex physical : nodes.physical_named(physical_name)) {
    const bool known = nodes.declared(physical) != Declared::no || !nodes.claims(physical).empty();
    if (known) spaces.emplace_back(nodes.name(nodes.parent(physical)));
  }
  std::ranges::sort(spaces);
  return spaces;
}

std::vector<ToldName> GraphSnapshot::told_names(const lineage::Summary& contract, std::size_t max) const {
  const Nodes& nodes = state_.nodes;
  std::set<std::pair<std::uint32_t, NodeIndex>> seen;
  std::vector<ToldName> told;
  for (const std::size_t i : folded_physical(contract)) {
    const lineage::PhysicalName& said = contract.physical[i];
    const auto known = lineage::canonical_physical_name(said.space, said.name);
    const NodeIndex space = nodes.find(EntityKind::space, 0, known.space);
    const NodeIndex physical = space == 0 ? 0 : nodes.find(EntityKind::physical, space, known.name);
    if (physical == 0) continue;
    for (const NodeIndex node : nodes.names_of(physical)) {
      if (nodes.declared(node) == Declared::no || !seen.emplace(said.dataset, node).second) continue;
      told.push_back({said.dataset, std::string(nodes.name(nodes.parent(node))), std::string(nodes.name(node))});
      for (const Spelling& spelling : nodes.spellings(node)) {
        told.push_back({said.dataset, std::string(nodes.names().text(spelling.space)),
                        std::string(nodes.names().text(spelling.name))});
      }
      if (told.size() >= max) {
        told.resize(max);
        return told;
      }
    }
  }
  return told;
}

std::size_t GraphSnapshot::degree(NodeIndex node, Direction direction) const {
  if (!state_.nodes.contains(node)) return 0;
  const ShownEdges shown(state_, is_field(node) ? Level::column : Level::dataset);
  std::size_t count = 0;
  const auto one = [&](const ShownEdge&) { ++count; };
  if (direction != Direction::downstream) shown.for_each(node, Way::in, one);
  if (direction != Direction::upstream) shown.for_each(node, Way::out, one);
  return count;
}

std::vector<std::vector<NodeIndex>> GraphSnapshot::cycles(std::span<const NodeIndex> nodes, Level level) const {
  return cycles_among(state_, nodes, level, allow_of(true, false, false, level));
}

void GraphSnapshot::for_each_edge(const std::function<void(const EdgeView&)>& edge) const {
  for_each_vertex(state_.nodes, [&](NodeIndex node) {
    const RowView row = state_.edges.out(node);
    for (std::uint32_t i = 0; i < row.size; ++i) {
      const Word word = row.words[i];
      const bool field_level = is_field(node) || is_field(word);
      if (!field_level && i > 0 && same_pair(row.words[i - 1], word)) continue;
      edge(edge_view(state_, node, node_of(word), word, row.attributes[i], true));
    }
  });
}

void GraphSnapshot::for_each_node(const std::function<void(const NodeView&)>& node) const {
  for_each_vertex(state_.nodes, [&](NodeIndex vertex) {
    if (visible(state_, vertex)) node(view_of(state_, vertex));
  });
}

}  // namespace trama::graph
