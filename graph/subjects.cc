// Linker's other half: summaries into the node table.
#include <algorithm>
#include <set>

#include "catalog/base/text.h"
#include "catalog/lineage/canonical_name.h"
#include "graph/linker.h"

namespace trama::graph {
namespace {

using lineage::Summary;

EntityKind entity_kind(lineage::SubjectKind kind) {
  switch (kind) {
    case lineage::SubjectKind::contract:
      return EntityKind::contract;
    case lineage::SubjectKind::product:
      return EntityKind::product;
    case lineage::SubjectKind::consumer:
      return EntityKind::consumer;
    case lineage::SubjectKind::physical:
      return EntityKind::physical;
  }
  return EntityKind::contract;
}

bool is_production(std::string_view environment) {
  for (const std::string_view word : {"prod", "production", "prd", "live"}) {
    if (equal_ignoring_case(environment, word)) return true;
  }
  return false;
}

// What assertions can depend on: names of datasets and fields, physical names. Independent of order.
class Shape {
 public:
  void add(NameId dataset, NameId physical) { sum_ += mix(dataset, physical, 0); }
  void add_field(NameId dataset, NameId field) { sum_ += mix(dataset, field, 1); }
  [[nodiscard]] std::uint64_t value() const { return sum_; }

 private:
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    std::uint64_t x = (a << 32 | b) * 0x9E3779B97F4A7C15ULL + c * 0xC2B2AE3D27D4EB4FULL + 1;
    x = (x ^ (x >> 29)) * 0xBF58476D1CE4E5B9ULL;
    return x ^ (x >> 32);
  }
  std::uint64_t sum_ = 0;
};

std::uint64_t shape_of(const Nodes& nodes, NodeIndex contract) {
  Shape shape;
  for (const NodeIndex dataset : declared_datasets(nodes, contract)) {
    shape.add(nodes.name_id(dataset), nodes.record(dataset).b);
    nodes.for_each_child(dataset, [&](NodeIndex field) {
      if (nodes.declared(field) != Declared::no) shape.add_field(nodes.name_id(dataset), nodes.name_id(field));
    });
  }
  return shape.value();
}

std::uint64_t shape_of(Nodes& nodes, const Summary& summary) {
  Shape shape;
  std::set<NameId> seen;
  for (const lineage::DatasetSummary& dataset : summary.datasets) {
    const NameId name = nodes.intern(dataset.name);
    if (!seen.insert(name).second) continue;
    shape.add(name, nodes.intern(dataset.physical_name));
    std::set<NameId> fields;
    for (const std::string& path : dataset.field_paths) fields.insert(nodes.intern(path));
    for (const NameId field : fields) shape.add_field(name, field);
  }
  return shape.value();
}

}  // namespace

std::vector<std::size_t> folded_physical(const Summary& summary) {
  std::vector<std::vector<std::size_t>> named(summary.datasets.size());
  for (std::size_t i = 0; i < summary.physical.size(); ++i) {
    if (summary.physical[i].dataset < named.size()) named[summary.physical[i].dataset].push_back(i);
  }
  std::vector<std::size_t> chosen;
  for (const std::vector<std::size_t>& all : named) {
    std::vector<std::size_t> production;
    std::set<std::string_view> servers;
    for (const std::size_t i : all) {
      servers.insert(summary.physical[i].server);
      if (is_production(summary.physical[i].environment)) production.push_back(i);
    }
    if (!production.empty()) {
      chosen.insert(chosen.end(), production.begin(), production.end());
    } else if (servers.size() == 1) {
      chosen.insert(chosen.end(), all.begin(), all.end());
    }
  }
  return chosen;
}

// These are the fields of the dataset now; others it had are not declared any more.
void Linker::declare_fields(NodeIndex dataset, const std::vector<std::string>& paths, Edit edit) {
  Nodes& nodes = state_.nodes;
  std::vector<NodeIndex> fields = nodes.ensure_fields(dataset, paths, edit);
  std::ranges::sort(fields);
  nodes.for_each_child(dataset, [&](NodeIndex field) {
    const bool now = std::ranges::binary_search(fields, field);
    nodes.set_declared(field, now ? Declared::active : Declared::no, edit);
  });
}

void Linker::write_datasets(const Summary* summary, NodeIndex contract, Edit edit) {
  Nodes& nodes = state_.nodes;
  std::vector<NodeIndex> datasets;
  for (std::size_t i = 0; summary != nullptr && i < summary->datasets.size(); ++i) {
    datasets.push_back(nodes.ensure(EntityKind::dataset, contract, summary->datasets[i].name, edit));
  }
  std::vector<NodeIndex> sorted = datasets;
  std::ranges::sort(sorted);
  std::vector<NodeIndex> gone;
  nodes.for_each_child(contract, [&](NodeIndex child) {
    if (nodes.declared(child) != Declared::no && !std::ranges::binary_search(sorted, child)) gone.push_back(child);
  });
  for (const NodeIndex dataset : gone) {
    nodes.set_declared(dataset, Declared::no, edit);
    nodes.for_each_child(dataset, [&](NodeIndex field) { nodes.set_declared(field, Declared::no, edit); });
  }
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    const NodeIndex dataset = datasets[i];
    if (std::ranges::find(datasets.begin(), datasets.begin() + static_cast<std::ptrdiff_t>(i), dataset) !=
        datasets.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;  // a second table of that name says nothing
    }
    const lineage::DatasetSummary& said = summary->datasets[i];
    const NameId kind = nodes.intern(said.kind), physical = nodes.intern(said.physical_name);
    nodes.set_declared(dataset, Declared::active, edit);
    if (nodes.record(dataset).a != kind || nodes.record(dataset).b != physical) {
      EntityRecord& record = nodes.edit_record(dataset, edit);
      record.a = kind;
      record.b = physical;
    }
    declare_fields(dataset, said.field_paths, edit);
  }
}

void Linker::write_outputs(const Summary* summary, NodeIndex product, Edit edit) {
  std::vector<NodeIndex> contracts;
  if (summary != nullptr && summary->state == lineage::SubjectState::active) {
    for (const std::string& contract : summary->outputs) {
      contracts.push_back(state_.nodes.ensure(EntityKind::contract, 0, contract, edit));
    }
  }
  state_.groups.set_outputs(state_.nodes, product, std::move(contracts), edit);
}

void Linker::write_subject(const Summary* summary, lineage::SubjectKind kind, NodeIndex subject, Edit edit) {
  Nodes& nodes = state_.nodes;
  const NameId domain_before = nodes.domain_of(subject);
  nodes.set_info(subject, summary != nullptr ? *summary : Summary{}, edit);
  if (const NameId domain = nodes.domain_of(subject); domain != domain_before)
    state_.groups.join(subject, domain, edit);
  const Declared declared = summary == nullptr                                 ? Declared::no
                            : summary->state == lineage::SubjectState::retired ? Declared::retired
                                                                               : Declared::active;
  nodes.set_declared(subject, declared, edit);
  if (kind == lineage::SubjectKind::product) write_outputs(summary, subject, edit);
  if (kind != lineage::SubjectKind::contract) return;
  write_datasets(summary, subject, edit);
  write_claims(summary, subject, edit);
}

void Linker::touch_all(NodeIndex subject, EdgeSet& edges) const {
  edges.touch(subject);
  if (state_.nodes.kind(subject) != EntityKind::contract) return;
  state_.nodes.for_each_child(subject, [&](NodeIndex dataset) { touch_dataset(dataset, edges); });
}

std::vector<NodeIndex> Linker::no_longer_literal(const Summary* summary, NodeIndex contract) const {
  const Nodes& nodes = state_.nodes;
  std::vector<NodeIndex> entities;
  for (std::size_t i = 0; summary != nullptr && i < summary->datasets.size(); ++i) {
    const std::string& physical = summary->datasets[i].physical_name;
    const NodeIndex named = physical.empty() ? 0 : nodes.find(EntityKind::dataset, contract, physical);
    if (named == 0 || nodes.declared(named) != Declared::no) continue;
    if (declared_dataset(nodes, contract, physical) != 0) entities.push_back(named);
  }
  for (const NodeIndex physical : claimed_by(contract)) {
    const auto names = nodes.names_of(physical);
    entities.insert(entities.end(), names.begin(), names.end());
  }
  std::ranges::sort(entities);
  entities.erase(std::unique(entities.begin(), entities.end()), entities.end());
  return entities;
}

NodeIndex Linker::ensure_physical(std::string_view space, std::string_view name, Edit edit) {
  const auto known = lineage::canonical_physical_name(space, name);
  return ensure_canonical(known.space, known.name, edit);
}

NodeIndex Linker::ensure_canonical(std::string_view space, std::string_view name, Edit edit) {
  const NodeIndex in = state_.nodes.ensure(EntityKind::space, 0, space, edit);
  return state_.nodes.ensure(EntityKind::physical, in, name, edit);
}

// Of a physical dataset under all its names.
void Linker::add_name_keys(std::string_view space, std::string_view name, std::vector<std::uint64_t>* keys) const {
  const Nodes& nodes = state_.nodes;
  const auto add = [keys](std::string_view of_space, std::string_view of_name) {
    keys->push_back(physical_key(of_space, of_name));
    keys->push_back(physical_name_key(of_name));
  };
  add(space, name);
  const NodeIndex in = nodes.find(EntityKind::space, 0, space);
  const NodeIndex physical = in == 0 ? 0 : nodes.find(EntityKind::physical, in, name);
  if (physical == 0) return;
  for (const NodeIndex other : nodes.names_of(physical)) add(nodes.name(nodes.parent(other)), nodes.name(other));
}

void Linker::touch_dataset(NodeIndex physical, EdgeSet& edges) const {
  edges.touch(physical);
  state_.nodes.for_each_child(physical, [&](NodeIndex field) { edges.touch(field); });
}

// What claims one name of a dataset shows, or hides, all of them.
void Linker::touch_names(NodeIndex physical, EdgeSet& edges) const {
  for (const NodeIndex name : state_.nodes.names_of(physical)) touch_dataset(name, edges);
}

void Linker::write_physical(const Summary& summary, NodeIndex self, const std::vector<NodeIndex>& others, Edit edit) {
  Nodes& nodes = state_.nodes;
  const bool retired = summary.state == lineage::SubjectState::retired;
  const lineage::PhysicalName& own = summary.physical.front();
  if (own.space != nodes.name(nodes.parent(self)) || own.name != nodes.name(self)) {
    nodes.add_spelling(self, own.space, own.name, edit);
  }
  nodes.set_declared(self, retired ? Declared::retired : Declared::active, edit);
  const NameId domain_before = nodes.domain_of(self);
  nodes.set_place(self, summary.domain, summary.owner, edit);
  if (const NameId domain = nodes.domain_of(self); domain != domain_before) state_.groups.join(self, domain, edit);
  declare_fields(self, summary.datasets.front().field_paths, edit);
  if (others != nodes.links(self)) nodes.set_links(self, others, edit);
  const bool says = !summary.contract.empty();
  bind(self, says ? nodes.ensure(EntityKind::contract, 0, summary.contract, edit) : 0, edit);
}

void Linker::load_physical(const Summary& summary, Edit edit) {
  if (summary.physical.empty() || summary.datasets.empty()) return;
  const NodeIndex self = ensure_physical(summary.physical.front().space, summary.physical.front().name, edit);
  write_physical(summary, self, other_names(summary, self, edit), edit);
}

std::vector<NodeIndex> Linker::other_names(const Summary& summary, NodeIndex self, Edit edit) {
  std::vector<NodeIndex> others;
  for (std::size_t i = 1; i < std::min(summary.physical.size(), Nodes::kNamesMax); ++i) {
    const NodeIndex other = ensure_physical(summary.physical[i].space, summary.physical[i].name, edit);
    if (other != self) others.push_back(other);
  }
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  return others;
}

// Whether the contract it says it is of is another one than before.
bool Linker::binds_anew(const Summary& summary, NodeIndex self) const {
  const auto bound = bound_.find(self);
  if (bound == bound_.end()) return !summary.contract.empty();
  return state_.nodes.name(bound->second.contract) != summary.contract;
}

// A dataset as its platform names it. When its names or its contract change, everything said of any of its names is
// linked anew.
void Linker::update_physical(const Summary& summary, EdgeSet& edges, Edit edit) {
  Nodes& nodes = state_.nodes;
  if (summary.physical.empty() || summary.datasets.empty()) return;
  const NodeIndex self = ensure_physical(summary.physical.front().space, summary.physical.front().name, edit);
  const std::vector<NodeIndex> others = other_names(summary, self, edit);
  if (others == nodes.links(self) && !binds_anew(summary, self)) {
    touch_dataset(self, edges);
    write_physical(summary, self, others, edit);
    touch_dataset(self, edges);
    return;
  }
  std::vector<NodeIndex> concerned = nodes.names_of(self);
  for (const NodeIndex other : others) {
    const auto more = nodes.names_of(other);
    concerned.insert(concerned.end(), more.begin(), more.end());
  }
  std::ranges::sort(concerned);
  concerned.erase(std::unique(concerned.begin(), concerned.end()), concerned.end());
  std::vector<std::uint64_t> keys;
  for (const NodeIndex name : concerned) {
    keys.push_back(physical_key(nodes.name(nodes.parent(name)), nodes.name(name)));
    keys.push_back(physical_name_key(nodes.name(name)));
    touch_dataset(name, edges);
  }
  const std::vector<std::uint32_t> waiting = waiting_on(keys);
  for (const std::uint32_t id_of_said : waiting) withdraw(said_[id_of_said], edges);
  write_physical(summary, self, others, edit);
  forget_recent();
  for (const NodeIndex name : concerned) {
    touch_dataset(name, edges);
    if (nodes.shown_as(name) != name || !nodes.claims(name).empty()) make_said(name, edges, edit);
  }
  for (const std::uint32_t id_of_said : waiting) link_said(id_of_said, edges, edit);
  forget_recent();
}

void Linker::update_subject(const Summary* summary, lineage::SubjectKind kind, std::string_view id, EdgeSet& edges,
                            Edit edit) {
  Nodes& nodes = state_.nodes;
  const NodeIndex subject = nodes.ensure(entity_kind(kind), 0, id, edit);
  const bool is_contract = kind == lineage::SubjectKind::contract;
  const Declared declared = summary == nullptr                                 ? Declared::no
                            : summary->state == lineage::SubjectState::retired ? Declared::retired
                                                                               : Declared::active;
  const bool same_state = nodes.declared(subject) == declared;
  const bool same_shape =
      same_state && (!is_contract || shape_of(nodes, subject) == (summary != nullptr ? shape_of(nodes, *summary) : 0));
  const auto claims_before = is_contract ? claims_of(subject) : Claims{};
  const auto claims_now = is_contract && summary != nullptr ? claims_in(*summary, subject) : Claims{};
  std::vector<std::uint64_t> keys;
  if (!same_shape) keys.push_back(subject_key(id));
  if (!same_shape || claims_before != claims_now) {
    for (const Claims* claims : {&claims_before, &claims_now}) {
      for (const auto& [dataset, space, name] : *claims) add_name_keys(space, name, &keys);
    }
  }
  const std::vector<std::uint32_t> waiting = waiting_on(keys);
  for (const std::uint32_t id_of_said : waiting) withdraw(said_[id_of_said], edges);
  if (!same_shape) touch_all(subject, edges);
  const std::vector<NodeIndex> claimed_before = is_contract ? claimed_by(subject) : std::vector<NodeIndex>{};
  write_subject(summary, kind, subject, edit);
  if (!same_shape) touch_all(subject, edges);
  if (is_contract && claims_before != claims_now) {
    for (const NodeIndex physical : claimed_before) touch_names(physical, edges);
    for (const NodeIndex physical : claimed_by(subject)) touch_names(physical, edges);
  }
  forget_recent();
  if (is_contract) {
    for (const NodeIndex entity : no_longer_literal(summary, subject)) make_said(entity, edges, edit);
  }
  for (const std::uint32_t id_of_said : waiting) link_said(id_of_said, edges, edit);
  forget_recent();
}

void Linker::load_subject(const Summary& summary, Edit edit) {
  if (summary.kind == lineage::SubjectKind::physical) return load_physical(summary, edit);
  const NodeIndex subject = state_.nodes.ensure(entity_kind(summary.kind), 0, summary.id, edit);
  write_subject(&summary, summary.kind, subject, edit);
}

}  // namespace trama::graph
