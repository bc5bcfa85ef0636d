#include <array>

#include "web/cli/check/report.h"
#include "web/cli/check/words.h"

namespace trama::cli {
namespace {

struct Gate {
  std::string_view id, title;
};
constexpr std::array<Gate, 4> kGates = {{{"document", "the document is valid"},
                                         {"version", "the version says what changed"},
                                         {"window", "deprecation windows are over"},
                                         {"acknowledgement", "those who use it agree"}}};

// Text and attribute values. XML 1.0 has no way to write most control characters.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;
    } else {
      out += '?';
    }
  }
  return out;
}

std::string describe(const CheckedFile& file, const CheckFinding& finding) {
  std::string text = file.file;
  if (finding.line != 0) text += ':' + std::to_string(finding.line) + ':' + std::to_string(finding.column);
  text += ' ' + std::string(to_string(finding.level)) + ' ' + finding.rule + ": " + one_line(finding.message);
  return text + (finding.remedy.empty() ? "" : "\n  " + one_line(finding.remedy)) + '\n';
}

struct Case {
  std::string failures, notes, first;
};

Case case_of(const CheckReport& report, const CheckedFile& file, std::string_view gate) {
  Case c;
  for (const CheckFinding& finding : file.findings) {
    if (finding.gate != gate) continue;
    if (!fails(report, finding)) {
      c.notes += describe(file, finding);
      continue;
    }
    if (c.first.empty()) c.first = finding.message;
    c.failures += describe(file, finding);
  }
  return c;
}

std::string case_xml(const CheckedFile& file, const Gate& gate, const Case& c) {
  std::string xml = "    <testcase classname=\"" + escape(file.file) + "\" name=\"" + std::string(gate.title) + "\"";
  if (c.failures.empty() && c.notes.empty()) return xml + "/>\n";
  xml += ">\n";
  if (!c.failures.empty()) {
    xml += "      <failure type=\"" + std::string(gate.id) + "\" message=\"" + escape(c.first) + "\">" +
           escape(c.failures) + "</failure>\n";
  }
  if (!c.notes.empty()) xml += "      <system-out>" + escape(c.notes) + "</system-out>\n";
  return xml + "    </testcase>\n";
}

struct Suite {
  std::string xml;
  std::uint64_t tests = 0, failures = 0, errors = 0;
};

Suite suite_of(const CheckReport& report, const CheckedFile& file) {
  Suite suite;
  std::string cases;
  if (!file.trouble.empty()) {
    suite.tests = suite.errors = 1;
    cases = "    <testcase classname=\"" + escape(file.file) +
            "\" name=\"the file can be judged\">\n      <error message=\"" + escape(one_line(file.trouble)) +
            "\"/>\n    </testcase>\n";
  } else {
    for (const Gate& gate : kGates) {
      const Case c = case_of(report, file, gate.id);
      ++suite.tests;
      suite.failures += c.failures.empty() ? 0 : 1;
      cases += case_xml(file, gate, c);
    }
  }
  suite.xml = "  <testsuite name=\"" + escape(file.file) + "\" tests=\"" + std::to_string(suite.tests) +
              "\" failures=\"" + std::to_string(suite.failures) + "\" errors=\"" + std::to_string(suite.errors) +
              "\">\n" + cases + "  </testsuite>\n";
  return suite;
}

}  // namespace

std::string write_junit(const CheckReport& report) {
  Suite all;
  for (const CheckedFile& file : report.files) {
    const Suite suite = suite_of(report, file);
    all.xml += suite.xml;
    all.tests += suite.tests;
    all.failures += suite.failures;
    all.errors += suite.errors;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"trama check\" tests=\"" +
         std::to_string(all.tests) + "\" failures=\"" + std::to_string(all.failures) + "\" errors=\"" +
         std::to_string(all.errors) + "\">\n" + all.xml + "</testsuites>\n";
}

}  // namespace trama::cli
