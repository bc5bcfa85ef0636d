// The Snapshot that LineageGraph publishes: a State and the scratch pool it borrows for walks. Immutable.
#pragma once

#include <memory>

#include "graph/state.h"
#include "graph/walk.h"

namespace trama::graph {

class GraphSnapshot final : public Snapshot {
 public:
  GraphSnapshot(State state, std::shared_ptr<ScratchPool> pool) : state_(std::move(state)), pool_(std::move(pool)) {}

  [[nodiscard]] const State& state() const { return state_; }

  [[nodiscard]] std::uint64_t seq() const override { return state_.seq; }
  [[nodiscard]] NodeView node(NodeIndex index) const override { return view_of(state_, index); }
  [[nodiscard]] Result<std::vector<NodeIndex>> resolve(std::string_view text,
                                                       std::optional<NodeKind> kind) const override;
  [[nodiscard]] NodeIndex rolled_up(NodeIndex node, Level level) const override;
  [[nodiscard]] Traversal traverse(const TraverseRequest& request) const override;
  [[nodiscard]] Impact impact(const ImpactRequest& request) const override;
  [[nodiscard]] Paths paths(const PathsRequest& request) const override;
  [[nodiscard]] std::vector<NodeIndex> fields_of(NodeIndex dataset) const override;
  [[nodiscard]] std::vector<NodeIndex> datasets_of(std::string_view id) const override;
  [[nodiscard]] std::vector<std::string> declared_columns(NodeIndex dataset) const override;
  [[nodiscard]] std::vector<std::string> spaces_of(std::string_view physical_name) const override;
  [[nodiscard]] std::vector<ToldName> told_names(const lineage::Summary& contract, std::size_t max) const override;
  [[nodiscard]] std::size_t degree(NodeIndex node, Direction direction) const override;
  [[nodiscard]] std::vector<std::vector<NodeIndex>> cycles(std::span<const NodeIndex> nodes,
                                                           Level level) const override;
  [[nodiscard]] Counts counts() const override { return state_.counts; }
  void for_each_edge(const std::function<void(const EdgeView&)>& edge) const override;
  void for_each_node(const std::function<void(const NodeView&)>& node) const override;

 private:
  State state_;
  std::shared_ptr<ScratchPool> pool_;
};

}  // namespace trama::graph
