// What there is to point at: contracts, datasets, consumers, products, physical datasets (entities) and fields.
//
// A vertex is a u32 that names the same thing for ever: entities count from 1, fields carry kFieldBit. Identity (kind,
// parent, name) is written once and shared by all snapshots; what changes (what the latest version declares, titles,
// claims) sits in persistent arrays, so a copy of Nodes is a snapshot of it. Whether a vertex is shown is decided in
// state.h: an id, once given, is not taken back.
//
// A dataset's fields lie side by side when they come with its summary, so a field is found by walking 13 or so u32.
//
// Threads: everything non-const by the one writer, each change under an `edit` number; a copy may be read by any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "catalog/lineage/summary.h"
#include "graph/names.h"
#include "graph/radix_array.h"

namespace trama::graph {

using NodeIndex = std::uint32_t;
using Edit = std::uint64_t;

inline constexpr NodeIndex kFieldBit = 1U << 27;
inline constexpr NodeIndex kIdMask = (1U << 28) - 1;

[[nodiscard]] inline bool is_field(NodeIndex node) {
  return (node & kFieldBit) != 0;
}

// `contract` is also the node of a text that nothing registered explains yet. space: an OpenLineage namespace.
enum class EntityKind : std::uint8_t {
  none,
  contract,
  dataset,
  consumer,
  product,
  space,
  physical,
  job,
  manifest,
  person
};

enum class Declared : std::uint8_t { no = 0, active = 1, retired = 2 };

struct EntityRecord {
  std::uint32_t first_child = 0;  // contract: its first dataset; dataset, physical: its first field
  std::uint32_t child_count : 30 = 0;
  std::uint32_t declared : 2 = 0;
  // dataset: name of its kind and of its physical name. physical: the one dataset claiming it (kManyClaims: see
  // claims()), next physical dataset of the same name. contract, consumer, product: index of its Info, unused.
  std::uint32_t a = 0, b = 0;
};
inline constexpr std::uint32_t kManyClaims = UINT32_MAX;

// Where an entity is counted: a number for its domain and owner, and whether somebody declared it as a consumer or
// product. One word of its own, since an impact answer reads it of every asset it counts.
class Standing {
 public:
  Standing() = default;
  Standing(std::uint32_t place, bool declared) : word_(place << 1 | static_cast<std::uint32_t>(declared)) {}
  [[nodiscard]] std::uint32_t place() const { return word_ >> 1; }
  [[nodiscard]] bool declared() const { return (word_ & 1) != 0; }
  friend bool operator==(const Standing&, const Standing&) = default;

 private:
  std::uint32_t word_ = 0;
};
struct PlaceNames {
  NameId domain = 0, owner = 0;
};

struct Info {
  NameId title = 0, domain = 0, owner = 0, version = 0, type = 0, classification = 0;
};

struct Spelling {
  NameId space = 0, name = 0;
  friend bool operator==(const Spelling&, const Spelling&) = default;
};

class Nodes {
 public:
  Nodes();

  [[nodiscard]] std::uint32_t entity_count() const { return entity_count_; }  // ids below this; 0 is nobody
  [[nodiscard]] std::uint32_t field_count() const { return field_count_; }
  [[nodiscard]] bool contains(NodeIndex node) const {
    return is_field(node) ? (node & ~kFieldBit) < field_count_ : node != 0 && node < entity_count_;
  }
  [[nodiscard]] EntityKind kind(NodeIndex entity) const { return store_->kind[entity]; }
  [[nodiscard]] NodeIndex parent(NodeIndex node) const {
    return is_field(node) ? store_->field_parent[node & ~kFieldBit] : store_->parent[node];
  }
  // The dataset of a field; an entity itself.
  [[nodiscard]] NodeIndex entity_of(NodeIndex node) const { return is_field(node) ? parent(node) : node; }
  // Who is responsible: contract of a field or dataset; other entities themselves.
  [[nodiscard]] NodeIndex owner_of(NodeIndex node) const;
  [[nodiscard]] NameId name_id(NodeIndex node) const {
    return is_field(node) ? store_->field_name[node & ~kFieldBit] : store_->name[node];
  }
  [[nodiscard]] std::string_view name(NodeIndex node) const { return names_.text(name_id(node)); }
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] const EntityRecord& record(NodeIndex entity) const { return records_[entity]; }
  [[nodiscard]] Info info(NodeIndex entity) const { return infos_[records_[entity].a]; }
  [[nodiscard]] Declared declared(NodeIndex node) const;
  // Of an entity; a dataset stands where its contract does. Places count from 0, which is nobody's.
  [[nodiscard]] Standing standing(NodeIndex entity) const { return standings_[entity]; }
  [[nodiscard]] std::uint32_t place_count() const { return place_count_; }
  [[nodiscard]] PlaceNames place(std::uint32_t place) const { return store_->places[place]; }
  [[nodiscard]] NameId domain_of(NodeIndex entity) const { return place(standing(entity).place()).domain; }

  // 0: no such vertex. Parent 0 is the root.
  [[nodiscard]] NodeIndex find(EntityKind kind, NodeIndex parent, std::string_view name) const;
  [[nodiscard]] NodeIndex find_field(NodeIndex dataset, std::string_view path) const;
  template <typename Visit>
  void for_each_child(NodeIndex entity, const Visit& visit) const {
    const EntityKind of = kind(entity);
    const NodeIndex bit = of == EntityKind::contract ? 0 : kFieldBit;
    if (of != EntityKind::contract && of != EntityKind::dataset && of != EntityKind::physical) return;
    const EntityRecord& record = records_[entity];
    for (std::uint32_t i = 0; i < record.child_count; ++i) visit((record.first_child + i) | bit);
    if (const auto& more = more_children_[entity]) {
      for (const std::uint32_t child : *more) visit(child | bit);
    }
  }
  [[nodiscard]] bool has_children(NodeIndex entity) const {
    return kind(entity) != EntityKind::contract && records_[entity].child_count > 0;
  }

  // Datasets whose physical name this is, by any of its names. Those of active contracts go before those of retired
  // ones.
  [[nodiscard]] std::vector<NodeIndex> claims(NodeIndex physical) const;
  // A physical dataset under all its names (symlinks, whoever of them said so): first the one it is shown as, which is
  // one that said so. At most kNamesMax: what joins more than that is left out, and stands for itself.
  [[nodiscard]] std::vector<NodeIndex> names_of(NodeIndex physical) const;
  [[nodiscard]] NodeIndex shown_as(NodeIndex physical) const {
    return links_[physical] ? names_of(physical).front() : physical;
  }
  static constexpr std::size_t kNamesMax = 64;
  // Physical datasets of this name, in any namespace.
  [[nodiscard]] std::vector<NodeIndex> physical_named(std::string_view name) const;

  NodeIndex ensure(EntityKind kind, NodeIndex parent, std::string_view name, Edit edit);
  NodeIndex ensure_field(NodeIndex dataset, std::string_view path, Edit edit);
  EntityRecord& edit_record(NodeIndex entity, Edit edit) { return records_.edit(entity, edit); }
  void set_info(NodeIndex entity, const lineage::Summary& summary, Edit edit);
  void set_declared(NodeIndex node, Declared declared, Edit edit);
  // Fields that are not there yet get ids side by side.
  std::vector<NodeIndex> ensure_fields(NodeIndex dataset, const std::vector<std::string>& paths, Edit edit);
  void set_claims(NodeIndex physical, const std::vector<NodeIndex>& datasets, Edit edit);
  [[nodiscard]] std::vector<NodeIndex> links(NodeIndex physical) const;  // the other names it says it has
  void set_links(NodeIndex physical, const std::vector<NodeIndex>& others, Edit edit);
  // How events wrote the name of a physical dataset, where that is not its canonical name.
  [[nodiscard]] const std::vector<Spelling>& spellings(NodeIndex physical) const;
  void add_spelling(NodeIndex physical, std::string_view space, std::string_view name, Edit edit);
  void set_place(NodeIndex entity, std::string_view domain, std::string_view owner, Edit edit);
  [[nodiscard]] std::vector<NodeIndex> all_claims(NodeIndex physical) const;
  NameId intern(std::string_view text) { return names_.intern(text); }

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Store {
    Store();
    AppendArray<EntityKind> kind;
    AppendArray<NodeIndex> parent;
    AppendArray<NameId> name;
    AppendArray<NodeIndex> field_parent;
    AppendArray<NameId> field_name;
    AppendArray<PlaceNames> places;
  };
  using Children = std::shared_ptr<const std::vector<std::uint32_t>>;
  struct NameLinks {
    std::vector<NodeIndex> said, said_by;  // sorted
  };
  using Links = std::shared_ptr<const NameLinks>;
  using Spellings = std::shared_ptr<const std::vector<Spelling>>;

  [[nodiscard]] std::uint32_t ensure_place(PlaceNames names);
  void set_standing(NodeIndex entity, std::uint32_t place, Edit edit);
  void link_child(NodeIndex parent, std::uint32_t child, Edit edit);
  NodeIndex append_field(NodeIndex dataset, NameId name, Edit edit);
  [[nodiscard]] static std::size_t hash_key(EntityKind kind, NodeIndex parent, NameId name);

  std::shared_ptr<Store> store_;
  Names names_;
  HashIndex index_;           // entities by (kind, parent, name)
  HashIndex physical_index_;  // first physical dataset of each name
  HashIndex place_index_;     // places by their names, counted from 1
  std::uint32_t entity_count_ = 0, field_count_ = 0, info_count_ = 1, place_count_ = 0;
  RadixArray<EntityRecord> records_;
  RadixArray<Info> infos_;
  RadixArray<Standing> standings_;
  RadixArray<std::uint64_t> declared_fields_;  // one bit each
  RadixArray<Children> more_children_;
  RadixArray<Children> many_claims_;
  RadixArray<Links> links_;  // of physical datasets
  RadixArray<Spellings> spellings_;
};

}  // namespace trama::graph
