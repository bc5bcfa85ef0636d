// Goal: what an event claims about lineage, and when. Method: small events, claims as lines of text.
#include <string>
#include <vector>

#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

EventClaims claims(const Sketch& sketch) {
  return claims_of(parsed(sketch));
}
// A run of input a(x,k) with one output b, whose facets are these.
Lines of_b(const std::string& members, const std::string& inputs = dataset("a")) {
  return lines(claims({.inputs = inputs, .outputs = dataset("b", facets(members))}));
}
std::string column_lineage(const std::string& fields, const std::string& whole = "") {
  return R"("columnLineage":{"fields":{)" + fields + R"(},"dataset":[)" + whole + "]}";
}
std::string column(const std::string& name, const std::string& sources) {
  return "\"" + name + R"(":{"inputFields":[)" + sources + "]}";
}

}  // namespace

TEST_CASE("without columns every input is said to go into every output") {
  CHECK(lines(claims({.inputs = dataset("a") + "," + dataset("b"), .outputs = dataset("c") + "," + dataset("d")})) ==
        Lines{"a -> c", "a -> d", "b -> c", "b -> d"});
}

TEST_CASE("a dataset does not derive from itself") {
  CHECK(lines(claims({.inputs = dataset("a") + "," + dataset("b"), .outputs = dataset("a")})) == Lines{"b -> a"});
}

TEST_CASE("columns replace what is said of their datasets") {
  CHECK(of_b(column_lineage(column("y", from("a", "x", "DIRECT", "IDENTITY")))) == Lines{"a.x -> b.y DIRECT IDENTITY"});
}

TEST_CASE("a transformation that is not told is of unknown type, a subtype tells its type") {
  CHECK(of_b(column_lineage(column("y", from("a", "x")))) == Lines{"a.x -> b.y"});
  CHECK(of_b(column_lineage(column("y", from("a", "x", "", "AGGREGATION")))) ==
        Lines{"a.x -> b.y"});  // the helper writes no transformation without a type
  CHECK(of_b(R"("columnLineage":{"fields":{"y":{"inputFields":[{"namespace":"w","name":"a","field":"x",)"
             R"("transformations":[{"subtype":"JOIN","masking":true}]}]}}})") ==
        Lines{"a.x -> b.y INDIRECT JOIN masked"});
}

TEST_CASE("column lineage is complete where the schema's every column is accounted for") {
  const std::string both = column("y", from("a", "x", "DIRECT", "IDENTITY")) + "," + column("z", "");
  CHECK(of_b(schema({"y", "z"}) + "," + column_lineage(both)) == Lines{"a.x -> b.y DIRECT IDENTITY complete"});
  CHECK(of_b(schema({"y", "z", "more"}) + "," + column_lineage(both)) == Lines{"a.x -> b.y DIRECT IDENTITY"});
  CHECK(of_b(column_lineage(both)) == Lines{"a.x -> b.y DIRECT IDENTITY"});
}

TEST_CASE("a struct is accounted for by itself or by all its members") {
  const std::string nested = R"("schema":{"fields":[{"name":"s","type":"struct","fields":[{"name":"p","type":"int"},)"
                             R"({"name":"q","type":"array","fields":[{"name":"_element","type":"int"}]}]}]},)";
  CHECK(of_b(nested + column_lineage(column("s", from("a", "x")))) == Lines{"a.x -> b.s complete"});
  CHECK(of_b(nested + column_lineage(column("s.p", from("a", "x")))) == Lines{"a.x -> b.s.p"});
  CHECK(of_b(nested + column_lineage(column("s.p", from("a", "x")) + "," + column("s.q._element", from("a", "x")))) ==
        Lines{"a.x -> b.s.p complete", "a.x -> b.s.q[] complete"});
}

TEST_CASE("a column with a dot in its name is told from a member by the schema") {
  CHECK(of_b(schema({"s.p"}) + "," + column_lineage(column("s.p", from("a", "x")))) ==
        Lines{"a.x -> b.s%2Ep complete"});
  CHECK(of_b(column_lineage(column("s.p", from("a", "m.x[]")))) == Lines{"a.m.x[] -> b.s.p"});
}

TEST_CASE("what decides over the whole dataset is one edge from the column to the dataset") {
  CHECK(of_b(column_lineage(column("y", from("a", "x", "DIRECT", "IDENTITY")),
                            from("a", "k", "INDIRECT", "FILTER") + "," + from("a", "m"))) ==
        Lines{"a.k -> b INDIRECT FILTER", "a.m -> b INDIRECT", "a.x -> b.y DIRECT IDENTITY"});
}

TEST_CASE("an indirect use that stands at every column becomes one of the dataset") {
  const std::string filter = from("a", "k", "INDIRECT", "FILTER");
  const std::string y = from("a", "x", "DIRECT", "IDENTITY") + "," + filter;
  const std::string z = filter + "," + from("a", "k", "INDIRECT", "WINDOW");
  CHECK(of_b(schema({"y", "z"}) + "," + column_lineage(column("y", y) + "," + column("z", z))) ==
        Lines{"a.k -> b INDIRECT FILTER complete", "a.k -> b.z INDIRECT WINDOW complete",
              "a.x -> b.y DIRECT IDENTITY complete"});
  CHECK(of_b(column_lineage(column("y", y))) == Lines{"a.k -> b.y INDIRECT FILTER", "a.x -> b.y DIRECT IDENTITY"});
}

TEST_CASE("an input without columns stays an input of the dataset") {
  const std::string inputs = dataset("a") + "," + dataset("c");
  CHECK(of_b(schema({"y"}) + "," + column_lineage(column("y", from("a", "x"))), inputs) ==
        Lines{"a.x -> b.y complete", "c -> b"});
}

TEST_CASE("an input whose columns went elsewhere does not go into an output that is accounted for") {
  const auto output = [](const std::string& name, const std::string& source) {
    return dataset(name, facets(schema({"y"}) + "," + column_lineage(column("y", from(source, "x")))));
  };
  const std::string inputs = dataset("a") + "," + dataset("b");
  CHECK(lines(claims({.inputs = inputs, .outputs = output("c", "a") + "," + output("d", "b")})) ==
        Lines{"a.x -> c.y complete", "b.x -> d.y complete"});
  CHECK(lines(claims({.inputs = inputs, .outputs = output("c", "a") + "," + dataset("d")})) ==
        Lines{"a -> d", "a.x -> c.y complete", "b -> c", "b -> d"});
}

TEST_CASE("a source without its column leaves the pair incomplete") {
  CHECK(
      of_b(schema({"y", "z"}) + "," + column_lineage(column("y", from("a", "x")) + "," + column("z", from("a", "")))) ==
      Lines{"a -> b.z", "a.x -> b.y"});
}

TEST_CASE("explicit lineage is all there is: no other inputs, no column lineage of the same output") {
  const std::string lineage = R"("lineage":{"inputs":[{"namespace":"w","name":"a","type":"DATASET"}],)"
                              R"("fields":{"y":{"inputs":[{"namespace":"w","name":"a","type":"DATASET","field":"x",)"
                              R"("transformations":[{"type":"DIRECT","subtype":"IDENTITY"}]}]}}})";
  CHECK(of_b(schema({"y"}) + "," + column_lineage(column("y", from("c", "z"))) + "," + lineage,
             dataset("a") + "," + dataset("c")) == Lines{"a.x -> b.y DIRECT IDENTITY complete"});
}

TEST_CASE("explicit lineage with nothing in it says that nothing tracked feeds the dataset") {
  CHECK(of_b(R"("lineage":{"inputs":[]})").empty());
}

TEST_CASE("explicit lineage of a job names its outputs and what feeds them") {
  const auto entries = [](const std::string& list) { return R"("lineage":{"entries":[)" + list + "]}"; };
  const std::string b =
      R"({"namespace":"w","name":"b","type":"DATASET","inputs":[)"
      R"({"namespace":"w","name":"a","type":"DATASET"},{"namespace":"w","name":"c","type":"DATASET","field":"k"}]})";
  const EventClaims said = claims({.inputs = dataset("a") + "," + dataset("c"),
                                   .outputs = dataset("b") + "," + dataset("d"),
                                   .job_facets = entries(b)});
  CHECK(lines(said) == Lines{"a -> b", "c.k -> b INDIRECT"});
  CHECK(said.writes == std::vector<Name>{{"w", "b"}, {"w", "d"}});
  // A target that the event does not list, and an input of the job itself.
  const EventClaims more = claims(
      {.job_facets = entries(b + R"(,{"type":"JOB","inputs":[{"namespace":"w","name":"e","type":"DATASET"}]})")});
  CHECK(lines(more) == Lines{"a -> b", "c.k -> b INDIRECT"});
  CHECK(more.reads == std::vector<Name>{{"w", "e"}});
  CHECK(more.effect == Effect::lasting);
}

TEST_CASE("a generated column is accounted for by its job") {
  const std::string generated = R"("lineage":{"entries":[{"namespace":"w","name":"b","type":"DATASET","inputs":[],)"
                                R"("fields":{"y":{"inputs":[{"type":"JOB"}]},)"
                                R"("z":{"inputs":[{"namespace":"w","name":"a","type":"DATASET","field":"x"}]}}}]})";
  CHECK(lines(claims(
            {.inputs = dataset("a"), .outputs = dataset("b", facets(schema({"y", "z"}))), .job_facets = generated})) ==
        Lines{"a.x -> b.z complete"});
}

TEST_CASE("jobs with inputs only or outputs only read and write without lineage") {
  const EventClaims reader = claims({.inputs = dataset("b") + "," + dataset("a") + "," + dataset("b")});
  CHECK(lines(reader).empty());
  CHECK(reader.reads == std::vector<Name>{{"w", "a"}, {"w", "b"}});
  CHECK(reader.writes.empty());
  CHECK(reader.effect == Effect::lasting);
  const EventClaims writer = claims({.outputs = dataset("a")});
  CHECK(writer.writes == std::vector<Name>{{"w", "a"}});
  CHECK(writer.effect == Effect::lasting);
}

TEST_CASE("only what has ended well changes lineage") {
  const std::string streaming = R"("jobType":{"processingType":"STREAMING","integration":"FLINK"})";
  const struct {
    std::string type, job_facets, outputs;
    Effect effect;
  } rows[] = {
      {"START", "", dataset("b"), Effect::none},
      {"RUNNING", "", dataset("b"), Effect::none},
      {"OTHER", "", dataset("b"), Effect::none},
      {"COMPLETE", "", dataset("b"), Effect::lasting},
      {"FAIL", "", dataset("b"), Effect::none},
      {"ABORT", "", dataset("b"), Effect::none},
      {"COMPLETE", "", "", Effect::none},
      {"START", streaming, dataset("b"), Effect::none},
      {"RUNNING", streaming, dataset("b"), Effect::streaming},
      {"COMPLETE", streaming, dataset("b"), Effect::lasting},
      {"FAIL", streaming, dataset("b"), Effect::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CAPTURE(row.job_facets);
    CHECK(claims({.type = row.type, .outputs = row.outputs, .job_facets = row.job_facets}).effect == row.effect);
  }
}

TEST_CASE("a job event declares lineage without a run") {
  const Event event = parsed(R"({"eventTime":"2026-01-31T12:00:00Z","producer":"p","job":{"namespace":"n","name":"j"},
      "inputs":[)" + dataset("a") +
                             R"(],"outputs":[)" + dataset("b") + "]}");
  const EventClaims said = claims_of(event);
  CHECK(said.asserter == Asserter{AsserterKind::job, "n/j"});
  CHECK(said.effect == Effect::lasting);
  CHECK(said.order == ClaimOrder{event.time_us, ""});
  CHECK(lines(said) == Lines{"a -> b"});
}

TEST_CASE("a dataset event speaks for its dataset where it has lineage") {
  const auto event = [](const std::string& members) {
    return parsed(R"({"eventTime":"2026-01-31T12:00:00Z","producer":"p","dataset":)" + dataset("b", facets(members)) +
                  "}");
  };
  const EventClaims said = claims_of(event(schema({"y"}) + "," + column_lineage(column("y", from("a", "x")))));
  CHECK(said.asserter == Asserter{AsserterKind::manifest, "openlineage/w/b"});
  CHECK(said.effect == Effect::lasting);
  CHECK(lines(said) == Lines{"a.x -> b.y complete"});
  CHECK(claims_of(event(schema({"y"}))).effect == Effect::none);
  CHECK(claims_of(event(R"("columnLineage":{"_deleted":true})")).effect == Effect::lasting);
}

TEST_CASE("symlinks and renames are aliases") {
  const std::string b = dataset("b", facets(R"("symlinks":{"identifiers":[{"namespace":"h","name":"s.b","type":"TABLE"},
      {"namespace":"w","name":"b","type":"TABLE"}]},"lifecycleStateChange":{"lifecycleStateChange":"RENAME",
      "previousIdentifier":{"namespace":"w","name":"old"}})"));
  CHECK(claims({.outputs = b}).aliases ==
        std::vector<Alias>{{{"w", "b"}, {"h", "s.b"}, "TABLE"}, {{"w", "b"}, {"w", "old"}, "RENAME"}});
}

TEST_CASE("nothing derives into a dataset that is dropped") {
  CHECK(of_b(R"("lifecycleStateChange":{"lifecycleStateChange":"DROP"})").empty());
  CHECK(of_b(R"("lifecycleStateChange":{"lifecycleStateChange":"OVERWRITE"})") == Lines{"a -> b"});
}

TEST_CASE("an asserter's id gives back the job's namespace and name") {
  for (const Name& name : {Name{"n", "j"}, Name{"s3://bucket/x", "a/b c%d"}, Name{"é", "dag.task"}}) {
    CHECK(job_of_asserter(job_asserter_id(name)) == name);
    CHECK(dataset_of_asserter(dataset_asserter_id(name)) == name);
  }
  CHECK_FALSE(job_of_asserter("plain").has_value());
  CHECK_FALSE(job_of_asserter("a/b/c").has_value());
  CHECK_FALSE(dataset_of_asserter("n/j").has_value());
}

TEST_CASE("more assertions than the bound are cut, and nothing is complete then") {
  std::string inputs;
  std::string outputs;
  for (int i = 0; i < 600; ++i) {
    inputs += (i > 0 ? "," : "") + dataset("in" + std::to_string(i));
    outputs += (i > 0 ? "," : "") + dataset("out" + std::to_string(i));
  }
  const std::string known = dataset("b", facets(schema({"y"}) + "," + column_lineage(column("y", from("a", "x")))));
  const EventClaims said = claims({.inputs = inputs, .outputs = known + "," + outputs});
  CHECK(said.cut);
  CHECK(said.assertions.size() == kAssertionsMax);
  for (const Assertion& each : said.assertions) REQUIRE_FALSE(each.complete);
}

TEST_CASE("claims are ordered by the end of their run, not by what came last") {
  RunRecord record = record_of(parsed(Sketch{.time = "2026-01-31T12:00:00Z", .outputs = dataset("b")}));
  merge(&record, record_of(parsed(Sketch{.type = "OTHER", .time = "2026-01-31T18:00:00Z", .inputs = dataset("a")})));
  const EventClaims said = claims_of(record);
  CHECK(lines(said) == Lines{"a -> b"});
  CHECK(said.order == ClaimOrder{parse_rfc3339("2026-01-31T12:00:00Z").value(), kRunId});
}
