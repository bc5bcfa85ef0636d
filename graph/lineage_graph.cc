#include "graph/lineage_graph.h"

#include <atomic>
#include <thread>

#include "catalog/base/guarded.h"
#include "graph/linker.h"
#include "graph/snapshot.h"

namespace trama::graph {
namespace {

// Rows in the overlay (up to four per changed vertex) from which a fold is worth its time.
constexpr std::size_t kFoldRows = 20'000;

// Lock order: fold_mutex_, then writer_mutex_.
class Graph final : public LineageGraph {
 public:
  Graph() : linker_(work_) { publish(); }
  ~Graph() override {
    if (folder_.joinable()) folder_.join();
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void load_subject(const lineage::Summary& summary) override {
    const std::lock_guard lock(writer_mutex_);
    linker_.load_subject(summary, edit_);
  }
  void load_assertions(const lineage::Asserter& asserter, std::span<const lineage::Assertion> assertions) override {
    const std::lock_guard lock(writer_mutex_);
    linker_.load_assertions(asserter, assertions, edit_);
  }
  void load_alias(std::string_view alias, std::string_view node) override {
    const std::lock_guard lock(writer_mutex_);
    linker_.set_alias(alias, node, nullptr, edit_);
  }
  void finish_load(std::uint64_t seq) override;
  void set_alias(std::string_view alias, std::optional<std::string_view> node) override;
  void apply(std::span<const SubjectChange> changes, std::uint64_t seq) override;
  void compact() override { fold(); }

  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const override { return *published_.lock(); }
  [[nodiscard]] std::size_t memory_bytes() const override;

 private:
  void publish() { *published_.lock() = std::make_shared<const GraphSnapshot>(work_, pool_); }
  void count_touched(const EdgeSet& edges);
  void count_all();
  // Notes those that are not active now.
  void note_inactive(std::span<const NodeIndex> nodes);
  void schedule_fold();
  void fold();

  mutable std::mutex writer_mutex_;
  State work_;
  Linker linker_;
  Edit edit_ = 1;

  std::mutex fold_mutex_;  // one fold at a time
  std::thread folder_;     // by the thread that calls apply()
  std::atomic<bool> folding_{false};

  std::shared_ptr<ScratchPool> pool_ = std::make_shared<ScratchPool>();
  mutable Guarded<std::shared_ptr<const GraphSnapshot>> published_;
};

void Graph::finish_load(std::uint64_t seq) {
  const std::lock_guard lock(writer_mutex_);
  linker_.finish_load(edit_);
  work_.seq = seq;
  count_all();
  publish();
}

void Graph::count_all() {
  Snapshot::Counts counts;
  const Nodes& nodes = work_.nodes;
  std::vector<NodeIndex> inactive;
  const auto count = [&](NodeIndex node) {
    count_node(work_, node, 1, &counts);
    if (status_of(work_, node) != NodeStatus::active && visible(work_, node)) inactive.push_back(node);
    const RowView row = work_.edges.out(node);
    for (std::uint32_t i = 0; i < row.size; ++i) {
      if (is_field(node) || is_field(row.words[i])) {
        ++counts.field_edges;
      } else if (i == 0 || !same_pair(row.words[i - 1], row.words[i])) {
        ++counts.dataset_edges;
      }
    }
  };
  for (NodeIndex entity = 1; entity < nodes.entity_count(); ++entity) count(entity);
  for (NodeIndex field = 0; field < nodes.field_count(); ++field) count(field | kFieldBit);
  work_.counts = counts;
  note_inactive(inactive);
}

void Graph::note_inactive(std::span<const NodeIndex> nodes) {
  std::shared_ptr<InactiveFilter> changed;
  for (const NodeIndex node : nodes) {
    if (work_.inactive->may_be_inactive(node)) continue;
    if (!changed) changed = std::make_shared<InactiveFilter>(*work_.inactive);
    changed->add(node);
  }
  if (changed) work_.inactive = std::move(changed);
}

void Graph::count_touched(const EdgeSet& edges) {
  const auto before = *published_.lock();
  std::vector<NodeIndex> inactive;
  for (const NodeIndex node : edges.touched()) {
    count_node(before->state(), node, -1, &work_.counts);
    count_node(work_, node, 1, &work_.counts);
    if (status_of(work_, node) != NodeStatus::active && visible(work_, node)) inactive.push_back(node);
  }
  note_inactive(inactive);
}

void Graph::apply(std::span<const SubjectChange> changes, std::uint64_t seq) {
  bool grown = false;
  {
    const std::lock_guard lock(writer_mutex_);
    ++edit_;
    EdgeSet edges(work_, edit_);
    for (const SubjectChange& change : changes) linker_.apply(change, edges, edit_);
    edges.finish();
    count_touched(edges);
    work_.seq = seq;
    publish();
    grown = work_.edges.changed_rows() > kFoldRows;
  }
  if (grown) schedule_fold();
}

void Graph::set_alias(std::string_view alias, std::optional<std::string_view> node) {
  const std::lock_guard lock(writer_mutex_);
  ++edit_;
  EdgeSet edges(work_, edit_);
  linker_.set_alias(alias, node, &edges, edit_);
  edges.finish();
  count_touched(edges);
  publish();
}

void Graph::schedule_fold() {
  if (folding_.exchange(true)) return;
  if (folder_.joinable()) folder_.join();
  folder_ = std::thread([this] {
    fold();
    folding_ = false;
  });
}

void Graph::fold() {
  const std::lock_guard one(fold_mutex_);
  State copy;
  Edit folded = 0;
  {
    const std::lock_guard lock(writer_mutex_);
    copy = work_;
    folded = edit_;
    ++edit_;
  }
  auto base = copy.edges.fold(copy.nodes.entity_count(), copy.nodes.field_count());
  const std::lock_guard lock(writer_mutex_);
  ++edit_;
  work_.edges.rebase(std::move(base), folded, edit_);
  publish();
}

std::size_t Graph::memory_bytes() const {
  const std::lock_guard lock(writer_mutex_);
  return work_.nodes.memory_bytes() + work_.edges.memory_bytes() + work_.extras[0].memory_bytes() +
         work_.extras[1].memory_bytes() + linker_.memory_bytes();
}

}  // namespace

std::unique_ptr<LineageGraph> LineageGraph::create() {
  return std::make_unique<Graph>();
}

}  // namespace trama::graph
