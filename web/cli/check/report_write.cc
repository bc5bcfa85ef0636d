#include <nlohmann/json.hpp>

#include "web/cli/check/report.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

Json file_json(const CheckedFile& file) {
  Json json = {{"file", file.file}};
  if (!file.trouble.empty()) {
    json["trouble"] = file.trouble;
    return json;
  }
  json.update(Json::parse(file.answer, nullptr, false));
  return json;
}

// The answers as they came, under the verdict on all of them.
std::string write_json(const CheckReport& report) {
  Json json = {{"verdict", to_string(verdict_of(report))}, {"against", report.against}, {"files", Json::array()}};
  for (const CheckedFile& file : report.files) json["files"].push_back(file_json(file));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string write_report(const CheckReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::table:
      return write_table(report);
    case ReportFormat::json:
      return write_json(report);
    case ReportFormat::junit:
      return write_junit(report);
    case ReportFormat::sarif:
      return write_sarif(report);
    case ReportFormat::github:
      return write_annotations(report);
    case ReportFormat::markdown:
      return write_markdown(report);
  }
  return write_json(report);
}

}  // namespace trama::cli
