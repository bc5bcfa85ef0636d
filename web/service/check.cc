#include "web/service/check.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "catalog/base/node_id.h"
#include "catalog/contract/change/json.h"
#include "catalog/contract/document.h"
#include "web/service/impact_answer.h"

namespace trama::service {
namespace {

using Json = nlohmann::ordered_json;
using change::Change;
using change::Rule;

// In the words of the impact question.
std::string impact_kind(const Change& change) {
  if (change.kind == change::ChangeKind::removed) return "remove";
  if (change.kind == change::ChangeKind::renamed) return "rename";
  switch (change.rule) {
    case Rule::field_type_changed:
    case Rule::field_type_widened:
    case Rule::field_type_narrowed:
    case Rule::timezone_changed:
    case Rule::physical_type_changed:
      return "type";
    case Rule::decimal_narrowed:
    case Rule::decimal_widened:
    case Rule::decimal_changed:
      return "precision";
    case Rule::unit_added:
    case Rule::unit_removed:
    case Rule::unit_changed:
      return "unit";
    case Rule::field_became_nullable:
    case Rule::field_became_required:
      return "nullable";
    case Rule::primary_key_added:
    case Rule::primary_key_removed:
    case Rule::primary_key_changed:
    case Rule::field_uniqueness_dropped:
      return "key";
    default:
      return "values";
  }
}

// A change of data that somebody who reads it may notice. What is new is read by nobody yet.
bool may_be_noticed(const Change& change) {
  const bool data = change.subject == change::Subject::dataset || change.subject == change::Subject::field;
  return data && change.readers != change::Impact::none && !change.dataset_before.empty();
}

std::string impact_of(const Catalog& catalog, const std::string& id, const change::Answer& answer) {
  ImpactQuestion question;
  question.node = id;
  question.hits_max = kCheckHits;
  for (const change::JudgedChange& judged : answer.changes) {
    const Change& change = judged.change;
    if (!judged.against.empty() || !may_be_noticed(change) || question.changes.size() == kCheckChangesMax) continue;
    question.changes.push_back({impact_kind(change), change.path_before.empty()
                                                         ? dataset_id(id, change.dataset_before)
                                                         : field_id(id, change.dataset_before, change.path_before)});
  }
  if (question.changes.empty()) return "";
  // Compared with an older version, some of it is no longer in the lineage: then there is nothing to tell.
  const auto impact = answer_impact(catalog, question);
  return impact ? write_impact(catalog, impact.value(), ImpactFormat::json) : "";
}

Json document_finding(const Problem& problem) {
  const std::string_view level = problem.severity == Severity::error     ? "error"
                                 : problem.severity == Severity::warning ? "warning"
                                                                         : "info";
  Json json = {{"gate", "document"}, {"level", level}, {"rule", problem.rule}, {"message", problem.message}};
  std::string remedy = problem.hint;
  if (remedy.empty() && !problem.expected.empty()) remedy = "expected: " + problem.expected;
  if (!remedy.empty()) json["remedy"] = remedy;
  json["document"] = "proposed";
  json["pointer"] = problem.pointer;
  if (problem.line != 0) json["line"] = problem.line;
  if (problem.line != 0) json["column"] = problem.column;
  return json;
}

Json counts_of(const change::Answer& answer) {
  std::uint64_t breaking = 0, additive = 0, documentation = 0;
  for (const change::JudgedChange& judged : answer.changes) {
    if (judged.judgement.bump == change::Bump::major) ++breaking;
    if (judged.judgement.bump == change::Bump::minor) ++additive;
    if (judged.judgement.bump <= change::Bump::patch) ++documentation;
  }
  return {{"breaking", breaking}, {"additive", additive}, {"documentation", documentation}};
}

// A registered version never changes, whatever the change is.
Json exists_finding(const Judgement& judgement) {
  const std::string& right = judgement.answer.suggested;
  return {{"gate", "version"},
          {"level", "error"},
          {"rule", "version-exists"},
          {"message", "version " + judgement.base + " is registered with another content, and versions are immutable"},
          {"remedy", right.empty() || right == judgement.base ? "publish it as a new version" : "publish as " + right}};
}

bool has_errors(const std::vector<Problem>& problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.severity == Severity::error; });
}

}  // namespace

Result<Checked> check_document(const Catalog& catalog, std::string_view bytes, const CheckQuestion& question) {
  Checked checked;
  contract::Document document;
  auto parsed = contract::parse_contract(bytes, question.strictness, &document);
  if (!parsed) {
    if (parsed.error().code != ErrorCode::invalid_document) return parsed.error();
    checked.problems = parsed.error().problems;
    return checked;
  }
  checked.problems = parsed->notes;
  auto judgement = judge_contract(catalog, parsed.value(), &document, question.judge);
  if (!judgement) return judgement.error();
  checked.judgement = judgement.take();
  if (!checked.judgement->base.empty()) {
    checked.impact = impact_of(catalog, parsed->contract->id, checked.judgement->answer);
  }
  checked.parsed = parsed.take();
  return checked;
}

change::Verdict verdict_of(const Checked& checked) {
  if (!checked.judgement || checked.judgement->same_version || has_errors(checked.problems)) {
    return change::Verdict::refuse;
  }
  const bool warned =
      std::ranges::any_of(checked.problems, [](const Problem& p) { return p.severity == Severity::warning; });
  return std::max(checked.judgement->answer.verdict, warned ? change::Verdict::warn : change::Verdict::pass);
}

Json check_json(const Checked& checked) {
  Json json = Json::object();
  Json findings = Json::array();
  for (const Problem& problem : checked.problems) findings.push_back(document_finding(problem));
  if (!checked.judgement) {
    json["valid"] = false;
    json["verdict"] = to_string(verdict_of(checked));
    json["findings"] = std::move(findings);
    json["changes"] = Json::array();
    return json;
  }
  const Judgement& judgement = *checked.judgement;
  json["id"] = checked.parsed->contract->id;
  json["version"] = checked.parsed->contract->version;
  if (!judgement.base.empty()) json["base"] = judgement.base;
  json["valid"] = true;
  json["verdict"] = to_string(verdict_of(checked));
  json["policy"] = judgement.policy;
  const Json answer = Json::parse(change::to_json(judgement.answer));
  json["demanded"] = answer["demanded"];
  if (answer.contains("suggested_version")) json["suggested_version"] = answer["suggested_version"];
  json["counts"] = counts_of(judgement.answer);
  if (judgement.same_version) findings.push_back(exists_finding(judgement));
  for (const Json& finding : answer["findings"]) findings.push_back(finding);
  json["findings"] = std::move(findings);
  json["changes"] = answer["changes"];
  if (!checked.impact.empty()) json["impact"] = Json::parse(checked.impact);
  return json;
}

}  // namespace trama::service
