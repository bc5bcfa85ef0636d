// The lineage graph: a projection of the registry, held in memory, answering in microseconds to milliseconds.
//
// Nodes are datasets, fields, consumers, products and physical datasets, and jobs where an answer shows them. Edges run
// with the data and are counted by the assertions that hold them open. Names become nodes here (resolver.h): a text
// that names nothing known yet is a node too, `unresolved`, and becomes the real one when that arrives, in whatever
// order. Boost.Graph is included only in graph/.
//
// Threads: load() and apply() by one thread at a time (the registry's writer). snapshot() and everything on a Snapshot
// by any thread; a Snapshot is immutable and stays valid as long as it is held.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/node_id.h"
#include "catalog/base/result.h"
#include "catalog/lineage/assertion.h"
#include "catalog/lineage/summary.h"

namespace trama::graph {

using NodeIndex = std::uint32_t;

enum class NodeStatus : std::uint8_t {
  active = 1,
  retired = 2,     // its contract was retired
  missing = 3,     // its contract is known, and its latest version does not have this table or field
  unresolved = 4,  // nothing of that name has been registered
};
[[nodiscard]] std::string_view to_string(NodeStatus status);

enum class Direction : std::uint8_t { upstream, downstream, both };
// product and domain: the dataset or column level, rolled up (groups.h says what stands together).
enum class Level : std::uint8_t { dataset, column, product, domain };
[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] inline bool is_rolled_up(Level level) {
  return level == Level::product || level == Level::domain;
}

struct NodeView {
  NodeIndex index = 0;
  NodeKind kind = NodeKind::dataset;
  NodeStatus status = NodeStatus::active;
  std::string id;           // canonical
  std::string contract;     // or namespace, consumer id, product id
  std::string table, path;  // of a job: its name
  std::string name;         // what a person reads: table, path, consumer title
  std::string title, domain, owner, type, version, classification;
};

struct EdgeView {
  NodeIndex from = 0, to = 0;
  lineage::Relation relation = lineage::Relation::derives;
  lineage::DependencyType type = lineage::DependencyType::unknown;
  lineage::Subtype subtype = lineage::Subtype::unknown;
  bool masking = false;
  bool complete = false;         // DERIVES: everyone who says it accounts for every column of the dataset pair
  std::uint32_t assertions = 1;  // open assertions that hold this edge
  std::vector<lineage::Asserter> asserters;  // filled when asked for
  std::uint64_t stands_for = 0;              // rolled up: edges of the level below
};

struct TraverseRequest {
  std::vector<NodeIndex> roots;
  Direction direction = Direction::both;
  Level level = Level::dataset;
  std::uint32_t depth_max = UINT32_MAX;  // hops
  bool derives = true, consumes = true, references = false;
  bool reference_neighbours = true;  // REFERENCES of the roots, one hop, both ways, whatever `references` says
  std::size_t nodes_max = 1000;      // per answer
  std::size_t skip = 0;              // nodes of earlier pages; order is by hop, then index of first visit
  bool asserters = true;
  bool jobs_shown = false;  // dataset level: jobs are nodes between datasets (jobs_between.h)
  std::int64_t time_ms_max = 5000;
  std::stop_token stop;
};

struct VisitedNode {
  NodeIndex node = 0;
  std::int32_t hop = 0;          // 0 roots; negative upstream, positive downstream
  bool neighbour = false;        // reached over REFERENCES only
  std::uint64_t stands_for = 0;  // rolled up: nodes of the level below, of this answer
};

struct Traversal {
  std::vector<VisitedNode> nodes;  // this page
  std::vector<EdgeView> edges;  // edges between nodes of this page and of earlier pages (and roots): each edge of the
                                // answer in exactly one page
  std::vector<std::uint64_t> upstream_by_hop, downstream_by_hop;  // of the whole answer, index 0 = hop 1
  std::uint64_t nodes_total = 0, edges_total = 0;                 // of the whole answer, roots included
  bool complete = true;                                           // this page ends the answer and nothing was cut
  std::string truncated_by;                                       // "limit", "time", ""
  Level rolled_up_from = Level::dataset;                          // of an answer at product or domain level
};

// A physical dataset by a name that events gave it; `dataset`: which of the contract's it holds.
struct ToldName {
  std::uint32_t dataset = 0;
  std::string space, name;

  friend auto operator<=>(const ToldName&, const ToldName&) = default;
};

struct Impact;         // impact.h
struct ImpactRequest;  // impact.h
struct Paths;          // paths.h
struct PathsRequest;   // paths.h

class Snapshot {
 public:
  virtual ~Snapshot() = default;
  [[nodiscard]] virtual std::uint64_t seq() const = 0;
  [[nodiscard]] virtual NodeView node(NodeIndex index) const = 0;
  // Every spelling of DESIGN section 3, in its order; a contract id gives all its datasets. Errors: not_found (with
  // did-you-mean candidates), ambiguous (candidates). `kind` narrows; `domain` takes the name of a domain, and gives
  // all that is shown of it.
  [[nodiscard]] virtual Result<std::vector<NodeIndex>> resolve(std::string_view text,
                                                               std::optional<NodeKind> kind = {}) const = 0;
  // The node it stands under at this level: a field its dataset, both their product and domain.
  [[nodiscard]] virtual NodeIndex rolled_up(NodeIndex node, Level level) const = 0;
  [[nodiscard]] virtual Traversal traverse(const TraverseRequest& request) const = 0;
  [[nodiscard]] virtual Impact impact(const ImpactRequest& request) const = 0;
  [[nodiscard]] virtual Paths paths(const PathsRequest& request) const = 0;
  [[nodiscard]] virtual std::vector<NodeIndex> fields_of(NodeIndex dataset) const = 0;
  // Everything that is shown for a contract or product id: its datasets, those included that somebody names and its
  // latest version does not have, and itself where nothing finer is known.
  [[nodiscard]] virtual std::vector<NodeIndex> datasets_of(std::string_view id) const = 0;
  // The columns that a contract or tool declares of this dataset, those inside others left out; in no order.
  [[nodiscard]] virtual std::vector<std::string> declared_columns(NodeIndex dataset) const = 0;
  // Namespaces in which a physical dataset of this name (canonical_name.h) is declared by a tool or claimed by a
  // contract; sorted.
  [[nodiscard]] virtual std::vector<std::string> spaces_of(std::string_view physical_name) const = 0;
  // The physical datasets that hold this contract's datasets, as far as events told of them: those its servers name (of
  // the production environment, else of its only server) and what is known to be the same, by every name and in every
  // spelling that events used. At most `max`, and at the cost of the answer.
  [[nodiscard]] virtual std::vector<ToldName> told_names(const lineage::Summary& contract, std::size_t max) const = 0;
  [[nodiscard]] virtual std::size_t degree(NodeIndex node, Direction direction) const = 0;
  // The DERIVES cycles among these nodes (those of a page, say): strong components of more than one node, or of one
  // that feeds itself (Boost.Graph on the viewed part).
  [[nodiscard]] virtual std::vector<std::vector<NodeIndex>> cycles(std::span<const NodeIndex> nodes,
                                                                   Level level) const = 0;
  struct Counts {
    std::uint64_t datasets = 0, fields = 0, consumers = 0, products = 0, unresolved = 0, dataset_edges = 0,
                  field_edges = 0;
  };
  [[nodiscard]] virtual Counts counts() const = 0;
  // Every node and edge in a stable order, for fsck and tests.
  virtual void for_each_edge(const std::function<void(const EdgeView&)>& edge) const = 0;
  virtual void for_each_node(const std::function<void(const NodeView&)>& node) const = 0;
};

struct SubjectChange {
  std::optional<lineage::Summary> summary;  // now
  std::string subject;
  bool removed = false;
  lineage::Asserter asserter;
  std::vector<lineage::Assertion> closed, opened;
  std::vector<lineage::Summary> physical;  // datasets as their platforms name them that look like this now
};

class LineageGraph {
 public:
  [[nodiscard]] static std::unique_ptr<LineageGraph> create();
  virtual ~LineageGraph() = default;

  // Bulk load into an empty graph: any number of load_* calls in any order, then finish_load.
  virtual void load_subject(const lineage::Summary& summary) = 0;
  virtual void load_assertions(const lineage::Asserter& asserter, std::span<const lineage::Assertion> assertions) = 0;
  virtual void load_alias(std::string_view alias, std::string_view node) = 0;
  virtual void finish_load(std::uint64_t seq) = 0;

  virtual void set_alias(std::string_view alias, std::optional<std::string_view> node) = 0;
  // Applies changes and publishes one new snapshot.
  virtual void apply(std::span<const SubjectChange> changes, std::uint64_t seq) = 0;
  // Folds the overlay into a new CSR when it has grown; apply() schedules it, this forces it (tests, bench).
  virtual void compact() = 0;

  [[nodiscard]] virtual std::shared_ptr<const Snapshot> snapshot() const = 0;
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
};

}  // namespace trama::graph
