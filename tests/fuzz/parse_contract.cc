// Contracts of every dialect: no document may break the parsers, and what is accepted keeps its meaning through the
// stored form, through ODCS and through DCS. Whatever it promises, its status can be told.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/canonical.h"
#include "catalog/contract/dcs_render.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/semantic_rules.h"
#include "catalog/lineage/status/status.h"

using namespace trama;
using namespace trama::contract;

namespace {

void demand(bool holds, const char* what, const std::string& detail) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s\n", what, detail.c_str());
  std::abort();
}

void check_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) {
    demand(find_rule(problem.rule) != nullptr, "a rule that is not in the table", problem.rule);
    demand(problem.found.size() <= 120, "found is too long", problem.found);
  }
}

void check_rendering(const ParsedContract& parsed, const std::string& rendered) {
  const auto again = parse_contract(rendered);
  // A rendering may be refused only for its size.
  if (!again && again.error().code == ErrorCode::too_large) return;
  demand(again.has_value(), "the rendering is refused", rendered);
  demand(again->fingerprint == parsed.fingerprint, "the rendering changes the meaning", rendered);
}

// Every dataset was loaded an hour ago, with its row count.
void check_status(const Contract& contract) {
  constexpr TimeUs kLoadedUs = 1'700'000'000'000'000, kNowUs = kLoadedUs + 3'600'000'000;
  std::vector<lineage::DatasetFacts> facts(contract.datasets.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    facts[i].dataset = static_cast<std::uint32_t>(i);
    facts[i].evidence.last_write.at_us = facts[i].evidence.metrics.at_us = kLoadedUs;
    facts[i].evidence.metrics.value.counts.rows = 7;
    facts[i].data_until_us = kLoadedUs;
  }
  const lineage::ContractStatus status = lineage::status_of(contract, facts, kNowUs);
  demand(status.levels.size() == contract.sla.size(), "a level without a verdict", contract.id);
  for (const auto& level : status.levels) demand(!level.reason.empty(), "a verdict without a reason", contract.id);
  for (const auto& rule : status.quality.rules) demand(!rule.reason.empty(), "a result without a reason", contract.id);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_contract(text, Strictness::strict);
  const auto parsed = parse_contract(text);
  if (!parsed) {
    demand(!parsed.error().problems.empty(), "a refusal without a problem", parsed.error().message);
    check_problems(parsed.error().problems);
    return 0;
  }
  check_problems(parsed->notes);
  const auto stored = from_json(to_json(*parsed->contract));
  demand(stored.has_value(), "the stored form is not read", to_json(*parsed->contract));
  demand(fingerprint(*stored) == parsed->fingerprint, "the stored form changes the meaning",
         to_json(*parsed->contract));
  check_rendering(*parsed, render_odcs_yaml(*parsed->contract));
  check_rendering(*parsed, render_dcs_yaml(*parsed->contract));
  check_status(*parsed->contract);
  return 0;
}
