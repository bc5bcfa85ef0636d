// Goal: POST /check and GET …/diff say what a proposed contract changes, whether it may pass and who is hit, and store
// nothing. Method: the real binary.
#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Fixture : ServerFixture {
  Fixture() { server.wait_until_ready(); }

  json check(const std::string& text, int expected = 200, const std::string& query = "") {
    return send("POST", "/api/v1/check" + query, text, expected, "application/yaml");
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a first version passes, compared with nothing, and is not stored") {
  const json answer = check(contract_text("orders", "1.0.0", {"id"}));
  CHECK(answer["verdict"] == "pass");
  CHECK(answer["valid"] == true);
  CHECK_FALSE(answer.contains("base"));
  CHECK(answer["changes"].empty());
  CHECK(server.call("GET", "/api/v1/contracts/orders").status == 404);
}

TEST_CASE_FIXTURE(Fixture, "a breaking change names its gate, its place, the right version and who is hit") {
  server.post_contract(contract_text("orders", "1.2.0", {"id", "total"}));
  server.post_contract(contract_text("report", "1.0.0", {"sum <- orders.t.total"}));
  const json answer = check(contract_text("orders", "1.3.0", {"id"}));
  CHECK(answer["verdict"] == "refuse");
  CHECK(answer["base"] == "1.2.0");
  CHECK(answer["demanded"] == "major");
  CHECK(answer["suggested_version"] == "2.0.0");
  CHECK(answer["counts"]["breaking"] == 1);
  const json& finding = answer["findings"][0];
  CHECK(finding["gate"] == "version");
  CHECK(finding["rule"] == "field-removed");
  CHECK(finding["remedy"] == "set the version to 2.0.0");
  REQUIRE(answer["changes"].size() == 1);
  CHECK(answer["changes"][0]["rule"] == "field-removed");
  REQUIRE(answer["impact"]["hits"].size() == 1);
  CHECK(answer["impact"]["hits"][0]["id"] == "report/t");
  CHECK(answer["impact"]["hits"][0]["certainty"] == "certain");
}

TEST_CASE_FIXTURE(Fixture, "an invalid contract is an answer; what is no contract is none") {
  const json invalid = check("dataContractSpecification: 1.1.0\nid: x\n");
  CHECK(invalid["valid"] == false);
  CHECK(invalid["verdict"] == "refuse");
  CHECK(invalid["findings"][0]["gate"] == "document");
  CHECK(invalid["findings"][0]["rule"] == "missing-version");
  CHECK(check("name: a playbook\n", 400)["type"] == "urn:trama:problem:not-a-contract");
}

TEST_CASE_FIXTURE(Fixture, "the policy may be another one, and must be one that there is") {
  server.post_contract(contract_text("orders", "1.0.0", {"id", "total"}));
  const std::string proposed = contract_text("orders", "1.0.1", {"id"});
  CHECK(check(proposed, 200, "?policy=confluent-NONE")["verdict"] != "refuse");
  CHECK(check(proposed, 200, "?policy=confluent-FORWARD")["verdict"] == "refuse");
  CHECK(check(proposed, 400, "?policy=strict")["type"] == "urn:trama:problem:bad-policy");
}

TEST_CASE_FIXTURE(Fixture,
                  "a version that is registered with another content is refused, with the version it would be") {
  server.post_contract(contract_text("orders", "1.0.0", {"id"}));
  const json answer = check(contract_text("orders", "1.0.0", {"id", "total"}));
  CHECK(answer["verdict"] == "refuse");
  CHECK(answer["findings"][0]["rule"] == "version-exists");
  CHECK(answer["findings"][0]["remedy"] == "publish as 1.1.0");
  CHECK(check(contract_text("orders", "1.0.0", {"id"}))["verdict"] == "pass");
}

TEST_CASE_FIXTURE(Fixture, "the difference of two versions, either way, and of the latest from the one below") {
  server.post_contract(contract_text("orders", "1.0.0", {"id"}));
  server.post_contract(contract_text("orders", "1.1.0", {"id", "total"}));
  const std::string diff = "/api/v1/contracts/orders/diff";
  const json added = server.get(diff);
  CHECK(added["from"] == "1.0.0");
  CHECK(added["to"] == "1.1.0");
  REQUIRE(added["changes"].size() == 1);
  CHECK(added["changes"][0]["rule"] == "field-added");
  CHECK(server.get(diff + "?from=1.1.0&to=1.0.0")["changes"][0]["rule"] == "field-removed");
  CHECK(server.get(diff + "?from=1.1.0&to=1.1.0")["changes"].empty());
  CHECK(server.call("GET", diff + "?to=1.0.0").status == 404);
  CHECK(server.call("GET", diff + "?from=9.9.9").status == 404);
}
