// Goal: readers walk, resolve and list while a writer applies and folds, and each sees one consistent moment. Method:
// the writer moves a chain between two shapes that are each complete; run under TSan as well.
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

constexpr int kChain = 40;
constexpr int kChanges = 300;

// The chain c0 -> c1 -> ... with every link said twice over: by columns or by datasets.
std::vector<SubjectChange> chain(const std::string& column, bool open) {
  std::string text;
  for (int i = 0; i < kChain; ++i) {
    text += "p: c" + std::to_string(i) + "/t" + column + " -> c" + std::to_string(i + 1) + "/t" + column + "\n";
  }
  std::vector<SubjectChange> changes;
  for (const Said& said : parse_world(text).said) changes.push_back(open ? opened(said) : closed(said));
  return changes;
}

void read_once(const LineageGraph& graph, std::atomic<int>* wrong) {
  const auto snapshot = graph.snapshot();
  const auto root = snapshot->resolve("c0/t");
  if (!root) {
    ++*wrong;
    return;
  }
  TraverseRequest request;
  request.roots = *root;
  request.direction = Direction::downstream;
  const Traversal down = snapshot->traverse(request);
  if (down.nodes_total != kChain + 1 || down.edges.size() != kChain) ++*wrong;
  request.level = Level::column;
  if (snapshot->traverse(request).nodes_total < kChain) ++*wrong;
  std::uint64_t nodes = 0;
  snapshot->for_each_node([&](const NodeView& node) { nodes += node.id.empty() ? 0 : 1; });
  const auto counts = snapshot->counts();
  if (nodes != counts.datasets + counts.fields + counts.consumers + counts.products) ++*wrong;
  const bool later = snapshot->resolve("new" + std::to_string(snapshot->seq())).has_value();  // comes two changes on
  if (later) ++*wrong;
}

}  // namespace

TEST_CASE("readers see whole moments while the graph changes and folds") {
  auto graph = LineageGraph::create();
  graph->apply(chain(".x", true), 1);
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0}, reads{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      do {
        read_once(*graph, &wrong);
        ++reads;
      } while (!done);
    });
  }
  std::jthread folder([&] {
    while (!done) graph->compact();
  });
  const char* const columns[] = {".x", ".y", ""};
  for (int i = 0; i < kChanges; ++i) {
    auto changes = chain(columns[i % 3], false);
    const auto open = chain(columns[(i + 1) % 3], true);
    changes.insert(changes.end(), open.begin(), open.end());
    for (const auto& summary :
         parse_world("contract new" + std::to_string(i) + ": t(x,y)\ncontract c1 v" + std::to_string(i) + ": t(x)")
             .subjects) {
      changes.push_back(subject_change(summary));
    }
    graph->apply(changes, static_cast<std::uint64_t>(i) + 2);
  }
  done = true;
  readers.clear();
  folder.join();
  CHECK(wrong == 0);
  CHECK(reads > 0);
  CHECK(graph->snapshot()->seq() == kChanges + 1);
}

}  // namespace trama::graph::test
