// What the product and domain levels are made of: which entities stand together under one node.
//
//   product level   a data product with the contracts it gives out (its output ports), else each contract with its
//                   datasets. Where several products give one contract out, it stands under the one whose id comes
//                   first; a retired product gives nothing out. Consumers, and physical datasets that no contract
//                   claims, stand for themselves
//   domain level    a domain, as contracts, products and consumers write it. Who names none stands under
//                   `without-domain/`, a physical dataset under `without-domain/<namespace>`
//
// So every entity stands under one node of each level, and a level is the graph below it, folded. A group is a
// NodeIndex above all vertices (is_group), so that answers carry it like any other node.
//
// Groups remembers the two things that the node table cannot tell from an entity: the product of a contract, and who is
// in a domain. Threads: non-const by the one writer, each change under an `edit` number; a copy may be read by any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graph/append_array.h"
#include "graph/lineage_graph.h"
#include "graph/nodes.h"
#include "graph/radix_array.h"

namespace trama::graph {

inline constexpr unsigned kGroupShift = 30;
enum class GroupKind : std::uint8_t { none = 0, product = 1, space = 2, domain = 3 };

[[nodiscard]] inline bool is_group(NodeIndex node) {
  return node >> kGroupShift != 0;
}
[[nodiscard]] inline GroupKind group_kind(NodeIndex node) {
  return static_cast<GroupKind>(node >> kGroupShift);
}
// Of a product group its product or contract, of a space group the namespace, of a domain group its name.
[[nodiscard]] inline std::uint32_t group_subject(NodeIndex group) {
  return group & ((1U << kGroupShift) - 1);
}
[[nodiscard]] inline NodeIndex make_group(GroupKind kind, std::uint32_t subject) {
  return static_cast<NodeIndex>(kind) << kGroupShift | subject;
}

class Groups {
 public:
  Groups() : members_(std::make_shared<AppendArray<Member>>(kMembersMax)) {}

  // The product that gives this contract out; 0: none.
  [[nodiscard]] NodeIndex product_of(NodeIndex contract) const {
    const auto& products = products_[contract];
    return products ? products->front() : 0;
  }
  // The contracts that a product names as its outputs; nullptr: none.
  [[nodiscard]] const std::vector<NodeIndex>* outputs_of(NodeIndex product) const { return outputs_[product].get(); }
  // Contracts, products, consumers and physical datasets of a domain, each once, in the order they came to it. Costs
  // those who ever were in it.
  [[nodiscard]] std::vector<NodeIndex> members_of(const Nodes& nodes, NameId domain) const;

  void set_outputs(const Nodes& nodes, NodeIndex product, std::vector<NodeIndex> contracts, Edit edit);
  // The entity is in this domain now.
  void join(NodeIndex entity, NameId domain, Edit edit);
  [[nodiscard]] std::size_t memory_bytes() const {
    return members_->memory_bytes() + first_.memory_bytes() + products_.memory_bytes() + outputs_.memory_bytes();
  }

 private:
  static constexpr std::size_t kMembersMax = std::size_t{1} << 27;
  struct Member {
    NodeIndex entity = 0;
    std::uint32_t next = 0;  // 1 + place of the next one
  };
  using List = std::shared_ptr<const std::vector<NodeIndex>>;

  std::shared_ptr<AppendArray<Member>> members_;  // shared by all copies; a copy reads what its heads lead to
  RadixArray<std::uint32_t> first_;               // by domain: 1 + place of its last member that came
  RadixArray<List> products_;                     // by contract: who gives it out, in the order of their ids
  RadixArray<List> outputs_;                      // by product
};

struct State;

// The node of this level that an entity or field stands under: itself, its dataset, its product, its domain.
[[nodiscard]] NodeIndex group_of(const State& state, NodeIndex node, Level level);
[[nodiscard]] NodeView group_view(const State& state, NodeIndex group);
// The entities a root stands for at these levels: of a product itself and the datasets of what it gives out; of others
// themselves.
[[nodiscard]] std::vector<NodeIndex> with_outputs(const State& state, NodeIndex entity);
// Everything shown of a domain by its exact name: datasets of its contracts, products, consumers, physical datasets.
// Empty: nobody names it.
[[nodiscard]] std::vector<NodeIndex> nodes_of_domain(const State& state, std::string_view name);

}  // namespace trama::graph
