// Goal: files of OpenLineage events, dbt targets and SQL go in from a terminal, and what they tell comes out. Method:
// the real binary and server.
#include <fstream>

#include <doctest/doctest.h>

#include "tests/support/dbt_project.h"
#include "tests/support/server_fixture.h"
#include "web/http/compression.h"

using namespace trama::test;

namespace {

std::string event(int number, const std::string& type = "COMPLETE") {
  return R"({"eventType":")" + type + R"(","eventTime":"2026-01-01T00:0)" + std::to_string(number) +
         R"(:00Z","run":{"runId":"01930000-0000-7000-8000-00000000000)" + std::to_string(number) +
         R"("},"job":{"namespace":"airflow","name":"load"},"inputs":[{"namespace":"pg://h:1","name":"a"}],)"
         R"("outputs":[{"namespace":"pg://h:1","name":"b"}],"producer":"x"})";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(ServerFixture, "a file of events is imported, and each line that is none is named") {
  const std::string file =
      folder.write("events.ndjson", event(1) + "\n\nnot an event\n" + event(2, "FAIL") + "\n" + event(3));
  const Output imported = trama({"import", "openlineage", file});
  CHECK(imported.exit == 1);
  CHECK(imported.out == file + ": 4 events, 1 refused\n");
  CHECK(contains(imported.err, file + ":3: "));
  const Output jobs = trama({"jobs"});
  CHECK(contains(jobs.out, "airflow/load  COMPLETED  2026-01-01T00:03:00"));
  const Output runs = trama({"jobs", "airflow/load"});
  CHECK(contains(runs.out, "FAILED"));
  CHECK(contains(trama({"run", "01930000-0000-7000-8000-000000000002"}).out, "\"state\":\"FAILED\""));
  CHECK(contains(trama({"dataset", "pg:%2F%2Fh:1/b"}).out, "last_failure"));
  CHECK(contains(trama({"lineage", "pg://h:1/b"}).out, "pg:%2F%2Fh:1/a"));
}

TEST_CASE_FIXTURE(ServerFixture, "a gzipped file is imported from a line on, and once more without a change") {
  const std::string file =
      folder.write("events.ndjson.gz", trama::http::gzip(event(1) + "\n" + event(2) + "\n" + event(3) + "\n"));
  const Output imported = trama({"import", "openlineage", file, "--from-line", "2"});
  CHECK(imported.exit == 0);
  CHECK(imported.out == file + ": 2 events, 0 refused\n");
  const auto head = server.get("/api/v1/changes?since=0")["items"].size();
  CHECK(trama({"import", "openlineage", file, "--from-line", "2"}).exit == 0);
  CHECK(server.get("/api/v1/changes?since=0")["items"].size() == head);
}

TEST_CASE_FIXTURE(ServerFixture, "what cannot be read, and a server that is not there, is told apart") {
  CHECK(trama({"import", "openlineage", folder / "absent.ndjson"}).exit == 2);
  const std::string file = folder.write("events.ndjson", event(1));
  CHECK(run_trama({"import", "openlineage", file, "--server", "http://127.0.0.1:1"}).exit == 3);
  CHECK(trama({"import"}).exit == 2);
}

TEST_CASE_FIXTURE(ServerFixture, "a dbt target is imported with what lies beside its manifest") {
  DbtManifest project;
  project.sources = kRawOrders;
  project.nodes = kStagedOrders;
  folder.write("manifest.json", project.text());
  folder.write("catalog.json",
               dbt_catalog("source.shop.erp.raw_orders", R"("id":{"name":"id","type":"int","index":1},)"
                                                         R"("amount":{"name":"amount","type":"int","index":2})"));
  const Output imported = trama({"import", "dbt", folder / "", "--namespace", "postgres://db:5432"});
  CHECK(imported.exit == 0);
  CHECK(contains(imported.out, "(manifest.json, catalog.json): dbt/shop in postgres://db:5432"));
  CHECK(contains(imported.out, "lineage: 2 new, 0 ended"));
  CHECK(contains(trama({"import", "dbt", folder / "manifest.json", "--namespace", "postgres://db:5432"}).out,
                 "dbt/shop in postgres://db:5432"));
  CHECK(contains(trama({"manifests"}).out, "dbt/shop"));
  CHECK(contains(trama({"dataset", "postgres:%2F%2Fdb:5432/warehouse.raw.raw_orders"}).out, "\"int\""));
  CHECK(trama({"manifests", "dbt/shop", "--remove"}).exit == 0);
  CHECK(trama({"manifests", "dbt/shop"}).exit != 0);
}

TEST_CASE_FIXTURE(ServerFixture, "SQL files of a folder are imported together") {
  folder.write("b.sql", "create view b as select * from a");
  folder.write("a.sql", "create view a as select id from raw");
  const Output imported = trama({"import", "sql", folder / "", "--name", "views", "--namespace", "postgres://db:5432"});
  CHECK(imported.exit == 0);
  CHECK(contains(imported.out, "2 files: sql/views in postgres://db:5432"));
  CHECK(contains(trama({"lineage", "postgres://db:5432/b", "--level", "column"}).out, "raw/id"));
}

TEST_CASE_FIXTURE(ServerFixture, "a folder without a manifest or SQL says what is missing") {
  CHECK(contains(trama({"import", "dbt", folder / ""}).err, "dbt compile"));
  CHECK(trama({"import", "dbt", folder / ""}).exit == 2);
  CHECK(trama({"import", "sql", folder / "absent", "--name", "x", "--namespace", "y"}).exit == 2);
  folder.write("manifest.json", "nonsense");
  CHECK(trama({"import", "dbt", folder / ""}).exit == 2);
}

TEST_CASE_FIXTURE(ServerFixture, "the status of a contract is told with its reasons, as a table and as JSON") {
  server.post_contract(
      "dataContractSpecification: 1.2.1\nid: orders\ninfo: {title: Orders, version: 1.0.0, owner: o}\n"
      "servers:\n  p: {type: postgres, host: h, port: 1, database: shop, schema: public}\n"
      "models:\n  orders:\n    fields:\n      id: {type: string, quality: [{type: library, metric: nullValues, mustBe: "
      "0}]}\nservicelevels:\n  freshness: {threshold: 1h}\n");
  CHECK(contains(trama({"status", "orders"}).out, "freshness      1h        unknown  no run has been reported"));
  const std::string told =
      R"({"eventType":"COMPLETE","eventTime":"2026-01-01T00:00:00Z","run":{"runId":"01930000-0000-7000-8000-00000000000a"},)"
      R"("job":{"namespace":"airflow","name":"load"},"outputs":[{"namespace":"postgres://h:1","name":"shop.public.orders",)"
      R"("outputFacets":{"dataQualityAssertions":{"assertions":[{"assertion":"not_null","column":"id","success":true}]}}}],)"
      R"("producer":"x"})";
  CHECK(trama({"import", "openlineage", folder.write("events.ndjson", told)}).exit == 0);
  const Output shown = trama({"status", "orders"});
  CHECK(shown.exit == 0);
  CHECK(contains(shown.out, "breached"));
  CHECK(contains(shown.out, "promised within 1h"));
  CHECK(contains(shown.out, "passed: not_null"));
  CHECK(contains(shown.out, "service levels breached; quality passed (all checks passed); as of seq 2"));
  CHECK(contains(trama({"status", "orders", "--json"}).out, "\"verdict\":\"breached\""));
  CHECK(trama({"status", "nobody"}).exit == 2);
}
