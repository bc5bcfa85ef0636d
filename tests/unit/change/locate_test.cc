// Goal: a change points to where an author has to look, in every dialect.
#include "catalog/contract/change/locate.h"

#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/change/diff.h"
#include "tests/unit/change/contracts.h"

namespace trama::change {
namespace {

using test::parsed;

// "rule [previous ]pointer:line[ in container]" of the only change.
std::string place(const std::string& before, const std::string& after) {
  const auto old_document = contract::load_document(before);
  const auto new_document = contract::load_document(after);
  const auto old_contract = parsed(before);
  const auto new_contract = parsed(after);
  auto changes = diff(old_contract, new_contract);
  locate(&changes, {&old_contract, &*old_document}, {&new_contract, &*new_document});
  REQUIRE(changes.size() == 1);
  const Change& change = changes[0];
  REQUIRE(change.where.has_value());
  std::string out =
      (change.where->previous ? "previous " : "") + change.where->pointer + ":" + std::to_string(change.where->line);
  if (change.container) out += " in " + change.container->pointer;
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kDcs =
    "dataContractSpecification: 1.2.1\nid: x\ninfo: {title: X, version: 1.0.0}\nmodels:\n  t:\n    fields:\n"
    "      a/b: {type: string}\n"
    "      o:\n        type: object\n        fields:\n          inner: {type: string}\n          other: {type: "
    "string}\n"
    "      l:\n        type: array\n        items: {type: string}\n"
    "      m:\n        type: map\n        keys: {type: string}\n        values: {type: long}\n"
    "      r: {$ref: '#/definitions/code'}\n"
    "definitions:\n  code: {type: string, maxLength: 10}\n";

const std::string kArticle =
    "dataContractSpecification: 0.9.3\nid: x\ninfo: {title: X, version: 1.0.0}\n"
    "schema:\n  type: table\n  fields:\n    - name: a\n      type: string\n    - name: b\n      type: int\n"
    "sla:\n  freshness: 1h\nterms:\n  classification: internal\n  retention: 7 years\n";

const std::string kOdcs =
    "apiVersion: v3.1.0\nkind: DataContract\nid: x\nname: X\nversion: 1.0.0\nstatus: active\n"
    "schema:\n  - name: t\n    properties:\n      - name: a\n        logicalType: string\n        required: true\n"
    "      - name: mail\n        logicalType: string\n        customProperties:\n"
    "          - {property: pii, value: true}\n"
    "slaProperties:\n  - {property: freshness, value: 1, unit: h}\n"
    "servers:\n  - {server: prod, type: postgres, host: a, port: 5432, database: d, schema: s}\n";

const std::string kOdcs2 =
    "apiVersion: v2.2.2\nkind: DataContract\nuuid: x\nversion: 1.0.0\nstatus: current\n"
    "dataset:\n  - table: t\n    columns:\n      - {column: a, logicalType: string, isNullable: false}\n";

}  // namespace

TEST_CASE("In DCS a change points to the key that says it") {
  CHECK(place(kDcs, replaced(kDcs, "a/b: {type: string}", "a/b: {type: int}")) == "/models/t/fields/a~1b/type:7");
  CHECK(place(kDcs, replaced(kDcs, "inner: {type: string}", "inner: {type: int}")) ==
        "/models/t/fields/o/fields/inner/type:11");
  CHECK(place(kDcs, replaced(kDcs, "items: {type: string}", "items: {type: int}")) ==
        "/models/t/fields/l/items/type:15");
  CHECK(place(kDcs, replaced(kDcs, "values: {type: long}", "values: {type: string}")) ==
        "/models/t/fields/m/values/type:19");
}

TEST_CASE("What was removed is shown in the previous document, and what misses it in the proposed one") {
  CHECK(place(kDcs, replaced(kDcs, "          other: {type: string}\n", "")) ==
        "previous /models/t/fields/o/fields/other:12 in /models/t/fields/o/fields");
  CHECK(place(kArticle, replaced(kArticle, "    - name: b\n      type: int\n", "")) ==
        "previous /schema/fields/1:9 in /schema/fields");
  CHECK(place(kOdcs, replaced(kOdcs, "slaProperties:\n  - {property: freshness, value: 1, unit: h}\n", "")) ==
        "previous /slaProperties/0:18 in ");
}

TEST_CASE("In the article's dialect a change points into the list of fields") {
  CHECK(place(kArticle, replaced(kArticle, "type: int", "type: string")) == "/schema/fields/1/type:10");
  CHECK(place(kArticle, replaced(kArticle, "freshness: 1h", "freshness: 4h")) == "/sla/freshness:12");
  CHECK(place(kArticle, replaced(kArticle, "retention: 7 years", "retention: 1 year")) == "/terms/retention:15");
  CHECK(place(kArticle, replaced(kArticle, "classification: internal", "classification: public")) ==
        "/terms/classification:14");
}

TEST_CASE("In ODCS a change points into lists, options and custom properties") {
  CHECK(place(kOdcs, replaced(kOdcs, "required: true", "required: false")) == "/schema/0/properties/0/required:12");
  CHECK(place(kOdcs, replaced(kOdcs, "        required: true\n", "")) == "/schema/0/properties/0:10");
  CHECK(place(kOdcs, replaced(kOdcs, "{property: pii, value: true}", "{property: pii, value: false}")) ==
        "/schema/0/properties/1/customProperties/0/value:16");
  CHECK(place(kOdcs, replaced(kOdcs, "value: 1,", "value: 4,")) == "/slaProperties/0/value:18");
  CHECK(place(kOdcs, replaced(kOdcs, "host: a", "host: b")) == "/servers/0/host:20");
}

TEST_CASE("In ODCS 2 a change points to the old keys") {
  CHECK(place(kOdcs2, replaced(kOdcs2, "isNullable: false", "isNullable: true")) ==
        "/dataset/0/columns/0/isNullable:9");
}

}  // namespace trama::change
