// Goal: any contract rendered as ODCS (a product as ODPS) reads back as the same contract. Method: seeded random
// contracts, and small texts for the words used. (tests/corpora does the same with every public contract.)
#include "catalog/contract/odcs_render.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/canonical.h"
#include "catalog/contract/document.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_tree.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/parse_odcs.h"
#include "catalog/contract/parse_odps.h"
#include "catalog/contract/reader.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/yaml_text.h"
#include "tests/unit/odcs/random_contract.h"

using namespace trama;
using namespace trama::contract;

namespace {

// As parse_contract does, but going on where a rule is broken: random contracts break many.
Contract read(const std::string& text, Kind kind) {
  const auto document = load_document(text);
  REQUIRE_MESSAGE(document.has_value(), document.error().message);
  Problems problems(Strictness::lenient);
  Contract out;
  Reader root(document->root, "", &problems);
  if (kind == Kind::product) {
    parse_odps(root, &out);
  } else {
    parse_odcs(root, &out);
  }
  complete_contract(&out, &problems);
  return out;
}

// Paths and references within the document, as every parsed contract has them.
Contract completed(Contract contract) {
  Problems problems(Strictness::lenient);
  complete_contract(&contract, &problems);
  return contract;
}

Contract parsed(const std::string& text) {
  const auto result = parse_contract(text);
  REQUIRE_MESSAGE(result.has_value(), result.error().message);
  return *result->contract;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a random contract rendered as ODCS reads back as the same, from YAML and from JSON") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const Contract contract = completed(random_contract(seed));
    const std::string before = fingerprint(contract);
    CHECK(fingerprint(read(to_yaml_text(rendered_tree(contract, IfRefused::keep)), contract.kind)) == before);
    CHECK(fingerprint(read(render_odcs_yaml(contract), contract.kind)) == before);
    CHECK(fingerprint(read(render_odcs_json(contract), contract.kind)) == before);
  }
}

TEST_CASE("rendering what was rendered changes nothing more") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const Contract contract = completed(random_contract(seed));
    const std::string once = render_odcs_yaml(contract);
    CHECK(render_odcs_yaml(read(once, contract.kind)) == once);
  }
}

TEST_CASE("what the standard has words for is written in its words, the rest is carried at its element") {
  Contract contract;
  contract.id = "urn:x";
  contract.version = "1.0";
  contract.owner = "checkout";
  contract.contacts = {{"Ann", "ann@example.com", "", {}}};
  contract.datasets.resize(1);
  contract.datasets[0].name = "orders";
  contract.datasets[0].fields.resize(1);
  Field& field = contract.datasets[0].fields[0];
  field.name = "customer_id";
  field.type = {TypeKind::int64, {}, {}, TimeZoneKind::unspecified, "long"};
  field.references = {{"", "", "", "customers.id"}};
  field.pii = true;
  field.title = "Customer";
  const std::string yaml = render_odcs_yaml(completed(contract));
  CHECK(has(yaml, "version: \"1.0\"\n"));
  CHECK(has(yaml, "team:\n  name: checkout\n"));
  CHECK(has(yaml, "        logicalType: integer\n"));
  CHECK(has(yaml, "format: i64\n"));
  CHECK(has(yaml, "to: customers.id\n"));
  CHECK(has(yaml, "- property: pii\n            value: true\n"));
  CHECK(has(yaml, "businessName: Customer\n"));
  CHECK(has(yaml, "- property: \"trama:title\"\n            value: Customer\n"));
  CHECK(has(yaml, "- property: \"trama:contacts\"\n"));
  CHECK_FALSE(has(yaml, "trama:datasets"));
}

TEST_CASE("a member that is only alike, or does not fit, stays a custom property") {
  const Contract contract = parsed(R"(
kind: DataContract
apiVersion: v3.1.0
id: urn:x
version: 1.0.0
status: active
customProperties:
  - {property: "trama:nonsense", value: 1}
  - {property: "trama:contacts", value: "not a list"}
  - {property: "trama:title", value: "T"}
)");
  // One that does not fit spoils its element: nothing of it is believed.
  CHECK(contract.title.empty());
  CHECK(contract.custom.size() == 3);
}

TEST_CASE("a server that lacks what its type demands, or has a type of its own, is custom and still itself") {
  Contract contract;
  contract.id = "urn:x";
  contract.version = "1";
  contract.servers = {{"a", "postgres", "", "", {{"host", "h"}}, {}, {}},
                      {"b", "iceberg", "", "", {{"catalog", "c"}, {"table", "t"}}, {}, {}},
                      {"c", "mysql", "", "", {{"host", "h"}, {"port", "3306"}, {"database", "d"}}, {}, {}}};
  const std::string yaml = render_odcs_yaml(contract);
  CHECK(has(yaml, "server: a\n    type: custom\n"));
  CHECK(has(yaml, "server: b\n    type: custom\n    catalog: c\n"));
  CHECK(has(yaml, "server: c\n    type: mysql\n    host: h\n    port: 3306\n"));
  CHECK(fingerprint(parsed(yaml)) == fingerprint(contract));
}

TEST_CASE("a contract that would be refused in the standard's words is carried as a whole and registers") {
  Contract contract;
  contract.id = "urn:x";
  contract.version = "1";
  contract.datasets.resize(1);
  contract.datasets[0].fields.resize(1);  // neither has a name
  contract.custom = {{std::string(600, 'k'), "1", ""}, {"", "2", ""}};
  const std::string yaml = render_odcs_yaml(completed(contract));
  CHECK(has(yaml, "trama:datasets"));
  CHECK(fingerprint(parsed(yaml)) == fingerprint(completed(contract)));
}
