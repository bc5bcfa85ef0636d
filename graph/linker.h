// From assertions to edges, whatever comes first.
//
// The edges are a function of what is registered and what is said, not of the order. To keep them so at 20 million
// edges, nearly all assertions are not stored at all: one whose ends are *literal* (a table of a contract by its own
// name, a consumer, a product, a physical dataset nobody claims) is its edge, and can be read back from it. The others
// (whole contracts, texts, physical names of somebody's tables) are kept as they were said, with the edges they
// currently mean, under every registered thing their meaning can depend on (`waiting_`); when one of those changes,
// exactly these are withdrawn and linked again. When a name stops being literal (a contract arrives whose table has it
// as its physical name; a physical dataset is claimed), the edges there are turned back into assertions.
//
// One thread: the writer.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "graph/csr_builder.h"
#include "graph/edge_set.h"
#include "graph/resolver.h"

namespace trama::graph {

class Linker {
 public:
  explicit Linker(State& state) : state_(state) {}

  // Bulk: into an empty state; nothing is linked before finish_load.
  void load_subject(const lineage::Summary& summary, Edit edit);
  void load_assertions(const lineage::Asserter& asserter, std::span<const lineage::Assertion> assertions, Edit edit);
  void finish_load(Edit edit);

  void apply(const SubjectChange& change, EdgeSet& edges, Edit edit);
  void set_alias(std::string_view alias, std::optional<std::string_view> node, EdgeSet* edges, Edit edit);

  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Ends {
    std::vector<NodeIndex> nodes;
    bool literal = true;
  };
  struct Edge {
    NodeIndex from, to;
  };
  struct Said {
    lineage::Assertion assertion;
    NodeIndex asserter = 0;
    std::vector<Edge> edges;
    std::vector<std::uint64_t> keys;
  };
  // The last contract and table an end was looked up in: assertions of one document name few.
  struct Recent {
    std::string owner, table;
    NodeIndex contract = 0, dataset = 0;
    bool literal = true;
  };

  [[nodiscard]] Ends ends_of(const lineage::Endpoint& endpoint, Recent& recent, Edit edit);
  [[nodiscard]] Ends ends_of_table(const lineage::Endpoint& endpoint, Recent& recent, Edit edit);
  [[nodiscard]] Ends ends_of_physical(const lineage::Endpoint& endpoint, Edit edit);
  [[nodiscard]] Ends ends_of_text(std::string_view text, std::string_view home, Edit edit);
  [[nodiscard]] NodeIndex node_of_place(const Place& place, Edit edit);
  void forget_recent() { recent_ = {}; }

  static void make_canonical(lineage::Endpoint* endpoint);
  [[nodiscard]] static lineage::Assertion canonical(lineage::Assertion assertion);
  [[nodiscard]] NodeIndex asserter_entity(const lineage::Asserter& asserter, Edit edit);
  void link(const lineage::Assertion& assertion, NodeIndex asserter, EdgeSet& edges, Edit edit);
  void unlink(const lineage::Assertion& assertion, NodeIndex asserter, EdgeSet& edges, Edit edit);
  void link_said(std::uint32_t id, EdgeSet& edges, Edit edit);
  void withdraw(Said& said, EdgeSet& edges);
  std::uint32_t store(const lineage::Assertion& assertion, NodeIndex asserter);
  void discard(std::uint32_t id);
  void set_keys(std::uint32_t id, std::vector<std::uint64_t> keys);
  [[nodiscard]] std::vector<std::uint64_t> keys_of(const lineage::Assertion& assertion) const;
  [[nodiscard]] std::vector<std::uint32_t> waiting_on(const std::vector<std::uint64_t>& keys) const;
  [[nodiscard]] lineage::Endpoint literal_endpoint(NodeIndex node) const;

  // A subject's summary into the node table; what depended on the old one is linked again.
  void update_subject(const lineage::Summary* summary, lineage::SubjectKind kind, std::string_view id, EdgeSet& edges,
                      Edit edit);
  void write_subject(const lineage::Summary* summary, lineage::SubjectKind kind, NodeIndex subject, Edit edit);
  void write_outputs(const lineage::Summary* summary, NodeIndex product, Edit edit);
  void write_datasets(const lineage::Summary* summary, NodeIndex contract, Edit edit);
  [[nodiscard]] NodeIndex ensure_physical(std::string_view space, std::string_view name, Edit edit);
  [[nodiscard]] NodeIndex ensure_canonical(std::string_view space, std::string_view name, Edit edit);
  void declare_fields(NodeIndex dataset, const std::vector<std::string>& paths, Edit edit);
  void write_physical(const lineage::Summary& summary, NodeIndex self, const std::vector<NodeIndex>& others, Edit edit);
  void load_physical(const lineage::Summary& summary, Edit edit);
  void update_physical(const lineage::Summary& summary, EdgeSet& edges, Edit edit);
  [[nodiscard]] std::vector<NodeIndex> other_names(const lineage::Summary& summary, NodeIndex self, Edit edit);
  void add_name_keys(std::string_view space, std::string_view name, std::vector<std::uint64_t>* keys) const;
  void touch_dataset(NodeIndex physical, EdgeSet& edges) const;
  void touch_names(NodeIndex physical, EdgeSet& edges) const;
  void write_claims(const lineage::Summary* summary, NodeIndex contract, Edit edit);
  [[nodiscard]] std::vector<NodeIndex> claimed_by(NodeIndex contract) const;
  using Claims = std::set<std::array<std::string, 3>>;  // dataset, namespace, physical name
  [[nodiscard]] Claims claims_of(NodeIndex contract) const;
  [[nodiscard]] Claims claims_in(const lineage::Summary& summary, NodeIndex contract) const;
  [[nodiscard]] NodeIndex bound_dataset(NodeIndex contract, NodeIndex physical) const;
  void bind(NodeIndex physical, NodeIndex contract, Edit edit);
  [[nodiscard]] bool binds_anew(const lineage::Summary& summary, NodeIndex self) const;
  [[nodiscard]] std::vector<NodeIndex> no_longer_literal(const lineage::Summary* summary, NodeIndex contract) const;
  void make_said(NodeIndex entity, EdgeSet& edges, Edit edit);
  void touch_all(NodeIndex subject, EdgeSet& edges) const;
  [[nodiscard]] std::vector<bool> redirected_entities() const;

  State& state_;
  std::array<Recent, 2> recent_;  // source, target
  std::vector<Said> said_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_hash_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> waiting_;
  std::unordered_map<NodeIndex, std::vector<NodeIndex>> claimed_;  // dataset -> physical datasets it claims
  // Physical datasets that say which contract they are of: the contract, and its dataset (0: it has none that fits).
  struct Bound {
    NodeIndex contract = 0, dataset = 0;
  };
  std::unordered_map<NodeIndex, Bound> bound_;
  std::unordered_map<NodeIndex, std::vector<NodeIndex>> bound_by_;  // contract -> those that are bound to it
  std::vector<LoadedEdge> loaded_;
  std::vector<std::pair<LoadedEdge, NodeIndex>> loaded_exceptions_;  // with their asserter
};

// The physical datasets each dataset is shown folded with: those of its production environment, else of its only
// server. Pairs of index into summary.physical.
[[nodiscard]] std::vector<std::size_t> folded_physical(const lineage::Summary& summary);

}  // namespace trama::graph
