// Goal: a closure is what a person would draw: shortest hops, each node and edge once, cut only where it says so.
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

TraverseRequest from(const Snapshot& snapshot, const std::string& text, Direction direction,
                     Level level = Level::dataset) {
  TraverseRequest request;
  request.roots = snapshot.resolve(text).take();
  request.direction = direction;
  request.level = level;
  return request;
}

std::string walked(const Snapshot& snapshot, const TraverseRequest& request) {
  return walk_text(snapshot, snapshot.traverse(request));
}

std::vector<std::string> edges_of(const Snapshot& snapshot, const Traversal& traversal) {
  std::vector<std::string> lines;
  for (const EdgeView& edge : traversal.edges) {
    lines.push_back(snapshot.node(edge.from).id + " -> " + snapshot.node(edge.to).id);
  }
  std::ranges::sort(lines);
  return lines;
}

using Lines = std::vector<std::string>;

const char* const kDiamond = R"(
  contract a: t(x)
  contract b: t(x)
  contract c: t(x)
  contract d: t(x)
  consumer k
  b: a/t.x -> b/t.x
  c: a/t.x -> c/t.x
  d: b/t.x -> d/t.x
  d: c/t.x -> d/t.x
  consumer k: d/t => @k
)";

}  // namespace

TEST_CASE("a diamond is counted once, by its shortest hop") {
  const auto snapshot = load(kDiamond)->snapshot();
  const Traversal down = snapshot->traverse(from(*snapshot, "a", Direction::downstream));
  CHECK(walk_text(*snapshot, down) == "0 a/t, 1 b/t, 1 c/t, 2 d/t, 3 k");
  CHECK(down.downstream_by_hop == std::vector<std::uint64_t>{2, 1, 1});
  CHECK(down.nodes_total == 5);
  CHECK(down.edges_total == 5);
  CHECK(down.complete);
  CHECK(edges_of(*snapshot, down) == Lines{"a/t -> b/t", "a/t -> c/t", "b/t -> d/t", "c/t -> d/t", "d/t -> k"});
}

TEST_CASE("both directions are walked apart from the roots") {
  const auto snapshot = load(kDiamond)->snapshot();
  const Traversal both = snapshot->traverse(from(*snapshot, "b", Direction::both));
  CHECK(walk_text(*snapshot, both) == "0 b/t, -1 a/t, 1 d/t, 2 k");
  CHECK(both.upstream_by_hop == std::vector<std::uint64_t>{1});
  CHECK(both.downstream_by_hop == std::vector<std::uint64_t>{1, 1});
}

TEST_CASE("depth counts hops, and the edges between what is shown are all there") {
  const auto snapshot = load(std::string(kDiamond) + "d: a/t.x -> d/t.x")->snapshot();
  TraverseRequest request = from(*snapshot, "a", Direction::downstream);
  request.depth_max = 1;
  const Traversal one_hop = snapshot->traverse(request);
  CHECK(walk_text(*snapshot, one_hop) == "0 a/t, 1 b/t, 1 c/t, 1 d/t");
  CHECK(edges_of(*snapshot, one_hop) == Lines{"a/t -> b/t", "a/t -> c/t", "a/t -> d/t", "b/t -> d/t", "c/t -> d/t"});
  CHECK(one_hop.edges_total == 5);
  request.depth_max = 0;
  CHECK(walked(*snapshot, request) == "0 a/t");
}

TEST_CASE("a cycle ends, and is named") {
  const auto snapshot = load(R"(
    contract a: t(x)
    contract b: t(x)
    contract c: t(x)
    b: a/t.x -> b/t.x
    c: b/t.x -> c/t.x
    a: c/t.x -> a/t.x
    d: c/t -> d/t
    e: e/t -> e/t
  )")
                            ->snapshot();
  const Traversal around = snapshot->traverse(from(*snapshot, "a", Direction::both));
  CHECK(walk_text(*snapshot, around) == "0 a/t, -1 c/t, 1 b/t, 3 d/t");
  CHECK(around.upstream_by_hop == std::vector<std::uint64_t>{1, 1});
  CHECK(around.downstream_by_hop == std::vector<std::uint64_t>{1, 1, 1});
  CHECK(around.edges_total == 4);
  std::vector<NodeIndex> viewed;
  for (const char* id : {"a", "b", "c", "d/t", "e/t"}) viewed.push_back(one(*snapshot, id));
  const auto cycles = snapshot->cycles(viewed, Level::dataset);
  REQUIRE(cycles.size() == 2);
  CHECK(cycles[0] == std::vector<NodeIndex>(viewed.begin(), viewed.begin() + 3));
  CHECK(cycles[1] == std::vector<NodeIndex>{viewed[4]});
}

TEST_CASE("REFERENCES are neighbours of the roots, and walked only when asked") {
  const auto snapshot = load(R"(
    contract customers: dim(id)
    contract orders: fact(id,customer)
    contract returns: fact(order)
    orders: customers/dim.id ~> orders/fact.customer
    returns: orders/fact.id ~> returns/fact.order
    mart: orders/fact.id -> mart/m.id
  )")
                            ->snapshot();
  TraverseRequest request = from(*snapshot, "orders", Direction::downstream);
  const Traversal with = snapshot->traverse(request);
  CHECK(walk_text(*snapshot, with) == "0 orders/fact, ~-1 customers/dim, ~1 returns/fact, 1 mart/m");
  CHECK(with.edges_total == 3);
  CHECK(with.edges.size() == 3);
  request.roots = {one(*snapshot, "mart/m")};
  request.direction = Direction::upstream;
  CHECK(walked(*snapshot, request) == "0 mart/m, -1 orders/fact");
  request.references = true;
  CHECK(walked(*snapshot, request) == "0 mart/m, -1 orders/fact, -2 customers/dim");
  request.roots = {one(*snapshot, "orders/fact")};
  request.references = false;
  request.reference_neighbours = false;
  CHECK(walked(*snapshot, request) == "0 orders/fact");
}

TEST_CASE("a relation that is not followed is not shown") {
  const auto snapshot = load(kDiamond)->snapshot();
  TraverseRequest request = from(*snapshot, "b", Direction::downstream);
  request.consumes = false;
  CHECK(walked(*snapshot, request) == "0 b/t, 1 d/t");
  request.consumes = true;
  request.derives = false;
  CHECK(walked(*snapshot, request) == "0 b/t");
}

TEST_CASE("columns lead to columns, and to those who use the whole dataset") {
  const auto snapshot = load(R"(
    contract a: t(x,y)
    contract b: t(x,y)
    contract c: t(x)
    b: a/t.x -> b/t.x direct identity
    c: b/t -> c/t
    board: b/t => @board
    sheet: b/t.y => @sheet
    c2: c/t.x -> c2/u.x
  )")
                            ->snapshot();
  CHECK(walked(*snapshot, from(*snapshot, "a.x", Direction::downstream, Level::column)) ==
        "0 a/t/x, 1 b/t/x, 2 c/t, 2 board, 3 c2/u");
  CHECK(walked(*snapshot, from(*snapshot, "a.y", Direction::downstream, Level::column)) == "0 a/t/y");
  CHECK(walked(*snapshot, from(*snapshot, "board", Direction::upstream, Level::column)) == "0 board, -1 b/t, -2 a/t");
  CHECK(walked(*snapshot, from(*snapshot, "sheet", Direction::upstream, Level::column)) == "0 sheet, -1 b/t/y");
  const Traversal columns = snapshot->traverse(from(*snapshot, "b", Direction::both, Level::column));
  CHECK(walk_text(*snapshot, columns) == "0 b/t/x, 0 b/t/y, -1 a/t/x, 1 c/t, 1 board, 1 sheet, 2 c2/u");
  CHECK(edges_of(*snapshot, columns) == Lines{"a/t/x -> b/t/x", "b/t/x -> board", "b/t/x -> c/t", "b/t/y -> board",
                                              "b/t/y -> c/t", "b/t/y -> sheet", "c/t -> c2/u"});
  CHECK(columns.edges_total == columns.edges.size());
}

TEST_CASE("column lineage of a pair says more than a dataset-wide DERIVES of the same pair") {
  const auto snapshot = load(R"(
    contract a: t(x,y)
    contract b: t(x,y)
    b: a/t.x -> b/t.x
    b: a/t -> b/t
  )")
                            ->snapshot();
  CHECK(walked(*snapshot, from(*snapshot, "a.x", Direction::downstream, Level::column)) == "0 a/t/x, 1 b/t/x");
  CHECK(walked(*snapshot, from(*snapshot, "a.y", Direction::downstream, Level::column)) == "0 a/t/y");
}

TEST_CASE("a column that filters a whole dataset reaches its columns") {
  const auto snapshot = load(R"(
    contract a: t(x)
    contract b: t(x,y)
    b: a/t.x -> b/t indirect filter
    c: b/t.y -> c/t.y
  )")
                            ->snapshot();
  CHECK(walked(*snapshot, from(*snapshot, "a.x", Direction::downstream, Level::column)) == "0 a/t/x, 1 b/t, 2 c/t");
  CHECK(walked(*snapshot, from(*snapshot, "c/t/y", Direction::upstream, Level::column)).starts_with("0 c/t/y"));
  CHECK(walked(*snapshot, from(*snapshot, "b.y", Direction::upstream, Level::column)) == "0 b/t/y, -1 a/t/x");
  const Traversal up = snapshot->traverse(from(*snapshot, "b", Direction::upstream, Level::column));
  CHECK(edges_of(*snapshot, up) == Lines{"a/t/x -> b/t/x", "a/t/x -> b/t/y"});
}

TEST_CASE("time that is used up is said") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "p: c/t" + std::to_string(i) + " -> c/t" + std::to_string(i + 1) + "\n";
  const auto snapshot = load(text)->snapshot();
  TraverseRequest request = from(*snapshot, "c/t0", Direction::downstream);
  std::stop_source stop;
  request.stop = stop.get_token();
  CHECK(snapshot->traverse(request).complete == false);  // 1,000 a page
  request.nodes_max = 5000;
  CHECK(snapshot->traverse(request).nodes_total == 3001);
  stop.request_stop();
  const Traversal cut = snapshot->traverse(request);
  CHECK(cut.truncated_by == "time");
  CHECK_FALSE(cut.complete);
  CHECK(cut.nodes.size() < 3001);
}

TEST_CASE("a job that is shown stands between the datasets it joins, and who says the same stays beside it") {
  const auto snapshot = load(R"(
    contract a: t(x)
    job air/load: a/t.x -> <pg|copy>.x
    job air/load: <pg|copy>.x -> <pg|report>.x
    job air/mail: <pg|copy> -> <pg|report>
    person p: <pg|copy> -> <pg|report>
  )")
                            ->snapshot();
  TraverseRequest request = from(*snapshot, "pg/copy", Direction::both);
  request.jobs_shown = true;
  const Traversal shown = snapshot->traverse(request);
  CHECK(walk_text(*snapshot, shown) == "0 pg/copy, -1 a/t, -1 air/load, 1 pg/report, 1 air/mail");
  CHECK(edges_of(*snapshot, shown) == Lines{"a/t -> air/load", "air/load -> pg/copy", "air/load -> pg/report",
                                            "air/mail -> pg/report", "pg/copy -> air/load", "pg/copy -> air/mail",
                                            "pg/copy -> pg/report"});
  CHECK(shown.nodes_total == 3);
  for (const EdgeView& edge : shown.edges) CHECK(edge.asserters.size() == 1);
  const NodeView job = snapshot->node(shown.nodes[2].node);
  CHECK(job.kind == NodeKind::job);
  CHECK(job.status == NodeStatus::active);
  CHECK(job.contract == "air");
  CHECK(job.name == "load");
  request.jobs_shown = false;
  CHECK(walked(*snapshot, request) == "0 pg/copy, -1 a/t, 1 pg/report");
}

// Every page of an answer, at both levels, against the answer in one piece; and that against a definition by sets.
TEST_CASE("pages together are the answer, each node and edge once") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::string text;
    const auto name = [&](int i) { return "c" + std::to_string(i) + "/t"; };
    for (int i = 0; i < 12; ++i) text += "contract c" + std::to_string(i) + ": t(x,y,z)\n";
    for (int i = 0; i < 40; ++i) {
      const int a = static_cast<int>(random() % 12), b = static_cast<int>(random() % 12);
      const char* const columns[] = {"", ".x", ".y", ".z"};
      const char* const arrows[] = {" -> ", " -> ", " => ", " ~> "};
      const std::string target = random() % 8 == 0 ? "@k" + std::to_string(b) : name(b) + columns[random() % 4];
      text += "c" + std::to_string(b) + ": " + name(a) + columns[random() % 4] + arrows[random() % 4] + target + "\n";
    }
    for (int i = 0; i < 8; ++i) {
      text += "job ns/j" + std::to_string(i % 3) + ": " + name(static_cast<int>(random() % 12)) + " -> " +
              name(static_cast<int>(random() % 12)) + "\n";
    }
    const auto snapshot = load(text)->snapshot();
    for (const auto& [level, jobs] :
         {std::pair(Level::dataset, false), std::pair(Level::column, false), std::pair(Level::dataset, true)}) {
      TraverseRequest request = from(*snapshot, "c" + std::to_string(random() % 12), Direction::both, level);
      request.jobs_shown = jobs;
      request.direction = static_cast<Direction>(random() % 3);
      request.references = random() % 3 == 0;
      request.depth_max = random() % 3 == 0 ? 1 + random() % 3 : UINT32_MAX;
      const Traversal all = snapshot->traverse(request);
      CHECK(all.complete);
      if (!jobs) {
        CHECK(all.nodes.size() == all.nodes_total);
        CHECK(all.edges.size() == all.edges_total);
      }
      Traversal together;
      request.nodes_max = 1 + random() % 5;
      for (request.skip = 0; request.skip < all.nodes_total; request.skip += request.nodes_max) {
        const Traversal page = snapshot->traverse(request);
        CHECK(page.nodes_total == all.nodes_total);
        CHECK(page.edges_total == all.edges_total);
        CHECK(page.complete == (request.skip + request.nodes_max >= all.nodes_total));
        together.nodes.insert(together.nodes.end(), page.nodes.begin(), page.nodes.end());
        together.edges.insert(together.edges.end(), page.edges.begin(), page.edges.end());
      }
      if (!jobs) CHECK(walk_text(*snapshot, together) == walk_text(*snapshot, all));
      CHECK(together.nodes.size() == all.nodes.size());
      CHECK(edges_of(*snapshot, together) == edges_of(*snapshot, all));
      std::set<NodeIndex> seen;
      for (const VisitedNode& visited : all.nodes) CHECK(seen.insert(visited.node).second);
    }
  }
}

TEST_CASE("every walked node but the roots hangs on an edge of the answer") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed * 31);
    std::string text;
    for (int i = 0; i < 10; ++i) text += "contract c" + std::to_string(i) + ": t(x,y)\n";
    for (int i = 0; i < 30; ++i) {
      const char* const columns[] = {"", ".x", ".y"};
      const int a = static_cast<int>(random() % 10), b = static_cast<int>(random() % 10);
      text += "c: c" + std::to_string(a) + "/t" + columns[random() % 3] + " -> c" + std::to_string(b) + "/t" +
              columns[random() % 3] + "\n";
    }
    const auto snapshot = load(text)->snapshot();
    for (const Level level : {Level::dataset, Level::column}) {
      const Traversal all = snapshot->traverse(from(*snapshot, "c0", Direction::downstream, level));
      std::map<NodeIndex, int> hops;
      for (const VisitedNode& visited : all.nodes) hops[visited.node] = visited.hop;
      std::set<NodeIndex> reached;
      for (const EdgeView& edge : all.edges) {
        if (hops.at(edge.to) == hops.at(edge.from) + 1) reached.insert(edge.to);
        // What is said about a whole dataset is also shown at its columns, where a walk need not have used it.
        CHECK((level == Level::column || hops.at(edge.to) <= hops.at(edge.from) + 1));
      }
      for (const VisitedNode& visited : all.nodes) CHECK((visited.hop == 0 || reached.contains(visited.node)));
    }
  }
}

}  // namespace trama::graph::test
