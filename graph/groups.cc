#include "graph/groups.h"

#include <algorithm>

#include "catalog/base/node_id.h"
#include "graph/state.h"

namespace trama::graph {
namespace {

constexpr std::string_view kWithoutDomain = "without-domain/";

void add_datasets(const State& state, NodeIndex contract, std::vector<NodeIndex>* nodes) {
  const std::size_t before = nodes->size();
  state.nodes.for_each_child(contract, [&](NodeIndex dataset) {
    if (visible(state, dataset)) nodes->push_back(dataset);
  });
  if (nodes->size() == before && visible(state, contract)) nodes->push_back(contract);
}

}  // namespace

std::vector<NodeIndex> Groups::members_of(const Nodes& nodes, NameId domain) const {
  std::vector<NodeIndex> members;
  for (std::uint32_t at = first_[domain]; at != 0; at = (*members_)[at - 1].next) {
    const NodeIndex entity = (*members_)[at - 1].entity;
    if (nodes.domain_of(entity) == domain) members.push_back(entity);
  }
  // Who left and came back was written down twice.
  std::ranges::sort(members);
  members.erase(std::unique(members.begin(), members.end()), members.end());
  return members;
}

void Groups::set_outputs(const Nodes& nodes, NodeIndex product, std::vector<NodeIndex> contracts, Edit edit) {
  std::ranges::sort(contracts);
  contracts.erase(std::unique(contracts.begin(), contracts.end()), contracts.end());
  const List before = outputs_[product];
  if (before ? *before == contracts : contracts.empty()) return;
  const auto change = [&](NodeIndex contract, const auto& action) {
    const List& known = products_[contract];
    auto products =
        known ? std::make_shared<std::vector<NodeIndex>>(*known) : std::make_shared<std::vector<NodeIndex>>();
    action(*products);
    products_.edit(contract, edit) = products->empty() ? nullptr : std::move(products);
  };
  const auto by_id = [&](NodeIndex a, NodeIndex b) { return nodes.name(a) < nodes.name(b); };
  for (const NodeIndex contract : before ? *before : std::vector<NodeIndex>{}) {
    change(contract, [&](auto& products) { std::erase(products, product); });
  }
  for (const NodeIndex contract : contracts) {
    change(contract,
           [&](auto& products) { products.insert(std::ranges::lower_bound(products, product, by_id), product); });
  }
  outputs_.edit(product, edit) =
      contracts.empty() ? nullptr : std::make_shared<const std::vector<NodeIndex>>(std::move(contracts));
}

void Groups::join(NodeIndex entity, NameId domain, Edit edit) {
  if (domain == 0) return;
  std::uint32_t& first = first_.edit(domain, edit);
  members_->push_back({entity, first});
  first = static_cast<std::uint32_t>(members_->size());
}

NodeIndex group_of(const State& state, NodeIndex node, Level level) {
  const Nodes& nodes = state.nodes;
  if (level == Level::column) return node;
  const NodeIndex entity = nodes.entity_of(node);
  if (level == Level::dataset) return entity;
  const NodeIndex owner = nodes.owner_of(entity);
  const EntityKind kind = nodes.kind(owner);
  if (level == Level::domain) {
    const NameId domain = nodes.domain_of(entity);
    if (domain == 0 && kind == EntityKind::physical) return make_group(GroupKind::space, nodes.parent(owner));
    return make_group(GroupKind::domain, domain);
  }
  if (kind == EntityKind::product) return make_group(GroupKind::product, owner);
  if (kind != EntityKind::contract) return owner;
  const NodeIndex product = state.groups.product_of(owner);
  return make_group(GroupKind::product, product != 0 ? product : owner);
}

NodeView group_view(const State& state, NodeIndex group) {
  const Nodes& nodes = state.nodes;
  NodeView view;
  const std::uint32_t subject = group_subject(group);
  if (group_kind(group) == GroupKind::product) {
    view = view_of(state, subject);
    view.kind = NodeKind::product;
  } else if (group_kind(group) == GroupKind::space) {
    view.contract = nodes.name(subject);
    view.name = view.contract;
    view.id = std::string(kWithoutDomain) + escape_part(view.contract);
    view.kind = NodeKind::domain;
  } else {
    view.domain = nodes.names().text(subject);
    view.name = view.domain.empty() ? "without domain" : view.domain;
    view.id = view.domain.empty() ? std::string(kWithoutDomain) : view.domain;
    view.kind = NodeKind::domain;
  }
  view.index = group;
  return view;
}

std::vector<NodeIndex> with_outputs(const State& state, NodeIndex entity) {
  std::vector<NodeIndex> nodes{entity};
  if (is_field(entity) || state.nodes.kind(entity) != EntityKind::product) return nodes;
  const auto* outputs = state.groups.outputs_of(entity);
  if (outputs == nullptr) return nodes;
  for (const NodeIndex contract : *outputs) {
    if (state.groups.product_of(contract) == entity) add_datasets(state, contract, &nodes);
  }
  return nodes;
}

std::vector<NodeIndex> nodes_of_domain(const State& state, std::string_view name) {
  std::vector<NodeIndex> found;
  const NameId domain = name.empty() ? kNoName : state.nodes.names().find(name);
  if (domain == kNoName || domain == 0) return found;
  for (const NodeIndex member : state.groups.members_of(state.nodes, domain)) {
    if (state.nodes.kind(member) == EntityKind::contract) {
      add_datasets(state, member, &found);
    } else if (visible(state, member)) {
      found.push_back(member);
    }
  }
  return found;
}

}  // namespace trama::graph
