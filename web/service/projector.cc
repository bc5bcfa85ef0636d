#include "web/service/projector.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "web/service/search_document.h"

namespace trama::service {
namespace {

constexpr std::size_t kBatchChanges = 1000;
constexpr std::int64_t kWaitMs = 500;
constexpr std::chrono::milliseconds kCommitPause{50};
constexpr std::chrono::milliseconds kTroublePause{1000};

graph::SubjectChange subject_change(const store::Committed& committed) {
  graph::SubjectChange change;
  change.summary = committed.summary;
  change.subject = committed.change.subject;
  change.removed = committed.removed;
  change.asserter = committed.asserter;
  change.closed = committed.closed;
  change.opened = committed.opened;
  change.physical = committed.physical;
  return change;
}

bool changes_alias(const store::Committed& committed) {
  return committed.change.kind == store::ChangeKind::alias_added ||
         committed.change.kind == store::ChangeKind::alias_removed;
}

// Alias changes and subject changes keep their order: what an alias means must not depend on how writes were grouped.
void apply_group(graph::LineageGraph& graph, std::span<const store::Committed> group) {
  std::vector<graph::SubjectChange> changes;
  store::Seq seq = 0;
  const auto flush = [&] {
    if (!changes.empty()) graph.apply(changes, seq);
    changes.clear();
  };
  for (const store::Committed& committed : group) {
    if (changes_alias(committed)) {
      flush();
      const bool added = committed.change.kind == store::ChangeKind::alias_added;
      graph.set_alias(committed.change.subject,
                      added ? std::optional<std::string_view>(committed.alias_node) : std::nullopt);
      graph.apply({}, committed.change.seq);
    } else {
      changes.push_back(subject_change(committed));
    }
    seq = committed.change.seq;
  }
  flush();
}

bool concerns_search(store::ChangeKind kind) {
  switch (kind) {
    case store::ChangeKind::contract_registered:
    case store::ChangeKind::contract_revised:
    case store::ChangeKind::contract_retired:
    case store::ChangeKind::contract_restored:
    case store::ChangeKind::version_erased:
    case store::ChangeKind::consumer_set:
    case store::ChangeKind::consumer_removed:
      return true;
    case store::ChangeKind::edge_added:
    case store::ChangeKind::edge_removed:
    case store::ChangeKind::alias_added:
    case store::ChangeKind::alias_removed:
    case store::ChangeKind::settings_set:
    case store::ChangeKind::settings_removed:
    case store::ChangeKind::proposal_opened:
    case store::ChangeKind::proposal_acknowledged:
    case store::ChangeKind::proposal_objected:
    case store::ChangeKind::proposal_withdrawn:
    case store::ChangeKind::proposal_published:
    case store::ChangeKind::event_received:
    case store::ChangeKind::manifest_imported:
    case store::ChangeKind::manifest_removed:
    case store::ChangeKind::lineage_swept:
      return false;
  }
  return false;
}

bool concerns_consumer(store::ChangeKind kind) {
  return kind == store::ChangeKind::consumer_set || kind == store::ChangeKind::consumer_removed;
}

Result<void> index_subject(search::SearchIndex& index, const store::Registry& registry, const std::string& id,
                           bool consumer) {
  const auto document = consumer ? consumer_document(registry, id) : contract_document(registry, id);
  if (!document) {
    if (document.error().code == ErrorCode::not_found) return index.remove(id);
    return document.error();
  }
  return index.put(document.value());
}

}  // namespace

Projector::Projector(graph::LineageGraph& graph, search::SearchIndex& index)
    : graph_(graph), index_(index), search_seq_(index.applied_seq()) {}

Projector::~Projector() {
  stop();
}

void Projector::start(store::Registry& registry) {
  head_at_start_ = registry.head();
  loader_ = std::jthread([this, &registry] { load_graph(registry); });
  indexer_ = std::jthread([this, &registry](const std::stop_token& stop) { follow_log(stop, registry); });
}

void Projector::stop() {
  if (loader_.joinable()) loader_.join();
  if (!indexer_.joinable()) return;
  indexer_.request_stop();
  indexer_.join();
}

store::CommitListener Projector::listener() {
  return [this](std::span<const store::Committed> group) {
    if (group.empty()) return;
    {
      const std::lock_guard lock(mutex_);
      if (!graph_loaded_.load(std::memory_order_acquire)) {
        early_.insert(early_.end(), group.begin(), group.end());
        return;
      }
    }
    apply_group(graph_, group);
    graph_seq_.store(group.back().change.seq, std::memory_order_release);
  };
}

void Projector::load_graph(const store::Registry& registry) {
  const auto scanned =
      registry.scan([this](const lineage::Summary& summary) { graph_.load_subject(summary); },
                    [this](const lineage::Asserter& asserter, const std::vector<lineage::Assertion>& assertions) {
                      graph_.load_assertions(asserter, assertions);
                    },
                    [this](const store::Alias& alias) { graph_.load_alias(alias.alias, alias.node); });
  if (!scanned) {
    note_trouble("lineage: " + scanned.error().message);
    return;
  }
  graph_.finish_load(scanned.value());
  // Writers wait here for the few groups that came in meanwhile; from then on they apply their own.
  const std::lock_guard lock(mutex_);
  std::erase_if(early_, [&](const store::Committed& c) { return c.change.seq <= scanned.value(); });
  apply_group(graph_, early_);
  graph_seq_.store(early_.empty() ? scanned.value() : early_.back().change.seq, std::memory_order_release);
  early_.clear();
  early_.shrink_to_fit();
  graph_loaded_.store(true, std::memory_order_release);
  progressed_.notify_all();
}

void Projector::follow_log(const std::stop_token& stop, store::Registry& registry) {
  const std::stop_callback wake(stop, [&registry] { registry.stop_waiting(); });
  if (search_seq_.load() > registry.head()) {
    // The index has seen writes that the store lost (a rollback, another folder): it cannot be trusted.
    if (const auto cleared = index_.clear(); !cleared) note_trouble("search: " + cleared.error().message);
    search_seq_.store(0);
  }
  while (!stop.stop_requested()) {
    const store::Seq since = search_seq_.load();
    if (registry.head() <= since && registry.wait_for_change(since, kWaitMs) <= since) continue;
    const auto reached = index_batch(registry, since);
    if (!reached) {
      note_trouble("search: " + reached.error().message);
      std::unique_lock lock(mutex_);
      progressed_.wait_for(lock, kTroublePause, [&] { return stop.stop_requested(); });
      continue;
    }
    {
      const std::lock_guard lock(mutex_);
      trouble_.clear();
      search_seq_.store(reached.value());
    }
    progressed_.notify_all();
    // Gathering writes for a moment makes each commit cheaper per document than it makes them late.
    if (registry.head() <= reached.value()) {
      std::unique_lock lock(mutex_);
      progressed_.wait_for(lock, kCommitPause, [&] { return stop.stop_requested(); });
    }
  }
}

Result<store::Seq> Projector::index_batch(const store::Registry& registry, store::Seq since) {
  const auto changes = registry.changes(since, kBatchChanges);
  if (!changes) return changes.error();
  if (changes.value().empty()) return since;
  std::set<std::pair<std::string, bool>> subjects;
  for (const store::Change& change : changes.value()) {
    if (concerns_search(change.kind)) subjects.emplace(change.subject, concerns_consumer(change.kind));
  }
  for (const auto& [id, consumer] : subjects) {
    if (const auto indexed = index_subject(index_, registry, id, consumer); !indexed) return indexed.error();
  }
  const store::Seq reached = changes.value().back().seq;
  if (const auto committed = index_.commit(reached); !committed) return committed.error();
  return reached;
}

void Projector::note_trouble(std::string trouble) {
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(trouble);
}

Projector::Readiness Projector::readiness() const {
  Readiness readiness;
  readiness.head_at_start = head_at_start_;
  readiness.graph_seq = graph_seq_.load();
  readiness.search_seq = search_seq_.load();
  readiness.graph = graph_loaded();
  readiness.search = readiness.search_seq >= head_at_start_;
  const std::lock_guard lock(mutex_);
  readiness.trouble = trouble_;
  return readiness;
}

bool Projector::wait_for_search(store::Seq seq, std::int64_t timeout_ms) const {
  std::unique_lock lock(mutex_);
  return progressed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return search_seq_.load() >= seq; });
}

bool Projector::wait_for_graph(std::int64_t timeout_ms) const {
  std::unique_lock lock(mutex_);
  return progressed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return graph_loaded(); });
}

}  // namespace trama::service
