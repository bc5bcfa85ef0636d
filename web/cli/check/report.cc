#include "web/cli/check/report.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trama::cli {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::info:
      return "info";
  }
  return "error";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::refuse:
      return "refuse";
    case Verdict::warn:
      return "warn";
    case Verdict::pass:
      return "pass";
  }
  return "refuse";
}

bool fails(const CheckReport& report, const CheckFinding& finding) {
  switch (report.fail_on) {
    case FailOn::never:
      return false;
    case FailOn::warning:
      return finding.level != Level::info;
    case FailOn::error:
      return finding.level == Level::error;
  }
  return true;
}

Verdict verdict_of(const CheckReport& report) {
  Verdict worst = Verdict::pass;
  for (const CheckedFile& file : report.files) {
    worst = std::max(worst, file.trouble.empty() ? file.verdict : Verdict::refuse);
  }
  return worst;
}

std::uint64_t count(const CheckReport& report, Level level) {
  std::uint64_t number = 0;
  for (const CheckedFile& file : report.files) {
    number += static_cast<std::uint64_t>(std::ranges::count(file.findings, level, &CheckFinding::level));
  }
  return number;
}

std::optional<ReportFormat> report_format(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ReportFormat>, 6> kFormats = {
      {{"table", ReportFormat::table},
       {"json", ReportFormat::json},
       {"junit", ReportFormat::junit},
       {"sarif", ReportFormat::sarif},
       {"github", ReportFormat::github},
       {"markdown", ReportFormat::markdown}}};
  const auto* found = std::ranges::find(kFormats, name, &std::pair<std::string_view, ReportFormat>::first);
  return found == kFormats.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace trama::cli
