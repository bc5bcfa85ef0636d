// Goal: the dialect of the data-mesh article fills the model completely. Method: its contract, in words of our own.
#include <algorithm>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr std::string_view kShipments = R"(dataContractSpecification: 0.9.3
id: urn:datacontract:fulfillment:fact-shipments
info:
  title: Fact Shipments
  version: 1.4.0
  description: One row per parcel.
  owner: fulfillment-team
  contact:
    name: Ada Byron
    email: ada@example.com
    slack: "#fulfillment"
    pager: "555"
servers:
  production:
    type: iceberg
    catalog: lakehouse
    database: fulfillment
    table: fact_shipments
    location: s3://lake/fulfillment/fact_shipments/
schema:
  type: table
  fields:
    - name: shipment_id
      type: bigint
      required: true
      unique: true
      pii: false
    - name: customer_id
      type: integer
      references: urn:datacontract:customer:dim-customers.customer_id
    - name: weight_kg
      type: decimal(8,3)
      checks:
        - type: range
          min: 0.001
          max: 9999.999
        - type: sum
          of: parts
    - name: status
      type: string
      enum: [sent, lost, 3]
quality:
  type: SodaCL
  specification:
    checks for fact_shipments:
      - row_count > 0
      - missing_percent(shipment_id) = 0
sla:
  freshness: 1h
  availability: 99.5%
  latency_p95: 5s
terms:
  usage: Internal reporting.
  retention: 7 years (fiscal obligation)
  classification: internal
  pii_fields: [customer_id]
history:
  - version: 1.4.0
    date: 2025-12-01
    changes: Added weight
)";

const Sla& sla_of(const Contract& contract, std::string_view property) {
  const auto at = std::ranges::find(contract.sla, property, &Sla::property);
  REQUIRE(at != contract.sla.end());
  return *at;
}

}  // namespace

TEST_CASE("the article's dialect fills identity, people and servers") {
  const auto parsed = parse_contract(kShipments);
  REQUIRE(parsed);
  CHECK(parsed->notes.empty());
  const Contract& contract = *parsed->contract;
  CHECK(contract.source.dialect == Dialect::article);
  CHECK(contract.source.spec_version == "0.9.3");
  CHECK(contract.domain == "fulfillment");
  CHECK(contract.version == "1.4.0");
  CHECK(contract.owner == "fulfillment-team");
  CHECK(contract.contacts.at(0).email == "ada@example.com");
  CHECK(contract.contacts.at(0).custom.at(0).name == "pager");
  CHECK(contract.support.at(0).channel == "#fulfillment");
  CHECK(contract.support.at(0).tool == "slack");
  CHECK(contract.servers.at(0).type == "iceberg");
  CHECK(contract.servers.at(0).properties.size() == 4);
  CHECK(contract.history.at(0).changes == "Added weight");
}

TEST_CASE("the article's fields keep types, checks, references and sensitivity") {
  const auto parsed = parse_contract(kShipments);
  REQUIRE(parsed);
  REQUIRE(parsed->contract->datasets.size() == 1);
  const Dataset& dataset = parsed->contract->datasets[0];
  CHECK(dataset.name == "fact_shipments");
  CHECK(dataset.kind == "table");
  CHECK(dataset.classification == "internal");
  REQUIRE(dataset.fields.size() == 4);
  CHECK(dataset.fields[0].type.kind == TypeKind::int64);
  CHECK(dataset.fields[0].pii == false);
  CHECK(dataset.fields[0].path == "shipment_id");
  CHECK(dataset.fields[0].quality.at(0).metric == "nullValues");
  CHECK(dataset.fields[1].references.at(0).text == "urn:datacontract:customer:dim-customers.customer_id");
  CHECK(dataset.fields[1].pii == true);
  CHECK(dataset.fields[2].type.precision == 8);
  CHECK(dataset.fields[2].type.scale == 3);
  CHECK(dataset.fields[2].constraints.minimum == "0.001");
  CHECK(dataset.fields[2].constraints.maximum == "9999.999");
  CHECK(dataset.fields[2].custom.at(0).name == "checks");
  CHECK(dataset.fields[3].constraints.enum_values == std::vector<std::string>{"\"sent\"", "\"lost\"", "3"});
  CHECK(dataset.quality.at(0).metric == "rowCount");
}

TEST_CASE("the article's promises are parsed and stay as written") {
  const auto parsed = parse_contract(kShipments);
  REQUIRE(parsed);
  const Contract& contract = *parsed->contract;
  CHECK(sla_of(contract, "freshness").duration->seconds == 3600);
  CHECK(sla_of(contract, "availability").percent == 99.5);
  CHECK(sla_of(contract, "latency_p95").duration->seconds == 5);
  CHECK(sla_of(contract, "retention").duration->months == 84);
  CHECK(contract.terms.retention == "7 years (fiscal obligation)");
  CHECK(contract.terms.retention_period->months == 84);
  CHECK(contract.classification == "internal");
  CHECK(contract.quality.at(0).engine == "soda");
  CHECK(contract.quality.at(0).implementation_json.find("checks for fact_shipments") != std::string::npos);
}

TEST_CASE("a dataset without a table takes the last segment of the id, then the title") {
  const std::string head = "dataContractSpecification: 0.9.3\ninfo: {title: My Big Table!, version: 1.0.0}\n";
  const std::string schema = "schema: {type: table, fields: [{name: a, type: int}]}\n";
  CHECK(parse_contract(head + "id: urn:datacontract:x:fact-y\n" + schema)->contract->datasets.at(0).name == "fact-y");
  CHECK(parse_contract(head + "id: 'x:'\n" + schema)->contract->datasets.at(0).name == "my_big_table");
}
