// Goal: a dataset that its platform names is one node, whatever its names are, and meets the contract that claims it,
// whichever of them came first.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

using Lines = std::vector<std::string>;
using Name = std::pair<std::string, std::string>;

SubjectChange told(const Name& name, const std::vector<std::string>& columns, const std::vector<Name>& others = {},
                   bool dropped = false, const std::string& contract = "") {
  lineage::Summary summary;
  summary.kind = lineage::SubjectKind::physical;
  summary.state = dropped ? lineage::SubjectState::retired : lineage::SubjectState::active;
  summary.id = name.first + "/" + name.second;
  summary.owner = "team-" + name.second;
  summary.contract = contract;
  summary.datasets.push_back({name.second, name.second, "", columns});
  summary.physical.push_back({0, "", "", name.first, name.second});
  for (const auto& [space, other] : others) summary.physical.push_back({0, "", "", space, other});
  SubjectChange change;
  change.subject = summary.id;
  change.physical.push_back(std::move(summary));
  return change;
}

void tell(LineageGraph& graph, const SubjectChange& change) {
  graph.apply(std::span(&change, 1), graph.snapshot()->seq() + 1);
}

const Name kPath{"s3://lake", "orders"};
const Name kTable{"hive://meta:9083", "shop.orders"};
const char* const kSaid =
    "job load: <s3://lake|orders>.id -> <s3://lake|report>.id\njob read: <hive://meta:9083|shop.orders> -> <x|y>";

}  // namespace

TEST_CASE("a dataset that events describe has its columns, its owner and a status") {
  auto graph = LineageGraph::create();
  tell(*graph, told(kPath, {"id", "total"}));
  CHECK(node_lines(*graph->snapshot()) == Lines{"s3:%2F%2Flake/orders physical active",
                                                "s3:%2F%2Flake/orders/id field active",
                                                "s3:%2F%2Flake/orders/total field active"});
  CHECK(graph->snapshot()->node(one(*graph->snapshot(), "s3://lake/orders")).owner == "team-orders");
  tell(*graph, told(kPath, {"id"}, {}, true));
  CHECK(node_lines(*graph->snapshot()) ==
        Lines{"s3:%2F%2Flake/orders physical retired", "s3:%2F%2Flake/orders/id field retired"});
}

TEST_CASE("spellings of one platform meet in one node") {
  auto graph = LineageGraph::create();
  change(*graph, "job a: <s3a://lake|/orders/> -> <x|y>\njob b: <s3://lake|orders> -> <x|z>");
  CHECK(edge_lines(*graph->snapshot()) ==
        Lines{"s3:%2F%2Flake/orders -> x/y DERIVES by job:a", "s3:%2F%2Flake/orders -> x/z DERIVES by job:b"});
  withdraw(*graph, "job a: <s3a://lake|/orders/> -> <x|y>");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"s3:%2F%2Flake/orders -> x/z DERIVES by job:b"});
}

TEST_CASE("a symlink joins both names, and lets go of them again") {
  auto graph = LineageGraph::create();
  change(*graph, kSaid);
  const Lines apart = edge_lines(*graph->snapshot());
  CHECK(apart.size() == 3);
  tell(*graph, told(kPath, {"id"}, {kTable}));
  const Lines joined = edge_lines(*graph->snapshot());
  CHECK(std::ranges::count_if(joined,
                              [](const std::string& line) { return line.starts_with("s3:%2F%2Flake/orders"); }) == 3);
  CHECK(one(*graph->snapshot(), "dataset:hive://meta:9083:shop.orders") == one(*graph->snapshot(), "s3://lake/orders"));
  tell(*graph, told(kPath, {"id"}));
  CHECK(edge_lines(*graph->snapshot()) == apart);
  withdraw(*graph, kSaid);
  CHECK(edge_lines(*graph->snapshot()).empty());
}

TEST_CASE("a contract that claims one name of a dataset has what is said of the other") {
  auto graph = LineageGraph::create();
  change(*graph, kSaid);
  tell(*graph, told(kPath, {"id"}, {kTable}));
  const Lines before = node_lines(*graph->snapshot());
  change(*graph, "contract c: t(id)\nphysical c: t = hive://meta:9083 shop.orders");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"c/t -> s3:%2F%2Flake/report DERIVES by job:load",
                                                "c/t -> x/y DERIVES by job:read",
                                                "c/t/id -> s3:%2F%2Flake/report/id DERIVES by job:load"});
  for (const std::string& line : node_lines(*graph->snapshot())) CHECK_FALSE(line.starts_with("s3:%2F%2Flake/orders"));
  CHECK(one(*graph->snapshot(), "s3://lake/orders") == one(*graph->snapshot(), "c/t"));
  remove_contract(*graph, "c");
  CHECK(node_lines(*graph->snapshot()) == before);
}

TEST_CASE("a dataset that says which contract it is of is that contract's table, until it says otherwise") {
  auto graph = LineageGraph::create();
  change(*graph, kSaid);
  const Name other{"pg://h:1", "w.a.orders"};
  change(*graph, "job out: <pg://h:1|w.a.orders>.id -> <x|z>.id");
  const Lines before = edge_lines(*graph->snapshot());
  tell(*graph, told(other, {"id"}, {}, false, "c"));
  CHECK(edge_lines(*graph->snapshot()) == before);  // c is not there yet
  change(*graph, "contract c: orders(id) more(id)");
  const Lines bound = edge_lines(*graph->snapshot());
  CHECK(std::ranges::find(bound, "c/orders/id -> x/z/id DERIVES by job:out") != bound.end());
  CHECK(one(*graph->snapshot(), "pg://h:1/w.a.orders") == one(*graph->snapshot(), "c/orders"));
  tell(*graph, told(other, {"id"}));
  CHECK(edge_lines(*graph->snapshot()) == before);
  tell(*graph, told(other, {"id"}, {}, false, "c"));
  CHECK(edge_lines(*graph->snapshot()) == bound);
  remove_contract(*graph, "c");
  CHECK(edge_lines(*graph->snapshot()) == before);
}

TEST_CASE("names, contracts and claims in any order, loaded or applied, give the same graph") {
  const std::vector<std::string> texts = {"contract c: t(id)\nphysical c: t = hive://meta:9083 shop.orders",
                                          "job load: <s3://lake|orders>.id -> <s3://lake|report>.id",
                                          "job read: <hive://meta:9083|shop.orders> -> <x|y>",
                                          "c: <s3://lake|report> -> c/t.id", "job third: <pg://h:1|w.a.t>.id -> <x|y>"};
  const std::vector<SubjectChange> facts = {told(kPath, {"id"}, {kTable}), told({"s3://lake", "report"}, {"id"}),
                                            told({"x", "y"}, {"a"}, {{"z", "y"}}),
                                            told({"pg://h:1", "w.a.t"}, {"id"}, {}, false, "c")};
  std::vector<std::size_t> order(texts.size() + facts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937 random(3);
  Lines nodes, edges;
  for (int round = 0; round < 60; ++round) {
    std::ranges::shuffle(order, random);
    auto graph = LineageGraph::create();
    const std::size_t loaded = random() % order.size();
    const auto load_one = [&](std::size_t which) {
      if (which >= texts.size()) return graph->load_subject(facts[which - texts.size()].physical.front());
      const World world = parse_world(texts[which]);
      for (const auto& summary : world.subjects) graph->load_subject(summary);
      for (const Said& said : world.said) graph->load_assertions(said.asserter, said.assertions);
    };
    for (std::size_t i = 0; i < loaded; ++i) load_one(order[i]);
    if (loaded > 0) graph->finish_load(1);
    for (std::size_t i = loaded; i < order.size(); ++i) {
      if (order[i] < texts.size()) {
        change(*graph, texts[order[i]]);
      } else {
        tell(*graph, facts[order[i] - texts.size()]);
      }
    }
    if (nodes.empty()) nodes = node_lines(*graph->snapshot());
    if (edges.empty()) edges = edge_lines(*graph->snapshot());
    CAPTURE(round);
    CHECK(node_lines(*graph->snapshot()) == nodes);
    CHECK(edge_lines(*graph->snapshot()) == edges);
    CHECK(graph->snapshot()->counts().unresolved == 0);
  }
}

TEST_CASE("a contract's datasets are told of under every name and spelling that events used") {
  auto graph = LineageGraph::create();
  const World world = parse_world("contract c: t(id)\nphysical c: t = hive://meta:9083 shop.orders");
  const lineage::Summary& contract = world.subjects.front();
  graph->load_subject(contract);
  graph->finish_load(1);
  const auto names = [&](std::size_t max = 100) {
    Lines lines;
    for (const ToldName& told : graph->snapshot()->told_names(contract, max)) {
      lines.push_back(contract.datasets[told.dataset].name + " = " + told.space + " " + told.name);
    }
    std::ranges::sort(lines);
    return lines;
  };
  CHECK(names().empty());
  tell(*graph, told({"s3a://lake", "/orders/"}, {"id"}, {kTable}));
  CHECK(names() == Lines{"t = s3://lake orders", "t = s3a://lake /orders/"});
  tell(*graph, told(kTable, {"id"}));
  const Lines all = {"t = hive://meta:9083 shop.orders", "t = s3://lake orders", "t = s3a://lake /orders/"};
  CHECK(names() == all);
  tell(*graph, told({"s3a://lake", "/orders/"}, {"id"}, {kTable}));
  CHECK(names() == all);
  CHECK(names(2).size() == 2);
  tell(*graph, told({"s3a://lake", "/orders/"}, {"id"}));
  CHECK(names() == Lines{"t = hive://meta:9083 shop.orders"});
}

}  // namespace trama::graph::test
