// Goal: periods, thresholds and percentages as people write them. Method: tables.
#include "catalog/contract/durations.h"

#include <optional>
#include <string>

#include <doctest/doctest.h>

using namespace trama::contract;

namespace {

std::string shape(const std::optional<Duration>& duration) {
  if (!duration) return "-";
  std::string out;
  if (duration->months != 0) out += std::to_string(duration->months) + "mo";
  if (duration->seconds != 0 || out.empty()) {
    out += (out.empty() ? "" : " ") + std::to_string(duration->seconds);
    out.erase(out.find_last_not_of('0') + 1);
    if (out.ends_with('.')) out.pop_back();
    out += "s";
  }
  return out;
}

}  // namespace

TEST_CASE("durations are read in ISO 8601, in short and in words") {
  struct Row {
    const char* text;
    const char* meaning;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"P7Y", "84mo"},
           {"P1Y6M", "18mo"},
           {"P1M", "1mo"},
           {"PT1M", "60s"},
           {"PT1H30M", "5400s"},
           {"P3DT12H", "302400s"},
           {"P2W", "1209600s"},
           {"PT0.5S", "0.5s"},
           {"PT0S", "0s"},
           {"25h", "90000s"},
           {"25 h", "90000s"},
           {"1 week", "604800s"},
           {"90 days", "7776000s"},
           {"90-day", "7776000s"},
           {"1 year", "12mo"},
           {"7 years (fiscal obligation)", "84mo"},
           {"1h 30m", "5400s"},
           {"2 days and 3 hours", "183600s"},
           {"5s", "5s"},
           {"200ms", "0.2s"},
           {"24 Hours", "86400s"},
           {"3 months, rolling", "3mo"},
           {"0.5h", "1800s"},
           {"P", "-"},
           {"P1", "-"},
           {"P1H", "-"},
           {"PT", "-"},
           {"", "-"},
           {"daily", "-"},
           {"1 fortnight", "-"},
           {"-1h", "-"},
           {"1h or so", "-"},
           {"99.9%", "-"},
           {"12", "-"},
       }) {
    CAPTURE(std::string(row.text));
    CHECK(shape(parse_duration(row.text)) == row.meaning);
  }
}

TEST_CASE("a value and its unit make a duration") {
  CHECK(shape(parse_duration("4", "d")) == "345600s");
  CHECK(shape(parse_duration("3", "y")) == "36mo");
  CHECK(shape(parse_duration("P1Y", "")) == "12mo");
  CHECK(shape(parse_duration("P1Y", "y")) == "12mo");
  CHECK(shape(parse_duration("4", "apples")) == "-");
}

TEST_CASE("percentages need their sign unless a bare number is expected") {
  CHECK(parse_percent("99.9%") == 99.9);
  CHECK(parse_percent("99.9 %") == 99.9);
  CHECK(parse_percent("95 percent") == 95.0);
  CHECK(parse_percent("99.5% (business hours)") == 99.5);
  CHECK(parse_percent("99") == std::nullopt);
  CHECK(parse_percent("99", true) == 99.0);
  CHECK(parse_percent("high") == std::nullopt);
  CHECK(parse_percent("-1%") == std::nullopt);
}

TEST_CASE("service levels are known by name in any case and by their codes") {
  CHECK(canonical_sla_property("ly") == "latency");
  CHECK(canonical_sla_property("LATENCY") == "latency");
  CHECK(canonical_sla_property("TimeToDetect") == "timeToDetect");
  CHECK(canonical_sla_property("latency_p95") == "latency_p95");
  CHECK(canonical_sla_property("") == "");
}
