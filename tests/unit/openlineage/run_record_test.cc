// Goal: the events of a run say the same in any order, however often they come. Method: small runs, and shuffles with
// repeats of generated ones.
#include "catalog/lineage/openlineage/run_record.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "catalog/base/hash.h"
#include "catalog/lineage/openlineage/evidence.h"
#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

std::string at(int minute) {
  return "2026-01-31T12:" + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":00Z";
}
TimeUs us(int minute) {
  return parse_rfc3339(at(minute)).value();
}
RunRecord merged(const std::vector<Sketch>& sketches) {
  RunRecord record = record_of(parsed(sketches.front()));
  for (const Sketch& sketch : sketches) merge(&record, record_of(parsed(sketch)));
  return record;
}

// One of the things an event of a run may be, from a small world so that they meet.
Sketch any_event(std::mt19937* random) {
  const auto pick = [&](int n) { return static_cast<int>((*random)() % static_cast<unsigned>(n)); };
  static const std::vector<std::string> kTypes = {"START", "RUNNING", "OTHER", "COMPLETE", "FAIL", "ABORT"};
  const auto some_dataset = [&](const std::string& name) {
    const int kind = pick(6);
    if (kind == 0) return dataset(name);
    if (kind == 1) return dataset(name, facets(schema({"y", "c" + std::to_string(pick(3))})));
    if (kind == 2) return dataset(name, facets(R"("schema":{"_deleted":true})"));
    if (kind == 3) {
      return dataset(name, facets(schema({"y"}) + R"(,"columnLineage":{"fields":{"y":{"inputFields":[)" +
                                  from("a", "x" + std::to_string(pick(2))) + "]}}}"));
    }
    if (kind == 4) {
      return dataset(name, R"(,"outputFacets":{"outputStatistics":{"rowCount":)" + std::to_string(pick(3)) + "}}");
    }
    return dataset(name, facets(R"("mine":{"x":)" + std::to_string(pick(3)) +
                                R"(},"dataQualityAssertions":{"assertions":[{"assertion":"unique","success":)" +
                                (pick(2) == 0 ? "true" : "false") + "}]}"));
  };
  Sketch out;
  out.type = kTypes.at(static_cast<std::size_t>(pick(6)));
  out.time = at(pick(5));
  if (pick(3) > 0) out.inputs = some_dataset(pick(2) == 0 ? "a" : "b");
  if (pick(3) > 0) out.outputs = some_dataset(pick(2) == 0 ? "c" : "d") + "," + some_dataset("c");
  if (pick(4) == 0) out.job_facets = R"("sql":{"query":"select )" + std::to_string(pick(3)) + "\"}";
  if (pick(4) == 0) out.run_facets = R"("errorMessage":{"message":"m","programmingLanguage":"x"})";
  return out;
}

}  // namespace

TEST_CASE("inputs of the start and outputs of the end make the lineage of the run") {
  const RunRecord record = merged({{.type = "START", .time = at(0), .inputs = dataset("a")},
                                   {.type = "COMPLETE", .time = at(5), .outputs = dataset("b")}});
  CHECK(record.state() == RunState::completed);
  CHECK(record.started_us() == us(0));
  CHECK(record.ended_us() == us(5));
  CHECK(lines(claims_of(record)) == Lines{"a -> b"});
}

TEST_CASE("the state of a run is that of its last end, else that it has begun") {
  const struct {
    std::vector<std::string> types;  // minute by minute
    RunState state;
  } rows[] = {
      {{"OTHER"}, RunState::fresh},
      {{"START"}, RunState::running},
      {{"START", "RUNNING", "OTHER"}, RunState::running},
      {{"START", "COMPLETE"}, RunState::completed},
      {{"START", "COMPLETE", "RUNNING"}, RunState::completed},
      {{"COMPLETE", "START"}, RunState::completed},
      {{"COMPLETE", "FAIL"}, RunState::failed},
      {{"FAIL", "COMPLETE"}, RunState::completed},
      {{"START", "ABORT"}, RunState::aborted},
  };
  for (const auto& row : rows) {
    std::vector<Sketch> events;
    for (const std::string& type : row.types) {
      events.push_back({.type = type, .time = at(static_cast<int>(events.size()))});
    }
    CHECK(merged(events).state() == row.state);
  }
}

TEST_CASE("of a facet the later event counts, of two at one time the same one in any order") {
  const Sketch early{.time = at(1), .job_facets = R"("sql":{"query":"zzz"})"};
  const Sketch late{.time = at(2), .job_facets = R"("sql":{"query":"aaa"})"};
  const Sketch gone{.time = at(3), .job_facets = R"("sql":{"_deleted":true})"};
  CHECK(merged({late, early}).job_facets.sql.value.query == "aaa");
  CHECK(merged({early, gone, late}).job_facets.sql.get() == nullptr);
  const Sketch other{.time = at(1), .job_facets = R"("sql":{"query":"yyy"})"};
  CHECK(merged({early, other}) == merged({other, early}));
}

TEST_CASE("shuffled and repeated events of a run give the same record, claims and evidence") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<RunRecord> events;
    for (int i = 0; i < 8; ++i) events.push_back(record_of(parsed(any_event(&random))));
    RunRecord expected = events.front();
    for (const RunRecord& event : events) merge(&expected, event);
    for (int round = 0; round < 5; ++round) {
      std::vector<RunRecord> shuffled = events;
      for (int repeats = 0; repeats < 4; ++repeats) shuffled.push_back(events[random() % events.size()]);
      std::ranges::shuffle(shuffled, random);
      // In two parts that are merged at the end, each packed on its way.
      RunRecord left = shuffled.front();
      RunRecord right = shuffled.back();
      for (std::size_t i = 0; i < shuffled.size(); ++i) merge(i % 2 == 0 ? &left : &right, shuffled[i]);
      auto read = unpack_run(pack(right));
      REQUIRE(read.has_value());
      merge(&left, *read);
      REQUIRE(left == expected);
    }
    CHECK(lines(claims_of(expected)) == lines(claims_of(unpack_run(pack(expected)).take())));
  }
}

TEST_CASE("evidence of shuffled events is the same") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Event> events;
    for (int i = 0; i < 8; ++i) events.push_back(parsed(any_event(&random)));
    const auto gather = [](const std::vector<Event>& from) {
      Evidence out;
      const auto add = [&](const Evidence& found) {
        for (const auto& [name, evidence] : found) merge(&out[name], evidence);
      };
      RunRecord record = record_of(from.front());
      for (const Event& event : from) {
        merge(&record, record_of(event));
        add(evidence_of(event));
      }
      add(evidence_of(record));
      return out;
    };
    const Evidence expected = gather(events);
    std::ranges::shuffle(events, random);
    CHECK(gather(events) == expected);
    for (const auto& [name, evidence] : expected) {
      const auto read = unpack_evidence(pack(evidence));
      REQUIRE(read.has_value());
      CHECK(*read == evidence);
    }
  }
}

TEST_CASE("a run with more datasets than its bound keeps the same names in any order, and no facets") {
  const auto part = [](int begin) {
    std::string outputs;
    for (int i = begin; i < begin + 6'000; ++i) {
      outputs += (outputs.empty() ? "" : ",") + dataset("d" + std::to_string(100'000 + i), facets(schema({"y"})));
    }
    return record_of(parsed(Sketch{.inputs = dataset("a"), .outputs = outputs}));
  };
  const RunRecord low = part(0);
  const RunRecord high = part(6'000);
  RunRecord forth = low;
  merge(&forth, high);
  RunRecord back = high;
  merge(&back, low);
  merge(&back, high);
  CHECK(forth.cut);
  CHECK(forth == back);
  CHECK(forth.outputs.size() == kRunDatasetsMax);
  CHECK(forth.outputs.rbegin()->first.name == "d109999");
  CHECK_FALSE(forth.outputs.begin()->second.schema.said());
  CHECK(claims_of(forth).cut);
}

TEST_CASE("a run beyond its bytes keeps its names only") {
  const auto part = [](const std::string& name) {
    const std::string text(kFacetBytesMax - 100, 'x');  // made different below, since a text is packed once
    std::string many;
    for (int i = 0; i < 6; ++i)
      many +=
          (i > 0 ? "," : "") + ("\"f" + std::to_string(i)) + R"(":{"x":")" + text + name + std::to_string(i) + "\"}";
    return record_of(parsed(Sketch{.outputs = dataset(name, facets(many))}));
  };
  RunRecord record = part("a");
  merge(&record, part("b"));
  CHECK_FALSE(record.cut);
  merge(&record, part("c"));
  CHECK(record.cut);
  CHECK(record.outputs.size() == 3);
  CHECK(record.outputs.begin()->second.other.empty());
}

TEST_CASE("a packed run that is cut or changed is refused") {
  const RunRecord record = merged({{.inputs = dataset("a", facets(schema({"x"}))), .outputs = dataset("b")}});
  const std::string packed = pack(record);
  REQUIRE(unpack_run(packed).has_value());
  CHECK(*unpack_run(packed) == record);
  for (std::size_t size = 0; size < packed.size(); ++size) CHECK_FALSE(unpack_run(packed.substr(0, size)).has_value());
  CHECK_FALSE(unpack_run(packed + "x").has_value());
  CHECK(unpack_run(std::string(1, '\2') + packed.substr(1)).error().code == ErrorCode::corrupt);
}

TEST_CASE("the packed forms that stores have stay what they are") {
  const std::string facets_of_b = facets(schema({"y", "z"}) + R"(,"columnLineage":{"fields":{"y":{"inputFields":[)" +
                                         from("a", "x", "DIRECT", "IDENTITY") + R"(]}},"dataset":[)" + from("a", "k") +
                                         R"(]},"lineage":{"inputs":[{"namespace":"w","name":"a","type":"DATASET"}]},
      "symlinks":{"identifiers":[{"namespace":"h","name":"t","type":"TABLE"}]},"ownership":{"owners":[{"name":"o"}]},
      "documentation":{"description":"d"},"tags":{"tags":[{"key":"k","value":"v","field":"y"}]},
      "lifecycleStateChange":{"lifecycleStateChange":"OVERWRITE"},"version":{"datasetVersion":"1"},
      "storage":{"storageLayer":"delta"},"dataSource":{"name":"n"},"mine":{"x":1},
      "dataQualityMetrics":{"rowCount":3,"columnMetrics":{"y":{"nullCount":0,"quantiles":{"0.5":"1"}}}},
      "dataQualityAssertions":{"assertions":[{"assertion":"unique","success":true}]})");
  const RunRecord record = record_of(parsed(Sketch{
      .inputs = dataset("a"),
      .outputs = dataset("b", facets_of_b + R"(,"outputFacets":{"outputStatistics":{"rowCount":3,"size":-1}})"),
      .job_facets =
          R"("jobType":{"processingType":"BATCH"},"sql":{"query":"q"},"lineage":{"entries":[{"type":"JOB"}]})",
      .run_facets = R"("parent":{"run":{"runId":"x"},"job":{"namespace":"a","name":"b"}},"nominalTime":)"
                    R"({"nominalStartTime":"2026-01-31"},"errorMessage":{"message":"m"},"other":{"_deleted":true})"}));
  CHECK(sha256_hex(pack(record)) == "523325186b848f9cdf736ac22682afefce45605babbb5492dfca4595ebd49940");
  const DatasetEvidence evidence = evidence_of(record).at({"w", "b"});
  const std::string packed = pack(evidence);
  CHECK(sha256_hex(packed) == "1b4cd5da85f7237959c1b1e6eab7e54f8bb8aff122bc1ca21361eb258bd43cb2");
  // Version 1 lacked the last three facets, which are one byte each where nobody said them.
  const std::string before = '\1' + packed.substr(1, packed.size() - 4);
  CHECK(sha256_hex(before) == "c97cc8bbcbffea948c5b713ae6b588ea9b32c066468b3286fd36171c32c3eb70");
  const auto read = unpack_evidence(before);
  REQUIRE(read);
  CHECK(*read == evidence);
}
