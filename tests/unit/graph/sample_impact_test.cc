// Goal: for every field and dataset of the sample company, impact is what the plain reference says. Method: the
// contracts and consumers of data/sample as one world.
#include <algorithm>

#include <doctest/doctest.h>

#include "graph_text.h"
#include "impact_check.h"
#include "tests/data/sample.h"

namespace trama::graph::test {
namespace {

World sample_world() {
  World world;
  const sample::Sample& company = sample::sample();
  REQUIRE(company.problems.empty());
  for (const auto& [id, versions] : company.versions) {
    const contract::Contract& latest = company.latest(id);
    lineage::Summary summary = lineage::summary_of(latest);
    const bool retired = std::ranges::count(company.retired, id) > 0;
    if (retired) summary.state = lineage::SubjectState::retired;
    world.subjects.push_back(std::move(summary));
    if (retired) continue;
    const bool product = latest.kind == contract::Kind::product;
    const auto kind = product ? lineage::AsserterKind::product : lineage::AsserterKind::contract;
    world.said.push_back({{kind, id}, lineage::assertions_of(latest)});
  }
  for (const auto& [file, consumer] : company.consumers) {
    world.subjects.push_back(lineage::summary_of(consumer));
    world.said.push_back({{lineage::AsserterKind::consumer, consumer.id}, lineage::assertions_of(consumer)});
  }
  return world;
}

}  // namespace

TEST_CASE("every node of the sample company: the engine answers what the plain reference does") {
  const World world = sample_world();
  const auto graph = load(world);
  const auto snapshot = graph->snapshot();
  const ReferenceGraph wanted = reference(world);
  ImpactTally tally;
  for (const auto& [name, node] : nodes_by_name(*snapshot)) {
    for (const bool reach : {true, false}) check_impact(*snapshot, wanted, {{name, reach}}, &tally);
  }
  MESSAGE(tally.questions << " questions, " << tally.certain << " certain, " << tally.possible << " possible, "
                          << tally.cleared << " cleared");
  CHECK(tally.certain > 100);
}

}  // namespace trama::graph::test
