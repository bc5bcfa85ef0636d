// Goal: a tool that sends OpenLineage events sees the answers its client expects, and people see its jobs, runs and
// lineage.
#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;

namespace {

std::string event(const std::string& type, const std::string& time, const std::string& inputs,
                  const std::string& outputs) {
  return R"({"eventType":")" + type + R"(","eventTime":")" + time +
         R"(","run":{"runId":"01930000-0000-7000-8000-000000000001","facets":{"custom_thing":{"a":[1,2]}}},)" +
         R"("job":{"namespace":"airflow","name":"load"},"inputs":[)" + inputs + R"(],"outputs":[)" + outputs +
         R"(],"producer":"https://example.com","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"})";
}

const char* const kOrders = R"({"namespace":"postgres://db:5432","name":"shop.public.orders"})";
const char* const kReport =
    R"({"namespace":"postgres://db:5432","name":"shop.public.report","facets":{"schema":{"fields":[{"name":"total","type":"int"}]},)"
    R"("columnLineage":{"fields":{"total":{"inputFields":[{"namespace":"postgres://db:5432","name":"shop.public.orders",)"
    R"("field":"amount","transformations":[{"type":"DIRECT","subtype":"AGGREGATION"}]}]}}}}})";
const char* const kLoad = "/api/v1/jobs/airflow%2Fload";
const char* const kReportNode = "postgres:%252F%252Fdb:5432%2Fshop.public.report";

}  // namespace

TEST_CASE_FIXTURE(ServerFixture, "events of a run become its job, its state and, once it has finished, lineage") {
  const auto started = send("POST", "/api/v1/lineage", event("START", "2026-01-01T00:00:00Z", kOrders, ""), 201);
  CHECK(started["outcome"] == "accepted");
  CHECK(started["subject"] == "airflow/load");
  CHECK(server.get(kLoad)["latest_run"]["state"] == "RUNNING");
  CHECK(server.call("GET", std::string("/api/v1/lineage?node=") + kReportNode).status == 404);
  send("POST", "/api/v1/lineage", event("COMPLETE", "2026-01-01T00:05:00Z", "", kReport), 201);
  const auto lineage = server.get(std::string("/api/v1/lineage?level=column&node=") + kReportNode + "%2Ftotal");
  REQUIRE(lineage["edges"].size() == 1);
  CHECK(lineage["edges"][0]["from"] == "postgres:%2F%2Fdb:5432/shop.public.orders/amount");
  CHECK(lineage["edges"][0]["subtype"] == "AGGREGATION");
  CHECK(lineage["edges"][0]["asserters"][0]["kind"] == "job");
  const auto runs = server.get(std::string(kLoad) + "/runs");
  CHECK(runs["items"][0]["state"] == "COMPLETED");
  CHECK(runs["items"][0]["facets"]["custom_thing"]["a"][1] == 2);
  CHECK(server.get("/api/v1/runs/01930000-0000-7000-8000-000000000001")["items"].size() == 1);
  CHECK(server.get("/api/v1/jobs")["items"].size() == 1);
  CHECK(server.get(std::string("/api/v1/datasets/") + kReportNode)["last_write"]["job"] == "airflow/load");
}

TEST_CASE_FIXTURE(ServerFixture, "jobs are named on the edges they assert, or shown between the datasets") {
  // Emitters may be told to send parameters of their own.
  send("POST", "/api/v1/lineage?api_key=1", event("COMPLETE", "2026-01-01T00:05:00Z", kOrders, kReport), 201);
  const std::string target = std::string("/api/v1/lineage?node=") + kReportNode;
  const auto folded = server.get(target);
  CHECK(folded["nodes"].size() == 2);
  CHECK(folded["edges"][0]["jobs"] == nlohmann::json::parse(R"(["airflow/load"])"));
  const auto shown = server.get(target + "&jobs=shown");
  CHECK(shown["nodes"].size() == 3);
  CHECK(shown["nodes_total"] == 2);
  CHECK(shown["complete"] == true);
  CHECK(shown["nodes"][2] ==
        nlohmann::json::parse(R"({"id":"airflow/load","kind":"job","name":"load","contract":"airflow",
                                                       "table":"load","hop":-1,"status":"active"})"));
  REQUIRE(shown["edges"].size() == 2);
  CHECK(shown["edges"][0]["to"] == "airflow/load");
  CHECK(shown["edges"][1]["from"] == "airflow/load");
  CHECK(server.get(target + "&jobs=shown&as_of=1")["nodes"].size() == 3);
  CHECK(server.get(target + "%2Ftotal&jobs=shown")["level"] == "dataset");
  const auto column = server.call("GET", target + "&jobs=shown&level=column");
  CHECK(column.status == 400);
  CHECK(column.body.find("jobs=folded") != std::string::npos);
  CHECK(server.call("GET", target + "&jobs=hidden").status == 400);
  CHECK(server.call("GET", target + "&jobs=shown&format=dot").body.find("shape=ellipse") != std::string::npos);
  CHECK(server.call("GET", target + "&jobs=shown&format=mermaid").body.find("([load])") == std::string::npos);
  CHECK(server.call("GET", target + "&jobs=shown&format=mermaid").body.find("([\"load\"])") != std::string::npos);
  const auto csv = server.call("GET", target + "&jobs=shown&format=csv").body;
  CHECK(csv.find("-1,job,airflow/load,load,") != std::string::npos);
  CHECK(csv.find(",airflow/load\r\n") != std::string::npos);
  const auto marquez =
      server.get("/api/v1/lineage?jobs=shown&nodeId=dataset:postgres:%2F%2Fdb:5432:shop.public.report");
  REQUIRE(marquez["graph"].size() == 3);
  CHECK(marquez["graph"][2]["type"] == "JOB");
  CHECK(marquez["graph"][2]["id"] == "job:airflow:load");
  CHECK(marquez["graph"][2]["outEdges"].size() == 1);
  const Output table = trama({"lineage", "postgres:%2F%2Fdb:5432/shop.public.report", "--jobs", "shown"});
  CHECK(table.out.find("job       airflow/load") != std::string::npos);
}

TEST_CASE_FIXTURE(ServerFixture, "a server of a contract is the dataset that events name") {
  std::string text = contract_text("orders", "1.0.0", {"id", "amount"}, "orders");
  text +=
      "servers:\n  production:\n    type: postgres\n    host: DB\n    port: 5432\n    database: shop\n    schema: "
      "public\n";
  server.post_contract(text);
  send("POST", "/api/v1/lineage", event("COMPLETE", "2026-01-01T00:05:00Z", kOrders, kReport), 201);
  const auto downstream = server.get("/api/v1/lineage?level=column&node=orders%2Forders%2Famount&direction=downstream");
  CHECK(downstream["nodes"][1]["id"] == "postgres:%2F%2Fdb:5432/shop.public.report/total");
}

TEST_CASE_FIXTURE(ServerFixture, "the same event again is acknowledged and changes nothing") {
  const std::string text = event("COMPLETE", "2026-01-01T00:05:00Z", kOrders, kReport);
  const auto first = send("POST", "/api/v1/lineage", text, 201);
  const auto again = send("POST", "/api/v1/lineage", text, 201);
  CHECK(again["outcome"] == "unchanged");
  CHECK(again["seq"] == first["seq"]);
}

TEST_CASE_FIXTURE(ServerFixture, "what is no event is refused with every problem, and changes nothing") {
  const auto refused = send("POST", "/api/v1/lineage", R"({"eventType":"COMPLETE","run":{},"job":{"name":"x"}})", 400);
  CHECK(refused["errors"].size() >= 3);
  CHECK(refused["errors"][0].contains("pointer"));
  CHECK(server.call("POST", "/api/v1/lineage", "[1,", "application/json").status == 400);
  CHECK(server.get("/api/v1/changes?since=0")["items"].empty());
}

TEST_CASE_FIXTURE(ServerFixture, "a batch answers per event, as an array and line by line") {
  const std::string good = event("COMPLETE", "2026-01-01T00:05:00Z", kOrders, kReport);
  const auto array = send("POST", "/api/v1/lineage/batch", "[" + good + ", {\"job\": {}} ]", 200);
  CHECK(array["status"] == "partial_success");
  CHECK(array["summary"]["received"] == 2);
  CHECK(array["summary"]["successful"] == 1);
  CHECK(array["failed_events"][0]["index"] == 1);
  CHECK(array["failed_events"][0]["retriable"] == false);
  CHECK(array["failed_events"][0]["reason"].get<std::string>().find("/job/name") != std::string::npos);
  const auto lines = send("POST", "/api/v1/lineage/batch", good + "\n\n" + good + "\n", 200, "application/x-ndjson");
  CHECK(lines["status"] == "success");
  CHECK(lines["summary"]["successful"] == 2);
  CHECK(send("POST", "/api/v1/lineage/batch", "[]", 200)["summary"]["received"] == 0);
  CHECK(server.call("POST", "/api/v1/lineage/batch", "[{]}", "application/json").status == 400);
}

TEST_CASE_FIXTURE(ServerFixture, "a contract's status is what runs and tests told, and unknown before") {
  std::string text = contract_text("orders", "1.0.0", {"id", "amount"}, "orders");
  text +=
      "servers:\n  production:\n    type: postgres\n    host: db\n    port: 5432\n    database: shop\n    schema: "
      "public\nservicelevels:\n  freshness: {threshold: 1h}\n  availability: {percentage: 99.9%}\nquality:\n  type: "
      "SodaCL\n  specification:\n    checks for orders:\n      - missing_count(id) = 0\n      - row_count > 5\n";
  server.post_contract(text);
  const char* const path = "/api/v1/contracts/orders/status";
  const auto before = server.get(path);
  CHECK(before["freshness"]["verdict"] == "unknown");
  CHECK(before["freshness"]["reason"] == "no run has been reported");
  CHECK(before["sla"]["verdict"] == "unknown");
  CHECK(before["quality"]["verdict"] == "unknown");
  CHECK(before["datasets"][0]["physical"].empty());

  const std::string tested =
      R"({"namespace":"postgres://db:5432","name":"shop.public.orders","facets":{"dataQualityMetrics":{"rowCount":7}},)"
      R"("outputFacets":{"outputStatistics":{"rowCount":7},"dataQualityAssertions":{"assertions":[)"
      R"({"assertion":"not_null","column":"id","success":false,"actual":"2"}]}}})";
  send("POST", "/api/v1/lineage", event("COMPLETE", "2026-01-01T00:05:00Z", "", tested), 201);
  const auto after = server.get(path);
  CHECK(after["freshness"]["verdict"] == "breached");
  CHECK(after["freshness"]["due"] == "2026-01-01T01:05:00.000000Z");
  CHECK(after["freshness"]["slack_seconds"].get<std::int64_t>() < 0);
  CHECK(after["sla"]["verdict"] == "breached");
  CHECK(after["sla"]["breached"] == 1);
  CHECK(after["sla"]["unknown"] == 1);
  CHECK(after["quality"]["verdict"] == "failed");
  CHECK(after["quality"]["failed"] == 1);
  CHECK(after["quality"]["passed"] == 1);
  const auto& load = after["datasets"][0]["last_load"];
  CHECK(load["job"] == "airflow/load");
  CHECK(load["run"] == "01930000-0000-7000-8000-000000000001");
  CHECK(load["rows"] == 7);
  CHECK(after["datasets"][0]["physical"][0]["name"] == "shop.public.orders");
  CHECK(after["complete"] == true);
  for (const auto& rule : after["quality"]["rules"]) {
    if (rule.value("metric", "") == "nullValues") CHECK(rule["evidence"]["actual"] == "2");
  }
  CHECK(server.call("GET", "/api/v1/contracts/nobody/status").status == 404);
}

TEST_CASE_FIXTURE(ServerFixture, "a product's status is that of the contracts behind its output ports") {
  std::string text = contract_text("orders", "1.0.0", {"id"}, "orders");
  text += "servers:\n  p: {type: postgres, host: db, port: 5432, database: shop, schema: public}\n";
  server.post_contract(text + "servicelevels:\n  freshness: {threshold: 1h}\n");
  server.post_contract(
      "apiVersion: v1.0.0\nkind: DataProduct\nid: insights\nversion: 1.0.0\nstatus: active\noutputPorts:\n"
      "  - {name: a, version: 1.0.0, contractId: orders}\n  - {name: b, version: 1.0.0, contractId: nobody}\n");
  send("POST", "/api/v1/lineage", event("COMPLETE", "2026-01-01T00:05:00Z", "", kOrders), 201);
  const auto status = server.get("/api/v1/contracts/insights/status");
  CHECK(status["sla"]["verdict"] == "breached");
  CHECK(status["freshness"]["verdict"] == "unknown");
  REQUIRE(status["ports"].size() == 2);
  CHECK(status["ports"][0]["contract"] == "orders");
  CHECK(status["ports"][0]["freshness"]["verdict"] == "breached");
  CHECK(status["ports"][1]["sla"] == "unknown");
}

TEST_CASE_FIXTURE(ServerFixture, "what events told is there after kill -9") {
  send("POST", "/api/v1/lineage", event("COMPLETE", "2026-01-01T00:05:00Z", kOrders, kReport), 201);
  server.kill_hard();
  ServerProcess again{{"--data", folder / "data"}};
  again.wait_until_ready();
  CHECK(again.get(kLoad)["latest_run"]["state"] == "COMPLETED");
  CHECK(again.get(std::string("/api/v1/lineage?node=") + kReportNode)["edges"].size() == 1);
}
