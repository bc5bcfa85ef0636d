// Goal: the k shortest explanations are exactly the first k of all loopless paths, and a dominator is what every one of
// them goes through. Method: a few drawings, then random graphs against an enumeration of all paths.
#include "graph/paths.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

using Lines = std::vector<std::string>;

PathsRequest between(const Snapshot& snapshot, const std::string& from, const std::string& to, std::size_t k = 10,
                     Level level = Level::dataset) {
  PathsRequest request;
  request.from = snapshot.resolve(from).take();
  request.to = snapshot.resolve(to).take();
  request.k = k;
  request.level = level;
  return request;
}

std::string path_text(const Snapshot& snapshot, const std::vector<EdgeView>& path) {
  std::string text;
  for (const EdgeView& edge : path) {
    if (text.empty()) text = snapshot.node(edge.from).id;
    text += " > " + snapshot.node(edge.to).id;
  }
  return text;
}

Lines paths_of(const Snapshot& snapshot, const Paths& paths) {
  Lines lines;
  for (const auto& path : paths.paths) lines.push_back(path_text(snapshot, path));
  return lines;
}

Lines ids_of(const Snapshot& snapshot, const std::vector<NodeIndex>& nodes) {
  Lines ids;
  for (const NodeIndex node : nodes) ids.push_back(snapshot.node(node).id);
  return ids;
}

}  // namespace

TEST_CASE("explanations come shortest first, and what all go through is named") {
  const auto graph = load(R"(
    a: a/t -> b/t
    a: a/t -> c/t
    a: b/t -> d/t
    a: c/t -> e/t
    a: e/t -> d/t
    a: d/t -> f/t
    k: f/t => @k
  )");
  const auto snapshot = graph->snapshot();
  const Paths paths = snapshot->paths(between(*snapshot, "a/t", "k"));
  CHECK(paths_of(*snapshot, paths) == Lines{"a/t > b/t > d/t > f/t > k", "a/t > c/t > e/t > d/t > f/t > k"});
  CHECK(ids_of(*snapshot, paths.dominators) == Lines{"d/t", "f/t"});
  CHECK(paths.complete);
  const Paths one_path = snapshot->paths(between(*snapshot, "a/t", "k", 1));
  CHECK(one_path.paths.size() == 1);
  CHECK(one_path.truncated_by == "k");
  CHECK(ids_of(*snapshot, one_path.dominators) == Lines{"d/t", "f/t"});
  CHECK(snapshot->paths(between(*snapshot, "k", "a/t")).paths.empty());
}

TEST_CASE("at column level a path runs along columns, and over what is said of whole datasets") {
  const auto graph = load(R"(
    contract a: t(x,y)
    contract b: t(x)
    contract c: t(x)
    b: a/t.x -> b/t.x direct masked
    c: b/t -> c/t
    k: c/t.x => @k
  )");
  const auto snapshot = graph->snapshot();
  const Paths paths = snapshot->paths(between(*snapshot, "a/t/x", "k", 10, Level::column));
  CHECK(paths_of(*snapshot, paths) == Lines{"a/t/x > b/t/x > c/t > k"});
  CHECK(paths.paths[0][0].masking);
  CHECK(ids_of(*snapshot, paths.dominators) == Lines{"b/t/x", "c/t"});
  // Which columns of c are made of b is not said, so c as a whole stands for each of them.
  const Paths to_column = snapshot->paths(between(*snapshot, "a/t/x", "c/t/x", 10, Level::column));
  CHECK(paths_of(*snapshot, to_column) == Lines{"a/t/x > b/t/x > c/t"});
  CHECK(snapshot->paths(between(*snapshot, "a/t/y", "k", 10, Level::column)).paths.empty());
}

TEST_CASE("time that is used up is said") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "p: c/t" + std::to_string(i) + " -> c/t" + std::to_string(i + 1) + "\n";
  const auto graph = load(text);
  const auto snapshot = graph->snapshot();
  PathsRequest request = between(*snapshot, "c/t0", "c/t3000");
  CHECK(snapshot->paths(request).paths.size() == 1);
  std::stop_source stop;
  stop.request_stop();
  request.stop = stop.get_token();
  const Paths cut = snapshot->paths(request);
  CHECK(cut.truncated_by == "time");
  CHECK(cut.dominators.empty());
}

TEST_CASE("random graphs: the first k of all loopless paths, and exact dominators") {
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::map<int, std::set<int>> out;
    std::string text;
    for (int i = 0; i < 16; ++i) {
      const int from = static_cast<int>(random() % 8), to = static_cast<int>(random() % 8);
      if (!out[from].insert(to).second) continue;
      text += "p: n/t" + std::to_string(from) + " -> n/t" + std::to_string(to) + "\n";
    }
    text += "p: n/t0 -> n/t8\np: n/t7 -> n/t9\n";
    out[0].insert(8);
    out[7].insert(9);
    std::vector<std::vector<int>> all;
    std::vector<int> path{0};
    const auto extend = [&](const auto& self) -> void {
      if (path.back() == 9) return all.push_back(path);
      for (const int next : out[path.back()]) {
        if (std::ranges::find(path, next) != path.end()) continue;
        path.push_back(next);
        self(self);
        path.pop_back();
      }
    };
    extend(extend);
    const auto graph = load(text);
    const auto snapshot = graph->snapshot();
    const std::size_t k = 1 + random() % 6;
    const Paths paths = snapshot->paths(between(*snapshot, "n/t0", "n/t9", k));
    std::vector<std::size_t> lengths;
    for (const auto& one_path : all) lengths.push_back(one_path.size() - 1);
    std::ranges::sort(lengths);
    lengths.resize(std::min(lengths.size(), k));
    REQUIRE(paths.paths.size() == lengths.size());
    std::set<std::string> distinct, possible;
    for (const auto& one_path : all) {
      std::string line;
      for (const int node : one_path) line += (line.empty() ? "n/t" : " > n/t") + std::to_string(node);
      possible.insert(line);
    }
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      CHECK(paths.paths[i].size() == lengths[i]);
      const std::string line = path_text(*snapshot, paths.paths[i]);
      CHECK(distinct.insert(line).second);
      CHECK(possible.contains(line));
    }
    CHECK(paths.complete == (all.size() <= k));
    std::set<std::string> through;
    for (int node = 1; node < 9 && !all.empty(); ++node) {
      const auto has = [&](const auto& one_path) { return std::ranges::find(one_path, node) != one_path.end(); };
      if (std::ranges::all_of(all, has)) through.insert("n/t" + std::to_string(node));
    }
    const Lines dominators = ids_of(*snapshot, paths.dominators);
    CHECK(std::set<std::string>(dominators.begin(), dominators.end()) == through);
    compared += all.empty() ? 0 : 1;
  }
  CHECK(compared > 100);
}

}  // namespace trama::graph::test
