// Registry on RocksDB: reads here and in reads.cc, accord_reads.cc, list.cc, fsck.cc; writes go through Writer. Private
// to the folder.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog/store/engine.h"
#include "catalog/store/registry.h"
#include "catalog/store/writer.h"

namespace trama::store {

class RegistryImpl final : public Registry {
 public:
  RegistryImpl(StoreOptions options, rocksdb::Env* env);
  ~RegistryImpl() override;
  [[nodiscard]] Result<void> open();

  void set_commit_listener(CommitListener listener) override;

  Result<Receipt> register_contract(RegisterRequest request) override;
  std::vector<Result<Receipt>> register_many(std::vector<RegisterRequest> requests) override;
  Result<ManifestReceipt> import_manifest(ManifestRequest request) override;
  Result<Change> remove_manifest(RemoveManifestRequest request) override;
  Result<Change> sweep(SweepRequest request) override;
  Result<Change> retire(RetireRequest request) override;
  Result<Change> erase_version(EraseRequest request) override;
  Result<Change> set_consumer(lineage::Consumer consumer, std::string if_match, std::string actor,
                              std::optional<TimeUs> recorded_us) override;
  Result<Change> remove_consumer(std::string id, std::string if_match, std::string actor,
                                 std::optional<TimeUs> recorded_us) override;
  Result<ManualEdge> add_edge(ManualEdge edge, std::optional<TimeUs> recorded_us) override;
  Result<Change> remove_edge(std::string id, std::string actor, std::optional<TimeUs> recorded_us) override;
  Result<Change> set_alias(Alias alias, std::optional<TimeUs> recorded_us) override;
  Result<Change> remove_alias(std::string alias, std::string actor, std::optional<TimeUs> recorded_us) override;

  Result<Change> set_settings(SettingsRequest request) override;
  Result<Change> remove_settings(SettingsRequest request) override;
  Result<Change> propose(ProposeRequest request) override;
  Result<Change> sign(SignRequest request) override;
  Result<Change> withdraw(WithdrawRequest request) override;
  Result<Published> publish_proposal(PublishRequest request) override;
  Result<Received> receive_event(EventRequest request) override;
  std::vector<Result<Received>> receive_events(std::vector<EventRequest> requests) override;

  Result<Page<JobInfo>> jobs(std::string_view resume, std::size_t limit) const override;
  Result<JobInfo> job(const openlineage::Name& name) const override;
  Result<Page<RunInfo>> runs(const openlineage::Name& job, std::string_view resume, std::size_t limit) const override;
  Result<std::vector<RunInfo>> runs_named(std::string_view run_id) const override;
  Result<PhysicalInfo> physical(const openlineage::Name& name) const override;
  Result<Neighbours> neighbours(std::string_view id, std::string_view version) const override;
  Seq accord_seq() const override;
  Result<StoredSettings> settings(const contract::Scope& scope) const override;
  Result<Page<StoredSettings>> settings_list(std::string_view resume, std::size_t limit) const override;
  Result<contract::Compatibility> compatibility(std::string_view contract, std::string_view domain) const override;
  Result<Proposal> proposal(std::string_view contract, Seq proposal) const override;
  Result<Page<Proposal>> proposals(std::string_view contract, std::optional<ProposalState> state,
                                   std::string_view resume, std::size_t limit) const override;
  Result<std::vector<Proposal>> proposals_of(std::string_view contract, std::string_view fingerprint) const override;
  Result<std::string> proposal_text(std::string_view contract, Seq proposal) const override;
  Result<Page<Signature>> signatures(Seq proposal, std::string_view resume, std::size_t limit) const override;
  Result<std::vector<Signature>> last_signatures(Seq proposal) const override;
  Result<std::optional<Signature>> last_signature(Seq proposal, std::string_view consumer) const override;
  Result<ContractInfo> contract(std::string_view id, AsOf as_of) const override;
  Result<std::vector<VersionInfo>> versions(std::string_view id, AsOf as_of) const override;
  Result<VersionInfo> version(std::string_view id, std::string_view version, AsOf as_of) const override;
  Result<std::string> original(std::string_view id, std::string_view version, std::uint32_t revision,
                               AsOf as_of) const override;
  Result<std::string> model_json(std::string_view id, std::string_view version, AsOf as_of) const override;
  Result<lineage::Summary> summary(std::string_view id) const override;
  Result<Page<Listed>> list(const ListFilter& filter, std::string_view resume, std::size_t limit,
                            AsOf as_of) const override;
  Result<lineage::Consumer> consumer(std::string_view id) const override;
  Result<Stamp> consumer_stamp(std::string_view id) const override;
  Result<Page<lineage::Consumer>> consumers(std::string_view resume, std::size_t limit) const override;
  Result<Page<ManualEdge>> edges(std::string_view resume, std::size_t limit) const override;
  Result<Page<Alias>> aliases(std::string_view resume, std::size_t limit) const override;
  Result<std::vector<lineage::Assertion>> assertions(const lineage::Asserter& asserter) const override;
  Result<Page<ManifestInfo>> manifests(std::string_view resume, std::size_t limit) const override;
  Result<ManifestInfo> manifest(std::string_view id) const override;
  Result<std::optional<TimeUs>> confirmed(const lineage::Asserter& asserter) const override;
  Result<Page<Confirmation>> confirmations(TimeUs before_us, std::string_view resume, std::size_t limit) const override;
  Result<std::vector<Change>> changes(Seq since, std::size_t limit) const override;
  Result<std::string> change_detail(Seq seq) const override;
  Seq head() const override;
  Result<Seq> seq_at(AsOf as_of) const override;
  Seq wait_for_change(Seq since, std::int64_t timeout_ms) const override;
  void stop_waiting() override;
  Result<std::vector<Interval>> intervals(End end, const lineage::Endpoint& endpoint, Seq seq) const override;
  Result<std::vector<Interval>> intervals_of_owner(End end, lineage::EndpointKind kind, std::string_view owner,
                                                   Seq seq) const override;
  Result<Page<Move>> moves(Seq from, Seq to, std::string_view resume, std::size_t limit) const override;
  Result<std::vector<Move>> moves_of(const lineage::Asserter& asserter, Seq from, Seq to) const override;
  Result<Seq> scan(
      const std::function<void(const lineage::Summary&)>& summary,
      const std::function<void(const lineage::Asserter&, const std::vector<lineage::Assertion>&)>& assertions,
      const std::function<void(const Alias&)>& alias) const override;

  Result<std::vector<Finding>> fsck(
      const std::function<void(std::uint64_t done, std::uint64_t total)>& progress) const override;
  bool writable() const override;
  Result<void> resume() override;
  Stats stats() const override;

 private:
  template <typename T>
  Result<T> write(std::function<Result<T>(Group&)> action);
  using Trace = std::pair<Family, std::string>;
  [[nodiscard]] std::set<Trace> traces_of(const EraseRequest& request) const;
  void scrub(const std::set<Trace>& traces) const;

  SystemClock system_clock_;
  StoreOptions options_;
  Engine engine_;
  std::unique_ptr<Writer> writer_;  // none when opened for reading
};

// Registry::open with the file system of a test below it.
[[nodiscard]] Result<std::unique_ptr<Registry>> open_registry(StoreOptions options, rocksdb::Env* env);

// Shared by the reading files --------------------------------------------------------------------------------------

// The seq that `as_of` means, at most the head of the view. invalid_argument: a seq that has not happened yet.
[[nodiscard]] Result<Seq> seq_of(View& view, const AsOf& as_of);
[[nodiscard]] Head head_of(View& view);
// Resume keys: the last id of the page before.
[[nodiscard]] std::string resume_key(std::string_view last);
[[nodiscard]] Result<std::string> read_resume_key(std::string_view resume);
[[nodiscard]] Result<ContractInfo> contract_at(View& view, std::string_view id, Seq seq);
[[nodiscard]] lineage::Asserter read_asserter_key(std::string_view key);

}  // namespace trama::store
