#include "web/cli/check/words.h"

#include <algorithm>

namespace trama::cli {
namespace {

constexpr std::size_t kPathNodesMax = 5, kPathTail = 2;

void join(std::string* text, const std::string& part) {
  if (part.empty()) return;
  *text += (text->empty() ? "" : ", ") + part;
}

std::string some(std::uint64_t number, std::string_view word) {
  return number == 0 ? "" : std::to_string(number) + ' ' + std::string(word);
}

std::string without_scheme(std::string_view node) {
  for (const std::string_view scheme : {"urn:datacontract:", "urn:dataproduct:", "urn:consumer:"}) {
    if (node.starts_with(scheme)) return std::string(node.substr(scheme.size()));
  }
  return std::string(node);
}

}  // namespace

std::string verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "passed";
    case Verdict::warn:
      return "passed with warnings";
    case Verdict::refuse:
      return "refused";
  }
  return "refused";
}

std::string version_sentence(const CheckedFile& file) {
  std::string text = file.id + ' ';
  text += file.base.empty() ? file.version + ", new" : file.base + " -> " + file.version;
  if (!file.suggested.empty() && file.suggested != file.version) text += " (publish as " + file.suggested + ')';
  return text;
}

std::string change_sentence(const CheckedFile& file) {
  std::string text;
  join(&text, some(file.breaking, "breaking"));
  join(&text, some(file.additive, "additive"));
  join(&text, some(file.documentation, "documentation"));
  return text.empty() ? "no change" : text;
}

std::string impact_sentence(const CheckedFile& file) {
  std::string text;
  join(&text, some(file.certain, "certain"));
  join(&text, some(file.possible, "possible"));
  join(&text, some(file.cleared, "cleared"));
  if (text.empty()) text = "nobody";
  if (file.unregistered != 0) text += "; " + counted(file.unregistered, "owner") + " never registered";
  if (!file.complete) text += " (partial: more may be hit)";
  return text;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return std::to_string(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

std::string summary_sentence(const CheckReport& report) {
  std::uint64_t refused = 0, unjudged = 0;
  for (const CheckedFile& file : report.files) {
    if (!file.trouble.empty()) {
      ++unjudged;
    } else if (file.verdict == Verdict::refuse) {
      ++refused;
    }
  }
  // What nobody could judge does not pass either, but blaming the contract would send people the wrong way.
  const bool only_unjudged = refused == 0 && unjudged > 0;
  std::string text = only_unjudged ? "not judged" : verdict_word(verdict_of(report));
  text += ": " + counted(report.files.size(), "file");
  if (refused > 0) text += ", " + std::to_string(refused) + " refused";
  if (unjudged > 0) text += ", " + std::to_string(unjudged) + " not judged";
  return text + "; " + counted(count(report, Level::error), "error") + ", " +
         counted(count(report, Level::warning), "warning");
}

std::string via_words(const CheckHit& hit) {
  return hit.note.empty() ? hit.via : hit.via + ", " + hit.note;
}

std::string path_text(const CheckHit& hit) {
  // Whoever reads it wants to know where it begins and by what it arrives.
  const bool cut = hit.path.size() > kPathNodesMax;
  std::string text;
  for (std::size_t i = 0; i < hit.path.size(); ++i) {
    if (cut && i == 1) {
      i = hit.path.size() - kPathTail;
      text += " -> … " + std::to_string(i - 1) + " more …";
    }
    text += (text.empty() ? "" : " -> ") + without_scheme(hit.path[i]);
  }
  return text;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

}  // namespace trama::cli
