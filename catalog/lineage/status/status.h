// Whether a contract keeps its promises, as far as evidence tells: its service levels against the last known load of
// its datasets, its quality rules against tests and metrics. What no evidence tells is unknown, with the reason; an
// absent signal is never taken for a good one.
//
// Service levels
//   freshness   the last load is not older than promised. What counts is the latest load that anything told of; data
//               within it may be older, so `breached` is certain and `met` is as good as the reports are complete
//   frequency   each scheduled run (cron), or each interval, has until the end of the next one to have written
//               something: a run takes time, and a promise of one load per window allows gaps of nearly two windows
//   latency     a load came at most that long after the end of the time its data is about (nominalTime of the run)
//   the others  availability, retention, support ... : nothing that runs and tests report measures them
// A level that names an element is about its dataset, else about every dataset: breached if one is, met if all are.
//
// Quality rules are matched to tests by name (id, name or description), else by what they test (nulls, duplicates,
// allowed values) of which column; a rule that tolerates some failures is not broken by a test that tolerates none.
// Metrics (dataQualityMetrics) answer rules on row count, nulls and duplicates. The later answer counts. A rule in
// words only is not counted; a failed rule or test whose severity is a warning does not break the whole. Tests that are
// no rule's are listed, with the constraint they stand for, and count as well.
//
// Plain value types and pure functions; time is a parameter; any thread. Cost: contract and evidence once, by log n.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/contract/model.h"
#include "catalog/lineage/openlineage/evidence.h"

namespace trama::lineage {

enum class Verdict : std::uint8_t { unknown, met, broken };
[[nodiscard]] std::string_view level_word(Verdict verdict);    // unknown, met, breached
[[nodiscard]] std::string_view quality_word(Verdict verdict);  // unknown, passed, failed

// A physical dataset by one of its names, and what was told of it under that name.
struct DatasetFacts {
  std::uint32_t dataset = 0;  // which of the contract's it holds
  openlineage::Name name;
  openlineage::DatasetEvidence evidence;
  std::optional<TimeUs> data_until_us;  // of the run that wrote last: end of the time its data is about
};

// Something that happened to a dataset: which run said so, and when.
struct Happened {
  openlineage::Name dataset;
  openlineage::Name job;
  std::string run_id;
  TimeUs at_us = 0;
  std::optional<std::int64_t> rows;     // written
  std::optional<TimeUs> data_until_us;  // see DatasetFacts
};

// What is known of one dataset of the contract, over all its physical names.
struct DatasetState {
  std::uint32_t dataset = 0;
  std::vector<openlineage::Name> names;  // those that something was told of
  std::optional<Happened> load;          // the last one
  std::optional<Happened> failure;       // the last run that failed, if none has loaded since
  std::optional<TimeUs> dropped_us;      // if nothing has loaded since
};

struct DatasetVerdict {
  std::uint32_t dataset = 0;
  Verdict verdict = Verdict::unknown;
  std::string reason;
  std::optional<TimeUs> due_us;  // when the promise is, or was, broken without another load
};

struct LevelStatus {
  std::size_t sla = 0;  // index into the contract's
  Verdict verdict = Verdict::unknown;
  std::string reason;                    // of the dataset that decides
  std::optional<TimeUs> due_us;          // the earliest
  std::optional<TimeUs> since_us;        // broken: since then; met: since the load that keeps it
  std::vector<DatasetVerdict> datasets;  // empty: nothing measures this level
};

// The answer to a rule: a test, or metrics.
struct Proof {
  openlineage::Name dataset;
  TimeUs at_us = 0;
  std::string test;  // its assertion and name; "dataQualityMetrics"
  std::string expected, actual;
};

struct RuleStatus {
  std::optional<std::uint32_t> dataset;         // nullopt: of the contract as a whole
  std::string field;                            // path; "": of the dataset
  std::size_t rule = 0;                         // index in the list it stands in
  const contract::QualityRule* told = nullptr;  // in the contract, which has to outlive this
  Verdict verdict = Verdict::unknown;
  std::string reason;
  bool warning = false;  // its failure breaks nothing
  bool testable = true;  // false: in words only, or a document of checks that stand as rules of their own
  std::optional<Proof> proof;
};

// A test of a dataset that is no rule's.
struct TestStatus {
  std::uint32_t dataset = 0;
  openlineage::Name name;
  openlineage::QualityResult result;
  TimeUs at_us = 0;
  std::string constraint;  // of the contract's field that it tests: required, unique, enum; or ""
  [[nodiscard]] bool warning() const;
};

struct QualityStatus {
  Verdict verdict = Verdict::unknown;
  std::string reason;
  std::uint32_t passed = 0, failed = 0, warnings = 0, unknown = 0;  // rules that can be tested, and tests
  std::vector<RuleStatus> rules;                                    // in the contract's order
  std::vector<TestStatus> tests;                                    // by dataset and name
};

struct ContractStatus {
  TimeUs now_us = 0;
  Verdict levels_verdict = Verdict::unknown;  // breached if one is; met if one is and none is breached
  std::vector<LevelStatus> levels;            // one of each of the contract's, in its order
  QualityStatus quality;
  std::vector<DatasetState> datasets;  // one of each of the contract's
};

[[nodiscard]] ContractStatus status_of(const contract::Contract& contract, const std::vector<DatasetFacts>& facts,
                                       TimeUs now_us);

}  // namespace trama::lineage
