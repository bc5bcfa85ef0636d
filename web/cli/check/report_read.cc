#include <algorithm>

#include <nlohmann/json.hpp>

#include "web/cli/check/report.h"
#include "web/cli/output.h"

namespace trama::cli {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

const Json& member(const Json& object, const char* key) {
  static const Json nothing = Json::object();
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

Level level_of(const std::string& word) {
  return word == "error" ? Level::error : word == "warning" ? Level::warning : Level::info;
}

CheckFinding finding_of(const Json& json) {
  CheckFinding finding;
  finding.gate = text_of(json, "gate");
  finding.level = level_of(text_of(json, "level"));
  finding.rule = text_of(json, "rule");
  finding.message = text_of(json, "message");
  finding.remedy = text_of(json, "remedy");
  // What was removed has its place in the document before; the file at hand has the place it is missing from.
  const Json& where = json.contains("container") ? member(json, "container") : json;
  if (text_of(where, "document") == "previous") return finding;
  finding.pointer = text_of(where, "pointer");
  finding.line = number_of(where, "line");
  finding.column = number_of(where, "column");
  return finding;
}

CheckHit hit_of(const Json& json) {
  CheckHit hit;
  hit.id = text_of(json, "id");
  hit.name = text_of(json, "name");
  hit.kind = text_of(json, "kind");
  hit.owner = text_of(json, "owner");
  hit.domain = text_of(json, "domain");
  hit.certainty = text_of(json, "certainty");
  hit.via = text_of(json, "via");
  hit.note = text_of(json, "note");
  hit.hop = number_of(json, "hop");
  const Json& contacts = member(json, "contacts");
  if (contacts.is_array() && !contacts.empty() && contacts[0].is_string()) hit.contact = contacts[0];
  hit.declared = text_of(json, "registered") == "true";
  for (const Json& step : member(json, "path")) hit.path.push_back(text_of(step, "node"));
  return hit;
}

void read_impact(const Json& impact, CheckedFile* file) {
  for (const Json& hit : member(impact, "hits")) {
    if (text_of(hit, "certainty") != "cleared") file->hits.push_back(hit_of(hit));
  }
  const Json& counts = member(impact, "counts");
  file->certain = number_of(counts, "certain");
  file->possible = number_of(counts, "possible");
  file->cleared = number_of(counts, "cleared");
  for (const Json& owner : member(impact, "owners")) {
    const bool hit = number_of(owner, "certain") + number_of(owner, "possible") > 0;
    if (hit && text_of(owner, "registered") == "false") ++file->unregistered;
  }
  file->complete = text_of(impact, "complete") != "false";
}

}  // namespace

std::optional<CheckedFile> read_check_answer(std::string_view file, std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("verdict") || !json.contains("findings")) return std::nullopt;
  CheckedFile checked;
  checked.file = file;
  checked.answer = text;
  checked.id = text_of(json, "id");
  checked.version = text_of(json, "version");
  checked.base = text_of(json, "base");
  checked.policy = text_of(json, "policy");
  checked.demanded = text_of(json, "demanded");
  checked.suggested = text_of(json, "suggested_version");
  const std::string verdict = text_of(json, "verdict");
  checked.verdict = verdict == "pass" ? Verdict::pass : verdict == "warn" ? Verdict::warn : Verdict::refuse;
  for (const Json& finding : json["findings"]) checked.findings.push_back(finding_of(finding));
  std::ranges::stable_sort(checked.findings, std::ranges::greater(), &CheckFinding::level);
  const Json& counts = member(json, "counts");
  checked.breaking = number_of(counts, "breaking");
  checked.additive = number_of(counts, "additive");
  checked.documentation = number_of(counts, "documentation");
  if (json.contains("impact")) read_impact(json["impact"], &checked);
  return checked;
}

}  // namespace trama::cli
