// openlineage_bench [FILE.ndjson] [--seconds N]: what reading events costs, beside a plain nlohmann::json::parse of the
// same bytes in the same run. FILE: events to read instead of the ones made here: half of them a small run event of one
// input and one output with schemas (about 1 KB), half the same with column lineage (about 2.5 KB).
//
// Limit: 20,000 small events a second on one core.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/evidence.h"
#include "tests/bench/measure.h"

namespace {

using namespace trama;
using namespace trama::bench;
using namespace trama::lineage::openlineage;

constexpr double kEventsPerSecondMin = 20'000;
constexpr int kColumns = 8;

std::string facet(const std::string& name, const std::string& members) {
  return "\"" + name + R"(":{"_producer":"https://github.com/OpenLineage/OpenLineage/tree/1.40.1/integration/spark",)" +
         R"("_schemaURL":"https://openlineage.io/spec/facets/1-1-1/)" + name + R"(.json",)" + members + "}";
}

std::string schema() {
  std::string fields;
  for (int i = 0; i < kColumns; ++i) {
    fields += (i > 0 ? "," : "") + (R"({"name":"column_)" + std::to_string(i) + R"(","type":"string"})");
  }
  return facet("schema", R"("fields":[)" + fields + "]");
}

std::string column_lineage(const std::string& source) {
  std::string fields;
  for (int i = 0; i < kColumns; ++i) {
    fields += (i > 0 ? ",\"column_" : "\"column_") + std::to_string(i) +
              R"(":{"inputFields":[{"namespace":"postgres://db:5432","name":")" + source + R"(","field":"column_)" +
              std::to_string(i) + R"(","transformations":[{"type":"DIRECT","subtype":"IDENTITY","masking":false}]}]})";
  }
  return facet("columnLineage", R"("fields":{)" + fields + "}");
}

std::string event(int number, bool columns) {
  const std::string source = "shop.public.orders_" + std::to_string(number);
  const std::string output_facets = columns ? schema() + "," + column_lineage(source) : schema();
  std::string id = std::to_string(100'000'000'000 + number);
  return R"({"eventType":"COMPLETE","eventTime":"2026-01-31T12:00:00.123Z","producer":"https://github.com/OpenLineage/)"
         R"(OpenLineage/tree/1.40.1/integration/spark","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/)"
         R"($defs/RunEvent","run":{"runId":"0176a8c2-fe01-7439-87e6-)" +
         id + R"("},"job":{"namespace":"spark","name":"job_)" + std::to_string(number) +
         R"("},"inputs":[{"namespace":"postgres://db:5432","name":")" + source +
         R"("}],"outputs":[{"namespace":)"
         R"("snowflake://org-acct","name":"SHOP.PUBLIC.ORDERS","facets":{)" +
         output_facets + "}}]}";
}

std::vector<std::string> made_events() {
  std::vector<std::string> out;
  for (int i = 0; i < 1'000; ++i) out.push_back(event(i, i % 2 == 1));
  return out;
}

std::vector<std::string> events_of(const std::string& file) {
  std::vector<std::string> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

// Rounds over all events until `seconds_min` have passed; events a second of the best round, which other programs on
// the machine disturbed least.
template <typename Work>
double rate(const std::vector<std::string>& events, double seconds_min, const Work& work) {
  double best = 0;
  for (double spent = 0; spent < seconds_min;) {
    const double took = seconds([&] {
      for (const std::string& each : events) work(each);
    });
    spent += took;
    best = std::max(best, static_cast<double>(events.size()) / took);
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> events;
  double seconds_min = 2;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--seconds" && i + 1 < argc) {
      seconds_min = std::atof(argv[++i]);
    } else {
      events = events_of(argv[i]);
    }
  }
  if (events.empty()) events = made_events();
  std::size_t bytes = 0;
  for (const std::string& each : events) bytes += each.size();
  std::size_t kept = 0;  // so that no work is left out
  const double plain =
      rate(events, seconds_min, [&](const std::string& text) { kept += nlohmann::json::parse(text).size(); });
  const double parse = rate(events, seconds_min, [&](const std::string& text) {
    const auto read = parse_event(text);
    kept += read ? read->inputs.size() : 1;
  });
  const double all = rate(events, seconds_min, [&](const std::string& text) {
    auto read = parse_event(text);
    if (!read) return;
    const RunRecord record = record_of(read.take());
    kept += claims_of(record).assertions.size() + evidence_of(record).size() + pack(record).size();
  });
  heading("OpenLineage events");
  row("events", std::to_string(events.size()), std::to_string(bytes / events.size()) + " bytes each");
  row("nlohmann::json::parse alone", rate_text(plain));
  row("parse_event", rate_text(parse), "limit " + rate_text(kEventsPerSecondMin), kEventsPerSecondMin / parse);
  row("  its time as a multiple of the plain parse", "", "", plain / parse);
  row("parse_event, record, claims, evidence, packing", rate_text(all), "limit " + rate_text(kEventsPerSecondMin),
      kEventsPerSecondMin / all);
  std::cout << (kept == 0 ? "nothing was read\n" : "");
  return 0;
}
