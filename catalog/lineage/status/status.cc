#include "catalog/lineage/status/status.h"

#include <algorithm>
#include <array>

#include "catalog/lineage/status/parts.h"

namespace trama::lineage {
namespace {

using openlineage::kNever;

// What counts as a load of the dataset. The latest one is taken, whoever told of it.
std::vector<Happened> loads_of(const DatasetFacts& facts) {
  std::vector<Happened> loads;
  if (const openlineage::Write* write = facts.evidence.last_write.get()) {
    loads.push_back({facts.name, write->job, write->run_id, facts.evidence.last_write.at_us, write->counts.rows,
                     facts.data_until_us});
  }
  // Somebody looked and saw the newest row.
  const openlineage::Freshness* seen = facts.evidence.freshness.get();
  if (seen != nullptr && seen->max_loaded_us != kNever)
    loads.push_back({facts.name, {}, "", seen->max_loaded_us, {}, {}});
  return loads;
}

void add_facts(const DatasetFacts& facts, DatasetState* state) {
  const auto later = [](const Happened& what, std::optional<Happened>* kept) {
    if (!*kept || (*kept)->at_us < what.at_us) *kept = what;
  };
  state->names.push_back(facts.name);
  for (const Happened& load : loads_of(facts)) later(load, &state->load);
  if (const openlineage::Write* failed = facts.evidence.last_failure.get()) {
    later({facts.name, failed->job, failed->run_id, facts.evidence.last_failure.at_us, {}, {}}, &state->failure);
  }
  const openlineage::LifecycleChange* change = facts.evidence.lifecycle.get();
  if (change != nullptr && change->change == openlineage::Lifecycle::drop) {
    state->dropped_us = std::max(state->dropped_us.value_or(kNever), facts.evidence.lifecycle.at_us);
  }
}

Verdict verdict_of_levels(const std::vector<LevelStatus>& levels) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::any_of(levels, [&](const LevelStatus& level) { return level.verdict == verdict; });
  };
  return any(Verdict::broken) ? Verdict::broken : any(Verdict::met) ? Verdict::met : Verdict::unknown;
}

}  // namespace

std::string_view level_word(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords = {"unknown", "met", "breached"};
  return kWords[static_cast<std::size_t>(verdict)];
}

std::string_view quality_word(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords = {"unknown", "passed", "failed"};
  return kWords[static_cast<std::size_t>(verdict)];
}

std::vector<DatasetState> dataset_states(const contract::Contract& contract, const std::vector<DatasetFacts>& facts) {
  std::vector<DatasetState> states(contract.datasets.size());
  for (std::size_t i = 0; i < states.size(); ++i) states[i].dataset = static_cast<std::uint32_t>(i);
  for (const DatasetFacts& one : facts) {
    if (one.dataset < states.size()) add_facts(one, &states[one.dataset]);
  }
  for (DatasetState& state : states) {
    const TimeUs loaded_us = state.load ? state.load->at_us : kNever;
    if (state.failure && state.failure->at_us <= loaded_us) state.failure.reset();
    if (state.dropped_us && *state.dropped_us <= loaded_us) state.dropped_us.reset();
  }
  return states;
}

ContractStatus status_of(const contract::Contract& contract, const std::vector<DatasetFacts>& facts, TimeUs now_us) {
  ContractStatus status;
  status.now_us = now_us;
  status.datasets = dataset_states(contract, facts);
  for (std::size_t i = 0; i < contract.sla.size(); ++i) {
    status.levels.push_back(level_status(contract, i, status.datasets, now_us));
  }
  status.levels_verdict = verdict_of_levels(status.levels);
  status.quality = quality_status(contract, facts);
  return status;
}

}  // namespace trama::lineage
