#include "catalog/store/event_writes.h"

#include <algorithm>
#include <utility>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/store/fact_writes.h"
#include "catalog/store/lineage_rows.h"
#include "catalog/store/present.h"

namespace trama::store {
namespace {

using openlineage::ClaimOrder;
using openlineage::Effect;
using openlineage::EventClaims;
using openlineage::EventKind;
using openlineage::kNever;
using openlineage::Name;
using openlineage::RunRecord;

RunStamp stamp_of(const RunRecord& record) {
  return {record.run_id, record.state(), record.started_us(), record.ended_us()};
}

// What all events say of the job itself.
RunRecord job_part(const RunRecord& record) {
  RunRecord job;
  job.job = record.job;
  job.producer = record.producer;
  job.job_facets = record.job_facets;
  return job;
}

// One event on its way into the group: everything is worked out first, so that an event that says nothing new leaves
// nothing behind.
class EventWrite {
 public:
  EventWrite(Group& group, PreparedEvent& event) : group_(group), event_(event) {}

  Result<Received> run() {
    if (is_dataset()) {
      read_dataset();
    } else {
      read_job();
    }
    read_evidence();
    if (auto error = group_.take_error()) return *error;
    if (!changed_) {
      known_ = std::max(known_, facts_.known());
      return Received{known_.first, known_.second, false, event_.subject};
    }
    Committed& committed = group_.log(change(), event_.request.recorded_us);
    const Change logged = committed.change;
    group_.put(Family::details, keys::number(logged.seq), encode_blob(event_.request.original));
    write_lineage(committed);
    facts_.write(committed);
    if (is_run()) write_run(logged);
    if (!is_dataset()) write_job(logged);
    if (auto error = group_.take_error()) return *error;
    return Received{logged.seq, logged.time_us, true, event_.subject};
  }

 private:
  [[nodiscard]] bool is_dataset() const { return event_.request.event->kind == EventKind::dataset; }
  [[nodiscard]] bool is_run() const { return event_.request.event->kind == EventKind::run; }

  template <typename Row>
  std::optional<Row> known(Family family, const std::string& key) {
    auto row = group_.row<Row>(family, key);
    if (row) known_ = std::max(known_, {row->seq, row->time_us});
    return row;
  }
  template <typename T>
  T unpacked(Family family, Result<T> result) {
    if (result) return result.take();
    group_.undecodable(family);
    return {};
  }

  // Run and job events ----------------------------------------------------------------------------------------------

  void read_job() {
    const Name& name = event_.record.job;
    if (is_run()) {
      const auto row = known<RunRow>(Family::runs, keys::run(name.space, name.name, event_.record.run_id));
      run_ = std::move(event_.record);
      if (row) {
        RunRecord merged = unpacked(Family::runs, openlineage::unpack_run(row->record));
        before_ = stamp_of(merged);
        merge(&merged, run_);
        run_ = std::move(merged);
      }
      packed_run_ = openlineage::pack(run_);
      changed_ = !row || row->record != packed_run_;
      claims_.asserter = {lineage::AsserterKind::job, event_.subject};
      if (openlineage::effect_of(run_) != Effect::none) claims_ = openlineage::claims_of(run_);
    } else {
      run_ = std::move(event_.record);
      claims_ = openlineage::claims_of(*event_.request.event);
    }
    auto row = known<JobRow>(Family::jobs, keys::text(run_.job.space, run_.job.name));
    RunRecord job = job_part(run_);
    if (row) {
      RunRecord merged = unpacked(Family::jobs, openlineage::unpack_run(row->record));
      merge(&merged, job);
      job = std::move(merged);
      job_ = std::move(*row);
    }
    std::string packed = openlineage::pack(job);
    changed_ = changed_ || job_.record != packed;
    job_.record = std::move(packed);
    choose_claims(&job_.claims);
  }

  // Whether what the asserter says changes with this event.
  void choose_claims(ClaimOrder* held) {
    if (claims_.effect != Effect::none) {
      if (claims_.order < *held) return;
      // A job event that is said again at another time changes nothing but the time.
      say_ = normal_form(std::move(claims_.assertions));
      changed_ = changed_ || *held < claims_.order;
      *held = claims_.order;
    } else if (is_run() && held->at_us != kNever && held->run_id == run_.run_id) {
      give_back(held);
    }
  }

  // The run whose word held has failed after all: the best of those that are kept has it now.
  void give_back(ClaimOrder* held) {
    EventClaims best;
    const std::string prefix = keys::runs_of(RunPart::rows, run_.job.space, run_.job.name);
    for (auto entry = group_.next(Family::runs, prefix, prefix); entry;
         entry = group_.next(Family::runs, prefix, entry->key + '\0')) {
      const auto row = group_.decoded<RunRow>(Family::runs, entry->value);
      if (!row) return;
      const RunRecord record = unpacked(Family::runs, openlineage::unpack_run(row->record));
      if (record.run_id == run_.run_id || openlineage::effect_of(record) == Effect::none) continue;
      EventClaims claims = openlineage::claims_of(record);
      if (best.order < claims.order) best = std::move(claims);
    }
    say_ = normal_form(std::move(best.assertions));
    *held = best.order;
    changed_ = true;
  }

  void write_run(const Change& logged) {
    const auto& [space, name] = run_.job;
    group_.put(Family::runs, keys::run(space, name, run_.run_id),
               encode(RunRow{logged.seq, logged.time_us, std::move(packed_run_)}));
    const RunStamp now = stamp_of(run_);
    if (before_ && before_->started_us != now.started_us) {
      group_.erase(Family::runs, keys::recent_run(space, name, before_->started_us, run_.run_id));
    }
    group_.put(Family::runs, keys::recent_run(space, name, now.started_us, run_.run_id), "");
    group_.put(Family::runs, keys::job_of_run(run_.run_id, space, name), "");
    if (!before_ && ++job_.runs > kRunsPerJob) drop_oldest_run();
    const bool newest = !job_.latest || job_.latest->run_id == now.run_id ||
                        std::pair(job_.latest->started_us, std::string_view(job_.latest->run_id)) <
                            std::pair(now.started_us, std::string_view(now.run_id));
    if (newest) job_.latest = now;
  }

  void drop_oldest_run() {
    const auto& [space, name] = run_.job;
    const std::string prefix = keys::runs_of(RunPart::recent, space, name);
    const auto oldest = group_.next(Family::runs, prefix, prefix);
    if (!oldest) return;
    std::string_view rest(oldest->key);
    rest.remove_prefix(prefix.size() + sizeof(std::uint64_t));
    const auto run_id = read_key_text(&rest);
    if (!run_id) return group_.undecodable(Family::runs);
    group_.erase(Family::runs, oldest->key);
    group_.erase(Family::runs, keys::run(space, name, *run_id));
    group_.erase(Family::runs, keys::job_of_run(*run_id, space, name));
    --job_.runs;
  }

  void write_job(const Change& logged) {
    job_.seq = logged.seq;
    job_.time_us = logged.time_us;
    group_.put(Family::jobs, keys::text(run_.job.space, run_.job.name), encode(job_));
  }

  // Datasets --------------------------------------------------------------------------------------------------------

  void read_dataset() {
    const Name& name = event_.request.event->dataset.name;
    claims_ = openlineage::claims_of(*event_.request.event);
    if (const auto row = known<PhysicalRow>(Family::physical, keys::text(name.space, name.name))) {
      dataset_claims_ = row->claims;
    }
    choose_claims(&dataset_claims_);
  }

  void read_evidence() {
    // An event alone does not know which outputs its run named before, and a record keeps of each facet the latest
    // only.
    openlineage::Evidence told = std::move(event_.evidence);
    if (is_run()) {
      for (const auto& [name, evidence] : openlineage::evidence_of(run_)) merge(&told[name], evidence);
    }
    for (auto& [name, evidence] : told) {
      const bool own = is_dataset() && name == event_.request.event->dataset.name;
      const auto claims = own && changed_ ? std::optional(dataset_claims_) : std::nullopt;
      changed_ = facts_.take(name, std::move(evidence), claims) || changed_;
    }
  }

  void write_lineage(Committed& committed) {
    if (!say_) return;
    committed.asserter = claims_.asserter;
    Delta delta = move_assertions(group_, committed.asserter, *say_, committed.change.seq);
    committed.closed = std::move(delta.closed);
    committed.opened = std::move(delta.opened);
  }

  [[nodiscard]] Change change() const {
    Change change;
    change.kind = ChangeKind::event_received;
    change.subject = event_.subject;
    change.version = is_run() ? run_.run_id : "";
    change.actor = event_.request.actor;
    change.sha256 = sha256_hex(event_.request.original);
    return change;
  }

  Group& group_;
  PreparedEvent& event_;
  RunRecord run_;  // all that is known of the run now; of a job event what it says
  std::string packed_run_;
  std::optional<RunStamp> before_;
  JobRow job_;
  ClaimOrder dataset_claims_;
  EventClaims claims_;
  std::optional<Said> say_;
  FactWrites facts_{group_};
  bool changed_ = false;
  std::pair<Seq, TimeUs> known_;  // the last change to what the event is about
};

}  // namespace

Result<PreparedEvent> prepare_event(EventRequest request) {
  PreparedEvent prepared;
  const openlineage::Event& event = *request.event;
  if (event.kind == EventKind::dataset) {
    prepared.subject = openlineage::dataset_asserter_id(event.dataset.name);
    prepared.evidence = openlineage::evidence_of(event);
  } else {
    prepared.record = openlineage::record_of(event);
    prepared.subject = openlineage::job_asserter_id(event.job.name);
    prepared.evidence = openlineage::evidence_of(prepared.record);
  }
  prepared.request = std::move(request);
  return prepared;
}

Result<Received> apply_event(Group& group, PreparedEvent& event) {
  return EventWrite(group, event).run();
}

Result<JobInfo> to_info(const JobRow& row) {
  auto record = openlineage::unpack_run(row.record);
  if (!record) return record.error();
  return JobInfo{record.take(), row.latest, row.claims, row.runs, row.seq, row.time_us};
}

Result<RunInfo> to_info(const RunRow& row) {
  auto record = openlineage::unpack_run(row.record);
  if (!record) return record.error();
  return RunInfo{record.take(), row.seq, row.time_us};
}

}  // namespace trama::store
