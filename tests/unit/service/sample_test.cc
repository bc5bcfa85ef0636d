// Goal: the embedded sample company loads, twice, into the same catalog. Method: the real catalog.
#include "web/service/sample.h"

#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/base/text.h"
#include "tests/support/temp_dir.h"
#include "web/service/status.h"

using namespace trama;
using namespace trama::service;

namespace {

// Verdict of the service levels, and of quality.
using Words = std::pair<std::string, std::string>;

// The table of the sample's README, by the contract's name: | `name` | levels | quality | ... |
std::map<std::string, Words> stated_in_readme() {
  std::ifstream in(TRAMA_SAMPLE_DIR "/README.md");
  std::map<std::string, Words> stated;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, '|')) cells.emplace_back(trim(cell));
    const bool row = cells.size() == 6 && cells[1].starts_with('`') && cells[1].ends_with('`');
    if (row) stated[cells[1].substr(1, cells[1].size() - 2)] = {cells[2], cells[3]};
  }
  return stated;
}

}  // namespace

TEST_CASE("the sample company loads and loading it again changes nothing") {
  const test::TempDir folder;
  CatalogOptions options;
  options.folder = folder / "data";
  const auto catalog = Catalog::open(options);
  REQUIRE(catalog);
  const auto first = load_sample(*catalog.value());
  REQUIRE_MESSAGE(first.has_value(), first.error().message);
  CHECK(first->contracts >= 30);
  CHECK(first->versions > first->contracts);
  CHECK(first->retired == 1);
  CHECK(first->events > 20);
  const store::Seq head = catalog.value()->registry().head();
  const auto again = load_sample(*catalog.value());
  REQUIRE_MESSAGE(again.has_value(), again.error().message);
  CHECK(again->contracts == first->contracts);
  CHECK(again->events == first->events);
  CHECK(catalog.value()->registry().head() == head);
}

TEST_CASE("of the sample company one product breaks its promise, some keep theirs, and most are unknown") {
  const test::TempDir folder;
  const FakeClock clock(*parse_rfc3339("2026-03-31T12:00:00Z"));
  CatalogOptions options;
  options.folder = folder / "data";
  options.clock = &clock;
  const auto catalog = Catalog::open(options);
  REQUIRE(catalog);
  const auto loaded = load_sample(*catalog.value());
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().message);
  std::map<std::string, Words> stated = stated_in_readme();
  REQUIRE(stated.size() == 10);
  std::size_t breached = 0;
  const auto page = catalog.value()->registry().list({}, "", 100);
  REQUIRE(page);
  for (const store::Listed& listed : page->items) {
    const auto status = answer_status(*catalog.value(), listed.contract.id);
    REQUIRE(status);
    const std::string name = listed.contract.id.substr(listed.contract.id.rfind(':') + 1);
    CAPTURE(name);
    const auto words = stated.contains(name) ? stated[name] : Words{"unknown", "unknown"};
    CHECK(lineage::level_word(levels_verdict(*status)) == words.first);
    CHECK(lineage::quality_word(quality_verdict(*status)) == words.second);
    stated.erase(name);
    if (levels_verdict(*status) == lineage::Verdict::broken) ++breached;
    if (name != "reconciliation") continue;
    const lineage::LevelStatus* freshness = freshness_of(*status);
    REQUIRE(freshness != nullptr);
    CHECK(freshness->reason == "last loaded 1d 7h ago, promised within 6h; the last run failed 3h 38m ago");
    CHECK(format_rfc3339(*freshness->since_us) == "2026-03-30T10:35:00.000000Z");
  }
  CHECK(breached == 1);
  CHECK(stated.empty());
}

TEST_CASE("times of the sample's events are relative to now") {
  const TimeUs now = *parse_rfc3339("2026-03-31T12:00:00Z");
  struct Row {
    const char *text, *expected;
  };
  for (const Row& row : {Row{"a {{now-2d3h10m}} b", "a 2026-03-29T08:50:00.000000Z b"},
                         Row{"{{now-20s}}{{now-1h}}", "2026-03-31T11:59:40.000000Z2026-03-31T11:00:00.000000Z"},
                         Row{"no time", "no time"}}) {
    const auto made = with_times(row.text, now);
    REQUIRE(made);
    CHECK(*made == row.expected);
  }
  for (const char* wrong : {"{{now}}", "{{now-}}", "{{now-5}}", "{{now-1m1h}}", "{{now-1h", "{{then-1h}}", "{{}}"}) {
    CAPTURE(wrong);
    CHECK_FALSE(with_times(wrong, now));
  }
}
