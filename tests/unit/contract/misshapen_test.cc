// Goal: what an author plainly means is understood though its shape or label is another, and what cannot be is kept.
// Method: small documents with one slip each; the model they become, and what is said about it.
#include <algorithm>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

const std::string kDcs = "dataContractSpecification: 1.2.1\nid: a\n";
const std::string kInfo = "info: {title: T, version: 1.0.0}\n";
const std::string kOdcs = "kind: DataContract\napiVersion: v3.2.0\nid: a\nversion: 1.0.0\nstatus: active\n";

ParsedContract parsed(const std::string& text) {
  CAPTURE(text);
  auto out = parse_contract(text);
  REQUIRE_MESSAGE(out, out.error().message);
  const auto again = parse_contract(render_odcs_yaml(*out->contract));
  REQUIRE(again);
  CHECK(again->fingerprint == out->fingerprint);
  return out.take();
}

std::string rules(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) out += problem.rule + "@" + problem.pointer + ";";
  return out;
}

std::string names(const Contract& contract) {
  std::string out;
  for (const Dataset& dataset : contract.datasets) {
    out += dataset.name + ":";
    for (const Field& field : dataset.fields) out += field.name + ",";
  }
  return out;
}

bool keeps(const ParsedContract& document, std::string_view text) {
  return to_json(*document.contract).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("lists of named maps are read where a map of names belongs") {
  const auto models = parsed(kDcs + kInfo + "models: [{name: t, fields: [{name: b, type: int}, {name: c}]}]\n");
  CHECK(names(*models.contract) == "t:b,c,");
  CHECK(rules(models.notes) == "map-expected@/models;map-expected@/models/0/fields;");
  const auto twice = parse_contract(kDcs + kInfo + "models: [{name: t}, {name: t}]\n");
  REQUIRE_FALSE(twice);
  CHECK(rules(twice.error().problems) == "map-expected@/models;duplicate-dataset@/models/1/name;");
  const auto nameless = parse_contract(kDcs + kInfo + "models: {t: {fields: [{type: int}]}}\n");
  REQUIRE_FALSE(nameless);
  CHECK(rules(nameless.error().problems) == "map-expected@/models/t/fields;missing-name@/models/t/fields/0;");
}

TEST_CASE("the article's fields are read from a map as well") {
  const auto document = parsed(kDcs + kInfo + "schema: {type: table, fields: {b: {type: int}, c: {type: string}}}\n");
  CHECK(document.contract->source.dialect == Dialect::article);
  CHECK(names(*document.contract) == "a:b,c,");
}

TEST_CASE("fields and datasets right under `schema` are read") {
  const auto list = parsed(kDcs + kInfo + "schema: [{name: b, logicalType: integer, nullable: false}, {name: c}]\n");
  CHECK(names(*list.contract) == "a:b,c,");
  CHECK(list.contract->datasets[0].fields[0].required);
  CHECK(list.contract->datasets[0].fields[0].type.kind == TypeKind::int32);
  CHECK(rules(list.notes) ==
        "map-expected@/schema;misplaced-key@/schema/0/logicalType;misplaced-key@/schema/0/nullable;");
  CHECK(names(*parsed(kDcs + kInfo + "schema: {b: {type: int}, c: {type: int}}\n").contract) == "a:b,c,");
  CHECK(names(*parsed(kDcs + kInfo + "schema: [{name: t, fields: {b: {type: int}}}]\n").contract) == "t:b,");
}

TEST_CASE("a property that may be null is one that is not required") {
  const auto document =
      parsed(kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: string, nullable: false}]}]\n");
  CHECK(document.contract->datasets.at(0).fields.at(0).required);
  CHECK(rules(document.notes) == "misplaced-key@/schema/0/properties/0/nullable;");
}

TEST_CASE("a schema that says nothing is kept and reported") {
  const auto document = parsed(kDcs + kInfo + "schema: {type: dbt, columns: [x]}\n");
  CHECK(rules(document.notes) == "misplaced-key@/schema;");
  CHECK(keeps(document, "columns"));
}

TEST_CASE("a contact in one text is an address, a link or a name") {
  const auto info = [](const std::string& contact) {
    return kDcs + "info: {title: T, version: 1.0.0, contact: '" + contact + "'}\n";
  };
  CHECK(parsed(info("a@b.example")).contract->contacts.at(0).email == "a@b.example");
  CHECK(parsed(info("https://b.example")).contract->contacts.at(0).url == "https://b.example");
  const auto name = parsed(info("Ada"));
  CHECK(name.contract->contacts.at(0).name == "Ada");
  CHECK(rules(name.notes) == "map-expected@/info/contact;");
}

TEST_CASE("a team that is one member is a list of one") {
  const auto document = parsed(kOdcs + "team: {username: ada, name: Ada, role: Owner}\n");
  REQUIRE(document.contract->members.size() == 1);
  CHECK(document.contract->members[0].username == "ada");
  CHECK(document.contract->owner == "Ada");
  CHECK(rules(document.notes) == "list-expected@/team;");
}

TEST_CASE("the shape of an ODCS document decides over its label") {
  const auto v2 = parsed(
      "kind: DataContract\napiVersion: v3.0.0\nuuid: a\nversion: 1.0.0\ndataset: [{table: t, columns: [{column: "
      "b}]}]\n");
  CHECK(names(*v2.contract) == "t:b,");
  CHECK(rules(v2.notes) == "unknown-version@/apiVersion;");
  const auto v3 = parsed(
      "kind: DataContract\napiVersion: v2.2.2\nid: a\nversion: 1.0.0\nstatus: active\nschema: [{name: t, properties: "
      "[{name: b}]}]\n");
  CHECK(names(*v3.contract) == "t:b,");
  CHECK(rules(v3.notes) == "unknown-version@/apiVersion;");
}

TEST_CASE("deprecation that says more than yes or no keeps its words") {
  for (const std::string& text :
       {kDcs + kInfo + "models: {t: {fields: {b: {type: int, deprecated: use c}}}}\n",
        kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: integer, deprecated: use c}]}]\n"}) {
    const auto document = parsed(text);
    CHECK(document.contract->datasets.at(0).fields.at(0).deprecated);
    CHECK(keeps(document, "use c"));
    CHECK(rules(document.notes).empty());
  }
}

TEST_CASE("a range check with a further word stays as it is written") {
  const auto document = parsed(
      kDcs + kInfo + "schema: {fields: [{name: b, type: int, checks: [{type: range, min: 1, severity: high}]}]}\n");
  CHECK(keeps(document, "severity"));
}

TEST_CASE("values of another shape are kept and reported") {
  const auto single = parsed(kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: string, enum: only}]}]\n");
  CHECK(keeps(single, "only"));
  CHECK(rules(single.notes) == "list-expected@/schema/0/properties/0/enum;");
  const auto nameless =
      parsed(kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: string, enum: [{label: only}]}]}]\n");
  CHECK(keeps(nameless, "only"));
  CHECK(rules(nameless.notes) == "missing-key@/schema/0/properties/0/enum/0;");
  CHECK(keeps(parsed(kDcs + kInfo + "servicelevels: {uptime: [often, always]}\n"), "often"));
}

TEST_CASE("synonyms of the standard's prose are the words they stand for") {
  const auto document =
      parsed(kOdcs + "schema: [{name: t, quality: [{metric: rowCount, mustBe: 1, dimension: CP}]}]\n");
  CHECK(document.contract->datasets.at(0).quality.at(0).dimension == "completeness");
  CHECK(document.notes.empty());
}

TEST_CASE("an availability without a unit is a percentage") {
  CHECK(parsed(kDcs + kInfo + "sla: {availability: 99.5}\n").contract->sla.at(0).percent == 99.5);
  CHECK_FALSE(parsed(kDcs + kInfo + "sla: {availability: 0.995}\n").contract->sla.at(0).percent);
  CHECK(parsed(kOdcs + "slaProperties: [{property: av, value: 99.9}]\n").contract->sla.at(0).percent == 99.9);
}

TEST_CASE("exclusive bounds are modifiers in quotes too, and contradict as the others do") {
  const auto options = [](const std::string& text) {
    return kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: number, logicalTypeOptions: " + text +
           "}]}]\n";
  };
  const auto document = parsed(options("{minimum: 3, exclusiveMinimum: 'true'}"));
  const Constraints& bounds = document.contract->datasets.at(0).fields.at(0).constraints;
  CHECK(bounds.minimum.empty());
  CHECK(bounds.exclusive_minimum == "3");
  CHECK_FALSE(parse_contract(options("{exclusiveMinimum: 3, maximum: 2}")));
  CHECK_FALSE(parse_contract(options("{minimum: 3, exclusiveMaximum: 2}")));
  CHECK_FALSE(parse_contract(options("{precision: 99999999999}")));
}

TEST_CASE("v2's comment about a member describes him") {
  const auto document = parsed(kOdcs + "team: [{username: ada, comment: keeper}]\n");
  CHECK(document.contract->members.at(0).description == "keeper");
  CHECK(document.notes.empty());
}

TEST_CASE("a key that stands twice does not hide what else is wrong") {
  const auto document = parse_contract(kDcs + "id: b\n" + kInfo + "models: {t: {fields: {b: {required: sure}}}}\n");
  REQUIRE_FALSE(document);
  CHECK(document.error().slug == "duplicate-key");
  CHECK(rules(document.error().problems) == "duplicate-key@/id;wrong-type@/models/t/fields/b/required;");
  const auto json = parse_contract(R"({"kind": "DataContract", "id": "a", "id": "b", "version": "1.0.0", "price": 7})");
  REQUIRE_FALSE(json);
  CHECK(rules(json.error().problems).find("wrong-structure@/price") != std::string::npos);
}

TEST_CASE("what a definition has wrong is said once, where the definition stands") {
  const auto document = parsed(kDcs + kInfo +
                               "definitions: {x: {type: string, tpye: y}}\n"
                               "models: {t: {fields: {b: {$ref: '#/definitions/x'}, c: {$ref: '#/definitions/x'}}}}\n");
  REQUIRE(document.notes.size() == 1);
  CHECK(document.notes[0].pointer == "/definitions/x/tpye");
  CHECK(document.notes[0].line == 4);
}

TEST_CASE("an author who indents with tabs learns in how many lines") {
  const auto document = parse_contract("a:\n\tb: 1\n\tc: 2\n  \td: 3\n");
  REQUIRE_FALSE(document);
  CHECK(document.error().message.find("2 lines after it") != std::string::npos);
}

TEST_CASE("keys the standard demands are missed by name") {
  const auto document = parsed(
      "kind: DataContract\napiVersion: v3.1.0\nid: a\nversion: 1.0.0\n"
      "roles: [{access: read}]\nsupport: [{tool: slack}]\nslaProperties: [{property: latency}]\n"
      "team: {members: [{name: Ada}]}\nauthoritativeDefinitions: [{url: 'https://a'}]\n");
  std::string missing;
  for (const Problem& problem : document.notes) missing += problem.expected + problem.pointer + ";";
  CHECK(missing ==
        "`status`;`role`/roles/0;`channel`/support/0;`value`/slaProperties/0;"
        "`username`/team/members/0;`type`/authoritativeDefinitions/0;");
}

TEST_CASE("a logical type that is a platform's word is read and noted") {
  const auto document = parsed(kOdcs + "schema: [{name: t, properties: [{name: b, logicalType: binary}]}]\n");
  CHECK(document.contract->datasets.at(0).fields.at(0).type.kind == TypeKind::bytes);
  CHECK(rules(document.notes) == "unknown-type@/schema/0/properties/0/logicalType;");
}
