// Goal: the hand-written walk and Boost.Graph's breadth_first_visit agree on everything reachable, with an overlay and
// after a fold, so that either may be used; and the pieces under them keep what they promise.
#include <algorithm>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "graph/algorithms.h"
#include "graph/snapshot.h"
#include "graph_text.h"

namespace trama::graph::test {
namespace {

std::string random_lines(std::mt19937& random, int datasets, int edges) {
  std::string text;
  const char* const columns[] = {"", ".x", ".y", ".x", ".y"};
  const char* const arrows[] = {" -> ", " -> ", " => ", " ~> "};
  for (int i = 0; i < edges; ++i) {
    const auto end = [&] { return "c" + std::to_string(static_cast<int>(random()) % datasets) + "/t"; };
    text += "p: " + end() + columns[random() % 5] + arrows[random() % 4] + end() + columns[random() % 5] + "\n";
  }
  return text;
}

std::set<NodeIndex> by_hand(const State& state, NodeIndex root, Allow allow) {
  VisitSet visited, whole;
  visited.reserve(state.nodes.entity_count(), state.nodes.field_count());
  whole.reserve(state.nodes.entity_count(), state.nodes.field_count());
  Deadline deadline(60'000, {});
  Reach reach;
  REQUIRE(walk(state, {root}, Way::out, Level::dataset, allow, UINT32_MAX, visited, whole, deadline, &reach));
  return {reach.order.begin(), reach.order.end()};
}

void compare_all(const LineageGraph& graph) {
  const auto snapshot = graph.snapshot();
  const State& state = dynamic_cast<const GraphSnapshot&>(*snapshot).state();
  for (const bool references : {false, true}) {
    const Allow allow = allow_of(true, true, references, Level::dataset);
    for (NodeIndex root = 1; root < state.nodes.entity_count(); ++root) {
      const auto boost_order = reachable(state, root, Level::dataset, allow);
      CHECK(by_hand(state, root, allow) == std::set<NodeIndex>(boost_order.begin(), boost_order.end()));
    }
  }
}

}  // namespace

TEST_CASE("both walks agree, with and without an overlay") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    auto graph = load(random_lines(random, 30, 50));
    compare_all(*graph);
    change(*graph, random_lines(random, 40, 20));
    compare_all(*graph);
    graph->compact();
    compare_all(*graph);
  }
}

TEST_CASE("a walk of columns by Boost follows what was said about columns") {
  const auto graph = load("b: a/t.x -> b/t.x\nc: b/t.x -> c/t.x\nc: b/t -> d/t");
  const auto snapshot = graph->snapshot();
  const State& state = dynamic_cast<const GraphSnapshot&>(*snapshot).state();
  const auto order =
      reachable(state, one(*snapshot, "a/t/x"), Level::column, allow_of(true, true, false, Level::column));
  std::vector<std::string> ids;
  for (const NodeIndex node : order) ids.push_back(snapshot->node(node).id);
  CHECK(ids == std::vector<std::string>{"a/t/x", "b/t/x", "c/t/x"});
}

TEST_CASE("a copy of a persistent array keeps its elements while the original changes") {
  RadixArray<int> array;
  std::vector<std::pair<RadixArray<int>, std::vector<int>>> copies;
  std::vector<int> model(5000);
  std::mt19937 random(7);
  for (std::uint64_t edit = 1; edit <= 60; ++edit) {
    for (int i = 0; i < 40; ++i) {
      const auto at = static_cast<std::uint32_t>(random() % (edit < 30 ? 100 : model.size()));
      array.edit(at, edit) = model[at] = static_cast<int>(random());
    }
    if (edit % 10 == 0) copies.emplace_back(array, model);
  }
  for (const auto& [copy, wanted] : copies) {
    for (std::uint32_t i = 0; i < wanted.size(); ++i) CHECK(copy[i] == wanted[i]);
  }
  CHECK(array[1U << 27] == 0);
}

TEST_CASE("names are kept once, whatever is in them") {
  Names names;
  const std::string zero("a\0b", 3), large(200'000, 'x');
  const NameId id = names.intern(zero);
  CHECK(names.intern(zero) == id);
  CHECK(names.text(id) == zero);
  CHECK(names.intern("") == 0);
  CHECK(names.find("never said") == kNoName);
  CHECK(names.text(names.intern(large)).size() == Names::kTextMax);
  for (int i = 0; i < 3000; ++i) CHECK(names.text(names.intern("n" + std::to_string(i))) == "n" + std::to_string(i));
}

TEST_CASE("every combination of attributes survives packing") {
  for (unsigned type = 0; type < 3; ++type) {
    for (unsigned subtype = 0; subtype < 10; ++subtype) {
      for (const bool masking : {false, true}) {
        const auto unpacked = unpack_attributes(pack_attributes(static_cast<lineage::DependencyType>(type),
                                                                static_cast<lineage::Subtype>(subtype), masking));
        CHECK(static_cast<unsigned>(unpacked.type) == type);
        CHECK(static_cast<unsigned>(unpacked.subtype) == subtype);
        CHECK(unpacked.masking == masking);
      }
    }
  }
}

}  // namespace trama::graph::test
