// Goal: the rules that no JSON schema states, over whole ODCS and ODPS documents. Method: a table of small fragments,
// each with the one finding it causes; then the same shapes where they mean nothing.
#include "catalog/contract/bitol_checks.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/document.h"
#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

std::vector<Problem> findings(std::string_view yaml) {
  const Document document = load_document(yaml).take();
  Problems problems(Strictness::lenient);
  check_bitol_document(document.root, &problems);
  return problems.take();
}

struct Row {
  std::string_view yaml, rule, pointer, found;
};

}  // namespace

TEST_CASE("each fault is told by its rule, where it stands") {
  constexpr Row kRows[] = {
      {"schema: [{properties: [{name: a, enum: []}]}]", "enum-values", "/schema/0/properties/0/enum", ""},
      {"schema: [{properties: [{name: a, enum: [x, y, x]}]}]", "enum-values", "/schema/0/properties/0/enum/2", "x"},
      {"schema: [{properties: [{name: a, enum: [{value: 1}, {value: 1, label: One}]}]}]", "enum-values",
       "/schema/0/properties/0/enum/1", "1"},
      {"schema: [{properties: [{name: a, logicalTypeOptions: {enum: [1, 1]}}]}]", "enum-values",
       "/schema/0/properties/0/logicalTypeOptions/enum/1", "1"},
      {"schema: [{properties: [{name: a, map: {key: {logicalType: string}}}]}]", "missing-key",
       "/schema/0/properties/0/map", ""},
      {"schema: [{properties: [{name: a, map: {value: {logicalType: string}}}]}]", "missing-key",
       "/schema/0/properties/0/map", ""},
      {"schema: [{properties: [{name: a, map: {key: {}, value: {enum: []}}}]}]", "enum-values",
       "/schema/0/properties/0/map/value/enum", ""},
      {"servers: [{server: a, type: teradata}]", "unknown-server-type", "/servers/0/type", "teradata"},
      {"servers: [{server: a, id: x, type: s3}, {server: b, id: x, type: s3}]", "duplicate-id", "/servers/1/id", "x"},
      {"slaProperties: [{id: x, property: a}, {id: x, property: b}]", "duplicate-id", "/slaProperties/1/id", "x"},
      {"schema: [{name: a, quality: [{id: q}, {id: r}, {id: q}]}]", "duplicate-id", "/schema/0/quality/2/id", "q"},
      {"team: {members: [{username: a, id: m}, {username: b, id: m}]}", "duplicate-id", "/team/members/1/id", "m"},
      {"customProperties: [{property: p, value: 1}, {property: p, value: 2}]", "duplicate-property",
       "/customProperties/1/property", "p"},
      {"outputPorts: [{name: a, customProperties: [{property: p}, {property: p}]}]", "duplicate-property",
       "/outputPorts/0/customProperties/1/property", "p"},
      {"customProperties: [{id: x, property: p}, {id: x, property: q}]", "duplicate-id", "/customProperties/1/id", "x"},
  };
  for (const Row& row : kRows) {
    CAPTURE(row.yaml);
    const auto all = findings(row.yaml);
    REQUIRE(all.size() == 1);
    CHECK(all[0].rule == row.rule);
    CHECK(all[0].pointer == row.pointer);
    CHECK(all[0].found == row.found);
    CHECK(all[0].line == 1);
    CHECK(all[0].column > 1);
    CHECK_FALSE(all[0].expected.empty());
  }
}

TEST_CASE("what is right, or the author's own, is left in peace") {
  constexpr std::string_view kTexts[] = {
      "schema: [{properties: [{name: a, enum: [1, '1', {value: 2}]}]}]",
      "schema: [{properties: [{name: a, map: {key: {logicalType: string}, value: {logicalType: string}}}]}]",
      "customProperties: [{property: p, value: {enum: [], map: {}, list: [{id: a}, {id: a}]}}]",
      "schema: [{quality: [{implementation: {enum: [1, 1]}, arguments: {map: {}}}]}]",
      "schema: [{properties: [{name: a, examples: [{enum: []}, {enum: []}]}]}]",
      "schema: [{id: a, properties: [{id: a}]}, {id: b, properties: [{id: a}]}]",
      "servers: [{server: a, type: PostgreSQL}, {server: b, type: custom}, {server: c, type: Kafka}]",
      "roles: [{role: a}, {role: a}]",
      "outputPorts: [{inputContracts: [{id: a, version: 1.0.0}, {id: a, version: 2.0.0}]}]",
      "schema: 3",
      "servers: {a: {type: teradata}}",
      "enum: 3",
      "map: [1]",
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    CHECK(findings(text).empty());
  }
}

TEST_CASE("a default element of the service levels must name something in the contract") {
  const auto parse = [](std::string_view element) {
    return parse_contract(
        "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\nslaDefaultElement: " +
        std::string(element) + "\nschema: [{name: t, properties: [{name: c, logicalType: string}]}]\n");
  };
  for (const std::string_view good : {"t", "t.c", "c", "t.c, c"}) {
    CAPTURE(good);
    const auto parsed = parse(good);
    REQUIRE(parsed);
    CHECK(parsed->notes.empty());
  }
  const auto parsed = parse("t.missing");
  REQUIRE(parsed);
  REQUIRE(parsed->notes.size() == 1);
  CHECK(parsed->notes[0].rule == "sla-element");
  CHECK(parsed->notes[0].pointer == "/slaDefaultElement");
  CHECK(parsed->notes[0].line == 6);
}

TEST_CASE("strict mode refuses for each of these rules what lenient mode accepts") {
  const std::string text =
      "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n"
      "servers: [{server: s, type: teradata}]\n"
      "customProperties: [{property: p, value: 1}, {property: p, value: 2}]\n";
  const auto lenient = parse_contract(text);
  REQUIRE(lenient);
  CHECK(lenient->notes.size() == 2);
  const auto strict = parse_contract(text, Strictness::strict);
  REQUIRE_FALSE(strict);
  CHECK(strict.error().slug == "invalid-contract");
  CHECK(strict.error().problems.size() == 2);
  CHECK(std::ranges::all_of(strict.error().problems, [](const Problem& p) { return p.severity == Severity::error; }));
}
