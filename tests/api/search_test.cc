// Goal: what was published is found, at once and by what people type. Method: the real binary over HTTP.
#include <set>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

using Fixture = ServerFixture;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a search that carries the seq of a write finds it") {
  const json registered = server.post_contract(article_text());
  const json found = server.get("/api/v1/search?q=orders&min_seq=" + registered["seq"].dump());
  CHECK(found["total"] == 1);
  CHECK(found["as_of_seq"] >= registered["seq"]);
  CHECK(found["hits"][0]["id"] == registered["id"]);
}

TEST_CASE_FIXTURE(Fixture, "columns are found by every spelling and the hit says which matched") {
  server.post_contract(contract_text("urn:datacontract:a:b", "1.0.0", {"customer_id", "orderTotal"}));
  server.wait_for_search();
  for (const char* query :
       {"customer_id", "customerId", "customer", "CustomerID", "order%20total", "ordertotal", "cust"}) {
    CAPTURE(query);
    const json found = server.get("/api/v1/search?q=" + std::string(query));
    REQUIRE(found["total"] == 1);
    bool column = false;
    for (const json& highlight : found["hits"][0]["highlights"]) column = column || highlight["field"] == "column";
    CHECK(column);
  }
}

TEST_CASE_FIXTURE(Fixture, "facets count exactly and filters narrow") {
  for (const char* domain : {"a", "a", "b"}) {
    static int n = 0;
    server.post_contract(
        contract_text("urn:datacontract:" + std::string(domain) + ":p" + std::to_string(n++), "1.0.0", {"x"}));
  }
  server.wait_for_search();
  const json all = server.get("/api/v1/search?q=");
  CHECK(all["total"] == 3);
  CHECK(all["facets"]["domain"] == json::parse(R"([{"value":"a","count":2},{"value":"b","count":1}])"));
  CHECK(server.get("/api/v1/search?domain=b")["total"] == 1);
}

TEST_CASE_FIXTURE(Fixture, "anything a person may type is answered") {
  server.post_contract(article_text());
  server.wait_for_search();
  for (const char* query : {"%22", "%22unclosed", "AND", "OR%20OR", "%28%28%28", "-", "%2B%2B", "%2A", "domain%3A",
                            "%00", "%F0%9F%98%80", "a%20NEAR%20b", "NOT", "%5E%7E", "x%3A%3Ay", "%FF"}) {
    CAPTURE(query);
    const auto answer = server.call("GET", "/api/v1/search?q=" + std::string(query));
    CHECK((answer.status == 200 || answer.status == 400));
  }
  CHECK(server.call("GET", "/api/v1/search?q=" + std::string(2000, 'a')).status == 413);
}

TEST_CASE_FIXTURE(Fixture, "retired products are found only when asked for") {
  server.post_contract(article_text());
  server.call("DELETE", "/api/v1/contracts/urn%3Adatacontract%3Aorders%3Afact-orders");
  server.wait_for_search();
  CHECK(server.get("/api/v1/search?q=orders")["total"] == 0);
  CHECK(server.get("/api/v1/search?q=orders&retired=true")["total"] == 1);
  CHECK(server.get("/api/v1/search?q=status:retired")["total"] == 1);
  CHECK(server.get("/api/v1/search?q=&status=retired")["hits"][0]["status"] == "retired");
}

TEST_CASE_FIXTURE(Fixture, "data is found by the place it lies at, as a whole and by its parts") {
  server.post_contract(R"({"apiVersion": "v3.1.0", "kind": "DataContract", "id": "urn:datacontract:a:clicks",
    "version": "1.0.0", "status": "active", "schema": [{"name": "clicks"}],
    "servers": [{"server": "production", "type": "s3", "location": "s3://shop-lake/web/clicks_v2/*.parquet"}]})");
  server.wait_for_search();
  for (const char* query : {"s3://shop-lake/web/clicks_v2", "shop-lake", "clicks_v2", "s3%3A%2F%2Fshop-lake%2F"}) {
    CAPTURE(query);
    const json found = server.get("/api/v1/search?q=" + std::string(query));
    REQUIRE(found["total"] == 1);
    bool location = false;
    for (const json& highlight : found["hits"][0]["highlights"])
      location = location || highlight["field"] == "location";
    CHECK(location);
  }
}

TEST_CASE_FIXTURE(Fixture, "a data product is found by what it offers, not by what it takes in") {
  server.post_contract(R"({"apiVersion": "v1.0.0", "kind": "DataProduct", "id": "urn:dataproduct:a:insights",
    "name": "Insights", "version": "1.0.0", "status": "active",
    "inputPorts": [{"name": "dim-customers", "version": "1.0.0", "contractId": "urn:datacontract:a:dim-customers"}],
    "outputPorts": [{"name": "churn-scores", "version": "1.0.0", "contractId": "urn:datacontract:a:churn-scores"}]})");
  server.wait_for_search();
  CHECK(server.get("/api/v1/search?q=churn-scores")["total"] == 1);
  CHECK(server.get("/api/v1/search?q=dim-customers")["total"] == 0);
}

TEST_CASE_FIXTURE(Fixture, "pages of a search do not overlap and a cursor keeps to its question") {
  for (int i = 0; i < 25; ++i) server.post_contract(contract_text("p" + std::to_string(i), "1.0.0", {"shared"}));
  server.wait_for_search();
  const json first = server.get("/api/v1/search?q=shared&limit=20");
  const json second = server.get("/api/v1/search?q=shared&limit=20&cursor=" + first["cursor"].get<std::string>());
  CHECK(first["hits"].size() == 20);
  CHECK(second["hits"].size() == 5);
  std::set<std::string> ids;
  for (const json* page : {&first, &second}) {
    for (const json& hit : (*page)["hits"]) ids.insert(hit["id"].get<std::string>());
  }
  CHECK(ids.size() == 25);
  CHECK(server.call("GET", "/api/v1/search?q=other&cursor=" + first["cursor"].get<std::string>()).status == 400);
}

TEST_CASE_FIXTURE(Fixture, "suggestions come from the first letter on") {
  server.post_contract(article_text());
  server.wait_for_search();
  for (const char* typed : {"f", "fact", "customer_id"}) {
    CAPTURE(typed);
    CHECK(server.get("/api/v1/suggest?q=" + std::string(typed))["items"].size() >= 1);
  }
}
