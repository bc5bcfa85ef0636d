#include "web/service/render.h"

#include <algorithm>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "catalog/contract/change/json.h"

namespace trama::service {
namespace {

Json matches_json(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& matches) {
  Json list = Json::array();
  for (const auto& [offset, length] : matches) list.push_back({offset, length});
  return list;
}

Json gates_json(const std::vector<contract::Gate>& gates) {
  Json list = Json::array();
  for (const contract::Gate gate : gates) list.push_back(contract::to_string(gate));
  return list;
}

Json hit_json(const search::Hit& hit, bool explain) {
  Json json = {{"id", hit.id}, {"kind", hit.kind}, {"title", hit.title}};
  put(&json, "description", hit.description);
  put(&json, "domain", hit.domain);
  put(&json, "owner", hit.owner);
  put(&json, "classification", hit.classification);
  put(&json, "status", hit.status);
  put(&json, "version", hit.version);
  json["tags"] = hit.tags;
  json["platforms"] = hit.platforms;
  json["datasets"] = hit.datasets;
  json["columns"] = hit.columns;
  json["pii"] = hit.pii;
  json["retired"] = hit.retired;
  if (hit.updated_us != 0) json["updated"] = format_rfc3339(hit.updated_us);
  json["score"] = hit.score;
  Json highlights = Json::array();
  for (const search::Highlight& highlight : hit.highlights) {
    Json item = {{"field", highlight.field}};
    put(&item, "where", highlight.where);
    item["text"] = highlight.text;
    item["matches"] = matches_json(highlight.matches);
    highlights.push_back(std::move(item));
  }
  json["highlights"] = std::move(highlights);
  if (explain) json["explanation"] = hit.explanation;
  return json;
}

// What a new version was found to be against the one it follows. A first version follows none.
void put_judgement(Json* json, const Judgement& judgement) {
  if (judgement.base.empty()) return;
  put(json, "base", judgement.base);
  (*json)["verdict"] = to_string(judgement.answer.verdict);
  put(json, "policy", judgement.policy);
  (*json)["demanded"] = to_string(judgement.answer.demanded);
  put(json, "suggested_version", judgement.answer.suggested);
  (*json)["findings"] = Json::array();
  for (const change::Finding& finding : judgement.answer.findings) {
    (*json)["findings"].push_back(Json::parse(change::to_json(finding)));
  }
}

}  // namespace

void put(Json* object, const char* key, std::string_view text) {
  if (!text.empty()) (*object)[key] = text;
}

std::string_view to_string(contract::Dialect dialect) {
  switch (dialect) {
    case contract::Dialect::article:
      return "article";
    case contract::Dialect::dcs:
      return "dcs";
    case contract::Dialect::odcs2:
      return "odcs2";
    case contract::Dialect::odcs3:
      return "odcs";
    case contract::Dialect::odps:
      return "odps";
  }
  return "odcs";
}

std::string_view to_string(lineage::SubjectState state) {
  return state == lineage::SubjectState::retired ? "retired" : "active";
}

Json finding_json(const Problem& problem) {
  Json json = {{"severity", to_string(problem.severity)},
               {"rule", problem.rule},
               {"message", problem.message},
               {"pointer", problem.pointer}};
  if (problem.line > 0) json["line"] = problem.line;
  if (problem.column > 0) json["column"] = problem.column;
  put(&json, "found", problem.found);
  put(&json, "expected", problem.expected);
  put(&json, "hint", problem.hint);
  return json;
}

Json problem_json(const Error& error) {
  Json json = {{"type", "urn:trama:problem:" + error.slug}, {"detail", error.message}};
  if (!error.problems.empty()) {
    json["errors"] = Json::array();
    for (const Problem& problem : error.problems) json["errors"].push_back(finding_json(problem));
  }
  if (!error.candidates.empty()) json["candidates"] = error.candidates;
  return json;
}

Json contract_json(const store::ContractInfo& info) {
  return {{"id", info.id},
          {"kind", info.kind == contract::Kind::product ? "product" : "contract"},
          {"state", to_string(info.state)},
          {"latest", info.latest},
          {"versions", info.versions},
          {"seq", info.seq},
          {"created", format_rfc3339(info.created_us)},
          {"updated", format_rfc3339(info.updated_us)},
          {"etag", info.etag()}};
}

Json registered_json(const Registered& registered) {
  const store::Receipt& receipt = registered.receipt;
  Json json = {{"outcome", to_string(receipt.outcome)},
               {"id", registered.contract->id},
               {"version", receipt.version},
               {"revision", receipt.revision},
               {"seq", receipt.seq},
               {"time", format_rfc3339(receipt.time_us)},
               {"latest", receipt.latest},
               {"etag", receipt.contract.etag()},
               {"dialect", to_string(registered.contract->source.dialect)}};
  put(&json, "spec_version", registered.contract->source.spec_version);
  put(&json, "version_below", receipt.version_below);
  put(&json, "version_above", receipt.version_above);
  if (!receipt.latest) {
    json["note"] = "stored below the latest version " + receipt.contract.latest + "; lineage is unchanged";
  }
  if (registered.judgement && receipt.outcome == store::Outcome::created) put_judgement(&json, *registered.judgement);
  json["notes"] = Json::array();
  for (const Problem& note : registered.notes) json["notes"].push_back(finding_json(note));
  return json;
}

Json listed_json(const store::Listed& listed) {
  Json json = contract_json(listed.contract);
  const lineage::Summary& summary = listed.summary;
  put(&json, "title", summary.title);
  put(&json, "domain", summary.domain);
  put(&json, "owner", summary.owner);
  put(&json, "status", summary.status);
  put(&json, "classification", summary.classification);
  json["pii"] = summary.pii;
  json["tags"] = summary.tags;
  json["platforms"] = summary.platforms;
  Json datasets = Json::array();
  std::size_t columns = 0;
  for (const lineage::DatasetSummary& dataset : summary.datasets) {
    datasets.push_back(dataset.name);
    columns += dataset.field_paths.size();
  }
  json["datasets"] = std::move(datasets);
  json["columns"] = columns;
  return json;
}

Json version_json(const store::VersionInfo& version) {
  Json json = {{"version", version.version},
               {"revisions", version.revisions},
               {"seq", version.seq},
               {"time", format_rfc3339(version.time_us)},
               {"actor", version.actor},
               {"sha256", version.sha256},
               {"bytes", version.bytes},
               {"dialect", to_string(version.source.dialect)},
               {"syntax", version.source.syntax == contract::Syntax::json ? "json" : "yaml"},
               {"erased", version.erased}};
  put(&json, "spec_version", version.source.spec_version);
  put(&json, "status", version.status);
  put(&json, "erased_reason", version.erased_reason);
  if (!version.override_gates.empty()) {
    json["override"] = {{"gates", gates_json(version.override_gates)}, {"reason", version.override_reason}};
  }
  if (version.revised_seq != 0) json["revised_seq"] = version.revised_seq;
  return json;
}

Json change_json(const store::Change& change) {
  Json json = {{"seq", change.seq},
               {"time", format_rfc3339(change.time_us)},
               {"actor", change.actor},
               {"kind", to_string(change.kind)},
               {"subject", change.subject}};
  put(&json, "version", change.version);
  if (change.revision != 0) json["revision"] = change.revision;
  put(&json, "reason", change.reason);
  put(&json, "sha256", change.sha256);
  if (!change.override_gates.empty()) json["override"] = {{"gates", gates_json(change.override_gates)}};
  if (change.proposal != 0) json["proposal"] = store::proposal_id(change.proposal);
  put(&json, "consumer", change.consumer);
  return json;
}

Json alias_json(const store::Alias& alias) {
  return {{"alias", alias.alias},   {"node", alias.node}, {"actor", alias.actor},
          {"reason", alias.reason}, {"seq", alias.seq},   {"time", format_rfc3339(alias.time_us)}};
}

namespace {

std::string endpoint_text(const lineage::Endpoint& endpoint) {
  if (endpoint.table.empty()) return endpoint.owner;
  if (endpoint.path.empty()) return dataset_id(endpoint.owner, endpoint.table);
  return field_id(endpoint.owner, endpoint.table, endpoint.path);
}

}  // namespace

Json edge_json(const store::ManualEdge& edge) {
  const lineage::Assertion& assertion = edge.assertion;
  Json json = {{"id", edge.id},
               {"from", endpoint_text(assertion.source)},
               {"to", endpoint_text(assertion.target)},
               {"relation", lineage::to_string(assertion.relation)}};
  put(&json, "type", lineage::to_string(assertion.type));
  put(&json, "subtype", lineage::to_string(assertion.subtype));
  json["actor"] = edge.actor;
  json["reason"] = edge.reason;
  json["seq"] = edge.seq;
  json["time"] = format_rfc3339(edge.time_us);
  return json;
}

Json import_json(const ImportStatus& status) {
  Json json = {{"id", status.id},
               {"state", to_string(status.state)},
               {"format", status.format == ImportFormat::yaml ? "yaml" : "ndjson"},
               {"bytes_total", status.bytes_total},
               {"bytes_done", status.bytes_done},
               {"documents", status.documents},
               {"created", status.created},
               {"revised", status.revised},
               {"unchanged", status.unchanged},
               {"restored", status.restored},
               {"refused", status.refused},
               {"gates_warned", status.gates_warned},
               {"gates_failed", status.gates_failed},
               {"seq", status.seq},
               {"actor", status.actor},
               {"strict", status.strict}};
  put(&json, "trouble", status.trouble);
  return json;
}

Json search_json(const Searched& searched, bool explain) {
  const search::SearchAnswer& answer = searched.answer;
  Json json = {{"total", answer.total}, {"hits", Json::array()}};
  for (const search::Hit& hit : answer.hits) json["hits"].push_back(hit_json(hit, explain));
  json["facets"] = Json::object();
  for (const auto& [name, values] : answer.facets) {
    Json list = Json::array();
    for (const search::FacetValue& value : values) list.push_back({{"value", value.value}, {"count", value.count}});
    json["facets"][name] = std::move(list);
  }
  put(&json, "did_you_mean", answer.did_you_mean);
  if (answer.relaxed) json["relaxed"] = true;
  if (explain) put(&json, "explanation", answer.explanation);
  json["as_of_seq"] = answer.as_of_seq;
  if (searched.behind) json["behind"] = true;
  return json;
}

Json suggestions_json(const std::vector<search::Suggestion>& suggestions) {
  Json items = Json::array();
  for (const search::Suggestion& suggestion : suggestions) {
    Json item = {{"kind", suggestion.kind}, {"id", suggestion.id}, {"title", suggestion.title}};
    put(&item, "detail", suggestion.detail);
    item["matches"] = matches_json(suggestion.matches);
    items.push_back(std::move(item));
  }
  return {{"items", std::move(items)}};
}

Json node_json(const graph::NodeView& node) {
  Json json = {{"id", node.id}, {"kind", to_string(node.kind)}, {"name", node.name}};
  put(&json, "title", node.title);
  put(&json, "domain", node.domain);
  put(&json, "owner", node.owner);
  put(&json, "type", node.type);
  put(&json, "version", node.version);
  put(&json, "classification", node.classification);
  put(&json, "contract", node.contract);
  put(&json, "table", node.table);
  put(&json, "path", node.path);
  json["status"] = graph::to_string(node.status);
  return json;
}

}  // namespace trama::service
