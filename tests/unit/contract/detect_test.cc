// Goal: every document is told apart, and what is no contract gets a helpful word. Method: a table.
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

using namespace trama;
using namespace trama::contract;

namespace {

Detected detected(std::string_view text) {
  const auto document = load_document(text);
  REQUIRE(document);
  return detect(document->root);
}

}  // namespace

TEST_CASE("dialects are told by their content") {
  CHECK(detected("dataContractSpecification: 1.2.1\nid: x") == Detected::dcs);
  CHECK(detected("dataContractSpecification: 0.9.3\nschema: {fields: [{name: a}]}") == Detected::article);
  CHECK(detected("dataContractSpecification: 0.9.3\nschema: {type: dbt, specification: x}") == Detected::dcs);
  CHECK(detected("kind: DataContract\napiVersion: v3.1.0") == Detected::odcs3);
  CHECK(detected("kind: datacontract\napiVersion: 3.0.0") == Detected::odcs3);
  CHECK(detected("kind: DataContract\napiVersion: v2.2.2") == Detected::odcs2);
  CHECK(detected("kind: DataContract\nuuid: x\ndataset: []") == Detected::odcs2);
  CHECK(detected("uuid: x\nversion: 1.0.0\nquantumName: q\ndataset: []") == Detected::odcs2);
  CHECK(detected("kind: DataProduct\napiVersion: v1.0.0") == Detected::odps);
  CHECK(detected("id: x\ninfo: {version: 1}\nmodels: {}") == Detected::dcs);
  CHECK(detected("id: x\nversion: 1\nschema: []") == Detected::odcs3);
  CHECK(detected("kind: Deployment\napiVersion: v1") == Detected::unknown);
  CHECK(detected("a: 1") == Detected::unknown);
  CHECK(detected("[1]") == Detected::unknown);
}

TEST_CASE("what is no contract is named for what it is") {
  struct Row {
    const char* text;
    const char* word;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"<!DOCTYPE html><html></html>", "HTML"},
           {"\n  <html>", "HTML"},
           {"<?xml version='1.0'?><a/>", "XML"},
           {"PK\x03\x04 data", "ZIP"},
           {"%PDF-1.7", "PDF"},
           {"id,name,amount\n1,a,2\n", "CSV"},
           {"Dear all, this is prose.", "prose"},
           {"CREATE TABLE orders (id int)", "SQL"},
           {"syntax = \"proto3\";", "Protobuf"},
           {"{\"$schema\": \"https://json-schema.org/draft-07\", \"type\": \"object\"}", "JSON Schema"},
           {"{\"type\": \"object\", \"properties\": {}}", "JSON Schema"},
           {"{\"type\": \"record\", \"name\": \"x\", \"fields\": []}", "Avro"},
           {"openapi: 3.1.0\ninfo: {title: x}\npaths: {}", "OpenAPI"},
           {"asyncapi: 3.0.0", "AsyncAPI"},
           {"version: 2\nmodels: [{name: x}]", "dbt"},
           {"version: 2\nsources: [{name: x}]", "dbt"},
           {"{\"eventType\": \"START\", \"run\": {}, \"job\": {}}", "OpenLineage"},
           {"checks for orders: [row_count > 0]", "SodaCL"},
           {"kind: Deployment\napiVersion: v1", "another kind"},
           {"- a\n- b", "list"},
           {"just: a map", "not a data contract"},
       }) {
    CAPTURE(std::string(row.text));
    const auto parsed = parse_contract(row.text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().slug == "not-a-contract");
    CHECK(parsed.error().code == ErrorCode::unreadable);
    CHECK(parsed.error().message.find(row.word) != std::string::npos);
    CHECK_FALSE(parsed.error().problems.at(0).hint.empty());
  }
}

TEST_CASE("a slip in the telling key is answered with the key that was meant") {
  const auto parsed = parse_contract("dataContractSpecificaton: 1.1.0\nid: x\n");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().problems.at(0).hint == "did you mean `dataContractSpecification`?");
}
