// Jobs, runs and physical datasets as OpenLineage events told them, and how they are written and read. Part of the
// registry (registry.h), which says what holds for every write and read.
//
// An event is a change like any other: what the store knows is merged with it, its text is kept with the change, and an
// event that says nothing new is acknowledged without a change. Since merging does not depend on order
// (run_record.h, evidence.h), events shuffled or sent twice leave the same catalog.
//
// What a job claims about lineage is what its latest finished run said (claims.h); its assertions move with it. A run
// that was the latest and turns out to have failed gives the word back to the one before, as far as that is still kept.
//
// Bounds: of each job the last kRunsPerJob runs are kept, by their start. Plain value types; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "catalog/base/clock.h"
#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/evidence.h"
#include "catalog/lineage/openlineage/run_record.h"
#include "catalog/store/seq.h"

namespace trama::store {

namespace openlineage = lineage::openlineage;

inline constexpr std::size_t kRunsPerJob = 100;

struct EventRequest {
  std::shared_ptr<const openlineage::Event> event;
  std::string original;  // its text as it came
  std::string actor;
  std::optional<TimeUs> recorded_us;  // import of an exported history
};

struct Received {
  Seq seq = 0;  // of this change; of the last one to its job or dataset when nothing changed
  TimeUs time_us = 0;
  bool changed = false;
  std::string subject;  // the job or dataset, as asserters are named (claims.h)
};

// Where a run stands, without what it said about datasets.
struct RunStamp {
  std::string run_id;
  openlineage::RunState state = openlineage::RunState::fresh;
  TimeUs started_us = openlineage::kNever, ended_us = openlineage::kNever;

  friend bool operator==(const RunStamp&, const RunStamp&) = default;
};

struct JobInfo {
  openlineage::RunRecord job;      // its name and facets, merged over all its events; no run, no datasets
  std::optional<RunStamp> latest;  // by start
  openlineage::ClaimOrder claims;  // of what its assertions say; at_us kNever: it never said anything about lineage
  std::uint32_t runs = 0;          // that are kept
  Seq seq = 0;
  TimeUs time_us = 0;  // of the last change
  [[nodiscard]] std::string id() const { return openlineage::job_asserter_id(job.job); }
};

struct RunInfo {
  openlineage::RunRecord record;
  Seq seq = 0;
  TimeUs time_us = 0;
};

struct PhysicalInfo {
  openlineage::Name name;
  openlineage::DatasetEvidence evidence;
  Seq seq = 0;
  TimeUs time_us = 0;
};

}  // namespace trama::store
