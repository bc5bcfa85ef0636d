// The registry: the one truth. Contracts with immutable versions, consumers, manual edges and aliases, settings and
// proposals (accord.h), lineage assertions as intervals, and the change log, in RocksDB (which only catalog/store
// includes).
//
// Writes. Every write is all or nothing: documents, assertions, indexes and one change record with the next seq go into
// one batch. A single writer thread drains a queue: one RocksDB WriteBatch and one WAL sync per group. Every check
// (If-Match, version, state) runs in the writer against the store plus the group's pending changes. Calls block until
// the group is synced and the commit listener has returned; so does what they acknowledge survive kill -9 and power
// loss. A failed sync fails the whole group and turns writes off (unavailable) until reopen or resume() finds the store
// sound. Reads. Any thread, never blocked by the writer.
//
// Thread-safe, all of it. Destruction drains the queue.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/base/result.h"
#include "catalog/contract/model.h"
#include "catalog/lineage/assertion.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/lineage/summary.h"
#include "catalog/store/accord.h"
#include "catalog/store/confirmations.h"
#include "catalog/store/events.h"
#include "catalog/store/manifests.h"
#include "catalog/store/seq.h"

namespace trama::store {

// A point in the past: a seq or a record time. Default: now.
struct AsOf {
  std::optional<Seq> seq;
  std::optional<TimeUs> time_us;
  [[nodiscard]] bool is_now() const { return !seq && !time_us; }
};

enum class ChangeKind : std::uint8_t {
  contract_registered = 1,  // a new version
  contract_revised = 2,     // same model, other bytes
  contract_retired = 3,
  contract_restored = 4,
  version_erased = 5,
  consumer_set = 6,
  consumer_removed = 7,
  edge_added = 8,
  edge_removed = 9,
  alias_added = 10,
  alias_removed = 11,
  settings_set = 12,
  settings_removed = 13,
  proposal_opened = 14,
  proposal_acknowledged = 15,
  proposal_objected = 16,
  proposal_withdrawn = 17,
  proposal_published = 18,
  event_received = 19,  // subject: a job or a physical dataset; version: the run
  manifest_imported = 20,
  manifest_removed = 21,
  lineage_swept = 22,  // subject: a job or a physical dataset; version: the kind of asserter it is
};
inline constexpr auto kChangeKindLast = ChangeKind::lineage_swept;
[[nodiscard]] std::string_view to_string(ChangeKind kind);  // "contract-registered", ...
// Whether a verdict on a contract may come out otherwise after it: settings, consumers (and the aliases by which they
// name what they use) and proposals.
[[nodiscard]] bool moves_accord(ChangeKind kind);

struct Change {
  Seq seq = 0;
  TimeUs time_us = 0;  // never goes backwards
  std::string actor;
  ChangeKind kind = ChangeKind::contract_registered;
  std::string subject;  // contract, consumer, edge, alias or manifest id; a settings scope; a proposal's contract
  std::string version;
  std::uint32_t revision = 0;
  std::string reason;
  std::string sha256;  // of the original bytes, where there are any
  // contract_registered: the gates that would have refused it and were passed over, for `reason`.
  std::vector<contract::Gate> override_gates{};
  Seq proposal = 0;        // proposal_*: which one
  std::string consumer{};  // proposal_acknowledged, proposal_objected: for whom
};

// What the projections need of one committed change.
struct Committed {
  Change change;
  std::optional<lineage::Summary>
      summary;           // set: the subject looks like this now (also when retired); else it did not change
  bool removed = false;  // the subject is gone (consumer removed)
  lineage::Asserter asserter;
  std::vector<lineage::Assertion> closed;
  std::vector<lineage::Assertion> opened;
  std::string alias_node;  // alias_added: the canonical node the alias now means
  // event_received, manifest_imported: physical datasets that look like this now
  std::vector<lineage::Summary> physical{};
};
// Called on the writer thread after the sync and before the writers are answered; must not call back into writes.
using CommitListener = std::function<void(std::span<const Committed>)>;

struct VersionInfo {
  std::string version;
  std::uint32_t revisions = 1;
  Seq seq = 0;          // of the first registration of this version
  Seq revised_seq = 0;  // of the latest revision
  TimeUs time_us = 0;
  std::string actor;
  std::string sha256;  // of the latest revision's bytes
  std::string fingerprint;
  contract::Source source;
  std::string status;
  std::uint64_t bytes = 0;
  bool erased = false;
  std::string erased_reason;
  std::vector<contract::Gate> override_gates;  // passed over when it was registered, and why
  std::string override_reason;
};

struct ContractInfo {
  std::string id;
  contract::Kind kind = contract::Kind::contract;
  lineage::SubjectState state = lineage::SubjectState::active;
  std::string latest;  // version, highest by semver; other texts rank below, by arrival
  Seq seq = 0;         // of the last change to this contract
  TimeUs created_us = 0, updated_us = 0;
  // The same bytes were posted again, without a change: to the hour. Only contract() of now fills it; 0: not since.
  TimeUs last_seen_us = 0;
  std::uint32_t versions = 0;  // erased ones included
  // Strong entity tag of the contract as a whole, without quotes: changes with every change to it.
  [[nodiscard]] std::string etag() const { return "c" + std::to_string(seq); }
};

struct RegisterRequest {
  std::shared_ptr<const contract::Contract> contract;
  std::string original;    // the bytes as posted
  std::string model_json;  // contract::to_json
  std::string fingerprint;
  std::string if_match;       // "" = no condition, "*" = must exist, else an etag
  std::string if_none_match;  // "*" = must not exist, else an etag it must not have
  std::string actor;
  std::string reason;
  bool dry_run = false;
  // A verdict was found against this; the writer refuses (conflict, judged-otherwise) a new version for which something
  // of it has moved since, the group's pending changes included: judge again. Unset: nobody judged.
  std::optional<Judged> judged{};
  // Gates that the verdict named and the caller passed over; needs a reason. Kept with a new version and its change.
  std::vector<contract::Gate> override_gates{};
  // Import of an exported history: keeps the record time (if it does not go backwards) and who did it.
  std::optional<TimeUs> recorded_us;
  // Import only: a version whose text was erased since. It takes its place in the history without text, model and
  // lineage; `contract` carries id, version, kind, status and source, `original` is empty. The erasure itself follows
  // as a change of its own.
  struct Erased {
    std::string sha256;
    std::uint64_t bytes = 0;
  };
  std::optional<Erased> erased;
};

enum class Outcome : std::uint8_t { created, revised, unchanged, restored };
[[nodiscard]] std::string_view to_string(Outcome outcome);

struct Receipt {
  Outcome outcome = Outcome::created;
  ContractInfo contract;
  std::string version;
  std::uint32_t revision = 1;
  Seq seq = 0;  // of this change; of the last change to the contract when nothing changed
  TimeUs time_us = 0;
  bool latest = true;                        // false: a version below the latest; stored, changes no lineage
  std::string version_below, version_above;  // neighbours it would be compared with
};

// A proposal's document becomes a version, in the same batch as the proposal's end.
struct PublishRequest {
  std::string contract;
  Seq proposal = 0;
  std::string actor, reason;
  // Unset (import of a history): the version is registered already, by the change before; this only links it.
  std::optional<RegisterRequest> registration;
  std::uint32_t revision = 0;  // without `registration`: which one it became
  std::optional<TimeUs> recorded_us;
};
struct Published {
  Receipt receipt;  // of the registration
  Change change;    // the proposal's end; seq 0 when the registration was a dry run
};

struct RetireRequest {
  std::string id, if_match, actor, reason;
  std::optional<TimeUs> recorded_us;
};
struct EraseRequest {
  std::string id, version, actor, reason;
  std::optional<TimeUs> recorded_us;
};

// A manual edge (asserter: person) and an operator's alias.
struct ManualEdge {
  std::string id;  // given by the store: "edge-<seq>"
  lineage::Assertion assertion;
  std::string actor, reason;
  Seq seq = 0;
  TimeUs time_us = 0;
};
struct Alias {
  std::string alias;  // the text that shall mean…
  std::string node;   // …this canonical node
  std::string actor, reason;
  Seq seq = 0;
  TimeUs time_us = 0;
};

// Contracts that one page of a past list looks at before it ends short, with a `next`.
inline constexpr std::size_t kPastIdsPerPage = 2'000;

struct ListFilter {
  std::string domain{}, owner{}, tag{}, classification{}, platform{}, status{}, id_prefix{};
  std::optional<contract::Kind> kind{};
  bool include_retired = false;
};
struct Listed {
  ContractInfo contract;
  lineage::Summary summary;
};
template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;  // resume key, opaque; "" at the end
};

struct StoreOptions {
  std::string path;
  const Clock* clock = nullptr;  // nullptr: system clock; must outlive the registry
  CommitListener on_commit;
  bool read_only =
      false;  // opens beside a running server and sees what it had written by then; writes are `unavailable`
  std::size_t cache_bytes = 128U << 20;
};

class Registry {
 public:
  // Opens or creates. Errors: unreachable (folder), unavailable (locked by another process), corrupt (format, log
  // chain).
  [[nodiscard]] static Result<std::unique_ptr<Registry>> open(StoreOptions options);
  virtual ~Registry() = default;

  // May be set once, before the first write.
  virtual void set_commit_listener(CommitListener listener) = 0;

  // Writes
  // -------------------------------------------------------------------------------------------------------------
  // conflict/version-exists, precondition_failed, unavailable.
  [[nodiscard]] virtual Result<Receipt> register_contract(RegisterRequest request) = 0;
  // One answer per request, in order; the requests go through the queue together (bulk import).
  [[nodiscard]] virtual std::vector<Result<Receipt>> register_many(std::vector<RegisterRequest> requests) = 0;
  [[nodiscard]] virtual Result<Change> retire(RetireRequest request) = 0;        // not_found; idempotent
  [[nodiscard]] virtual Result<Change> erase_version(EraseRequest request) = 0;  // not_found
  [[nodiscard]] virtual Result<Change> set_consumer(lineage::Consumer consumer, std::string if_match, std::string actor,
                                                    std::optional<TimeUs> recorded_us = {}) = 0;
  [[nodiscard]] virtual Result<Change> remove_consumer(std::string id, std::string if_match, std::string actor,
                                                       std::optional<TimeUs> recorded_us = {}) = 0;
  [[nodiscard]] virtual Result<ManualEdge> add_edge(ManualEdge edge, std::optional<TimeUs> recorded_us = {}) = 0;
  [[nodiscard]] virtual Result<Change> remove_edge(std::string id, std::string actor,
                                                   std::optional<TimeUs> recorded_us = {}) = 0;
  [[nodiscard]] virtual Result<Change> set_alias(Alias alias, std::optional<TimeUs> recorded_us = {}) = 0;
  [[nodiscard]] virtual Result<Change> remove_alias(std::string alias, std::string actor,
                                                    std::optional<TimeUs> recorded_us = {}) = 0;
  // invalid_argument/reason-required; not_found/no-such-settings when removing. Setting the same again changes nothing.
  [[nodiscard]] virtual Result<Change> set_settings(SettingsRequest request) = 0;
  [[nodiscard]] virtual Result<Change> remove_settings(SettingsRequest request) = 0;
  // not_found; invalid_argument/bad-expiry; conflict/version-exists, version-registered, version-erased, kind-differs.
  // The same bytes proposed again while open: the change that opened it.
  [[nodiscard]] virtual Result<Change> propose(ProposeRequest request) = 0;
  // not_found/no-such-proposal, no-such-consumer; conflict/proposal-closed, consumer-changed;
  // invalid_argument/comment-required. The same again changes nothing.
  [[nodiscard]] virtual Result<Change> sign(SignRequest request) = 0;
  [[nodiscard]] virtual Result<Change> withdraw(WithdrawRequest request) = 0;  // idempotent
  // Everything a registration may answer, and conflict/proposal-closed.
  [[nodiscard]] virtual Result<Published> publish_proposal(PublishRequest request) = 0;
  // An OpenLineage event: merged with what is known (events.h). Nothing new: no change, and `changed` is false.
  [[nodiscard]] virtual Result<Received> receive_event(EventRequest request) = 0;
  [[nodiscard]] virtual std::vector<Result<Received>> receive_events(std::vector<EventRequest> requests) = 0;
  // What a tool's artifacts say (manifests.h). too_large, invalid_argument/bad-id.
  [[nodiscard]] virtual Result<ManifestReceipt> import_manifest(ManifestRequest request) = 0;
  [[nodiscard]] virtual Result<Change> remove_manifest(RemoveManifestRequest request) = 0;  // not_found
  // Ends what an asserter says that nobody confirmed (confirmations.h). not_found; conflict/confirmed-since.
  [[nodiscard]] virtual Result<Change> sweep(SweepRequest request) = 0;

  // Reads
  // --------------------------------------------------------------------------------------------------------------
  [[nodiscard]] virtual Result<ContractInfo> contract(std::string_view id, AsOf as_of = {}) const = 0;
  [[nodiscard]] virtual Result<std::vector<VersionInfo>> versions(std::string_view id, AsOf as_of = {}) const = 0;
  // One of them; of now at the cost of one read, however many there are.
  [[nodiscard]] virtual Result<VersionInfo> version(std::string_view id, std::string_view version,
                                                    AsOf as_of = {}) const = 0;
  // version "" = latest (as of); revision 0 = newest (as of). gone-like not_found/erased for erased versions.
  [[nodiscard]] virtual Result<std::string> original(std::string_view id, std::string_view version,
                                                     std::uint32_t revision = 0, AsOf as_of = {}) const = 0;
  [[nodiscard]] virtual Result<std::string> model_json(std::string_view id, std::string_view version,
                                                       AsOf as_of = {}) const = 0;
  [[nodiscard]] virtual Result<lineage::Summary> summary(std::string_view id) const = 0;
  // The versions that `version` of this contract would stand between, as the writer would find them now; none for an
  // unknown contract.
  [[nodiscard]] virtual Result<Neighbours> neighbours(std::string_view id, std::string_view version) const = 0;
  // The last change that moves_accord() and that readers and the commit listener have seen. Ask before judging, and
  // give it to the writer with the verdict (Judged).
  [[nodiscard]] virtual Seq accord_seq() const = 0;
  [[nodiscard]] virtual Result<StoredSettings> settings(const contract::Scope& scope) const = 0;
  [[nodiscard]] virtual Result<Page<StoredSettings>> settings_list(std::string_view resume,
                                                                   std::size_t limit) const = 0;
  // What holds for a contract of this domain ("": none); neither needs to be registered.
  [[nodiscard]] virtual Result<contract::Compatibility> compatibility(std::string_view contract,
                                                                      std::string_view domain) const = 0;
  [[nodiscard]] virtual Result<Proposal> proposal(std::string_view contract, Seq proposal) const = 0;
  // Newest first; `state` unset: all. May return a short page with a `next`.
  [[nodiscard]] virtual Result<Page<Proposal>> proposals(std::string_view contract, std::optional<ProposalState> state,
                                                         std::string_view resume, std::size_t limit) const = 0;
  // The open ones that propose this content, oldest first; at the cost of the answer.
  [[nodiscard]] virtual Result<std::vector<Proposal>> proposals_of(std::string_view contract,
                                                                   std::string_view fingerprint) const = 0;
  [[nodiscard]] virtual Result<std::string> proposal_text(std::string_view contract, Seq proposal) const = 0;
  // All signatures in the order they were given.
  [[nodiscard]] virtual Result<Page<Signature>> signatures(Seq proposal, std::string_view resume,
                                                           std::size_t limit) const = 0;
  // The last one of each consumer, in consumer order; and of one.
  [[nodiscard]] virtual Result<std::vector<Signature>> last_signatures(Seq proposal) const = 0;
  [[nodiscard]] virtual Result<std::optional<Signature>> last_signature(Seq proposal,
                                                                        std::string_view consumer) const = 0;
  // In id order; walks the narrowest index the filter names; may return a short page with a `next`.
  [[nodiscard]] virtual Result<Page<Listed>> list(const ListFilter& filter, std::string_view resume, std::size_t limit,
                                                  AsOf as_of = {}) const = 0;
  [[nodiscard]] virtual Result<lineage::Consumer> consumer(std::string_view id) const = 0;
  // When a consumer was last set; its entity tag for If-Match is "c<seq>".
  struct Stamp {
    Seq seq = 0;
    TimeUs time_us = 0;
    std::string actor;
  };
  [[nodiscard]] virtual Result<Stamp> consumer_stamp(std::string_view id) const = 0;
  [[nodiscard]] virtual Result<Page<lineage::Consumer>> consumers(std::string_view resume, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<Page<ManualEdge>> edges(std::string_view resume, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<Page<Alias>> aliases(std::string_view resume, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<std::vector<lineage::Assertion>> assertions(const lineage::Asserter& asserter) const = 0;
  // In the order of their names; not_found/no-such-job, no-such-run, no-such-dataset.
  [[nodiscard]] virtual Result<Page<JobInfo>> jobs(std::string_view resume, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<JobInfo> job(const openlineage::Name& name) const = 0;
  // The kept runs of a job, by start, newest first.
  [[nodiscard]] virtual Result<Page<RunInfo>> runs(const openlineage::Name& job, std::string_view resume,
                                                   std::size_t limit) const = 0;
  // Of every job that has a run of this id (some emitters share them).
  [[nodiscard]] virtual Result<std::vector<RunInfo>> runs_named(std::string_view run_id) const = 0;
  [[nodiscard]] virtual Result<PhysicalInfo> physical(const openlineage::Name& name) const = 0;
  [[nodiscard]] virtual Result<Page<ManifestInfo>> manifests(std::string_view resume, std::size_t limit) const = 0;
  [[nodiscard]] virtual Result<ManifestInfo> manifest(std::string_view id) const = 0;  // not_found
  // When an asserter last confirmed what it says; nullopt: it does not have to, or is not known.
  [[nodiscard]] virtual Result<std::optional<TimeUs>> confirmed(const lineage::Asserter& asserter) const = 0;
  // Those that say something and did not confirm it since `before_us`; may return a short page with a `next`.
  [[nodiscard]] virtual Result<Page<Confirmation>> confirmations(TimeUs before_us, std::string_view resume,
                                                                 std::size_t limit) const = 0;
  // Changes with seq > since, oldest first.
  [[nodiscard]] virtual Result<std::vector<Change>> changes(Seq since, std::size_t limit) const = 0;
  // What a change of a consumer, manual edge, alias or settings set, an event or a manifest said: consumer JSON,
  // lineage::pack of one assertion, the node, settings JSON, the event's text, what is kept of the manifest.
  // not_found for other changes.
  [[nodiscard]] virtual Result<std::string> change_detail(Seq seq) const = 0;
  [[nodiscard]] virtual Seq head() const = 0;                      // of the last synced change
  [[nodiscard]] virtual Result<Seq> seq_at(AsOf as_of) const = 0;  // now: head(); time: last change not after it
  // Waits until head() > since or `timeout_ms` passed or stop_waiting() was called; returns head().
  [[nodiscard]] virtual Seq wait_for_change(Seq since, std::int64_t timeout_ms) const = 0;
  virtual void stop_waiting() = 0;

  // Assertions as intervals: those that held at `seq` with this endpoint as source or target, exactly as written.
  enum class End : std::uint8_t { source, target };
  struct Interval {
    lineage::Asserter asserter;
    lineage::Assertion assertion;
    Seq from_seq = 0;
    Seq to_seq = 0;  // 0: still open
  };
  [[nodiscard]] virtual Result<std::vector<Interval>> intervals(End end, const lineage::Endpoint& endpoint,
                                                                Seq seq) const = 0;
  // The same for every endpoint of this kind and owner (all tables and paths).
  [[nodiscard]] virtual Result<std::vector<Interval>> intervals_of_owner(End end, lineage::EndpointKind kind,
                                                                         std::string_view owner, Seq seq) const = 0;

  // What somebody says at one seq and not at another: appeared, or vanished, with the change since which it stayed so.
  // What came and went in between, or went and came back, is no move.
  struct Move {
    lineage::Asserter asserter;
    lineage::Assertion assertion;
    bool appeared = false;
    Seq seq = 0;
  };
  // From `from` to `to`, in the order of the log. Costs the changes between the two and the history of those who made
  // them; a page looks at 10,000 changes at most and may end short, with a `next`.
  [[nodiscard]] virtual Result<Page<Move>> moves(Seq from, Seq to, std::string_view resume,
                                                 std::size_t limit) const = 0;
  // Of one asserter, all of them; at the cost of his history.
  [[nodiscard]] virtual Result<std::vector<Move>> moves_of(const lineage::Asserter& asserter, Seq from,
                                                           Seq to) const = 0;

  // Start-up scans for the projections: sequential, without parsing documents, on one consistent snapshot whose seq is
  // returned.
  [[nodiscard]] virtual Result<Seq> scan(
      const std::function<void(const lineage::Summary&)>& summary,
      const std::function<void(const lineage::Asserter&, const std::vector<lineage::Assertion>&)>& assertions,
      const std::function<void(const Alias&)>& alias) const = 0;

  // Operations
  // ---------------------------------------------------------------------------------------------------------
  struct Finding {
    std::string what, subject, detail;
  };
  // Decodes every record, compares indexes, summaries, assertions, intervals and the log's hash chain.
  [[nodiscard]] virtual Result<std::vector<Finding>> fsck(
      const std::function<void(std::uint64_t done, std::uint64_t total)>& progress) const = 0;
  [[nodiscard]] virtual bool writable() const = 0;  // false after a failed sync, until resume() succeeds
  [[nodiscard]] virtual Result<void> resume() = 0;
  struct Stats {
    std::uint64_t contracts = 0, retired = 0, versions = 0, consumers = 0, disk_bytes = 0, memory_bytes = 0, groups = 0,
                  writes = 0;
  };
  [[nodiscard]] virtual Stats stats() const = 0;
};

}  // namespace trama::store
