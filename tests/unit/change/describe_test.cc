// Goal: every change is told in a sentence that a person can read without the table of rules.
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/change/change.h"

namespace trama::change {
namespace {

// As the diff would tell it of the field `orders.amount`, or of the whole contract.
Change change_of(Rule rule) {
  Change change;
  change.rule = rule;
  change.kind = row(rule).kind;
  change.subject = row(rule).subject;
  if (change.subject == Subject::field) change.path_before = change.path_after = "amount";
  if (change.subject == Subject::field || change.subject == Subject::dataset) {
    change.dataset_before = change.dataset_after = "orders";
  }
  if (change.kind == ChangeKind::changed) change.member = "member";
  return change;
}

std::string sentence(Rule rule, const std::string& before = "", const std::string& after = "",
                     const std::string& name = "") {
  Change change = change_of(rule);
  change.before = before;
  change.after = after;
  change.name = name;
  if (!before.empty() || !after.empty()) change.member = "member";
  return describe(change);
}

}  // namespace

TEST_CASE("a change is told in one sentence: what it happened to, what happened, and both values") {
  CHECK(sentence(Rule::field_removed) == "field `orders.amount` was removed");
  CHECK(sentence(Rule::required_field_added) == "required field `orders.amount` was added");
  CHECK(sentence(Rule::field_became_nullable) == "field `orders.amount` became nullable");
  CHECK(sentence(Rule::field_type_narrowed, "long", "int") ==
        "the type of field `orders.amount` was narrowed: `long` became `int`");
  CHECK(sentence(Rule::field_type_unstated, "long", "") ==
        "the type of field `orders.amount` is no longer stated: was `long`");
  CHECK(sentence(Rule::enum_values_added, "", "[\"returned\"]") ==
        "allowed values of field `orders.amount` were added: `[\"returned\"]`");
  CHECK(sentence(Rule::length_limit_removed, "10", "") ==
        "a limit on the length of field `orders.amount` was removed: was `10`");
  CHECK(sentence(Rule::alias_removed, "sum", "") == "an alias of field `orders.amount` was removed: was `sum`");
  CHECK(sentence(Rule::pii_marked) == "field `orders.amount` was marked as personal data");
  CHECK(sentence(Rule::unit_changed, "cent", "euro") ==
        "the unit of field `orders.amount` changed: `cent` became `euro`");
  CHECK(sentence(Rule::primary_key_changed, "[id]", "[no]") ==
        "the primary key of dataset `orders` changed: `[id]` became `[no]`");
  CHECK(sentence(Rule::sla_tightened, "1h", "30m", "freshness") ==
        "service level `freshness` was tightened: `1h` became `30m`");
  CHECK(sentence(Rule::server_moved, "a", "b", "production") == "server `production` moved: `a` became `b`");
  CHECK(sentence(Rule::server_format_changed, "csv", "json", "production") ==
        "the format of server `production` changed: `csv` became `json`");
  CHECK(sentence(Rule::terms_changed) == "the terms of the contract changed");
  CHECK(sentence(Rule::tags_changed) == "the tags of the contract changed");
  CHECK(sentence(Rule::contract_deprecated) == "the contract was deprecated");
  CHECK(sentence(Rule::retention_shortened, "P2Y", "P1Y") ==
        "the retention of the contract was shortened: `P2Y` became `P1Y`");
}

TEST_CASE("a quality rule of a field names both") {
  Change change = change_of(Rule::quality_rule_loosened);
  change.dataset_before = change.dataset_after = "orders";
  change.path_before = change.path_after = "amount";
  change.name = "positive";
  CHECK(describe(change) == "quality rule `positive` of field `orders.amount` was loosened");
}

TEST_CASE("no sentence is the id of its rule") {
  for (const RuleRow& rule : rules()) {
    const std::string text = sentence(rule.rule, "1", "2");
    CAPTURE(text);
    const bool composed = rule.id.find('-') != std::string_view::npos;
    CHECK((!composed || text.find(rule.id) == std::string::npos));
    CHECK(text.find('%') == std::string::npos);
  }
}

}  // namespace trama::change
