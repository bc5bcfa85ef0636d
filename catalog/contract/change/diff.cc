#include "catalog/contract/change/diff.h"

#include <algorithm>
#include <utility>

#include "catalog/contract/change/diff_parts.h"

namespace trama::change {
namespace {

using contract::Contract;
using contract::Dialect;
using contract::QualityRule;

// DCS and the article share their words; so do the versions of ODCS, and ODPS with them.
bool dcs_words(const Contract& contract) {
  return contract.source.dialect == Dialect::article || contract.source.dialect == Dialect::dcs;
}

Rule status_rule(const std::string& before, const std::string& after) {
  if (after == "retired") return Rule::contract_retired;
  if (before == "retired") return Rule::contract_restored;
  if (after == "deprecated") return Rule::contract_deprecated;
  return before == "deprecated" ? Rule::contract_reinstated : Rule::status_changed;
}

void diff_identity(Recorder* out, const Contract& before, const Contract& after) {
  if (before.id != after.id) out->add({}, Rule::contract_id_changed, "id", before.id, after.id);
  if (before.status != after.status) {
    out->add({}, status_rule(before.status, after.status), "status", before.status, after.status);
  }
  diff_deprecation(out, {}, {before.deprecated, before.deprecated_since, before.successor},
                   {after.deprecated, after.deprecated_since, after.successor});
}

void diff_people(Recorder* out, const Contract& before, const Contract& after) {
  const Scope scope = Scope{}.about(Subject::ownership, "");
  out->plain(scope, before, after,
             {{"owner", Rule::owner_changed},
              {"domain", Rule::domain_changed},
              {"tenant", Rule::tenant_changed},
              {"data_product", Rule::data_product_changed},
              {"team_description", Rule::team_changed},
              {"members", Rule::team_changed},
              {"contacts", Rule::contact_changed},
              {"support", Rule::support_changed}},
             {"kind",
              "id",
              "version",
              "title",
              "status",
              "description",
              "purpose",
              "tags",
              "created",
              "deprecated",
              "deprecated_since",
              "successor",
              "servers",
              "datasets",
              "quality",
              "sla",
              "terms",
              "price",
              "roles",
              "links",
              "history",
              "ports",
              "custom",
              "classification"});
}

void diff_words(Recorder* out, const Contract& before, const Contract& after) {
  out->plain({}, before, after,
             {{"title", Rule::title_changed},
              {"description", Rule::description_changed},
              {"purpose", Rule::description_changed},
              {"tags", Rule::tags_changed},
              {"links", Rule::links_changed},
              {"history", Rule::history_changed},
              {"price", Rule::price_changed}},
             {"id",
              "version",
              "status",
              "owner",
              "domain",
              "tenant",
              "data_product",
              "members",
              "team_description",
              "contacts",
              "support",
              "deprecated",
              "deprecated_since",
              "successor",
              "servers",
              "datasets",
              "quality",
              "sla",
              "terms",
              "roles",
              "ports",
              "custom",
              "classification"});
}

bool below_contract(const Change& change) {
  return row(change.rule).subject == Subject::quality && !change.dataset().empty();
}

// SodaCL is kept as one text besides the rules that could be read from it; a change of those is reported there alone.
std::vector<QualityRule> without_soda(const std::vector<QualityRule>& rules) {
  std::vector<QualityRule> out = rules;
  for (QualityRule& rule : out) {
    if (rule.engine == "soda") rule.implementation_json.clear();
  }
  return out;
}

void diff_contract_quality(Recorder* out, const Contract& before, const Contract& after, bool told_below) {
  if (!told_below) return diff_quality(out, {}, before.quality, after.quality);
  diff_quality(out, {}, without_soda(before.quality), without_soda(after.quality));
}

}  // namespace

std::vector<Change> diff(const Contract& before, const Contract& after) {
  const bool across = dcs_words(before) != dcs_words(after);
  const HistoryRenames history = history_renames(before, after);
  Recorder datasets(across, history);
  diff_datasets(&datasets, before, after);
  const bool told_below = std::ranges::any_of(datasets.changes(), below_contract);

  Recorder out(across, {});
  diff_identity(&out, before, after);
  diff_words(&out, before, after);
  diff_people(&out, before, after);
  diff_classification(&out, {}, before.classification, after.classification);
  diff_terms(&out, {}, before, after);
  diff_sla(&out, {}, before.sla, after.sla);
  diff_servers(&out, {}, before.servers, after.servers);
  diff_roles(&out, {}, before.roles, after.roles);
  diff_ports(&out, {}, before.ports, after.ports);
  diff_contract_quality(&out, before, after, told_below);
  diff_custom(&out, {}, before.custom, after.custom);
  std::ranges::move(datasets.changes(), std::back_inserter(out.changes()));
  return std::move(out.changes());
}

}  // namespace trama::change
