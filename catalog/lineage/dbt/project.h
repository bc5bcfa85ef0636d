// A dbt project as its artifacts tell it: manifest.json, and beside it catalog.json, run_results.json and sources.json.
//
// What is read: models, seeds, snapshots, sources, exposures, groups and tests, with descriptions, tags, owners, column
// types, constraints, compiled SQL, what dbt found in the warehouse and how the last run went. The rest (macros, docs,
// semantic models) is passed over. Schemas forbid unknown keys and producers add them all the same: unknown keys are
// ignored. Manifests of any version are read (v1 to v12 exist); an unknown one is a note.
//
// A node that is switched off is left out, as dbt leaves it out. Members that have another type than they should are
// taken for absent: what an artifact says otherwise still holds.
//
// Pure functions; any thread. Texts are copied out of the JSON. Bounds: kArtifactBytesMax, kArtifactValuesMax and
// kProjectNodesMax; beyond them an error.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/lineage/columns_elsewhere.h"
#include "catalog/lineage/json_rows.h"
#include "catalog/lineage/openlineage/facets.h"

namespace trama::lineage::dbt {

using openlineage::kNever;

inline constexpr std::size_t kArtifactBytesMax = 256U
                                                 << 20;  // of all artifacts of one import; large projects reach 60 MB
inline constexpr std::size_t kArtifactValuesMax = 16'000'000;  // JSON values
inline constexpr std::size_t kArtifactNestingMax = 256;
inline constexpr std::size_t kProjectNodesMax = 200'000;      // nodes and sources, tests included
inline constexpr std::size_t kProjectColumnsMax = 2'000'000;  // of all nodes

struct Column {
  std::string name, type, description;
  std::vector<std::string> tags;
};

enum class NodeKind : std::uint8_t { model, seed, snapshot, source, other };

// Something with, or without, a relation in the warehouse.
struct Node {
  NodeKind kind = NodeKind::other;
  std::string id;                          // unique_id
  std::string name;                        // of the model; sources: source_name.name
  std::string database, schema, relation;  // as dbt writes them, without quotes; relation "": it has none (ephemeral)
  std::string description, materialized, version;
  std::vector<std::string> tags;
  std::vector<Column> columns;    // of catalog.json in its order where that knows them, else those that are documented
  bool columns_complete = false;  // they are all there are
  std::string owner, owner_type;
  std::string contract;                 // meta.data_contract: the id of the data contract the model fulfils
  bool enforced = false;                // dbt's own contract: columns and types are checked when it is built
  std::vector<std::string> depends_on;  // unique ids
  std::string code;                     // compiled SQL, else raw
  bool compiled = false;
  std::optional<std::int64_t> rows, bytes;  // statistics of catalog.json
};

struct Test {
  std::string id, name;
  std::string kind;    // not_null, unique ...; singular tests: their name
  std::string node;    // unique id of what it tests
  std::string column;  // "": the whole of it
  std::string severity, description, code;
};

struct Exposure {
  std::string id, name, type, label, description, url, maturity, owner, email;
  std::vector<std::string> tags;
  std::vector<std::string> depends_on;
};

// How one node of a run went. TimeUs as events have it: microseconds since 1970, UTC.
struct RunResult {
  std::string node;
  std::string status;  // success, error, skipped; tests: pass, fail, warn, error
  std::string message;
  std::optional<std::int64_t> failures, rows;
  TimeUs at_us = kNever;  // when it was done
};

// `dbt source freshness`.
struct FreshnessResult {
  std::string node;
  std::string status;  // pass, warn, error, runtime error
  TimeUs max_loaded_us = kNever;
  TimeUs at_us = kNever;                // when it was looked at
  std::string warn_after, error_after;  // "12 hour"; "": no limit
};

struct Project {
  std::string name, adapter, dbt_version;
  TimeUs generated_us = kNever;
  TimeUs catalog_us = kNever;  // of catalog.json; kNever: there is none
  std::string run_id;          // invocation of run_results.json
  std::vector<Node> nodes;     // by id
  std::vector<Test> tests;     // by id
  std::vector<Exposure> exposures;
  std::vector<RunResult> results;
  std::vector<FreshnessResult> freshness;
  std::vector<Problem> notes;

  [[nodiscard]] const Node* node(std::string_view id) const;  // nullptr: no such node
};

// The artifacts of one import, as JSON values of a text that outlives them. Missing ones are absent.
struct Artifacts {
  Json manifest, catalog, run_results, sources;
};

// Which artifacts a JSON text has: an object with members `manifest`, `catalog`, `run_results` and `sources`, or a
// manifest alone. Errors: unreadable (not-json, not-a-dbt-manifest), too_large.
struct ArtifactsText {
  JsonText text;
  Artifacts artifacts;
  std::string space;       // member `namespace`: see claims.h
  ColumnsElsewhere known;  // member `known`: columns of relations that the artifacts do not list
};
[[nodiscard]] Result<void> read_artifacts(std::string_view json, ArtifactsText* out);

// The same as one JSON text, with what read_project() reads and little more, for keeping.
[[nodiscard]] std::string kept_text(const ArtifactsText& artifacts);

// Errors: unreadable (not-a-dbt-manifest), too_large (too-many-nodes).
[[nodiscard]] Result<Project> read_project(const Artifacts& artifacts);

// Internal to catalog/lineage/dbt: catalog.json, run_results.json and sources.json into what the manifest told.
void add_catalog(const Json& catalog, Project* project);
void add_run_results(const Json& results, Project* project);
void add_freshness(const Json& sources, Project* project);

}  // namespace trama::lineage::dbt
