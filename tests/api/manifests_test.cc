// Goal: a dbt project or a folder of SQL, given to the server, is lineage that meets the contracts; what does not fit
// is told; the next import replaces it.
#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/dbt_project.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;

namespace {

const char* const kServer =
    "servers:\n  production:\n    type: postgres\n    host: db\n    port: 5432\n    database: warehouse\n"
    "    schema: raw\n";

std::string shop(const std::string& day = "02") {
  DbtManifest manifest;
  manifest.generated = "2026-01-" + day + "T00:00:00Z";
  manifest.sources = kRawOrders;
  manifest.nodes = kStagedOrders;
  manifest.exposures = R"("exposure.shop.board":{"name":"board","type":"dashboard","owner":{"name":"Ann"},)"
                       R"("depends_on":{"nodes":["model.shop.stg_orders"]}})";
  return manifest.text();
}

bool has_finding(const nlohmann::json& answer, const std::string& rule, const std::string& part) {
  for (const auto& finding : answer["findings"]) {
    if (finding["rule"] == rule && finding["message"].get<std::string>().find(part) != std::string::npos) return true;
  }
  return false;
}

std::string sql_import(const std::string& text, const std::string& name = "views") {
  return nlohmann::json{{"name", name},          {"namespace", "postgres://db:5432"},
                        {"dialect", "postgres"}, {"catalog", "warehouse"},
                        {"schema", "public"},    {"files", {{{"path", "a.sql"}, {"text", text}}}}}
      .dump();
}

}  // namespace

TEST_CASE_FIXTURE(ServerFixture, "a dbt project finds its namespace by the contracts and joins their lineage") {
  server.post_contract(contract_text("orders", "1.0.0", {"id", "amount"}, "raw_orders") + kServer);
  const auto answer = send("POST", "/api/v1/import/dbt", shop(), 201);
  CHECK(answer["namespace"] == "postgres://db:5432");
  CHECK(answer["lineage"]["opened"] == 2);
  CHECK(answer["consumers"]["set"][0] == "urn:consumer:shop:board");
  const auto lineage =
      server.get("/api/v1/lineage?level=column&direction=downstream&node=orders%2Fraw_orders%2Famount");
  CHECK(lineage["edges"][0]["to"] == "postgres:%2F%2Fdb:5432/warehouse.analytics.stg_orders/amount");
  CHECK(lineage["edges"][0]["asserters"][0]["id"] == "dbt/shop");
  const auto datasets = server.get("/api/v1/lineage?direction=downstream&node=orders%2Fraw_orders");
  CHECK(datasets["counts_by_hop"]["downstream"] == nlohmann::json({1, 1}));
  CHECK(
      server.get("/api/v1/impact?node=orders%2Fraw_orders%2Fid&change=remove").dump().find("urn:consumer:shop:board") !=
      std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture, "an import twice changes nothing, and a removed one ends what it said") {
  CHECK(send("POST", "/api/v1/import/dbt", shop(), 201)["changed"] == true);
  CHECK(send("POST", "/api/v1/import/dbt", shop(), 200)["changed"] == false);
  CHECK(send("POST", "/api/v1/import/dbt", shop("01"), 200)["older"] == true);
  CHECK(server.get("/api/v1/manifests")["items"].size() == 1);
  CHECK(server.get("/api/v1/manifests/dbt%2Fshop")["counts"]["models"] == 1);
  CHECK(send("DELETE", "/api/v1/manifests/dbt%2Fshop?reason=moved", "", 200)["reason"] == "moved");
  CHECK(server.call("GET", "/api/v1/manifests/dbt%2Fshop").status == 404);
  CHECK(server.get("/api/v1/consumers")["items"].empty());
  const auto kinds = server.get("/api/v1/changes?since=0")["items"];
  CHECK(kinds.back()["kind"] == "manifest-removed");
}

TEST_CASE_FIXTURE(ServerFixture, "a dry run says the same and stores nothing") {
  const auto answer = send("POST", "/api/v1/import/dbt?dry_run=true", shop(), 200);
  CHECK(answer["counts"]["models"] == 1);
  CHECK(has_finding(answer, "namespace-unknown", "dbt://shop"));
  CHECK(server.get("/api/v1/changes?since=0")["items"].empty());
}

TEST_CASE_FIXTURE(ServerFixture, "a contract whose columns disagree with the relation is a finding") {
  server.post_contract(contract_text("orders", "1.0.0", {"id", "total"}, "raw_orders") + kServer);
  DbtManifest manifest;
  manifest.sources = kRawOrders;
  const std::string body =
      R"({"manifest":)" + manifest.text() + R"(,"catalog":)" +
      dbt_catalog("source.shop.erp.raw_orders", R"("id":{"name":"id","type":"integer","index":1},)"
                                                R"("amount":{"name":"amount","type":"numeric","index":2})") +
      "}";
  const auto answer = send("POST", "/api/v1/import/dbt", body, 201);
  CHECK(has_finding(answer, "contract-columns-differ", "the relation lacks `total`"));
  CHECK(has_finding(answer, "contract-columns-differ", "the contract lacks `amount`"));
  CHECK(has_finding(answer, "contract-columns-differ", "of another type: `id (integer)`"));
}

TEST_CASE_FIXTURE(ServerFixture, "a star over a relation whose contract is known becomes its columns") {
  server.post_contract(contract_text("orders", "1.0.0", {"id", "amount"}, "raw_orders") + kServer);
  const auto answer = send("POST", "/api/v1/import/sql",
                           sql_import("create view everything as select * from warehouse.raw.raw_orders"), 201);
  CHECK(answer["findings"].empty());
  CHECK(answer["lineage"]["opened"] == 2);
  const auto lineage = server.get("/api/v1/lineage?level=column&direction=downstream&node=orders%2Fraw_orders%2Fid");
  CHECK(lineage["edges"][0]["to"] == "postgres:%2F%2Fdb:5432/warehouse.public.everything/id");
}

TEST_CASE_FIXTURE(ServerFixture, "SQL that moves replaces what the same name said before") {
  send("POST", "/api/v1/import/sql", sql_import("create view v as select a from t"), 201);
  const auto second = send("POST", "/api/v1/import/sql", sql_import("create view v as select b from u"), 201);
  CHECK(second["lineage"]["opened"] == 1);
  CHECK(second["lineage"]["closed"] == 1);
  CHECK(send("POST", "/api/v1/import/sql", sql_import("create view v as select b from u"), 200)["changed"] == false);
}

TEST_CASE_FIXTURE(ServerFixture, "what is no import is refused, and says what is missing") {
  struct Case {
    const char* target;
    std::string body;
    int status;
    const char* slug;
  };
  const std::vector<Case> cases = {
      {"/api/v1/import/dbt", "{}", 400, "not-a-dbt-manifest"},
      {"/api/v1/import/dbt", "nonsense", 400, "not-json"},
      {"/api/v1/import/sql", "{\"files\":[{}]}", 422, "invalid-sql-files"},
      {"/api/v1/import/sql", "[", 400, "not-json"},
      {"/api/v1/import/dbt?dry_run=perhaps", shop(), 400, "bad-parameter"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.body);
    const auto answer = send("POST", each.target, each.body, each.status);
    CHECK(answer["type"].get<std::string>().ends_with(each.slug));
  }
  CHECK(server.get("/api/v1/manifests")["items"].empty());
}

TEST_CASE_FIXTURE(ServerFixture, "what nobody confirmed is listed and swept, with a reason") {
  send("POST", "/api/v1/import/dbt", shop(), 201);
  const auto stale = server.get("/api/v1/lineage/stale?older_than=1d");
  REQUIRE(stale["items"].size() == 1);
  CHECK(stale["items"][0]["id"] == "dbt/shop");
  CHECK(server.get("/api/v1/lineage/stale?older_than=100y")["items"].empty());
  CHECK(server.get("/api/v1/lineage/stale")["items"].size() == 1);
  const auto edge = server.get("/api/v1/lineage?node=dbt:%252F%252Fshop%2Fwarehouse.raw.raw_orders")["edges"][0];
  CHECK(edge["stale"] == true);
  CHECK(edge["asserters"][0]["confirmed"] == "2026-01-02T00:00:00.000000Z");
  CHECK(send("POST", "/api/v1/lineage/sweep", R"({"older_than":"1d"})", 400)["detail"] ==
        "a sweep needs a reason; it is kept in the log");
  CHECK(send("POST", "/api/v1/lineage/sweep", R"({"older_than":"soon","reason":"x"})", 400)["type"]
            .get<std::string>()
            .ends_with("bad-duration"));
  CHECK(send("POST", "/api/v1/lineage/sweep", R"({"older_than":"1d","dry_run":true})", 200)["swept"] == 1);
  CHECK(send("POST", "/api/v1/lineage/sweep", R"({"older_than":"1d","reason":"moved"})", 200)["assertions"] == 2);
  CHECK(server.get("/api/v1/lineage/stale?older_than=1d")["items"].empty());
  CHECK(server.get("/api/v1/manifests")["items"].empty());
}
