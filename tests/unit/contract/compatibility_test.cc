// Goal: settings read, inherit and refuse as documented. Method: small JSON in, values or problems out.
#include "catalog/contract/compatibility.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::contract;

TEST_CASE("settings read and write the same JSON, and every policy and mode is a word of theirs") {
  const std::string all =
      R"({"policy":"consumer-strict","version_gate":"warn","window_gate":"auto","acknowledgement_gate":"off","window_days":0})";
  REQUIRE(settings_from_json(all));
  CHECK(to_json(*settings_from_json(all)) == all);
  for (const std::string_view policy : policy_names()) {
    const auto settings = settings_from_json("{\"policy\":\"" + std::string(policy) + "\"}");
    REQUIRE(settings);
    CHECK(settings->policy == std::string(policy));
  }
  CHECK(policy_names().size() == 11);
  CHECK(settings_from_json(R"({"policy":"confluent-full-transitive"})")->policy == "confluent-FULL_TRANSITIVE");
  CHECK(settings_from_json(R"({"window_days":3650,"policy":null})")->window_days == 3650);
}

TEST_CASE("every problem of settings is told with its place") {
  struct Row {
    const char* json;
    const char* pointer;
    const char* hint;
  };
  const Row rows[] = {
      {"[]", "", ""},
      {"{}", "", "to inherit everything, remove the settings of this scope"},
      {R"({"policy":"articel"})", "/policy", "did you mean `article`?"},
      {R"({"policy":1})", "/policy", ""},
      {R"({"version_gate":"auto"})", "/version_gate", ""},
      {R"({"acknowledgement_gate":true})", "/acknowledgement_gate", ""},
      {R"({"window_days":3651})", "/window_days", ""},
      {R"({"window_days":-1})", "/window_days", ""},
      {R"({"window_days":"90"})", "/window_days", ""},
      {R"({"window_days":1.5})", "/window_days", ""},
      {R"({"windw_days":90})", "/windw_days", "did you mean `window_days`?"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.json);
    const auto settings = settings_from_json(row.json);
    REQUIRE_FALSE(settings);
    CHECK(settings.error().slug == "invalid-settings");
    REQUIRE(settings.error().problems.size() == 1);
    CHECK(settings.error().problems[0].pointer == row.pointer);
    CHECK(settings.error().problems[0].hint == row.hint);
    CHECK_FALSE(settings.error().problems[0].expected.empty());
  }
  CHECK(settings_from_json("{").error().code == ErrorCode::unreadable);
}

TEST_CASE("the narrower scope wins, member by member, and says so") {
  CompatibilitySettings catalog, domain, contract;
  catalog.policy = "producer";
  catalog.window_days = 30;
  domain.window_days = 60;
  contract.version_gate = GateMode::off;
  const Compatibility effective = effective_compatibility(catalog, domain, contract);
  CHECK(effective.policy.value == "producer");
  CHECK(effective.policy.from == ScopeKind::catalog);
  CHECK(effective.window_days.value == 60);
  CHECK(effective.window_days.from == ScopeKind::domain);
  CHECK(effective.version_gate.value == GateMode::off);
  CHECK(effective.version_gate.from == ScopeKind::contract);
  CHECK(effective.acknowledgement_gate.value == GateMode::enforce);
  CHECK(effective.acknowledgement_gate.from == ScopeKind::defaults);
  const Compatibility defaults = effective_compatibility({}, {}, {});
  CHECK(defaults.policy.value == "article");
  CHECK(defaults.window_days.value == 90);
}

TEST_CASE("the window's automatic mode enforces for active contracts and warns for others") {
  const GateMode set = effective_compatibility({}, {}, {}).window_gate.value;
  CHECK(window_mode(set, "active") == GateMode::enforce);
  CHECK(window_mode(set, " Active ") == GateMode::enforce);
  CHECK(window_mode(set, "draft") == GateMode::warn);
  CHECK(window_mode(set, "") == GateMode::warn);
  CompatibilitySettings off;
  off.window_gate = GateMode::off;
  CHECK(window_mode(effective_compatibility(off, {}, {}).window_gate.value, "active") == GateMode::off);
}

TEST_CASE("scopes read and write the same text, and others are refused") {
  for (const std::string text : {"catalog", "domain:sales", "domain:a:b", "contract:urn:c:orders", "contract:a/b %"}) {
    CAPTURE(text);
    REQUIRE(parse_scope(text));
    CHECK(to_string(*parse_scope(text)) == text);
  }
  for (const std::string text : {"", "default", "catalog:", "domain:", "contract:", "team:x", "Catalog"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_scope(text));
    CHECK(parse_scope(text).error().slug == "bad-scope");
  }
}

TEST_CASE("gates are words, and an override passes the window and the acknowledgement") {
  for (const Gate gate : {Gate::version, Gate::window, Gate::acknowledgement})
    CHECK(gate_from(to_string(gate)) == gate);
  CHECK_FALSE(gate_from("door"));
  CHECK_FALSE(may_be_overridden(Gate::version));
  CHECK(may_be_overridden(Gate::window));
  CHECK(may_be_overridden(Gate::acknowledgement));
}
