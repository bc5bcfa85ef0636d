#include "impact_check.h"

#include <set>

#include <doctest/doctest.h>

namespace trama::graph::test {
namespace {

std::string key_of(const Snapshot& snapshot, NodeIndex node) {
  const NodeView view = snapshot.node(node);
  return view.id + " " + std::string(to_string(view.kind));
}

std::string certain_way(const ImpactHit& hit) {
  return std::string(to_string(hit.certainty)) + " " + std::to_string(hit.hop) + (hit.whole ? " whole" : "");
}

// One line a hit; `way` only where the reference says it (not for paths that cross a CONSUMES).
std::map<std::string, std::string> described(const Snapshot& snapshot, const Impact& impact) {
  std::map<std::string, std::string> lines;
  for (const ImpactHit& hit : impact.hits) {
    std::string line = certain_way(hit);
    std::map<std::string, std::string> fields;
    for (const ImpactField& field : hit.fields) {
      std::string way = field.via == Via::reference              ? "reference"
                        : field.certainty == Certainty::possible ? "possible"
                        : field.via == Via::indirect             ? "indirect"
                        : field.arrives == Arrives::plain        ? "plain"
                                                                 : std::string(to_string(field.arrives));
      fields[key_of(snapshot, field.node)] =
          std::string(to_string(field.certainty)) + " " + way + " " + std::to_string(field.hop);
    }
    for (const auto& [name, text] : fields) line += "; " + name + " " + text;
    CHECK(lines.emplace(key_of(snapshot, hit.node), line).second);
  }
  return lines;
}

std::map<std::string, std::string> described(const std::map<std::string, ReferenceHit>& hits) {
  std::map<std::string, std::string> lines;
  for (const auto& [name, hit] : hits) {
    std::string line =
        std::string(to_string(hit.certainty)) + " " + std::to_string(hit.hop) + (hit.whole ? " whole" : "");
    for (const auto& [field, text] : hit.fields) line += "; " + field + " " + text;
    lines[name] = line;
  }
  return lines;
}

// The path is as long as said, starts at a change, ends at the hit, and each of its steps is one somebody's claims
// give.
void check_path(const Snapshot& snapshot, const ReferenceGraph& graph, const std::set<std::string>& roots,
                const ImpactHit& hit) {
  if (hit.certainty == Certainty::cleared) {
    CHECK(hit.path.empty());
    return;
  }
  REQUIRE(hit.path.size() == hit.hop + 1);
  CHECK(roots.contains(key_of(snapshot, hit.path.front().node)));
  CHECK(graph.known.at(key_of(snapshot, hit.path.back().node)).asset == key_of(snapshot, hit.node));
  for (std::size_t i = 1; i < hit.path.size(); ++i) {
    const std::string from = key_of(snapshot, hit.path[i - 1].node), to = key_of(snapshot, hit.path[i].node);
    CAPTURE(from);
    CAPTURE(to);
    CHECK(reference_step(graph, from, to, hit.path[i].because));
  }
}

}  // namespace

std::map<std::string, NodeIndex> nodes_by_name(const Snapshot& snapshot) {
  std::map<std::string, NodeIndex> nodes;
  snapshot.for_each_node(
      [&](const NodeView& view) { nodes.emplace(view.id + " " + std::string(to_string(view.kind)), view.index); });
  return nodes;
}

void check_impact(const Snapshot& snapshot, const ReferenceGraph& graph, const std::vector<ReferenceChange>& changes,
                  ImpactTally* tally) {
  const auto nodes = nodes_by_name(snapshot);
  ImpactRequest request;
  request.nodes_max = 100'000;
  std::vector<ReferenceChange> all;
  std::set<std::string> roots;
  std::string asked;
  for (const ReferenceChange& change : changes) {
    const NodeIndex node = nodes.at(change.node);
    asked += change.node + (change.indirect_reach ? ", " : " (no reach), ");
    const auto add = [&](const std::string& root, NodeIndex index) {
      if (!roots.insert(root).second) return;
      request.changes.push_back({index, change.indirect_reach});
      all.push_back({root, change.indirect_reach});
    };
    add(change.node, node);
    for (const NodeIndex field : snapshot.fields_of(node)) add(key_of(snapshot, field), field);
  }
  CAPTURE(asked);
  const Impact impact = snapshot.impact(request);
  CHECK(impact.complete);
  const auto wanted = described(reference_impact(graph, all));
  const auto found = described(snapshot, impact);
  for (const auto& [name, line] : wanted) {
    CAPTURE(name);
    const auto place = found.find(name);
    CHECK((place == found.end() ? "" : place->second) == line);
  }
  CHECK(found.size() == wanted.size());
  for (const ImpactHit& hit : impact.hits) check_path(snapshot, graph, roots, hit);
  CHECK(impact.assets.certain + impact.assets.possible + impact.assets.cleared == impact.hits.size());
  ++tally->questions;
  tally->certain += impact.assets.certain;
  tally->possible += impact.assets.possible;
  tally->cleared += impact.assets.cleared;
}

}  // namespace trama::graph::test
