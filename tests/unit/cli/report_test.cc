// Goal: every report says the same, in the form its reader takes, within its reader's bounds. Method: one report value
// made by hand, each format looked at for what its own grammar demands.
#include "web/cli/check/report.h"

#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trama::cli;

namespace {

CheckFinding finding(Level level, const std::string& gate, const std::string& rule, const std::string& message) {
  CheckFinding made;
  made.gate = gate;
  made.level = level;
  made.rule = rule;
  made.message = message;
  made.remedy = "publish as 2.0.0";
  made.pointer = "/models/orders/fields/email";
  made.line = 12;
  made.column = 7;
  return made;
}

CheckHit hit(const std::string& id, const std::string& owner) {
  CheckHit made;
  made.id = id;
  made.owner = owner;
  made.certainty = "certain";
  made.via = "direct";
  made.hop = 1;
  made.path = {"orders/orders/email", id};
  return made;
}

CheckedFile refused_file() {
  CheckedFile file;
  file.file = "contracts/orders.yaml";
  file.id = "orders";
  file.base = "1.2.0";
  file.version = "1.3.0";
  file.suggested = "2.0.0";
  file.verdict = Verdict::refuse;
  file.breaking = 1;
  file.findings = {finding(Level::error, "version", "field-removed", "field `email` was removed"),
                   finding(Level::warning, "document", "unknown-key", "`requried` is not known")};
  file.hits = {hit("urn:consumer:crm:mailer", "crm-team")};
  file.certain = 1;
  return file;
}

CheckReport report_of(CheckedFile file) {
  CheckReport report;
  report.files.push_back(std::move(file));
  return report;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t lines_with(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++number;
  return number;
}

}  // namespace

TEST_CASE("the table gives each finding a place that editors link to, and the verdict last") {
  const std::string table = write_table(report_of(refused_file()));
  CHECK(contains(table, "contracts/orders.yaml:12:7: error version/field-removed: field `email` was removed\n"));
  CHECK(contains(table, "    publish as 2.0.0\n"));
  CHECK(contains(table, "crm-team"));
  CHECK(contains(table, "orders/orders/email -> crm:mailer"));
  CHECK(table.ends_with("contracts/orders.yaml: refused  orders 1.2.0 -> 1.3.0 (publish as 2.0.0); 1 breaking\n"));
}

TEST_CASE("a file that could not be judged is never a pass") {
  CheckedFile file;
  file.file = "a.yaml";
  file.trouble = "no server answers";
  const CheckReport report = report_of(file);
  CHECK(verdict_of(report) == Verdict::refuse);
  CHECK(contains(write_table(report), "a.yaml: not judged: no server answers"));
  CHECK(contains(write_junit(report), "<error message=\"no server answers\"/>"));
  CHECK(contains(write_annotations(report), "::error file=a.yaml,title=trama%3A not judged::no server answers"));
  CHECK(contains(write_markdown(report), "Contracts not judged: 1 file, 1 not judged;"));
  CHECK(contains(write_sarif(report), "\"executionSuccessful\": false"));
}

TEST_CASE("fail-on decides which findings fail") {
  CheckReport report = report_of(refused_file());
  const auto& findings = report.files[0].findings;
  CHECK(fails(report, findings[0]));
  CHECK_FALSE(fails(report, findings[1]));
  report.fail_on = FailOn::warning;
  CHECK(fails(report, findings[1]));
  report.fail_on = FailOn::never;
  CHECK_FALSE(fails(report, findings[0]));
}

TEST_CASE("JUnit has one case a gate and survives every character") {
  CheckedFile file = refused_file();
  file.findings[0].message = "<a> & \"b\" \x01 end";
  const std::string xml = write_junit(report_of(file));
  CHECK(contains(xml, "tests=\"4\" failures=\"1\" errors=\"0\""));
  CHECK(contains(xml, "&lt;a&gt; &amp; &quot;b&quot; ? end"));
  CHECK(contains(xml, "<system-out>"));
  CHECK(lines_with(xml, "<testcase ") == 4);
}

TEST_CASE("SARIF results carry place, level and an identity that survives moved lines") {
  CheckedFile file = refused_file();
  const auto first = nlohmann::json::parse(write_sarif(report_of(file)));
  const auto& result = first["runs"][0]["results"][0];
  CHECK(first["version"] == "2.1.0");
  CHECK(result["ruleId"] == "version/field-removed");
  CHECK(result["level"] == "error");
  CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 12);
  file.findings[0].line = 99;
  const auto moved = nlohmann::json::parse(write_sarif(report_of(file)));
  CHECK(moved["runs"][0]["results"][0]["partialFingerprints"] == result["partialFingerprints"]);
  CHECK(first["runs"][0]["tool"]["driver"]["rules"].size() == 2);
}

TEST_CASE("SARIF stays within the number of results that are shown") {
  CheckedFile file = refused_file();
  file.findings.assign(6000, file.findings[0]);
  CHECK(nlohmann::json::parse(write_sarif(report_of(file)))["runs"][0]["results"].size() == 5000);
}

TEST_CASE("annotations escape what would end a command, and come most severe first") {
  CheckedFile file = refused_file();
  file.file = "a,b:c.yaml";
  std::swap(file.findings[0], file.findings[1]);
  file.findings[1].message = "100 %\nof it";
  const std::string text = write_annotations(report_of(file));
  CHECK(text.starts_with(
      "::error file=a%2Cb%3Ac.yaml,line=12,col=7,title=trama version%3A field-removed::100 %25%0Aof it"));
  CHECK(contains(text, "\n::warning "));
}

TEST_CASE("the comment begins with its marker and the verdict, and calls nobody by accident") {
  CheckedFile file = refused_file();
  file.findings[0].message = "ask @crm | now <b>";
  const std::string text = write_markdown(report_of(file));
  CHECK(text.starts_with("<!-- trama-check -->\n## ❌ Contracts refused: 1 file"));
  CHECK(contains(text, "ask &#64;crm \\| now &lt;b>"));
  CHECK(contains(text, "```mermaid\ngraph LR\n"));
}

TEST_CASE("the comment shows thirty rows and counts the rest") {
  CheckedFile file = refused_file();
  file.findings.assign(45, file.findings[0]);
  file.hits.assign(70, file.hits[0]);
  const std::string text = write_markdown(report_of(file));
  CHECK(lines_with(text, "| error |") == 30);
  CHECK(contains(text, "and 15 more"));
  CHECK(lines_with(text, "| certain |") == 30);
  CHECK(contains(text, "and 40 more"));
}

TEST_CASE("the comment stays below what a forge takes, however much there is to say") {
  CheckedFile file = refused_file();
  file.findings.assign(40, file.findings[0]);
  for (CheckFinding& each : file.findings) each.message.assign(5000, '|');
  file.hits.clear();
  for (int i = 0; i < 200; ++i)
    file.hits.push_back(hit(std::string(400, 'x') + std::to_string(i), std::string(400, '@')));
  CheckReport report;
  report.files.assign(300, file);
  const std::string text = write_markdown(report);
  CHECK(text.size() < 65'000);
  CHECK(contains(text, "files more: see the job's log"));
}
