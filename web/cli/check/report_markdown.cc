#include <algorithm>
#include <map>
#include <set>

#include "catalog/base/text.h"
#include "web/cli/check/report.h"
#include "web/cli/check/words.h"

namespace trama::cli {
namespace {

constexpr std::size_t kRowsMax = 30, kEdgesMax = 40, kCellBytesMax = 300, kBytesMax = 60'000;
constexpr std::string_view kMarker = "<!-- trama-check -->\n";

// Inside a table cell, as text. '@' would call people, and HTML would be HTML.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : one_line(shorten(text, kCellBytesMax))) {
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']') out += '\\';
    if (c == '<') {
      out += "&lt;";
    } else if (c == '@') {
      out += "&#64;";
    } else {
      out += c;
    }
  }
  return out;
}

// A code span: the text as it is, but for what would end the span or the cell.
std::string code(std::string_view text) {
  std::string out = one_line(shorten(text, kCellBytesMax));
  std::ranges::replace(out, '`', '\'');
  std::string escaped;
  for (const char c : out) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped.empty() ? "" : "`" + escaped + "`";
}

std::string sign(Verdict verdict) {
  return verdict == Verdict::refuse ? "❌" : verdict == Verdict::warn ? "⚠️" : "✅";
}

std::string title(const CheckReport& report) {
  return "## " + sign(verdict_of(report)) + " Contracts " + summary_sentence(report) + "\n";
}

struct Budget {
  std::size_t findings = kRowsMax, hits = kRowsMax;
};

std::string more(std::size_t all, std::size_t shown) {
  return all > shown ? "\nand " + std::to_string(all - shown) + " more\n" : "";
}

std::string findings_table(const CheckedFile& file, Budget* budget) {
  if (file.findings.empty()) return "";
  std::string out = "\n| level | gate | rule | line | what | what to do |\n|---|---|---|---|---|---|\n";
  const std::size_t shown = std::min(budget->findings, file.findings.size());
  budget->findings -= shown;
  for (std::size_t i = 0; i < shown; ++i) {
    const CheckFinding& f = file.findings[i];
    out += "| " + std::string(to_string(f.level)) + " | " + f.gate + " | " + code(f.rule) + " | " +
           (f.line == 0 ? "" : std::to_string(f.line)) + " | " + cell(f.message) + " | " + cell(f.remedy) + " |\n";
  }
  return (shown == 0 ? "" : out) + more(file.findings.size(), shown);
}

std::string hits_table(const CheckedFile& file, Budget* budget) {
  if (file.hits.empty()) return "";
  std::string out = "\n**Who is hit:** " + impact_sentence(file) + "\n";
  const std::size_t shown = std::min(budget->hits, file.hits.size());
  budget->hits -= shown;
  if (shown > 0) out += "\n| owner | who | certainty | via | hops |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const CheckHit& hit = file.hits[i];
    out += "| " + (hit.owner.empty() ? "*no owner*" : code(hit.owner)) + " | " + code(hit.id) + " | " + hit.certainty +
           " | " + cell(via_words(hit)) + " | " + std::to_string(hit.hop) + " |\n";
  }
  return out + more(file.hits.size(), shown);
}

std::string section(const CheckedFile& file, Budget* budget) {
  std::string out = "\n### " + code(file.file) + "\n";
  if (!file.trouble.empty()) return out + "not judged: " + cell(file.trouble) + "\n";
  out += "**" + verdict_word(file.verdict) + "** · " + code(file.id) + " " +
         (file.base.empty() ? "new, " : code(file.base) + " → ") + code(file.version);
  if (!file.suggested.empty() && file.suggested != file.version) out += " · publish as " + code(file.suggested);
  out += " · " + change_sentence(file) + "\n";
  return out + findings_table(file, budget) + hits_table(file, budget);
}

// The paths as one small graph. Labels stand in quotes; '#' begins an entity there.
class Mermaid {
 public:
  void add(const CheckHit& hit) {
    for (std::size_t i = 1; i < hit.path.size() && edges_.size() < kEdgesMax; ++i) {
      edges_.insert({node(hit.path[i - 1]), node(hit.path[i])});
    }
  }
  [[nodiscard]] std::string text() const {
    if (edges_.empty()) return "";
    std::string out = "\n<details><summary>Paths</summary>\n\n```mermaid\ngraph LR\n";
    for (const auto& [id, number] : numbers_) out += "  n" + std::to_string(number) + "[\"" + label(id) + "\"]\n";
    for (const auto& [from, to] : edges_) {
      out += "  n" + std::to_string(from) + " --> n" + std::to_string(to) + '\n';
    }
    return out + "```\n\n</details>\n";
  }

 private:
  std::size_t node(const std::string& id) { return numbers_.try_emplace(id, numbers_.size()).first->second; }
  static std::string label(std::string_view id) {
    std::string out;
    for (const char c : one_line(shorten(id, 120))) {
      if (c == '"' || c == '#' || c == '`' || c == '<' || c == '>') {
        out += '#' + std::to_string(static_cast<unsigned char>(c)) + ';';
      } else {
        out += c;
      }
    }
    return out;
  }

  std::map<std::string, std::size_t> numbers_;
  std::set<std::pair<std::size_t, std::size_t>> edges_;
};

}  // namespace

std::string write_markdown(const CheckReport& report) {
  Budget budget;
  Mermaid graph;
  std::string out = std::string(kMarker) + title(report);
  std::size_t left = report.files.size();
  for (const CheckedFile& file : report.files) {
    const std::string next = section(file, &budget);
    if (out.size() + next.size() > kBytesMax - 200) break;
    out += next;
    --left;
    for (const CheckHit& hit : file.hits) graph.add(hit);
  }
  if (left > 0) out += "\nand " + counted(left, "file") + " more: see the job's log.\n";
  const std::string paths = graph.text();
  return out.size() + paths.size() > kBytesMax ? out : out + paths;
}

}  // namespace trama::cli
