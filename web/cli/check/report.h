// What `trama check` found, as one value that every report renders, so that all of them say the same.
//
// A report is text in one format. Formats have bounds that their readers impose (stated beside each); what does not fit
// is counted, never dropped in silence. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace trama::cli {

enum class Level : std::uint8_t { info = 0, warning = 1, error = 2 };
enum class FailOn : std::uint8_t { warning, error, never };
enum class Verdict : std::uint8_t { pass = 0, warn = 1, refuse = 2 };

[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct CheckFinding {
  std::string gate;  // document, version, window, acknowledgement
  Level level = Level::error;
  std::string rule, message, remedy, pointer;
  std::uint64_t line = 0, column = 0;  // 0: no place
};

// One asset downstream of what changes.
struct CheckHit {
  std::string id, name, kind, owner, domain, contact;
  std::string certainty, via, note;
  std::uint64_t hop = 0;
  bool declared = false;
  std::vector<std::string> path;  // node ids, from the change to the asset
};

struct CheckedFile {
  std::string file;
  std::string answer;             // the JSON it was read from
  std::string trouble;            // could not be judged: why; everything below is empty then
  std::string id, version, base;  // base: the version it is compared with, "" = none
  std::string policy, demanded, suggested;
  Verdict verdict = Verdict::pass;
  std::vector<CheckFinding> findings;                           // most severe first
  std::uint64_t breaking = 0, additive = 0, documentation = 0;  // changes
  std::vector<CheckHit> hits;                                   // surest first; at most what the answer's page holds
  std::uint64_t certain = 0, possible = 0, cleared = 0;
  std::uint64_t unregistered = 0;  // owners who are hit and never declared that they use it
  bool complete = true;            // of the impact
};

struct CheckReport {
  std::vector<CheckedFile> files;
  std::string against;  // as given: an address, a folder, a git ref
  FailOn fail_on = FailOn::error;
};

// One answer of POST /api/v1/check. nullopt: not such an answer.
[[nodiscard]] std::optional<CheckedFile> read_check_answer(std::string_view file, std::string_view json);

[[nodiscard]] bool fails(const CheckReport& report, const CheckFinding& finding);
[[nodiscard]] Verdict verdict_of(const CheckReport& report);  // the worst; refuse where a file could not be judged
[[nodiscard]] std::uint64_t count(const CheckReport& report, Level level);

enum class ReportFormat : std::uint8_t { table, json, junit, sarif, github, markdown };
[[nodiscard]] std::optional<ReportFormat> report_format(std::string_view name);
[[nodiscard]] std::string write_report(const CheckReport& report, ReportFormat format);

// For people: one line a finding in the form editors link to, who is hit, the verdict last.
[[nodiscard]] std::string write_table(const CheckReport& report);
// One sticky comment: verdict first, at most 30 findings and 30 hits, a Mermaid graph of the paths, below 60,000 bytes
// (a comment of the large forges holds 65,536 characters). The first line is a marker to find the comment again.
[[nodiscard]] std::string write_markdown(const CheckReport& report);
// One suite a file, one case a gate.
[[nodiscard]] std::string write_junit(const CheckReport& report);
// SARIF 2.1.0, at most 5,000 results (the most that code scanning shows of a run).
[[nodiscard]] std::string write_sarif(const CheckReport& report);
// Workflow commands, errors first: a step shows at most ten of each level.
[[nodiscard]] std::string write_annotations(const CheckReport& report);

}  // namespace trama::cli
