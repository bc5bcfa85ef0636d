// Goal: products and their ports. Method: one small product.
#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr std::string_view kProduct = R"(apiVersion: v1.0.0
kind: DataProduct
id: urn:dataproduct:orders:orders-360
name: Orders 360
version: 1.2.0
status: Active
description: {purpose: Everything about orders, usage: analytics}
inputPorts:
  - {name: customers, version: 1.0.0, contractId: urn:datacontract:customer:dim-customers}
outputPorts:
  - name: orders
    version: 1.0.0
    type: tables
    contractId: urn:datacontract:orders:fact-orders
    inputContracts: [{id: urn:datacontract:customer:dim-customers, version: 1.0.0}]
    sbom: [{url: https://example.com/sbom.json}]
  - {name: orders, version: 2.0.0, contractId: urn:datacontract:orders:fact-orders-2}
managementPorts:
  - {name: catalog, content: dictionary, type: rest, url: https://example.com}
team: {name: Orders Team, members: [{username: ada, role: Owner}]}
support: [{channel: '#orders', url: https://chat.example.com}]
)";

}  // namespace

TEST_CASE("a product keeps its ports and the contracts they name") {
  const auto parsed = parse_contract(kProduct);
  REQUIRE(parsed);
  const Contract& product = *parsed->contract;
  CHECK(product.kind == Kind::product);
  CHECK(product.source.dialect == Dialect::odps);
  CHECK(product.domain == "orders");
  CHECK(product.status == "active");
  CHECK(product.owner == "Orders Team");
  CHECK(product.purpose == "Everything about orders");
  REQUIRE(product.ports.size() == 4);
  CHECK(product.ports[0].direction == PortDirection::input);
  CHECK(product.ports[0].contract == "urn:datacontract:customer:dim-customers");
  CHECK(product.ports[1].input_contracts.at(0).first == "urn:datacontract:customer:dim-customers");
  CHECK(product.ports[1].custom.at(0).name == "sbom");
  CHECK(product.ports[3].content == "dictionary");
  CHECK(product.support.at(0).channel == "#orders");
  CHECK(parsed->notes.empty());
}

TEST_CASE("version 0.9 with a list as team and no version is read with a warning") {
  const auto parsed = parse_contract(
      "apiVersion: v0.9.0\nkind: DataProduct\nid: p\nstatus: draft\n"
      "team:\n  - {username: ada, role: data owner, name: Ada}\n");
  REQUIRE(parsed);
  CHECK(parsed->contract->owner == "Ada");
  CHECK(parsed->contract->version == "0.0.0");
  CHECK(parsed->notes.at(0).rule == "missing-key");
}

TEST_CASE("two ports of one name need different versions") {
  const auto parsed = parse_contract(
      "apiVersion: v1.0.0\nkind: DataProduct\nid: p\nversion: 1.0.0\nstatus: active\noutputPorts:\n"
      "  - {name: a, version: 1.0.0}\n  - {name: a, version: 1.0.0}\n");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().problems.at(0).rule == "duplicate-port");
  CHECK(parsed.error().problems.at(0).pointer == "/outputPorts/1/name");
}
