#include "catalog/store/registry.h"

#include <array>
#include <utility>

#include "catalog/store/confirmation_writes.h"
#include "catalog/store/contract_writes.h"
#include "catalog/store/event_writes.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/manifest_writes.h"
#include "catalog/store/other_writes.h"
#include "catalog/store/present.h"
#include "catalog/store/proposal_writes.h"
#include "catalog/store/registry_impl.h"

namespace trama::store {
namespace {

// register_many goes to the queue in chunks, so that packing the next overlaps with writing the last.
constexpr std::size_t kChunk = 512;

constexpr std::array<std::string_view, static_cast<std::size_t>(kChangeKindLast) + 1> kChangeKinds = {
    "",
    "contract-registered",
    "contract-revised",
    "contract-retired",
    "contract-restored",
    "version-erased",
    "consumer-set",
    "consumer-removed",
    "edge-added",
    "edge-removed",
    "alias-added",
    "alias-removed",
    "settings-set",
    "settings-removed",
    "proposal-opened",
    "proposal-acknowledged",
    "proposal-objected",
    "proposal-withdrawn",
    "proposal-published",
    "event-received",
    "manifest-imported",
    "manifest-removed",
    "lineage-swept",
};

// Some writes of one kind on their way through the queue. `prepare` runs here, `apply` on the writer's thread.
template <typename T, typename Prepared, typename Request>
class Chunk {
 public:
  using Prepare = Result<Prepared> (*)(Request);
  using Apply = Result<T> (*)(Group&, Prepared&);

  Chunk(std::span<Request> requests, Prepare prepare, Apply apply) {
    prepared_.reserve(requests.size());
    tasks_.reserve(requests.size());
    for (Request& request : requests) {
      auto& mine = prepared_.emplace_back(prepare(std::move(request)));
      tasks_.emplace_back([&mine, apply](Group& group) -> Result<T> {
        if (!mine) return mine.error();
        return apply(group, *mine);
      });
    }
  }
  void submit(Writer& writer) {
    std::vector<Command*> commands;
    for (auto& task : tasks_) commands.push_back(&task);
    ticket_ = writer.submit(commands);
  }
  void collect(std::vector<Result<T>>* answers) {
    Writer::wait(*ticket_);
    for (auto& task : tasks_) answers->push_back(task.take());
  }

 private:
  std::vector<Result<Prepared>> prepared_;
  std::vector<Task<T>> tasks_;
  std::shared_ptr<Writer::Ticket> ticket_;
};

// One answer a request, in order. While one chunk is written the next is prepared.
template <typename T, typename Prepared, typename Request>
std::vector<Result<T>> write_many(Writer& writer, std::vector<Request>& requests, Result<Prepared> (*prepare)(Request),
                                  Result<T> (*apply)(Group&, Prepared&)) {
  std::vector<Result<T>> answers;
  answers.reserve(requests.size());
  const std::span<Request> all(requests);
  std::unique_ptr<Chunk<T, Prepared, Request>> writing;
  for (std::size_t begin = 0; begin < all.size(); begin += kChunk) {
    auto next = std::make_unique<Chunk<T, Prepared, Request>>(all.subspan(begin, std::min(kChunk, all.size() - begin)),
                                                              prepare, apply);
    next->submit(writer);
    if (writing) writing->collect(&answers);
    writing = std::move(next);
  }
  if (writing) writing->collect(&answers);
  return answers;
}

DatabaseOptions database_options(const StoreOptions& options, rocksdb::Env* env) {
  DatabaseOptions database;
  database.path = options.path;
  database.cache_bytes = options.cache_bytes;
  database.read_only = options.read_only;
  database.env = env;
  return database;
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return index < kChangeKinds.size() ? kChangeKinds[index] : "";
}

bool moves_accord(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::consumer_set:
    case ChangeKind::consumer_removed:
    case ChangeKind::alias_added:
    case ChangeKind::alias_removed:
    case ChangeKind::settings_set:
    case ChangeKind::settings_removed:
    case ChangeKind::proposal_opened:
    case ChangeKind::proposal_acknowledged:
    case ChangeKind::proposal_objected:
    case ChangeKind::proposal_withdrawn:
    case ChangeKind::proposal_published:
      return true;
    case ChangeKind::contract_registered:
    case ChangeKind::contract_revised:
    case ChangeKind::contract_retired:
    case ChangeKind::contract_restored:
    case ChangeKind::version_erased:
    case ChangeKind::edge_added:
    case ChangeKind::edge_removed:
    case ChangeKind::event_received:
    case ChangeKind::manifest_imported:
    case ChangeKind::manifest_removed:
    case ChangeKind::lineage_swept:
      return false;
  }
  return false;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::created:
      return "created";
    case Outcome::revised:
      return "revised";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::restored:
      return "restored";
  }
  return "";
}

Result<std::unique_ptr<Registry>> Registry::open(StoreOptions options) {
  return open_registry(std::move(options), nullptr);
}

Result<std::unique_ptr<Registry>> open_registry(StoreOptions options, rocksdb::Env* env) {
  auto registry = std::make_unique<RegistryImpl>(std::move(options), env);
  if (auto opened = registry->open(); !opened) return opened.error();
  return std::unique_ptr<Registry>(std::move(registry));
}

RegistryImpl::RegistryImpl(StoreOptions options, rocksdb::Env* env)
    : options_(std::move(options)), engine_(database_options(options_, env)) {
  if (options_.clock == nullptr) options_.clock = &system_clock_;
}

RegistryImpl::~RegistryImpl() = default;

Result<void> RegistryImpl::open() {
  if (auto opened = engine_.open(); !opened) return opened;
  if (!options_.read_only) writer_ = std::make_unique<Writer>(engine_, *options_.clock, options_.on_commit);
  return {};
}

void RegistryImpl::set_commit_listener(CommitListener listener) {
  if (writer_) writer_->set_listener(std::move(listener));
}

template <typename T>
Result<T> RegistryImpl::write(std::function<Result<T>(Group&)> action) {
  if (!writer_) return engine_.write_error();
  Task<T> task(std::move(action));
  const std::array<Command*, 1> commands{&task};
  Writer::wait(*writer_->submit(commands));
  return task.take();
}

Result<Receipt> RegistryImpl::register_contract(RegisterRequest request) {
  auto prepared = prepare_register(std::move(request));
  if (!prepared) return prepared.error();
  return write<Receipt>([&](Group& group) { return apply_register(group, *prepared); });
}

std::vector<Result<Receipt>> RegistryImpl::register_many(std::vector<RegisterRequest> requests) {
  if (!writer_) return {requests.size(), Result<Receipt>(engine_.write_error())};
  return write_many<Receipt>(*writer_, requests, prepare_register, apply_register);
}

Result<Received> RegistryImpl::receive_event(EventRequest request) {
  auto prepared = prepare_event(std::move(request));
  if (!prepared) return prepared.error();
  return write<Received>([&](Group& group) { return apply_event(group, *prepared); });
}

std::vector<Result<Received>> RegistryImpl::receive_events(std::vector<EventRequest> requests) {
  if (!writer_) return {requests.size(), Result<Received>(engine_.write_error())};
  return write_many<Received>(*writer_, requests, prepare_event, apply_event);
}

Result<ManifestReceipt> RegistryImpl::import_manifest(ManifestRequest request) {
  auto prepared = prepare_manifest(std::move(request));
  if (!prepared) return prepared.error();
  return write<ManifestReceipt>([&](Group& group) { return apply_manifest(group, *prepared); });
}

Result<Change> RegistryImpl::remove_manifest(RemoveManifestRequest request) {
  return write<Change>([&](Group& group) { return apply_remove_manifest(group, request); });
}

Result<Change> RegistryImpl::sweep(SweepRequest request) {
  return write<Change>([&](Group& group) { return apply_sweep(group, request); });
}

Result<Change> RegistryImpl::retire(RetireRequest request) {
  return write<Change>([&](Group& group) { return apply_retire(group, request); });
}

Result<Change> RegistryImpl::erase_version(EraseRequest request) {
  const std::set<Trace> traces = traces_of(request);
  auto change = write<Change>([&](Group& group) { return apply_erase(group, request); });
  if (change) scrub(traces);
  return change;
}

// The beginnings of all keys whose rows hold, or held, something of this version's text.
std::set<RegistryImpl::Trace> RegistryImpl::traces_of(const EraseRequest& request) const {
  const Engine::Lease lease = engine_.lease();
  StoreView view(lease.db());
  const std::string version = keys::text(request.id, request.version);
  std::set<Trace> traces{{Family::originals, version}, {Family::models, version}, {Family::facts, version}};
  traces.emplace(Family::summaries, keys::summary(SummaryGroup::contracts, request.id));
  const auto facts = view.row<FactsRow>(Family::facts, version);
  const auto row = view.row<ContractRow>(Family::contracts, keys::text(request.id));
  if (!facts || !row) return traces;
  const auto asserter = asserter_of(row->kind, request.id);
  traces.emplace(Family::assertions, keys::asserter(asserter));
  if (const auto summary = lineage::unpack_summary(facts->summary)) {
    for (const std::string& key : index_keys(*summary)) traces.emplace(Family::indexes, key);
  }
  traces.emplace(Family::intervals, keys::said(asserter));
  const auto assertions = lineage::unpack(facts->assertions);
  for (std::size_t i = 0; assertions && i < assertions->size(); ++i) {
    for (const auto end : {IntervalEnd::source, IntervalEnd::target}) {
      const auto& at = end == IntervalEnd::source ? (*assertions)[i].source : (*assertions)[i].target;
      traces.emplace(Family::intervals, keys::interval_dataset(end, at.kind, at.owner, at.table));
    }
  }
  return traces;
}

// A deleted key's bytes stay in logs and tables until they are compacted, and erasing means gone. (A key that was the
// first or last of a table, such as an owner's name, is in the manifest until the next start writes a new one.) Failing
// here leaves that to the ordinary compaction; the erasure itself is done.
void RegistryImpl::scrub(const std::set<Trace>& traces) const {
  const Engine::Lease lease = engine_.lease();
  rocksdb::DB* db = lease.db().raw();
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto flushed = db->Flush(rocksdb::FlushOptions(), lease.db().handle(static_cast<Family>(i)));
    if (!flushed.ok()) return;
  }
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (const auto& [family, begin] : traces) {
    const std::string end = keys::after_prefix(begin);
    const rocksdb::Slice from(begin);
    const rocksdb::Slice to(end);
    if (!db->CompactRange(options, lease.db().handle(family), &from, end.empty() ? nullptr : &to).ok()) return;
  }
  const std::string texts = keys::proposal_part(ProposalPart::texts);
  const std::string after_texts = keys::after_prefix(texts);
  const rocksdb::Slice texts_from(texts);
  const rocksdb::Slice texts_to(after_texts);
  db->CompactRange(options, lease.db().handle(Family::proposals), &texts_from, &texts_to).PermitUncheckedError();
}

Result<Change> RegistryImpl::set_consumer(lineage::Consumer consumer, std::string if_match, std::string actor,
                                          std::optional<TimeUs> recorded_us) {
  const auto prepared = prepare_consumer(std::move(consumer), std::move(if_match), std::move(actor), recorded_us);
  if (!prepared) return prepared.error();
  return write<Change>([&](Group& group) { return apply_set_consumer(group, *prepared); });
}

Result<Change> RegistryImpl::remove_consumer(std::string id, std::string if_match, std::string actor,
                                             std::optional<TimeUs> recorded_us) {
  return write<Change>([&](Group& group) { return apply_remove_consumer(group, id, if_match, actor, recorded_us); });
}

Result<ManualEdge> RegistryImpl::add_edge(ManualEdge edge, std::optional<TimeUs> recorded_us) {
  return write<ManualEdge>([&](Group& group) { return apply_add_edge(group, edge, recorded_us); });
}

Result<Change> RegistryImpl::remove_edge(std::string id, std::string actor, std::optional<TimeUs> recorded_us) {
  return write<Change>([&](Group& group) { return apply_remove_edge(group, id, actor, recorded_us); });
}

Result<Change> RegistryImpl::set_alias(Alias alias, std::optional<TimeUs> recorded_us) {
  return write<Change>([&](Group& group) { return apply_set_alias(group, alias, recorded_us); });
}

Result<Change> RegistryImpl::remove_alias(std::string alias, std::string actor, std::optional<TimeUs> recorded_us) {
  return write<Change>([&](Group& group) { return apply_remove_alias(group, alias, actor, recorded_us); });
}

Result<Change> RegistryImpl::set_settings(SettingsRequest request) {
  return write<Change>([&](Group& group) { return apply_set_settings(group, request); });
}

Result<Change> RegistryImpl::remove_settings(SettingsRequest request) {
  return write<Change>([&](Group& group) { return apply_remove_settings(group, request); });
}

Result<Change> RegistryImpl::propose(ProposeRequest request) {
  const auto prepared = prepare_proposal(std::move(request));
  if (!prepared) return prepared.error();
  return write<Change>([&](Group& group) { return apply_propose(group, *prepared); });
}

Result<Change> RegistryImpl::sign(SignRequest request) {
  return write<Change>([&](Group& group) { return apply_sign(group, request); });
}

Result<Change> RegistryImpl::withdraw(WithdrawRequest request) {
  return write<Change>([&](Group& group) { return apply_withdraw(group, request); });
}

Result<Published> RegistryImpl::publish_proposal(PublishRequest request) {
  if (!request.registration) {
    return write<Published>([&](Group& group) { return apply_publish(group, request, nullptr); });
  }
  auto prepared = prepare_register(std::move(*request.registration));
  if (!prepared) return prepared.error();
  return write<Published>([&](Group& group) { return apply_publish(group, request, &prepared.value()); });
}

Seq RegistryImpl::accord_seq() const {
  return writer_ ? writer_->accord_seq() : engine_.recovered().accord;
}

Seq RegistryImpl::head() const {
  return writer_ ? writer_->head_seq() : engine_.recovered().seq;
}

Seq RegistryImpl::wait_for_change(Seq since, std::int64_t timeout_ms) const {
  return writer_ ? writer_->wait_for_change(since, timeout_ms) : head();
}

void RegistryImpl::stop_waiting() {
  if (writer_) writer_->stop_waiting();
}

bool RegistryImpl::writable() const {
  return engine_.writable();
}

Result<void> RegistryImpl::resume() {
  if (!writer_) return engine_.write_error();
  return writer_->resume();
}

Registry::Stats RegistryImpl::stats() const {
  const Head head = writer_ ? writer_->head() : engine_.recovered();
  Stats stats;
  stats.contracts = head.counts.contracts;
  stats.retired = head.counts.retired;
  stats.versions = head.counts.versions;
  stats.consumers = head.counts.consumers;
  const Engine::Lease lease = engine_.lease();
  stats.disk_bytes = lease.db().disk_bytes();
  stats.memory_bytes = lease.db().memory_bytes();
  if (writer_) {
    stats.groups = writer_->groups();
    stats.writes = writer_->writes();
  }
  return stats;
}

}  // namespace trama::store
