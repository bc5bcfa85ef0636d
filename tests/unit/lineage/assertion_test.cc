// Goal: assertions survive packing whatever they hold, and broken bytes are refused. Method: seeded random assertions,
// every cut and many changed bytes of their packed form, and the keys of endpoints in order.
#include "catalog/lineage/assertion.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::lineage;
using namespace std::string_literals;

namespace {

Endpoint random_endpoint(std::mt19937_64& random) {
  static const std::vector<std::string> kTexts = {"", "urn:a", "urn:b", "orders", "a.b[]", "\0x"s, "é"};
  const auto text = [&] { return kTexts[random() % kTexts.size()]; };
  Endpoint out{static_cast<EndpointKind>(1 + random() % 5), text(), text(), text(), ""};
  if (out.kind == EndpointKind::text) out.home = text();
  return out;
}

std::vector<Assertion> random_assertions(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Assertion> out;
  for (std::uint64_t n = random() % 30; n > 0; --n) {
    out.push_back({random_endpoint(random), random_endpoint(random), static_cast<Relation>(random() % 3),
                   static_cast<DependencyType>(random() % 3), static_cast<Subtype>(random() % 10), random() % 2 == 0,
                   random() % 2 == 0});
  }
  return out;
}

std::vector<Assertion> sorted_unique(std::vector<Assertion> assertions) {
  std::ranges::sort(assertions);
  const auto [first, last] = std::ranges::unique(assertions);
  assertions.erase(first, last);
  return assertions;
}

}  // namespace

TEST_CASE("packed assertions come back sorted and unique") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    std::vector<Assertion> assertions = random_assertions(seed);
    if (!assertions.empty()) assertions.push_back(assertions.front());
    const auto read = unpack(pack(assertions));
    REQUIRE(read.has_value());
    CHECK(*read == sorted_unique(assertions));
  }
}

TEST_CASE("the order assertions are given in does not change their packed form") {
  std::vector<Assertion> assertions = random_assertions(7);
  const std::string packed = pack(assertions);
  std::ranges::reverse(assertions);
  CHECK(pack(assertions) == packed);
}

TEST_CASE("twenty column edges between two contracts stay small") {
  std::vector<Assertion> assertions;
  for (int i = 0; i < 20; ++i) {
    const std::string column = "column_" + std::to_string(i);
    assertions.push_back({{EndpointKind::contract, "urn:datacontract:orders:fact-orders", "fact_orders", column, ""},
                          {EndpointKind::contract, "urn:datacontract:marketing:campaigns", "campaigns", column, ""},
                          Relation::derives,
                          DependencyType::direct,
                          Subtype::identity,
                          false,
                          true});
  }
  CHECK(pack(assertions).size() < 600);
}

TEST_CASE("cut or changed bytes are refused or give other assertions, and never more than they could hold") {
  const std::string packed = pack(random_assertions(3));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CAPTURE(size);
    const auto read = unpack(std::string_view(packed).substr(0, size));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == ErrorCode::corrupt);
  }
  for (std::size_t at = 0; at < packed.size(); ++at) {
    std::string changed = packed;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    const auto read = unpack(changed);
    if (read) CHECK(read->size() < packed.size());
  }
  CHECK_FALSE(unpack(packed + "x").has_value());
  CHECK_FALSE(unpack("\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"s).has_value());
}

TEST_CASE("keys of endpoints read back, keep their order, and begin with kind and owner") {
  std::mt19937_64 random(1);
  std::vector<Endpoint> endpoints;
  for (int i = 0; i < 200; ++i) endpoints.push_back(random_endpoint(random));
  std::ranges::sort(endpoints);
  std::string before;
  for (const Endpoint& endpoint : endpoints) {
    std::string key;
    append_key_endpoint(&key, endpoint);
    CHECK(before <= key);
    before = key;
    std::string_view rest = key;
    CHECK(read_key_endpoint(&rest) == endpoint);
    CHECK(rest.empty());
    std::string_view cut = std::string_view(key).substr(0, key.size() - 1);
    CHECK_FALSE(read_key_endpoint(&cut).has_value());
  }
}

TEST_CASE("words of OpenLineage are read in any case and other words are unknown") {
  CHECK(subtype_from("group_by") == Subtype::group_by);
  CHECK(subtype_from("IDENTITY") == Subtype::identity);
  CHECK(subtype_from("magic") == Subtype::unknown);
  CHECK(subtype_from("") == Subtype::unknown);
  CHECK(type_from("indirect") == DependencyType::indirect);
  for (int i = 1; i < 10; ++i) {
    CHECK(subtype_from(to_string(static_cast<Subtype>(i))) == static_cast<Subtype>(i));
  }
  CHECK(to_string(Relation::references) == "REFERENCES");
  CHECK(to_string(AsserterKind::person) == "person");
}
