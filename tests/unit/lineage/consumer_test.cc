// Goal: declared consumers as the API takes and gives them, and what they assert. Method: small JSON in, text out.
#include <string>

#include <doctest/doctest.h>

#include "catalog/lineage/from_contract.h"

using namespace trama;
using namespace trama::lineage;

namespace {

constexpr auto kDashboard =
    R"({"id":"urn:consumer:sales:board","name":"Board","type":"dashboard","domain":"sales","owner":"bi","contact":"bi@example.com","description":"d","url":"https://bi/1","criticality":"high","tags":["t"],"uses":[{"contract":"urn:a","versions":"^1","fields":["orders.id","total"],"purpose":"p","until":"2027-06-30"},{"contract":"urn:b"}]})";

}  // namespace

TEST_CASE("a consumer reads and writes the same JSON") {
  const auto consumer = consumer_from_json(kDashboard, "urn:consumer:sales:board");
  REQUIRE(consumer.has_value());
  CHECK(to_json(*consumer) == kDashboard);
}

TEST_CASE("a use without fields is one assertion, with fields one each") {
  const auto consumer = consumer_from_json(kDashboard, "urn:consumer:sales:board");
  REQUIRE(consumer.has_value());
  const auto assertions = assertions_of(*consumer);
  REQUIRE(assertions.size() == 3);
  CHECK(assertions[0].source == Endpoint{EndpointKind::contract, "urn:b", "", "", ""});
  CHECK(assertions[1].source == Endpoint{EndpointKind::text, "urn:a.orders.id", "", "", "urn:a"});
  CHECK(assertions[2].source == Endpoint{EndpointKind::text, "urn:a.total", "", "", "urn:a"});
  for (const Assertion& assertion : assertions) {
    CHECK(assertion.target == Endpoint{EndpointKind::consumer, "urn:consumer:sales:board", "", "", ""});
    CHECK(assertion.relation == Relation::consumes);
  }
}

TEST_CASE("a use may be a contract's id alone or a canonical node id") {
  const auto consumer = consumer_from_json(R"({"uses":["urn:a","urn:b/t/x.y"]})", "c");
  REQUIRE(consumer.has_value());
  const auto assertions = assertions_of(*consumer);
  REQUIRE(assertions.size() == 2);
  CHECK(assertions[0].source == Endpoint{EndpointKind::contract, "urn:a", "", "", ""});
  CHECK(assertions[1].source == Endpoint{EndpointKind::contract, "urn:b", "t", "x.y", ""});
}

TEST_CASE("a use may be a dataset as its platform names it, by its node id") {
  const auto consumer = consumer_from_json(
      R"({"uses":["postgres:%2F%2Fdb:5432/shop.public.orders",{"contract":"bigquery/p.d.t","fields":["id"]}]})", "c");
  REQUIRE(consumer);
  const auto said = assertions_of(*consumer);
  REQUIRE(said.size() == 2);
  CHECK(said[0].source == Endpoint{EndpointKind::physical, "bigquery", "p.d.t", "id", ""});
  CHECK(said[1].source == Endpoint{EndpointKind::physical, "postgres://db:5432", "shop.public.orders", "", ""});
}

TEST_CASE("all problems of a consumer are told at once, each with its place") {
  const auto consumer =
      consumer_from_json(R"({"id":"other","nmae":"x","tags":"t","uses":[{"fields":[1]},{"contract":"urn:a"}]})", "c");
  REQUIRE_FALSE(consumer.has_value());
  const Error& error = consumer.error();
  CHECK(error.code == ErrorCode::invalid_document);
  REQUIRE(error.problems.size() == 5);
  CHECK(error.problems[0].hint == "did you mean `name`?");
  CHECK(error.problems[1].pointer == "/id");
  CHECK(error.problems[2].pointer == "/tags");
  CHECK(error.problems[3].pointer == "/uses/0/fields/0");
  CHECK(error.problems[4].pointer == "/uses/0");
}

TEST_CASE("what is not JSON, and what is not an object, is told apart") {
  CHECK(consumer_from_json("{", "c").error().code == ErrorCode::unreadable);
  CHECK(consumer_from_json("[]", "c").error().code == ErrorCode::invalid_document);
}

TEST_CASE("a range or date that cannot be read is told with its remedy, and what was stored before stays readable") {
  constexpr auto kUnread = R"({"uses":[{"contract":"a","versions":"latest","until":"next year"}]})";
  const auto given = consumer_from_json(kUnread, "c");
  REQUIRE_FALSE(given.has_value());
  CHECK(given.error().slug == "invalid-consumer");
  REQUIRE(given.error().problems.size() == 2);
  CHECK(given.error().problems[0].pointer == "/uses/0/versions");
  CHECK(given.error().problems[0].hint.find(">=1.0 <2.0") != std::string::npos);
  CHECK(given.error().problems[1].pointer == "/uses/0/until");
  const auto stored = consumer_from_json(kUnread, "c", ConsumerOrigin::stored);
  REQUIRE(stored.has_value());
  CHECK(stored->uses[0].versions == "latest");
  for (const char* date : {"2027-02-30", "2027-6-30", "2027-06-30T00:00:00Z"}) {
    CAPTURE(date);
    CHECK_FALSE(consumer_from_json(R"({"uses":[{"contract":"a","until":")" + std::string(date) + "\"}]}", "c"));
  }
}

TEST_CASE("a use holds to the end of its last day, and for ever without one") {
  const TimeUs evening = *parse_rfc3339("2027-06-30T23:59:59.999999Z");
  CHECK(in_force({.contract = "a", .versions = "", .fields = {}, .purpose = "", .until = "2027-06-30"}, evening));
  CHECK_FALSE(
      in_force({.contract = "a", .versions = "", .fields = {}, .purpose = "", .until = "2027-06-30"}, evening + 1));
  CHECK(in_force({.contract = "a", .versions = "", .fields = {}, .purpose = ""}, evening));
}

TEST_CASE("a consumer's summary has its name as title") {
  const auto consumer = consumer_from_json(kDashboard, "urn:consumer:sales:board");
  REQUIRE(consumer.has_value());
  const Summary summary = summary_of(*consumer);
  CHECK(summary.kind == SubjectKind::consumer);
  CHECK(summary.title == "Board");
  CHECK(summary.type == "dashboard");
  Consumer nameless;
  nameless.id = "c";
  CHECK(summary_of(nameless).title == "c");
}
