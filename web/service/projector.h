// Keeps the lineage graph and the search index in step with the registry's change log.
//
// The graph is loaded once by a scan, in the background; afterwards every group of writes is applied on the registry's
// writer thread before the writers are answered, so that an acknowledged write is in the lineage. The index follows the
// log on a thread of its own and commits every 50 ms while there is work; it remembers the seq it holds, so that a
// start replays only what is missing.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "search/search_index.h"

namespace trama::service {

class Projector {
 public:
  Projector(graph::LineageGraph& graph, search::SearchIndex& index);
  ~Projector();
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  // Starts both projections. REQUIRES: listener() is the registry's commit listener already.
  void start(store::Registry& registry);
  // Stops the index thread; the graph goes on with the registry's writes until that is gone.
  void stop();

  [[nodiscard]] store::CommitListener listener();

  struct Readiness {
    store::Seq head_at_start = 0;
    store::Seq graph_seq = 0, search_seq = 0;
    bool graph = false, search = false;  // have reached head_at_start
    std::string trouble;                 // what keeps one of them from advancing; "" when nothing does
    [[nodiscard]] bool ready() const { return graph && search; }
  };
  [[nodiscard]] Readiness readiness() const;
  [[nodiscard]] bool graph_loaded() const { return graph_loaded_.load(std::memory_order_acquire); }

  // Waits until the index holds `seq` or the time is up; true if it does.
  [[nodiscard]] bool wait_for_search(store::Seq seq, std::int64_t timeout_ms) const;
  // The same for the graph's first load.
  [[nodiscard]] bool wait_for_graph(std::int64_t timeout_ms) const;

 private:
  void load_graph(const store::Registry& registry);
  void follow_log(const std::stop_token& stop, store::Registry& registry);
  Result<store::Seq> index_batch(const store::Registry& registry, store::Seq since);
  void note_trouble(std::string trouble);

  graph::LineageGraph& graph_;
  search::SearchIndex& index_;
  store::Seq head_at_start_ = 0;
  std::atomic<bool> graph_loaded_{false};
  std::atomic<store::Seq> search_seq_{0};
  std::atomic<store::Seq> graph_seq_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable progressed_;
  // Guarded by mutex_: groups committed while the graph is still loading, and the last trouble.
  std::vector<store::Committed> early_;
  std::string trouble_;

  std::jthread loader_;
  std::jthread indexer_;
};

}  // namespace trama::service
