#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "catalog/base/hash.h"
#include "web/cli/check/report.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kResultsMax = 5000;

std::string_view level_of(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "note";
}

Json location_of(const CheckedFile& file, const CheckFinding& finding) {
  Json physical = {{"artifactLocation", {{"uri", file.file}}}};
  if (finding.line != 0) {
    physical["region"] = {{"startLine", finding.line}, {"startColumn", std::max<std::uint64_t>(finding.column, 1)}};
  }
  Json location = {{"physicalLocation", std::move(physical)}};
  if (!finding.pointer.empty()) location["logicalLocations"] = {{{"fullyQualifiedName", finding.pointer}}};
  return location;
}

Json result_of(const CheckedFile& file, const CheckFinding& finding) {
  std::string text = finding.message;
  if (!finding.remedy.empty()) text += ' ' + finding.remedy;
  return {{"ruleId", finding.gate + '/' + finding.rule},
          {"level", level_of(finding.level)},
          {"message", {{"text", text}}},
          {"locations", {location_of(file, finding)}},
          // The same finding keeps its identity when lines above it move.
          {"partialFingerprints", {{"trama/v1", sha256_hex(file.id + '\n' + finding.rule + '\n' + finding.pointer)}}}};
}

Json trouble_of(const CheckedFile& file) {
  return {{"level", "error"},
          {"message", {{"text", file.file + ": " + file.trouble}}},
          {"locations", {{{"physicalLocation", {{"artifactLocation", {{"uri", file.file}}}}}}}}};
}

}  // namespace

std::string write_sarif(const CheckReport& report) {
  Json results = Json::array(), rules = Json::array(), troubles = Json::array();
  std::set<std::string> ids;
  for (const CheckedFile& file : report.files) {
    if (!file.trouble.empty()) troubles.push_back(trouble_of(file));
    for (const CheckFinding& finding : file.findings) {
      if (results.size() == kResultsMax) break;
      results.push_back(result_of(file, finding));
      if (ids.insert(finding.gate + '/' + finding.rule).second)
        rules.push_back({{"id", finding.gate + '/' + finding.rule}});
    }
  }
  Json run = {{"tool", {{"driver", {{"name", "Trama"}, {"version", TRAMA_VERSION}, {"rules", std::move(rules)}}}}},
              {"results", std::move(results)}};
  run["invocations"] = {{{"executionSuccessful", troubles.empty()}, {"toolExecutionNotifications", troubles}}};
  return Json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
              {"version", "2.1.0"},
              {"runs", {std::move(run)}}}
             .dump(2, ' ', false, Json::error_handler_t::replace) +
         '\n';
}

}  // namespace trama::cli
