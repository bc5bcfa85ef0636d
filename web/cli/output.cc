#include "web/cli/output.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>

#include <nlohmann/json.hpp>

#include "catalog/base/text.h"

namespace trama::cli {
namespace {

constexpr std::size_t kCellBytesMax = 80, kLastCellBytesMax = 240;

// One finding in the form editors and CI logs link to.
void print_finding(std::string_view file, const nlohmann::json& finding) {
  std::string place(file);
  if (!place.empty()) place += ':';
  if (finding.contains("line")) place += std::to_string(finding["line"].get<std::uint64_t>()) + ':';
  if (finding.contains("column")) place += std::to_string(finding["column"].get<std::uint64_t>()) + ':';
  std::cerr << place << (place.empty() ? "" : " ") << finding.value("severity", "error") << ' '
            << finding.value("rule", "") << ": " << finding.value("message", "");
  if (const std::string pointer = finding.value("pointer", ""); !pointer.empty()) std::cerr << " at " << pointer;
  if (const std::string hint = finding.value("hint", ""); !hint.empty()) std::cerr << " (" << hint << ')';
  std::cerr << '\n';
}

}  // namespace

ExitCode exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_document:
    case ErrorCode::conflict:
    case ErrorCode::precondition_failed:
      return kFound;
    case ErrorCode::invalid_argument:
    case ErrorCode::unreadable:
    case ErrorCode::unsupported_media:
    case ErrorCode::too_large:
    case ErrorCode::not_found:
    case ErrorCode::ambiguous:
      return kUsage;
    case ErrorCode::unauthorized:
    case ErrorCode::forbidden:
    case ErrorCode::unavailable:
    case ErrorCode::timed_out:
    case ErrorCode::unreachable:
    case ErrorCode::corrupt:
    case ErrorCode::internal:
      return kUnreachable;
  }
  return kUnreachable;
}

ExitCode exit_code_of_status(int http_status) {
  if (http_status < 400) return kFine;
  if (http_status == 409 || http_status == 412 || http_status == 422) return kFound;
  if (http_status == 401 || http_status == 403 || http_status == 408 || http_status == 421 || http_status == 429) {
    return kUnreachable;
  }
  return http_status < 500 ? kUsage : kUnreachable;
}

int fail(const Error& error, std::string_view file) {
  std::cerr << "trama: " << (file.empty() ? "" : std::string(file) + ": ") << error.message << '\n';
  for (const Problem& problem : error.problems) {
    print_finding(file, {{"line", problem.line},
                         {"column", problem.column},
                         {"severity", to_string(problem.severity)},
                         {"rule", problem.rule},
                         {"message", problem.message},
                         {"pointer", problem.pointer},
                         {"hint", problem.hint}});
  }
  for (const std::string& candidate : error.candidates) std::cerr << "  candidate: " << candidate << '\n';
  return exit_code(error.code);
}

int fail(const http::ClientAnswer& answer, std::string_view file) {
  const auto problem = nlohmann::json::parse(answer.body, nullptr, false);
  const std::string what = problem.is_object() ? problem.value("detail", problem.value("title", "")) : "";
  std::cerr << "trama: " << (file.empty() ? "" : std::string(file) + ": ")
            << (what.empty() ? "the server answered " + std::to_string(answer.status) : what) << '\n';
  if (problem.is_object()) {
    for (const auto& finding : problem.value("errors", nlohmann::json::array())) print_finding(file, finding);
    for (const auto& candidate : problem.value("candidates", nlohmann::json::array())) {
      std::cerr << "  candidate: " << candidate.get<std::string>() << '\n';
    }
  }
  // A name that means two nodes is the caller's to narrow, not a finding.
  if (problem.is_object() && problem.value("type", "") == "urn:trama:problem:ambiguous-node") return kUsage;
  return exit_code_of_status(answer.status);
}

int wrong_usage(const std::string& what) {
  return fail(make_error(ErrorCode::invalid_argument, "usage", what));
}

void print_notes(const nlohmann::ordered_json& answer) {
  for (const auto& note : answer.value("notes", nlohmann::ordered_json::array())) {
    std::cout << "  " << text_of(note, "severity") << ' ' << text_of(note, "rule");
    if (note.contains("line")) std::cout << " at line " << text_of(note, "line");
    std::cout << ": " << text_of(note, "message") << '\n';
  }
}

void print_registered(const std::string& what, const http::ClientAnswer& answer) {
  const auto json = nlohmann::ordered_json::parse(answer.body, nullptr, false);
  if (!json.is_object()) return;
  std::cout << what << ": " << text_of(json, "outcome") << ' ' << text_of(json, "id") << ' ' << text_of(json, "version")
            << " (seq " << text_of(json, "seq") << (json.contains("dry_run") ? ", dry run" : "") << ")\n";
  for (const auto& finding : json.value("findings", nlohmann::ordered_json::array())) {
    std::cout << "  " << text_of(finding, "level") << ' ' << text_of(finding, "gate") << '/' << text_of(finding, "rule")
              << ": " << text_of(finding, "message") << (finding.value("overridden", false) ? " (overridden)" : "")
              << '\n';
  }
  print_notes(json);
}

void show_progress(std::string_view what, std::uint64_t done, std::uint64_t total) {
  std::cerr << '\r' << what << ' ' << done << " of " << total << std::flush;
  if (done >= total) std::cerr << '\n';
}

std::string text_of(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string table_text(const Row& header, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const std::string& cell : header) widths.push_back(text_width(cell));
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], text_width(shorten(row[i], kCellBytesMax)));
    }
  }
  std::string text;
  const auto add = [&](const Row& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      // Nothing stands right of the last column.
      std::string cell = shorten(row[i], i + 1 < row.size() ? kCellBytesMax : kLastCellBytesMax);
      std::ranges::replace(cell, '\n', ' ');
      line += cell;
      if (i + 1 < row.size()) line.append(widths[i] - text_width(cell) + 2, ' ');
    }
    text += line + '\n';
  };
  add(header);
  for (const Row& row : rows) add(row);
  return text;
}

void print_table(const Row& header, const std::vector<Row>& rows) {
  std::cout << table_text(header, rows);
}

}  // namespace trama::cli
