#include <algorithm>

#include "web/cli/check/report.h"
#include "web/cli/check/words.h"
#include "web/cli/output.h"

namespace trama::cli {
namespace {

constexpr std::size_t kHitsMax = 20;

std::string place(const CheckedFile& file, const CheckFinding& finding) {
  std::string text = file.file + ':';
  if (finding.line != 0) text += std::to_string(finding.line) + ':' + std::to_string(finding.column) + ':';
  return text + ' ';
}

void add_finding(std::string* out, const CheckedFile& file, const CheckFinding& finding) {
  *out += place(file, finding) + std::string(to_string(finding.level)) + ' ' + finding.gate + '/' + finding.rule +
          ": " + one_line(finding.message) + '\n';
  if (!finding.remedy.empty()) *out += "    " + one_line(finding.remedy) + '\n';
}

void add_hits(std::string* out, const CheckedFile& file) {
  if (file.hits.empty()) return;
  *out += "who is hit: " + impact_sentence(file) + '\n';
  std::vector<Row> rows;
  for (const CheckHit& hit : file.hits) {
    if (rows.size() == kHitsMax) break;
    rows.push_back({"  " + (hit.owner.empty() ? "(no owner)" : hit.owner), hit.id, hit.certainty, via_words(hit),
                    std::to_string(hit.hop), path_text(hit)});
  }
  *out += table_text({"  OWNER", "WHO", "CERTAINTY", "VIA", "HOPS", "PATH"}, rows);
  if (file.hits.size() > kHitsMax) {
    *out += "  and " + std::to_string(file.hits.size() - kHitsMax) + " more (--format json shows them)\n";
  }
}

void add_file(std::string* out, const CheckedFile& file) {
  if (!file.trouble.empty()) {
    *out += file.file + ": not judged: " + one_line(file.trouble) + '\n';
    return;
  }
  for (const CheckFinding& finding : file.findings) add_finding(out, file, finding);
  add_hits(out, file);
  *out += file.file + ": " + verdict_word(file.verdict) + "  " + version_sentence(file) + "; " + change_sentence(file) +
          '\n';
}

}  // namespace

std::string write_table(const CheckReport& report) {
  std::string out;
  for (const CheckedFile& file : report.files) add_file(&out, file);
  if (report.files.size() != 1) out += summary_sentence(report) + '\n';
  return out;
}

}  // namespace trama::cli
