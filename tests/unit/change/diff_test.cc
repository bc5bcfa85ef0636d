// Goal: the diff of two contracts tells every difference of meaning once, sees the same from both sides, and nothing
// where nothing changed.
#include "catalog/contract/change/diff.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/canonical.h"
#include "catalog/contract/change/json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/semantics.h"
#include "tests/unit/change/contracts.h"
#include "tests/unit/odcs/random_contract.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Field;
using test::dcs;
using test::parsed;

std::vector<std::string> texts(const std::vector<Change>& changes, bool mirror) {
  std::vector<std::string> out;
  for (const Change& change : changes) out.push_back(to_json(mirror ? mirrored(change) : change));
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> ids(const std::vector<Change>& changes) {
  std::vector<std::string> out;
  for (const Change& change : changes) out.emplace_back(row(change.rule).id);
  return out;
}

using Ids = std::vector<std::string>;

Contract random(std::uint64_t seed) {
  Contract out = contract::random_contract(seed);
  contract::assign_paths(&out);
  return out;
}

// What is derived from other members, or names the side that is compared.
void drop_derived(std::vector<Field>* fields) {
  for (Field& field : *fields) {
    if (field.type.kind != contract::TypeKind::unknown) field.type.raw.clear();
    // Elements of arrays and maps have no names.
    for (auto* nameless : {&field.items, &field.map_key, &field.map_value}) {
      for (Field& each : *nameless) each.name.clear();
    }
    for (auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) drop_derived(below);
  }
}

Contract without_derived(Contract contract) {
  contract.version.clear();
  contract.terms.notice.reset();
  contract.terms.retention_period.reset();
  for (contract::Dataset& dataset : contract.datasets) drop_derived(&dataset.fields);
  contract::assign_paths(&contract);
  return contract;
}

// A believable pair: some members of the first are changed.
std::pair<Contract, Contract> neighbours(std::uint64_t seed) {
  Contract before = random(seed);
  Contract after = before;
  const std::size_t members = contract::count_members(before);
  for (std::uint64_t i = 0; i < 1 + seed % 12; ++i)
    contract::change_member(&after, (seed * 7'919 + i * 104'729) % members);
  contract::assign_paths(&after);
  return {std::move(before), std::move(after)};
}

constexpr std::uint64_t kSeeds = 1'500;

}  // namespace

TEST_CASE("A contract does not differ from itself") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Contract contract = random(seed);
    CHECK(diff(contract, contract).empty());
  }
}

TEST_CASE("A contract does not differ from itself with everything without order shuffled") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Contract before = random(seed);
    Contract after = before;
    contract::shuffle_sets(&after, seed + 1);
    contract::assign_paths(&after);
    if (contract::fingerprint(before) != contract::fingerprint(after)) continue;
    const auto changes = diff(before, after);
    REQUIRE_MESSAGE(changes.empty(), "seed ", seed, ": ", to_json(changes.front()));
  }
}

TEST_CASE("Seen from the other side, unrelated contracts differ by the mirrored changes") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Contract before = random(seed);
    const Contract after = random(seed + 100'000);
    INFO("seed ", seed);
    REQUIRE(texts(diff(before, after), true) == texts(diff(after, before), false));
  }
}

TEST_CASE("Seen from the other side, versions of a contract differ by the mirrored changes") {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto [before, after] = neighbours(seed);
    INFO("seed ", seed);
    REQUIRE(texts(diff(before, after), true) == texts(diff(after, before), false));
  }
}

TEST_CASE("Mirroring a change twice gives the change") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto [before, after] = neighbours(seed);
    for (const Change& change : diff(before, after)) CHECK(mirrored(mirrored(change)) == change);
  }
}

TEST_CASE("Whatever single member changes, some change tells it") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Contract before = random(seed);
    const std::size_t members = contract::count_members(before);
    for (std::size_t k = 0; k < members; ++k) {
      Contract after = before;
      contract::change_member(&after, k);
      contract::assign_paths(&after);
      const bool same = contract::fingerprint(without_derived(before)) == contract::fingerprint(without_derived(after));
      INFO("seed ", seed, ", member ", k, " of ", members);
      REQUIRE(diff(before, after).empty() == same);
    }
  }
}

TEST_CASE("A contract that moves to ODCS shows no change") {
  int moved_contracts = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Contract before = random(seed);
    before.source.dialect = contract::Dialect::dcs;
    const auto moved = contract::parse_contract(contract::render_odcs_yaml(before));
    // Random names may contradict each other, and random references may be resolved: no author's contract.
    if (!moved || moved->fingerprint != contract::fingerprint(before)) continue;
    ++moved_contracts;
    const auto changes = diff(before, *moved->contract);
    REQUIRE_MESSAGE(changes.empty(), "seed ", seed, ": ", to_json(changes.front()));
  }
  CHECK(moved_contracts > 50);
}

TEST_CASE("Names of versions are no difference") {
  CHECK(diff(parsed(dcs("1.0.0", "a: {type: string}")), parsed(dcs("2.0.0", "a: {type: string}"))).empty());
}

TEST_CASE("A rename is recognised by what the author says of it") {
  const Contract before = parsed(dcs("1.0.0", "amount: {type: string}"));
  const auto by_alias = diff(before, parsed(dcs("1.0.0", "total: {type: string, aliases: [amount]}")));
  CHECK(ids(by_alias) == Ids{"field-renamed"});
  CHECK(by_alias[0].rename.evidence == RenameEvidence::alias);
  const auto by_name = diff(before, parsed(dcs("1.0.0", "total: {type: string, previousName: amount}")));
  CHECK(ids(by_name) == Ids{"field-renamed"});
  CHECK(by_name[0].rename.evidence == RenameEvidence::previous_name);
  const std::string history = "\nhistory: [{version: 2.0.0, changes: 'Breaking change - renamed amount to total.'}]\n";
  const auto by_history = diff(before, parsed(dcs("1.0.0", "total: {type: string}") + history));
  CHECK(ids(by_history) == Ids{"history-changed", "field-renamed"});
  CHECK(by_history[1].rename.evidence == RenameEvidence::history);
}

TEST_CASE("A likely rename that nobody states stays a removal and an addition, with a hint") {
  const auto changes = diff(parsed(dcs("1.0.0", "id: {type: bigint}\n      amount: {type: string}")),
                            parsed(dcs("1.0.0", "id: {type: bigint}\n      total_amount: {type: string}")));
  REQUIRE(ids(changes) == Ids{"field-added", "field-removed"});
  CHECK(changes[0].rename.evidence == RenameEvidence::proposed);
  CHECK(changes[0].rename.other == "amount");
  CHECK(changes[0].rename.confidence > 0.8);
  CHECK(changes[1].rename.other == "total_amount");
}

TEST_CASE("Of two equally likely renames none is proposed") {
  const auto changes = diff(parsed(dcs("1.0.0", "amount: {type: string}")),
                            parsed(dcs("1.0.0", "amount_a: {type: string}\n      amount_b: {type: string}")));
  for (const Change& change : changes) {
    if (change.rule == Rule::field_removed) CHECK(change.rename.other != "amount_b");
  }
}

TEST_CASE("A field that changed its type is no likely rename") {
  const auto changes =
      diff(parsed(dcs("1.0.0", "amount: {type: string}")), parsed(dcs("1.0.0", "amounts: {type: date}")));
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].rename.evidence == RenameEvidence::none);
}

TEST_CASE("A renamed key field is the same key") {
  const auto changes = diff(parsed(dcs("1.0.0", "id: {type: string, primaryKey: true}")),
                            parsed(dcs("1.0.0", "key: {type: string, primaryKey: true, aliases: [id]}")));
  CHECK(ids(changes) == Ids{"field-renamed"});
}

TEST_CASE("A contract rewritten by hand in ODCS shows no change where DCS says more") {
  const Contract before = parsed(
      "dataContractSpecification: 1.2.1\nid: orders\ninfo: {title: Orders, version: 1.0.0, status: active}\nmodels:\n"
      "  orders:\n    type: table\n    fields:\n      id: {type: bigint, required: true}\n"
      "      at: {type: timestamp}\n      amount: {type: decimal, precision: 12, scale: 2}\n"
      "      tags: {type: array, items: {type: string}}\n");
  const Contract after = parsed(
      "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nname: Orders\nversion: 1.0.0\nstatus: active\nschema:\n"
      "  - name: orders\n    properties:\n      - {name: id, logicalType: integer, required: true}\n"
      "      - {name: at, logicalType: timestamp}\n      - {name: amount, logicalType: number}\n"
      "      - {name: tags, logicalType: array, items: {logicalType: string}}\n");
  const auto changes = diff(before, after);
  REQUIRE_MESSAGE(changes.empty(), to_json(changes.front()));
}

TEST_CASE("A library metric written by its older name is the same rule") {
  const auto contract = [](const std::string& version, const std::string& rules) {
    return parsed(
        "apiVersion: " + version + "\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n" +
        "schema:\n  - name: t\n    properties:\n      - name: a\n        logicalType: string\n        quality:\n" +
        rules);
  };
  const std::string indent = "          - ";
  const Contract older = contract("v3.0.2", indent + "{type: library, rule: duplicateCount, mustBe: 0}\n" + indent +
                                                "{type: library, rule: nullCheck, mustBe: 0}\n");
  const Contract newer = contract("v3.1.0", indent + "{type: library, metric: nullValues, mustBe: 0}\n" + indent +
                                                "{type: library, metric: duplicateValues, mustBe: 0}\n");
  for (const Change& change : diff(older, newer)) CHECK_MESSAGE(false, describe(change));
}

TEST_CASE("Changes come in the order of the later contract, a dataset before its fields") {
  const auto changes =
      diff(parsed(dcs("1.0.0", "a: {type: string}\n      b: {type: string}\n      c: {type: string}")),
           parsed(dcs("1.0.0", "x: {type: date}\n      a: {type: int}\n      c: {type: string, pii: true}")));
  CHECK(ids(changes) == Ids{"field-added", "field-type-changed", "pii-marked", "field-removed"});
}

}  // namespace trama::change
