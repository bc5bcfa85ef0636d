// Goal: any contract rendered as DCS reads back as the same contract, and what is rendered breaks no rule of the
// specification. Method: seeded random contracts, and small texts for the words used. (tests/corpora does the same with
// every public contract.)
#include "catalog/contract/dcs_render.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/canonical.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/document.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/parse_dcs.h"
#include "catalog/contract/reader.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/yaml_text.h"
#include "tests/unit/odcs/random_contract.h"

using namespace trama;
using namespace trama::contract;

namespace {

// As parse_contract does, but going on where a rule is broken: random contracts break many.
Contract read(const std::string& text) {
  const auto document = load_document(text);
  REQUIRE_MESSAGE(document.has_value(), document.error().message);
  Problems problems(Strictness::lenient);
  Contract out;
  Reader root(document->root, "", &problems);
  parse_dcs(root, &out);
  complete_contract(&out, &problems);
  return out;
}

// Paths and references within the document, as every parsed contract has them.
Contract completed(Contract contract) {
  Problems problems(Strictness::lenient);
  complete_contract(&contract, &problems);
  return contract;
}

Contract parsed(const std::string& text, Strictness strictness = Strictness::lenient) {
  const auto result = parse_contract(text, strictness);
  REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return *result->contract;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A contract of one dataset with one field.
Contract with_field(const Field& field) {
  Contract contract;
  contract.id = "urn:x";
  contract.version = "1.0.0";
  contract.title = "X";
  contract.datasets.resize(1);
  contract.datasets[0].name = "orders";
  contract.datasets[0].kind = "table";
  contract.datasets[0].fields = {field};
  return completed(std::move(contract));
}

Field field_of(TypeKind kind, const std::string& raw) {
  Field field;
  field.name = "f";
  field.type.kind = kind;
  field.type.raw = raw;
  return field;
}

// What only the neighbouring standard can say, in every place it can say it.
constexpr const char* kOdcs = R"(
kind: DataContract
apiVersion: v3.1.0
id: urn:datacontract:orders:orders
version: 1.2.0
status: active
domain: orders
tenant: shop
dataProduct: orders
tags: [core]
description: {purpose: Analysis, limitations: None, usage: Reports, customProperties: [{property: scope, value: eu}]}
authoritativeDefinitions: [{type: businessDefinition, url: "https://example.com/orders", description: What it means}]
servers:
  - {server: lake, type: s3, location: "s3://lake/orders/*.parquet", format: parquet, roles: [{role: reader, access: read}]}
  - {server: stream, type: kafka, host: "broker:9092", customProperties: [{property: retention, value: 7d}]}
  - {server: own, type: custom, host: h}
schema:
  - id: orders_id
    name: shop.orders
    physicalName: orders_v1
    physicalType: topic
    businessName: Orders
    dataGranularityDescription: one row per order
    quality:
      - {metric: rowCount, mustBeGreaterThan: 10, dimension: completeness, name: enough, customProperties: [{property: owner, value: ann}]}
      - {type: custom, engine: soda, implementation: "type: freshness"}
      - {rule: freshness, description: fresh enough}
    properties:
      - {id: id_id, name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1, required: true, partitioned: true}
      - {name: line, logicalType: integer, primaryKey: true, primaryKeyPosition: 2, criticalDataElement: true}
      - name: customer_id
        logicalType: string
        logicalTypeOptions: {minLength: 3, pattern: "^C"}
        relationships: [{to: schema/orders_id/properties/id_id}]
        encryptedName: customer_hash
        transformSourceObjects: [raw.customers]
        transformLogic: select 1
        customProperties: [{property: pii, value: true}, {property: masking, value: {by: hash}, description: how}]
      - {name: placed, logicalType: timestamp, logicalTypeOptions: {timezone: false, minimum: "2020-01-01"}}
      - {name: lines, logicalType: array, items: {logicalType: object, properties: [{name: sku, logicalType: string}]}}
team: {name: checkout, description: d, members: [{username: ann, role: owner}]}
support: [{channel: help, url: "https://example.com/help", tool: teams}]
roles: [{role: analyst, firstLevelApprovers: bob}]
price: {priceAmount: 9.95, priceCurrency: EUR, priceUnit: month}
slaProperties:
  - {property: latency, value: 4, unit: d, element: shop.orders.placed, driver: regulatory}
  - {property: latency, value: 1, unit: h}
  - {property: availability, value: 99.9, unit: percent}
  - {property: retention, value: 3, unit: y}
  - {property: timeOfAvailability, value: "09:00"}
contractCreatedTs: "2026-01-01T00:00:00Z"
customProperties: [{property: classification, value: internal}, {property: x, value: [1, 2]}]
)";

}  // namespace

TEST_CASE("a random contract rendered as DCS reads back as the same, from YAML and from JSON") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const Contract contract = completed(random_contract(seed));
    const std::string before = fingerprint(contract);
    CHECK(fingerprint(read(to_yaml_text(dcs::rendered_tree(contract, IfRefused::keep)))) == before);
    CHECK(fingerprint(read(render_dcs_yaml(contract))) == before);
    CHECK(fingerprint(read(render_dcs_json(contract))) == before);
    CHECK(change::diff(contract, read(render_dcs_yaml(contract))).empty());
  }
}

TEST_CASE("rendering as DCS what was rendered so changes nothing more") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const Contract contract = completed(random_contract(seed));
    const std::string once = render_dcs_yaml(contract);
    CHECK(render_dcs_yaml(read(once)) == once);
  }
}

TEST_CASE("what only ODCS can say is rendered as DCS that strict mode accepts, and comes back") {
  const Contract contract = parsed(kOdcs);
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
  CHECK(parsed(yaml).source.dialect == Dialect::dcs);
  CHECK(parsed(yaml).source.spec_version == "1.2.1");
}

TEST_CASE("what DCS has words for is written in its words") {
  const std::string yaml = render_dcs_yaml(parsed(kOdcs));
  for (const char* words : {
           "info:\n  title: \"urn:datacontract:orders:orders\"\n  version: \"1.2.0\"\n  status: active\n",
           "  owner: checkout\n  domain: orders\n",
           "  lake:\n    type: s3\n    location: \"s3://lake/orders/*.parquet\"\n    format: parquet\n",
           "    roles:\n      - name: reader\n",
           "  stream:\n    type: kafka\n    host: \"broker:9092\"\n    topic: orders_v1\n",
           "  usage: Reports\n  limitations: None\n  classification: internal\n",
           "  shop_orders:\n    type: object\n    businessName: Orders\n",
           "    primaryKey:\n      - id\n      - line\n",
           "        minLength: 3\n        pattern: \"^C\"\n        pii: true\n        references: shop.orders.id\n",
           "        type: timestamp_ntz\n",
           "          type: object\n          fields:\n            sku:\n              type: string\n",
           "      - name: enough\n        type: library\n        metric: rowCount\n        mustBeGreaterThan: 10\n",
           "        engine: soda\n        implementation: \"type: freshness\"\n",
           "  latency:\n    threshold: \"4 d\"\n    timestampField: shop.orders.placed\n",
           "  availability:\n    percentage: \"99.9%\"\n",
           "  retention:\n    period: \"3 y\"\n",
           "links:\n  businessDefinition: \"https://example.com/orders\"\n",
       }) {
    CHECK_MESSAGE(has(yaml, words), words, "\n", yaml);
  }
}

TEST_CASE("a type is written as its author did where that word means the same, else as the nearest that holds it") {
  struct Row {
    TypeKind kind;
    const char* raw;
    TimeZoneKind zone;
    const char* word;
  };
  const auto none = TimeZoneKind::unspecified;
  const Row rows[] = {{TypeKind::string, "varchar", none, "varchar"},
                      {TypeKind::string, "uuid", none, "string"},
                      {TypeKind::int8, "tinyint", none, "integer"},
                      {TypeKind::int32, "int", none, "int"},
                      {TypeKind::int64, "bigint", none, "bigint"},
                      {TypeKind::uint32, "u32", none, "long"},
                      {TypeKind::bigint, "integer", none, "long"},
                      {TypeKind::decimal, "numeric", none, "numeric"},
                      {TypeKind::decimal, "decimal(12,2)", none, "decimal"},
                      {TypeKind::float32, "real", none, "float"},
                      {TypeKind::float64, "number", none, "double"},
                      {TypeKind::timestamp, "timestamp", TimeZoneKind::with_zone, "timestamp"},
                      {TypeKind::timestamp, "timestamp", none, "timestamp"},
                      {TypeKind::timestamp, "datetime", TimeZoneKind::without_zone, "timestamp_ntz"},
                      {TypeKind::object, "struct", none, "struct"},
                      {TypeKind::variant, "any", none, "variant"},
                      {TypeKind::json, "jsonb", none, "json"}};
  for (const Row& row : rows) {
    CAPTURE(row.raw);
    Field field = field_of(row.kind, row.raw);
    field.type.zone = row.zone;
    const Contract contract = with_field(field);
    const std::string yaml = render_dcs_yaml(contract);
    CHECK(has(yaml, "      f:\n        type: " + std::string(row.word) + "\n"));
    CHECK(fingerprint(parsed(yaml)) == fingerprint(contract));
  }
}

TEST_CASE("a type without a word is left out and carried") {
  const Contract contract = with_field(field_of(TypeKind::unknown, "geography"));
  const std::string yaml = render_dcs_yaml(contract);
  CHECK_FALSE(has(yaml, "type: geography"));
  CHECK(has(yaml, "- property: \"trama:type\"\n            value:\n              raw: geography\n"));
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
}

TEST_CASE("names that the schema refuses as keys, or that stand twice, get the nearest free key and keep their name") {
  Contract contract = with_field(field_of(TypeKind::string, "string"));
  contract.datasets[0].name = "shop.orders";
  contract.datasets.push_back(contract.datasets[0]);
  contract.datasets[1].name = "shop orders";
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml, "  shop_orders:\n"));
  CHECK(has(yaml, "  shop_orders_2:\n"));
  const Contract again = parsed(yaml, Strictness::strict);
  CHECK(again.datasets[0].name == "shop.orders");
  CHECK(again.datasets[1].name == "shop orders");
}

TEST_CASE("a server that lacks what its type demands is custom and still itself") {
  Contract contract = with_field(field_of(TypeKind::string, "string"));
  contract.servers = {{"a", "postgres", "", "", {{"host", "h"}}, {}, {}},
                      {"b", "iceberg", "", "", {{"catalog", "c"}, {"table", "t"}}, {}, {}},
                      {"c", "s3", "", "", {{"location", "s3://b"}, {"format", "orc"}}, {}, {}}};
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml, "  a:\n    type: custom\n    host: h\n"));
  CHECK(has(yaml, "  b:\n    type: iceberg\n    catalog: c\n    table: t\n"));
  CHECK(has(yaml, "  c:\n    type: s3\n    location: \"s3://b\"\n    customProperties:\n"));
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
}

TEST_CASE("lineage between columns is written as input fields, several transformations of one origin together") {
  Field field = field_of(TypeKind::string, "string");
  const Reference origin{"urn:datacontract:raw:a", "t", "c", "urn:datacontract:raw:a.t.c"};
  field.inputs = {{origin, "DIRECT", "IDENTITY", "", false}, {origin, "INDIRECT", "JOIN", "on id", false}};
  const Contract contract = with_field(field);
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml,
            "            - namespace: \"urn:datacontract:raw:a\"\n              name: t\n              field: c\n"));
  CHECK(has(yaml, "                - type: INDIRECT\n                  subtype: JOIN\n"));
  CHECK_FALSE(has(yaml, "trama:inputs"));
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
}

TEST_CASE("a document in DCS is rendered without anything carried") {
  const Contract contract = parsed(R"(
dataContractSpecification: 1.2.1
id: urn:datacontract:orders:orders
info:
  title: Orders
  version: 1.0.0
  owner: checkout
  contact: {name: Ann, email: ann@example.com, slack: "#orders"}
servers:
  production: {type: postgres, host: h, port: 5432, database: d, schema: s, environment: prod, tables: [a, b]}
terms:
  usage: Reports
  noticePeriod: P3M
  policies: [{type: privacy, url: "https://example.com/p"}]
models:
  orders:
    type: view
    config: {postgresTable: orders_v1}
    primaryKey: [id, line]
    fields:
      id: {type: long, $ref: "#/definitions/order_id", required: true, config: {postgresType: bigint, avroLogicalType: x}}
      line: {type: int, enum: ["1", "2"]}
      price: {type: decimal, precision: 12, scale: 2, examples: [1.10], references: orders.id}
      tags: {type: map, keys: {type: string}, values: {type: array, items: {type: string}}}
      remote: {$ref: "https://example.com/definitions#/a"}
      total:
        type: double
        lineage:
          inputFields: [{namespace: postgres://h, name: d.s.t, field: c, transformations: [{type: DIRECT}]}]
          transformationDescription: sum
    quality: [{type: sql, query: select 1, dialect: postgres, mustBe: 1}]
definitions:
  order_id: {type: long, title: Order id, pii: false}
servicelevels:
  availability: {percentage: 99.9%, description: d}
  retention: {period: P1Y, unlimited: false}
  latency: {threshold: 25h, sourceTimestampField: orders.id}
  frequency: {type: batch, interval: daily, cron: "0 0 * * *"}
  support: {time: 9to5, responseTime: 1h}
  backup: {interval: weekly, cron: "0 0 * * 0", recoveryTime: 24h}
links: {doc: "https://example.com/doc"}
tags: [a]
)");
  const std::string yaml = render_dcs_yaml(contract);
  CHECK_MESSAGE(!has(yaml, "trama:"), yaml);
  CHECK(has(yaml, "definitions:\n  order_id:\n"));
  CHECK(fingerprint(parsed(yaml)) == fingerprint(contract));
}

TEST_CASE("definitions that the schema would refuse are kept in the custom properties") {
  const Contract contract = parsed(R"(
dataContractSpecification: 0.9.3
id: urn:x
info: {title: X, version: 1.0.0}
definitions: {id: {type: string, minLength: "three"}}
)");
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml, "customProperties:\n  - property: definitions\n"));
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
}

TEST_CASE("a config that the schema would refuse is kept in the custom properties") {
  const Contract contract = parsed(R"(
dataContractSpecification: 1.2.1
id: urn:x
info: {title: X, version: 1.0.0}
models: {t: {config: {avroNamespace: [a], postgresTable: t_v1}, fields: {f: {type: string}}}}
)");
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml, "    physicalName: t_v1\n    customProperties:\n      - property: config\n"));
  CHECK(fingerprint(parsed(yaml, Strictness::strict)) == fingerprint(contract));
}

TEST_CASE("a data product is carried in a document that DCS accepts") {
  const Contract product = parsed(R"(
kind: DataProduct
apiVersion: v1.0.0
id: urn:dataproduct:orders:orders
version: 1.0.0
status: active
outputPorts: [{name: out, version: 1.0.0, contractId: urn:datacontract:orders:orders}]
)");
  const Contract again = parsed(render_dcs_yaml(product), Strictness::strict);
  CHECK(again.kind == Kind::product);
  CHECK(fingerprint(again) == fingerprint(product));
}

TEST_CASE("a contract that would be refused in the words of DCS is carried as a whole and registers") {
  Contract contract = with_field(field_of(TypeKind::string, "string"));
  contract.datasets[0].fields[0].constraints.minimum = "5";
  contract.datasets[0].fields[0].constraints.maximum = "1";
  const std::string yaml = render_dcs_yaml(contract);
  CHECK(has(yaml, "trama:datasets"));
  CHECK(fingerprint(parsed(yaml)) == fingerprint(contract));
}
