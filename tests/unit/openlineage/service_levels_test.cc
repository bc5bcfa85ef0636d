// Goal: a service level is met, breached or unknown exactly where the evidence says so. Method: tables of one level,
// one dataset and the hours since its last load, with now as a parameter.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/durations.h"
#include "catalog/lineage/status/cron.h"
#include "catalog/lineage/status/status.h"

using namespace trama;
using namespace trama::lineage;
using openlineage::Lifecycle;

namespace {

constexpr TimeUs kMinuteUs = 60'000'000;
constexpr TimeUs kHourUs = 60 * kMinuteUs;
const TimeUs kNow = *parse_rfc3339("2026-03-31T12:00:00Z");

contract::Sla sla(const std::string& property, const std::string& value, const std::string& unit = "",
                  const std::string& schedule = "", const std::string& element = "") {
  contract::Sla level;
  level.property = property;
  level.value = value;
  level.unit = unit;
  level.schedule = schedule;
  level.element = element;
  contract::read_amounts(&level);
  return level;
}

contract::Contract promising(std::vector<contract::Sla> levels, const std::vector<std::string>& datasets = {"orders"}) {
  contract::Contract contract;
  contract.servers.emplace_back();
  contract.sla = std::move(levels);
  for (const std::string& name : datasets) contract.datasets.emplace_back().name = name;
  return contract;
}

DatasetFacts loaded(std::uint32_t dataset, TimeUs at_us, const std::string& name = "orders") {
  DatasetFacts facts;
  facts.dataset = dataset;
  facts.name = {"pg://h:1", name};
  facts.evidence.last_write = {at_us, false, {{"airflow", "load"}, "run-1", {7, {}, {}}, ""}};
  return facts;
}

DatasetFacts failed(TimeUs at_us) {
  DatasetFacts facts;
  facts.name = {"pg://h:1", "orders"};
  facts.evidence.last_failure = {at_us, false, {{"airflow", "load"}, "run-2", {}, ""}};
  return facts;
}

LevelStatus level(const contract::Sla& promised, const std::vector<DatasetFacts>& facts, TimeUs now = kNow) {
  return status_of(promising({promised}), facts, now).levels.at(0);
}

}  // namespace

TEST_CASE("freshness is met until the last load is older than promised") {
  struct Row {
    const char *value, *unit;
    TimeUs age_us;
    Verdict verdict;
    const char* due;
  };
  const std::vector<Row> rows = {
      {"6h", "", 6 * kHourUs, Verdict::met, "2026-03-31T12:00:00.000000Z"},
      {"6h", "", 6 * kHourUs + 1, Verdict::broken, "2026-03-31T11:59:59.999999Z"},
      {"PT6H", "", 5 * kHourUs, Verdict::met, "2026-03-31T13:00:00.000000Z"},
      {"1", "d", 31 * kHourUs, Verdict::broken, "2026-03-31T05:00:00.000000Z"},
      {"90m", "", 91 * kMinuteUs, Verdict::broken, "2026-03-31T11:59:00.000000Z"},
      {"1", "month", 31 * 24 * kHourUs, Verdict::broken, "2026-03-28T12:00:00.000000Z"},  // loaded on February 28
      {"1h", "", -kHourUs, Verdict::met, "2026-03-31T14:00:00.000000Z"},                  // a clock that is ahead
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CAPTURE(row.age_us);
    const LevelStatus found = level(sla("freshness", row.value, row.unit), {loaded(0, kNow - row.age_us)});
    CHECK(found.verdict == row.verdict);
    REQUIRE(found.due_us);
    CHECK(format_rfc3339(*found.due_us) == row.due);
    REQUIRE(found.since_us);
    CHECK(*found.since_us == (row.verdict == Verdict::broken ? *found.due_us : kNow - row.age_us));
  }
}

TEST_CASE("a frequency is breached when a whole interval has passed without a load") {
  struct Row {
    const char *value, *unit, *schedule;
    TimeUs age_us;
    Verdict verdict;
  };
  const std::vector<Row> rows = {
      {"1", "d", "", 25 * kHourUs, Verdict::met},
      {"1", "d", "", 49 * kHourUs, Verdict::broken},
      {"batch", "", "0 */4 * * *", 7 * kHourUs, Verdict::met},         // loaded at 5; the run of 8 has until 12
      {"batch", "", "0 */4 * * *", 8 * kHourUs + 1, Verdict::broken},  // loaded before 4; those of 4 and 8 are missed
      {"1", "d", "0 3 * * *", 33 * kHourUs + kMinuteUs, Verdict::broken},  // loaded before 3 of the day before
      {"1", "d", "0 3 * * *", 32 * kHourUs, Verdict::met},
      {"streaming", "", "", kHourUs, Verdict::unknown},
      {"batch", "", "every now and then", kHourUs, Verdict::unknown},
  };
  for (const Row& row : rows) {
    CAPTURE(row.schedule);
    CAPTURE(row.age_us);
    CHECK(level(sla("frequency", row.value, row.unit, row.schedule), {loaded(0, kNow - row.age_us)}).verdict ==
          row.verdict);
  }
}

TEST_CASE("a latency counts from the end of the time that the data is about, where the run says it") {
  DatasetFacts facts = loaded(0, kNow - kHourUs);
  CHECK(level(sla("latency", "2h"), {facts}).verdict == Verdict::unknown);
  facts.data_until_us = kNow - 3 * kHourUs;
  CHECK(level(sla("latency", "2h"), {facts}).verdict == Verdict::met);
  const LevelStatus late = level(sla("latency", "90m"), {facts});
  CHECK(late.verdict == Verdict::broken);
  CHECK(late.reason == "loaded 2h after the end of its data, promised within 1h 30m; loaded 1h ago");
  CHECK(late.since_us == kNow - kHourUs);
}

TEST_CASE("without evidence every level is unknown, and says why") {
  struct Row {
    contract::Sla promised;
    std::vector<DatasetFacts> facts;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {sla("freshness", "1h"), {}, "no run has been reported"},
      {sla("freshness", "1h"),
       {{0, {"pg://h:1", "orders"}, {}, {}}},
       "no finished run that wrote it has been reported"},
      {sla("freshness", "1h"), {failed(kNow)}, "no finished run has been reported; the last one failed"},
      {sla("freshness", "soon"), {loaded(0, kNow)}, "what is promised cannot be read as a length of time"},
      {sla("availability", "99.9%"),
       {loaded(0, kNow)},
       "availability is measured by asking the server; runs do not tell it"},
      {sla("retention", "P7Y"), {loaded(0, kNow)}, "no run tells how far back the data goes"},
      {sla("throughput", "5"), {loaded(0, kNow)}, "nothing that runs and tests report measures it"},
  };
  for (const Row& row : rows) {
    const LevelStatus found = level(row.promised, row.facts);
    CHECK(found.verdict == Verdict::unknown);
    CHECK(found.reason == row.reason);
    CHECK_FALSE(found.due_us);
  }
  contract::Contract nowhere = promising({sla("freshness", "1h")});
  nowhere.servers.clear();
  CHECK(status_of(nowhere, {}, kNow).levels[0].reason ==
        "the contract names no server, so no run can be told to be its own");
  CHECK(status_of(promising({sla("freshness", "1h")}, {}), {}, kNow).levels[0].reason ==
        "the contract describes no dataset");
}

TEST_CASE("a load that is dated in the future is no evidence, and no time leaves the calendar") {
  const LevelStatus ahead = level(sla("freshness", "1h"), {loaded(0, kNow + 25 * kHourUs)});
  CHECK(ahead.verdict == Verdict::unknown);
  CHECK(ahead.reason == "the last load is dated in the future, 2026-04-01T13:00:00.000000Z");
  const LevelStatus ages = level(sla("freshness", "900000", "y"), {loaded(0, kNow)});
  CHECK(ages.verdict == Verdict::met);
  CHECK(format_rfc3339(*ages.due_us) == "3026-03-31T12:00:00.000000Z");
  const TimeUs last = *parse_rfc3339("9999-12-31T00:00:00Z");
  for (const contract::Sla& promised : {sla("freshness", "1d"), sla("frequency", "batch", "", "0 0 1 * *")}) {
    const LevelStatus found = level(promised, {loaded(0, last)}, last);
    CHECK(found.verdict == Verdict::met);
    CHECK(format_rfc3339(*found.due_us) == "9999-12-31T23:59:59.000000Z");
  }
}

TEST_CASE("the latest load under any name counts, and only what failed since is told") {
  const auto facts = {loaded(0, kNow - 9 * kHourUs, "orders"), loaded(0, kNow - kHourUs, "public.orders"),
                      failed(kNow - 2 * kHourUs)};
  const ContractStatus met = status_of(promising({sla("freshness", "6h")}), facts, kNow);
  CHECK(met.levels[0].verdict == Verdict::met);
  CHECK(met.levels[0].reason == "last loaded 1h ago, promised within 6h");
  CHECK(met.datasets[0].load->dataset.name == "public.orders");
  CHECK(met.datasets[0].names.size() == 3);
  CHECK_FALSE(met.datasets[0].failure);
  const ContractStatus late = status_of(promising({sla("freshness", "6h")}),
                                        {loaded(0, kNow - 31 * kHourUs), failed(kNow - 3 * kHourUs)}, kNow);
  CHECK(late.levels_verdict == Verdict::broken);
  CHECK(late.levels[0].reason == "last loaded 1d 7h ago, promised within 6h; the last run failed 3h ago");
  REQUIRE(late.datasets[0].failure);
  CHECK(late.datasets[0].failure->run_id == "run-2");
}

TEST_CASE("a dataset that was dropped breaks its promise until it is loaded again") {
  DatasetFacts facts = loaded(0, kNow - 2 * kHourUs);
  facts.evidence.lifecycle = {kNow - kHourUs, false, {Lifecycle::drop, {}}};
  const LevelStatus dropped = level(sla("freshness", "1d"), {facts});
  CHECK(dropped.verdict == Verdict::broken);
  CHECK(dropped.reason == "it was dropped 1h ago");
  CHECK(dropped.since_us == kNow - kHourUs);
  facts.evidence.lifecycle.at_us = kNow - 3 * kHourUs;
  CHECK(level(sla("freshness", "1d"), {facts}).verdict == Verdict::met);
}

TEST_CASE("a level is about the dataset its element names, else about all of them") {
  const std::vector<std::string> tables = {"orders", "order_lines"};
  struct Row {
    const char* element;
    std::vector<DatasetFacts> facts;
    Verdict verdict;
    const char* reason;
  };
  const DatasetFacts fresh = loaded(0, kNow - kHourUs), late = loaded(1, kNow - 5 * kHourUs);
  const std::vector<Row> rows = {
      {"", {fresh, late}, Verdict::broken, "order_lines: last loaded 5h ago, promised within 2h"},
      {"", {fresh}, Verdict::unknown, "order_lines: no run has been reported"},
      {"", {late}, Verdict::broken, "order_lines: last loaded 5h ago, promised within 2h"},
      {"orders.placed_at", {fresh, late}, Verdict::met, "last loaded 1h ago, promised within 2h"},
      {"order_lines", {fresh, late}, Verdict::broken, "last loaded 5h ago, promised within 2h"},
      {"placed_at", {fresh, late}, Verdict::broken, "order_lines: last loaded 5h ago, promised within 2h"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.element);
    const auto status = status_of(promising({sla("freshness", "2h", "", "", row.element)}, tables), row.facts, kNow);
    CHECK(status.levels[0].verdict == row.verdict);
    CHECK(status.levels[0].reason == row.reason);
  }
}

TEST_CASE("the levels together are breached by one, and met where one is and none is breached") {
  const auto verdict = [](std::vector<contract::Sla> levels) {
    return status_of(promising(std::move(levels)), {loaded(0, kNow - kHourUs)}, kNow).levels_verdict;
  };
  const contract::Sla good = sla("freshness", "2h"), bad = sla("freshness", "5m"), open = sla("retention", "P1Y");
  CHECK(verdict({good, open}) == Verdict::met);
  CHECK(verdict({good, open, bad}) == Verdict::broken);
  CHECK(verdict({open}) == Verdict::unknown);
  CHECK(verdict({}) == Verdict::unknown);
}

TEST_CASE("cron schedules come round when cron says") {
  struct Row {
    const char *schedule, *after, *next;
  };
  const std::vector<Row> rows = {
      {"0 */4 * * *", "2026-03-31T08:00:00Z", "2026-03-31T12:00:00.000000Z"},
      {"0 */4 * * *", "2026-03-31T07:59:59.5Z", "2026-03-31T08:00:00.000000Z"},
      {"15 * * * *", "2026-03-31T23:30:00Z", "2026-04-01T00:15:00.000000Z"},
      {"5-10/5,30 6 * * *", "2026-03-31T06:05:00Z", "2026-03-31T06:10:00.000000Z"},
      {"20/15 6 * * *", "2026-03-31T06:21:00Z", "2026-03-31T06:35:00.000000Z"},
      {"0 9 * * mon-fri", "2026-04-03T09:00:00Z", "2026-04-06T09:00:00.000000Z"},  // over a weekend
      {"0 9 * * 7", "2026-03-31T00:00:00Z", "2026-04-05T09:00:00.000000Z"},
      {"0 0 1 jan ?", "2026-03-31T00:00:00Z", "2027-01-01T00:00:00.000000Z"},
      {"0 0 13 * fri", "2026-03-31T00:00:00Z", "2026-04-03T00:00:00.000000Z"},  // either
      {"0 0 29 2 *", "2026-03-31T00:00:00Z", "2028-02-29T00:00:00.000000Z"},
      {"@daily", "2026-03-31T00:00:00Z", "2026-04-01T00:00:00.000000Z"},
      {" 0  3 * * * ", "2026-03-31T03:00:00Z", "2026-04-01T03:00:00.000000Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.schedule);
    const auto cron = Cron::parse(row.schedule);
    REQUIRE(cron);
    const auto next = cron->next(*parse_rfc3339(row.after));
    REQUIRE(next);
    CHECK(format_rfc3339(*next) == row.next);
  }
  for (const char* no_schedule : {"", "* * * *", "0 0 * * * *", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "x * * * *",
                                  "0 0 0 * *", "1, * * * *", "@often"}) {
    CAPTURE(no_schedule);
    CHECK_FALSE(Cron::parse(no_schedule));
  }
  CHECK_FALSE(Cron::parse("0 0 31 2 *")->next(kNow));
}

TEST_CASE("the newest row that somebody saw is a load like that of a run, and the later of both counts") {
  DatasetFacts seen = loaded(0, kNow - 30 * kHourUs);
  seen.evidence.freshness = {kNow, false, {kNow - 2 * kHourUs, "pass", "", ""}};
  CHECK(level(sla("freshness", "6", "h"), {seen}).verdict == Verdict::met);
  seen.evidence.freshness.value.max_loaded_us = kNow - 9 * kHourUs;
  CHECK(level(sla("freshness", "6", "h"), {seen}).verdict == Verdict::broken);
}
