// Goal: what ODCS documents of every version mean. Method: small documents, one question each; tables for spellings.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;
using Texts = std::vector<std::string>;

namespace {

const std::string kHead = "kind: DataContract\napiVersion: v3.1.0\nid: urn:x\nversion: 1.0.0\nstatus: active\n";

ParsedContract parse(const std::string& text) {
  auto result = parse_contract(text);
  REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return result.take();
}

Contract v3(const std::string& body) {
  return *parse(kHead + body).contract;
}

// A contract with one dataset `t` that has the properties given in flow style.
std::vector<Field> fields(const std::string& properties) {
  return v3("schema: [{name: t, properties: [" + properties + "]}]").datasets.at(0).fields;
}
Field field(const std::string& property) {
  return fields("{name: f, " + property + "}").at(0);
}

Texts rules(const std::vector<Problem>& problems) {
  Texts out;
  for (const Problem& problem : problems) out.push_back(problem.rule);
  return out;
}
bool noted(const std::string& body, const std::string& rule) {
  const Texts all = rules(parse(kHead + body).notes);
  return std::ranges::find(all, rule) != all.end();
}
bool refused(const std::string& body, const std::string& rule) {
  const auto result = parse_contract(kHead + body);
  if (result) return false;
  const Texts all = rules(result.error().problems);
  return std::ranges::find(all, rule) != all.end();
}

}  // namespace

TEST_CASE("the root of a v3 contract fills the model") {
  const Contract c = v3(R"(
name: Orders
tenant: acme
domain: sales
dataProduct: shop
tags: [a, b]
description: {purpose: why, usage: how, limitations: not, authoritativeDefinitions: [{type: privacy, url: "https://p"}]}
authoritativeDefinitions: [{type: canonicalUrl, url: "https://c"}]
contractCreatedTs: 2026-01-02T03:04:05Z
customProperties:
  - {property: deprecated, value: true}
  - {property: successor, value: "urn:y"}
  - {property: k, value: {a: 1.0}}
slaDefaultElement: t.x
)");
  CHECK(c.title == "Orders");
  CHECK(c.status == "active");
  CHECK(c.data_product == "shop");
  CHECK(c.purpose == "why");
  CHECK(c.terms.usage == "how");
  CHECK(c.terms.limitations == "not");
  CHECK(c.links.size() == 2);
  CHECK(c.created == "2026-01-02T03:04:05Z");
  CHECK(c.deprecated);
  CHECK(c.successor == "urn:y");
  REQUIRE(c.custom.size() == 2);
  CHECK(c.custom[0].json == R"({"a":1.0})");
  CHECK(c.custom[1].name == "slaDefaultElement");
}

TEST_CASE("a logical type and its options give the type of the model") {
  const struct {
    std::string property;
    TypeKind kind;
  } rows[] = {
      {"logicalType: string", TypeKind::string},
      {"logicalType: integer", TypeKind::bigint},
      {"logicalType: integer, logicalTypeOptions: {format: i32}", TypeKind::int32},
      {"logicalType: integer, logicalTypeOptions: {format: u8}", TypeKind::uint8},
      {"logicalType: integer, physicalType: smallint", TypeKind::int16},
      {"logicalType: number", TypeKind::decimal},
      {"logicalType: number, logicalTypeOptions: {format: f32}", TypeKind::float32},
      {"logicalType: number, physicalType: double precision", TypeKind::float64},
      {"logicalType: timestamp", TypeKind::timestamp},
      {"logicalType: time", TypeKind::time},
      {"logicalType: object", TypeKind::object},
      {"logicalType: boolean", TypeKind::boolean},
      {"physicalType: \"decimal(12,2)\"", TypeKind::decimal},
      {"logicalType: gadget", TypeKind::unknown},
      {"description: none", TypeKind::unknown},
  };
  for (const auto& row : rows) {
    CAPTURE(row.property);
    CHECK(field(row.property).type.kind == row.kind);
  }
  const Field decimal = field("logicalType: number, physicalType: \"decimal(12,2)\"");
  CHECK(decimal.type.precision == 12);
  CHECK(decimal.type.scale == 2);
  CHECK(field("logicalType: timestamp, logicalTypeOptions: {timezone: false}").type.zone == TimeZoneKind::without_zone);
  CHECK(field("logicalType: timestamp, physicalType: timestamptz").type.zone == TimeZoneKind::with_zone);
}

TEST_CASE("exclusive bounds are a flag beside the bound or the bound itself") {
  const Field flag = field(
      "logicalType: integer, logicalTypeOptions: {minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: "
      "false}");
  CHECK(flag.constraints.minimum.empty());
  CHECK(flag.constraints.exclusive_minimum == "1");
  CHECK(flag.constraints.maximum == "9");
  const Field bound =
      field("logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0.10, exclusiveMaximum: 1e400}");
  CHECK(bound.constraints.exclusive_minimum == "0.10");
  CHECK(bound.constraints.exclusive_maximum == "1e400");
  CHECK(field("logicalType: date, logicalTypeOptions: {minimum: 2020-01-01}").constraints.minimum == "2020-01-01");
}

TEST_CASE("other options become constraints") {
  const Field text =
      field("logicalType: string, logicalTypeOptions: {minLength: 2, maxLength: 9, pattern: '^a', format: email}");
  CHECK(text.constraints.min_length == 2);
  CHECK(text.constraints.max_length == 9);
  CHECK(text.constraints.pattern == "^a");
  CHECK(text.constraints.format == "email");
  const Field list =
      field("logicalType: array, logicalTypeOptions: {minItems: 1, uniqueItems: true}, items: {logicalType: string}");
  CHECK(list.constraints.min_items == 1);
  CHECK(list.constraints.unique_items);
  REQUIRE(list.items.size() == 1);
  CHECK(list.items[0].path == "f[]");
  const Field object =
      field("logicalType: object, logicalTypeOptions: {required: [a]}, properties: [{name: a}, {name: b}]");
  CHECK(object.children.at(0).required);
  CHECK_FALSE(object.children.at(1).required);
  CHECK(object.children.at(0).path == "f.a");
}

TEST_CASE("keys and partitions get positions, those left out in the order of the fields") {
  const auto all = fields(
      "{name: a, primaryKey: true, primaryKeyPosition: 2}, {name: b, primaryKey: true, primaryKeyPosition: 1}, "
      "{name: c, primaryKey: false, primaryKeyPosition: 3}, {name: d, primaryKey: true, partitioned: true}");
  CHECK(all[0].primary_key == 2);
  CHECK(all[1].primary_key == 1);
  CHECK_FALSE(all[2].primary_key);
  CHECK(all[3].primary_key == 3);
  CHECK(all[3].partition == 1);
  CHECK(field("primaryKey: true, primaryKeyPosition: -1").primary_key == 1);
}

TEST_CASE("custom properties with a place in the model fill it") {
  const Field f = field(
      "customProperties: [{property: pii, value: 'True'}, {property: deprecatedSince, value: 2026-01-01}, "
      "{property: successor, value: g}, {property: aliases, value: [h, i]}, {property: previousName, value: j}, "
      "{property: unit, value: EUR}, {property: other, value: 1}]");
  CHECK(f.pii == true);
  CHECK(f.deprecated);
  CHECK(f.deprecated_since == "2026-01-01");
  CHECK(f.successor == "g");
  CHECK(f.aliases == Texts{"h", "i"});
  CHECK(f.previous_name == "j");
  CHECK(f.unit == "EUR");
  REQUIRE(f.custom.size() == 1);
  CHECK(f.custom[0].name == "other");
  // What is not yes or no is nobody's guess.
  CHECK_FALSE(field("customProperties: [{property: pii, value: maybe}]").pii);
}

TEST_CASE("enumerations come from v3.2, from the options, or from a rule that allows nothing else") {
  const Texts expected = {"\"a\"", "\"b\""};
  for (const auto* property : {"enum: [{value: a, label: A}, {value: b}]", "enum: [a, b]",
                               "logicalType: string, logicalTypeOptions: {enum: [a, b]}",
                               "quality: [{metric: invalidValues, arguments: {validValues: [a, b]}, mustBe: 0}]"}) {
    CAPTURE(property);
    CHECK(field(property).constraints.enum_values == expected);
  }
  CHECK(field("quality: [{metric: invalidValues, arguments: {validValues: [a]}, mustBeLessThan: 5}]")
            .constraints.enum_values.empty());
}

TEST_CASE("maps are read as v3.2 writes them and as tools wrote them before") {
  for (const auto* property : {"logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}",
                               "logicalType: object, customProperties: [{property: mapKeyType, value: string}, "
                               "{property: mapValueType, value: integer}]"}) {
    CAPTURE(property);
    const Field f = field(property);
    CHECK(f.type.kind == TypeKind::map);
    REQUIRE(f.map_key.size() == 1);
    REQUIRE(f.map_value.size() == 1);
    CHECK(f.map_key[0].type.kind == TypeKind::string);
    CHECK(f.map_value[0].path == "f{value}");
  }
}

TEST_CASE("where a field comes from is kept as written, and certain where the document has it") {
  const Contract c = v3(R"(schema:
  - {name: src, properties: [{name: id}]}
  - name: t
    properties:
      - {name: a, transformSourceObjects: [src.id, src, raw.x], transformLogic: l, transformDescription: d}
)");
  const Field& a = c.datasets[1].fields[0];
  REQUIRE(a.inputs.size() == 3);
  CHECK(a.inputs[0].from.table == "src");
  CHECK(a.inputs[0].from.path == "id");
  CHECK(a.inputs[1].from.table == "src");
  CHECK(a.inputs[1].from.path.empty());
  CHECK(a.inputs[2].from.text == "raw.x");
  CHECK(a.inputs[2].from.table.empty());
  CHECK(a.transform_logic == "l");
  CHECK(a.transform_description == "d");
}

TEST_CASE("relationships are read in every notation") {
  const Contract c = v3(R"(schema:
  - id: customers_id
    name: customers
    properties: [{id: id_id, name: id}, {name: country}]
  - name: t
    properties:
      - {name: a, relationships: [{to: customers.id}, {type: foreignKey, to: schema/customers_id/properties/id_id}]}
      - {name: b, relationships: [{to: "other.yaml#/schema/x/properties/y"}]}
      - {name: c}
      - {name: d}
    relationships:
      - {from: [t.c, t.d], to: [customers.id, customers.country], customProperties: [{property: k, value: 1}]}
      - {from: t.c, to: customers.id}
)");
  const Dataset& t = c.datasets[1];
  REQUIRE(t.fields[0].references.size() == 2);
  for (const Reference& reference : t.fields[0].references) {
    CHECK(reference.table == "customers");
    CHECK(reference.path == "id");
  }
  CHECK(t.fields[1].references.at(0).table.empty());
  REQUIRE(t.relationships.size() == 1);
  CHECK(t.relationships[0].from == Texts{"c", "d"});
  CHECK(t.relationships[0].to[1].path == "country");
  CHECK(t.relationships[0].custom.size() == 1);
  // A single column that says no more stands on its field.
  CHECK(t.fields[2].references.at(0).path == "id");
}

TEST_CASE("broken relationships are told by their rules") {
  const std::string object = "schema: [{name: t, properties: [{name: a}, {name: b}], relationships: [";
  CHECK(refused(object + "{from: [t.a, t.b], to: [t.a]}]}]", "relationship-length"));
  CHECK(refused(object + "{from: t.a}]}]", "relationship-without-target"));
  CHECK(refused("schema: [{name: t, properties: [{name: a, relationships: [{to: t.zzz}]}]}]", "dangling-field"));
  CHECK(noted("schema: [{name: t, properties: [{name: a, relationships: [{to: elsewhere.id}]}]}]",
              "dangling-relationship"));
  CHECK(noted("schema: [{name: t, properties: [{name: a}, {name: b, relationships: [{from: t.b, to: t.a}]}]}]",
              "relationship-from-on-property"));
}

TEST_CASE("a team is read in both shapes and its owner found") {
  const struct {
    std::string body, owner;
    std::size_t members;
  } rows[] = {
      {"team: {name: checkout, members: [{username: a}]}", "checkout", 1},
      {"team: [{username: a, role: Data Owner}, {username: b, role: dev}]", "a", 2},
      {"team: [{username: a, name: Ann, role: dataOwner}]", "Ann", 1},
      {"team: [{username: a, role: dev}]", "", 1},
      {"team: {members: [{username: a, role: owner}]}", "a", 1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const Contract c = v3(row.body);
    CHECK(c.owner == row.owner);
    CHECK(c.members.size() == row.members);
  }
}

TEST_CASE("servers keep every property as text, whatever their type") {
  const Contract c = v3(R"(servers:
  - {server: a, type: PostgreSQL, environment: prod, host: h, port: 5432, database: d, roles: [{role: reader}]}
  - {server: b, type: kinesis, stream: x, region: eu}
  - {server: c, type: custom, nested: {a: 1}, customProperties: [{property: k, value: v}]}
)");
  REQUIRE(c.servers.size() == 3);
  CHECK(c.servers[0].type == "postgres");
  CHECK(c.servers[0].properties.at(1) == std::pair<std::string, std::string>("port", "5432"));
  CHECK(c.servers[0].roles.at(0).name == "reader");
  CHECK(c.servers[1].properties.size() == 2);
  CHECK(c.servers[2].custom.size() == 2);
  CHECK(refused("servers: [{server: a, type: postgres, password: hunter2}]", "secret-in-contract"));
  CHECK(v3("servers: [{server: a, type: postgres, password: '${PW}'}]").servers.size() == 1);
}

TEST_CASE("service levels have their duration or percentage read") {
  const Contract c = v3(R"(
schema: [{name: t, properties: [{name: a}]}]
slaProperties:
  - {property: latency, value: 4, unit: d, element: t.a}
  - {property: ga, value: "2022-05-12T09:30:10-08:00"}
  - {property: av, value: "99.9%", driver: regulatory, schedule: 0 1 * * *, scheduler: cron}
  - {property: frequency, value: 1, valueExt: 1, unit: d}
)");
  REQUIRE(c.sla.size() == 4);
  CHECK(c.sla[0].duration->seconds == 4 * 86400);
  CHECK(c.sla[1].property == "generalAvailability");
  CHECK_FALSE(c.sla[1].duration);
  CHECK(c.sla[2].property == "availability");
  CHECK(c.sla[2].percent == 99.9);
  CHECK(c.sla[3].value_ext == "1");
  CHECK(noted("schema: [{name: t}]\nslaProperties: [{property: latency, value: 1, unit: d, element: nope}]",
              "sla-element"));
  CHECK(noted("slaProperties: [{property: latency, value: 1, unit: d, schedule: x}]", "schedule-without-scheduler"));
}

TEST_CASE("price, roles and support are read, and a price must make sense") {
  const Contract c = v3(R"(
price: {priceAmount: 9.95, priceCurrency: USD, priceUnit: megabyte}
roles: [{role: r, access: read, firstLevelApprovers: Reporting Manager}]
support: [{channel: help, tool: slack, url: "https://s", scope: interactive, invitationUrl: "https://i"}]
)");
  REQUIRE(c.price);
  CHECK(c.price->amount == "9.95");
  CHECK(c.roles.at(0).first_approvers == "Reporting Manager");
  CHECK(c.support.at(0).invitation_url == "https://i");
  CHECK(noted("price: {priceAmount: -1, priceCurrency: USD}", "negative-price"));
  CHECK(noted("price: {priceAmount: 1}", "price-without-currency"));
}

TEST_CASE("what is odd but clear is accepted and said") {
  CHECK(noted("type: tables", "unknown-key"));
  CHECK(v3("type: tables").custom.at(0).name == "type");
  CHECK(noted("schema: [{name: t, properties: [{name: a, isNullable: true}]}]", "misplaced-key"));
  CHECK(field("isNullable: false").required);
  CHECK(noted("schema: [{name: t, properties: [{name: a, logicalType: array}]}]", "array-without-items"));
  CHECK(noted("schema: {t: {properties: {a: {logicalType: string}}}}", "list-expected"));
  CHECK(v3("schema: {t: {properties: {a: {logicalType: string}}}}").datasets.at(0).fields.at(0).name == "a");
  CHECK(noted("schema: [{name: t, id: 'a b'}]", "stable-id-characters"));
  CHECK(refused("schema: [{name: t}, {name: t}]", "duplicate-dataset"));
  CHECK(refused("schema: [{name: t, properties: [{name: a}, {name: a}]}]", "duplicate-field"));
  CHECK(refused("schema: [{properties: []}]", "missing-name"));
}

TEST_CASE("versions: published ones pass, unknown minors are noted, unknown majors refused") {
  const auto with = [](const std::string& version) {
    return parse_contract("kind: DataContract\napiVersion: " + version + "\nid: x\nversion: 1\nstatus: active\n");
  };
  for (const auto* version : {"v3.0.0", "3.0.2", "v3.1.0", "v3.2.0", "v2.2.2"}) {
    CAPTURE(version);
    const auto result = with(version);
    REQUIRE(result.has_value());
    CHECK(result->notes.empty());
    CHECK(result->contract->source.spec_version == version);
  }
  const auto unknown = with("v3.9.0");
  REQUIRE(unknown.has_value());
  CHECK(rules(unknown->notes) == Texts{"unknown-version"});
  CHECK(with("v9.9.9").error().slug == "unsupported-version");
}

TEST_CASE("nesting is followed as deep as a contract may go, and no deeper") {
  const auto nested = [](int levels) {
    std::string text = "{name: x}";
    for (int i = 1; i < levels; ++i) text = "{name: x, logicalType: object, properties: [" + text + "]}";
    return parse_contract(kHead + "schema: [{name: t, properties: [" + text + "]}]");
  };
  CHECK(nested(20).has_value());
  CHECK_FALSE(nested(60).has_value());
}

TEST_CASE("a v2 document is read by the renames of v3") {
  const Contract c = *parse(R"(
kind: DataContract
apiVersion: v2.2.2
uuid: 53581432
version: 1.1.0
status: current
datasetDomain: seller
quantumName: my quantum
tenant: acme
description: {purpose: p, limitations: l, usage: u}
productDl: help@example.com
productSlackChannel: '#help'
productFeedbackUrl: https://feedback
sourceSystem: bigQuery
datasetProject: edw
datasetName: views
driver: jdbc:postgresql
server: localhost:5432
database: edw.views
username: '${env.username}'
password: '${env.password}'
dataset:
  - table: tbl
    physicalName: tbl_1
    priorTableName: old
    dataGranularity: day
    columns:
      - column: id
        isPrimaryKey: true
        primaryKeyPosition: 1
        logicalType: string
        physicalType: varchar(18)
        isNullable: false
        isUnique: true
        clusterStatus: true
      - column: day
        logicalType: date
        partitionStatus: true
        partitionKeyPosition: 1
        encryptedColumnName: day_enc
        criticalDataElementStatus: true
        transformSourceTables: [a, b]
        sampleValues: [2022-10-03]
        quality:
          - {code: nullCheck, toolName: Elevate, toolRuleName: r, scheduleCronExpression: 0 20 * * *}
stakeholders: [{username: ann, role: Data Owner, dateIn: 2022-08-02}]
roles: [{role: r, access: read}]
slaProperties: [{property: latency, value: 4, unit: d, column: tbl.day}]
)")
                          .contract;
  CHECK(c.source.dialect == Dialect::odcs2);
  CHECK(c.id == "53581432");
  CHECK(c.domain == "seller");
  CHECK(c.data_product == "my quantum");
  CHECK(c.owner == "ann");
  CHECK(c.support.size() == 3);
  REQUIRE(c.servers.size() == 2);
  CHECK(c.servers[0].type == "bigquery");
  CHECK(c.servers[1].type == "postgres");
  for (const Server& server : c.servers) {
    for (const auto& [name, value] : server.properties) CHECK(value.find("env.") == std::string::npos);
  }
  const Dataset& tbl = c.datasets.at(0);
  CHECK(tbl.kind == "table");
  CHECK(tbl.granularity == "day");
  CHECK(tbl.fields[0].required);
  CHECK(tbl.fields[0].unique);
  CHECK(tbl.fields[0].primary_key == 1);
  CHECK_FALSE(tbl.fields[1].required);
  CHECK(tbl.fields[1].partition == 1);
  CHECK(tbl.fields[1].encrypted_name == "day_enc");
  CHECK(tbl.fields[1].critical);
  CHECK(tbl.fields[1].inputs.size() == 2);
  CHECK(tbl.fields[1].examples == Texts{"\"2022-10-03\""});
  const QualityRule& rule = tbl.fields[1].quality.at(0);
  CHECK(rule.engine == "Elevate");
  CHECK(rule.scheduler == "cron");
  CHECK(rule.implementation_json == R"({"code":"nullCheck","toolRuleName":"r"})");
  CHECK(c.sla.at(0).element == "tbl.day");
}

TEST_CASE("a literal password of v2 refuses the document") {
  const auto result = parse_contract(
      "kind: DataContract\napiVersion: v2.2.0\nuuid: x\nversion: 1\nstatus: current\npassword: hunter2\ndataset: []\n");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().slug == "secret-in-contract");
  CHECK(result.error().message.find("hunter2") == std::string::npos);
}
