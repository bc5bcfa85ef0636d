// Goal: the Data Contract Specification in all its versions. Method: small contracts, one question each.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

ParsedContract parse(std::string_view body) {
  auto parsed =
      parse_contract("dataContractSpecification: 1.2.1\nid: c\ninfo: {title: T, version: 1.0.0}\n" + std::string(body));
  if (!parsed) FAIL(parsed.error().message);
  return parsed.take();
}

bool has_note(const ParsedContract& parsed, std::string_view rule) {
  return std::ranges::find(parsed.notes, rule, &Problem::rule) != parsed.notes.end();
}

const Field& first_field(const ParsedContract& parsed) {
  return parsed.contract->datasets.at(0).fields.at(0);
}

}  // namespace

TEST_CASE("models keep kind, physical name, keys and structure") {
  const auto parsed = parse(R"(
models:
  orders:
    type: View
    description: d
    config: {snowflakeTable: RAW.ORDERS, avroNamespace: n}
    primaryKey: [b, a]
    additionalFields: true
    fields:
      a: {type: integer}
      b: {type: string, required: true}
      c:
        type: array
        items:
          type: struct
          fields: {"x.y": {type: long}}
      m:
        type: map
        keys: {type: string}
        values: {type: record, fields: {z: {type: date}}}
)");
  const Dataset& dataset = parsed.contract->datasets.at(0);
  CHECK(parsed.notes.empty());
  CHECK(dataset.kind == "view");
  CHECK(dataset.physical_name == "RAW.ORDERS");
  CHECK(dataset.additional_fields == true);
  CHECK(dataset.fields.at(0).primary_key == 2);
  CHECK(dataset.fields.at(1).primary_key == 1);
  CHECK(dataset.fields.at(2).items.at(0).path == "c[]");
  CHECK(dataset.fields.at(2).items.at(0).children.at(0).path == "c[].x%2Ey");
  CHECK(dataset.fields.at(3).map_key.at(0).path == "m{key}");
  CHECK(dataset.fields.at(3).map_value.at(0).children.at(0).path == "m{value}.z");
}

TEST_CASE("the neighbouring standard's names of a dataset are understood where the specification's own are missing") {
  const auto parsed = parse(R"(
models:
  a: {physicalName: a_v1, businessName: All of A}
  b: {physicalName: b_v1, config: {postgresTable: b_v2}}
)");
  const auto& datasets = parsed.contract->datasets;
  CHECK(datasets.at(0).physical_name == "a_v1");
  CHECK(datasets.at(0).business_name == "All of A");
  CHECK(datasets.at(1).physical_name == "b_v2");
  CHECK(std::ranges::find(datasets.at(1).custom, "physicalName", &Custom::name) != datasets.at(1).custom.end());
  CHECK(parsed.notes.empty());
}

TEST_CASE("custom properties are read wherever an element can have some, without a note") {
  const auto parsed = parse(R"(
servers:
  s: {type: local, path: p, format: csv, customProperties: [{property: a, value: 1}], roles: [{name: r, customProperties: [{property: b, value: 2}]}]}
terms: {usage: u, customProperties: [{property: c, value: 3}]}
servicelevels:
  latency: {threshold: 1h, customProperties: [{property: d, value: 4}]}
)");
  const Contract& contract = *parsed.contract;
  CHECK(contract.servers.at(0).custom.at(0).name == "a");
  CHECK(contract.servers.at(0).roles.at(0).custom.at(0).json == "2");
  CHECK(contract.terms.custom.at(0).name == "c");
  CHECK(contract.sla.at(0).custom.at(0).json == "4");
  CHECK(parsed.notes.empty());
}

TEST_CASE("flags named primary count their positions in the order of the fields") {
  const auto parsed =
      parse("models: {t: {fields: {a: {type: int, primary: true}, b: {type: int}, c: {primaryKey: 'True'}}}}");
  const auto& fields = parsed.contract->datasets.at(0).fields;
  CHECK(fields.at(0).primary_key == 1);
  CHECK_FALSE(fields.at(1).primary_key);
  CHECK(fields.at(2).primary_key == 2);
}

TEST_CASE("every constraint of a field is kept as written") {
  const auto parsed = parse(R"(
models:
  t:
    fields:
      a:
        type: decimal
        precision: 12
        scale: 2
        minimum: 0.10
        exclusiveMaximum: 99999999999999999999.5
        minLength: 1
        maxLength: 9
        pattern: ^a$
        format: email
        enum: [a, 1, true]
        example: 7
        examples: [{x: 1}]
        pii: "True"
        classification: restricted
        tags: [x, y]
        links: {glossary: https://example.com}
        config: {snowflakeType: NUMBER, postgresqlType: numeric, avroLogicalType: decimal}
        title: Amount
        unit: EUR
        deprecated: 2026-01-01
        successor: b
        aliases: [old]
        previousName: older
)");
  const Field& field = first_field(parsed);
  CHECK(parsed.notes.empty());
  CHECK(field.type.precision == 12);
  CHECK(field.constraints.minimum == "0.10");
  CHECK(field.constraints.exclusive_maximum == "99999999999999999999.5");
  CHECK(field.constraints.max_length == 9);
  CHECK(field.constraints.enum_values == std::vector<std::string>{"\"a\"", "1", "true"});
  CHECK(field.examples == std::vector<std::string>{"7", R"({"x":1})"});
  CHECK(field.pii == true);
  CHECK(field.links.at(0).type == "glossary");
  REQUIRE(field.physical_types.size() == 2);
  CHECK(field.physical_types[1].first == "postgres");
  CHECK(field.custom.at(0).json == R"({"avroLogicalType":"decimal"})");
  CHECK(field.deprecated);
  CHECK(field.deprecated_since == "2026-01-01");
  CHECK(field.successor == "b");
  CHECK(field.aliases.at(0) == "old");
  CHECK(field.previous_name == "older");
  CHECK(field.unit == "EUR");
}

TEST_CASE("a definition is the base and the field's own keys win") {
  const auto parsed = parse(R"(
definitions:
  id: {name: id, domain: global, type: string, format: uuid, description: base, tags: [t]}
  chain: {$ref: '#/definitions/id', description: chain}
  address: {type: object, fields: {street: {type: string, required: true}}}
models:
  t:
    fields:
      a: {$ref: '#/definitions/chain', description: own}
      b: {$ref: '#/definitions/address/fields/street'}
      c: {$ref: '#/definitions/address'}
)");
  const auto& fields = parsed.contract->datasets.at(0).fields;
  CHECK(parsed.notes.empty());
  CHECK(fields.at(0).description == "own");
  CHECK(fields.at(0).constraints.format == "uuid");
  CHECK(fields.at(0).tags.at(0) == "t");
  CHECK(fields.at(1).required);
  CHECK(fields.at(2).children.at(0).path == "c.street");
  CHECK(parsed.contract->custom.at(0).name == "definitions");
}

TEST_CASE("references that leave the document or lead nowhere stay on the field") {
  const auto parsed =
      parse("models: {t: {fields: {a: {$ref: 'https://example.com/d.yaml#/x'}, b: {$ref: '#/definitions/none'}}}}");
  CHECK(has_note(parsed, "remote-ref"));
  CHECK(has_note(parsed, "unknown-ref"));
  CHECK(first_field(parsed).custom.at(0).json == R"("https://example.com/d.yaml#/x")");
  CHECK(parsed.contract->datasets.at(0).fields.at(1).custom.at(0).name == "$ref");
}

TEST_CASE("definitions that repeat each other do not grow without bound") {
  std::string text = "definitions:\n  d0: {type: string, description: " + std::string(2'000, 'x') + "}\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "{$ref: '#/definitions/d" + std::to_string(i - 1) + "'}";
    text += "  d" + std::to_string(i) + ": {type: object, fields: {a: " + before + ", b: " + before + "}}\n";
  }
  text += "models: {t: {fields: {x: {$ref: '#/definitions/d29'}}}}\n";
  const auto parsed =
      parse_contract("dataContractSpecification: 1.2.1\nid: c\ninfo: {title: T, version: 1.0.0}\n" + text);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::too_large);
}

TEST_CASE("field lineage becomes one input per transformation") {
  const auto parsed = parse(R"(
models:
  t:
    fields:
      a:
        type: int
        lineage:
          inputFields:
            - namespace: postgres://host:5432
              name: shop.public.orders
              field: id
              transformations:
                - {type: direct, subtype: identity, masking: true, description: d}
                - {type: INDIRECT, subtype: FILTER}
            - {namespace: urn:datacontract:x:y, name: t2, field: b}
)");
  const auto& inputs = first_field(parsed).inputs;
  REQUIRE(inputs.size() == 3);
  CHECK(inputs[0].from.contract == "postgres://host:5432");
  CHECK(inputs[0].from.table == "shop.public.orders");
  CHECK(inputs[0].from.path == "id");
  CHECK(inputs[0].type == "DIRECT");
  CHECK(inputs[0].subtype == "IDENTITY");
  CHECK(inputs[0].masking);
  CHECK(inputs[1].subtype == "FILTER");
  CHECK(inputs[2].type.empty());
}

TEST_CASE("references within the document are resolved, others are left to the catalog") {
  const auto parsed = parse(R"(
models:
  orders: {fields: {id: {type: int}, address: {type: object, fields: {zip: {type: string}}}}}
  lines:
    fields:
      a: {type: int, references: orders.id}
      b: {type: string, references: orders.address.zip}
      c: {type: int, references: 'urn:datacontract:customer:dim.id'}
      d: {type: int, references: elsewhere.id}
)");
  const auto& fields = parsed.contract->datasets.at(1).fields;
  CHECK(fields.at(0).references.at(0).table == "orders");
  CHECK(fields.at(0).references.at(0).path == "id");
  CHECK(fields.at(1).references.at(0).path == "address.zip");
  CHECK(fields.at(2).references.at(0).table.empty());
  CHECK(has_note(parsed, "dangling-relationship"));
  CHECK(parsed.notes.size() == 1);
}

TEST_CASE("service levels of every kind keep their text and their meaning") {
  const auto parsed = parse(R"(
models: {t: {fields: {ts: {type: timestamp}}}}
servicelevels:
  availability: {description: d, percentage: 99.9%}
  retention: {period: P1Y, unlimited: false, timestampField: t.ts}
  latency: {threshold: 25h, sourceTimestampField: t.ts, processedTimestampField: t.ts}
  freshness: {threshold: 25h, timestampField: t.ts}
  frequency: {type: batch, interval: daily, cron: 0 0 * * *}
  support: {time: 9am to 5pm, responseTime: 1h}
  backup: {interval: weekly, cron: 0 0 * * 0, recoveryTime: 24 hours, recoveryPoint: 1 week}
)");
  const auto& sla = parsed.contract->sla;
  REQUIRE(sla.size() == 7);
  CHECK(sla[0].percent == 99.9);
  CHECK(sla[1].duration->months == 12);
  CHECK(sla[1].element == "t.ts");
  CHECK(sla[2].duration->seconds == 90'000);
  CHECK(sla[4].schedule == "0 0 * * *");
  CHECK(sla[4].scheduler == "cron");
  CHECK(sla[5].value_ext == "1h");
  CHECK(sla[6].custom.size() == 2);
  CHECK(parsed.notes.empty());
}

TEST_CASE("servers keep every key they have, and placeholders for secrets") {
  const auto parsed = parse(R"(
servers:
  prod:
    type: PostgreSQL
    environment: prod
    host: db.example.com
    port: 5432
    password: ${DB_PASSWORD}
    roles: [{name: reader, description: d}]
    options: {ssl: true}
)");
  const Server& server = parsed.contract->servers.at(0);
  CHECK(server.type == "postgres");
  CHECK(server.environment == "prod");
  CHECK(server.properties.size() == 3);
  CHECK(server.roles.at(0).name == "reader");
  CHECK(server.custom.at(0).json == R"({"ssl":true})");
}

TEST_CASE("literal secrets are refused wherever they stand in a server, and never repeated") {
  for (const auto* line : {"password: hunter2", "api_key: abc123", "secretAccessKey: abc", "auth: {token: abc}",
                           "url: postgres://user:hunter2@host/db", "pwd: 12345"}) {
    CAPTURE(std::string(line));
    const auto parsed = parse_contract(
        "dataContractSpecification: 1.2.1\nid: c\ninfo: {title: T, version: 1.0.0}\nservers: {s: {type: x, " +
        std::string(line) + "}}\n");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().slug == "secret-in-contract");
    CHECK(parsed.error().code == ErrorCode::invalid_document);
    CHECK(parsed.error().problems.at(0).found == "a literal value");
  }
  for (const auto* line :
       {"password: '<password>'", "password: '{{ secret }}'", "password: 'env:X'", "password: 'vault:kv/x'",
        "password: '****'", "password: '${VAR}'", "password: $VAR", "password: ''",
        "password: ", "url: 'postgres://user:${PW}@host/db'", "tokenUrl: 'https://example.com/token'"}) {
    CAPTURE(std::string(line));
    CHECK(parse("servers: {s: {type: x, " + std::string(line) + "}}\n").contract->servers.size() == 1);
  }
}

TEST_CASE("terms, policies and the older root keys are kept") {
  const auto parsed = parse(R"(
terms:
  usage: u
  noticePeriod: P3M
  policies: [{type: privacy, description: d, url: https://example.com}, {name: license}]
  unusual: 1
examples: [{type: csv, model: t, data: "a,b"}]
schema: {type: dbt, specification: "version: 2"}
quality: {type: great-expectations, specification: {t: []}}
domain: sales
)");
  const Contract& contract = *parsed.contract;
  CHECK(contract.terms.notice->months == 3);
  CHECK(contract.terms.policies.at(1).type == "license");
  CHECK(contract.terms.custom.at(0).name == "unusual");
  CHECK(contract.domain == "sales");
  CHECK(contract.quality.at(0).engine == "greatExpectations");
  CHECK(contract.datasets.empty());
  CHECK(contract.custom.size() == 2);
}

TEST_CASE("older and unknown versions are read by the nearest rules, other majors are not") {
  const auto with = [](std::string_view version) {
    return parse_contract("dataContractSpecification: " + std::string(version) +
                          "\nid: c\ninfo: {title: T, version: 1}\n");
  };
  for (const auto* version : {"0.9.0", "0.9.3", "1.1.0", "v1.2.0", "'1.2'"}) CHECK(with(version)->notes.empty());
  CHECK(with("1.7.0")->notes.at(0).rule == "unknown-version");
  CHECK(with("2.0.0").error().slug == "unsupported-version");
  CHECK(with("2.0.0").error().code == ErrorCode::unreadable);
}

TEST_CASE("strict mode refuses what lenient mode notes") {
  const std::string text = "dataContractSpecification: 1.2.1\nid: c\ninfo: {title: T, version: 1.0.0, mood: good}\n";
  CHECK(parse_contract(text)->notes.at(0).rule == "unknown-key");
  CHECK(parse_contract(text, Strictness::strict).error().problems.at(0).severity == Severity::error);
}
