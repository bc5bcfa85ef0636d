// Goal: what is an event, what is read leniently, and what is refused and how. Method: small texts and tables.
#include <string>
#include <vector>

#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

// "rule pointer" of each problem.
Lines problems(const std::vector<Problem>& problems) {
  Lines out;
  for (const Problem& problem : problems) out.push_back(problem.rule + " " + problem.pointer);
  return out;
}

const std::string kTime = R"("eventTime":"2026-01-31T12:00:00Z","producer":"p")";
const std::string kRun = R"("run":{"runId":"0176a8c2-fe01-7439-87e6-56a1a1b4029f"})";
const std::string kJob = R"("job":{"namespace":"n","name":"j"})";

std::string with(const std::string& members) {
  return "{" + kTime + "," + members + "}";
}

}  // namespace

TEST_CASE("the kind of an event is seen from its members") {
  const struct {
    std::string json;
    EventKind kind;
  } rows[] = {
      {with(kRun + "," + kJob), EventKind::run},
      {with(R"("eventType":"START",)" + kRun + "," + kJob), EventKind::run},
      {with(kJob), EventKind::job},
      {with(kJob + R"(,"eventType":"COMPLETE","schemaURL":"https://x/OpenLineage.json#/definitions/JobEvent")"),
       EventKind::job},
      {with(kJob + R"(,"run":null)"), EventKind::job},
      {with(R"("dataset":{"namespace":"w","name":"d"})"), EventKind::dataset},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    CHECK(parsed(row.json).kind == row.kind);
  }
}

TEST_CASE("a run event gives its names, type and time") {
  const Event event = parsed(Sketch{.type = "FAIL", .inputs = dataset("a"), .outputs = dataset("b")});
  CHECK(event.type == EventType::fail);
  CHECK(format_rfc3339(event.time_us) == "2026-01-31T12:00:00.000000Z");
  CHECK(event.run.id == kRunId);
  CHECK(event.run.written_id.empty());
  CHECK(event.job.name == Name{"n", "j"});
  REQUIRE(event.inputs.size() == 1);
  CHECK(event.inputs[0].name == Name{"w", "a"});
  REQUIRE(event.outputs.size() == 1);
  CHECK(event.outputs[0].name == Name{"w", "b"});
  CHECK(event.notes.empty());
}

TEST_CASE("what real emitters send is read, with a note where something was supposed") {
  const struct {
    std::string json;
    Lines notes;
  } rows[] = {
      {R"({"eventTime":"2026-01-31T12:00:00",)" + kRun + "," + kJob + "}", {"missing-producer /producer"}},
      {R"({"eventTime":1769860800000,"producer":"p",)" + kRun + "," + kJob + "}", {}},
      {with(kRun + "," + kJob + R"(,"inputs":null,"outputs":[null])"), {"member-ignored /outputs/0"}},
      {with(R"("eventType":"complete",)" + kRun + "," + kJob), {}},
      {with(R"("eventType":"COMPLETED",)" + kRun + "," + kJob), {"unknown-event-type /eventType"}},
      {with(R"("eventType":null,)" + kRun + "," + kJob), {}},
      {with(R"("run":{"runId":"manual__2026"},)" + kJob), {"run-id-replaced /run/runId"}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"j","facets":null})"), {}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"j","facets":{"sql":null}})"), {}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"j","facets":[]})"), {"facet-unreadable /job/facets"}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"j","facets":{"sql":{"query":7}}})"),
       {"facet-unreadable /job/facets/sql"}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"j"},"unknown":{"a":[1]})"), {}},
      {with(kRun + R"(,"job":{"namespace":5,"name":"j"})"), {}},
      {"\xEF\xBB\xBF" + with(kRun + "," + kJob), {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    CHECK(problems(parsed(row.json).notes) == row.notes);
  }
}

TEST_CASE("what cannot be understood is refused with every reason and its place") {
  const struct {
    std::string json;
    ErrorCode code;
    Lines problems;
  } rows[] = {
      {"", ErrorCode::unreadable, {"not-json "}},
      {"{", ErrorCode::unreadable, {"not-json "}},
      {"{\"a\":NaN}", ErrorCode::unreadable, {"not-json "}},
      {with(kRun + "," + kJob) + std::string(1, '\0'), ErrorCode::unreadable, {"not-json "}},
      {with(kRun + "," + kJob) + "{}", ErrorCode::unreadable, {"not-json "}},
      {"\"text\"", ErrorCode::unreadable, {"not-an-event "}},
      {"[]", ErrorCode::unreadable, {"not-an-event "}},
      {"{}", ErrorCode::unreadable, {"not-an-event "}},
      {with(R"("eventType":"START",)" + kJob), ErrorCode::invalid_document, {"missing-member /run/runId"}},
      {with(kRun), ErrorCode::invalid_document, {"missing-member /job/namespace", "missing-member /job/name"}},
      {with(R"("run":{},)" + kJob), ErrorCode::invalid_document, {"missing-member /run/runId"}},
      {with(R"("run":"x",)" + kJob), ErrorCode::invalid_document, {"wrong-type /run"}},
      {with(kRun + R"(,"job":{"namespace":"n","name":"  "})"),
       ErrorCode::invalid_document,
       {"missing-member /job/name"}},
      {"{" + kRun + "," + kJob + "}",
       ErrorCode::invalid_document,
       {"missing-member /eventTime", "missing-producer /producer"}},
      {R"({"producer":"p","eventTime":"noon",)" + kRun + "," + kJob + "}",
       ErrorCode::invalid_document,
       {"unreadable-time /eventTime"}},
      {with(kRun + "," + kJob + R"(,"inputs":{},"outputs":[{"name":"d"},{"namespace":"w","name":""}])"),
       ErrorCode::invalid_document,
       {"wrong-type /inputs", "missing-member /outputs/0/namespace", "missing-member /outputs/1/name"}},
      {with(R"("dataset":{"namespace":"a\nb","name":"d"})"),
       ErrorCode::invalid_document,
       {"name-control-character /dataset/namespace"}},
      {with(R"("dataset":{"namespace":"w","name":")" + std::string(kNameTextBytesMax + 1, 'x') + "\"}"),
       ErrorCode::invalid_document,
       {"name-too-long /dataset/name"}},
      {std::string(kEventNestingMax + 1, '['), ErrorCode::too_large, {"nested-too-deeply "}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json.substr(0, 200));
    const auto event = parse_event(row.json);
    REQUIRE_FALSE(event.has_value());
    CHECK(event.error().code == row.code);
    CHECK(problems(event.error().problems) == row.problems);
  }
}

TEST_CASE("broken JSON is told by line and column") {
  const auto event = parse_event("{\n  \"run\": nope\n}");
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().problems[0].line == 2);
  CHECK(event.error().problems[0].column == 10);
}

TEST_CASE("texts are decoded, half a character too") {
  const Event event = parsed(with(kRun + R"(,"job":{"namespace":"n","name":"\u00e9\ud83d\ude00\ud800\/x"})"));
  CHECK(event.job.name.name == "é😀\xEF\xBF\xBD/x");
}

TEST_CASE("a list of events is pointed to the batch address") {
  const auto event = parse_event("[{}]");
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().problems[0].hint.find("/lineage/batch") != std::string::npos);
}

TEST_CASE("bounds refuse an event that is too large") {
  CHECK(parse_event(std::string(kEventBytesMax + 1, ' ')).error().code == ErrorCode::too_large);
  std::string values = "[0";
  for (std::size_t i = 0; i < kEventValuesMax; ++i) values += ",0";
  CHECK(parse_event(values + "]").error().problems[0].rule == "too-many-values");
  std::string datasets = dataset("d");
  for (std::size_t i = 0; i < kEventDatasetsMax; ++i) datasets += "," + dataset("d");
  const auto event = parse_event(run_event({.inputs = datasets}));
  REQUIRE_FALSE(event.has_value());
  CHECK(problems(event.error().problems) == Lines{"too-many-datasets /inputs"});
}

TEST_CASE("no more problems are listed than the limit allows") {
  std::string broken = "{}";
  for (int i = 0; i < 1000; ++i) broken += ",{}";
  const auto event = parse_event(run_event({.inputs = broken}));
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().problems.size() == limits::kProblemsMax);
}

TEST_CASE("unknown facets are kept as their JSON, numbers as spelled") {
  const Event event = parsed(
      Sketch{.inputs = dataset("a", R"(,"facets":{"mine":{ "x" : [1, 1.50, 123456789012345678901234567890, "é\n"] }},)"
                                    R"("inputFacets":{"in":{"y":true}})"),
             .run_facets = R"("spark_x":{"_producer":"p"})"});
  const DatasetFacets& facets = event.inputs[0].facets;
  CHECK(facets.other.at("mine").value == R"({"x":[1,1.50,123456789012345678901234567890,"é\n"]})");
  CHECK(facets.other_input.at("in").value == R"({"y":true})");
  CHECK(event.run.facets.other.at("spark_x").value == R"({"_producer":"p"})");
}

TEST_CASE("an unknown facet beyond its bound is left out, and the event is read") {
  const std::string large = R"("large":{"x":")" + std::string(kFacetBytesMax, 'x') + R"("},"small":{})";
  const Event event = parsed(Sketch{.run_facets = large});
  CHECK_FALSE(event.run.facets.other.contains("large"));
  CHECK(event.run.facets.other.contains("small"));
  CHECK(problems(event.notes) == Lines{"facet-cut /run/facets/large"});
}

TEST_CASE("a deleted facet is not what it says but that it is gone") {
  const Event event = parsed(
      Sketch{.inputs = dataset("a", facets(R"("schema":{"_deleted":true,"fields":[]},"mine":{"_deleted":true})"))});
  CHECK(event.inputs[0].facets.schema.said());
  CHECK(event.inputs[0].facets.schema.get() == nullptr);
  CHECK(event.inputs[0].facets.other.at("mine").get() == nullptr);
}

TEST_CASE("of a key that stands twice the last one counts") {
  CHECK(parsed(with(kRun + R"(,"job":{"namespace":"n","name":"first","name":"last"})")).job.name.name == "last");
}
