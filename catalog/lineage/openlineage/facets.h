// The facets of OpenLineage that are read into typed members (core 1.x and 2.x; each facet in all its revisions). What
// is not here is kept as its JSON text in `other`, by key. Every value is as its producer wrote it: names are not
// folded, columns are not resolved.
//
// Plain value types; any thread. Bounds: event.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "catalog/lineage/assertion.h"
#include "catalog/lineage/openlineage/facet.h"

namespace trama::lineage::openlineage {

// A dataset or a job: OpenLineage's `namespace` and `name`.
struct Name {
  std::string space;
  std::string name;

  [[nodiscard]] bool empty() const { return space.empty() && name.empty(); }
  static auto members(auto& self) { return std::tie(self.space, self.name); }
  friend auto operator<=>(const Name&, const Name&) = default;
};

// Fields of all levels in document order, each followed by those inside it.
struct SchemaField {
  std::string name;
  std::string type;
  std::string description;
  std::int64_t ordinal = 0;  // 0: not said
  std::uint8_t depth = 0;    // 0: a column; one more than the field it is in

  static auto members(auto& self) { return std::tie(self.name, self.type, self.description, self.ordinal, self.depth); }
  friend auto operator<=>(const SchemaField&, const SchemaField&) = default;
};
struct Schema {
  std::vector<SchemaField> fields;

  static auto members(auto& self) { return std::tie(self.fields); }
  friend auto operator<=>(const Schema&, const Schema&) = default;
};

struct Transformation {
  DependencyType type = DependencyType::unknown;
  Subtype subtype = Subtype::unknown;
  bool masking = false;
  std::string description;

  static auto members(auto& self) { return std::tie(self.type, self.subtype, self.masking, self.description); }
  friend auto operator<=>(const Transformation&, const Transformation&) = default;
};

enum class EntityKind : std::uint8_t { dataset = 0, job = 1 };

// What something is made from: a column, a dataset (no field), or a job (no name: the event's own).
struct Source {
  EntityKind kind = EntityKind::dataset;
  Name name;
  std::string field;
  std::vector<Transformation> transformations;

  static auto members(auto& self) { return std::tie(self.kind, self.name, self.field, self.transformations); }
  friend auto operator<=>(const Source&, const Source&) = default;
};
struct OutputColumn {
  std::string field;
  std::vector<Source> sources;  // empty: made from nothing that is tracked

  static auto members(auto& self) { return std::tie(self.field, self.sources); }
  friend auto operator<=>(const OutputColumn&, const OutputColumn&) = default;
};
// `columnLineage`. The older transformationType and transformationDescription of an output column are given to those of
// its sources that say no transformation: IDENTITY is DIRECT IDENTITY, MASKED is DIRECT and masking.
struct ColumnLineage {
  std::vector<OutputColumn> columns;
  std::vector<Source> dataset;  // columns that every output column depends on

  static auto members(auto& self) { return std::tie(self.columns, self.dataset); }
  friend auto operator<=>(const ColumnLineage&, const ColumnLineage&) = default;
};

// `lineage`, the explicit lineage of August 2026: of one dataset, or a list of entries on a job.
struct LineageEntry {
  EntityKind kind = EntityKind::dataset;
  Name target;                 // of a dataset's own facet: that dataset; job without a name: the event's own
  std::vector<Source> inputs;  // with a field: that column decides over the whole target
  std::vector<OutputColumn> columns;

  static auto members(auto& self) { return std::tie(self.kind, self.target, self.inputs, self.columns); }
  friend auto operator<=>(const LineageEntry&, const LineageEntry&) = default;
};

struct Symlink {
  Name name;
  std::string type;  // TABLE, LOCATION, VIEW ...

  static auto members(auto& self) { return std::tie(self.name, self.type); }
  friend auto operator<=>(const Symlink&, const Symlink&) = default;
};

struct Owner {
  std::string name;  // "team:x", "user:y" or as written
  std::string type;

  static auto members(auto& self) { return std::tie(self.name, self.type); }
  friend auto operator<=>(const Owner&, const Owner&) = default;
};

struct Documentation {
  std::string description;
  std::string content_type;

  static auto members(auto& self) { return std::tie(self.description, self.content_type); }
  friend auto operator<=>(const Documentation&, const Documentation&) = default;
};

struct Tag {
  std::string key;
  std::string value;
  std::string source;
  std::string field;  // of a dataset's tag: the column it is about, or ""

  static auto members(auto& self) { return std::tie(self.key, self.value, self.source, self.field); }
  friend auto operator<=>(const Tag&, const Tag&) = default;
};

enum class Lifecycle : std::uint8_t { alter = 0, create = 1, drop = 2, overwrite = 3, rename = 4, truncate = 5 };
struct LifecycleChange {
  Lifecycle change = Lifecycle::alter;
  Name previous;  // of a RENAME: what it was called

  static auto members(auto& self) { return std::tie(self.change, self.previous); }
  friend auto operator<=>(const LifecycleChange&, const LifecycleChange&) = default;
};

struct DataSource {
  std::string name;
  std::string uri;  // without a password, if it had one

  static auto members(auto& self) { return std::tie(self.name, self.uri); }
  friend auto operator<=>(const DataSource&, const DataSource&) = default;
};
struct Storage {
  std::string layer;  // iceberg, delta ...
  std::string format;

  static auto members(auto& self) { return std::tie(self.layer, self.format); }
  friend auto operator<=>(const Storage&, const Storage&) = default;
};

// Counts that are not said stay empty. Values of columns keep their spelling: they may be of any size.
struct Statistics {
  std::optional<std::int64_t> rows, bytes, files;

  static auto members(auto& self) { return std::tie(self.rows, self.bytes, self.files); }
  friend auto operator<=>(const Statistics&, const Statistics&) = default;
};
struct Quantile {
  std::string at;
  std::string value;

  static auto members(auto& self) { return std::tie(self.at, self.value); }
  friend auto operator<=>(const Quantile&, const Quantile&) = default;
};
struct ColumnMetrics {
  std::string column;
  std::optional<std::int64_t> nulls, distinct;
  std::string sum, count, min, max;
  std::vector<Quantile> quantiles;

  static auto members(auto& self) {
    return std::tie(self.column, self.nulls, self.distinct, self.sum, self.count, self.min, self.max, self.quantiles);
  }
  friend auto operator<=>(const ColumnMetrics&, const ColumnMetrics&) = default;
};
struct Metrics {
  Statistics counts;
  std::optional<TimeUs> updated_us;
  std::vector<ColumnMetrics> columns;

  static auto members(auto& self) { return std::tie(self.counts, self.updated_us, self.columns); }
  friend auto operator<=>(const Metrics&, const Metrics&) = default;
};

// One test of a dataset or of one of its columns, and how it went. assertion, column and name tell tests apart.
struct QualityResult {
  std::string assertion;
  std::string column;  // "": the whole dataset
  std::string name;
  bool success = false;
  std::string severity;  // error, warn
  std::string expected, actual;
  std::string description;
  std::string content;  // the test itself, e.g. its SQL

  static auto members(auto& self) {
    return std::tie(self.assertion, self.column, self.name, self.success, self.severity, self.expected, self.actual,
                    self.description, self.content);
  }
  friend auto operator<=>(const QualityResult&, const QualityResult&) = default;
};

// The text of a facet nobody here reads, as compact JSON with its keys as written.
using OtherFacets = std::map<std::string, Facet<std::string>, std::less<>>;

// `facets`, `inputFacets` and `outputFacets` of a dataset.
struct DatasetFacets {
  Facet<Schema> schema;
  Facet<ColumnLineage> column_lineage;
  Facet<LineageEntry> lineage;
  Facet<std::vector<Symlink>> symlinks;
  Facet<std::vector<Owner>> ownership;
  Facet<Documentation> documentation;
  Facet<std::vector<Tag>> tags;
  Facet<LifecycleChange> lifecycle;
  Facet<std::string> version;
  Facet<Storage> storage;
  Facet<DataSource> data_source;
  Facet<Metrics> metrics;                     // dataQualityMetrics, wherever it stands
  Facet<std::vector<QualityResult>> quality;  // dataQualityAssertions, wherever they stand
  Facet<Statistics> input_statistics;
  Facet<Statistics> output_statistics;
  Facet<std::string> input_subset;  // the condition as compact JSON
  Facet<std::string> output_subset;
  OtherFacets other, other_input, other_output;

  static auto members(auto& self) {
    return std::tie(self.schema, self.column_lineage, self.lineage, self.symlinks, self.ownership, self.documentation,
                    self.tags, self.lifecycle, self.version, self.storage, self.data_source, self.metrics, self.quality,
                    self.input_statistics, self.output_statistics, self.input_subset, self.output_subset, self.other,
                    self.other_input, self.other_output);
  }
  friend bool operator==(const DatasetFacets&, const DatasetFacets&) = default;
};

struct JobType {
  std::string processing;             // BATCH, STREAMING, SERVICE
  std::string integration;            // SPARK, DBT, AIRFLOW ...
  std::string type;                   // QUERY, DAG, TASK, MODEL ...
  std::string trigger, content_mode;  // emissionPattern

  static auto members(auto& self) {
    return std::tie(self.processing, self.integration, self.type, self.trigger, self.content_mode);
  }
  friend auto operator<=>(const JobType&, const JobType&) = default;
};
struct Sql {
  std::string query;
  std::string dialect;

  static auto members(auto& self) { return std::tie(self.query, self.dialect); }
  friend auto operator<=>(const Sql&, const Sql&) = default;
};
struct SourceCodeLocation {
  std::string type, url, repo_url, path, version, tag, branch, pull_request;

  static auto members(auto& self) {
    return std::tie(self.type, self.url, self.repo_url, self.path, self.version, self.tag, self.branch,
                    self.pull_request);
  }
  friend auto operator<=>(const SourceCodeLocation&, const SourceCodeLocation&) = default;
};
struct JobFacets {
  Facet<JobType> type;
  Facet<Sql> sql;
  Facet<SourceCodeLocation> source_code_location;
  Facet<Documentation> documentation;
  Facet<std::vector<Owner>> ownership;
  Facet<std::vector<Tag>> tags;
  Facet<std::vector<LineageEntry>> lineage;
  OtherFacets other;

  static auto members(auto& self) {
    return std::tie(self.type, self.sql, self.source_code_location, self.documentation, self.ownership, self.tags,
                    self.lineage, self.other);
  }
  friend bool operator==(const JobFacets&, const JobFacets&) = default;
};

// Run ids: see event.h.
struct Parent {
  std::string run_id;
  Name job;
  std::string root_run_id;  // "": not said
  Name root_job;

  static auto members(auto& self) { return std::tie(self.run_id, self.job, self.root_run_id, self.root_job); }
  friend auto operator<=>(const Parent&, const Parent&) = default;
};
struct NominalTime {
  std::optional<TimeUs> start_us, end_us;

  static auto members(auto& self) { return std::tie(self.start_us, self.end_us); }
  friend auto operator<=>(const NominalTime&, const NominalTime&) = default;
};
struct RunError {
  std::string message, language, stack;

  static auto members(auto& self) { return std::tie(self.message, self.language, self.stack); }
  friend auto operator<=>(const RunError&, const RunError&) = default;
};
struct Engine {
  std::string name, version, adapter_version;

  static auto members(auto& self) { return std::tie(self.name, self.version, self.adapter_version); }
  friend auto operator<=>(const Engine&, const Engine&) = default;
};
struct RunFacets {
  Facet<Parent> parent;
  Facet<NominalTime> nominal_time;
  Facet<RunError> error;
  Facet<Engine> engine;
  Facet<std::vector<Tag>> tags;
  OtherFacets other;

  static auto members(auto& self) {
    return std::tie(self.parent, self.nominal_time, self.error, self.engine, self.tags, self.other);
  }
  friend bool operator==(const RunFacets&, const RunFacets&) = default;
};

// Facet by facet, see facet.h.
void merge(DatasetFacets* into, const DatasetFacets& from);
void merge(JobFacets* into, const JobFacets& from);
void merge(RunFacets* into, const RunFacets& from);

}  // namespace trama::lineage::openlineage
