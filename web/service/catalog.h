// The catalog as its users see it: the registry with its two projections, and the use cases that HTTP and the command
// line share.
//
// Owns the store, the lineage graph, the search index and the projector that keeps the last two in step with the first.
// Thread-safe; open() and the destructor from one thread, the destructor after the last call has returned.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/base/guarded.h"
#include "catalog/base/result.h"
#include "catalog/contract/parse.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "search/search_index.h"
#include "web/service/judgement.h"
#include "web/service/mender.h"
#include "web/service/projector.h"

namespace trama::service {

// What a tool says and did not confirm for so long is shown as stale (store/confirmations.h).
inline constexpr TimeUs kStaleAfterUs = TimeUs{30} * 86'400 * 1'000'000;

struct CatalogOptions {
  std::string folder;            // holds store/, search/, imports/; made when it is not there
  const Clock* clock = nullptr;  // nullptr: system clock
  std::size_t cache_bytes = 128U << 20;
  std::size_t search_waiters_max = 4;  // searches that may wait for their min_seq at once: each keeps a thread
  TimeUs stale_after_us = kStaleAfterUs;
};

struct RegisterOptions {
  // false: a document that is published elsewhere already, or history; stored as it is, without asking the gates.
  bool enforce_gates = true;
  contract::Strictness strictness = contract::Strictness::lenient;
  std::string expected_id;  // PUT: the document must carry this id; "" = any
  std::string if_match, if_none_match;
  std::string actor = "local";
  std::string reason;
  bool dry_run = false;
  // Gates to pass over, for `reason`. Only for who may (role admin): forbidden, override-forbidden.
  std::vector<contract::Gate> override_gates;
  bool may_override = false;
};

struct ProposeOptions {
  std::string expected_id;  // the document must carry this id
  std::optional<TimeUs> expires_us;
  TimeUs lifetime_us = store::kProposalLifetimeUs;  // without expires_us
  std::string actor = "local";
  std::string reason;
};

struct Proposed {
  store::Proposal proposal;
  bool fresh = true;  // false: these bytes were proposed already, and that is open
  std::vector<Problem> notes;
};

struct Registered {
  store::Receipt receipt;
  std::shared_ptr<const contract::Contract> contract;
  std::vector<Problem> notes;
  std::optional<Judgement> judgement;  // of the gates; nullopt where nobody asked them
};

struct SearchOptions {
  search::SearchRequest request;
  store::Seq min_seq = 0;
};

struct Searched {
  search::SearchAnswer answer;
  bool behind = false;  // min_seq was not reached in time, or too many waited already
};

class Catalog {
 public:
  // Errors: those of Registry::open and SearchIndex::open. The graph is loaded in the background; see readiness().
  [[nodiscard]] static Result<std::unique_ptr<Catalog>> open(const CatalogOptions& options);
  ~Catalog();

  // Errors beside those of the parser and the writer: conflict/gates-refused with every finding; see publishing.h.
  [[nodiscard]] Result<Registered> register_document(std::string_view bytes, const RegisterOptions& options);
  // One answer per document, in order; parsed one after the other, stored as one group. Stored as history is: the gates
  // refuse nothing, and say afterwards what they would have said.
  [[nodiscard]] std::vector<Result<Registered>> register_documents(const std::vector<std::string>& documents,
                                                                   const RegisterOptions& options);
  // A document that is not published yet, for those who use the contract to sign. Same rules for the bytes.
  [[nodiscard]] Result<Proposed> propose_document(std::string_view bytes, const ProposeOptions& options);
  // Registers what was proposed as register_document() does, and ends the proposal in the same batch.
  [[nodiscard]] Result<Registered> publish_proposal(std::string_view contract, store::Seq proposal,
                                                    const RegisterOptions& options);
  // Signs for a consumer that has an agreement on the contract; conflict/no-agreement otherwise.
  [[nodiscard]] Result<store::Change> sign_proposal(store::SignRequest request);
  [[nodiscard]] Result<Searched> search(const SearchOptions& options) const;

  // The graph as it is now; unavailable (slug `starting`) until it has been loaded.
  [[nodiscard]] Result<std::shared_ptr<const graph::Snapshot>> lineage() const;

  // A paged answer's snapshot stays at hand for a while, so that its next page is cut from the same state. nullptr:
  // gone.
  void pin(std::shared_ptr<const graph::Snapshot> snapshot) const;
  [[nodiscard]] std::shared_ptr<const graph::Snapshot> pinned(store::Seq seq) const;

  [[nodiscard]] store::Registry& registry() { return *registry_; }
  [[nodiscard]] const store::Registry& registry() const { return *registry_; }
  [[nodiscard]] const search::SearchIndex& index() const { return *index_; }
  [[nodiscard]] const Projector& projector() const { return *projector_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] TimeUs now_us() const { return clock_->now_us(); }
  // What was confirmed before is stale.
  [[nodiscard]] TimeUs stale_before_us() const { return now_us() - stale_after_us_; }

  // Everything the store holds against everything the projections hold. Empty: sound.
  [[nodiscard]] Result<std::vector<store::Registry::Finding>> fsck(
      const std::function<void(std::uint64_t, std::uint64_t)>& progress) const;

 private:
  Catalog() = default;
  [[nodiscard]] bool wait_for_search(store::Seq min_seq) const;

  mutable Guarded<std::deque<std::shared_ptr<const graph::Snapshot>>> pins_;  // newest first

  std::size_t search_waiters_max_ = 0;
  TimeUs stale_after_us_ = kStaleAfterUs;
  mutable std::atomic<std::size_t> search_waiters_{0};

  // Destroyed bottom up: the projector stops before what it writes to goes away, and the registry (whose writer calls
  // the projector) before the projector.
  std::string folder_;
  SystemClock system_clock_;
  const Clock* clock_ = &system_clock_;
  std::unique_ptr<search::SearchIndex> index_;
  std::unique_ptr<graph::LineageGraph> graph_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<store::Registry> registry_;
  std::unique_ptr<Mender> mender_;
};

}  // namespace trama::service
