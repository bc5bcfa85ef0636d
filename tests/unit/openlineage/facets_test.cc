// Goal: each facet in its members, in the spellings of all its revisions. Method: one small facet, one look.
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

Event of_output(const std::string& members, const std::string& more = "") {
  return parsed(Sketch{.outputs = dataset("d", facets(members) + more)});
}
DatasetFacets output(const std::string& members, const std::string& more = "") {
  return of_output(members, more).outputs[0].facets;
}
JobFacets job(const std::string& members) {
  return parsed(Sketch{.job_facets = members}).job.facets;
}
RunFacets run(const std::string& members) {
  return parsed(Sketch{.run_facets = members}).run.facets;
}
template <typename T>
const T& present(const Facet<T>& facet) {
  REQUIRE(facet.get() != nullptr);
  return facet.value;
}

}  // namespace

TEST_CASE("a schema gives its fields at every level") {
  const Schema schema = present(output(R"("schema":{"fields":[
      {"name":"id","type":"int","ordinal_position":1},
      {"name":"at","type":"struct","fields":[{"name":"city","type":"string","description":"where"},{"type":"int"}]},
      {"name":"odd","type":{"type":"array"}}, null, 5]})")
                                    .schema);
  REQUIRE(schema.fields.size() == 4);
  CHECK(schema.fields[0] == SchemaField{"id", "int", "", 1, 0});
  CHECK(schema.fields[1] == SchemaField{"at", "struct", "", 0, 0});
  CHECK(schema.fields[2] == SchemaField{"city", "string", "where", 0, 1});
  CHECK(schema.fields[3] == SchemaField{"odd", R"({"type":"array"})", "", 0, 0});
}

TEST_CASE("a schema deeper or longer than its bound is cut with a warning") {
  std::string deep = R"({"name":"x","type":"struct"})";
  for (std::size_t i = 0; i < kSchemaNestingMax + 5; ++i)
    deep = R"({"name":"x","type":"struct","fields":[)" + deep + "]}";
  const Event event = of_output(R"("schema":{"fields":[)" + deep + "]}");
  CHECK(event.outputs[0].facets.schema.value.fields.size() == kSchemaNestingMax);
  REQUIRE(event.notes.size() == 1);
  CHECK(event.notes[0].rule == "facet-cut");
}

TEST_CASE("column lineage gives sources with their transformations") {
  const ColumnLineage lineage = present(output(R"("columnLineage":{"fields":{"y":{"inputFields":[
      {"namespace":"w","name":"a","field":"x","transformations":[
        {"type":"DIRECT","subtype":"aggregation","masking":true,"description":"sum"},{"type":"INDIRECT","subtype":"JOIN"}]}]}},
      "dataset":[{"namespace":"w","name":"a","field":"k","transformations":[{"type":"INDIRECT","subtype":"FILTER"}]}]})")
                                            .column_lineage);
  REQUIRE(lineage.columns.size() == 1);
  CHECK(lineage.columns[0].field == "y");
  const Source& source = lineage.columns[0].sources.at(0);
  CHECK(source.name == Name{"w", "a"});
  CHECK(source.field == "x");
  CHECK(source.transformations ==
        std::vector<Transformation>{{DependencyType::direct, Subtype::aggregation, true, "sum"},
                                    {DependencyType::indirect, Subtype::join, false, ""}});
  CHECK(lineage.dataset.at(0).field == "k");
}

TEST_CASE("the older words of column lineage go to sources that say no transformation") {
  const auto how = [](const std::string& members) {
    const auto facet = R"("columnLineage":{"fields":{"y":{"inputFields":[)" + from("a", "x") + "]," + members + "}}}";
    return output(facet).column_lineage.value.columns.at(0).sources.at(0).transformations;
  };
  CHECK(how(R"("transformationType":"IDENTITY","transformationDescription":"same")") ==
        std::vector<Transformation>{{DependencyType::direct, Subtype::identity, false, "same"}});
  CHECK(how(R"("transformationType":"MASKED")") ==
        std::vector<Transformation>{{DependencyType::direct, Subtype::unknown, true, ""}});
  CHECK(how(R"("transformationType":null)").empty());
}

TEST_CASE("explicit lineage of a dataset and of a job gives entries") {
  const LineageEntry own = present(output(R"("lineage":{"inputs":[{"namespace":"w","name":"a","type":"DATASET"}],
      "fields":{"y":{"inputs":[{"namespace":"w","name":"a","type":"DATASET","field":"x"},{"type":"JOB"}]},
                "z":{"inputs":[]}}})")
                                       .lineage);
  CHECK(own.target == Name{"w", "d"});
  CHECK(own.inputs.at(0).name == Name{"w", "a"});
  REQUIRE(own.columns.size() == 2);
  CHECK(own.columns[0].sources.at(0).field == "x");
  CHECK(own.columns[0].sources.at(1).kind == EntityKind::job);
  CHECK(own.columns[1].sources.empty());

  const auto entries = present(job(R"("lineage":{"entries":[
      {"namespace":"w","name":"t","type":"DATASET","inputs":[{"namespace":"w","name":"a","type":"DATASET","field":"k"}]},
      {"type":"JOB","inputs":[{"namespace":"w","name":"b","type":"DATASET"}]},
      {"type":"DATASET"}]})")
                                   .lineage);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].target == Name{"w", "t"});
  CHECK(entries[0].inputs.at(0).field == "k");
  CHECK(entries[1].kind == EntityKind::job);
  CHECK(entries[1].target.empty());
}

TEST_CASE("descriptive facets of a dataset are read") {
  const DatasetFacets facets = output(R"(
      "symlinks":{"identifiers":[{"namespace":"hive://m:9083","name":"s.t","type":"TABLE"},{"name":"half"}]},
      "ownership":{"owners":[{"name":"team:x","type":"MAINTAINER"},{"type":"nobody"}]},
      "documentation":{"description":"What it is","contentType":"text/markdown"},
      "tags":{"tags":[{"key":"pii","value":"true","field":"email","source":"DBT"}]},
      "lifecycleStateChange":{"lifecycleStateChange":"rename","previousIdentifier":{"namespace":"w","name":"old"}},
      "version":{"datasetVersion":7},
      "storage":{"storageLayer":"iceberg","fileFormat":"parquet"},
      "dataSource":{"name":"pg","uri":"postgres://me:secret@db:5432/shop"})");
  CHECK(present(facets.symlinks) == std::vector<Symlink>{{{"hive://m:9083", "s.t"}, "TABLE"}});
  CHECK(present(facets.ownership) == std::vector<Owner>{{"team:x", "MAINTAINER"}});
  CHECK(present(facets.documentation) == Documentation{"What it is", "text/markdown"});
  CHECK(present(facets.tags) == std::vector<Tag>{{"pii", "true", "DBT", "email"}});
  CHECK(present(facets.lifecycle) == LifecycleChange{Lifecycle::rename, {"w", "old"}});
  CHECK(present(facets.version) == "7");
  CHECK(present(facets.storage) == Storage{"iceberg", "parquet"});
  CHECK(present(facets.data_source) == DataSource{"pg", "postgres://db:5432/shop"});
}

TEST_CASE("tests stand in facets or inputFacets, and both are read") {
  const std::string first =
      R"("dataQualityAssertions":{"assertions":[{"assertion":"not_null","column":"id","success":true}]})";
  const std::string second =
      R"("dataQualityAssertions":{"assertions":[)"
      R"({"assertion":"row_count","success":"false","expected":"1000","actual":999,"severity":"warn"},)"
      R"({"assertion":"no result"}]})";
  const Event event = parsed(Sketch{.inputs = dataset("d", facets(first) + R"(,"inputFacets":{)" + second + "}")});
  const auto results = present(event.inputs[0].facets.quality);
  REQUIRE(results.size() == 2);
  CHECK(results[0].assertion == "not_null");
  CHECK(results[0].column == "id");
  CHECK(results[0].success);
  CHECK(results[1].assertion == "row_count");
  CHECK_FALSE(results[1].success);
  CHECK(results[1].expected == "1000");
  CHECK(results[1].actual == "999");
  CHECK(results[1].severity == "warn");
}

TEST_CASE("metrics and statistics are read, numbers as texts too") {
  const Event event = of_output(R"("dataQualityMetrics":{"rowCount":"10","bytes":5e3,"fileCount":2.0,
        "lastUpdated":"2026-01-30T00:00:00Z",
        "columnMetrics":{"x":{"nullCount":0,"distinctCount":3,"sum":6600.50,"min":-1,"max":"9","quantiles":{"0.5":4}}}})",
                                R"(,"outputFacets":{"outputStatistics":{"rowCount":7,"size":"80","fileCount":null}})");
  const DatasetFacets& facets = event.outputs[0].facets;
  const Metrics metrics = present(facets.metrics);
  CHECK(metrics.counts == Statistics{10, 5000, 2});
  CHECK(format_rfc3339(metrics.updated_us.value()) == "2026-01-30T00:00:00.000000Z");
  REQUIRE(metrics.columns.size() == 1);
  CHECK(metrics.columns[0] == ColumnMetrics{"x", 0, 3, "6600.50", "", "-1", "9", {{"0.5", "4"}}});
  CHECK(present(facets.output_statistics) == Statistics{7, 80, std::nullopt});
}

TEST_CASE("a subset is kept as its condition") {
  const Event event = parsed(Sketch{
      .inputs =
          dataset("a", R"(,"inputFacets":{"subset":{"inputCondition":{"type":"location","locations":["s3://x"]}}})"),
      .outputs = dataset("b", R"(,"outputFacets":{"subset":{"outputCondition":{"type":"partition"}}})")});
  CHECK(present(event.inputs[0].facets.input_subset) == R"({"type":"location","locations":["s3://x"]})");
  CHECK(present(event.outputs[0].facets.output_subset) == R"({"type":"partition"})");
}

TEST_CASE("facets of a job are read") {
  const JobFacets facets = job(R"(
      "jobType":{"processingType":"BATCH","integration":"SPARK","jobType":"QUERY",
                 "emissionPattern":{"eventTrigger":"EVENT_BASED","eventContentMode":"ACCUMULATIVE"}},
      "sql":{"query":"select 1","dialect":"postgres"},
      "sourceCodeLocation":{"type":"git","url":"https://x/y","branch":"main","pullRequestNumber":42},
      "ownership":{"owners":[{"name":"o"}]}, "documentation":{"description":"d"}, "tags":{"tags":[{"key":"k","value":"v"}]})");
  CHECK(present(facets.type) == JobType{"BATCH", "SPARK", "QUERY", "EVENT_BASED", "ACCUMULATIVE"});
  CHECK(present(facets.sql) == Sql{"select 1", "postgres"});
  CHECK(present(facets.source_code_location) == SourceCodeLocation{"git", "https://x/y", "", "", "", "", "main", "42"});
  CHECK(present(facets.ownership) == std::vector<Owner>{{"o", ""}});
  CHECK(present(facets.documentation).description == "d");
  CHECK(present(facets.tags) == std::vector<Tag>{{"k", "v", "", ""}});
}

TEST_CASE("facets of a run are read") {
  const RunFacets facets = run(R"(
      "parent":{"run":{"runId":"F99310B4-3c3c-1a1a-2b2b-c1b95c24ff11"},"job":{"namespace":"airflow","name":"dag.task"},
                "root":{"run":{"runId":"a0000000-3c3c-1a1a-2b2b-c1b95c24ff11"},"job":{"namespace":"airflow","name":"dag"}}},
      "nominalTime":{"nominalStartTime":"2026-01-01T00:00:00Z","nominalEndTime":null},
      "errorMessage":{"message":"failed","programmingLanguage":"JAVA","stackTrace":"at x"},
      "processing_engine":{"name":"spark","version":3.5,"openlineageAdapterVersion":"1.33"})");
  CHECK(present(facets.parent) == Parent{"f99310b4-3c3c-1a1a-2b2b-c1b95c24ff11",
                                         {"airflow", "dag.task"},
                                         "a0000000-3c3c-1a1a-2b2b-c1b95c24ff11",
                                         {"airflow", "dag"}});
  CHECK(format_rfc3339(present(facets.nominal_time).start_us.value()) == "2026-01-01T00:00:00.000000Z");
  CHECK_FALSE(present(facets.nominal_time).end_us.has_value());
  CHECK(present(facets.error) == RunError{"failed", "JAVA", "at x"});
  CHECK(present(facets.engine) == Engine{"spark", "3.5", "1.33"});
  CHECK(present(run(R"("parentRun":{"run":{"runId":"x"},"job":{"namespace":"a","name":"b"}})").parent).job ==
        Name{"a", "b"});
}
