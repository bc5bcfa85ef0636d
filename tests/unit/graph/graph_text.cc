#include "graph_text.h"

#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "catalog/base/text.h"

namespace trama::graph::test {
namespace {

std::string take_word(std::string* rest) {
  *rest = std::string(trim(*rest));
  const std::size_t end = std::min(rest->find(' '), rest->size());
  std::string word = rest->substr(0, end);
  *rest = std::string(trim(std::string_view(*rest).substr(end)));
  return word;
}

lineage::Summary parse_contract(const std::string& head, const std::string& body) {
  lineage::Summary summary;
  std::string rest = head;
  summary.id = take_word(&rest);
  summary.title = "Title of " + summary.id;
  summary.version = "1.0.0";
  while (!rest.empty()) {
    const std::string word = take_word(&rest);
    if (word == "retired") {
      summary.state = lineage::SubjectState::retired;
    } else {
      summary.version = word;
    }
  }
  std::string tables = body;
  while (!trim(tables).empty()) {
    const std::size_t end = tables.find(')');
    std::string one = std::string(trim(std::string_view(tables).substr(0, end)));
    tables = end == std::string::npos ? "" : tables.substr(end + 1);
    const std::size_t open = one.find('(');
    lineage::DatasetSummary dataset;
    std::string name = one.substr(0, open);
    dataset.name = take_word(&name);
    dataset.kind = "table";
    if (take_word(&name) == "as") dataset.physical_name = take_word(&name);
    for (const auto path : split(std::string_view(one).substr(open + 1), ',')) {
      if (!trim(path).empty()) dataset.field_paths.emplace_back(trim(path));
    }
    summary.datasets.push_back(std::move(dataset));
  }
  return summary;
}

void parse_physical(const std::string& id, const std::string& body, World* world) {
  std::string rest = body;
  const std::string table = take_word(&rest);
  take_word(&rest);
  lineage::PhysicalName physical;
  physical.space = take_word(&rest);
  physical.name = take_word(&rest);
  physical.environment = take_word(&rest);
  physical.server = physical.space + physical.environment;
  auto& summary = *std::ranges::find(world->subjects, id, &lineage::Summary::id);
  for (std::uint32_t i = 0; i < summary.datasets.size(); ++i) {
    if (summary.datasets[i].name == table) physical.dataset = i;
  }
  summary.physical.push_back(physical);
}

Said parse_said(const std::string& who, const std::string& body) {
  Said said;
  std::string name = who;
  const std::string first = take_word(&name);
  said.asserter = {lineage::AsserterKind::contract, first};
  using lineage::AsserterKind;
  const std::vector<std::pair<std::string, AsserterKind>> kinds{{"person", AsserterKind::person},
                                                                {"job", AsserterKind::job},
                                                                {"consumer", AsserterKind::consumer},
                                                                {"product", AsserterKind::product}};
  for (const auto& [word, kind] : kinds) {
    if (first == word && !name.empty()) said.asserter = {kind, name};
  }
  const std::string home = said.asserter.kind == AsserterKind::contract ? said.asserter.id : "";
  using lineage::Relation;
  const std::vector<std::pair<std::string, Relation>> arrows{
      {" -> ", Relation::derives}, {" => ", Relation::consumes}, {" ~> ", Relation::references}};
  for (const auto& [arrow, relation] : arrows) {
    const std::size_t at = body.find(arrow);
    if (at == std::string::npos) continue;
    lineage::Assertion assertion;
    assertion.relation = relation;
    assertion.source = parse_end(body.substr(0, at), home);
    std::string rest = body.substr(at + arrow.size());
    if (rest.starts_with('"')) {
      const std::size_t end = rest.find('"', 1) + 1;
      assertion.target = parse_end(rest.substr(0, end), home);
      rest = rest.substr(end);
    } else {
      assertion.target = parse_end(take_word(&rest), home);
    }
    while (!trim(rest).empty()) {
      const std::string word = take_word(&rest);
      if (word == "masked") {
        assertion.masking = true;
      } else if (word == "complete") {
        assertion.complete = true;
      } else if (lineage::type_from(word) != lineage::DependencyType::unknown) {
        assertion.type = lineage::type_from(word);
      } else {
        assertion.subtype = lineage::subtype_from(word);
      }
    }
    said.assertions.push_back(assertion);
  }
  REQUIRE_MESSAGE(!said.assertions.empty(), body);
  return said;
}

}  // namespace

lineage::Endpoint parse_end(std::string text, const std::string& home) {
  text = std::string(trim(text));
  lineage::Endpoint end;
  if (text.starts_with('"')) {
    end.kind = lineage::EndpointKind::text;
    end.owner = text.substr(1, text.size() - 2);
    end.home = home;
  } else if (text.starts_with('@') || text.starts_with('+')) {
    end.kind = text[0] == '@' ? lineage::EndpointKind::consumer : lineage::EndpointKind::product;
    end.owner = text.substr(1);
  } else if (text.starts_with('<')) {
    end.kind = lineage::EndpointKind::physical;
    const std::size_t bar = text.find('|'), close = text.find('>');
    end.owner = text.substr(1, bar - 1);
    end.table = text.substr(bar + 1, close - bar - 1);
    if (close + 1 < text.size()) end.path = text.substr(close + 2);
  } else {
    const std::size_t slash = text.find('/');
    end.owner = text.substr(0, slash);
    const std::string rest = text.substr(slash + 1);
    if (rest != "*") {
      const std::size_t dot = rest.find('.');
      end.table = rest.substr(0, dot);
      if (dot != std::string::npos) end.path = rest.substr(dot + 1);
    }
  }
  return end;
}

World parse_world(const std::string& text) {
  World world;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = std::string(trim(line));
    if (line.empty()) continue;
    std::string rest = line;
    const std::string word = take_word(&rest);
    if (word == "contract") {
      const std::size_t colon = rest.find(": ");
      world.subjects.push_back(colon == std::string::npos
                                   ? parse_contract(rest, "")
                                   : parse_contract(rest.substr(0, colon), rest.substr(colon + 2)));
    } else if (word == "physical") {
      const std::size_t colon = rest.find(": ");
      parse_physical(rest.substr(0, colon), rest.substr(colon + 2), &world);
    } else if (word == "alias") {
      const std::size_t equals = rest.find(" = ");
      world.aliases.emplace_back(rest.substr(0, equals), rest.substr(equals + 3));
    } else if (word == "domain") {
      const std::size_t equals = rest.find(" = ");
      std::ranges::find(world.subjects, rest.substr(0, equals), &lineage::Summary::id)->domain =
          rest.substr(equals + 3);
    } else if ((word == "consumer" || word == "product") && rest.find(": ") == std::string::npos) {
      lineage::Summary summary;
      summary.kind = word == "consumer" ? lineage::SubjectKind::consumer : lineage::SubjectKind::product;
      summary.id = take_word(&rest);
      for (bool gives = false; !rest.empty();) {
        const std::string next = take_word(&rest);
        if (next == "retired") {
          summary.state = lineage::SubjectState::retired;
        } else if (next == "gives") {
          gives = true;
        } else if (gives) {
          summary.outputs.push_back(next);
        }
      }
      world.subjects.push_back(summary);
    } else {
      const std::size_t colon = line.find(": ");
      REQUIRE_MESSAGE(colon != std::string::npos, line);
      world.said.push_back(parse_said(line.substr(0, colon), line.substr(colon + 2)));
    }
  }
  return world;
}

std::unique_ptr<LineageGraph> load(const World& world) {
  auto graph = LineageGraph::create();
  for (const auto& [alias, node] : world.aliases) graph->load_alias(alias, node);
  for (const auto& summary : world.subjects) graph->load_subject(summary);
  for (const Said& said : world.said) graph->load_assertions(said.asserter, said.assertions);
  graph->finish_load(1);
  return graph;
}

std::unique_ptr<LineageGraph> load(const std::string& text) {
  return load(parse_world(text));
}

SubjectChange subject_change(const lineage::Summary& summary) {
  SubjectChange change;
  change.subject = summary.id;
  change.summary = summary;
  change.asserter.id = summary.id;
  change.asserter.kind = summary.kind == lineage::SubjectKind::contract   ? lineage::AsserterKind::contract
                         : summary.kind == lineage::SubjectKind::consumer ? lineage::AsserterKind::consumer
                                                                          : lineage::AsserterKind::product;
  return change;
}

SubjectChange opened(const Said& said) {
  SubjectChange change;
  change.subject = said.asserter.id;
  change.asserter = said.asserter;
  change.opened = said.assertions;
  return change;
}

SubjectChange closed(const Said& said) {
  SubjectChange change = opened(said);
  std::swap(change.opened, change.closed);
  return change;
}

void change(LineageGraph& graph, const std::string& text) {
  const World world = parse_world(text);
  for (const auto& [alias, node] : world.aliases) graph.set_alias(alias, node);
  std::vector<SubjectChange> changes;
  for (const auto& summary : world.subjects) changes.push_back(subject_change(summary));
  for (const Said& said : world.said) changes.push_back(opened(said));
  graph.apply(changes, graph.snapshot()->seq() + 1);
}

void withdraw(LineageGraph& graph, const std::string& text) {
  std::vector<SubjectChange> changes;
  for (const Said& said : parse_world(text).said) changes.push_back(closed(said));
  graph.apply(changes, graph.snapshot()->seq() + 1);
}

void remove_contract(LineageGraph& graph, const std::string& id) {
  SubjectChange change;
  change.subject = id;
  change.removed = true;
  change.asserter = {lineage::AsserterKind::contract, id};
  graph.apply(std::span(&change, 1), graph.snapshot()->seq() + 1);
}

std::vector<std::string> node_lines(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  snapshot.for_each_node([&](const NodeView& node) {
    lines.push_back(node.id + " " + std::string(to_string(node.kind)) + " " + std::string(to_string(node.status)));
  });
  std::ranges::sort(lines);
  return lines;
}

std::string edge_line(const Snapshot& snapshot, const EdgeView& edge) {
  std::string line = snapshot.node(edge.from).id + " -> " + snapshot.node(edge.to).id + " ";
  line += lineage::to_string(edge.relation);
  if (edge.type != lineage::DependencyType::unknown) line.append(" ").append(lineage::to_string(edge.type));
  if (edge.subtype != lineage::Subtype::unknown) line.append("/").append(lineage::to_string(edge.subtype));
  if (edge.masking) line += " masked";
  if (edge.complete) line += " complete";
  if (edge.assertions != 1) line += " x" + std::to_string(edge.assertions);
  std::vector<std::string> who;
  for (const auto& asserter : edge.asserters) {
    who.push_back(std::string(lineage::to_string(asserter.kind)) + ":" + asserter.id);
  }
  std::ranges::sort(who);
  for (const std::string& name : who) line += " by " + name;
  return line;
}

std::vector<std::string> edge_lines(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  snapshot.for_each_edge([&](const EdgeView& edge) { lines.push_back(edge_line(snapshot, edge)); });
  std::ranges::sort(lines);
  return lines;
}

NodeIndex one(const Snapshot& snapshot, const std::string& text) {
  const auto found = snapshot.resolve(text);
  REQUIRE_MESSAGE(found.has_value(), text);
  REQUIRE_MESSAGE(found.value().size() == 1, text);
  return found.value().front();
}

std::string walk_text(const Snapshot& snapshot, const Traversal& traversal) {
  std::string text;
  for (const VisitedNode& visited : traversal.nodes) {
    if (!text.empty()) text += ", ";
    text += (visited.neighbour ? "~" : "") + std::to_string(visited.hop) + " " + snapshot.node(visited.node).id;
  }
  return text;
}

}  // namespace trama::graph::test
