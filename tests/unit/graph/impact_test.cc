// Goal: what a change reaches is what graph/impact.h says, and how surely. Method: its cases one by one in small text,
// then thousands of random worlds against a plain reference, loaded at once and built by changes.
#include "graph/impact.h"

#include <algorithm>
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "graph_text.h"
#include "impact_check.h"

namespace trama::graph::test {
namespace {

// A dataset stands for itself and its fields, as the API asks.
ImpactRequest change_of(const Snapshot& snapshot, const std::string& text, bool reach = true) {
  ImpactRequest request;
  request.nodes_max = 100'000;
  for (const NodeIndex node : snapshot.resolve(text).take()) {
    request.changes.push_back({node, reach});
    for (const NodeIndex field : snapshot.fields_of(node)) request.changes.push_back({field, reach});
  }
  return request;
}

std::string way_text(Via via, Arrives arrives) {
  std::string text(to_string(via));
  if (arrives != Arrives::plain) text.append(" ").append(to_string(arrives));
  return text;
}

// "certain direct 1 b/t(x,y)" a line; a trailing * says that any column may be hit.
std::vector<std::string> lines_of(const Snapshot& snapshot, const Impact& impact) {
  std::vector<std::string> lines;
  for (const ImpactHit& hit : impact.hits) {
    std::string line = std::string(to_string(hit.certainty)) + " " + way_text(hit.via, hit.arrives);
    line += (line.back() == ' ' ? "" : " ") + std::to_string(hit.hop) + " " + snapshot.node(hit.node).id;
    std::string fields;
    for (const ImpactField& field : hit.fields) fields += (fields.empty() ? "" : ",") + snapshot.node(field.node).path;
    if (!fields.empty()) line += "(" + fields + ")";
    lines.push_back(line + (hit.whole ? "*" : ""));
  }
  return lines;
}

std::vector<std::string> hits_of(const std::string& world, const std::string& node, bool reach = true) {
  const auto graph = load(world);
  const auto snapshot = graph->snapshot();
  return lines_of(*snapshot, snapshot->impact(change_of(*snapshot, node, reach)));
}

using Lines = std::vector<std::string>;

const std::string kContracts = R"(
  contract a: t(x,y)
  contract b: t(x,y)
  contract c: t(x,y)
  contract d: t(x,y)
  consumer k
  consumer m
)";

}  // namespace

TEST_CASE("a column hits the columns made of it, to any depth, and is cleared elsewhere") {
  const std::string world = kContracts + R"(
    b: a/t.x -> b/t.x direct complete
    b: a/t.y -> b/t.y direct complete
    c: b/t.x -> c/t.x direct complete
    d: b/t.y -> d/t.y direct complete
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain direct 1 b/t(x)", "certain direct 2 c/t(x)", "cleared 2 d/t"});
}

TEST_CASE("what is said of datasets only is possible, and so is all behind it") {
  const std::string world = kContracts + R"(
    b: a/t -> b/t
    c: b/t.x -> c/t.x direct complete
    k: c/t.x => @k
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"possible direct 1 b/t*", "possible direct 2 c/t*", "possible declared 3 k"});
}

TEST_CASE("columns that do not account for every output leave the dataset possible") {
  const std::string columns = "b: a/t.x -> b/t.x direct\n";
  CHECK(hits_of(kContracts + columns, "a/t/x") == Lines{"certain direct 1 b/t(x)*"});
  CHECK(hits_of(kContracts + columns, "a/t/y") == Lines{"possible direct 1 b/t*"});
}

TEST_CASE("every asserter has to be complete before anything is cleared") {
  const std::string complete = "b: a/t.x -> b/t.x direct complete\n";
  CHECK(hits_of(kContracts + complete, "a/t/y") == Lines{"cleared 1 b/t"});
  CHECK(hits_of(kContracts + complete + "person p: a/t -> b/t", "a/t/y") == Lines{"possible direct 1 b/t*"});
  CHECK(hits_of(kContracts + complete + "job j: a/t.x -> b/t.x direct", "a/t/y") == Lines{"possible direct 1 b/t*"});
  CHECK(hits_of(kContracts + complete + "job j: a/t.x -> b/t.x direct complete", "a/t/y") == Lines{"cleared 1 b/t"});
}

TEST_CASE("what is cleared clears what is only behind it") {
  const std::string world = kContracts + "b: a/t.x -> b/t.x direct complete\nc: b/t -> c/t\n";
  CHECK(hits_of(world, "a/t/y") == Lines{"cleared 1 b/t", "cleared 2 c/t"});
}

TEST_CASE("an indirect use reaches all outputs of its dataset") {
  const std::string world = kContracts + R"(
    b: a/t.x -> b/t.x indirect filter complete
    b: a/t.y -> b/t.y direct complete
    c: b/t.y -> c/t.y direct complete
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain indirect 1 b/t(x,y)", "certain indirect 2 c/t(y)"});
  CHECK(hits_of(world, "a/t/x", false) == Lines{"certain indirect 1 b/t(x)", "cleared 2 c/t"});
  const std::string of_dataset = kContracts + "b: a/t.x -> b/t indirect filter complete\n";
  CHECK(hits_of(of_dataset, "a/t/x") == Lines{"certain indirect 1 b/t(x,y)"});
}

TEST_CASE("a column that arrives only masked or aggregated is told as that") {
  const std::string world = kContracts + R"(
    b: a/t.x -> b/t.x direct transformation masked complete
    c: b/t.x -> c/t.x direct complete
    d: a/t.x -> d/t.x direct aggregation complete
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain direct aggregated 1 d/t(x)", "certain direct masked 1 b/t(x)",
                                         "certain direct masked 2 c/t(x)"});
  CHECK(hits_of(world + "c: a/t.x -> c/t.x direct complete\n", "a/t/x") ==
        Lines{"certain direct 1 c/t(x)", "certain direct aggregated 1 d/t(x)", "certain direct masked 1 b/t(x)"});
}

TEST_CASE("consumers are certain where they name the field, possible where they name none") {
  const std::string world = kContracts + R"(
    consumer k: a/t.x => @k
    consumer m: a/t => @m
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain declared 1 k", "possible declared 1 m"});
  CHECK(hits_of(world, "a/t/y") == Lines{"possible declared 1 m", "cleared 1 k"});
  CHECK(hits_of(world, "a/t") == Lines{"certain declared 1 k", "certain declared 1 m"});
}

TEST_CASE("ports lead through a product into its outputs, as possible") {
  const std::string world = kContracts + R"(
    product shop
    product shop: a/t => +shop
    product shop: +shop -> b/t
    k: b/t.x => @k
  )";
  CHECK(hits_of(world, "a/t/x") ==
        Lines{"possible declared 1 shop", "possible declared 2 b/t*", "possible declared 3 k"});
}

TEST_CASE("a whole dataset reaches all that takes from it, for certain") {
  const std::string world = kContracts + R"(
    b: a/t -> b/t
    c: b/t -> c/t
    d: b/t.x -> d/t.x direct complete
  )";
  CHECK(hits_of(world, "a/t") == Lines{"certain direct 1 b/t*", "certain direct 2 c/t*", "certain direct 2 d/t*"});
}

TEST_CASE("referrers are listed and never walked through") {
  const std::string world = kContracts + R"(
    b: a/t.x ~> b/t.y
    c: b/t.y -> c/t.x direct complete
    d: a/t ~> d/t
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain reference 1 b/t(y)", "possible reference 1 d/t*"});
}

TEST_CASE("nothing is certain through what is unresolved, missing or retired") {
  const std::string chain = R"(
    u: a/t.x -> u/t.x direct complete
    c: u/t.x -> c/t.x direct complete
  )";
  CHECK(hits_of(kContracts + chain, "a/t/x") == Lines{"possible direct 1 u/t(x)", "possible direct 2 c/t(x)"});
  CHECK(hits_of(kContracts + "contract u: t(y)\n" + chain, "a/t/x") ==
        Lines{"possible direct 1 u/t(x)", "possible direct 2 c/t(x)"});
  CHECK(hits_of(kContracts + "contract u retired: t(x)\n" + chain, "a/t/x") ==
        Lines{"possible direct 1 u/t(x)", "possible direct 2 c/t(x)"});
  CHECK(hits_of(kContracts + "contract u: t(x)\n" + chain, "a/t/x") ==
        Lines{"certain direct 1 u/t(x)", "certain direct 2 c/t(x)"});
  // Asked about itself, an unresolved node is a root like any other.
  CHECK(hits_of(kContracts + chain, "u/t/x") == Lines{"certain direct 1 c/t(x)"});
}

TEST_CASE("a cycle ends, and its start is not hit") {
  const std::string world = kContracts + R"(
    b: a/t.x -> b/t.x direct complete
    a: b/t.x -> a/t.x direct complete
    a: b/t.x -> a/t.y direct complete
  )";
  CHECK(hits_of(world, "a/t/x") == Lines{"certain direct 1 b/t(x)", "certain direct 2 a/t(y)"});
}

TEST_CASE("several changes are one answer, each with its own reach") {
  const auto graph = load(kContracts + R"(
    b: a/t.x -> b/t.x indirect filter complete
    c: a/t.y -> c/t.x indirect filter complete
  )");
  const auto snapshot = graph->snapshot();
  ImpactRequest request;
  request.changes = {{one(*snapshot, "a/t/x"), true}, {one(*snapshot, "a/t/y"), false}};
  CHECK(lines_of(*snapshot, snapshot->impact(request)) ==
        Lines{"certain indirect 1 b/t(x,y)", "certain indirect 1 c/t(x)"});
}

TEST_CASE("counts are of the whole answer, and pages together are the answer") {
  std::string world = "contract a: t(x)\n";
  for (int i = 0; i < 10; ++i) {
    const std::string name = "b" + std::to_string(i);
    world += "contract " + name + ": t(x)\n" + name + ": a/t" + (i % 2 == 0 ? ".x" : "") + " -> " + name + "/t" +
             (i % 2 == 0 ? ".x direct complete" : "") + "\n";
  }
  const auto graph = load(world + "consumer k\nconsumer k: b0/t.x => @k\n");
  const auto snapshot = graph->snapshot();
  ImpactRequest request = change_of(*snapshot, "a/t/x");
  const Impact all = snapshot->impact(request);
  CHECK(all.assets.certain == 6);
  CHECK(all.assets.possible == 5);
  CHECK(all.consumers_declared == 1);
  CHECK(all.complete);
  REQUIRE(all.by_hop.size() == 2);
  CHECK(all.by_hop[0].assets.certain == 5);
  CHECK(all.by_hop[1].assets.certain == 1);
  Lines together;
  request.nodes_max = 3;
  for (request.skip = 0; request.skip < all.total; request.skip += 3) {
    const Impact page = snapshot->impact(request);
    CHECK(page.complete == (request.skip + 3 >= all.total));
    for (const std::string& line : lines_of(*snapshot, page)) together.push_back(line);
  }
  CHECK(together == lines_of(*snapshot, all));
  request = change_of(*snapshot, "a/t/x");
  request.only = Certainty::possible;
  CHECK(snapshot->impact(request).hits.size() == 5);
}

TEST_CASE("time that is used up is said, and nothing is cleared then") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "p: c/t" + std::to_string(i) + " -> c/t" + std::to_string(i + 1) + "\n";
  const auto graph = load(text);
  const auto snapshot = graph->snapshot();
  ImpactRequest request = change_of(*snapshot, "c/t0");
  std::stop_source stop;
  stop.request_stop();
  request.stop = stop.get_token();
  const Impact cut = snapshot->impact(request);
  CHECK(cut.truncated_by == "time");
  CHECK_FALSE(cut.complete);
  CHECK(cut.assets.cleared == 0);
}

namespace {

using Random = std::mt19937;

std::string random_line(Random& random) {
  const auto contract = [&] { return "c" + std::to_string(random() % 7); };
  const auto column = [&]() -> std::string {
    const char* const columns[] = {"", ".x", ".x", ".y", ".y", ".z"};
    return columns[random() % 6];
  };
  const std::string asserters[] = {contract(), "person p", "job j"};
  std::string line = asserters[random() % 5 > 2 ? 1 + random() % 2 : 0] + ": ";
  const unsigned kind = random() % 20;
  const std::string source = kind == 0   ? "+prod"
                             : kind == 1 ? "\"loose\""
                             : kind == 2 ? "<pg|raw>.x"
                                         : contract() + "/t" + column();
  line += source;
  if (random() % 8 == 0) return line + " ~> " + contract() + "/t" + column();
  if (random() % 6 == 0) return line + " => " + (random() % 3 == 0 ? "+prod" : "@k" + std::to_string(random() % 3));
  line += " -> " + contract() + "/t" + column();
  const char* const how[] = {"",
                             "",
                             " direct",
                             " direct",
                             " direct aggregation",
                             " direct masked",
                             " indirect filter",
                             " indirect",
                             " group_by",
                             " direct transformation"};
  return line + how[random() % 10] + (random() % 3 != 0 ? " complete" : "");
}

std::string random_world_text(Random& random) {
  std::string text;
  for (int i = 0; i < 7; ++i) {
    if (random() % 8 == 0) continue;  // unresolved
    text += "contract c" + std::to_string(i) + (random() % 9 == 0 ? " retired" : "") + ": t(x" +
            (random() % 5 == 0 ? "" : ",y") + ",z)\n";
  }
  for (int i = 0; i < 3; ++i) {
    if (random() % 3 != 0) text += "consumer k" + std::to_string(i) + "\n";
  }
  if (random() % 2 == 0) text += "product prod\n";
  std::set<std::string> lines;
  const std::size_t count = 4 + random() % 26;
  while (lines.size() < count) lines.insert(random_line(random));
  std::vector<std::string> order(lines.begin(), lines.end());
  std::ranges::shuffle(order, random);
  for (const std::string& line : order) text += line + "\n";
  return text;
}

// A question about one to three nodes of the snapshot.
void compare(const Snapshot& snapshot, const ReferenceGraph& graph, Random& random, ImpactTally* tally) {
  std::vector<std::string> names;
  for (const auto& [name, index] : nodes_by_name(snapshot)) names.push_back(name);
  std::vector<ReferenceChange> changes;
  for (std::size_t i = 0; i < 1 + (random() % 3 == 0 ? random() % 3 : 0); ++i) {
    changes.push_back({names[random() % names.size()], random() % 4 != 0});
  }
  check_impact(snapshot, graph, changes, tally);
}

}  // namespace

TEST_CASE("random worlds, loaded at once: the engine answers what the plain reference does") {
  ImpactTally tally;
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const World world = parse_world(random_world_text(random));
    const auto graph = load(world);
    const ReferenceGraph wanted = reference(world);
    for (int i = 0; i < 3; ++i) compare(*graph->snapshot(), wanted, random, &tally);
  }
  MESSAGE(tally.questions << " questions, " << tally.certain << " certain, " << tally.possible << " possible, "
                          << tally.cleared << " cleared");
  CHECK(tally.certain > 1000);
  CHECK(tally.possible > 1000);
  CHECK(tally.cleared > 1000);
}

TEST_CASE("random worlds, built by changes with things taken back: the same") {
  ImpactTally tally;
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    Random random(seed * 7919);
    const std::string text = random_world_text(random);
    const World world = parse_world(text);
    auto graph = LineageGraph::create();
    std::vector<SubjectChange> steps;
    for (const auto& summary : world.subjects) steps.push_back(subject_change(summary));
    for (const Said& said : world.said) {
      steps.push_back(opened(said));
      if (random() % 3 == 0) {
        steps.push_back(closed(said));
        steps.push_back(opened(said));
      }
    }
    // What is said may come before what it is about; taking back must come after saying.
    for (std::size_t i = 0; i < world.subjects.size(); ++i) {
      std::swap(steps[i], steps[i + random() % (steps.size() - i)]);
      if (!steps[i].closed.empty()) steps[i].closed.clear();
    }
    std::uint64_t seq = 0;
    for (const SubjectChange& step : steps) {
      graph->apply(std::span(&step, 1), ++seq);
      if (random() % 10 == 0) graph->compact();
    }
    World said = world;
    said.said.clear();
    std::vector<std::pair<lineage::Asserter, lineage::Assertion>> open;
    for (const SubjectChange& step : steps) {
      for (const auto& assertion : step.closed) {
        const auto place = std::ranges::find(open, std::pair(step.asserter, assertion));
        if (place != open.end()) open.erase(place);
      }
      for (const auto& assertion : step.opened) open.emplace_back(step.asserter, assertion);
    }
    for (const auto& [asserter, assertion] : open) said.said.push_back({asserter, {assertion}});
    compare(*graph->snapshot(), reference(said), random, &tally);
  }
  CHECK(tally.questions == 1000);
}

}  // namespace trama::graph::test
