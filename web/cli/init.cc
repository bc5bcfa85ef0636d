// For authors: init, a contract to start from, valid as it is written; rules, the table documents are judged by.
#include <filesystem>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "catalog/base/node_id.h"
#include "catalog/contract/semantic_rules.h"
#include "web/cli/command.h"
#include "web/cli/output.h"

namespace trama::cli {
namespace {

// A double-quoted YAML scalar.
std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string starter(const InitOptions& options) {
  return "kind: DataContract\n"
         "apiVersion: v3.1.0\n"
         "id: " +
         yaml_text(options.id) +
         "\n"
         "name: " +
         yaml_text(options.name) +
         "\n"
         "version: 0.1.0\n"
         "status: draft\n"
         "domain: my-domain\n"
         "description:\n"
         "  purpose: What this data is for, in one sentence an analyst understands.\n"
         "  limitations: What it must not be used for.\n"
         "team:\n"
         "  name: my-team\n"
         "  members:\n"
         "    - username: me@company.example\n"
         "      role: owner\n"
         "servers:\n"
         "  - server: production\n"
         "    type: postgres\n"
         "    host: db.company.example\n"
         "    port: 5432\n"
         "    database: warehouse\n"
         "    schema: public\n"
         "schema:\n"
         "  - name: my_table\n"
         "    physicalType: table\n"
         "    description: One row per thing.\n"
         "    properties:\n"
         "      - name: thing_id\n"
         "        logicalType: string\n"
         "        required: true\n"
         "        unique: true\n"
         "        primaryKey: true\n"
         "        primaryKeyPosition: 1\n"
         "        description: Identifies the thing.\n"
         "      - name: created_at\n"
         "        logicalType: timestamp\n"
         "        required: true\n"
         "        description: When it came to be (UTC).\n"
         "slaProperties:\n"
         "  - property: freshness\n"
         "    value: 24\n"
         "    unit: h\n";
}

}  // namespace

int init(const InitOptions& options) {
  if (!valid_id(options.id)) {
    return fail(
        make_error(ErrorCode::invalid_argument, "bad-id", "the id must be 1 to 512 bytes without control characters"));
  }
  if (!options.force && std::filesystem::exists(options.file)) {
    return fail(make_error(ErrorCode::invalid_argument, "file-exists",
                           options.file + " is there already; --force overwrites it"));
  }
  std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
  file << starter(options);
  file.flush();
  if (!file) return fail(make_error(ErrorCode::invalid_argument, "unwritable-file", "cannot write " + options.file));
  std::cout << "wrote " << options.file << "; edit it, then: trama register " << options.file << '\n';
  return kFine;
}

int rules(const RulesOptions& options) {
  std::vector<Row> rows;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const contract::RuleInfo& rule : contract::semantic_rules()) {
    rows.push_back(
        {std::string(rule.id), std::string(to_string(rule.lenient)), std::string(rule.checks), std::string(rule.hint)});
    list.push_back(
        {{"rule", rule.id}, {"severity", to_string(rule.lenient)}, {"checks", rule.checks}, {"hint", rule.hint}});
  }
  if (options.json) {
    std::cout << list.dump(2) << '\n';
  } else {
    print_table({"RULE", "LENIENT", "CHECKS THAT", "REMEDY"}, rows);
  }
  return kFine;
}

}  // namespace trama::cli
