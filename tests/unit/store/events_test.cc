// Goal: events leave the same catalog in whatever order and however often they come, say nothing before their run has
// finished, and never end what another asserter says.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/openlineage/event.h"
#include "catalog/store/folder.h"
#include "tests/unit/store/fixture.h"

namespace trama::store::test {
namespace {

const openlineage::Name kJob{"airflow", "load"};

std::string dataset(const std::string& name, const std::string& facets = "") {
  return R"({"namespace":"postgres://db:5432","name":")" + name + R"(","facets":{)" + facets + "}}";
}

struct Said {
  std::string type = "COMPLETE", time = "2026-01-01T00:00:00Z", run = "01930000-0000-7000-8000-000000000001",
              job = "load", inputs = dataset("shop.public.orders"), outputs = dataset("shop.public.report");
};

std::string text_of(const Said& said) {
  return R"({"eventType":")" + said.type + R"(","eventTime":")" + said.time + R"(","run":{"runId":")" + said.run +
         R"("},"job":{"namespace":"airflow","name":")" + said.job + R"("},"inputs":[)" + said.inputs +
         R"(],"outputs":[)" + said.outputs + R"(],"producer":"https://example.com"})";
}

Received send(Registry& registry, const std::string& text) {
  auto event = openlineage::parse_event(text);
  REQUIRE(event);
  auto received =
      registry.receive_event({std::make_shared<const openlineage::Event>(event.take()), text, "ann", std::nullopt});
  REQUIRE(received);
  return received.take();
}

std::vector<std::string> claims_of_job(const Registry& registry, const openlineage::Name& job = kJob) {
  const auto assertions = registry.assertions({lineage::AsserterKind::job, openlineage::job_asserter_id(job)});
  REQUIRE(assertions);
  std::vector<std::string> out;
  for (const auto& one : *assertions) {
    out.push_back(one.source.table + "/" + one.source.path + " -> " + one.target.table + "/" + one.target.path);
  }
  return out;
}

using Texts = std::vector<std::string>;

std::string state_of(const Registry& registry) {
  std::string out;
  for (const std::string& claim : claims_of_job(registry)) out += claim + '\n';
  const auto job = registry.job(kJob);
  if (!job) return out;
  out += std::to_string(job->runs) + ' ' + job->claims.run_id + ' ' + job->latest->run_id + ' ' +
         std::string(openlineage::to_string(job->latest->state)) + '\n' + openlineage::pack(job->job);
  const auto runs = registry.runs(kJob, "", 1000);
  REQUIRE(runs);
  for (const RunInfo& run : runs->items) out += '\n' + openlineage::pack(run.record);
  for (const char* name : {"shop.public.orders", "shop.public.report"}) {
    const auto known = registry.physical({"postgres://db:5432", name});
    if (known) out += '\n' + openlineage::pack(known->evidence);
  }
  return out;
}

std::string run_id(int number) {
  const std::string digits = std::to_string(number);
  return "01930000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

}  // namespace

TEST_CASE("Lineage appears when its run has finished, and the run is visible before") {
  Opened store;
  send(*store, text_of({.type = "START", .outputs = ""}));
  CHECK(claims_of_job(*store) == Texts{});
  CHECK(store->job(kJob)->latest->state == openlineage::RunState::running);
  send(*store, text_of({.type = "COMPLETE", .time = "2026-01-01T00:10:00Z", .inputs = ""}));
  CHECK(claims_of_job(*store) == Texts{"shop.public.orders/ -> shop.public.report/"});
  CHECK(store->job(kJob)->latest->state == openlineage::RunState::completed);
  CHECK(store->physical({"postgres://db:5432", "shop.public.report"})->evidence.last_write.get() != nullptr);
  CHECK(fsck_of(*store) == Texts{});
}

TEST_CASE("The same event again is no change") {
  Opened store;
  const Received first = send(*store, text_of({}));
  const Received second = send(*store, text_of({}));
  CHECK(first.changed);
  CHECK_FALSE(second.changed);
  CHECK(second.seq == first.seq);
  CHECK(store->head() == first.seq);
}

TEST_CASE("What a job no longer says ends, and what another job says of the same stays") {
  Opened store;
  send(*store, text_of({}));
  send(*store, text_of({.run = run_id(2), .job = "other"}));
  send(*store, text_of({.time = "2026-01-02T00:00:00Z", .run = run_id(3), .inputs = dataset("shop.public.items")}));
  CHECK(claims_of_job(*store) == Texts{"shop.public.items/ -> shop.public.report/"});
  CHECK(claims_of_job(*store, {"airflow", "other"}) == Texts{"shop.public.orders/ -> shop.public.report/"});
}

TEST_CASE("A run that turns out to have failed gives the word back to the one before") {
  Opened store;
  send(*store, text_of({.time = "2026-01-01T00:00:00Z", .run = run_id(1)}));
  send(*store, text_of({.time = "2026-01-02T00:00:00Z", .run = run_id(2), .inputs = dataset("shop.public.items")}));
  CHECK(store->job(kJob)->claims.run_id == run_id(2));
  send(*store,
       text_of({.type = "FAIL", .time = "2026-01-02T01:00:00Z", .run = run_id(2), .inputs = "", .outputs = ""}));
  CHECK(claims_of_job(*store) == Texts{"shop.public.orders/ -> shop.public.report/"});
  CHECK(store->job(kJob)->claims.run_id == run_id(1));
}

TEST_CASE("Runs beyond the bound go, oldest first") {
  Opened store;
  for (int i = 0; i < static_cast<int>(kRunsPerJob) + 5; ++i) {
    send(*store, text_of({.time = "2026-01-01T0" + std::to_string(i / 60) + ":" + (i % 60 < 10 ? "0" : "") +
                                  std::to_string(i % 60) + ":00Z",
                          .run = run_id(i)}));
  }
  CHECK(store->job(kJob)->runs == kRunsPerJob);
  CHECK_FALSE(store->runs_named(run_id(0)));
  CHECK(store->runs_named(run_id(5)));
  const auto newest = store->runs(kJob, "", 1);
  REQUIRE(newest);
  CHECK(newest->items.front().record.run_id == run_id(kRunsPerJob + 4));
  CHECK(fsck_of(*store) == Texts{});
}

TEST_CASE("Shuffled and repeated events converge") {
  const std::string schema =
      R"("schema":{"fields":[{"name":"id","type":"int"},{"name":"total","type":"decimal"}]},"columnLineage":{"fields":)"
      R"({"total":{"inputFields":[{"namespace":"postgres://db:5432","name":"shop.public.orders","field":"amount"}]}}})";
  std::vector<std::string> events;
  for (int run = 1; run <= 4; ++run) {
    const std::string day = "2026-01-0" + std::to_string(run);
    events.push_back(text_of({.type = "START", .time = day + "T00:00:00Z", .run = run_id(run), .outputs = ""}));
    events.push_back(text_of({.type = run == 3 ? "FAIL" : "COMPLETE",
                              .time = day + "T01:00:00Z",
                              .run = run_id(run),
                              .inputs = "",
                              .outputs = dataset("shop.public.report", run % 2 == 0 ? schema : "")}));
  }
  events.push_back(text_of({.type = "FAIL", .time = "2026-01-04T02:00:00Z", .run = run_id(4), .inputs = ""}));
  std::string expected;
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    Opened store;
    std::vector<std::string> order = events;
    order.insert(order.end(), events.begin(), events.begin() + 3);
    if (round > 0) std::ranges::shuffle(order, random);
    for (const std::string& text : order) send(*store, text);
    CAPTURE(round);
    if (expected.empty()) expected = state_of(*store);
    CHECK(state_of(*store) == expected);
    CHECK(fsck_of(*store) == Texts{});
  }
}

TEST_CASE("An exported history with events gives the same catalog again") {
  Opened store;
  for (const int run : {1, 2}) send(*store, text_of({.run = run_id(run)}));
  const trama::test::TempDir folder;
  REQUIRE(export_folder(*store, folder / "out", {}));
  Opened other;
  const auto imported = import_folder(*other, folder / "out", {});
  REQUIRE(imported);
  CHECK(state_of(*other) == state_of(*store));
  CHECK(other->head() == store->head());
  CHECK(fsck_of(*other) == Texts{});
}

TEST_CASE("What was received is there after reopening") {
  Opened store;
  send(*store, text_of({}));
  const std::string before = state_of(*store);
  store.reopen();
  CHECK(state_of(*store) == before);
}

TEST_CASE("a job that is swept says nothing until a later run says it again") {
  Opened store;
  send(*store, text_of({}));
  const lineage::Asserter job{lineage::AsserterKind::job, "airflow/load"};
  const TimeUs said = store->confirmed(job)->value();
  REQUIRE(store->sweep({job, said + 1, "ann", "gone", {}}));
  CHECK(claims_of_job(*store).empty());
  CHECK(store->job(kJob)->runs == 1);
  CHECK(fsck_of(*store).empty());
  CHECK_FALSE(send(*store, text_of({})).changed);
  send(*store, text_of({.time = "2026-01-02T00:00:00Z", .run = "01930000-0000-7000-8000-000000000002"}));
  CHECK(claims_of_job(*store).size() == 1);
  CHECK(fsck_of(*store).empty());
}

}  // namespace trama::store::test
