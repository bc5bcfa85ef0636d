// Goal: a quality rule has the answer of the test or metric that is about it, and of no other. Method: tables of one
// rule and one answer.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/status/status.h"

using namespace trama;
using namespace trama::lineage;
using openlineage::QualityResult;

namespace {

const TimeUs kNow = *parse_rfc3339("2026-03-31T12:00:00Z");

using Operators = std::vector<contract::QualityOperator>;

contract::QualityRule rule(const std::string& metric, Operators operators = {{"mustBe", "0"}},
                           const std::string& unit = "") {
  contract::QualityRule made;
  made.type = "library";
  made.metric = metric;
  made.operators = std::move(operators);
  made.unit = unit;
  return made;
}

contract::QualityRule named(const std::string& name, const std::string& type = "sql") {
  contract::QualityRule made;
  made.name = name;
  made.type = type;
  return made;
}

// One dataset with the columns id (required, unique) and status (one of two); a rule of a column, or of the dataset.
contract::Contract contract_with(const std::string& column, const contract::QualityRule& rule) {
  contract::Contract contract;
  contract.datasets.emplace_back().name = "orders";
  auto& fields = contract.datasets.front().fields;
  fields.resize(2);
  fields[0].name = fields[0].path = "id";
  fields[0].physical_name = "order_id";
  fields[0].required = fields[0].unique = true;
  fields[1].name = fields[1].path = "status";
  fields[1].constraints.enum_values = {"\"open\"", "\"paid\""};
  auto& rules = column.empty() ? contract.datasets.front().quality : fields[column == "id" ? 0 : 1].quality;
  rules.push_back(rule);
  return contract;
}

DatasetFacts facts_of(const std::vector<QualityResult>& results, TimeUs at_us = kNow) {
  DatasetFacts facts;
  facts.name = {"pg://h:1", "shop.orders"};
  for (const QualityResult& result : results) {
    facts.evidence.tests[{result.assertion, result.column, result.name}] = {at_us, false, result};
  }
  return facts;
}

QualityResult test(const std::string& assertion, const std::string& column, bool success, const std::string& name = "",
                   const std::string& severity = "") {
  QualityResult result;
  result.assertion = assertion;
  result.column = column;
  result.success = success;
  result.name = name;
  result.severity = severity;
  return result;
}

DatasetFacts measured(std::optional<std::int64_t> rows, const std::vector<openlineage::ColumnMetrics>& columns = {},
                      TimeUs at_us = kNow) {
  DatasetFacts facts;
  facts.name = {"pg://h:1", "shop.orders"};
  facts.evidence.metrics = {at_us, false, {{rows, {}, {}}, {}, columns}};
  return facts;
}

openlineage::ColumnMetrics column(const std::string& name, std::optional<std::int64_t> nulls,
                                  std::optional<std::int64_t> distinct = {}) {
  openlineage::ColumnMetrics metrics;
  metrics.column = name;
  metrics.nulls = nulls;
  metrics.distinct = distinct;
  return metrics;
}

RuleStatus judged(const std::string& column, const contract::QualityRule& rule,
                  const std::vector<DatasetFacts>& facts) {
  return status_of(contract_with(column, rule), facts, kNow).quality.rules.at(0);
}

}  // namespace

TEST_CASE("a test answers the rule that has its name, or asks the same of the same column") {
  struct Row {
    const char* column;
    contract::QualityRule rule;
    QualityResult test;
    Verdict verdict;
  };
  const auto zero_percent = rule("nullValues", {{"mustBe", "0"}}, "percent");
  const auto some = rule("nullValues", {{"mustBeLessThan", "5"}});
  auto one_of = rule("invalidValues"), matching = rule("invalidValues"), between = rule("invalidValues");
  one_of.arguments_json = R"({"validValues":["a","b"]})";
  matching.arguments_json = R"({"pattern":"^[ab]$"})";
  between.arguments_json = R"({"validMin":1})";
  auto arguments = rule("missingValues");
  arguments.arguments_json = R"({"missingValues":[null,-1]})";
  const std::vector<Row> rows = {
      {"id", rule("nullValues"), test("not_null", "id", true), Verdict::met},
      {"id", rule("nullValues"), test("not_null", "id", false), Verdict::broken},
      {"id", rule("nullValues"), test("not_null", "ORDER_ID", true), Verdict::met},  // its physical name
      {"id", rule("nullValues"), test("not_null", "status", false), Verdict::unknown},
      {"id", rule("nullValues"), test("unique", "id", false), Verdict::unknown},
      {"id", rule("missingValues"), test("not_null", "id", false), Verdict::broken},
      {"id", arguments, test("not_null", "id", false), Verdict::unknown},  // -1 is missing too
      {"id", zero_percent, test("expect_column_values_to_not_be_null", "id", false), Verdict::broken},
      {"id", some, test("not_null", "id", true), Verdict::met},
      {"id", some, test("not_null", "id", false), Verdict::unknown},  // four may be null
      {"id", rule("duplicateValues"), test("unique", "id", false), Verdict::broken},
      {"status", rule("invalidValues"), test("accepted_values", "status", true), Verdict::met},
      {"status", rule("invalidValues"), test("expect_column_values_to_be_in_set", "status", false), Verdict::broken},
      {"status", one_of, test("accepted_values", "status", false), Verdict::broken},
      {"status", matching, test("accepted_values", "status", false), Verdict::unknown},
      {"status", matching, test("expect_column_values_to_match_regex", "status", true), Verdict::met},
      {"status", between, test("expect_column_values_to_match_regex", "status", true), Verdict::unknown},
      {"status", between, test("invalid_count", "status", true), Verdict::met},
      {"", rule("rowCount", {{"mustBeGreaterThan", "5"}}), test("row_count", "", true), Verdict::unknown},
      {"", named("Credits add up"), test("credits_add_up", "", true), Verdict::met},
      {"", named("Credits add up"), test("custom", "", false, "credits-add-up"), Verdict::broken},
      {"", named("Credits add up"), test("custom", "", true, "something else"), Verdict::unknown},
      {"id", named("plausible"), test("plausible", "id", false), Verdict::broken},
      {"id", named("plausible"), test("plausible", "", false), Verdict::broken},
      {"id", named("plausible"), test("plausible", "status", false), Verdict::unknown},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule.metric + row.rule.name);
    CAPTURE(row.test.assertion + " " + row.test.column);
    const RuleStatus found = judged(row.column, row.rule, {facts_of({row.test})});
    CHECK(found.verdict == row.verdict);
    CHECK(found.proof.has_value() == (row.verdict != Verdict::unknown));
  }
}

TEST_CASE("metrics answer rules on row counts, nulls and duplicates") {
  struct Row {
    const char* column;
    contract::QualityRule rule;
    DatasetFacts facts;
    Verdict verdict;
  };
  const auto percent = rule("nullValues", {{"mustBeLessThan", "2"}}, "percent");
  const std::vector<Row> rows = {
      {"", rule("rowCount", {{"mustBeGreaterThan", "1000"}}), measured(1001), Verdict::met},
      {"", rule("rowCount", {{"mustBeGreaterThan", "1000"}}), measured(1000), Verdict::broken},
      {"", rule("rowCount", {{"mustBeBetween", "[1, 10]"}}), measured(10), Verdict::met},
      {"", rule("rowCount", {{"mustNotBeBetween", "[1, 10]"}}), measured(10), Verdict::broken},
      {"", rule("rowCount", {{"mustBeGreaterOrEqualTo", "5"}, {"mustBeLessThan", "7"}}), measured(7), Verdict::broken},
      {"", rule("rowCount", {{"mustBe", "\"many\""}}), measured(7), Verdict::unknown},
      {"", rule("rowCount", {}), measured(7), Verdict::unknown},
      {"", rule("rowCount", {{"mustBeGreaterThan", "0"}}), measured({}), Verdict::unknown},
      {"id", rule("nullValues"), measured(10, {column("id", 0)}), Verdict::met},
      {"id", rule("nullValues"), measured(10, {column("Order_ID", 3)}), Verdict::broken},
      {"id", rule("nullValues"), measured(10, {column("status", 3)}), Verdict::unknown},
      {"id", percent, measured(1000, {column("id", 19)}), Verdict::met},
      {"id", percent, measured(1000, {column("id", 20)}), Verdict::broken},
      {"id", percent, measured({}, {column("id", 20)}), Verdict::unknown},
      {"id", rule("duplicateValues"), measured(10, {column("id", 1, 9)}), Verdict::met},
      {"id", rule("duplicateValues"), measured(10, {column("id", 1, 8)}), Verdict::broken},
      {"id", rule("duplicateValues", {{"mustBeLessThan", "3"}}), measured(10, {column("id", 1, 8)}), Verdict::unknown},
  };
  for (const Row& row : rows) {
    CAPTURE(row.rule.metric);
    CHECK(judged(row.column, row.rule, {row.facts}).verdict == row.verdict);
  }
  const RuleStatus failed = judged("", rows[1].rule, {measured(1000)});
  REQUIRE(failed.proof);
  CHECK(failed.proof->expected == "mustBeGreaterThan 1000");
  CHECK(failed.proof->actual == "1000");
}

TEST_CASE("the later answer counts, and of two at one time the bad one") {
  const DatasetFacts old_test = facts_of({test("not_null", "id", false)}, kNow - 2);
  const DatasetFacts new_metrics = measured(10, {column("id", 0)}, kNow - 1);
  CHECK(judged("id", rule("nullValues"), {old_test, new_metrics}).verdict == Verdict::met);
  CHECK(judged("id", rule("nullValues"), {new_metrics, old_test}).verdict == Verdict::met);
  const DatasetFacts both = facts_of({test("not_null", "id", true), test("missing_count", "id", false)});
  CHECK(judged("id", rule("nullValues"), {both}).verdict == Verdict::broken);
}

TEST_CASE("quality as a whole is failed by one, and passed only where every rule has an answer") {
  struct Row {
    std::vector<QualityResult> tests;
    Verdict verdict;
    const char* reason;
  };
  contract::Contract contract = contract_with("id", rule("nullValues"));
  auto& lenient = contract.datasets[0].fields[1].quality.emplace_back(rule("invalidValues"));
  lenient.severity = "warning";
  contract.datasets[0].quality.push_back(named("", "text"));
  const auto good = test("not_null", "id", true), bad = test("not_null", "id", false);
  const auto valid = test("accepted_values", "status", true), invalid = test("accepted_values", "status", false);
  const std::vector<Row> rows = {
      {{good, valid}, Verdict::met, "all checks passed"},
      {{good, invalid}, Verdict::met, "1 of 2 checks failed with a warning only"},
      {{bad, valid}, Verdict::broken, "1 of 2 checks failed"},
      {{bad}, Verdict::broken, "1 of 1 checks failed"},
      {{good}, Verdict::unknown, "1 rule has no reported result"},
      {{good, valid, test("unique", "id", false)}, Verdict::broken, "1 of 3 checks failed"},
      {{good, valid, test("unique", "id", false, "", "warn")},
       Verdict::met,
       "1 of 3 checks failed with a warning only"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reason);
    const QualityStatus found = status_of(contract, {facts_of(row.tests)}, kNow).quality;
    CHECK(found.verdict == row.verdict);
    CHECK(found.reason == row.reason);
    REQUIRE(found.rules.size() == 3);
    CHECK_FALSE(found.rules[0].testable);
    CHECK(found.rules[0].reason == "the rule is in words only");
  }
  const QualityStatus nothing = status_of(contract, {}, kNow).quality;
  CHECK(nothing.verdict == Verdict::unknown);
  CHECK(nothing.reason == "no run has been reported");
  CHECK(nothing.unknown == 2);
  CHECK(nothing.rules[1].reason == "no run has been reported");
  CHECK(status_of({}, {}, kNow).quality.reason == "the contract has no rule that can be tested");
}

TEST_CASE("tests that are no rule's are listed with the constraint they stand for") {
  const auto contract = contract_with("", rule("rowCount"));
  const DatasetFacts facts = facts_of({test("unique", "order_id", true), test("not_null", "status", true),
                                       test("accepted_values", "status", true), test("relationships", "id", false)});
  const QualityStatus found = status_of(contract, {facts}, kNow).quality;
  REQUIRE(found.tests.size() == 4);
  std::vector<std::string> listed;
  for (const TestStatus& one : found.tests) {
    listed.push_back(one.result.column + " " + one.result.assertion + " " + one.constraint);
  }
  CHECK(listed == std::vector<std::string>{"id relationships ", "order_id unique unique", "status accepted_values enum",
                                           "status not_null "});
  CHECK(found.failed == 1);
  CHECK(found.passed == 3);
}

TEST_CASE("a test that is told under two names of a dataset is one test, with its later result") {
  const auto contract = contract_with("", named("", "text"));
  DatasetFacts old = facts_of({test("unique", "id", false)}, kNow - 1), other = facts_of({test("unique", "id", true)});
  other.name = {"s3://lake", "orders"};
  for (const auto& facts : {std::vector{old, other}, std::vector{other, old}}) {
    const QualityStatus found = status_of(contract, facts, kNow).quality;
    REQUIRE(found.tests.size() == 1);
    CHECK(found.tests[0].name.space == "s3://lake");
    CHECK(found.verdict == Verdict::met);
  }
}

TEST_CASE("a rule of the contract as a whole is answered from any of its datasets") {
  contract::Contract contract = contract_with("", rule("rowCount"));
  contract.datasets.emplace_back().name = "lines";
  contract.quality.push_back(named("totals agree"));
  DatasetFacts facts = facts_of({test("totals_agree", "", true)});
  facts.dataset = 1;
  const QualityStatus found = status_of(contract, {facts}, kNow).quality;
  CHECK_FALSE(found.rules[0].dataset);
  CHECK(found.rules[0].verdict == Verdict::met);
  CHECK(found.rules[1].verdict == Verdict::unknown);
  CHECK(found.tests.empty());
}
