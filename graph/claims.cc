// Which physical datasets a contract's datasets are: those that its servers name, and those that say so themselves (a
// manifest that names its data contract).
#include <algorithm>

#include "catalog/base/text.h"
#include "catalog/lineage/canonical_name.h"
#include "graph/linker.h"

namespace trama::graph {
namespace {

// Of several tables the one that is called as the relation ends; the only one whatever it is called.
class TableChoice {
 public:
  explicit TableChoice(std::string_view relation) : last_(relation.substr(relation.rfind('.') + 1)) {}

  void offer(std::uint32_t index, std::string_view name, std::string_view physical_name) {
    ++offered_;
    only_ = index;
    if (named_ || !(equal_ignoring_case(name, last_) || equal_ignoring_case(physical_name, last_))) return;
    named_ = index;
  }
  [[nodiscard]] std::optional<std::uint32_t> chosen() const {
    return !named_ && offered_ == 1 ? std::optional(only_) : named_;
  }

 private:
  std::string_view last_;
  std::uint32_t offered_ = 0, only_ = 0;
  std::optional<std::uint32_t> named_;
};

}  // namespace

NodeIndex Linker::bound_dataset(NodeIndex contract, NodeIndex physical) const {
  const Nodes& nodes = state_.nodes;
  if (contract == 0 || nodes.declared(contract) == Declared::no) return 0;
  TableChoice choice(nodes.name(physical));
  nodes.for_each_child(contract, [&](NodeIndex dataset) {
    if (nodes.declared(dataset) == Declared::no) return;
    choice.offer(dataset, nodes.name(dataset), nodes.names().text(nodes.record(dataset).b));
  });
  return choice.chosen().value_or(0);
}

std::vector<NodeIndex> Linker::claimed_by(NodeIndex contract) const {
  std::vector<NodeIndex> physical;
  state_.nodes.for_each_child(contract, [&](NodeIndex dataset) {
    if (const auto claimed = claimed_.find(dataset); claimed != claimed_.end()) {
      physical.insert(physical.end(), claimed->second.begin(), claimed->second.end());
    }
  });
  if (const auto bound = bound_by_.find(contract); bound != bound_by_.end()) {
    for (const NodeIndex each : bound->second) {
      if (bound_.at(each).dataset != 0) physical.push_back(each);
    }
  }
  std::ranges::sort(physical);
  physical.erase(std::unique(physical.begin(), physical.end()), physical.end());
  return physical;
}

Linker::Claims Linker::claims_of(NodeIndex contract) const {
  const Nodes& nodes = state_.nodes;
  Claims claims;
  const auto add = [&](NodeIndex dataset, NodeIndex physical) {
    claims.insert({std::string(nodes.name(dataset)), std::string(nodes.name(nodes.parent(physical))),
                   std::string(nodes.name(physical))});
  };
  nodes.for_each_child(contract, [&](NodeIndex dataset) {
    const auto claimed = claimed_.find(dataset);
    if (claimed == claimed_.end()) return;
    for (const NodeIndex physical : claimed->second) add(dataset, physical);
  });
  if (const auto bound = bound_by_.find(contract); bound != bound_by_.end()) {
    for (const NodeIndex each : bound->second) {
      if (const NodeIndex dataset = bound_.at(each).dataset; dataset != 0) add(dataset, each);
    }
  }
  return claims;
}

Linker::Claims Linker::claims_in(const lineage::Summary& summary, NodeIndex contract) const {
  const Nodes& nodes = state_.nodes;
  Claims claims;
  for (const std::size_t i : folded_physical(summary)) {
    const lineage::PhysicalName& said = summary.physical[i];
    if (said.space.empty() || said.name.empty()) continue;
    const auto known = lineage::canonical_physical_name(said.space, said.name);
    claims.insert({summary.datasets[said.dataset].name, known.space, known.name});
  }
  const auto bound = bound_by_.find(contract);
  if (bound == bound_by_.end()) return claims;
  for (const NodeIndex each : bound->second) {
    TableChoice choice(nodes.name(each));
    std::set<std::string_view> offered;  // a second table of a name says nothing
    for (std::uint32_t i = 0; i < summary.datasets.size(); ++i) {
      const lineage::DatasetSummary& dataset = summary.datasets[i];
      if (offered.insert(dataset.name).second) choice.offer(i, dataset.name, dataset.physical_name);
    }
    if (const auto chosen = choice.chosen()) {
      claims.insert(
          {summary.datasets[*chosen].name, std::string(nodes.name(nodes.parent(each))), std::string(nodes.name(each))});
    }
  }
  return claims;
}

void Linker::write_claims(const lineage::Summary* summary, NodeIndex contract, Edit edit) {
  Nodes& nodes = state_.nodes;
  std::vector<std::pair<NodeIndex, NodeIndex>> now;  // physical, dataset
  for (const std::size_t i : summary != nullptr ? folded_physical(*summary) : std::vector<std::size_t>{}) {
    const lineage::PhysicalName& said = summary->physical[i];
    if (said.space.empty() || said.name.empty()) continue;
    now.emplace_back(ensure_physical(said.space, said.name, edit),
                     nodes.find(EntityKind::dataset, contract, summary->datasets[said.dataset].name));
  }
  std::vector<NodeIndex> changed = claimed_by(contract);
  nodes.for_each_child(contract, [&](NodeIndex dataset) { claimed_.erase(dataset); });
  for (const auto& [physical, dataset] : now) claimed_[dataset].push_back(physical);
  if (const auto bound = bound_by_.find(contract); bound != bound_by_.end()) {
    for (const NodeIndex each : bound->second) {
      const NodeIndex dataset = bound_dataset(contract, each);
      bound_.at(each).dataset = dataset;
      if (dataset != 0) now.emplace_back(each, dataset);
    }
  }
  for (const auto& [physical, dataset] : now) changed.push_back(physical);
  std::ranges::sort(changed);
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  for (const NodeIndex physical : changed) {
    std::vector<NodeIndex> datasets = nodes.all_claims(physical);
    std::erase_if(datasets, [&](NodeIndex dataset) { return nodes.parent(dataset) == contract; });
    for (const auto& [claimed, dataset] : now) {
      if (claimed == physical) datasets.push_back(dataset);
    }
    std::ranges::sort(datasets);
    datasets.erase(std::unique(datasets.begin(), datasets.end()), datasets.end());
    if (datasets != nodes.all_claims(physical)) nodes.set_claims(physical, datasets, edit);
  }
}

// It says that it is of this contract now; 0: of none. What its servers claim stays claimed.
void Linker::bind(NodeIndex physical, NodeIndex contract, Edit edit) {
  Nodes& nodes = state_.nodes;
  const auto before = bound_.find(physical);
  if (before == bound_.end() ? contract == 0 : before->second.contract == contract) return;
  std::vector<NodeIndex> datasets = nodes.all_claims(physical);
  if (before != bound_.end()) {
    const Bound was = before->second;
    auto& others = bound_by_[was.contract];
    std::erase(others, physical);
    if (others.empty()) bound_by_.erase(was.contract);
    bound_.erase(before);
    const auto claimed = claimed_.find(was.dataset);
    const bool by_server =
        claimed != claimed_.end() && std::ranges::find(claimed->second, physical) != claimed->second.end();
    if (!by_server) std::erase(datasets, was.dataset);
  }
  if (contract != 0) {
    const NodeIndex dataset = bound_dataset(contract, physical);
    bound_[physical] = {contract, dataset};
    bound_by_[contract].push_back(physical);
    if (dataset != 0) datasets.push_back(dataset);
  }
  std::ranges::sort(datasets);
  datasets.erase(std::unique(datasets.begin(), datasets.end()), datasets.end());
  if (datasets != nodes.all_claims(physical)) nodes.set_claims(physical, datasets, edit);
}

}  // namespace trama::graph
