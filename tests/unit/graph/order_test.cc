// Goal: the graph is a function of what is registered and said, never of the order it came in. Method: random small
// worlds full of names that depend on one another, fed in every kind of order, compared with a plain reference.
#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "graph_text.h"
#include "reference.h"

namespace trama::graph::test {
namespace {

constexpr int kWorlds = 300;

using Random = std::mt19937;

template <typename T>
const T& pick(const std::vector<T>& from, Random& random) {
  return from[random() % from.size()];
}

const std::vector<std::string> kContracts{"a", "a.b", "urn:c", "a.b.t"};
const std::vector<std::string> kTables{"t", "b", "pub.t"};
const std::vector<std::string> kPaths{"x", "y", "t.x", "z"};

lineage::Summary random_contract(const std::string& id, Random& random) {
  lineage::Summary summary;
  summary.id = id;
  if (random() % 5 == 0) summary.state = lineage::SubjectState::retired;
  for (const std::string& table : kTables) {
    if (random() % 3 == 0) continue;
    lineage::DatasetSummary dataset;
    dataset.name = table;
    if (random() % 2 == 0) dataset.physical_name = pick(kTables, random);
    for (const std::string& path : kPaths) {
      if (random() % 3 != 0) dataset.field_paths.push_back(path);
    }
    summary.datasets.push_back(dataset);
  }
  for (std::uint32_t d = 0; d < summary.datasets.size(); ++d) {
    for (int i = static_cast<int>(random() % 3); i > 0; --i) {
      const std::string server = pick<std::string>({"s1", "s2"}, random);
      summary.physical.push_back({d, server, server == "s1" && random() % 2 == 0 ? "production" : "test",
                                  pick<std::string>({"pg", "pg:1"}, random), pick(kTables, random)});
    }
  }
  return summary;
}

lineage::Endpoint random_end(const std::string& home, Random& random) {
  const std::vector<std::string> texts{
      "a",     "a.b",   "a.b.t",    "a.b.t.x", "a.x",          "t.x", "b.y",     "t",
      "a/t",   "a/t/x", "pg/t",     "pg/t/x",  "dataset:pg:t", "x",   "alias",   "pub.t",
      "a.t.q", "nope",  "nope.t.x", "urn:c.z", "dataset:a:t",  "u:k", "pub.t.x", "datasetField:pg:1:t:x",
      "urn:c"};
  lineage::Endpoint end;
  switch (random() % 8) {
    case 0:
      return parse_end("@u:k", home);
    case 1:
      return parse_end("+prod", home);
    case 2:
      return parse_end("<" + pick<std::string>({"pg", "pg:1"}, random) + "|" + pick(kTables, random) + ">" +
                           (random() % 2 == 0 ? "." + pick(kPaths, random) : ""),
                       home);
    case 3:
    case 4:
      return parse_end("\"" + pick(texts, random) + "\"", home);
    default:
      end.owner = pick(kContracts, random);
      if (random() % 6 != 0) end.table = pick(kTables, random);
      if (random() % 3 != 0) end.path = pick(kPaths, random);
      return end;
  }
}

World random_world(Random& random) {
  World world;
  for (const std::string& id : kContracts) {
    if (random() % 4 != 0) world.subjects.push_back(random_contract(id, random));
  }
  lineage::Summary consumer;
  consumer.kind = lineage::SubjectKind::consumer;
  consumer.id = "u:k";
  if (random() % 2 == 0) world.subjects.push_back(consumer);
  if (random() % 3 == 0) world.aliases.emplace_back("alias", pick<std::string>({"a/t/x", "a", "b.y", "pub.t"}, random));
  if (random() % 3 == 0) world.aliases.emplace_back("x", pick<std::string>({"a/t/x", "a.b", "nope"}, random));
  for (int i = 0; i < 24; ++i) {
    Said said;
    said.asserter.id = pick(kContracts, random);
    if (random() % 4 == 0) said.asserter = {lineage::AsserterKind::person, "p" + std::to_string(random() % 2)};
    lineage::Assertion assertion{random_end(said.asserter.id, random), random_end(said.asserter.id, random)};
    assertion.relation = static_cast<lineage::Relation>(random() % 3);
    assertion.type = static_cast<lineage::DependencyType>(random() % 3);
    assertion.subtype = static_cast<lineage::Subtype>(random() % 3);
    assertion.masking = random() % 3 == 0;
    assertion.complete = random() % 2 == 0;
    said.assertions.push_back(assertion);
    const auto same = [&](const Said& other) {
      return other.asserter == said.asserter && other.assertions == said.assertions;
    };
    if (std::ranges::none_of(world.said, same)) world.said.push_back(said);
  }
  return world;
}

// Changes that lead from nothing to the world: each part at a random moment, with things said and taken back, contracts
// registered in another shape first, and one erased on the way.
struct Step {
  std::vector<SubjectChange> changes;
  std::optional<std::pair<std::string, std::string>> alias;
};

std::vector<Step> random_steps(const World& world, Random& random) {
  std::vector<Step> steps;
  for (const auto& alias : world.aliases) steps.push_back({{}, alias});
  for (const auto& summary : world.subjects) {
    std::vector<SubjectChange> changes;
    if (summary.kind == lineage::SubjectKind::contract && random() % 2 == 0) {
      changes.push_back(subject_change(random_contract(summary.id, random)));
    }
    if (random() % 3 == 0) {
      changes.push_back(subject_change(summary));
      changes.push_back(subject_change(summary));
      changes.back().removed = true;
      changes.back().summary.reset();
    }
    changes.push_back(subject_change(summary));
    steps.push_back({changes, {}});
  }
  for (const Said& said : world.said) {
    if (random() % 3 == 0) {
      steps.push_back({{opened(said), closed(said), opened(said)}, {}});
    } else {
      steps.push_back({{opened(said)}, {}});
    }
  }
  std::ranges::shuffle(steps, random);
  return steps;
}

Snapshot::Counts recount(const Snapshot& snapshot) {
  Snapshot::Counts counts;
  snapshot.for_each_node([&](const NodeView& node) {
    (node.kind == NodeKind::field      ? counts.fields
     : node.kind == NodeKind::consumer ? counts.consumers
     : node.kind == NodeKind::product  ? counts.products
                                       : counts.datasets) += 1;
    if (node.status == NodeStatus::unresolved) ++counts.unresolved;
  });
  return counts;
}

// What only one of two sorted lists has, for a person to read: "-" wanted, "+" not wanted.
std::string difference(const std::vector<std::string>& found, const std::vector<std::string>& wanted) {
  std::vector<std::string> lost, extra;
  std::ranges::set_difference(wanted, found, std::back_inserter(lost));
  std::ranges::set_difference(found, wanted, std::back_inserter(extra));
  std::string text;
  for (const std::string& line : lost) text += "\n- " + line;
  for (const std::string& line : extra) text += "\n+ " + line;
  return text;
}

void check(const Snapshot& snapshot, const ReferenceGraph& wanted) {
  CHECK(difference(node_lines(snapshot), wanted.nodes) == "");
  CHECK(difference(edge_lines(snapshot), wanted.edges) == "");
  const auto counted = recount(snapshot), kept = snapshot.counts();
  CHECK(kept.datasets == counted.datasets);
  CHECK(kept.fields == counted.fields);
  CHECK(kept.consumers == counted.consumers);
  CHECK(kept.products == counted.products);
  CHECK(kept.unresolved == counted.unresolved);
  CHECK(kept.dataset_edges + kept.field_edges == wanted.edges.size());
}

}  // namespace

TEST_CASE("a bulk load in any order is what the reference says") {
  for (unsigned seed = 1; seed <= kWorlds; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const World world = random_world(random);
    auto graph = LineageGraph::create();
    std::vector<std::function<void()>> calls;
    for (const auto& [alias, node] : world.aliases) calls.emplace_back([&] { graph->load_alias(alias, node); });
    for (const auto& summary : world.subjects) calls.emplace_back([&] { graph->load_subject(summary); });
    for (const Said& said : world.said) {
      calls.emplace_back([&] { graph->load_assertions(said.asserter, said.assertions); });
    }
    std::ranges::shuffle(calls, random);
    for (const auto& call : calls) call();
    graph->finish_load(1);
    check(*graph->snapshot(), reference(world));
  }
}

TEST_CASE("changes in any order, with compaction between, lead to what the reference says") {
  for (unsigned seed = 1; seed <= kWorlds; ++seed) {
    CAPTURE(seed);
    Random random(seed * 7919);
    const World world = random_world(random);
    auto graph = LineageGraph::create();
    std::uint64_t seq = 0;
    for (const Step& step : random_steps(world, random)) {
      if (step.alias) graph->set_alias(step.alias->first, step.alias->second);
      graph->apply(step.changes, ++seq);
      if (random() % 6 == 0) graph->compact();
    }
    check(*graph->snapshot(), reference(world));
  }
}

TEST_CASE("changes after a load, and taking everything back, lead to what the reference says") {
  for (unsigned seed = 1; seed <= kWorlds; ++seed) {
    CAPTURE(seed);
    Random random(seed * 104729);
    const World before = random_world(random);
    World after = random_world(random);
    after.aliases = before.aliases;
    auto graph = load(before);
    std::vector<SubjectChange> changes;
    for (const Said& said : before.said) changes.push_back(closed(said));
    for (const auto& summary : before.subjects) {
      changes.push_back(subject_change(summary));
      changes.back().removed = true;
      changes.back().summary.reset();
    }
    for (const auto& summary : after.subjects) changes.push_back(subject_change(summary));
    for (const Said& said : after.said) changes.push_back(opened(said));
    std::uint64_t seq = 1;
    for (const SubjectChange& change : changes) graph->apply(std::span(&change, 1), ++seq);
    check(*graph->snapshot(), reference(after));
  }
}

}  // namespace trama::graph::test
