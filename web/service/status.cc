#include "web/service/status.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "catalog/contract/model_json.h"

namespace trama::service {
namespace {

using contract::Contract;
using lineage::LevelStatus;
using lineage::Verdict;

bool promises_latency(const Contract& contract) {
  return std::ranges::any_of(contract.sla, [](const contract::Sla& sla) { return sla.property == "latency"; });
}

// Until when the data goes that a run wrote; only few contracts ask.
std::optional<TimeUs> data_until(const store::Registry& registry, const lineage::openlineage::Write& write) {
  const auto runs = registry.runs_named(write.run_id);
  if (!runs) return std::nullopt;
  for (const store::RunInfo& run : *runs) {
    if (run.record.job != write.job) continue;
    const auto* nominal = run.record.run_facets.nominal_time.get();
    return nominal == nullptr ? std::nullopt : nominal->end_us;
  }
  return std::nullopt;
}

Result<std::vector<lineage::DatasetFacts>> gather(const store::Registry& registry, const Contract& contract,
                                                  const std::vector<graph::ToldName>& names) {
  std::vector<lineage::DatasetFacts> facts;
  const bool ask_runs = promises_latency(contract);
  for (const graph::ToldName& told : names) {
    auto physical = registry.physical({told.space, told.name});
    if (!physical && physical.error().code == ErrorCode::not_found) continue;
    if (!physical) return physical.error();
    lineage::DatasetFacts& one = facts.emplace_back();
    one.dataset = told.dataset;
    one.name = physical->name;
    one.evidence = std::move(physical->evidence);
    const auto* write = one.evidence.last_write.get();
    if (ask_runs && write != nullptr) one.data_until_us = data_until(registry, *write);
  }
  return facts;
}

Result<StatusAnswer> answer_one(const Catalog& catalog, const graph::Snapshot& snapshot, std::string_view id) {
  const store::Registry& registry = catalog.registry();
  StatusAnswer answer;
  auto info = registry.contract(id);
  if (!info) return info.error();
  answer.info = info.take();
  answer.as_of_seq = snapshot.seq();
  const auto model = registry.model_json(id, "");
  if (!model) return model.error();
  auto contract = contract::from_json(*model);
  if (!contract) return contract.error();
  answer.contract = std::make_shared<const Contract>(contract.take());
  const auto summary = registry.summary(id);
  if (!summary) return summary.error();
  std::vector<graph::ToldName> names = snapshot.told_names(*summary, kFactsMax + 1);
  if (names.size() > kFactsMax) {
    answer.complete = false;
    names.resize(kFactsMax);
  }
  const auto facts = gather(registry, *answer.contract, names);
  if (!facts) return facts.error();
  answer.status = lineage::status_of(*answer.contract, *facts, catalog.now_us());
  return answer;
}

Result<void> add_ports(const Catalog& catalog, const graph::Snapshot& snapshot, StatusAnswer* answer) {
  std::set<std::string> seen;
  for (const contract::Port& port : answer->contract->ports) {
    if (port.direction != contract::PortDirection::output || port.contract.empty()) continue;
    if (!seen.insert(port.contract).second) continue;
    if (seen.size() > kPortsMax) {
      answer->complete = false;
      break;
    }
    auto one = answer_one(catalog, snapshot, port.contract);
    if (one) {
      answer->complete = answer->complete && one->complete;
      answer->ports.push_back(one.take());
    } else if (one.error().code == ErrorCode::not_found) {
      answer->unknown_ports.push_back(port.contract);
    } else {
      return one.error();
    }
  }
  return {};
}

int badness(Verdict verdict) {
  return verdict == Verdict::broken ? 2 : verdict == Verdict::unknown ? 1 : 0;
}

}  // namespace

Result<StatusAnswer> answer_status(const Catalog& catalog, std::string_view id) {
  const auto snapshot = catalog.lineage();
  if (!snapshot) return snapshot.error();
  auto answer = answer_one(catalog, **snapshot, id);
  if (!answer) return answer.error();
  if (answer->contract->kind == contract::Kind::product) {
    if (const auto added = add_ports(catalog, **snapshot, &answer.value()); !added) return added.error();
  }
  return answer;
}

const LevelStatus* freshness_of(const StatusAnswer& answer) {
  const LevelStatus* worst = nullptr;
  for (const LevelStatus& level : answer.status.levels) {
    if (answer.contract->sla[level.sla].property != "freshness") continue;
    if (worst == nullptr || badness(level.verdict) > badness(worst->verdict)) worst = &level;
  }
  return worst;
}

namespace {

Verdict worst_of_ports(const StatusAnswer& answer, Verdict own, bool has_own, Verdict (*of)(const StatusAnswer&)) {
  if (answer.ports.empty() && answer.unknown_ports.empty()) return own;
  Verdict worst = has_own ? own : Verdict::met;
  if (!answer.unknown_ports.empty() && badness(worst) < badness(Verdict::unknown)) worst = Verdict::unknown;
  for (const StatusAnswer& port : answer.ports) {
    const Verdict verdict = of(port);
    if (badness(verdict) > badness(worst)) worst = verdict;
  }
  return worst;
}

}  // namespace

Verdict levels_verdict(const StatusAnswer& answer) {
  return worst_of_ports(answer, answer.status.levels_verdict, !answer.status.levels.empty(), levels_verdict);
}

Verdict quality_verdict(const StatusAnswer& answer) {
  return worst_of_ports(answer, answer.status.quality.verdict, !answer.status.quality.rules.empty(), quality_verdict);
}

}  // namespace trama::service
