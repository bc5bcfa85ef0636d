// One OpenLineage event, read from its JSON text (POST /api/v1/lineage, files of events).
//
// What kind of event it is is seen from its members: with `run` it is a RunEvent, else with `job` a JobEvent, else with
// `dataset` a DatasetEvent. schemaURL is only asked about an event with `job` and `eventType` and without `run`: it is
// a JobEvent if it says so, else a RunEvent that lacks its run.
//
// What real emitters send is read: no schemaURL or producer; times with nanoseconds, without a zone (UTC), with a zone
// name behind or as a number since 1970; null for anything optional; numbers as texts and texts as numbers; event types
// in any case, none (OTHER); facets in `facets` that belong in `inputFacets` and the other way round; the older
// `parentRun`. A facet that does not have its shape is kept as JSON text with a warning; it never costs the event.
// Refused is what cannot be understood: no JSON object, none of run, job and dataset; no run id; no job or dataset
// name or namespace; no eventTime; a name beyond its bound.
//
// Run ids become lower-case UUIDs as Marquez reads them: short groups are filled with zeros, and any other text becomes
// the version 3 UUID of its bytes, so that ids shown by either are the same. `written_id` keeps such a text.
//
// Pure function; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/limits.h"
#include "catalog/base/result.h"
#include "catalog/lineage/openlineage/facets.h"

namespace trama::lineage::openlineage {

// Beyond these an event is refused (too_large or invalid_document), unless it is said otherwise.
inline constexpr std::size_t kEventBytesMax = limits::kBodyBytesMax;
inline constexpr std::size_t kEventNestingMax = 256;       // maps and lists, facets included (query plans are deep)
inline constexpr std::size_t kEventValuesMax = 1'000'000;  // JSON values
inline constexpr std::size_t kEventDatasetsMax = 10'000;   // inputs and outputs together
inline constexpr std::size_t kNameTextBytesMax = 2'048;    // one namespace, name, column or run id: paths are long
// Beyond these a part is left out or cut, with a warning.
inline constexpr std::size_t kSchemaFieldsMax = limits::kFieldsMax;  // of one schema facet, all levels
inline constexpr std::size_t kSchemaNestingMax = limits::kFieldNestingMax;
inline constexpr std::size_t kColumnSourcesMax = 200'000;    // sources of columns in one event
inline constexpr std::size_t kFacetItemsMax = 10'000;        // symlinks, tags, owners, tests, columns with metrics
inline constexpr std::size_t kFacetsMax = 200;               // unknown facets of one run, job or dataset
inline constexpr std::size_t kFacetBytesMax = 1U << 20;      // the JSON text of one unknown facet
inline constexpr std::size_t kFreeTextBytesMax = 64U << 10;  // one description or other free text
inline constexpr std::size_t kSqlBytesMax = limits::kTextBytesMax;

enum class EventKind : std::uint8_t { run = 1, job = 2, dataset = 3 };
enum class EventType : std::uint8_t { other = 0, start = 1, running = 2, complete = 3, abort = 4, fail = 5 };
inline constexpr std::size_t kEventTypes = 6;
[[nodiscard]] std::string_view to_string(EventKind kind);  // RunEvent, ...
[[nodiscard]] std::string_view to_string(EventType type);  // START, ...

struct Run {
  std::string id;
  std::string written_id;  // only where it is no UUID
  RunFacets facets;
};
struct Job {
  Name name;
  JobFacets facets;
};
struct Dataset {
  Name name;
  DatasetFacets facets;
};

struct Event {
  EventKind kind = EventKind::run;
  EventType type = EventType::other;  // of a run event
  TimeUs time_us = 0;
  std::string producer, schema_url;
  Run run;                               // of a run event
  Job job;                               // of a run or job event
  std::vector<Dataset> inputs, outputs;  // in the order of the event, as often as it lists them
  Dataset dataset;                       // of a dataset event
  std::vector<Problem> notes;            // warnings and notes; at most limits::kProblemsMax
};

// Errors: too_large (slug event-too-large); unreadable (not-json, not-an-event); invalid_document (invalid-event). All
// but the first list every problem found, with JSON pointer, rule, what was expected and a hint.
[[nodiscard]] Result<Event> parse_event(std::string_view json);

// A run id as it is kept. `exact`: the text was a UUID, in whatever case.
struct RunId {
  std::string id;
  bool exact = true;
};
[[nodiscard]] RunId run_id_of(std::string_view text);

// nullopt: no time at all.
[[nodiscard]] std::optional<TimeUs> event_time(std::string_view text);

}  // namespace trama::lineage::openlineage
