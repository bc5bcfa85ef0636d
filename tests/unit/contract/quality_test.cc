// Goal: one rule shape for every spelling of quality. Method: small rules in, canonical words out.
#include "catalog/contract/quality.h"

#include <string>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::contract;

namespace {

struct Read {
  QualityRule rule;
  std::vector<Problem> problems;
};

Read read(std::string_view text) {
  const auto document = load_document(text);
  REQUIRE(document);
  Problems problems(Strictness::lenient);
  Reader reader(document->root, "", &problems);
  QualityRule rule = read_quality(reader);
  return {std::move(rule), problems.take()};
}

std::string operators_of(const QualityRule& rule) {
  std::string out;
  for (const QualityOperator& each : rule.operators) out += each.name + "=" + each.json + ";";
  return out;
}

}  // namespace

TEST_CASE("all spellings of an operator become the canonical one") {
  CHECK(operators_of(read("{metric: rowCount, mustBeGreaterThanOrEqualTo: 1}").rule) == "mustBeGreaterOrEqualTo=1;");
  CHECK(operators_of(read("{metric: rowCount, mustBeGreaterOrEqualTo: 1}").rule) == "mustBeGreaterOrEqualTo=1;");
  CHECK(operators_of(read("{metric: rowCount, mustBeLessThanOrEqualTo: 1.5}").rule) == "mustBeLessOrEqualTo=1.5;");
  CHECK(operators_of(read("{metric: rowCount, mustBeBetween: [1, 2]}").rule) == "mustBeBetween=[1,2];");
  CHECK(operators_of(read("{metric: rowCount, mustBeGreaterThan: 1, mustBeLessThan: 9}").rule) ==
        "mustBeGreaterThan=1;mustBeLessThan=9;");
}

TEST_CASE("deprecated rule names give the metric and are kept") {
  const QualityRule rule = read("{rule: duplicateCount, mustBe: 0}").rule;
  CHECK(rule.metric == "duplicateValues");
  CHECK(rule.rule == "duplicateCount");
  CHECK(rule.type == "library");
  CHECK(read("{rule: validValues, validValues: [a, b], mustBe: 0}").rule.arguments_json ==
        R"({"validValues":["a","b"]})");
}

TEST_CASE("the type is implied by the body where it is not written") {
  CHECK(read("{query: SELECT 1, mustBe: 1}").rule.type == "sql");
  CHECK(read("{engine: soda, implementation: {a: 1}}").rule.type == "custom");
  CHECK(read("{description: be nice}").rule.type == "text");
  CHECK(read("{metric: nullValues}").rule.type == "library");
}

TEST_CASE("rules without a body, without a scheduler and with odd bounds or operators are reported") {
  CHECK(read("{type: sql, mustBe: 1}").problems.at(0).rule == "quality-without-body");
  CHECK(read("{type: custom}").problems.at(0).rule == "quality-without-body");
  CHECK(read("{metric: rowCount, schedule: 0 * * * *}").problems.at(0).rule == "schedule-without-scheduler");
  CHECK(read("{metric: rowCount, mustBeBetween: [1]}").problems.at(0).rule == "quality-bounds");
  CHECK(read("{metric: rowCount, mustBeBetween: [9, 1]}").problems.at(0).rule == "quality-bounds");
  const Read misspelt = read("{metric: rowCount, mustBeGreaterThen: 1}");
  CHECK(misspelt.problems.at(0).rule == "quality-operator");
  CHECK(misspelt.problems.at(0).hint == "did you mean `mustBeGreaterThan`?");
  CHECK(misspelt.rule.custom.at(0).name == "mustBeGreaterThen");
}

TEST_CASE("the simple forms of SodaCL become library rules on their columns") {
  const auto document = load_document(
      "checks for orders:\n"
      "  - row_count > 0\n"
      "  - row_count between 10 and 20\n"
      "  - freshness(ts) < 2h\n"
      "  - missing_percent(id) = 0\n"
      "  - invalid_percent(amount) < 0.1%:\n"
      "      valid min: 0.01\n"
      "  - missing_count(name) = 0:\n"
      "      missing values: ['N/A']\n"
      "  - duplicate_count(id) = 0\n"
      "  - schema:\n"
      "      warn: {when schema changes: any}\n"
      "  - avg(amount) between 1 and 2\n");
  const auto checks = parse_sodacl(document->root);
  REQUIRE(checks.size() == 7);
  CHECK(checks[0].dataset == "orders");
  CHECK(checks[0].rule.metric == "rowCount");
  CHECK(operators_of(checks[0].rule) == "mustBeGreaterThan=0;");
  CHECK(operators_of(checks[1].rule) == "mustBeBetween=[10,20];");
  CHECK(checks[2].column == "ts");
  CHECK(checks[2].rule.dimension == "timeliness");
  CHECK(checks[3].rule.metric == "nullValues");
  CHECK(checks[3].rule.unit == "percent");
  CHECK(checks[4].rule.arguments_json == R"({"validMin":0.01})");
  CHECK(operators_of(checks[4].rule) == "mustBeLessThan=0.1;");
  CHECK(checks[5].rule.metric == "missingValues");
  CHECK(checks[6].rule.metric == "duplicateValues");
}

TEST_CASE("a check against what JSON has no number for is not simple") {
  for (const char* number : {"inf", "nan", "0000", "1.", "+5", ".5", "0x10"}) {
    CAPTURE(number);
    const auto document = load_document("checks for t:\n  - row_count > " + std::string(number) + "\n");
    CHECK(parse_sodacl(document->root).empty());
  }
}

TEST_CASE("SodaCL in a block of text is read as well, and text within text is not followed") {
  Node text;
  text.type = NodeType::text;
  text.scalar = "checks for t:\n  - row_count > 0\n";
  CHECK(parse_sodacl(text).size() == 1);
  text.scalar = "'checks for t'";
  CHECK(parse_sodacl(text).empty());
  text.scalar = "a: [";
  CHECK(parse_sodacl(text).empty());
}
