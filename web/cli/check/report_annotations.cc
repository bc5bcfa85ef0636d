#include <algorithm>

#include "web/cli/check/report.h"
#include "web/cli/check/words.h"

namespace trama::cli {
namespace {

// A workflow command ends at the line's end; properties also end at ':' and ','.
std::string escape(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view command_of(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "notice";
}

std::string annotation(const CheckedFile& file, const CheckFinding& finding) {
  std::string text = "::" + std::string(command_of(finding.level)) + " file=" + escape(file.file, true);
  if (finding.line != 0) text += ",line=" + std::to_string(finding.line) + ",col=" + std::to_string(finding.column);
  text += ",title=" + escape("trama " + finding.gate + ": " + finding.rule, true);
  std::string message = finding.message;
  if (!finding.remedy.empty()) message += "\n" + finding.remedy;
  return text + "::" + escape(message, false) + '\n';
}

}  // namespace

std::string write_annotations(const CheckReport& report) {
  std::string out;
  for (const Level level : {Level::error, Level::warning, Level::info}) {
    for (const CheckedFile& file : report.files) {
      if (level == Level::error && !file.trouble.empty()) {
        out += "::error file=" + escape(file.file, true) +
               ",title=trama%3A not judged::" + escape(file.trouble, false) + '\n';
      }
      for (const CheckFinding& finding : file.findings) {
        if (finding.level == level) out += annotation(file, finding);
      }
    }
  }
  return out + summary_sentence(report) + '\n';
}

}  // namespace trama::cli
