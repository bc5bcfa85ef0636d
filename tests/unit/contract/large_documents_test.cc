// Goal: documents within the size limit that are made to cost far more than their size. Method: one text per trap; each
// must be answered by its rule, and would take minutes or gigabytes if the trap sprang.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "catalog/base/limits.h"
#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

constexpr std::string_view kOdcs = "apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1.0.0\nstatus: active\n";
constexpr std::string_view kDcs = "dataContractSpecification: 1.2.1\nid: a\ninfo: {title: t, version: 1.0.0}\n";

std::string repeated(std::size_t times, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

bool refused_as(const Result<ParsedContract>& parsed, std::string_view slug, std::string_view rule) {
  return !parsed && parsed.error().slug == slug && !parsed.error().problems.empty() &&
         parsed.error().problems.front().rule == rule;
}

// `depth` structs within one another, each with a long name, and below them `leaves` fields.
std::string nested_dcs(std::size_t depth, std::size_t leaves) {
  std::string out = std::string(kDcs) + "models:\n  t:\n";
  std::string indent = "    ";
  for (std::size_t i = 0; i < depth; ++i) {
    out += indent + "fields:\n" + indent + "  " + std::string(480, 'n') + ":\n";
    indent += "    ";
  }
  out += indent + "fields:\n";
  for (std::size_t i = 0; i < leaves; ++i) out += indent + "  c" + std::to_string(i) + ": {type: string}\n";
  return out;
}

std::string nested_odcs(std::size_t depth, std::size_t leaves) {
  std::string out = std::string(kOdcs) + "schema:\n- name: t\n";
  std::string indent = "  ";
  for (std::size_t i = 0; i < depth; ++i) {
    out += indent + "properties:\n" + indent + "- name: " + std::string(480, 'n') + "\n";
    indent += "  ";
  }
  out += indent + "properties:\n";
  for (std::size_t i = 0; i < leaves; ++i) out += indent + "- name: c" + std::to_string(i) + "\n";
  return out;
}

}  // namespace

TEST_CASE("many fields below long names are refused before their paths are written out") {
  CHECK(refused_as(parse_contract(nested_dcs(18, 15'000)), "too-many-fields", "too-many-fields"));
  CHECK(refused_as(parse_contract(nested_odcs(25, 15'000)), "too-many-fields", "too-many-fields"));
  CHECK(parse_contract(nested_dcs(18, 100)));
  CHECK(parse_contract(nested_odcs(25, 100)));
}

TEST_CASE("references that name nothing are counted beyond the limit without a search for what was meant") {
  std::string text = std::string(kDcs) + "models:\n";
  for (int i = 0; i < 490; ++i) text += "  customer_identifier_" + std::to_string(1000 + i) + ": {type: table}\n";
  text += "  t:\n    fields:\n      z:\n        references:\n";
  for (int i = 0; i < 60'000; ++i) text += "        - customer_identifer_" + std::to_string(i) + ".a\n";
  const auto parsed = parse_contract(text);
  REQUIRE(parsed);
  REQUIRE(parsed->notes.size() == limits::kProblemsMax + 1);
  CHECK(parsed->notes.at(limits::kProblemsMax - 1).rule == "dangling-relationship");
  CHECK(parsed->notes.back().rule == "more-problems");
  CHECK(parsed->notes.back().message == "59800 more warnings are not listed");
}

TEST_CASE("thousands of relationships find their fields among thousands") {
  std::string text = std::string(kOdcs) + "schema:\n- name: t\n  properties: [";
  for (int i = 0; i < 9'000; ++i) text += "{name: c" + std::to_string(i) + ", id: i" + std::to_string(i) + "},";
  text += "]\n  relationships:\n";
  for (int i = 0; i < 20'000; ++i) text += "  - {from: t.c8999, to: t.c" + std::to_string(i % 9'000) + "}\n";
  for (int i = 0; i < 20'000; ++i) text += "  - {from: schema/t/properties/i8998, to: t.c1}\n";
  const auto parsed = parse_contract(text);
  REQUIRE(parsed);
  const auto& fields = parsed->contract->datasets.at(0).fields;
  CHECK(fields.at(8'999).references.size() == 20'000);
  CHECK(fields.at(8'998).references.size() == 20'000);
}

TEST_CASE("a reference with many dots is looked up as far as a name can reach") {
  const std::string line = "        - " + repeated(1'000, "a.") + "b\n";
  const auto parsed = parse_contract(std::string(kDcs) + "models:\n  t:\n    fields:\n      z:\n        references:\n" +
                                     repeated(100, line));
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().slug == "name-too-long");
}

TEST_CASE("the escapes of a long $ref are read once") {
  const auto parsed = parse_contract(std::string(kDcs) + "models:\n  t:\n    fields:\n      a: {$ref: '#/" +
                                     repeated(400'000, "~1") + "'}\n");
  REQUIRE(parsed);
  CHECK(parsed->notes.at(0).rule == "unknown-ref");
}

TEST_CASE("a $ref's escapes and percent codes name the definition") {
  const auto parsed = parse_contract(std::string(kDcs) +
                                     "models:\n  t:\n    fields:\n      a: {$ref: '#/definitions/x~1y~0z~01%20w'}\n"
                                     "definitions:\n  'x/y~z~1 w': {type: boolean}\n");
  REQUIRE(parsed);
  CHECK(parsed->contract->datasets.at(0).fields.at(0).type.kind == TypeKind::boolean);
  CHECK(parsed->notes.empty());
}

TEST_CASE("a refusal lists as many problems as the limit says, errors first, and counts all") {
  std::string text = std::string(kOdcs) + "schema:\n- name: t\n  properties:\n";
  for (int i = 0; i < 1'000; ++i) text += "  - {name: c, reqired: true}\n";
  const auto lenient = parse_contract(text);
  REQUIRE_FALSE(lenient);
  CHECK(lenient.error().problems.size() == limits::kProblemsMax);
  CHECK(lenient.error().problems.back().severity == Severity::error);
  CHECK(lenient.error().message.ends_with("(and 998 more errors)"));
  const auto strict = parse_contract(text, Strictness::strict);
  REQUIRE_FALSE(strict);
  CHECK(strict.error().problems.size() == limits::kProblemsMax);
  CHECK(strict.error().message.ends_with("(and 1998 more errors)"));
}
