// Goal: the product and domain levels are the level below, folded: true reachability, true counts, hops that count
// groups. Method: small worlds drawn by hand; and random ones, whose answers are worked out from the answer of the
// level below and what is registered, with plain maps.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

using Lines = std::vector<std::string>;

TraverseRequest ask(const Snapshot& snapshot, const std::string& node, Level level,
                    Direction direction = Direction::both) {
  TraverseRequest request;
  auto roots = level == Level::domain ? snapshot.resolve(node, NodeKind::domain) : snapshot.resolve(node);
  if (!roots) roots = snapshot.resolve(node);
  request.roots = roots.take();
  request.level = level;
  request.direction = direction;
  return request;
}

// "0 shop x3, 1 board x1"
std::string nodes_text(const Snapshot& snapshot, const Traversal& answer) {
  std::string text;
  for (const VisitedNode& visited : answer.nodes) {
    text += (text.empty() ? "" : ", ") + std::string(visited.neighbour ? "~" : "") + std::to_string(visited.hop) + " " +
            snapshot.node(visited.node).id + " x" + std::to_string(visited.stands_for);
  }
  return text;
}

Lines edge_texts(const Snapshot& snapshot, const Traversal& answer) {
  Lines lines;
  for (const EdgeView& edge : answer.edges) {
    lines.push_back(snapshot.node(edge.from).id + " -> " + snapshot.node(edge.to).id + " " +
                    std::string(lineage::to_string(edge.relation)) + " x" + std::to_string(edge.stands_for));
  }
  std::ranges::sort(lines);
  return lines;
}

const char* const kShop = R"(
  contract raw: t(x,y)
  contract orders: fact(x,y) lines(x)
  contract metrics: daily(x)
  contract mart: m(x) n(x)
  contract other: o(x)
  consumer board
  product shop gives orders metrics
  domain raw = sales
  domain orders = sales
  domain metrics = sales
  domain shop = sales
  domain mart = finance
  domain board = finance
  orders: raw/t.x -> orders/fact.x
  orders: raw/t.y -> orders/fact.y
  orders: orders/fact.x -> orders/lines.x
  metrics: orders/lines.x -> metrics/daily.x
  mart: metrics/daily.x -> mart/m.x
  mart: orders/fact.x -> mart/n.x
  other: mart/n.x -> other/o.x
  board: mart/m => @board
  job: raw/t.x -> <pg|db.copy>.x
)";

}  // namespace

TEST_CASE("a product stands for the contracts it gives out, and every other contract for itself") {
  const auto snapshot = load(kShop)->snapshot();
  const Traversal all = snapshot->traverse(ask(*snapshot, "shop", Level::product));
  CHECK(nodes_text(*snapshot, all) == "0 shop x4, -1 raw x1, 1 mart x2, 2 other x1, 2 board x1");
  CHECK(edge_texts(*snapshot, all) == Lines{"mart -> board CONSUMES x1", "mart -> other DERIVES x1",
                                            "raw -> shop DERIVES x1", "shop -> mart DERIVES x2"});
  CHECK(all.complete);
  CHECK(all.upstream_by_hop == std::vector<std::uint64_t>{1});
  CHECK(all.downstream_by_hop == std::vector<std::uint64_t>{1, 2});
  CHECK(all.rolled_up_from == Level::dataset);
  const NodeView product = snapshot->node(all.nodes[1].node);
  CHECK(product.kind == NodeKind::product);
  CHECK(product.title == "Title of raw");
  CHECK(product.domain == "sales");
}

TEST_CASE("depth counts products, however many datasets lie inside one") {
  const auto snapshot = load(kShop)->snapshot();
  TraverseRequest request = ask(*snapshot, "raw", Level::product, Direction::downstream);
  request.depth_max = 1;
  CHECK(nodes_text(*snapshot, snapshot->traverse(request)) == "0 raw x1, 1 shop x3, 1 pg/db.copy x1");
  request.depth_max = 2;
  CHECK(nodes_text(*snapshot, snapshot->traverse(request)) == "0 raw x1, 1 shop x3, 1 pg/db.copy x1, 2 mart x2");
}

TEST_CASE("a product is downstream only of those whose data reaches it") {
  const auto snapshot = load(R"(
    contract a: t(x)
    contract hub: in(x) out(x)
    contract b: t(x)
    hub: a/t.x -> hub/in.x
    b: hub/out.x -> b/t.x
  )")
                            ->snapshot();
  const Traversal answer = snapshot->traverse(ask(*snapshot, "a", Level::product, Direction::downstream));
  CHECK(nodes_text(*snapshot, answer) == "0 a x1, 1 hub x1");
}

TEST_CASE("a domain is named by its name, and who has none stands by his namespace") {
  const auto snapshot = load(kShop)->snapshot();
  const Traversal sales = snapshot->traverse(ask(*snapshot, "sales", Level::domain));
  CHECK(nodes_text(*snapshot, sales) == "0 sales x5, 1 without-domain/pg x1, 1 finance x3, 2 without-domain/ x1");
  CHECK(edge_texts(*snapshot, sales) == Lines{"finance -> without-domain/ DERIVES x1", "sales -> finance DERIVES x2",
                                              "sales -> without-domain/pg DERIVES x1"});
  CHECK(snapshot->node(sales.nodes[0].node).kind == NodeKind::domain);
  const auto unknown = snapshot->resolve("finanse", NodeKind::domain);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().candidates == Lines{"finance"});
}

TEST_CASE("a column's roll-up counts columns and leaves out what the column does not reach") {
  const auto snapshot = load(kShop)->snapshot();
  const Traversal x = snapshot->traverse(ask(*snapshot, "raw.x", Level::product, Direction::downstream));
  CHECK(x.rolled_up_from == Level::column);
  CHECK(nodes_text(*snapshot, x) == "0 raw x1, 1 shop x3, 1 pg/db.copy x1, 2 mart x2, 3 other x1, 3 board x1");
  const Traversal y = snapshot->traverse(ask(*snapshot, "raw.y", Level::product, Direction::downstream));
  CHECK(nodes_text(*snapshot, y) == "0 raw x1, 1 shop x1");
}

TEST_CASE("of two products that give a contract out the first counts, and a retired one never") {
  const auto graph = load(R"(
    contract a: t(x)
    product p2 gives a
    product p1 gives a
  )");
  const auto product_of = [&] {
    const auto snapshot = graph->snapshot();
    return snapshot->node(snapshot->rolled_up(one(*snapshot, "a/t"), Level::product)).id;
  };
  CHECK(product_of() == "p1");
  change(*graph, "product p1 retired gives a");
  CHECK(product_of() == "p2");
  change(*graph, "product p2");
  CHECK(product_of() == "a");
  change(*graph, "product p1 gives a");
  CHECK(product_of() == "p1");
}

TEST_CASE("who moves to another domain leaves the one he was in, and may come back") {
  const auto graph = load("contract a: t(x)\ncontract b: t(x)\ndomain a = sales\ndomain b = sales");
  const auto in = [&](const std::string& domain) {
    const auto snapshot = graph->snapshot();
    const auto found = snapshot->resolve(domain, NodeKind::domain);
    Lines ids;
    if (found) {
      for (const NodeIndex node : found.value()) ids.push_back(snapshot->node(node).id);
    }
    return ids;
  };
  CHECK(in("sales") == Lines{"a/t", "b/t"});
  const auto before = graph->snapshot();
  change(*graph, "contract a: t(x)\ndomain a = finance");
  CHECK(in("sales") == Lines{"b/t"});
  CHECK(in("finance") == Lines{"a/t"});
  CHECK(before->resolve("sales", NodeKind::domain)->size() == 2);
  change(*graph, "contract a: t(x)\ndomain a = sales");
  CHECK(in("sales") == Lines{"a/t", "b/t"});
  remove_contract(*graph, "b");
  CHECK(in("sales") == Lines{"a/t"});
}

TEST_CASE("REFERENCES of the roots show their products as neighbours") {
  const auto snapshot = load(R"(
    contract customers: dim(id)
    contract orders: fact(id,customer) lines(order)
    contract returns: r(order)
    orders: customers/dim.id ~> orders/fact.customer
    orders: orders/fact.id ~> orders/lines.order
    returns: orders/fact.id ~> returns/r.order
  )")
                            ->snapshot();
  const Traversal answer = snapshot->traverse(ask(*snapshot, "orders", Level::product));
  CHECK(nodes_text(*snapshot, answer) == "0 orders x2, ~-1 customers x1, ~1 returns x1");
  CHECK(edge_texts(*snapshot, answer) == Lines{"customers -> orders REFERENCES x1", "orders -> returns REFERENCES x1"});
}

TEST_CASE("a roll-up whose time is used up says so") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "p: c" + std::to_string(i) + "/t -> c" + std::to_string(i + 1) + "/t\n";
  const auto snapshot = load(text)->snapshot();
  TraverseRequest request = ask(*snapshot, "c0/t", Level::product, Direction::downstream);
  request.nodes_max = 5000;
  CHECK(snapshot->traverse(request).nodes_total == 3001);
  std::stop_source stop;
  stop.request_stop();
  request.stop = stop.get_token();
  const Traversal cut = snapshot->traverse(request);
  CHECK(cut.truncated_by == "time");
  CHECK(cut.nodes.size() < 3001);
  request.stop = {};
  CHECK(snapshot->traverse(request).complete);
}

namespace {

// A level worked out from the whole answer of the level below.
struct Expected {
  std::map<std::string, std::pair<int, std::uint64_t>> nodes;  // id -> hop, stands for; neighbours have no hop here
  std::map<std::string, std::uint64_t> edges;
};

struct RandomWorld {
  std::string text;
  std::map<std::string, std::string> product, domain;  // by contract
};

RandomWorld random_world(std::mt19937& random) {
  RandomWorld world;
  const auto name = [](std::size_t i) { return "c" + std::to_string(i); };
  for (std::size_t i = 0; i < 12; ++i) {
    world.text += "contract " + name(i) + ": t(x,y) u(x)\n";
    world.product[name(i)] = name(i);
    world.domain[name(i)] = "without-domain/";
  }
  for (std::size_t i = 0; i < 12; ++i) {
    if (random() % 4 == 0) continue;
    world.domain[name(i)] = "d" + std::to_string(random() % 3);
    world.text += "domain " + name(i) + " = " + world.domain[name(i)] + "\n";
  }
  for (std::size_t p = 3; p-- > 0;) {
    std::string gives;
    for (std::size_t i = 0; i < 12; ++i) {
      if (random() % 4 != 0) continue;
      gives += " " + name(i);
      world.product[name(i)] = "p" + std::to_string(p);
    }
    world.text += "product p" + std::to_string(p) + " gives" + gives + "\n";
  }
  for (int i = 0; i < 40; ++i) {
    const char* const ends[] = {"/t", "/t.x", "/t.y", "/u", "/u.x"};
    const char* const arrows[] = {" -> ", " -> ", " => ", " ~> "};
    const std::string target = name(random() % 12);
    world.text += target + ": " + name(random() % 12) + ends[random() % 5] + arrows[random() % 4] + target +
                  ends[random() % 5] + "\n";
  }
  return world;
}

class Reference {
 public:
  Reference(const Snapshot& snapshot, const std::map<std::string, std::string>& group, const TraverseRequest& request)
      : snapshot_(snapshot), group_(group), request_(request) {}

  Expected fold() {
    TraverseRequest below = request_;
    below.level = Level::dataset;
    below.depth_max = UINT32_MAX;
    const Traversal all = snapshot_.traverse(below);
    Expected expected;
    std::set<NodeIndex> in = reached(all, -1);
    in.merge(reached(all, 1));
    for (const EdgeView& edge : all.edges) {
      const bool root = is_root(edge.from) || is_root(edge.to);
      const bool neighbours = edge.relation == lineage::Relation::references && root;
      if (!neighbours && !(in.contains(edge.from) && in.contains(edge.to))) continue;
      if (neighbours) seen_.insert({edge.from, edge.to});
      if (group_of(edge.from) == group_of(edge.to)) continue;
      ++expected.edges[group_of(edge.from) + " -> " + group_of(edge.to) + " " +
                       std::string(lineage::to_string(edge.relation))];
    }
    in.insert(seen_.begin(), seen_.end());
    for (const NodeIndex node : in) {
      auto& [hop, stands_for] = expected.nodes[group_of(node)];
      const auto known = hops_.find(group_of(node));
      hop = known == hops_.end() ? 0 : known->second;
      ++stands_for;
    }
    return expected;
  }

 private:
  [[nodiscard]] bool is_root(NodeIndex node) const { return std::ranges::count(request_.roots, node) > 0; }
  [[nodiscard]] std::string group_of(NodeIndex node) const { return group_.at(snapshot_.node(node).contract); }
  [[nodiscard]] static bool followed(const EdgeView& edge) { return edge.relation != lineage::Relation::references; }

  // Relaxes until nothing changes: the least number of groups left on the way to each dataset, within the depth.
  std::set<NodeIndex> reached(const Traversal& all, int sign) {
    std::map<NodeIndex, int> hops;
    for (const NodeIndex root : request_.roots) hops[root] = 0;
    const bool asked = request_.direction == Direction::both ||
                       request_.direction == (sign < 0 ? Direction::upstream : Direction::downstream);
    for (bool changed = asked; changed;) {
      changed = false;
      for (const EdgeView& edge : all.edges) {
        const NodeIndex from = sign < 0 ? edge.to : edge.from, to = sign < 0 ? edge.from : edge.to;
        if (!followed(edge) || !hops.contains(from)) continue;
        const int hop = hops.at(from) + (group_of(from) == group_of(to) ? 0 : 1);
        if (hop > static_cast<int>(std::min<std::uint32_t>(request_.depth_max, 1000))) continue;
        const auto [at, fresh] = hops.try_emplace(to, hop);
        if (fresh || hop < at->second) {
          at->second = hop;
          changed = true;
        }
      }
    }
    std::set<NodeIndex> nodes;
    for (const auto& [node, hop] : hops) {
      nodes.insert(node);
      const auto [at, fresh] = hops_.try_emplace(group_of(node), sign * hop);
      if (!fresh && hop < std::abs(at->second)) at->second = sign * hop;
    }
    return nodes;
  }

  const Snapshot& snapshot_;
  const std::map<std::string, std::string>& group_;
  const TraverseRequest& request_;
  std::map<std::string, int> hops_;
  std::set<NodeIndex> seen_;
};

}  // namespace

TEST_CASE("both levels are the dataset level folded, and pages hold each node and edge once") {
  for (unsigned seed = 1; seed <= 80; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const RandomWorld world = random_world(random);
    const auto snapshot = load(world.text)->snapshot();
    for (const Level level : {Level::product, Level::domain}) {
      CAPTURE(to_string(level));
      TraverseRequest request = ask(*snapshot, "c" + std::to_string(random() % 12), level);
      request.direction = static_cast<Direction>(random() % 3);
      if (random() % 3 == 0) request.depth_max = static_cast<std::uint32_t>(random() % 3);
      const auto& groups = level == Level::product ? world.product : world.domain;
      const Expected expected = Reference(*snapshot, groups, request).fold();
      const Traversal all = snapshot->traverse(request);
      CHECK(all.complete);
      std::map<std::string, std::uint64_t> edges;
      for (const EdgeView& edge : all.edges) {
        edges[snapshot->node(edge.from).id + " -> " + snapshot->node(edge.to).id + " " +
              std::string(lineage::to_string(edge.relation))] = edge.stands_for;
      }
      CHECK(edges == expected.edges);
      CHECK(all.nodes.size() == expected.nodes.size());
      for (const VisitedNode& visited : all.nodes) {
        const std::string id = snapshot->node(visited.node).id;
        CAPTURE(id);
        REQUIRE(expected.nodes.contains(id));
        CHECK(visited.stands_for == expected.nodes.at(id).second);
        if (!visited.neighbour) CHECK(visited.hop == expected.nodes.at(id).first);
      }
      Traversal together;
      request.nodes_max = 1 + random() % 3;
      for (request.skip = 0; request.skip < all.nodes.size(); request.skip += request.nodes_max) {
        const Traversal page = snapshot->traverse(request);
        CHECK(page.edges_total == all.edges.size());
        together.nodes.insert(together.nodes.end(), page.nodes.begin(), page.nodes.end());
        together.edges.insert(together.edges.end(), page.edges.begin(), page.edges.end());
      }
      CHECK(nodes_text(*snapshot, together) == nodes_text(*snapshot, all));
      CHECK(edge_texts(*snapshot, together) == edge_texts(*snapshot, all));
    }
  }
}

TEST_CASE("a column's roll-up is the column level folded") {
  for (unsigned seed = 1; seed <= 80; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed * 7);
    const RandomWorld world = random_world(random);
    const auto snapshot = load(world.text)->snapshot();
    TraverseRequest request = ask(*snapshot, "c" + std::to_string(random() % 12) + "/t/x", Level::column);
    request.direction = static_cast<Direction>(random() % 3);
    request.reference_neighbours = false;
    const Traversal columns = snapshot->traverse(request);
    const auto group_of = [&](NodeIndex node) { return world.product.at(snapshot->node(node).contract); };
    std::map<std::string, std::uint64_t> nodes, edges, shown_nodes, shown_edges;
    for (const VisitedNode& visited : columns.nodes) ++nodes[group_of(visited.node)];
    for (const EdgeView& edge : columns.edges) {
      if (group_of(edge.from) != group_of(edge.to)) ++edges[group_of(edge.from) + " -> " + group_of(edge.to)];
    }
    request.level = Level::product;
    const Traversal products = snapshot->traverse(request);
    CHECK(products.rolled_up_from == Level::column);
    for (const VisitedNode& visited : products.nodes) shown_nodes[snapshot->node(visited.node).id] = visited.stands_for;
    for (const EdgeView& edge : products.edges) {
      shown_edges[snapshot->node(edge.from).id + " -> " + snapshot->node(edge.to).id] += edge.stands_for;
    }
    CHECK(shown_nodes == nodes);
    CHECK(shown_edges == edges);
  }
}

}  // namespace trama::graph::test
