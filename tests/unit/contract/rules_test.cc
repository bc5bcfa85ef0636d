// Goal: one table of rules that nothing can bypass. Method: read the table.
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/reader.h"
#include "catalog/contract/semantic_rules.h"

using namespace trama;
using namespace trama::contract;

TEST_CASE("every rule has one row with an id of its own and a sentence that says what it checks") {
  std::set<std::string> ids;
  CHECK(semantic_rules().size() == static_cast<std::size_t>(Rule::count));
  for (const RuleInfo& info : semantic_rules()) {
    CAPTURE(info.id);
    CHECK(ids.emplace(info.id).second);
    CHECK(info.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK(info.checks.size() > 10);
    CHECK(find_rule(info.id) == &info);
    CHECK(&rule_info(info.rule) == &info);
  }
  CHECK(find_rule("no-such-rule") == nullptr);
}

TEST_CASE("strict mode makes every rule an error, lenient mode follows the table") {
  for (const RuleInfo& info : semantic_rules()) {
    CAPTURE(info.id);
    Problems lenient(Strictness::lenient);
    lenient.add(info.rule, {"/a", {3, 4}}, "message");
    CHECK(lenient.take().at(0).severity == info.lenient);
    Problems strict(Strictness::strict);
    strict.add(info.rule, {"/a", {3, 4}}, "message");
    const Problem problem = strict.take().at(0);
    CHECK(problem.severity == Severity::error);
    CHECK(problem.rule == info.id);
    CHECK(problem.line == 3);
    CHECK_FALSE(problem.expected.empty());
  }
}

TEST_CASE("what is said of one place is said once") {
  Problems problems(Strictness::lenient);
  for (const char* found : {"a", "a", "b"}) problems.add(Rule::unknown_ref, {"/a", {1, 1}}, "m", {.found = found});
  CHECK(problems.count(Severity::warning) == 2);
}

TEST_CASE("problems beyond the limit are counted and not listed") {
  Problems problems(Strictness::lenient);
  for (int i = 0; i < 300; ++i) problems.add(Rule::wrong_type, {"", {static_cast<std::uint32_t>(i + 1), 1}}, "message");
  problems.add(Rule::unknown_key, {"", {1, 1}}, "message");
  CHECK(problems.count(Severity::error) == 300);
  CHECK(problems.take().size() == 201);
}
