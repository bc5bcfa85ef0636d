// The formats of a lineage answer. One row per node or edge, the same set in each.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "catalog/base/clock.h"
#include "web/service/csv_text.h"
#include "web/service/json_text.h"
#include "web/service/lineage_answer.h"

namespace trama::service {
namespace {

using graph::EdgeView;
using graph::NodeIndex;
using graph::NodeView;
using graph::VisitedNode;

std::string hop_text(std::int32_t hop) {
  return std::to_string(hop);
}

void append_node(std::string* out, const NodeView& node, const VisitedNode& visited) {
  *out += '{';
  append_json_member(out, "id", node.id);
  append_json_member(out, "kind", to_string(node.kind));
  append_json_member(out, "name", node.name);
  append_json_member(out, "title", node.title);
  append_json_member(out, "domain", node.domain);
  append_json_member(out, "owner", node.owner);
  append_json_member(out, "type", node.type);
  append_json_member(out, "version", node.version);
  append_json_member(out, "classification", node.classification);
  append_json_member(out, "contract", node.contract);
  append_json_member(out, "table", node.table);
  append_json_member(out, "path", node.path);
  append_json_number(out, "hop", visited.hop);
  if (visited.neighbour) *out += "\"neighbour\":true,";
  if (visited.stands_for > 0) append_json_number(out, "stands_for", static_cast<std::int64_t>(visited.stands_for));
  append_json_member(out, "status", graph::to_string(node.status));
  out->back() = '}';
}

bool is_stale(const LineageAnswer& answer, const lineage::Asserter& asserter) {
  const auto at = answer.confirmed.find(asserter);
  return at != answer.confirmed.end() && at->second < answer.stale_before_us;
}

void append_edge(std::string* out, const LineageAnswer& answer, const EdgeView& edge) {
  const graph::Snapshot& snapshot = *answer.snapshot;
  const auto stale = [&answer](const lineage::Asserter& asserter) { return is_stale(answer, asserter); };
  *out += '{';
  append_json_member(out, "from", snapshot.node(edge.from).id);
  append_json_member(out, "to", snapshot.node(edge.to).id);
  append_json_member(out, "relation", lineage::to_string(edge.relation));
  append_json_member(out, "type", lineage::to_string(edge.type));
  append_json_member(out, "subtype", lineage::to_string(edge.subtype));
  if (edge.masking) *out += "\"masking\":true,";
  if (!edge.asserters.empty() && std::ranges::all_of(edge.asserters, stale)) *out += "\"stale\":true,";
  if (edge.stands_for > 0) append_json_number(out, "stands_for", static_cast<std::int64_t>(edge.stands_for));
  *out += "\"asserters\":[";
  for (const lineage::Asserter& asserter : edge.asserters) {
    *out += '{';
    append_json_member(out, "kind", lineage::to_string(asserter.kind));
    append_json_member(out, "id", asserter.id);
    if (const auto at = answer.confirmed.find(asserter); at != answer.confirmed.end()) {
      append_json_member(out, "confirmed", format_rfc3339(at->second));
      if (stale(asserter)) *out += "\"stale\":true,";
    }
    out->back() = '}';
    *out += ',';
  }
  if (!edge.asserters.empty()) out->pop_back();
  *out += "],\"jobs\":[";
  for (const lineage::Asserter& asserter : edge.asserters) {
    if (asserter.kind != lineage::AsserterKind::job) continue;
    append_json_string(out, asserter.id);
    *out += ',';
  }
  if (out->back() == ',') out->pop_back();
  *out += "]}";
}

void append_counts(std::string* out, std::string_view key, const std::vector<std::uint64_t>& counts) {
  append_json_string(out, key);
  *out += ":[";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i > 0) *out += ',';
    *out += std::to_string(counts[i]);
  }
  *out += ']';
}

// Everything but nodes and edges, without braces.
void append_frame(std::string* out, const LineageAnswer& answer) {
  *out += "\"roots\":[";
  for (std::size_t i = 0; i < answer.roots.size(); ++i) {
    if (i > 0) *out += ',';
    append_json_string(out, answer.snapshot->node(answer.roots[i]).id);
  }
  *out += "],\"level\":";
  append_json_string(out, graph::to_string(answer.level));
  if (graph::is_rolled_up(answer.level)) {
    *out += ",\"rolled_up_from\":";
    append_json_string(out, graph::to_string(answer.traversal.rolled_up_from));
  }
  *out += ",\"counts_by_hop\":{";
  append_counts(out, "upstream", answer.traversal.upstream_by_hop);
  *out += ',';
  append_counts(out, "downstream", answer.traversal.downstream_by_hop);
  *out += "},";
  append_json_number(out, "nodes_total", static_cast<std::int64_t>(answer.traversal.nodes_total));
  append_json_number(out, "edges_total", static_cast<std::int64_t>(answer.traversal.edges_total));
  *out += answer.traversal.complete ? "\"complete\":true," : "\"complete\":false,";
  append_json_member(out, "truncated_by", answer.traversal.truncated_by);
  append_json_member(out, "cursor", answer.cursor);
  *out += "\"as_of_seq\":" + std::to_string(answer.as_of_seq);
}

std::string write_json(const LineageAnswer& answer) {
  std::string out = "{";
  append_frame(&out, answer);
  out += ",\"nodes\":[";
  for (const VisitedNode& visited : answer.traversal.nodes) {
    append_node(&out, answer.snapshot->node(visited.node), visited);
    out += ',';
  }
  if (out.back() == ',') out.pop_back();
  out += "],\"edges\":[";
  for (const EdgeView& edge : answer.traversal.edges) {
    append_edge(&out, answer, edge);
    out += ',';
  }
  if (out.back() == ',') out.pop_back();
  out += "]}\n";
  return out;
}

// One object a line: {"node":…}, {"edge":…}, and the frame last.
std::string write_ndjson(const LineageAnswer& answer) {
  std::string out;
  for (const VisitedNode& visited : answer.traversal.nodes) {
    out += "{\"node\":";
    append_node(&out, answer.snapshot->node(visited.node), visited);
    out += "}\n";
  }
  for (const EdgeView& edge : answer.traversal.edges) {
    out += "{\"edge\":";
    append_edge(&out, answer, edge);
    out += "}\n";
  }
  out += '{';
  append_frame(&out, answer);
  out += "}\n";
  return out;
}

// The other end of the edge that a node was reached by first.
struct ReachedFrom {
  std::string id;
  std::uint64_t stands_for = 0;
};
std::unordered_map<NodeIndex, ReachedFrom> reached_from_of(const LineageAnswer& answer) {
  // Two steps to a hop, so that a job stands between the datasets it joins.
  std::unordered_map<NodeIndex, std::int32_t> steps;
  for (const VisitedNode& visited : answer.traversal.nodes) {
    const bool job = answer.snapshot->node(visited.node).kind == NodeKind::job;
    steps[visited.node] = 2 * visited.hop - (job ? (visited.hop > 0 ? 1 : -1) : 0);
  }
  std::unordered_map<NodeIndex, ReachedFrom> reached_from;
  for (const EdgeView& edge : answer.traversal.edges) {
    const auto from = steps.find(edge.from);
    const auto to = steps.find(edge.to);
    if (from == steps.end() || to == steps.end()) continue;
    if (to->second <= from->second || to->second > from->second + 2) continue;
    if (to->second > 0)
      reached_from.try_emplace(edge.to, ReachedFrom{answer.snapshot->node(edge.from).id, edge.stands_for});
    if (from->second < 0)
      reached_from.try_emplace(edge.from, ReachedFrom{answer.snapshot->node(edge.to).id, edge.stands_for});
  }
  return reached_from;
}

std::string count_text(std::uint64_t count) {
  return count == 0 ? "" : std::to_string(count);
}

std::string write_csv(const LineageAnswer& answer) {
  const bool rolled_up = graph::is_rolled_up(answer.level);
  std::string out = "hop,kind,id,name,domain,owner,status,version,reached_from";
  out += rolled_up ? ",stands_for,reached_over\r\n" : "\r\n";
  auto reached_from = reached_from_of(answer);
  for (const VisitedNode& visited : answer.traversal.nodes) {
    const NodeView node = answer.snapshot->node(visited.node);
    out += hop_text(visited.hop);
    for (const std::string_view cell :
         {to_string(node.kind), std::string_view(node.id), std::string_view(node.name), std::string_view(node.domain),
          std::string_view(node.owner), graph::to_string(node.status), std::string_view(node.version),
          std::string_view(reached_from[visited.node].id)}) {
      out += ',';
      out += csv_cell(cell);
    }
    if (rolled_up)
      out += ',' + count_text(visited.stands_for) + ',' + count_text(reached_from[visited.node].stands_for);
    out += "\r\n";
  }
  return out;
}

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '"';
}

std::string write_dot(const LineageAnswer& answer) {
  std::string out = "digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const VisitedNode& visited : answer.traversal.nodes) {
    const NodeView node = answer.snapshot->node(visited.node);
    out += "  " + dot_text(node.id) + " [label=" + dot_text(node.name);
    if (node.kind == NodeKind::job) out += ", shape=ellipse";
    if (node.status != graph::NodeStatus::active) out += ", style=dashed";
    if (visited.hop == 0 && !visited.neighbour) out += ", penwidth=2";
    out += "];\n";
  }
  for (const EdgeView& edge : answer.traversal.edges) {
    out += "  " + dot_text(answer.snapshot->node(edge.from).id) + " -> " + dot_text(answer.snapshot->node(edge.to).id);
    if (edge.stands_for > 0) out += " [label=" + std::to_string(edge.stands_for) + "]";
    if (edge.relation == lineage::Relation::references) {
      out += edge.stands_for > 0 ? " [style=dotted]" : " [style=dotted, label=references]";
    }
    if (edge.type == lineage::DependencyType::indirect) out += " [style=dashed]";
    out += ";\n";
  }
  return out + "}\n";
}

std::string mermaid_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "#quot;";
        break;
      case '#':
        out += "#35;";
        break;
      case '<':
        out += "#lt;";
        break;
      case '>':
        out += "#gt;";
        break;
      case '\n':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

std::string write_mermaid(const LineageAnswer& answer) {
  std::string out = "graph LR\n";
  const auto name = [](NodeIndex node) { return "n" + std::to_string(node); };
  for (const VisitedNode& visited : answer.traversal.nodes) {
    const NodeView node = answer.snapshot->node(visited.node);
    const bool job = node.kind == NodeKind::job;
    out += "  " + name(visited.node) + (job ? "([" : "[") + mermaid_text(node.name) + (job ? "])\n" : "]\n");
  }
  for (const EdgeView& edge : answer.traversal.edges) {
    const bool dashed =
        edge.relation == lineage::Relation::references || edge.type == lineage::DependencyType::indirect;
    const std::string count = edge.stands_for > 0 ? "|" + std::to_string(edge.stands_for) + "| " : "";
    out += "  " + name(edge.from) + (dashed ? " -.-> " : " --> ") + count + name(edge.to) + "\n";
  }
  return out;
}

std::string marquez_id(const NodeView& node) {
  if (node.kind == NodeKind::field) return "datasetField:" + node.contract + ":" + node.table + ":" + node.path;
  if (node.kind == NodeKind::job) return "job:" + node.contract + ":" + node.name;
  if (node.table.empty()) return "dataset:" + std::string(to_string(node.kind)) + ":" + node.id;
  return "dataset:" + node.contract + ":" + node.table;
}

void append_marquez_edges(std::string* out, const graph::Snapshot& snapshot,
                          const std::vector<std::pair<NodeIndex, NodeIndex>>& edges) {
  *out += '[';
  for (const auto& [from, to] : edges) {
    *out += "{\"origin\":";
    append_json_string(out, marquez_id(snapshot.node(from)));
    *out += ",\"destination\":";
    append_json_string(out, marquez_id(snapshot.node(to)));
    *out += "},";
  }
  if (out->back() == ',') out->pop_back();
  *out += ']';
}

// Marquez' GET /lineage: nodes sorted by id, each with the edges that touch it.
std::string write_marquez(const LineageAnswer& answer) {
  std::map<std::string, NodeIndex> sorted;
  for (const VisitedNode& visited : answer.traversal.nodes) {
    sorted.emplace(marquez_id(answer.snapshot->node(visited.node)), visited.node);
  }
  std::unordered_map<NodeIndex, std::vector<std::pair<NodeIndex, NodeIndex>>> incoming;
  std::unordered_map<NodeIndex, std::vector<std::pair<NodeIndex, NodeIndex>>> outgoing;
  for (const EdgeView& edge : answer.traversal.edges) {
    outgoing[edge.from].emplace_back(edge.from, edge.to);
    incoming[edge.to].emplace_back(edge.from, edge.to);
  }
  std::string out = "{\"graph\":[";
  for (const auto& [id, index] : sorted) {
    const NodeView node = answer.snapshot->node(index);
    out += "{\"id\":";
    append_json_string(&out, id);
    const bool job = node.kind == NodeKind::job;
    out += job                            ? ",\"type\":\"JOB\",\"data\":{"
           : node.kind == NodeKind::field ? ",\"type\":\"DATASET_FIELD\",\"data\":{"
                                          : ",\"type\":\"DATASET\",\"data\":{";
    out += "\"id\":{";
    append_json_member(&out, "namespace", node.contract);
    append_json_member(&out, "name", node.table.empty() ? node.id : node.table);
    out.back() = '}';
    out += job ? ",\"type\":\"BATCH\"," : ",\"type\":\"DB_TABLE\",";
    append_json_member(&out, "name", node.table.empty() ? node.id : node.table);
    append_json_member(&out, "namespace", node.contract);
    append_json_member(&out, "field", node.path);
    append_json_member(&out, "description", node.title);
    out.back() = '}';
    out += ",\"inEdges\":";
    append_marquez_edges(&out, *answer.snapshot, incoming[index]);
    out += ",\"outEdges\":";
    append_marquez_edges(&out, *answer.snapshot, outgoing[index]);
    out += "},";
  }
  if (out.back() == ',') out.pop_back();
  return out + "]}\n";
}

}  // namespace

std::optional<LineageFormat> lineage_format(std::string_view name) {
  if (name.empty() || name == "json") return LineageFormat::json;
  if (name == "ndjson") return LineageFormat::ndjson;
  if (name == "csv") return LineageFormat::csv;
  if (name == "dot") return LineageFormat::dot;
  if (name == "mermaid") return LineageFormat::mermaid;
  if (name == "marquez") return LineageFormat::marquez;
  return std::nullopt;
}

std::string_view content_type(LineageFormat format) {
  switch (format) {
    case LineageFormat::json:
    case LineageFormat::marquez:
      return "application/json";
    case LineageFormat::ndjson:
      return "application/x-ndjson";
    case LineageFormat::csv:
      return "text/csv; charset=utf-8";
    case LineageFormat::dot:
      return "text/vnd.graphviz; charset=utf-8";
    case LineageFormat::mermaid:
      return "text/plain; charset=utf-8";
  }
  return "application/json";
}

std::string write_lineage(const LineageAnswer& answer, LineageFormat format) {
  switch (format) {
    case LineageFormat::json:
      return write_json(answer);
    case LineageFormat::ndjson:
      return write_ndjson(answer);
    case LineageFormat::csv:
      return write_csv(answer);
    case LineageFormat::dot:
      return write_dot(answer);
    case LineageFormat::mermaid:
      return write_mermaid(answer);
    case LineageFormat::marquez:
      return write_marquez(answer);
  }
  return write_json(answer);
}

}  // namespace trama::service
