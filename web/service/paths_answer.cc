#include "web/service/paths_answer.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "web/service/render.h"

namespace trama::service {
namespace {

using graph::NodeIndex;

Json edge_json(const graph::Snapshot& snapshot, const graph::EdgeView& edge) {
  Json json = {{"from", snapshot.node(edge.from).id},
               {"to", snapshot.node(edge.to).id},
               {"relation", lineage::to_string(edge.relation)}};
  if (edge.type != lineage::DependencyType::unknown) json["type"] = lineage::to_string(edge.type);
  if (edge.subtype != lineage::Subtype::unknown) json["subtype"] = lineage::to_string(edge.subtype);
  if (edge.masking) json["masking"] = true;
  json["asserters"] = Json::array();
  for (const lineage::Asserter& asserter : edge.asserters) {
    json["asserters"].push_back({{"kind", lineage::to_string(asserter.kind)}, {"id", asserter.id}});
  }
  return json;
}

Json path_json(const graph::Snapshot& snapshot, const std::vector<graph::EdgeView>& path) {
  Json json = {{"length", path.size()}, {"nodes", Json::array()}, {"edges", Json::array()}};
  json["nodes"].push_back(snapshot.node(path.front().from).id);
  for (const graph::EdgeView& edge : path) {
    json["nodes"].push_back(snapshot.node(edge.to).id);
    json["edges"].push_back(edge_json(snapshot, edge));
  }
  return json;
}

Json ids_json(const graph::Snapshot& snapshot, const std::vector<NodeIndex>& nodes) {
  Json json = Json::array();
  for (const NodeIndex node : nodes) json.push_back(snapshot.node(node).id);
  return json;
}

bool all_fields(const graph::Snapshot& snapshot, const std::vector<NodeIndex>& nodes) {
  return std::ranges::all_of(nodes, [&](NodeIndex node) { return snapshot.node(node).kind == NodeKind::field; });
}

// At dataset level a field is its dataset.
std::vector<std::string> ends_at(const graph::Snapshot& snapshot, const std::vector<NodeIndex>& nodes,
                                 graph::Level level) {
  std::vector<std::string> ends;
  for (const NodeIndex node : nodes) {
    const graph::NodeView view = snapshot.node(node);
    const bool dataset = level == graph::Level::dataset && view.kind == NodeKind::field && !view.table.empty();
    ends.push_back(dataset ? dataset_id(view.contract, view.table) : view.id);
  }
  return ends;
}

}  // namespace

Result<nlohmann::ordered_json> answer_paths(const Catalog& catalog, const PathsQuestion& question) {
  const auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  const graph::Snapshot& graph = *snapshot.value();
  const auto from = graph.resolve(question.from);
  if (!from) return from.error();
  const auto to = graph.resolve(question.to);
  if (!to) return to.error();
  graph::PathsRequest request;
  request.from = from.value();
  request.to = to.value();
  request.k = question.k;
  request.stop = question.stop;
  const bool fields = all_fields(graph, request.from) && all_fields(graph, request.to);
  request.level = question.level.value_or(fields ? graph::Level::column : graph::Level::dataset);
  const auto starts = ends_at(graph, request.from, request.level), ends = ends_at(graph, request.to, request.level);
  if (std::ranges::any_of(starts, [&](const std::string& id) { return std::ranges::find(ends, id) != ends.end(); })) {
    return make_error(ErrorCode::invalid_argument, "same-node",
                      "both ends are the same at this level; two fields of one dataset need level=column");
  }
  const graph::Paths paths = graph.paths(request);
  Json json = {{"from", ids_json(graph, request.from)},
               {"to", ids_json(graph, request.to)},
               {"level", request.level == graph::Level::column ? "column" : "dataset"},
               {"paths", Json::array()}};
  for (const auto& path : paths.paths) json["paths"].push_back(path_json(graph, path));
  json["every_path_goes_through"] = ids_json(graph, paths.dominators);
  json["between"] = {{"nodes", paths.nodes_between}, {"edges", paths.edges_between}};
  json["complete"] = paths.complete;
  if (!paths.truncated_by.empty()) json["truncated_by"] = paths.truncated_by;
  json["as_of_seq"] = graph.seq();
  return json;
}

}  // namespace trama::service
