// Goal: what a contract says about lineage. Method: small contracts built in place, their assertions written as text.
#include "catalog/lineage/from_contract.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::lineage;
using contract::Contract;
using contract::Dataset;
using contract::Field;
using contract::LineageInput;
using contract::Port;
using contract::PortDirection;

namespace {

std::string text(const Endpoint& end) {
  static const char* const kKinds[] = {"?", "contract", "physical", "consumer", "product", "text"};
  std::string out =
      std::string(kKinds[static_cast<int>(end.kind)]) + " " + end.owner + "|" + end.table + "|" + end.path;
  return end.home.empty() ? out : out + " at " + end.home;
}

std::string text(const Assertion& a) {
  std::string out = text(a.source) + " -> " + text(a.target) + " " + std::string(to_string(a.relation));
  for (const std::string_view word : {to_string(a.type), to_string(a.subtype)}) {
    if (!word.empty()) out += " " + std::string(word);
  }
  return out + (a.masking ? " masking" : "") + (a.complete ? " complete" : "");
}

std::vector<std::string> texts(const std::vector<Assertion>& assertions) {
  std::vector<std::string> out;
  for (const Assertion& assertion : assertions) out.push_back(text(assertion));
  return out;
}

Field field(const std::string& name, std::vector<LineageInput> inputs = {}) {
  Field out;
  out.name = name;
  out.path = name;
  out.inputs = std::move(inputs);
  return out;
}

LineageInput from(const std::string& owner, const std::string& table, const std::string& path) {
  LineageInput out;
  out.from = {owner, table, path, owner + "." + table + "." + path};
  return out;
}

LineageInput written(const std::string& as) {
  LineageInput out;
  out.from.text = as;
  return out;
}

Contract one_dataset(std::vector<Field> fields) {
  Contract out;
  out.id = "urn:me";
  out.datasets.resize(1);
  out.datasets[0].name = "t";
  out.datasets[0].fields = std::move(fields);
  return out;
}

std::vector<std::string> of(const Contract& contract) {
  return texts(assertions_of(contract));
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a namespace is another contract or, by OpenLineage's naming, a physical place") {
  const struct {
    std::string owner, expected;
  } rows[] = {
      {"urn:other", "contract urn:other|a|b"},
      {"orders", "contract orders|a|b"},
      {"postgres://h:5432", "physical postgres://h:5432|a|b"},
      {"bigquery", "physical bigquery|a|b"},
      {"arn:aws:glue:eu-west-1:1", "physical arn:aws:glue:eu-west-1:1|a|b"},
      {"urn:me", "contract urn:me|a|b"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.owner);
    CHECK(of(one_dataset({field("x", {from(row.owner, "a", "b")})})) ==
          Texts{row.expected + " -> contract urn:me|t|x DERIVES complete"});
  }
}

TEST_CASE("what parsers resolved within the document is certain, other text stays text with its home") {
  CHECK(of(one_dataset({field("x", {from("", "src", "y")})})) ==
        Texts{"contract urn:me|src|y -> contract urn:me|t|x DERIVES complete"});
  CHECK(of(one_dataset({field("x", {written("raw.orders.id")})})) ==
        Texts{"text raw.orders.id|| at urn:me -> contract urn:me|t|x DERIVES complete"});
}

TEST_CASE("an input without a column keeps the field as target and is not complete") {
  CHECK(of(one_dataset({field("x", {from("urn:a", "src", "")})})) ==
        Texts{"contract urn:a|src| -> contract urn:me|t|x DERIVES"});
}

TEST_CASE("inputs of the dataset and of its fields both speak") {
  Contract contract = one_dataset({field("x", {from("urn:a", "s", "y")})});
  contract.datasets[0].inputs = {from("urn:b", "r", "")};
  CHECK(of(contract) == Texts{"contract urn:a|s|y -> contract urn:me|t|x DERIVES complete",
                              "contract urn:b|r| -> contract urn:me|t| DERIVES"});
}

TEST_CASE("column lineage is complete only when every column says where it comes from") {
  Contract contract = one_dataset({field("x", {from("urn:a", "s", "y")}), field("z")});
  CHECK(of(contract) == Texts{"contract urn:a|s|y -> contract urn:me|t|x DERIVES"});
  // A struct is accounted for by all of its members.
  contract.datasets[0].fields[1].children = {field("m", {from("urn:a", "s", "m")})};
  contract.datasets[0].fields[1].children[0].path = "z.m";
  CHECK(of(contract) == Texts{"contract urn:a|s|m -> contract urn:me|t|z.m DERIVES complete",
                              "contract urn:a|s|y -> contract urn:me|t|x DERIVES complete"});
  // A dataset input of the same pair leaves open what else flows.
  contract.datasets[0].inputs = {from("urn:a", "s", "")};
  for (const Assertion& assertion : assertions_of(contract)) CHECK_FALSE(assertion.complete);
}

TEST_CASE("kind of transformation and masking travel along") {
  LineageInput input = from("urn:a", "s", "y");
  input.type = "indirect";
  input.subtype = "Filter";
  input.masking = true;
  CHECK(of(one_dataset({field("x", {input})})) ==
        Texts{"contract urn:a|s|y -> contract urn:me|t|x DERIVES INDIRECT FILTER masking complete"});
}

TEST_CASE("a dataset does not derive from itself: the name is left to the resolver") {
  LineageInput self = from("", "t", "");
  self.from.text = "t";
  CHECK(of(one_dataset({field("x", {self})})) == Texts{"text t|| at urn:me -> contract urn:me|t|x DERIVES complete"});
}

TEST_CASE("foreign keys run from the referenced field to the referring one") {
  Contract contract = one_dataset({field("customer_id"), field("a"), field("b")});
  contract.datasets[0].fields[0].references = {{"", "", "", "urn:datacontract:customer:dim-customers.customer_id"},
                                               {"", "c", "id", "c.id"}};
  contract.datasets[0].relationships = {{"foreignKey", {"a", "b"}, {{"", "p", "x", "p.x"}, {"", "p", "y", "p.y"}}, {}}};
  CHECK(of(contract) ==
        Texts{"contract urn:me|c|id -> contract urn:me|t|customer_id REFERENCES",
              "contract urn:me|p|x -> contract urn:me|t|a REFERENCES",
              "contract urn:me|p|y -> contract urn:me|t|b REFERENCES",
              "text urn:datacontract:customer:dim-customers.customer_id|| at urn:me -> contract urn:me|t|customer_id "
              "REFERENCES"});
}

TEST_CASE("ports of a product consume and derive") {
  Contract product;
  product.kind = contract::Kind::product;
  product.id = "p";
  product.ports.resize(4);
  product.ports[0].direction = PortDirection::input;
  product.ports[0].contract = "urn:in";
  product.ports[1].contract = "urn:out";
  product.ports[1].input_contracts = {{"urn:in", "1.0.0"}, {"urn:more", ""}};
  product.ports[2].contract = "urn:plain";
  product.ports[3].direction = PortDirection::management;
  product.ports[3].contract = "urn:no";
  CHECK(of(product) ==
        Texts{"contract urn:in|| -> contract urn:out|| DERIVES", "contract urn:in|| -> product p|| CONSUMES",
              "contract urn:more|| -> contract urn:out|| DERIVES", "product p|| -> contract urn:plain|| DERIVES"});
}

TEST_CASE("a summary lists fields of all levels in the document's order, platforms and personal data") {
  Contract contract = one_dataset({field("b"), field("a")});
  contract.servers = {
      {"s1", "s3", "", "", {}, {}, {}}, {"s2", "kafka", "", "", {}, {}, {}}, {"s3", "s3", "", "", {}, {}, {}}};
  Field& list = contract.datasets[0].fields[0];
  list.items = {field("")};
  list.items[0].path = "b[]";
  list.items[0].children = {field("c")};
  list.items[0].children[0].path = "b[].c";
  list.items[0].children[0].pii = true;
  contract.tags = {"x"};
  contract.datasets[0].tags = {"a", "x"};
  contract.datasets[0].classification = "internal";
  const Summary summary = summary_of(contract);
  CHECK(summary.datasets.at(0).field_paths == Texts{"b", "b[]", "b[].c", "a"});
  CHECK(summary.platforms == Texts{"kafka", "s3"});
  CHECK(summary.tags == Texts{"a", "x"});
  CHECK(summary.pii);
  CHECK(summary.classification == "internal");
  CHECK(summary.kind == SubjectKind::contract);
}
