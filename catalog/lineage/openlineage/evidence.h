// What events tell about the state of datasets: dated facts, from which freshness, service levels and quality are
// computed elsewhere. Each fact has the event time that told it; the later one wins (facet.h), so that events in any
// order give the same evidence.
//
//   last_write     a finished run that has the dataset as output, by the end of the run; of a streaming run its last
//                  event. Not a run that only altered, renamed, truncated or dropped it
//   last_failure   a run that failed or was aborted and has the dataset as output
//   tests          each test of the dataset by its own name, with its last result, whatever became of the run: a run
//                  that tests often fails because a test does
//   metrics        dataQualityMetrics, of whatever run
//   the others     what the dataset is like: told by its inputs whenever, by its outputs when the run has finished (or
//                  streams), and by dataset and job events
//
// Who keeps evidence merges that of each event as it comes, and that of its run's record: an event alone does not know
// which outputs its run named before, and a record keeps of each facet only the latest.
//
// Bounds: kTestsMax tests of one dataset, the smallest by name. Plain value types and pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/lineage/openlineage/run_record.h"

namespace trama::lineage::openlineage {

inline constexpr std::size_t kTestsMax = 1'000;

struct Write {
  Name job;
  std::string run_id;
  Statistics counts;    // outputStatistics
  std::string version;  // of the dataset, after it

  static auto members(auto& self) { return std::tie(self.job, self.run_id, self.counts, self.version); }
  friend auto operator<=>(const Write&, const Write&) = default;
};

struct TestName {
  std::string assertion, column, name;

  static auto members(auto& self) { return std::tie(self.assertion, self.column, self.name); }
  friend auto operator<=>(const TestName&, const TestName&) = default;
};

// Somebody looked at the data and saw how new its newest row is (dbt source freshness).
struct Freshness {
  TimeUs max_loaded_us = kNever;
  std::string status;                   // pass, warn, error
  std::string warn_after, error_after;  // "12 hour"; "": no limit

  static auto members(auto& self) {
    return std::tie(self.max_loaded_us, self.status, self.warn_after, self.error_after);
  }
  friend auto operator<=>(const Freshness&, const Freshness&) = default;
};

struct DatasetEvidence {
  Facet<Write> last_write, last_failure;
  std::map<TestName, Facet<QualityResult>> tests;
  Facet<Metrics> metrics;
  Facet<Schema> schema;
  Facet<LifecycleChange> lifecycle;
  Facet<std::string> version;
  Facet<Storage> storage;
  Facet<DataSource> data_source;
  Facet<std::vector<Owner>> ownership;
  Facet<Documentation> documentation;
  Facet<std::vector<Tag>> tags;
  Facet<std::vector<Symlink>> symlinks;  // the other names it has
  Facet<Freshness> freshness;            // of its data, as looked at
  Facet<Name> renamed;                   // what it was called before
  Facet<std::string> contract;           // a manifest says that it fulfils this data contract

  static auto members(auto& self) {
    return std::tie(self.last_write, self.last_failure, self.tests, self.metrics, self.schema, self.lifecycle,
                    self.version, self.storage, self.data_source, self.ownership, self.documentation, self.tags,
                    self.symlinks, self.freshness, self.renamed, self.contract);
  }
  friend bool operator==(const DatasetEvidence&, const DatasetEvidence&) = default;
};
using Evidence = std::map<Name, DatasetEvidence>;

[[nodiscard]] Evidence evidence_of(const Event& event);
[[nodiscard]] Evidence evidence_of(const RunRecord& record);

// Commutative, associative, idempotent.
void merge(DatasetEvidence* into, const DatasetEvidence& from);

// Format version in byte 0.
[[nodiscard]] std::string pack(const DatasetEvidence& evidence);
[[nodiscard]] Result<DatasetEvidence> unpack_evidence(std::string_view packed);  // error: corrupt

}  // namespace trama::lineage::openlineage
