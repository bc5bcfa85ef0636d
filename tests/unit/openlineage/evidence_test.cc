// Goal: which facts an event or run tells about datasets. Method: small events, one fact each.
#include "catalog/lineage/openlineage/evidence.h"

#include <string>

#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

const Name kB{"w", "b"};

DatasetEvidence of_b(const Sketch& sketch) {
  return evidence_of(parsed(sketch))[kB];
}

}  // namespace

TEST_CASE("a finished run wrote its outputs at its end, with what it counted") {
  const std::string counted = R"(,"outputFacets":{"outputStatistics":{"rowCount":7,"size":80}})";
  const std::string b = dataset("b", facets(R"("version":{"datasetVersion":"v1"})") + counted);
  const DatasetEvidence found = of_b({.outputs = b});
  REQUIRE(found.last_write.get() != nullptr);
  CHECK(format_rfc3339(found.last_write.at_us) == "2026-01-31T12:00:00.000000Z");
  CHECK(found.last_write.value == Write{{"n", "j"}, kRunId, {7, 80, std::nullopt}, "v1"});
  CHECK_FALSE(found.last_failure.said());
}

TEST_CASE("a run that has not ended well writes nothing, and a failure is remembered") {
  for (const std::string type : {"START", "RUNNING", "OTHER"}) {
    const DatasetEvidence found = of_b({.type = type, .outputs = dataset("b")});
    CHECK_FALSE(found.last_write.said());
    CHECK_FALSE(found.last_failure.said());
  }
  for (const std::string type : {"FAIL", "ABORT"}) {
    const DatasetEvidence found = of_b({.type = type, .outputs = dataset("b", facets(schema({"half"})))});
    CHECK_FALSE(found.last_write.said());
    CHECK(found.last_failure.value.run_id == kRunId);
    CHECK_FALSE(found.schema.said());
  }
}

TEST_CASE("a run that streams writes as long as it is heard of") {
  const DatasetEvidence found = of_b({.type = "RUNNING",
                                      .outputs = dataset("b"),
                                      .job_facets = R"("jobType":{"processingType":"STREAMING","integration":"F"})"});
  CHECK(found.last_write.said());
}

TEST_CASE("what only changes the table writes no data") {
  for (const std::string change : {"DROP", "RENAME", "ALTER", "TRUNCATE"}) {
    CAPTURE(change);
    const std::string facet = R"("lifecycleStateChange":{"lifecycleStateChange":")" + change + "\"}";
    const DatasetEvidence found = of_b({.outputs = dataset("b", facets(facet))});
    CHECK_FALSE(found.last_write.said());
    CHECK(found.lifecycle.said());
  }
  CHECK(of_b({.outputs = dataset("b", facets(R"("lifecycleStateChange":{"lifecycleStateChange":"OVERWRITE"})"))})
            .last_write.said());
}

TEST_CASE("tests count whatever becomes of their run, each by its name") {
  const auto tested = [](const std::string& time, const std::string& results) {
    return of_b(
        {.type = "FAIL",
         .time = time,
         .inputs = dataset("b", R"(,"inputFacets":{"dataQualityAssertions":{"assertions":[)" + results + "]}}")});
  };
  DatasetEvidence found = tested("2026-01-02T00:00:00Z", R"({"assertion":"unique","column":"id","success":true})");
  merge(&found, tested("2026-01-01T00:00:00Z", R"({"assertion":"unique","column":"id","success":false},
                                                  {"assertion":"not_null","column":"id","success":false})"));
  REQUIRE(found.tests.size() == 2);
  CHECK(found.tests.at({"unique", "id", ""}).value.success);
  CHECK_FALSE(found.tests.at({"not_null", "id", ""}).value.success);
  CHECK(format_rfc3339(found.tests.at({"not_null", "id", ""}).at_us) == "2026-01-01T00:00:00.000000Z");
}

TEST_CASE("an input tells what it is like, whatever the run does") {
  const DatasetEvidence found = of_b(
      {.type = "START", .inputs = dataset("b", facets(schema({"x"}) + R"(,"documentation":{"description":"d"})"))});
  CHECK(found.schema.value.fields.at(0).name == "x");
  CHECK(found.documentation.value.description == "d");
}

TEST_CASE("a dataset event tells what its dataset is like") {
  const Event event = parsed(R"({"eventTime":"2026-01-31T12:00:00Z","producer":"p","dataset":)" +
                             dataset("b", facets(schema({"x"}) + R"(,"dataQualityMetrics":{"rowCount":3})")) + "}");
  const DatasetEvidence found = evidence_of(event)[kB];
  CHECK(found.schema.said());
  CHECK(found.metrics.value.counts.rows == 3);
  CHECK_FALSE(found.last_write.said());
}

TEST_CASE("more tests than the bound keep the same names in any order") {
  DatasetEvidence low;
  DatasetEvidence high;
  for (std::size_t i = 0; i < kTestsMax; ++i) {
    low.tests[{"a" + std::to_string(10'000 + i), "", ""}].merge({1, false, {}});
    high.tests[{"b" + std::to_string(10'000 + i), "", ""}].merge({1, false, {}});
  }
  DatasetEvidence forth = low;
  merge(&forth, high);
  merge(&high, low);
  CHECK(forth == high);
  CHECK(forth == low);
}

TEST_CASE("packed evidence that is cut is refused") {
  const std::string packed = pack(of_b({.outputs = dataset("b", facets(schema({"x"})))}));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CHECK_FALSE(unpack_evidence(packed.substr(0, size)).has_value());
  }
}
