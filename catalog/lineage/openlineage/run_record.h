// What the events of one run say together. Events of a run accumulate: START names inputs, COMPLETE names outputs,
// facets come once or again. Merging is commutative, associative and idempotent, so that any order and any repetition
// of a run's events gives the same record: times of states are joined by first and last, datasets by union, facets by
// event time (facet.h).
//
// A run is known by its id and its job together: some emitters give one id to several jobs.
//
// Also the shape of a JobEvent (no run id): what the job says of itself, at its time.
//
// Bounds. A record keeps at most kRunDatasetsMax inputs and outputs each, the smallest by name, which is the same in
// any order. Beyond that bound or kRunBytesMax (packed) it is `cut`, which no event takes back: it keeps the names of
// its datasets and drops their facets, and what is claimed of it is never complete. (Whether a run that meets its byte
// bound does so can depend on the order only where facets get smaller from event to event.)
//
// Plain value types and pure functions; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/lineage/openlineage/event.h"

namespace trama::lineage::openlineage {

inline constexpr std::size_t kRunDatasetsMax = 10'000;
inline constexpr std::size_t kRunBytesMax = 16U << 20;

// Of the events of one type: the first and the last.
struct Seen {
  TimeUs first_us = kNever;
  TimeUs last_us = kNever;

  [[nodiscard]] bool any() const { return last_us != kNever; }
  static auto members(auto& self) { return std::tie(self.first_us, self.last_us); }
  friend bool operator==(const Seen&, const Seen&) = default;
};

// As Marquez calls them. A run that ended stays ended, whatever else comes; of several ends the last one counts.
enum class RunState : std::uint8_t { fresh = 0, running = 1, completed = 2, aborted = 3, failed = 4 };
[[nodiscard]] std::string_view to_string(RunState state);  // NEW, RUNNING, COMPLETED, ABORTED, FAILED

using RunDatasets = std::map<Name, DatasetFacets>;

struct RunRecord {
  std::string run_id;      // "": a JobEvent
  std::string written_id;  // see event.h; of several that mean one id the greatest
  Name job;
  std::array<Seen, kEventTypes> seen;  // by EventType; of a JobEvent under `other`
  Facet<std::string> producer;
  RunFacets run_facets;
  JobFacets job_facets;
  RunDatasets inputs, outputs;
  bool cut = false;

  [[nodiscard]] RunState state() const;
  [[nodiscard]] TimeUs started_us() const;  // first START, else the first event of any type
  [[nodiscard]] TimeUs ended_us() const;    // of the end that counts; kNever: not ended
  [[nodiscard]] TimeUs last_us() const;     // the last event of any type

  static auto members(auto& self) {
    return std::tie(self.run_id, self.written_id, self.job, self.seen, self.producer, self.run_facets, self.job_facets,
                    self.inputs, self.outputs, self.cut);
  }
  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

// Of a run or job event.
[[nodiscard]] RunRecord record_of(Event event);

// REQUIRES: both have the same run id and job.
void merge(RunRecord* into, const RunRecord& from);

// The packed form, for a store that keeps the runs which have not ended. Format version in byte 0.
[[nodiscard]] std::string pack(const RunRecord& record);
[[nodiscard]] Result<RunRecord> unpack_run(std::string_view packed);  // error: corrupt

}  // namespace trama::lineage::openlineage
