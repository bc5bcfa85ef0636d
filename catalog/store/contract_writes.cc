#include "catalog/store/contract_writes.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/store/history.h"
#include "catalog/store/neighbours.h"
#include "catalog/store/present.h"
#include "catalog/store/proposal_writes.h"
#include "catalog/store/semver.h"

namespace trama::store {
namespace {

constexpr TimeUs kLastSeenEveryUs = 3'600'000'000;

// One registration, from looking to staging.
class Registration {
 public:
  Registration(Group& group, PreparedRegister& prepared)
      : group_(group), prepared_(prepared), request_(prepared.request), contract_(*prepared.request.contract) {}

  Result<Receipt> run() {
    look();
    if (auto error = group_.take_error()) return *error;
    if (auto refused = check()) return *refused;
    decide();
    if (auto moved = check_judgement()) return *moved;
    if (version_ && receipt_.latest) recall_facts();
    if (auto error = group_.take_error()) return *error;
    if (request_.dry_run) return dry_receipt();
    stage();
    if (auto error = group_.take_error()) return *error;
    return receipt_;
  }

 private:
  void look() {
    row_ = group_.row<ContractRow>(Family::contracts, keys::text(contract_.id));
    if (row_) version_ = group_.row<VersionRow>(Family::versions, keys::text(contract_.id, contract_.version));
  }

  [[nodiscard]] std::optional<Error> check() const {
    const auto seq = row_ ? std::optional(row_->seq) : std::nullopt;
    if (auto failed = check_conditions(contract_.id, seq, request_.if_match, request_.if_none_match)) return failed;
    if (row_ && row_->kind != contract_.kind) {
      return make_error(ErrorCode::conflict, "kind-differs",
                        "`" + contract_.id + "` is registered as a " + kind_word(row_->kind) + " and this is a " +
                            kind_word(contract_.kind) + "; give it an id of its own");
    }
    return version_ ? check_version() : std::nullopt;
  }

  [[nodiscard]] std::optional<Error> check_version() const {
    if (version_->erased && !request_.erased) {
      return make_error(ErrorCode::conflict, "version-erased",
                        "version " + contract_.version + " of `" + contract_.id + "` was erased (" +
                            version_->erased_reason + "); publish a new version instead");
    }
    if (known_bytes() || version_->fingerprint == request_.fingerprint) return std::nullopt;
    return make_error(ErrorCode::conflict, "version-exists",
                      "version " + contract_.version + " of `" + contract_.id +
                          "` is registered with another content, and versions are immutable; give this one a new "
                          "version, for example above " +
                          row_->latest);
  }

  void decide() {
    receipt_.version = contract_.version;
    was_retired_ = row_ && row_->state == lineage::SubjectState::retired;
    fresh_ = !version_;
    revised_ = version_ && !known_bytes();
    arrival_ = version_ ? version_->revisions.front().seq : group_.next_seq();
    receipt_.revision = !version_ ? 1 : known_bytes() ? known_bytes() : count(*version_) + 1;
    if (was_retired_) {
      receipt_.outcome = Outcome::restored;
    } else {
      receipt_.outcome = fresh_ ? Outcome::created : revised_ ? Outcome::revised : Outcome::unchanged;
    }
    find_neighbours();
    next_ = row_.value_or(ContractRow{});
    next_.kind = contract_.kind;
    next_.state = lineage::SubjectState::active;
    next_.versions += fresh_ ? 1 : 0;
    if (receipt_.latest) next_.latest = contract_.version;
  }

  void find_neighbours() {
    rank_ = version_rank(contract_.version, arrival_);
    if (!row_) return;
    NeighbourVersions found = neighbour_versions(group_, contract_.id, rank_);
    receipt_.latest = found.above.empty();
    receipt_.version_below = std::move(found.below);
    receipt_.version_above = std::move(found.above);
  }

  // Only a new version is judged: a revision means what its version meant, and a restored contract says nothing new.
  [[nodiscard]] std::optional<Error> check_judgement() {
    if (!request_.judged || !fresh_) return std::nullopt;
    const Judged& judged = *request_.judged;
    const Neighbours now = with_fingerprints(group_, contract_.id, {receipt_.version_below, receipt_.version_above});
    if (auto error = group_.take_error()) return error;
    if (now != judged.neighbours)
      return judged_otherwise("the versions beside it are no longer those it was judged by");
    if (judged.accord_seq && *judged.accord_seq != group_.head().accord) {
      return judged_otherwise("settings, consumers or proposals have changed since it was judged");
    }
    return std::nullopt;
  }
  [[nodiscard]] Error judged_otherwise(const std::string& why) const {
    return make_error(ErrorCode::conflict, "judged-otherwise",
                      "version " + contract_.version + " of `" + contract_.id + "` must be judged again: " + why);
  }

  // A version says for ever what it was understood to say when it came; a later reading may know better rules.
  void recall_facts() {
    const auto facts = group_.row<FactsRow>(Family::facts, keys::text(contract_.id, contract_.version));
    if (!facts) return;
    auto summary = lineage::unpack_summary(facts->summary);
    auto assertions = lineage::unpack(facts->assertions);
    if (!summary || !assertions) return group_.undecodable(Family::facts);
    prepared_.summary = summary.take();
    prepared_.said = {assertions.take(), facts->assertions};
  }

  // The would-be answer, under the entity tag that holds now: the caller may send it as If-Match.
  Receipt dry_receipt() {
    receipt_.contract = to_info(contract_.id, next_);
    receipt_.seq = next_.seq;
    receipt_.time_us = group_.time_for(request_.recorded_us);
    if (!row_) receipt_.contract.created_us = receipt_.time_us;
    if (receipt_.outcome != Outcome::unchanged) receipt_.contract.updated_us = receipt_.time_us;
    return receipt_;
  }

  void stage() {
    if (receipt_.outcome == Outcome::unchanged) return seen_again();
    Committed& committed = log();
    const Change& change = committed.change;
    next_.seq = change.seq;
    next_.updated_us = change.time_us;
    if (!row_) next_.created_us = change.time_us;
    if (fresh_ || revised_) stage_document(change);
    group_.put(Family::contracts, keys::text(contract_.id), encode(next_));
    stage_counts();
    stage_present(committed);
    receipt_.contract = to_info(contract_.id, next_);
    receipt_.seq = change.seq;
    receipt_.time_us = change.time_us;
  }

  Committed& log() {
    Change change;
    change.actor = request_.actor;
    change.kind = fresh_     ? ChangeKind::contract_registered
                  : revised_ ? ChangeKind::contract_revised
                             : ChangeKind::contract_restored;
    change.subject = contract_.id;
    change.version = contract_.version;
    change.revision = receipt_.revision;
    change.reason = request_.reason;
    change.sha256 = prepared_.sha256;
    if (fresh_) change.override_gates = request_.override_gates;
    Committed& committed = group_.log(std::move(change), request_.recorded_us);
    const HistoryRow history{committed.change.kind, contract_.version, receipt_.revision};
    group_.put(Family::history, keys::history(contract_.id, committed.change.seq), encode(history));
    return committed;
  }

  void stage_document(const Change& change) {
    VersionRow row = version_.value_or(VersionRow{});
    row.fingerprint = request_.fingerprint;
    row.erased = request_.erased.has_value();
    if (fresh_ && !request_.override_gates.empty()) {
      row.override_gates = request_.override_gates;
      row.override_reason = request_.reason;
    }
    row.revisions.push_back({.seq = change.seq,
                             .time_us = change.time_us,
                             .actor = change.actor,
                             .sha256 = prepared_.sha256,
                             .status = contract_.status,
                             .bytes = prepared_.bytes,
                             .source = contract_.source});
    const std::string key = keys::text(contract_.id, contract_.version);
    group_.put(Family::versions, key, encode(row));
    if (fresh_) group_.put(Family::order, keys::order(contract_.id, rank_), contract_.version);
    if (request_.erased) return;
    const std::string revision = keys::revision(contract_.id, contract_.version, receipt_.revision);
    group_.put(Family::originals, revision, encode_blob(request_.original));
    group_.put(Family::models, revision, encode_blob(request_.model_json));
    if (fresh_) group_.put(Family::facts, key, prepared_.facts);
  }

  void stage_counts() {
    Counts& counts = group_.counts();
    counts.contracts += row_ ? 0 : 1;
    counts.versions += fresh_ ? 1 : 0;
    counts.retired -= was_retired_ ? 1 : 0;
  }

  void stage_present(Committed& committed) {
    committed.asserter = asserter_of(contract_.kind, contract_.id);
    if (!receipt_.latest && !was_retired_) return;
    lineage::Summary summary;
    if (!receipt_.latest) {
      summary = summary_row(group_, SummaryGroup::contracts, contract_.id).value_or(lineage::Summary{});
    } else {
      summary = request_.erased ? empty_summary(contract_.kind, contract_.id, contract_.version)
                                : std::move(prepared_.summary);
    }
    summary.state = lineage::SubjectState::active;
    summary.updated_us = committed.change.time_us;
    put_summary(group_, SummaryGroup::contracts, summary, row_ ? Before::look : Before::nothing);
    committed.summary = std::move(summary);
    if (!receipt_.latest || request_.erased) return;
    Delta delta = move_assertions(group_, committed.asserter, prepared_.said, committed.change.seq);
    committed.closed = std::move(delta.closed);
    committed.opened = std::move(delta.opened);
  }

  // No change and no sync of its own: at most once an hour, so that a producer that posts on every run costs nothing.
  void seen_again() {
    std::uint64_t seen = 0;
    const std::string key = keys::text(contract_.id);
    if (const auto bytes = group_.get(Family::last_seen, key)) static_cast<void>(decode_number(*bytes, &seen));
    const TimeUs last = std::max(static_cast<TimeUs>(seen), row_->updated_us);
    if (group_.now_us() - last >= kLastSeenEveryUs) {
      group_.put(Family::last_seen, key, encode_number(static_cast<std::uint64_t>(group_.now_us())));
    }
    receipt_.contract = to_info(contract_.id, *row_);
    receipt_.seq = row_->seq;
    receipt_.time_us = row_->updated_us;
  }

  // The revision that has exactly these bytes; 0: none.
  [[nodiscard]] std::uint32_t known_bytes() const {
    const auto same = [&](const RevisionRow& revision) { return revision.sha256 == prepared_.sha256; };
    const auto found = std::ranges::find_if(version_->revisions, same);
    if (found == version_->revisions.end()) return 0;
    return static_cast<std::uint32_t>(found - version_->revisions.begin()) + 1;
  }
  static std::uint32_t count(const VersionRow& row) { return static_cast<std::uint32_t>(row.revisions.size()); }
  static std::string kind_word(contract::Kind kind) { return kind == contract::Kind::product ? "product" : "contract"; }

  Group& group_;
  PreparedRegister& prepared_;
  RegisterRequest& request_;
  const contract::Contract& contract_;
  std::optional<ContractRow> row_;
  std::optional<VersionRow> version_;
  ContractRow next_;
  Receipt receipt_;
  std::string rank_;
  Seq arrival_ = 0;
  bool was_retired_ = false, fresh_ = false, revised_ = false;
};

void log_history(Group& group, const Change& change) {
  const HistoryRow history{change.kind, change.version, change.revision};
  group.put(Family::history, keys::history(change.subject, change.seq), encode(history));
}

// The change that a repeated command would have made again.
Result<Change> last_of_kind(Group& group, std::string_view id, ChangeKind kind, std::string_view version) {
  const std::string prefix = keys::text(id);
  auto entry = group.last(Family::history, prefix);
  for (; entry; entry = group.previous(Family::history, prefix, entry->key)) {
    const auto row = group.decoded<HistoryRow>(Family::history, entry->value);
    if (row && row->kind == kind && row->version == version) {
      std::string_view rest = std::string_view(entry->key).substr(prefix.size());
      return change_at(group, read_key_u64(&rest).value_or(0));
    }
  }
  if (auto error = group.take_error()) return *error;
  return make_error(ErrorCode::corrupt, "store-corrupt", "the history of `" + std::string(id) + "` is incomplete");
}

class Erasure {
 public:
  Erasure(Group& group, const EraseRequest& request) : group_(group), request_(request) {}

  Result<Change> run() {
    if (request_.reason.empty()) {
      return make_error(ErrorCode::invalid_argument, "reason-required", "erasing a version needs a reason");
    }
    auto row = group_.row<ContractRow>(Family::contracts, keys::text(request_.id));
    auto version = group_.row<VersionRow>(Family::versions, keys::text(request_.id, request_.version));
    if (auto error = group_.take_error()) return *error;
    if (!row) return not_found("contract", request_.id);
    if (!version) return not_found("version", request_.id + " " + request_.version);
    if (version->erased_seq != 0) {
      return last_of_kind(group_, request_.id, ChangeKind::version_erased, request_.version);
    }
    before_ = spells_of(sayings_of(group_, request_.id));
    if (auto error = group_.take_error()) return *error;
    return stage(*row, *version);
  }

 private:
  Result<Change> stage(ContractRow row, VersionRow version) {
    Change change;
    change.actor = request_.actor;
    change.kind = ChangeKind::version_erased;
    change.subject = request_.id;
    change.version = request_.version;
    change.reason = request_.reason;
    change.sha256 = version.revisions.back().sha256;
    Committed& committed = group_.log(std::move(change), request_.recorded_us);
    erase_proposals(group_, request_.id, request_.version);
    const bool was_latest = row.latest == request_.version;
    log_history(group_, committed.change);
    bury(version, committed.change.seq);
    row.seq = committed.change.seq;
    row.updated_us = committed.change.time_us;
    const auto top = group_.last(Family::order, keys::text(request_.id));
    row.latest = top ? top->value : "";
    group_.put(Family::contracts, keys::text(request_.id), encode(row));
    settle(committed, row, was_latest);
    return committed.change;
  }

  // Text, model and facts of every revision go; who, when and the hash stay.
  void bury(VersionRow& version, Seq seq) {
    const std::string key = keys::text(request_.id, request_.version);
    group_.erase(Family::order,
                 keys::order(request_.id, version_rank(request_.version, version.revisions.front().seq)));
    for (std::size_t revision = 1; revision <= version.revisions.size(); ++revision) {
      group_.erase(Family::originals, keys::revision(request_.id, request_.version, revision));
      group_.erase(Family::models, keys::revision(request_.id, request_.version, revision));
    }
    group_.erase(Family::facts, key);
    version.erased = true;
    version.erased_seq = seq;
    version.erased_reason = request_.reason;
    group_.put(Family::versions, key, encode(version));
  }

  void settle(Committed& committed, const ContractRow& row, bool was_latest) {
    committed.asserter = asserter_of(row.kind, request_.id);
    const std::vector<Spell> after = spells_of(sayings_of(group_, request_.id));
    replace_rows(group_, committed.asserter, before_, after);
    const auto open = [](const std::vector<Spell>& spells) {
      Assertions assertions;
      for (auto& timed : open_of(spells)) assertions.push_back(std::move(timed.assertion));
      return assertions;
    };
    const Assertions was = open(before_);
    const Assertions now = open(after);
    std::ranges::set_difference(was, now, std::back_inserter(committed.closed));
    std::ranges::set_difference(now, was, std::back_inserter(committed.opened));
    if (!was_latest) return;
    lineage::Summary summary = empty_summary(row.kind, request_.id, row.latest);
    if (const auto facts = group_.row<FactsRow>(Family::facts, keys::text(request_.id, row.latest))) {
      if (auto unpacked = lineage::unpack_summary(facts->summary)) summary = unpacked.take();
    }
    summary.state = row.state;
    summary.updated_us = committed.change.time_us;
    put_summary(group_, SummaryGroup::contracts, summary);
    committed.summary = std::move(summary);
  }

  Group& group_;
  const EraseRequest& request_;
  std::vector<Spell> before_;
};

}  // namespace

Result<Receipt> apply_register(Group& group, PreparedRegister& prepared) {
  return Registration(group, prepared).run();
}

Result<Change> apply_retire(Group& group, const RetireRequest& request) {
  auto row = group.row<ContractRow>(Family::contracts, keys::text(request.id));
  if (auto error = group.take_error()) return *error;
  if (!row) return not_found("contract", request.id);
  if (auto failed = check_conditions(request.id, row->seq, request.if_match, "")) return *failed;
  if (row->state == lineage::SubjectState::retired) {
    return last_of_kind(group, request.id, ChangeKind::contract_retired, "");
  }
  auto summary = summary_row(group, SummaryGroup::contracts, request.id);
  if (auto error = group.take_error()) return *error;
  Change change;
  change.actor = request.actor;
  change.kind = ChangeKind::contract_retired;
  change.subject = request.id;
  change.reason = request.reason;
  Committed& committed = group.log(std::move(change), request.recorded_us);
  log_history(group, committed.change);
  row->state = lineage::SubjectState::retired;
  row->seq = committed.change.seq;
  row->updated_us = committed.change.time_us;
  group.put(Family::contracts, keys::text(request.id), encode(*row));
  group.counts().retired += 1;
  if (!summary) summary = empty_summary(row->kind, request.id, row->latest);
  summary->state = lineage::SubjectState::retired;
  summary->updated_us = committed.change.time_us;
  put_summary(group, SummaryGroup::contracts, *summary);
  committed.asserter = asserter_of(row->kind, request.id);
  committed.summary = std::move(summary);
  return committed.change;
}

Result<Change> apply_erase(Group& group, const EraseRequest& request) {
  return Erasure(group, request).run();
}

}  // namespace trama::store
