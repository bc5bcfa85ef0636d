// Goal: bulk imports count right, keep order and survive. Method: the real binary over HTTP.
#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Fixture : ServerFixture {
  json wait(const std::string& id) {
    for (int tries = 0; tries < 600; ++tries) {
      const json status = server.get("/api/v1/imports/" + id);
      if (status["state"] == "done" || status["state"] == "failed") return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL("the import does not end");
    return {};
  }
};

std::string odcs_line(const std::string& id) {
  const json contract = {
      {"kind", "DataContract"},
      {"apiVersion", "v3.1.0"},
      {"id", id},
      {"version", "1.0.0"},
      {"status", "active"},
      {"schema",
       json::array({{{"name", "t"}, {"properties", json::array({{{"name", "x"}, {"logicalType", "string"}}})}}})}};
  return contract.dump() + "\n";
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "NDJSON with good, bad and repeated lines is answered line by line") {
  const std::string body = odcs_line("a") + odcs_line("b") + "\n" + "{broken\n" + odcs_line("a");
  const auto answer = server.call("POST", "/api/v1/import", body, "application/x-ndjson", {{"Prefer", "wait"}});
  REQUIRE(answer.status == 200);
  const json import = json::parse(answer.body);
  CHECK(import["documents"] == 4);
  CHECK(import["created"] == 2);
  CHECK(import["unchanged"] == 1);
  CHECK(import["refused"] == 1);
  REQUIRE(import["results"].size() == 4);
  CHECK(import["results"][2]["line"] == 4);
  CHECK(import["results"][2].contains("problem"));
  CHECK(import["results"][3]["outcome"] == "unchanged");
}

TEST_CASE_FIXTURE(Fixture, "multi-document YAML is imported in the background and its results can be fetched") {
  const std::string body = contract_text("a", "1.0.0", {"x"}) + "---\n" + contract_text("b", "1.0.0", {"x <- a.t.x"});
  const auto accepted = server.call("POST", "/api/v1/import", body, "application/yaml");
  REQUIRE(accepted.status == 202);
  const std::string id = json::parse(accepted.body)["id"];
  CHECK(accepted.header("location") == "/api/v1/imports/" + id);
  CHECK(wait(id)["created"] == 2);
  const std::string results = server.call("GET", "/api/v1/imports/" + id + "/results").body;
  CHECK(json::parse(results.substr(0, results.find('\n')))["id"] == "a");
  server.wait_until_ready();
  CHECK(server.get("/api/v1/lineage?node=a")["nodes"].size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "ten thousand documents agree in the list, the search and the lineage") {
  std::string body;
  for (int i = 0; i < 10'000; ++i)
    body += odcs_line("urn:datacontract:d" + std::to_string(i % 7) + ":p" + std::to_string(i));
  const auto accepted = server.call("POST", "/api/v1/import", body, "application/x-ndjson");
  REQUIRE(accepted.status == 202);
  const json done = wait(json::parse(accepted.body)["id"]);
  CHECK(done["created"] == 10'000);
  server.wait_for_search();
  CHECK(server.get("/api/v1/search?limit=0")["total"] == 10'000);
  CHECK(server.get("/api/v1/about")["datasets"] == 10'000);
  CHECK(server.get("/api/v1/about")["contracts"] == 10'000);
}

TEST_CASE_FIXTURE(Fixture, "an import of something else is refused with the remedy") {
  CHECK(server.call("POST", "/api/v1/import", "x", "text/csv").status == 415);
  CHECK(server.call("POST", "/api/v1/import", "", "application/x-ndjson").status == 400);
  CHECK(server.call("GET", "/api/v1/imports/none").status == 404);
}
