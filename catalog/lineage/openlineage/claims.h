// What an event, or a run with all its events so far, says about lineage, as the assertions that the store keeps.
//
// Who claims. A job is an asserter of kind `job`, whose id is its namespace and name, both escaped and joined by '/'
// (job_asserter_id, and back). The latest claims of a job replace its former ones; `order` puts claims of one asserter
// in order whatever order they arrive in. A DatasetEvent has no job: the dataset's own declaration is the asserter, of
// kind `manifest`, with an id that begins with "openlineage/".
//
// When. Effect tells whether claims may change lineage:
//   START, RUNNING, OTHER, an open run    none: the run is visible, its claims are what it has said so far
//   COMPLETE                              lasting: what the run's events said together replaces what the job said
//   before FAIL, ABORT                           none: nobody knows what was written RUNNING of a STREAMING or SERVICE
//   job streaming: as lasting, since such a run is not meant to end JobEvent                              lasting: what
//   a job declares of itself DatasetEvent                          lasting if it has column lineage or explicit
//   lineage, else none
// A run or job event that names no dataset says nothing about lineage: none. So a run whose tool could not look does
// not end what earlier runs said.
//
// What, for each output (formats: columnLineage 1-2-0, lineage 1-0-0):
//   1  explicit lineage of the job for that output, and of the output itself: exactly what it says
//   2  column lineage: one assertion for each source column and transformation; where there is none, what the `sql`
//      facet of the job says (job_sql.h)
//   3  inputs x outputs at the level of datasets; but not where the job has explicit lineage, not where columns of the
//      pair are known, and not where every column of the output is accounted for and the input's columns went into
//      another output of the run
// A transformation that is not told is of unknown type; of a source that decides over the whole dataset it is INDIRECT.
// Sources of the whole dataset, and INDIRECT uses that stand at every column of an output (which is how older producers
// write them), become one assertion from the column to the dataset. `complete` is set on column lineage of a dataset
// pair where every column of the output's schema is accounted for (columns.h) and nothing else is said of the pair at
// the level of datasets. Nothing derives from itself, and nothing into what a DROP leaves behind.
//
// Jobs as sources or targets of explicit lineage have no endpoint; they only account for columns. Names of datasets are
// as written (physical endpoints); what they mean is found when they are resolved. Symlinks and renames are aliases.
//
// Bounds: kAssertionsMax; beyond it, and for runs that are cut, `cut` is set and nothing is complete.
// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "catalog/lineage/assertion.h"
#include "catalog/lineage/openlineage/run_record.h"

namespace trama::lineage::openlineage {

inline constexpr std::size_t kAssertionsMax = 200'000;

enum class Effect : std::uint8_t { none = 0, lasting = 1, streaming = 2 };
[[nodiscard]] std::string_view to_string(Effect effect);

// Of two claims of one asserter the greater one holds. A run that is told more of after its end keeps its place.
struct ClaimOrder {
  TimeUs at_us = kNever;  // the end of the run; the last event of a streaming run; else the time of the event
  std::string run_id;

  friend auto operator<=>(const ClaimOrder&, const ClaimOrder&) = default;
};

struct Alias {
  Name dataset;
  Name other;
  std::string type;  // of the symlink; "RENAME": what the dataset was called before

  friend auto operator<=>(const Alias&, const Alias&) = default;
};

struct EventClaims {
  Asserter asserter;
  Effect effect = Effect::none;
  ClaimOrder order;
  std::vector<Assertion> assertions;  // sorted, unique
  std::vector<Name> reads, writes;    // datasets the job takes from and gives to; sorted, unique
  std::vector<Alias> aliases;         // sorted, unique
  bool cut = false;
};

[[nodiscard]] EventClaims claims_of(const Event& event);
[[nodiscard]] EventClaims claims_of(const RunRecord& record);
[[nodiscard]] Effect effect_of(const RunRecord& record);

[[nodiscard]] std::string job_asserter_id(const Name& job);
[[nodiscard]] std::string dataset_asserter_id(const Name& dataset);
[[nodiscard]] std::optional<Name> job_of_asserter(std::string_view id);  // nullopt: not made by job_asserter_id
[[nodiscard]] std::optional<Name> dataset_of_asserter(std::string_view id);

}  // namespace trama::lineage::openlineage
