// Goal: the three gates, each alone and together; versions; places; and that no gate answers for another.
#include "catalog/contract/change/gate.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/versions.h"
#include "tests/unit/change/contracts.h"

namespace trama::change {
namespace {

using contract::Contract;
using test::dcs;
using test::parsed;

TimeUs day(std::string_view text) {
  return *parse_rfc3339(text);
}

const std::string kActive = "  status: active\n";

// Every (gate, rule) a proposal meets, on a day.
std::vector<std::string> met(const Contract& before, const Contract& after, std::string_view today,
                             std::vector<StoredVersion> history = {}, const Settings& settings = {},
                             const std::vector<Agreement>& agreements = {}) {
  const Proposal proposal{.before = {&before, nullptr},
                          .after = {&after, nullptr},
                          .history = history,
                          .agreements = agreements,
                          .now = day(today)};
  std::vector<std::string> out;
  for (const Finding& finding : check(proposal, settings).findings) {
    out.push_back(std::string(to_string(finding.gate)) + " " + finding.rule + " " +
                  std::string(to_string(finding.level)));
  }
  return out;
}

using Texts = std::vector<std::string>;

const std::string kTwo = "id: {type: bigint}\n      code: {type: string}";
const std::string kMarked = "id: {type: bigint}\n      code: {type: string, deprecated: true}";
const std::string kDated = "id: {type: bigint}\n      code: {type: string, deprecatedSince: 2026-01-01}";
const std::string kOne = "id: {type: bigint}";

}  // namespace

TEST_CASE("The version that would be right") {
  struct Row {
    const char* before;
    Bump demanded;
    const char* right;
  };
  for (const Row& row :
       {Row{"2.1.0", Bump::major, "3.0.0"}, Row{"2.1.0", Bump::minor, "2.2.0"}, Row{"2.1.0", Bump::patch, "2.1.1"},
        Row{"2.1.0", Bump::none, "2.1.0"}, Row{"0.3.1", Bump::major, "1.0.0"}, Row{"0.3.1", Bump::minor, "0.4.0"},
        Row{"v1.9.9", Bump::minor, "v1.10.0"}, Row{"2.1", Bump::patch, "2.1.1"}, Row{"3", Bump::major, "4.0.0"},
        Row{"3.0.0-rc.1", Bump::major, "3.0.0"}, Row{"2.2.0-rc.1", Bump::major, "3.0.0"},
        Row{"2.2.0-rc.1", Bump::minor, "2.2.0"},
        Row{"99999999999999999999.0.0", Bump::major, "100000000000000000000.0.0"}, Row{"2026-01-31", Bump::major, ""},
        Row{"latest", Bump::minor, ""}}) {
    INFO(row.before);
    CHECK(suggest_version(row.before, row.demanded) == row.right);
  }
}

TEST_CASE("A version may be higher than needed, and never lower or equal") {
  CHECK(version_allowed("2.1.0", "3.0.0", Bump::major) == true);
  CHECK(version_allowed("2.1.0", "3.0.0", Bump::patch) == true);
  CHECK(version_allowed("2.1.0", "2.2.0", Bump::major) == false);
  CHECK(version_allowed("2.1.0", "2.1.1", Bump::minor) == false);
  CHECK(version_allowed("2.1.0", "2.1.0", Bump::patch) == false);
  CHECK(version_allowed("2.1.0", "2.0.9", Bump::patch) == false);
  CHECK(version_allowed("2.1.0", "2.1.0", Bump::none) == true);
  CHECK(version_allowed("2.1.0", "3.0.0-rc.1", Bump::major) == true);
  CHECK(version_allowed("3.0.0-rc.1", "3.0.0-rc.2", Bump::major) == true);
  CHECK_FALSE(version_allowed("latest", "1.0.0", Bump::patch).has_value());
}

TEST_CASE("Each change that demands more than was declared is a finding of the version gate") {
  const Contract before = parsed(dcs("2.1.0", "a: {type: string}"));
  CHECK(met(before, parsed(dcs("2.1.1", "a: {type: string}\n      b: {type: string}")), "2026-01-01") ==
        Texts{"version field-added error"});
  CHECK(met(before, parsed(dcs("2.2.0", "a: {type: string}\n      b: {type: string}")), "2026-01-01").empty());
  CHECK(met(before, parsed(dcs("2.2.0", "a: {type: int}\n      b: {type: string}")), "2026-01-01") ==
        Texts{"version field-type-changed error"});
  CHECK(met(before, parsed(dcs("3.0.0", "a: {type: int}\n      b: {type: string}")), "2026-01-01").empty());
}

TEST_CASE("A version that is not semver is one clear finding") {
  const Contract before = parsed(dcs("2.1.0", "a: {type: string}"));
  CHECK(met(before, parsed(dcs("latest", "a: {type: int}")), "2026-01-01") ==
        Texts{"version version-not-semver error"});
  const Contract odd = parsed(dcs("2026-01-31", "a: {type: string}"));
  CHECK(met(odd, parsed(dcs("2026-02-01", "a: {type: int}")), "2026-01-01") ==
        Texts{"version version-not-semver error"});
  CHECK(met(odd, parsed(dcs("1.0.0", "a: {type: int}")), "2026-01-01") == Texts{"version version-not-semver warning"});
}

TEST_CASE("The version gate warns or keeps quiet where it is told to") {
  const Contract before = parsed(dcs("2.1.0", "a: {type: string}"));
  const Contract after = parsed(dcs("2.1.1", "a: {type: int}"));
  CHECK(met(before, after, "2026-01-01", {}, {.version = GateMode::warn}) ==
        Texts{"version field-type-changed warning"});
  CHECK(met(before, after, "2026-01-01", {}, {.version = GateMode::off}).empty());
}

TEST_CASE("A field that was never deprecated is not removed from an active contract") {
  const Contract before = parsed(dcs("1.0.0", kTwo, kActive));
  const Contract after = parsed(dcs("2.0.0", kOne, kActive));
  CHECK(met(before, after, "2026-01-01") == Texts{"window field-removed error"});
}

TEST_CASE("The window warns only, where the contract is not active") {
  const Contract before = parsed(dcs("1.0.0", kTwo));
  const Contract after = parsed(dcs("2.0.0", kOne));
  CHECK(met(before, after, "2026-01-01") == Texts{"window field-removed warning"});
  CHECK(met(before, after, "2026-01-01", {}, {.window = GateMode::enforce}) == Texts{"window field-removed error"});
  CHECK(met(before, after, "2026-01-01", {}, {.window = GateMode::off}).empty());
}

TEST_CASE("A removal passes on the day the window since deprecatedSince is over") {
  const Contract before = parsed(dcs("1.0.0", kDated, kActive));
  const Contract after = parsed(dcs("2.0.0", kOne, kActive));
  CHECK(met(before, after, "2026-03-31") == Texts{"window field-removed error"});  // day 89
  CHECK(met(before, after, "2026-04-01").empty());                                 // day 90
  CHECK(met(before, after, "2026-01-31", {}, {.window_days = 30}).empty());
}

TEST_CASE("A mark without a date counts from the record of the first version that carried it") {
  const Contract plain = parsed(dcs("1.0.0", kTwo, kActive));
  const Contract marked = parsed(dcs("1.1.0", kMarked, kActive));
  const Contract still = parsed(dcs("1.2.0", kMarked, kActive));
  const Contract after = parsed(dcs("2.0.0", kOne, kActive));
  const std::vector<StoredVersion> history = {
      {day("2025-01-01"), &plain}, {day("2026-01-01"), &marked}, {day("2026-03-01"), &still}};
  CHECK(met(still, after, "2026-03-31", history) == Texts{"window field-removed error"});
  CHECK(met(still, after, "2026-04-01", history).empty());
  // Withdrawn in between: it counts anew.
  const std::vector<StoredVersion> again = {
      {day("2025-01-01"), &marked}, {day("2025-06-01"), &plain}, {day("2026-03-01"), &still}};
  CHECK(met(still, after, "2026-04-01", again) == Texts{"window field-removed error"});
}

TEST_CASE("A rename passes while the old name stays as an alias, and that alias stays for the window") {
  const Contract before = parsed(dcs("1.0.0", "amount: {type: int}", kActive));
  const Contract bare = parsed(dcs("2.0.0", "total: {type: int, previousName: amount}", kActive));
  const Contract aliased = parsed(dcs("2.0.0", "total: {type: int, aliases: [amount]}", kActive));
  const Contract dropped = parsed(dcs("3.0.0", "total: {type: int}", kActive));
  CHECK(met(before, aliased, "2026-01-01").empty());
  CHECK(met(before, bare, "2026-01-01").empty());
  const std::vector<StoredVersion> history = {{day("2025-01-01"), &before}, {day("2026-01-01"), &aliased}};
  CHECK(met(aliased, dropped, "2026-02-01", history) == Texts{"window alias-removed error"});
  CHECK(met(aliased, dropped, "2026-04-01", history).empty());
}

TEST_CASE("A rename that only history tells is held") {
  const Contract before = parsed(dcs("1.0.0", "amount: {type: int}", kActive));
  const Contract after = parsed(dcs("2.0.0", "total: {type: int}", kActive) +
                                "history: [{version: 2.0.0, changes: renamed amount to total}]\n");
  CHECK(met(before, after, "2026-01-01") == Texts{"window field-renamed error"});
}

TEST_CASE("Changes of type are not held by the window") {
  const Contract before = parsed(dcs("1.0.0", "a: {type: string}", kActive));
  CHECK(met(before, parsed(dcs("2.0.0", "a: {type: int}", kActive)), "2026-01-01").empty());
}

TEST_CASE("A deprecated dataset or contract announces the end of its fields too") {
  const std::string dataset =
      "dataContractSpecification: 1.2.1\nid: x\ninfo: {title: X, version: 1.0.0, status: active}\nmodels:\n  t:\n"
      "    deprecatedSince: 2025-01-01\n    fields: {a: {type: int}, b: {type: int}}\n";
  const std::string smaller = "dataContractSpecification: 1.2.1\nid: x\ninfo: {title: X, version: 2.0.0}\nmodels: {}\n";
  CHECK(met(parsed(dataset), parsed(smaller), "2026-01-01") == Texts{});
}

TEST_CASE("Retiring an active contract is held, and passes after its own window") {
  const Contract active = parsed(dcs("1.0.0", kOne, "  status: active\n"));
  const Contract ending = parsed(dcs("1.1.0", kOne, "  status: deprecated\n"));
  const Contract retired = parsed(dcs("2.0.0", kOne, "  status: retired\n"));
  CHECK(met(active, retired, "2026-01-01") == Texts{"window contract-retired error"});
  const std::vector<StoredVersion> history = {{day("2025-01-01"), &active}, {day("2025-06-01"), &ending}};
  CHECK(met(ending, retired, "2026-01-01", history).empty());
}

TEST_CASE("A breaking change to a field that an agreement names needs its consumer's word") {
  const Contract before = parsed(dcs("1.0.0", kDated, kActive));
  const Contract after = parsed(dcs("2.0.0", kOne, kActive));
  const Agreement open{.consumer = "urn:consumer:bi:board", .dataset = "orders", .path = "code"};
  Agreement given = open;
  given.acknowledged = true;
  const Agreement other{.consumer = "urn:consumer:bi:board", .dataset = "orders", .path = "id"};
  const Agreement whole{.consumer = "urn:consumer:bi:board", .dataset = "orders", .path = ""};
  CHECK(met(before, after, "2026-06-01", {}, {}, {open}) == Texts{"acknowledgement field-removed error"});
  CHECK(met(before, after, "2026-06-01", {}, {}, {whole}) == Texts{"acknowledgement field-removed error"});
  CHECK(met(before, after, "2026-06-01", {}, {}, {given, other}).empty());
}

TEST_CASE("An override passes window and acknowledgement, and never the version") {
  const Contract before = parsed(dcs("1.0.0", kTwo, kActive));
  const Contract after = parsed(dcs("1.0.1", kOne, kActive));
  const Agreement open{.consumer = "urn:consumer:bi:board", .dataset = "orders", .path = "code"};
  CHECK(met(before, after, "2026-01-01", {}, {.overridden = {Gate::window, Gate::acknowledgement}}, {open}) ==
        Texts{"version field-removed error", "window field-removed info", "acknowledgement field-removed info"});
}

TEST_CASE("Policies disagree about nullability, and say so by level") {
  const Contract nullable = parsed(dcs("1.0.0", "a: {type: string}"));
  const Contract required = parsed(dcs("1.0.0", "a: {type: string, required: true}"));
  const auto level = [](Policy policy, const Contract& before, const Contract& after) {
    const auto changes = diff(before, after);
    REQUIRE(changes.size() == 1);
    return judge(policy, changes[0]).level;
  };
  CHECK(level(Policy::article, required, nullable) == Level::info);
  CHECK(level(Policy::consumer_strict, required, nullable) == Level::error);
  CHECK(level(Policy::producer, required, nullable) == Level::info);
  CHECK(level(Policy::confluent_backward, required, nullable) == Level::info);
  CHECK(level(Policy::confluent_forward, required, nullable) == Level::error);
  CHECK(level(Policy::consumer_strict, nullable, required) == Level::info);
  CHECK(level(Policy::producer, nullable, required) == Level::error);
  CHECK(level(Policy::confluent_backward, nullable, required) == Level::error);
  CHECK(level(Policy::confluent_full, nullable, required) == Level::error);
  CHECK(level(Policy::confluent_none, nullable, required) == Level::info);
}

TEST_CASE("The article's table, row by row") {
  const std::string with_code = "a: {type: string}\n      legacy_code: {type: string}";
  struct Row {
    std::string before, after;
    Level level;
    Bump bump;
  };
  for (const Row& row :
       {Row{"a: {type: string}", "a: {type: string}\n      channel: {type: string, required: true}", Level::info,
            Bump::minor},
        Row{"a: {type: string, required: true}", "a: {type: string}", Level::info, Bump::minor},
        Row{with_code, "a: {type: string}", Level::error, Bump::major},
        Row{"a: {type: string}", "a: {type: integer}", Level::error, Bump::major},
        Row{"amount: {type: int}", "total_amount: {type: int, aliases: [amount]}", Level::error, Bump::major}}) {
    const auto changes = diff(parsed(dcs("1.0.0", row.before)), parsed(dcs("1.0.0", row.after)));
    REQUIRE(changes.size() == 1);
    CHECK(judge(Policy::article, changes[0]) == Judgement{row.level, row.bump});
  }
}

TEST_CASE("A transitive level finds what only an older version breaks with") {
  const Contract first = parsed(dcs("1.0.0", "a: {type: long}"));
  const Contract second = parsed(dcs("2.0.0", "b: {type: string}"));
  const Contract third = parsed(dcs("2.1.0", "b: {type: string}\n      a: {type: int}"));
  const std::vector<StoredVersion> history = {{day("2025-01-01"), &first}, {day("2025-02-01"), &second}};
  CHECK(met(second, third, "2026-01-01", history, {.policy = Policy::confluent_backward}).empty());
  CHECK(met(second, third, "2026-01-01", history, {.policy = Policy::confluent_backward_transitive}) ==
        Texts{"version field-type-narrowed error"});
}

TEST_CASE("Every policy is found by the name it is written with") {
  for (const std::string_view name : contract::policy_names()) {
    REQUIRE(policy_from(name).has_value());
    CHECK(to_string(*policy_from(name)) == name);
  }
  CHECK(policy_from("confluent-backward") == Policy::confluent_backward);
  CHECK_FALSE(policy_from("strict").has_value());
}

TEST_CASE("datacontract-cli judges the author's own text, with its own ids") {
  const std::string before_text = dcs("1.0.0", "a: {type: string}");
  const std::string after_text = dcs("1.0.1", "a: {type: string, required: false}\n      b: {type: int}");
  const auto before_document = contract::load_document(before_text);
  const auto after_document = contract::load_document(after_text);
  const Contract before = parsed(before_text);
  const Contract after = parsed(after_text);
  const Proposal proposal{.before = {&before, &*before_document},
                          .after = {&after, &*after_document},
                          .history = {},
                          .agreements = {},
                          .now = 0};
  const Answer answer = check(proposal, {.policy = Policy::datacontract_cli});
  CHECK(answer.demanded == Bump::minor);
  CHECK(std::ranges::any_of(answer.findings, [](const Finding& f) {
    return f.rule == "field_required_added" && f.where.pointer == "/models/orders/fields/a/required";
  }));
}

}  // namespace trama::change
