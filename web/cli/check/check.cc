// check: what proposed contracts change, whether that may pass, and who is hit.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <nlohmann/json.hpp>

#include "web/cli/check/judge.h"
#include "web/cli/check/report.h"
#include "web/cli/output.h"
#include "web/cli/remote.h"

namespace trama::cli {
namespace {

FailOn fail_on(const std::string& word) {
  return word == "never" ? FailOn::never : word == "warning" ? FailOn::warning : FailOn::error;
}

CheckedFile unjudged(const std::string& file, const std::string& trouble) {
  CheckedFile checked;
  checked.file = file;
  checked.trouble = trouble;
  checked.verdict = Verdict::refuse;
  return checked;
}

CheckedFile check_file(Judge& judge, const std::string& file, int* exit) {
  int unreadable = kFine;
  const std::string bytes = read_input(file, &unreadable);
  *exit = std::max(*exit, unreadable);
  if (unreadable != kFine) return unjudged(file, "the file cannot be read");
  const auto answer = judge.judge(bytes);
  if (!answer) {
    *exit = std::max<int>(*exit, exit_code(answer.error().code));
    return unjudged(file, answer.error().message);
  }
  auto checked = read_check_answer(file, answer.value());
  if (checked) return *std::move(checked);
  *exit = std::max<int>(*exit, kUnreachable);
  return unjudged(file, "the answer is not that of a Trama server");
}

// The step summary of a workflow is a file that several steps add to.
int add_step_summary(const CheckReport& report) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");  // NOLINT(concurrency-mt-unsafe): nobody sets variables
  if (path == nullptr || *path == '\0') return kFine;
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << write_markdown(report) << '\n';
  if (file.flush()) return kFine;
  return fail(make_error(ErrorCode::unreachable, "unwritable-file", std::string("cannot write ") + path));
}

int write_file(const CheckReport& report, const std::string& wanted) {
  const std::size_t equals = wanted.find('=');
  const std::string path = wanted.substr(equals + 1);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << write_report(report, *report_format(wanted.substr(0, equals)));
  if (file.flush()) return kFine;
  return fail(make_error(ErrorCode::unreachable, "unwritable-file", "cannot write " + path));
}

bool has_failed(const CheckReport& report) {
  return std::ranges::any_of(report.files, [&](const CheckedFile& file) {
    return std::ranges::any_of(file.findings, [&](const CheckFinding& finding) { return fails(report, finding); });
  });
}

}  // namespace

bool is_report_option(const std::string& text) {
  const std::size_t equals = text.find('=');
  return equals != std::string::npos && equals + 1 < text.size() && report_format(text.substr(0, equals)).has_value();
}

int check(const CheckOptions& options) {
  auto judge = open_judge(options);
  if (!judge) {
    (void)fail(judge.error());
    return kUnreachable;
  }
  CheckReport report;
  report.against = options.against.empty() ? options.remote.url : options.against;
  report.fail_on = fail_on(options.fail_on);
  int exit = kFine;
  for (const std::string& file : options.files) report.files.push_back(check_file(**judge, file, &exit));

  const ReportFormat format = options.remote.json ? ReportFormat::json : *report_format(options.format);
  std::cout << write_report(report, format);
  if (format == ReportFormat::github) exit = std::max(exit, add_step_summary(report));
  for (const std::string& wanted : options.reports) exit = std::max(exit, write_file(report, wanted));
  return std::max<int>(exit, has_failed(report) ? kFound : kFine);
}

}  // namespace trama::cli
