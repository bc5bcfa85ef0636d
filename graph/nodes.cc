#include "graph/nodes.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace trama::graph {
namespace {

constexpr std::size_t kEntitiesMax = std::size_t{1} << 27;
constexpr std::size_t kFieldsMax = std::size_t{1} << 27;
constexpr std::size_t kPlacesMax = std::size_t{1} << 27;
// From here on a table of the known paths is cheaper than walking them once per new path.
constexpr std::size_t kWideDataset = 32;

}  // namespace

Nodes::Store::Store()
    : kind(kEntitiesMax),
      parent(kEntitiesMax),
      name(kEntitiesMax),
      field_parent(kFieldsMax),
      field_name(kFieldsMax),
      places(kPlacesMax) {}

Nodes::Nodes() : store_(std::make_shared<Store>()) {
  store_->kind.push_back(EntityKind::none);
  store_->parent.push_back(0);
  store_->name.push_back(0);
  entity_count_ = 1;
  store_->places.push_back({});
  place_count_ = 1;
}

NodeIndex Nodes::owner_of(NodeIndex node) const {
  const NodeIndex entity = entity_of(node);
  return kind(entity) == EntityKind::dataset ? parent(entity) : entity;
}

Declared Nodes::declared(NodeIndex node) const {
  if (!is_field(node)) return static_cast<Declared>(records_[node].declared);
  const NodeIndex field = node & ~kFieldBit;
  return ((declared_fields_[field >> 6] >> (field & 63)) & 1) != 0 ? Declared::active : Declared::no;
}

void Nodes::set_declared(NodeIndex node, Declared declared, Edit edit) {
  if (this->declared(node) == declared) return;
  if (!is_field(node)) {
    records_.edit(node, edit).declared = static_cast<std::uint32_t>(declared) & 3U;
    set_standing(node, standing(node).place(), edit);
    return;
  }
  const NodeIndex field = node & ~kFieldBit;
  const std::uint64_t bit = std::uint64_t{1} << (field & 63);
  std::uint64_t& word = declared_fields_.edit(field >> 6, edit);
  word = declared == Declared::no ? word & ~bit : word | bit;
}

std::size_t Nodes::hash_key(EntityKind kind, NodeIndex parent, NameId name) {
  const std::uint64_t key = (std::uint64_t{parent} << 32 | name) + static_cast<std::uint64_t>(kind);
  return key * 0xD6E8FEB86659FD93ULL ^ (key >> 29);
}

NodeIndex Nodes::find(EntityKind kind, NodeIndex parent, std::string_view name) const {
  const NameId id = names_.find(name);
  if (id == kNoName) return 0;
  const NodeIndex found = index_.find(hash_key(kind, parent, id), [&](NodeIndex other) {
    return store_->name[other] == id && store_->parent[other] == parent && store_->kind[other] == kind;
  });
  return found < entity_count_ ? found : 0;
}

NodeIndex Nodes::find_field(NodeIndex dataset, std::string_view path) const {
  const NameId id = names_.find(path);
  if (id == kNoName || kind(dataset) == EntityKind::contract) return 0;
  const EntityRecord& record = records_[dataset];
  for (std::uint32_t i = record.first_child; i < record.first_child + record.child_count; ++i) {
    if (store_->field_name[i] == id) return i | kFieldBit;
  }
  if (const auto& more = more_children_[dataset]) {
    for (const std::uint32_t child : *more) {
      if (store_->field_name[child] == id) return child | kFieldBit;
    }
  }
  return 0;
}

void Nodes::link_child(NodeIndex parent, std::uint32_t child, Edit edit) {
  EntityRecord& record = records_.edit(parent, edit);
  if (record.child_count == 0) record.first_child = child;
  if (record.first_child + record.child_count == child) {
    record.child_count = record.child_count + 1;
    return;
  }
  Children& more = more_children_.edit(parent, edit);
  auto longer =
      more ? std::make_shared<std::vector<std::uint32_t>>(*more) : std::make_shared<std::vector<std::uint32_t>>();
  longer->push_back(child);
  more = std::move(longer);
}

NodeIndex Nodes::ensure(EntityKind kind, NodeIndex parent, std::string_view name, Edit edit) {
  if (const NodeIndex known = find(kind, parent, name)) return known;
  const NodeIndex entity = entity_count_;
  const NameId id = names_.intern(name);
  store_->kind.push_back(kind);
  store_->parent.push_back(parent);
  store_->name.push_back(id);
  ++entity_count_;
  index_.insert(entity, [this](NodeIndex other) {
    return hash_key(store_->kind[other], store_->parent[other], store_->name[other]);
  });
  if (kind == EntityKind::dataset) {
    link_child(parent, entity, edit);
    set_standing(entity, standing(parent).place(), edit);
  }
  if (kind == EntityKind::physical) {
    const auto same = [&](NodeIndex other) { return store_->name[other] == id; };
    if (const NodeIndex first = physical_index_.find(id, same)) {
      const std::uint32_t next = records_[first].b;
      records_.edit(entity, edit).b = next;
      records_.edit(first, edit).b = entity;
    } else {
      physical_index_.insert(entity, [this](NodeIndex other) { return std::size_t{store_->name[other]}; });
    }
  }
  return entity;
}

NodeIndex Nodes::append_field(NodeIndex dataset, NameId name, Edit edit) {
  const std::uint32_t field = field_count_++;
  store_->field_parent.push_back(dataset);
  store_->field_name.push_back(name);
  link_child(dataset, field, edit);
  return field | kFieldBit;
}

NodeIndex Nodes::ensure_field(NodeIndex dataset, std::string_view path, Edit edit) {
  if (const NodeIndex known = find_field(dataset, path)) return known;
  return append_field(dataset, names_.intern(path), edit);
}

std::vector<NodeIndex> Nodes::ensure_fields(NodeIndex dataset, const std::vector<std::string>& paths, Edit edit) {
  std::vector<NodeIndex> fields;
  fields.reserve(paths.size());
  if (records_[dataset].child_count == 0 || paths.size() > kWideDataset) {
    std::unordered_map<NameId, NodeIndex> known;
    for_each_child(dataset, [&](NodeIndex field) { known.emplace(name_id(field), field); });
    for (const std::string& path : paths) {
      const NameId name = names_.intern(path);
      const auto [place, added] = known.emplace(name, 0);
      if (added) place->second = append_field(dataset, name, edit);
      fields.push_back(place->second);
    }
    return fields;
  }
  for (const std::string& path : paths) fields.push_back(ensure_field(dataset, path, edit));
  return fields;
}

void Nodes::set_info(NodeIndex entity, const lineage::Summary& summary, Edit edit) {
  if (records_[entity].a == 0) records_.edit(entity, edit).a = info_count_++;
  Info& info = infos_.edit(records_[entity].a, edit);
  info.title = intern(summary.title);
  info.domain = intern(summary.domain);
  info.owner = intern(summary.owner);
  info.version = intern(summary.version);
  info.type = intern(summary.type);
  info.classification = intern(summary.classification);
  const std::uint32_t place = ensure_place({info.domain, info.owner});
  set_standing(entity, place, edit);
  if (kind(entity) == EntityKind::contract) {
    for_each_child(entity, [&](NodeIndex dataset) { set_standing(dataset, place, edit); });
  }
}

std::uint32_t Nodes::ensure_place(PlaceNames names) {
  if (names.domain == 0 && names.owner == 0) return 0;
  const auto hash = [](PlaceNames of) { return (std::uint64_t{of.domain} << 32 | of.owner) * 0x9E3779B97F4A7C15ULL; };
  const std::uint32_t found = place_index_.find(hash(names), [&](std::uint32_t other) {
    const PlaceNames& of = store_->places[other];
    return of.domain == names.domain && of.owner == names.owner;
  });
  if (found != 0) return found;
  store_->places.push_back(names);
  place_index_.insert(place_count_, [&](std::uint32_t other) { return hash(store_->places[other]); });
  return place_count_++;
}

void Nodes::set_standing(NodeIndex entity, std::uint32_t place, Edit edit) {
  const bool declarable = kind(entity) == EntityKind::consumer || kind(entity) == EntityKind::product;
  const Standing now(place, declarable && declared(entity) == Declared::active);
  if (now != standings_[entity]) standings_.edit(entity, edit) = now;
}

std::vector<NodeIndex> Nodes::all_claims(NodeIndex physical) const {
  const std::uint32_t one = records_[physical].a;
  if (one == kManyClaims) return *many_claims_[physical];
  return one == 0 ? std::vector<NodeIndex>{} : std::vector<NodeIndex>{one};
}

std::vector<NodeIndex> Nodes::claims(NodeIndex physical) const {
  std::vector<NodeIndex> all = all_claims(physical);
  if (links_[physical]) {
    for (const NodeIndex name : names_of(physical)) {
      if (name == physical) continue;
      const auto more = all_claims(name);
      all.insert(all.end(), more.begin(), more.end());
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  const auto retired = [&](NodeIndex dataset) { return declared(parent(dataset)) == Declared::retired; };
  if (!std::ranges::all_of(all, retired)) std::erase_if(all, retired);
  return all;
}

std::vector<NodeIndex> Nodes::names_of(NodeIndex physical) const {
  std::vector<NodeIndex> names{physical};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Links& links = links_[names[i]];
    if (!links) continue;
    for (const auto* side : {&links->said, &links->said_by}) {
      for (const NodeIndex other : *side) {
        if (std::ranges::find(names, other) == names.end()) names.push_back(other);
      }
    }
    if (names.size() > kNamesMax) return {physical};
  }
  const auto order = [&](NodeIndex name) {
    const Links& links = links_[name];
    return std::tuple(!links || links->said.empty(), this->name(parent(name)), this->name(name));
  };
  std::ranges::sort(names, {}, order);
  return names;
}

std::vector<NodeIndex> Nodes::links(NodeIndex physical) const {
  const Links& links = links_[physical];
  return links ? links->said : std::vector<NodeIndex>{};
}

void Nodes::set_links(NodeIndex physical, const std::vector<NodeIndex>& others, Edit edit) {
  const std::vector<NodeIndex> before = links(physical);
  const auto change = [&](NodeIndex node, const auto& action) {
    auto now = links_[node] ? std::make_shared<NameLinks>(*links_[node]) : std::make_shared<NameLinks>();
    action(*now);
    links_.edit(node, edit) = now->said.empty() && now->said_by.empty() ? nullptr : std::move(now);
  };
  for (const NodeIndex other : before) {
    change(other, [&](NameLinks& of) { std::erase(of.said_by, physical); });
  }
  for (const NodeIndex other : others) {
    change(other, [&](NameLinks& of) { of.said_by.insert(std::ranges::lower_bound(of.said_by, physical), physical); });
  }
  change(physical, [&](NameLinks& of) { of.said = others; });
}

const std::vector<Spelling>& Nodes::spellings(NodeIndex physical) const {
  static const std::vector<Spelling> none;
  const Spellings& known = spellings_[physical];
  return known ? *known : none;
}

void Nodes::add_spelling(NodeIndex physical, std::string_view space, std::string_view name, Edit edit) {
  const Spelling spelling{intern(space), intern(name)};
  std::vector<Spelling> known = spellings(physical);
  if (known.size() >= kNamesMax || std::ranges::find(known, spelling) != known.end()) return;
  known.push_back(spelling);
  spellings_.edit(physical, edit) = std::make_shared<const std::vector<Spelling>>(std::move(known));
}

void Nodes::set_place(NodeIndex entity, std::string_view domain, std::string_view owner, Edit edit) {
  set_standing(entity, ensure_place({intern(domain), intern(owner)}), edit);
}

void Nodes::set_claims(NodeIndex physical, const std::vector<NodeIndex>& datasets, Edit edit) {
  EntityRecord& record = records_.edit(physical, edit);
  record.a = datasets.empty() ? 0 : datasets.size() == 1 ? datasets.front() : kManyClaims;
  if (datasets.size() > 1 || many_claims_[physical]) {
    many_claims_.edit(physical, edit) =
        datasets.size() > 1 ? std::make_shared<const std::vector<std::uint32_t>>(datasets) : nullptr;
  }
}

std::vector<NodeIndex> Nodes::physical_named(std::string_view name) const {
  std::vector<NodeIndex> found;
  const NameId id = names_.find(name);
  if (id == kNoName) return found;
  NodeIndex at = physical_index_.find(id, [&](NodeIndex other) { return store_->name[other] == id; });
  for (; at != 0 && at < entity_count_; at = records_[at].b) found.push_back(at);
  return found;
}

std::size_t Nodes::memory_bytes() const {
  return store_->kind.memory_bytes() + store_->parent.memory_bytes() + store_->name.memory_bytes() +
         store_->field_parent.memory_bytes() + store_->field_name.memory_bytes() + names_.memory_bytes() +
         index_.memory_bytes() + physical_index_.memory_bytes() + records_.memory_bytes() + infos_.memory_bytes() +
         standings_.memory_bytes() + store_->places.memory_bytes() + place_index_.memory_bytes() +
         declared_fields_.memory_bytes() + more_children_.memory_bytes() + many_claims_.memory_bytes() +
         links_.memory_bytes() + spellings_.memory_bytes();
}

}  // namespace trama::graph
