#include "graph/walk.h"

#include <chrono>

#include "graph/shown_edges.h"

namespace trama::graph {
namespace {

constexpr std::uint32_t kAskEvery = 1024;
constexpr std::size_t kAheadRow = 12, kAheadWords = 6;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Hand-written because it is the hottest loop there is: a generic visitor costs about three times as much.
class DatasetExpander {
 public:
  DatasetExpander(const State& state, Way way, Allow allow, VisitSet& visited, Reach* reach)
      : edges_(state.edges), way_(way), allow_(allow), visited_(visited), reach_(*reach) {}

  void expand(std::size_t at) {
    auto& order = reach_.order;
    if (at + kAheadRow < order.size()) edges_.prefetch_row(order[at + kAheadRow], way_);
    if (at + kAheadWords < order.size()) edges_.prefetch_words(order[at + kAheadWords], way_);
    Word before = 0;
    for (const Word word : edges_.row(order[at], way_)) {
      if (!allowed(allow_, word)) continue;
      if (same_pair(before, word)) continue;
      before = word;
      ++reach_.edges;
      const NodeIndex other = node_of(word);
      if (visited_.insert(other)) order.push_back(other);
    }
  }

 private:
  const Adjacency& edges_;
  Way way_;
  Allow allow_;
  VisitSet& visited_;
  Reach& reach_;
};

class ColumnExpander {
 public:
  ColumnExpander(const State& state, Way way, Allow allow, VisitSet& visited, VisitSet& whole, Reach* reach)
      : state_(state), way_(way), allow_(allow), visited_(visited), whole_(whole), reach_(*reach) {}

  void expand(std::size_t at) {
    auto& order = reach_.order;
    if (at + kAheadRow < order.size()) state_.edges.prefetch_row(order[at + kAheadRow], way_);
    const NodeIndex node = order[at];
    if (is_field(node)) {
      for (const Word word : state_.edges.row(node, way_)) follow(word);
      const NodeIndex dataset = state_.nodes.parent(node);
      if (!state_.edges.may_have_whole(dataset, way_) || !whole_.insert(dataset)) return;
      datasets_.push_back(dataset);
      for_each_whole(state_.edges.row(dataset, way_), dataset, [&](Word word, Attributes) { follow(word); });
      return;
    }
    const bool widens = state_.nodes.has_children(node);
    for (const Word word : state_.edges.row(node, way_)) {
      if (widens || !is_rolled_up(node, word)) follow(word);
    }
  }
  ~ColumnExpander() {
    for (const NodeIndex dataset : datasets_) whole_.erase(dataset);
  }
  ColumnExpander(const ColumnExpander&) = delete;
  ColumnExpander& operator=(const ColumnExpander&) = delete;

 private:
  void follow(Word word) {
    if (!allowed(allow_, word)) return;
    const NodeIndex other = node_of(word);
    if (visited_.insert(other)) reach_.order.push_back(other);
  }

  const State& state_;
  Way way_;
  Allow allow_;
  VisitSet& visited_;
  VisitSet& whole_;
  std::vector<NodeIndex> datasets_;
  Reach& reach_;
};

template <typename Expander>
bool by_hops(Expander& expander, std::uint32_t depth_max, Deadline& deadline, Reach* reach) {
  reach->starts = {0};
  bool in_time = true;
  for (std::uint32_t hop = 0; in_time && hop < depth_max; ++hop) {
    const std::size_t end = reach->order.size();
    if (reach->starts.back() == end) break;
    reach->starts.push_back(end);
    for (; in_time && reach->expanded < end; ++reach->expanded) {
      expander.expand(reach->expanded);
      in_time = !deadline.passed();
    }
  }
  if (reach->starts.back() != reach->order.size()) reach->starts.push_back(reach->order.size());
  return in_time;
}

}  // namespace

std::unique_ptr<Scratch> ScratchPool::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Scratch>();
  auto scratch = std::move(idle_.back());
  idle_.pop_back();
  return scratch;
}

void ScratchPool::give_back(std::unique_ptr<Scratch> scratch) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kKept) idle_.push_back(std::move(scratch));
}

Allow allow_of(bool derives, bool consumes, bool references, Level level) {
  Allow allow = 0;
  for (Word top = 0; top < 32; ++top) {
    const Word word = top << 27;
    const auto relation = relation_of(word);
    const bool follows = (relation == lineage::Relation::derives && derives) ||
                         (relation == lineage::Relation::consumes && consumes) ||
                         (relation == lineage::Relation::references && references);
    if (follows && (level == Level::column || !is_field(word))) allow |= 1U << top;
  }
  return allow;
}

Deadline::Deadline(std::int64_t time_ms_max, std::stop_token stop)
    : end_ns_(now_ns() + time_ms_max * 1'000'000), stop_(std::move(stop)) {}

bool Deadline::passed() {
  if (passed_ || ++asked_ % kAskEvery != 0) return passed_;
  passed_ = stop_.stop_requested() || now_ns() > end_ns_;
  return passed_;
}

bool walk(const State& state, const std::vector<NodeIndex>& roots, Way way, Level level, Allow allow,
          std::uint32_t depth_max, VisitSet& visited, VisitSet& whole, Deadline& deadline, Reach* reach) {
  for (const NodeIndex root : roots) {
    if (visited.insert(root)) reach->order.push_back(root);
  }
  if (level == Level::dataset) {
    DatasetExpander expander(state, way, allow, visited, reach);
    return by_hops(expander, depth_max, deadline, reach);
  }
  ColumnExpander expander(state, way, allow, visited, whole, reach);
  return by_hops(expander, depth_max, deadline, reach);
}

}  // namespace trama::graph
