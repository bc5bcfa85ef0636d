#include "catalog/lineage/from_contract.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "catalog/lineage/endpoints.h"
#include "catalog/lineage/physical_names.h"

namespace trama::lineage {
namespace {

using contract::Contract;
using contract::Dataset;
using contract::Field;
using contract::LineageInput;
using contract::Port;
using contract::PortDirection;
using contract::Reference;
using contract::Relationship;

// Fields of a dataset at every level, each once, parents first.
template <typename Visit>
void for_each_field(const std::vector<Field>& fields, const Visit& visit) {
  for (const Field& field : fields) {
    visit(field);
    for (const auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) {
      for_each_field(*below, visit);
    }
  }
}

bool accounted(const Field& field) {
  if (!field.inputs.empty()) return true;
  bool any = false;
  for (const auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) {
    if (!std::ranges::all_of(*below, accounted)) return false;
    any = any || !below->empty();
  }
  return any;
}

bool accounts_for_every_column(const Dataset& dataset) {
  return !dataset.fields.empty() && std::ranges::all_of(dataset.fields, accounted);
}

// The dataset an endpoint lies in; for a text the text, since nobody knows yet.
Endpoint dataset_of(Endpoint endpoint) {
  endpoint.path.clear();
  return endpoint;
}

bool names_a_column(const Endpoint& source) {
  return source.kind == EndpointKind::text || !source.path.empty();
}

class DatasetLineage {
 public:
  DatasetLineage(const Contract& contract, const Dataset& dataset, std::vector<Assertion>* out)
      : contract_(contract), dataset_(dataset), out_(out) {}

  void derive() {
    const std::size_t begin = out_->size();
    for (const LineageInput& input : dataset_.inputs) add(input, "");
    for_each_field(dataset_.fields, [&](const Field& field) {
      for (const LineageInput& input : field.inputs) add(input, field.path);
    });
    if (accounts_for_every_column(dataset_)) mark_complete(begin);
  }

  void refer() {
    for_each_field(dataset_.fields, [&](const Field& field) {
      for (const Reference& to : field.references) add_reference(to, field.path);
    });
    for (const Relationship& relationship : dataset_.relationships) refer(relationship);
  }

 private:
  [[nodiscard]] Endpoint here(std::string_view path) const {
    return {EndpointKind::contract, contract_.id, dataset_.name, std::string(path), ""};
  }
  void add(const LineageInput& input, std::string_view path) {
    Assertion assertion;
    assertion.source = endpoint_of(input.from, contract_.id);
    assertion.target = here(path);
    // A dataset does not derive from itself: the name means something of the same name elsewhere.
    if (assertion.source == assertion.target || assertion.source == here("")) {
      assertion.source = {EndpointKind::text, input.from.text, "", "", contract_.id};
    }
    assertion.type = type_from(input.type);
    assertion.subtype = subtype_from(input.subtype);
    assertion.masking = input.masking;
    if (!names_nothing(assertion.source)) out_->push_back(std::move(assertion));
  }
  void add_reference(const Reference& to, std::string_view path) {
    Assertion assertion;
    assertion.source = endpoint_of(to, contract_.id);
    assertion.target = here(path);
    assertion.relation = Relation::references;
    if (!names_nothing(assertion.source) && assertion.source != assertion.target) out_->push_back(std::move(assertion));
  }
  void refer(const Relationship& relationship) {
    const std::size_t pairs = std::min(relationship.from.size(), relationship.to.size());
    for (std::size_t i = 0; i < pairs; ++i) add_reference(relationship.to[i], relationship.from[i]);
    if (relationship.from.empty()) {
      for (const Reference& to : relationship.to) add_reference(to, "");
    }
  }
  [[nodiscard]] static bool names_nothing(const Endpoint& source) { return source.owner.empty(); }

  void mark_complete(std::size_t begin) {
    std::set<Endpoint> vague;
    for (std::size_t i = begin; i < out_->size(); ++i) {
      const Assertion& assertion = (*out_)[i];
      if (assertion.target.path.empty() || !names_a_column(assertion.source)) {
        vague.insert(dataset_of(assertion.source));
      }
    }
    for (std::size_t i = begin; i < out_->size(); ++i) {
      Assertion& assertion = (*out_)[i];
      assertion.complete = !vague.contains(dataset_of(assertion.source));
    }
  }

  const Contract& contract_;
  const Dataset& dataset_;
  std::vector<Assertion>* out_;
};

Endpoint whole_contract(const std::string& id) {
  return {EndpointKind::contract, id, "", "", ""};
}

void add_port(const Contract& product, const Port& port, std::vector<Assertion>* out) {
  if (port.contract.empty() || port.direction == PortDirection::management) return;
  const Endpoint itself{EndpointKind::product, product.id, "", "", ""};
  if (port.direction == PortDirection::input) {
    out->push_back({.source = whole_contract(port.contract), .target = itself, .relation = Relation::consumes});
    return;
  }
  if (port.input_contracts.empty()) {
    out->push_back({.source = itself, .target = whole_contract(port.contract)});
  }
  for (const auto& [input, version] : port.input_contracts) {
    if (input.empty() || input == port.contract) continue;
    out->push_back({.source = whole_contract(input), .target = whole_contract(port.contract)});
  }
}

void add_unique(std::vector<std::string>* to, const std::vector<std::string>& from) {
  to->insert(to->end(), from.begin(), from.end());
  std::ranges::sort(*to);
  const auto [first, last] = std::ranges::unique(*to);
  to->erase(first, last);
}

DatasetSummary summary_of(const Dataset& dataset) {
  DatasetSummary out{dataset.name, dataset.physical_name, dataset.kind, {}};
  for_each_field(dataset.fields, [&](const Field& field) { out.field_paths.push_back(field.path); });
  return out;
}

bool has_pii(const Dataset& dataset) {
  bool found = false;
  for_each_field(dataset.fields, [&](const Field& field) { found = found || field.pii.value_or(false); });
  return found;
}

std::string classification_of(const Contract& contract) {
  if (!contract.classification.empty()) return contract.classification;
  for (const Dataset& dataset : contract.datasets) {
    if (!dataset.classification.empty()) return dataset.classification;
  }
  return {};
}

}  // namespace

std::vector<Assertion> assertions_of(const Contract& contract) {
  std::vector<Assertion> out;
  for (const Dataset& dataset : contract.datasets) {
    DatasetLineage lineage(contract, dataset, &out);
    lineage.derive();
    lineage.refer();
  }
  for (const Port& port : contract.ports) add_port(contract, port, &out);
  std::ranges::sort(out);
  const auto [first, last] = std::ranges::unique(out);
  out.erase(first, last);
  return out;
}

Summary summary_of(const Contract& contract) {
  Summary out;
  out.kind = contract.kind == contract::Kind::product ? SubjectKind::product : SubjectKind::contract;
  out.id = contract.id;
  out.version = contract.version;
  out.title = contract.title;
  out.domain = contract.domain;
  out.owner = contract.owner;
  out.status = contract.status;
  out.classification = classification_of(contract);
  add_unique(&out.tags, contract.tags);
  for (const contract::Server& server : contract.servers) {
    if (!server.type.empty()) add_unique(&out.platforms, {server.type});
  }
  for (const Dataset& dataset : contract.datasets) {
    add_unique(&out.tags, dataset.tags);
    out.pii = out.pii || has_pii(dataset);
    out.datasets.push_back(summary_of(dataset));
  }
  out.physical = physical_names(contract);
  for (const Port& port : contract.ports) {
    if (port.direction == PortDirection::output && !port.contract.empty()) add_unique(&out.outputs, {port.contract});
  }
  return out;
}

}  // namespace trama::lineage
