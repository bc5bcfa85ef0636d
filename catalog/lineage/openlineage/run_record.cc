#include "catalog/lineage/openlineage/run_record.h"

#include <algorithm>
#include <utility>

#include "catalog/lineage/openlineage/packing.h"

static_assert(trama::lineage::openlineage::kEventDatasetsMax <= trama::lineage::openlineage::kRunDatasetsMax &&
              2 * trama::lineage::openlineage::kEventBytesMax <= trama::lineage::openlineage::kRunBytesMax);

namespace trama::lineage::openlineage {
namespace {

constexpr char kVersion = 1;

void widen(Seen* into, const Seen& from) {
  if (!from.any()) return;
  into->first_us = into->any() ? std::min(into->first_us, from.first_us) : from.first_us;
  into->last_us = std::max(into->last_us, from.last_us);
}

// Drops the greatest names beyond the bound.
void bound(RunDatasets* datasets, bool* cut) {
  while (datasets->size() > kRunDatasetsMax) {
    datasets->erase(std::prev(datasets->end()));
    *cut = true;
  }
}

// Names of datasets without what is said of them; symlinks stay, since they are names.
void keep_names(RunDatasets* datasets) {
  for (auto& [name, facets] : *datasets) {
    DatasetFacets kept;
    kept.symlinks = std::move(facets.symlinks);
    facets = std::move(kept);
  }
}

// One event alone has fewer datasets and bytes than a run may have.
void bound(RunRecord* record) {
  bound(&record->inputs, &record->cut);
  bound(&record->outputs, &record->cut);
  record->cut = record->cut || packed_size(record->inputs) + packed_size(record->outputs) > kRunBytesMax;
  if (!record->cut) return;
  keep_names(&record->inputs);
  keep_names(&record->outputs);
}

void add(std::vector<Dataset> datasets, RunDatasets* out) {
  for (Dataset& dataset : datasets) {
    const auto [at, added] = out->try_emplace(std::move(dataset.name), std::move(dataset.facets));
    if (!added) merge(&at->second, dataset.facets);
  }
}

void merge(RunDatasets* into, const RunDatasets& from) {
  for (const auto& [name, facets] : from) openlineage::merge(&(*into)[name], facets);
}

}  // namespace

std::string_view to_string(RunState state) {
  constexpr std::array<std::string_view, 5> kStates = {"NEW", "RUNNING", "COMPLETED", "ABORTED", "FAILED"};
  return kStates.at(static_cast<std::size_t>(state));
}

RunState RunRecord::state() const {
  constexpr std::array<std::pair<EventType, RunState>, 3> kEnds = {{{EventType::complete, RunState::completed},
                                                                    {EventType::abort, RunState::aborted},
                                                                    {EventType::fail, RunState::failed}}};
  RunState state = RunState::fresh;
  TimeUs last = kNever;
  for (const auto& [type, end] : kEnds) {
    const Seen& ended = seen.at(static_cast<std::size_t>(type));
    if (!ended.any() || ended.last_us < last) continue;
    last = ended.last_us;
    state = end;
  }
  const bool begun = seen.at(static_cast<std::size_t>(EventType::start)).any() ||
                     seen.at(static_cast<std::size_t>(EventType::running)).any();
  return state == RunState::fresh && begun ? RunState::running : state;
}

TimeUs RunRecord::started_us() const {
  const Seen& start = seen.at(static_cast<std::size_t>(EventType::start));
  if (start.any()) return start.first_us;
  TimeUs first = kNever;
  for (const Seen& each : seen) {
    if (each.any() && (first == kNever || each.first_us < first)) first = each.first_us;
  }
  return first;
}

TimeUs RunRecord::ended_us() const {
  TimeUs last = kNever;
  for (const EventType type : {EventType::complete, EventType::abort, EventType::fail}) {
    last = std::max(last, seen.at(static_cast<std::size_t>(type)).last_us);
  }
  return last;
}

TimeUs RunRecord::last_us() const {
  return std::ranges::max(seen, {}, &Seen::last_us).last_us;
}

RunRecord record_of(Event event) {
  RunRecord record;
  record.run_id = std::move(event.run.id);
  record.written_id = std::move(event.run.written_id);
  record.job = std::move(event.job.name);
  record.seen.at(static_cast<std::size_t>(event.type)) = {event.time_us, event.time_us};
  if (!event.producer.empty()) record.producer = {event.time_us, false, std::move(event.producer)};
  record.run_facets = std::move(event.run.facets);
  record.job_facets = std::move(event.job.facets);
  add(std::move(event.inputs), &record.inputs);
  add(std::move(event.outputs), &record.outputs);
  return record;
}

void merge(RunRecord* into, const RunRecord& from) {
  for (std::size_t i = 0; i < kEventTypes; ++i) widen(&into->seen.at(i), from.seen.at(i));
  into->written_id = std::max(into->written_id, from.written_id);
  into->producer.merge(from.producer);
  merge(&into->run_facets, from.run_facets);
  merge(&into->job_facets, from.job_facets);
  merge(&into->inputs, from.inputs);
  merge(&into->outputs, from.outputs);
  into->cut = into->cut || from.cut;
  bound(into);
}

std::string pack(const RunRecord& record) {
  return pack_value(kVersion, record);
}

Result<RunRecord> unpack_run(std::string_view packed) {
  RunRecord record;
  if (!unpack_value(kVersion, packed, &record)) {
    return make_error(ErrorCode::corrupt, "broken-run", "a packed run does not read back");
  }
  return record;
}

}  // namespace trama::lineage::openlineage
