// Goal: nodes and edges are what the registered contracts and open assertions say, in words a person reads.
#include <algorithm>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

using Lines = std::vector<std::string>;

std::string status(const Snapshot& snapshot, const std::string& id) {
  std::string found = "gone";
  snapshot.for_each_node([&](const NodeView& node) {
    if (node.id == id) found = to_string(node.status);
  });
  return found;
}

}  // namespace

TEST_CASE("the article's reference finds its column, whichever contract arrives first") {
  const std::string customers = "contract urn:datacontract:customer:dim-customers: dim_customers(customer_id)";
  const std::string orders = R"(contract urn:datacontract:orders:fact-orders: fact_orders(customer_id)
    urn:datacontract:orders:fact-orders: "urn:datacontract:customer:dim-customers.customer_id" ~> urn:datacontract:orders:fact-orders/fact_orders.customer_id)";
  const std::string edge =
      "urn:datacontract:customer:dim-customers/dim_customers/customer_id -> "
      "urn:datacontract:orders:fact-orders/fact_orders/customer_id REFERENCES by "
      "contract:urn:datacontract:orders:fact-orders";
  auto first = LineageGraph::create();
  change(*first, orders);
  CHECK(status(*first->snapshot(), "urn:datacontract:customer:dim-customers.customer_id") == "unresolved");
  change(*first, customers);
  CHECK(edge_lines(*first->snapshot())[1] == edge);
  CHECK(status(*first->snapshot(), "urn:datacontract:customer:dim-customers.customer_id") == "gone");
  auto second = LineageGraph::create();
  change(*second, customers);
  change(*second, orders);
  CHECK(edge_lines(*second->snapshot()) == edge_lines(*first->snapshot()));
  CHECK(node_lines(*second->snapshot()) == node_lines(*first->snapshot()));
}

TEST_CASE("a node is active, retired, missing, unresolved or gone by what is registered") {
  auto graph = LineageGraph::create();
  change(*graph, "b: a/t.x -> b/t.x\nb: a/old.x -> b/t.y");
  CHECK(status(*graph->snapshot(), "a/t/x") == "unresolved");
  change(*graph, "contract a: t(x,unused)");
  CHECK(status(*graph->snapshot(), "a/t/x") == "active");
  CHECK(status(*graph->snapshot(), "a/old/x") == "missing");
  CHECK(status(*graph->snapshot(), "a/old") == "missing");
  change(*graph, "contract a retired: t(x,unused)");
  CHECK(status(*graph->snapshot(), "a/t/x") == "retired");
  CHECK(status(*graph->snapshot(), "a/t/unused") == "retired");
  change(*graph, "contract a: u(x)");
  CHECK(status(*graph->snapshot(), "a/t/x") == "missing");
  CHECK(status(*graph->snapshot(), "a/t/unused") == "gone");
  CHECK(status(*graph->snapshot(), "a/u") == "active");
  remove_contract(*graph, "a");
  CHECK(status(*graph->snapshot(), "a/t/x") == "unresolved");
  CHECK(status(*graph->snapshot(), "a/u") == "gone");
  withdraw(*graph, "b: a/t.x -> b/t.x\nb: a/old.x -> b/t.y");
  CHECK(node_lines(*graph->snapshot()).empty());
  CHECK(graph->snapshot()->counts().unresolved == 0);
}

TEST_CASE("an edge lives while one assertion of it is open, and names who holds it") {
  auto graph = load("contract b: t(x)\nb: a/t.x -> b/t.x direct identity\nperson p: a/t.x -> b/t.x direct identity");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"a/t -> b/t DERIVES DIRECT/IDENTITY x2 by contract:b by person:p",
                                                "a/t/x -> b/t/x DERIVES DIRECT/IDENTITY x2 by contract:b by person:p"});
  withdraw(*graph, "b: a/t.x -> b/t.x direct identity");
  CHECK(edge_lines(*graph->snapshot())[1] == "a/t/x -> b/t/x DERIVES DIRECT/IDENTITY by person:p");
  withdraw(*graph, "b: a/t.x -> b/t.x direct identity");
  CHECK(edge_lines(*graph->snapshot()).size() == 2);
  withdraw(*graph, "person p: a/t.x -> b/t.x direct identity");
  CHECK(edge_lines(*graph->snapshot()).empty());
}

TEST_CASE("column edges roll up into one edge of their datasets") {
  const auto graph = load(R"(
    b: a/t.x -> b/t.x direct identity
    b: a/t.y -> b/t.x indirect filter
    b: b/t.x -> b/t.y direct identity
  )");
  CHECK(edge_lines(*graph->snapshot())[0] == "a/t -> b/t DERIVES DIRECT x2 by contract:b");
  CHECK(graph->snapshot()->counts().dataset_edges == 1);
  CHECK(graph->snapshot()->counts().field_edges == 3);
}

TEST_CASE("a whole contract means its datasets, as they come and go") {
  auto graph = load("consumer k: orders/* => @k");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"orders -> k CONSUMES by consumer:k"});
  change(*graph, "contract orders: fact(id) dim(id)");
  CHECK(edge_lines(*graph->snapshot()) ==
        Lines{"orders/dim -> k CONSUMES by consumer:k", "orders/fact -> k CONSUMES by consumer:k"});
  change(*graph, "contract orders: fact(id)");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"orders/fact -> k CONSUMES by consumer:k"});
  remove_contract(*graph, "orders");
  CHECK(edge_lines(*graph->snapshot()) == Lines{"orders -> k CONSUMES by consumer:k"});
}

TEST_CASE("a table may be called by its physical name, before and after its contract is known") {
  auto graph = load("mart: orders/orders_fact.id -> mart/m.id");
  CHECK(status(*graph->snapshot(), "orders/orders_fact/id") == "unresolved");
  change(*graph, "contract orders: fact as orders_fact (id)");
  CHECK(edge_lines(*graph->snapshot())[1] == "orders/fact/id -> mart/m/id DERIVES by contract:mart");
  CHECK(status(*graph->snapshot(), "orders/orders_fact") == "gone");
  change(*graph, "contract orders: fact as facts_v2 (id)");
  CHECK(status(*graph->snapshot(), "orders/orders_fact/id") == "missing");
  withdraw(*graph, "mart: orders/orders_fact.id -> mart/m.id");
  CHECK(edge_lines(*graph->snapshot()).empty());
}

TEST_CASE("a physical dataset folds into the contract that claims it, and comes back without it") {
  auto graph = load("job j: <pg|db.src>.x -> <pg|db.t>.x");
  CHECK(edge_lines(*graph->snapshot())[0] == "pg/db.src -> pg/db.t DERIVES by job:j");
  change(*graph, "contract a: t(x)\nphysical a: t = pg db.t");
  CHECK(edge_lines(*graph->snapshot())[1] == "pg/db.src/x -> a/t/x DERIVES by job:j");
  change(*graph, "contract b: t(x)\nphysical b: t = pg db.t");
  CHECK(edge_lines(*graph->snapshot()).size() == 4);
  change(*graph, "contract b retired: t(x)\nphysical b: t = pg db.t");
  CHECK(edge_lines(*graph->snapshot())[1] == "pg/db.src/x -> a/t/x DERIVES by job:j");
  CHECK(edge_lines(*graph->snapshot()).size() == 2);
  remove_contract(*graph, "a");
  remove_contract(*graph, "b");
  CHECK(edge_lines(*graph->snapshot())[0] == "pg/db.src -> pg/db.t DERIVES by job:j");
}

TEST_CASE("a removed consumer takes its edges along") {
  auto graph = load("consumer urn:consumer:bi:k\nconsumer urn:consumer:bi:k: a/t => @urn:consumer:bi:k");
  SubjectChange change = closed(parse_world("consumer urn:consumer:bi:k: a/t => @urn:consumer:bi:k").said[0]);
  change.removed = true;
  graph->apply(std::span(&change, 1), 2);
  CHECK(node_lines(*graph->snapshot()).empty());
}

TEST_CASE("a node carries what a page shows of it") {
  World world = parse_world("contract orders v7: fact(id,address.city)");
  world.subjects[0].domain = "sales";
  world.subjects[0].owner = "team-orders";
  world.subjects[0].classification = "internal";
  const auto snapshot = load(world)->snapshot();
  const NodeView field = snapshot->node(one(*snapshot, "orders/fact/address.city"));
  CHECK(field.kind == NodeKind::field);
  CHECK(field.contract == "orders");
  CHECK(field.table == "fact");
  CHECK(field.path == "address.city");
  CHECK(field.name == "address.city");
  CHECK(field.domain == "sales");
  CHECK(field.owner == "team-orders");
  CHECK(field.version == "v7");
  CHECK(field.title == "Title of orders");
  CHECK(field.classification == "internal");
  const NodeIndex dataset = one(*snapshot, "orders/fact");
  CHECK(snapshot->node(dataset).type == "table");
  CHECK(snapshot->fields_of(dataset).size() == 2);
  CHECK(snapshot->fields_of(dataset)[1] == field.index);
}

TEST_CASE("numbers of nodes stay, and older snapshots keep what they showed") {
  auto graph = load("contract a: t(x)\nb: a/t.x -> b/t.x");
  const auto before = graph->snapshot();
  const auto nodes = node_lines(*before), edges = edge_lines(*before);
  const NodeIndex x = one(*before, "a.x");
  for (int i = 0; i < 50; ++i) {
    change(*graph, "contract a v" + std::to_string(i) + ": t(x,n" + std::to_string(i) + ")\nc: a/t.x -> c/t" +
                       std::to_string(i) + ".x");
    if (i % 10 == 0) graph->compact();
  }
  CHECK(node_lines(*before) == nodes);
  CHECK(edge_lines(*before) == edges);
  CHECK(one(*graph->snapshot(), "a.x") == x);
  CHECK(graph->snapshot()->degree(x, Direction::downstream) == 51);
  CHECK(before->degree(x, Direction::downstream) == 1);
  CHECK(graph->snapshot()->node(x).version == "v49");
}

}  // namespace trama::graph::test
