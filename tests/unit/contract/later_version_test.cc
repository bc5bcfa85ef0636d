// Goal: a document does without what came after the version it declares. Method: every row of the table, in the
// smallest document that can hold it, declared as the version before and as the version itself; then single documents.
#include "catalog/contract/later_version.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"
#include "catalog/contract/reader.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr auto kOdcsVersions = std::to_array<std::string_view>({"3.0.0", "3.0.1", "3.0.2", "3.1.0", "3.2.0"});
constexpr auto kDcsVersions = std::to_array<std::string_view>({"0.9.3", "1.0.0", "1.1.0", "1.2.0", "1.2.1"});

// Where `{}` stands for the key and its value, and for what the version has besides.
struct Holder {
  Standard standard;
  Part part;
  std::string_view text;
};
constexpr auto kHolders = std::to_array<Holder>({
    {Standard::odcs, Part::contract, "{}"},
    {Standard::odcs, Part::description, "description: {purpose: p, {}}"},
    {Standard::odcs, Part::server, "servers: [{server: s, {}}]"},
    {Standard::odcs, Part::role, "roles: [{role: r, {}}]"},
    {Standard::odcs, Part::object, "schema: [{name: t, {}}]"},
    {Standard::odcs, Part::property, "schema: [{name: t, properties: [{name: f, {}}]}]"},
    {Standard::odcs, Part::options, "schema: [{name: t, properties: [{name: f, logicalTypeOptions: {{}}}]}]"},
    {Standard::odcs, Part::quality, "schema: [{name: t, quality: [{type: text, description: d, {}}]}]"},
    {Standard::odcs, Part::link, "schema: [{name: t, authoritativeDefinitions: [{url: u, type: t, {}}]}]"},
    {Standard::odcs, Part::custom, "customProperties: [{property: p, value: 1, {}}]"},
    {Standard::odcs, Part::support, "support: [{channel: c, url: u, {}}]"},
    {Standard::odcs, Part::price, "price: {priceCurrency: EUR, {}}"},
    {Standard::odcs, Part::member, "team: [{username: u, {}}]"},
    {Standard::odcs, Part::sla, "slaProperties: [{property: latency, value: 1h, {}}]"},
    {Standard::dcs, Part::server, "servers: {s: {path: p, {}}}"},
    {Standard::dcs, Part::terms, "terms: {usage: u, {}}"},
    {Standard::dcs, Part::model, "models: {t: {fields: {f: {type: string}}, {}}}"},
    {Standard::dcs, Part::field, "models: {t: {fields: {f: {{}}}}}"},
    {Standard::dcs, Part::quality, "models: {t: {fields: {f: {quality: [{type: text, description: d, {}}]}}}}"},
});

std::string holding(const LaterKey& row) {
  const auto at = std::ranges::find_if(
      kHolders, [&](const Holder& each) { return each.standard == row.standard && each.part == row.part; });
  REQUIRE(at != kHolders.end());
  std::string text(at->text);
  const std::string value = row.value == "{}" ? "{name: n}" : row.value.empty() ? "x" : std::string(row.value);
  return text.replace(text.find("{}"), 2, std::string(row.key) + ": " + value);
}

std::vector<Problem> later(Standard standard, std::string_view version, const std::string& text) {
  const auto document = load_document(text);
  REQUIRE_MESSAGE(document.has_value(), text);
  const std::string label = (standard == Standard::odcs ? "v" : "") + std::string(version);
  Problems problems(Strictness::strict);
  check_later_version(document->root, standard, label, &problems);
  return problems.take();
}

std::string_view version_before(Standard standard, std::string_view version) {
  const std::span<const std::string_view> all =
      standard == Standard::odcs ? std::span<const std::string_view>(kOdcsVersions) : kDcsVersions;
  const auto at = std::ranges::find(all, version);
  REQUIRE(at != all.end());
  REQUIRE(at != all.begin());
  return *std::prev(at);
}

std::string odcs(std::string_view version, std::string_view body) {
  return "kind: DataContract\napiVersion: " + std::string(version) + "\nid: c\nversion: 1.0.0\nstatus: active\n" +
         std::string(body);
}

std::string dcs(std::string_view version, std::string_view body) {
  return "dataContractSpecification: " + std::string(version) + "\nid: c\ninfo: {title: T, version: 1.0.0}\n" +
         std::string(body);
}

// "rule pointer" of everything a document has wrong or odd.
std::vector<std::string> said(const std::string& text, Strictness strictness) {
  const auto parsed = parse_contract(text, strictness);
  std::vector<std::string> out;
  for (const Problem& each : parsed ? parsed->notes : parsed.error().problems) {
    out.push_back(each.rule + " " + each.pointer);
  }
  return out;
}

}  // namespace

TEST_CASE("every key of the table is refused by the version before and accepted by its own") {
  for (const LaterKey& row : later_keys()) {
    const std::string text = holding(row);
    CAPTURE(text);
    CAPTURE(row.since);
    const auto before = later(row.standard, version_before(row.standard, row.since), text);
    REQUIRE(before.size() == 1);
    CHECK(before[0].rule == "later-version");
    CHECK(before[0].found == (row.value.empty() || row.value == "{}" ? row.key : row.value));
    CHECK(before[0].pointer.ends_with("/" + std::string(row.key)));
    CHECK(before[0].hint.starts_with("known since " + std::string(row.standard == Standard::odcs ? "v" : "") +
                                     std::string(row.since)));
    CHECK(later(row.standard, row.since, text).empty());
  }
}

TEST_CASE("a later key is an error in strict mode and a note otherwise, with its place and what to do") {
  const std::string text = odcs("v3.0.2", R"(
schema:
  - name: t
    properties:
      - name: f
        logicalType: string
        relationships: [{to: t.g}]
      - {name: g, logicalType: timestamp}
)");
  const auto strict = parse_contract(text, Strictness::strict);
  REQUIRE_FALSE(strict.has_value());
  const auto& problems = strict.error().problems;
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].rule == "later-version");
  CHECK(problems[0].pointer == "/schema/0/properties/0/relationships");
  CHECK(problems[0].line == 12);
  CHECK(problems[0].column == 9);
  CHECK(problems[0].message == "`relationships` is not known to version v3.0.2, which the document declares");
  CHECK(problems[0].hint == "known since v3.1.0; declare that apiVersion or drop the key");
  CHECK(problems[1].pointer == "/schema/0/properties/1/logicalType");
  CHECK(problems[1].found == "timestamp");
  CHECK(problems[1].hint == "known since v3.1.0; declare that apiVersion or drop the value");

  const auto lenient = parse_contract(text);
  REQUIRE(lenient.has_value());
  REQUIRE(lenient->notes.size() == 2);
  CHECK(lenient->notes[0].severity == Severity::note);
  CHECK(lenient->contract->datasets[0].fields[0].references.size() == 1);
  CHECK(parse_contract(odcs("v3.1.0", text.substr(text.find("schema"))), Strictness::strict).has_value());
}

TEST_CASE("keys are looked for where they can stand, at any depth, and nowhere else") {
  struct Row {
    std::string text;
    std::vector<std::string> said;
  };
  const Row rows[] = {
      {odcs("v3.0.2",
            "schema: [{name: t, properties: [{name: a, logicalType: array, items: {logicalType: object, "
            "properties: [{name: b, id: b_id}]}}]}]"),
       {"later-version /schema/0/properties/0/items/properties/0/id"}},
      // Below a later key nothing more is said.
      {odcs("v3.0.0", "description: {purpose: p, customProperties: [{property: a, value: 1, id: x}]}"),
       {"later-version /description/customProperties"}},
      {odcs("v3.0.2", "team: {name: n, members: [{username: u, tags: [a]}]}"), {"later-version /team"}},
      {odcs("v3.0.2", "team: [{username: u, name: n}]"), {}},
      // What a custom property holds is the author's own.
      {odcs("v3.0.2", "customProperties: [{property: a, value: {id: x, relationships: []}}]"), {}},
      {odcs("v3.0.2", "support: [{channel: c, url: u, id: null}]"), {}},
      {dcs("0.9.3", "models: {quality: {fields: {lineage: {type: string}, examples: {type: string}}}}"), {}},
      {dcs("1.1.0", "models: {t: {fields: {a: {type: map, keys: {type: string}, values: {type: json}}}}}"),
       {"later-version /models/t/fields/a/values/type"}},
      {dcs("0.9.3", "definitions: {d: {type: string, examples: [a]}}"), {"later-version /definitions/d/examples"}},
      // 3.0 and 1 stand for every version they begin.
      {odcs("v3.0", "schema: [{name: t, properties: [{name: f, logicalType: string, physicalName: p}]}]"), {}},
      {odcs("3.0", "schema: [{name: t, id: t_id}]"), {"later-version /schema/0/id"}},
      {dcs("1", "models: {t: {additionalFields: true}}"), {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(said(row.text, Strictness::lenient) == row.said);
    CHECK(said(row.text, Strictness::strict) == row.said);
  }
}

TEST_CASE("versions that are later than any known one, or of another major, are not measured") {
  const std::string body = "schema: [{name: t, id: t_id, context: {instructions: i}}]";
  CHECK(said(odcs("v3.9.0", body), Strictness::lenient) == std::vector<std::string>{"unknown-version /apiVersion"});
  CHECK(said(odcs("v2.2.2", body), Strictness::lenient) == std::vector<std::string>{"unknown-version /apiVersion"});
}
