// compat_report [FOLDER]
//
// Compares the Confluent levels with what a schema registry's own cases say (FOLDER/schema-compat/avro.json and
// jsonschema.json): each pair of schemas that a contract can express is written as two contracts and judged. A case is
// `backward` (the new schema reads old data, the old one does not read new data), `both` or `none`; so BACKWARD passes
// in the first two, FORWARD and FULL in the second. What a contract cannot say (unions, conditions, tuples, lengths of
// lists ...) is counted and named, not judged.
//
// FOLDER defaults to the environment's TRAMA_CORPORA, then to ../shared/corpora beside the checkout. Exit: 0 all agree;
// 1 something does not; 77 no corpus.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/contract/change/diff.h"
#include "catalog/contract/change/policy.h"
#include "catalog/contract/parse.h"
#include "tests/corpora/corpus_files.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace trama;
using namespace trama::change;

// Why a schema is no contract; thrown while it is translated.
struct CannotSay {
  std::string what;
};

const std::map<std::string, std::string, std::less<>> kJsonTypes = {{"string", "string"},   {"number", "number"},
                                                                    {"integer", "integer"}, {"boolean", "boolean"},
                                                                    {"array", "array"},     {"object", "object"}};
const std::map<std::string, std::string, std::less<>> kAvroTypes = {
    {"string", "string"}, {"int", "int"},     {"long", "long"},      {"float", "float"},
    {"double", "double"}, {"bytes", "bytes"}, {"boolean", "boolean"}};

json field_of(const json& schema);

// Properties, what is required, and whether others are allowed.
json object_of(const json& schema, const char* fields_key) {
  json out = json::object();
  json fields = json::object();
  for (const auto& [name, property] : schema.value("properties", json::object()).items()) {
    fields[name] = field_of(property);
    fields[name]["required"] = false;
  }
  for (const json& name : schema.value("required", json::array())) {
    if (!fields.contains(name)) throw CannotSay{"a required property that is not described"};
    fields[name.get<std::string>()]["required"] = true;
  }
  if (fields.empty()) throw CannotSay{"an object without properties"};
  out[fields_key] = std::move(fields);
  return out;
}

json field_of(const json& schema) {
  if (!schema.is_object()) throw CannotSay{"true or false as a schema"};
  json field = json::object();
  for (const auto& [key, value] : schema.items()) {
    if (key == "type") {
      if (!value.is_string() || !kJsonTypes.contains(value.get<std::string>())) throw CannotSay{"several types"};
      field["type"] = kJsonTypes.at(value.get<std::string>());
    } else if (key == "minLength" || key == "maxLength" || key == "pattern" || key == "format" || key == "enum") {
      field[key] = value;
    } else if (key == "minimum" || key == "maximum") {
      const char* exclusive = key == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
      const json open = schema.value(exclusive, json());
      field[open == true ? exclusive : key] = value;
    } else if (key == "exclusiveMinimum" || key == "exclusiveMaximum") {
      if (value.is_number()) field[key] = value;
    } else if (key == "items" && value.is_object()) {
      field["items"] = field_of(value);
    } else if (key == "properties") {
      field["fields"] = object_of(schema, "fields")["fields"];
    } else if (key != "$schema" && key != "$id" && key != "id" && key != "title" && key != "required") {
      throw CannotSay{"`" + key + "`"};
    }
  }
  if (!field.contains("type")) throw CannotSay{"no type"};
  if (field.contains("enum") && field["enum"].empty()) throw CannotSay{"an enumeration of nothing"};
  return field;
}

json model_of_json_schema(const json& schema) {
  if (!schema.is_object() || schema.value("type", json()) != "object") {
    return {{"fields", {{"value", field_of(schema)}}}};
  }
  json rest = schema;
  for (const char* key : {"properties", "required", "additionalProperties", "type"}) rest.erase(key);
  for (const auto& [key, value] : rest.items()) {
    if (key != "$schema" && key != "$id" && key != "id" && key != "title") throw CannotSay{"`" + key + "`"};
  }
  const json additional = schema.value("additionalProperties", json(true));
  if (!additional.is_boolean()) throw CannotSay{"a schema of further properties"};
  json model = object_of(schema, "fields");
  model["additionalFields"] = additional;
  return model;
}

json model_of_avro(const json& schema) {
  json fields = json::object();
  for (const json& field : schema["fields"]) {
    if (!field["type"].is_string() || !kAvroTypes.contains(field["type"].get<std::string>())) {
      throw CannotSay{"a nested Avro type"};
    }
    fields[field["name"].get<std::string>()] = {{"type", kAvroTypes.at(field["type"].get<std::string>())},
                                                {"required", !field.contains("default")}};
  }
  return {{"fields", std::move(fields)}};
}

std::string named(const json& schema) {
  return schema.is_object() ? schema.value("name", "") : "";
}

contract::Contract contract_of(const json& model) {
  const json document = {{"dataContractSpecification", "1.2.1"},
                         {"id", "case"},
                         {"info", {{"title", "Case"}, {"version", "1.0.0"}}},
                         {"models", {{"record", model}}}};
  const auto parsed = contract::parse_contract(document.dump());
  if (!parsed)
    throw CannotSay{parsed.error().problems.empty() ? parsed.error().message : parsed.error().problems.front().message};
  return *parsed->contract;
}

bool passes(const contract::Contract& before, const contract::Contract& after, Policy policy) {
  return std::ranges::none_of(diff(before, after),
                              [&](const Change& change) { return judge(policy, change).level == Level::error; });
}

struct Report {
  int agreed = 0, differed = 0;
  std::map<std::string, int> unsaid;

  void judge_case(const json& each, const contract::Contract& before, const contract::Contract& after) {
    const std::string expected = each["compatibility"];
    const bool backward = passes(before, after, Policy::confluent_backward);
    const bool forward = passes(before, after, Policy::confluent_forward);
    const bool full = passes(before, after, Policy::confluent_full);
    const std::string found = backward && forward ? "both" : backward ? "backward" : forward ? "forward" : "none";
    const bool same = found == expected && full == (backward && forward);
    ++(same ? agreed : differed);
    if (same) return;
    std::cout << "differs: " << each["id"].get<std::string>() << ": expected " << expected << ", found " << found
              << '\n'
              << "  " << each["original"].dump() << "\n  " << each["updated"].dump() << '\n';
    for (const Change& change : diff(before, after)) std::cout << "  " << describe(change) << '\n';
  }
};

void read(const fs::path& file, json (*model)(const json&), Report* report) {
  const json corpus = json::parse(corpora::read_file(file));
  for (const json& each : corpus["tests"]) {
    try {
      // By Avro's rules records of two names are two things; a contract asks what became of its dataset.
      if (named(each["original"]) != named(each["updated"])) throw CannotSay{"a record that changes its name"};
      report->judge_case(each, contract_of(model(each["original"])), contract_of(model(each["updated"])));
    } catch (const CannotSay& reason) {
      ++report->unsaid[reason.what];
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = corpora::corpus_folder(argc > 1 ? argv[1] : "") / "schema-compat";
  if (!fs::exists(folder / "jsonschema.json")) return 77;
  Report report;
  read(folder / "avro.json", model_of_avro, &report);
  read(folder / "jsonschema.json", model_of_json_schema, &report);
  std::cout << "Confluent levels: " << report.agreed << " agree, " << report.differed << " differ\n";
  for (const auto& [what, count] : report.unsaid) std::cout << "  no contract says " << what << ": " << count << '\n';
  return report.differed == 0 ? 0 : 1;
}
