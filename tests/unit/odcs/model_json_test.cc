// Goal: the JSON form and the fingerprint of a contract. Method: properties over seeded random contracts, which walk
// every member of every noun, and a few small texts.
#include "catalog/contract/model_json.h"

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/canonical.h"
#include "catalog/contract/json_tree.h"
#include "tests/unit/odcs/random_contract.h"

using namespace trama;
using namespace trama::contract;

TEST_CASE("a contract that went through JSON means the same and is written the same") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const Contract contract = random_contract(seed);
    const std::string json = to_json(contract);
    const auto read = from_json(json);
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    CHECK(to_json(*read) == json);
    CHECK(fingerprint(*read) == fingerprint(contract));
  }
}

TEST_CASE("an order without meaning does not change the fingerprint") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Contract contract = random_contract(seed);
    const std::string before = fingerprint(contract);
    shuffle_sets(&contract, seed + 1);
    CHECK(fingerprint(contract) == before);
  }
}

TEST_CASE("a change to any single member changes the fingerprint") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Contract contract = random_contract(seed);
    const std::string before = fingerprint(contract);
    for (std::size_t k = 0; k < count_members(contract); k += 1 + seed) {
      CAPTURE(seed);
      CAPTURE(k);
      Contract changed = contract;
      change_member(&changed, k);
      CHECK(fingerprint(changed) != before);
    }
  }
}

TEST_CASE("how a contract was written is not part of what it means") {
  Contract a;
  Contract b;
  b.source = {Dialect::dcs, Syntax::json, "1.1.0"};
  CHECK(fingerprint(a) == fingerprint(b));
}

TEST_CASE("the order of fields, and of keys inside raw JSON, is told apart: the one has meaning, the other none") {
  Contract a;
  a.datasets.resize(1);
  a.datasets[0].fields.resize(2);
  a.datasets[0].fields[0].name = "x";
  Contract b = a;
  std::swap(b.datasets[0].fields[0], b.datasets[0].fields[1]);
  CHECK(fingerprint(a) != fingerprint(b));

  a.custom = {{"k", R"({"a":1,"b":[{"c":2,"d":3}]})", ""}};
  b = a;
  b.custom = {{"k", R"({"b":[{"d":3,"c":2}],"a":1})", ""}};
  CHECK(fingerprint(a) == fingerprint(b));
}

TEST_CASE("empty members are left out and raw JSON stands as JSON, with its numbers as spelled") {
  Contract contract;
  contract.id = "urn:x";
  contract.custom = {{"limit", "1.10", ""}};
  CHECK(
      to_json(contract) ==
      R"({"kind":"contract","source":{"dialect":"odcs3","syntax":"yaml"},"id":"urn:x","custom":[{"name":"limit","value":1.10}]})");
}

TEST_CASE("what is not a stored contract is refused, whatever is wrong with it") {
  for (const auto* text :
       {"", "{", "[]", "1", R"({"id":1})", R"({"datasets":{}})", R"({"datasets":[1]})", R"({"kind":"pet"})",
        R"({"tags":[1]})", R"({"deprecated":"yes"})", R"({"sla":[{"percent":"many"}]})", "{\"id\":\"\xFF\"}"}) {
    CAPTURE(text);
    const auto read = from_json(text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::corrupt);
  }
}

TEST_CASE("keys of a newer program are passed over") {
  const auto read = from_json(R"({"novelty":{"a":[1]},"id":"urn:x"})");
  REQUIRE(read.has_value());
  CHECK(read->id == "urn:x");
}

TEST_CASE("nesting beyond every legal contract is refused without a crash") {
  CHECK_FALSE(from_json(std::string(100'000, '[')).has_value());
  std::string deep = R"({"custom":[{"name":"x","value":)";
  deep += std::string(100'000, '[') + std::string(100'000, ']') + "}]}";
  CHECK_FALSE(from_json(deep).has_value());
}
