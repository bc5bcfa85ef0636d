#include "web/service/render_status.h"

#include <array>

#include <nlohmann/json.hpp>

#include "catalog/base/node_id.h"
#include "catalog/lineage/openlineage/claims.h"
#include "web/service/render.h"

namespace trama::service {
namespace {

using contract::Contract;
using lineage::Happened;
using lineage::level_word;
using lineage::quality_word;
using lineage::Verdict;

constexpr TimeUs kSecondUs = 1'000'000;

void put_time(Json* json, const char* key, const std::optional<TimeUs>& time_us) {
  if (time_us) (*json)[key] = format_rfc3339(*time_us);
}

// When it is, or was, due, and how long that is from now: negative when it is late.
void put_due(Json* json, const std::optional<TimeUs>& due_us, TimeUs now_us) {
  if (!due_us) return;
  (*json)["due"] = format_rfc3339(*due_us);
  (*json)["slack_seconds"] = (*due_us - now_us) / kSecondUs;
}

std::string name_id(const lineage::openlineage::Name& name) {
  return dataset_id(name.space, name.name);
}

Json happened_json(const Happened& what, TimeUs now_us) {
  Json json = {{"time", format_rfc3339(what.at_us)},
               {"age_seconds", (now_us - what.at_us) / kSecondUs},
               {"dataset", name_id(what.dataset)}};
  if (!what.job.empty()) json["job"] = lineage::openlineage::job_asserter_id(what.job);
  put(&json, "run", what.run_id);
  if (what.rows) json["rows"] = *what.rows;
  put_time(&json, "data_until", what.data_until_us);
  return json;
}

Json state_json(const Contract& contract, const lineage::DatasetState& state, TimeUs now_us) {
  Json json = {{"dataset", contract.datasets[state.dataset].name}, {"physical", Json::array()}};
  for (const auto& name : state.names) {
    json["physical"].push_back({{"id", name_id(name)}, {"namespace", name.space}, {"name", name.name}});
  }
  if (state.load) json["last_load"] = happened_json(*state.load, now_us);
  if (state.failure) json["last_failure"] = happened_json(*state.failure, now_us);
  put_time(&json, "dropped", state.dropped_us);
  return json;
}

Json level_json(const Contract& contract, const lineage::LevelStatus& level, TimeUs now_us) {
  const contract::Sla& sla = contract.sla[level.sla];
  Json json = {{"property", sla.property}};
  put(&json, "value", sla.value);
  put(&json, "unit", sla.unit);
  put(&json, "element", sla.element);
  put(&json, "schedule", sla.schedule);
  json["verdict"] = level_word(level.verdict);
  json["reason"] = level.reason;
  put_due(&json, level.due_us, now_us);
  put_time(&json, "since", level.since_us);
  if (level.datasets.size() < 2) return json;
  for (const lineage::DatasetVerdict& one : level.datasets) {
    Json of = {
        {"dataset", contract.datasets[one.dataset].name}, {"verdict", level_word(one.verdict)}, {"reason", one.reason}};
    put_due(&of, one.due_us, now_us);
    json["datasets"].push_back(std::move(of));
  }
  return json;
}

Json rule_json(const Contract& contract, const lineage::RuleStatus& status) {
  Json json = Json::object();
  if (status.dataset) json["dataset"] = contract.datasets[*status.dataset].name;
  put(&json, "field", status.field);
  json["index"] = status.rule;
  put(&json, "id", status.told->id);
  put(&json, "name", status.told->name);
  put(&json, "description", status.told->description);
  put(&json, "type", status.told->type);
  put(&json, "metric", status.told->metric);
  put(&json, "dimension", status.told->dimension);
  json["result"] = quality_word(status.verdict);
  json["reason"] = status.reason;
  if (status.warning) json["severity"] = "warning";
  if (!status.testable) json["testable"] = false;
  if (status.proof) {
    Json& proof = json["evidence"];
    proof = {{"time", format_rfc3339(status.proof->at_us)},
             {"dataset", name_id(status.proof->dataset)},
             {"test", status.proof->test}};
    put(&proof, "expected", status.proof->expected);
    put(&proof, "actual", status.proof->actual);
  }
  return json;
}

Json test_json(const Contract& contract, const lineage::TestStatus& test) {
  Json json = {{"dataset", contract.datasets[test.dataset].name}};
  put(&json, "field", test.result.column);
  put(&json, "assertion", test.result.assertion);
  put(&json, "name", test.result.name);
  put(&json, "description", test.result.description);
  put(&json, "constraint", test.constraint);
  json["result"] = quality_word(test.result.success ? Verdict::met : Verdict::broken);
  if (test.warning()) json["severity"] = "warning";
  Json& evidence = json["evidence"];
  evidence = {{"time", format_rfc3339(test.at_us)}, {"dataset", name_id(test.name)}};
  put(&evidence, "expected", test.result.expected);
  put(&evidence, "actual", test.result.actual);
  return json;
}

Json quality_json(const StatusAnswer& answer) {
  const lineage::QualityStatus& quality = answer.status.quality;
  Json json = {{"verdict", quality_word(quality_verdict(answer))}};
  if (answer.ports.empty()) json["reason"] = quality.reason;
  json["passed"] = quality.passed;
  json["failed"] = quality.failed;
  json["warnings"] = quality.warnings;
  json["unknown"] = quality.unknown;
  json["rules"] = Json::array();
  for (const auto& rule : quality.rules) json["rules"].push_back(rule_json(*answer.contract, rule));
  json["tests"] = Json::array();
  for (const auto& test : quality.tests) json["tests"].push_back(test_json(*answer.contract, test));
  return json;
}

Json levels_json(const StatusAnswer& answer) {
  std::array<std::size_t, 3> counts{};
  Json levels = Json::array();
  for (const lineage::LevelStatus& level : answer.status.levels) {
    ++counts[static_cast<std::size_t>(level.verdict)];
    levels.push_back(level_json(*answer.contract, level, answer.status.now_us));
  }
  Json json = {{"verdict", level_word(levels_verdict(answer))}};
  for (const Verdict verdict : {Verdict::met, Verdict::broken, Verdict::unknown}) {
    json[std::string(level_word(verdict))] = counts[static_cast<std::size_t>(verdict)];
  }
  json["levels"] = std::move(levels);
  return json;
}

Json freshness_json(const StatusAnswer& answer) {
  const lineage::LevelStatus* level = freshness_of(answer);
  Json json = {{"verdict", level_word(level == nullptr ? Verdict::unknown : level->verdict)},
               {"reason", level == nullptr ? "the contract promises no freshness" : level->reason}};
  if (level == nullptr) return json;
  put_due(&json, level->due_us, answer.status.now_us);
  put_time(&json, "since", level->since_us);
  return json;
}

Json port_json(const StatusAnswer& port) {
  Json json = {{"contract", port.info.id}};
  put(&json, "title", port.contract->title);
  json["freshness"] = freshness_json(port);
  json["sla"] = level_word(levels_verdict(port));
  json["quality"] = quality_word(quality_verdict(port));
  return json;
}

}  // namespace

Json status_json(const StatusAnswer& answer) {
  Json json = {{"id", answer.info.id},
               {"version", answer.info.latest},
               {"time", format_rfc3339(answer.status.now_us)},
               {"freshness", freshness_json(answer)},
               {"sla", levels_json(answer)},
               {"quality", quality_json(answer)},
               {"datasets", Json::array()}};
  for (const auto& state : answer.status.datasets) {
    json["datasets"].push_back(state_json(*answer.contract, state, answer.status.now_us));
  }
  for (const StatusAnswer& port : answer.ports) json["ports"].push_back(port_json(port));
  for (const std::string& id : answer.unknown_ports) {
    json["ports"].push_back({{"contract", id}, {"sla", "unknown"}, {"quality", "unknown"}});
  }
  json["complete"] = answer.complete;
  json["as_of_seq"] = answer.as_of_seq;
  return json;
}

}  // namespace trama::service
