// Goal: what a dbt project says becomes lineage down to columns, dated facts and consumers, in whatever manifest
// version; what it does not say is not made up. Method: small artifacts in, assertions and facts out, as text.
#include <algorithm>

#include <doctest/doctest.h>

#include "catalog/lineage/dbt/manifest.h"
#include "tests/support/dbt_project.h"

using namespace trama;
using namespace trama::lineage;
using test::dbt_node;
using test::DbtManifest;

namespace {

struct Read {
  dbt::ArtifactsText artifacts;
  dbt::Project project;
  dbt::ProjectClaims claims;
};

Result<Read> read(const std::string& json, const std::string& space = "postgres://db:5432") {
  Read out;
  if (auto failed = dbt::read_artifacts(json, &out.artifacts); !failed) return failed.error();
  auto project = dbt::read_project(out.artifacts.artifacts);
  if (!project) return project.error();
  out.project = project.take();
  out.claims = dbt::claims_of(out.project, space);
  return out;
}

std::string text(const Endpoint& end) {
  std::string out = end.kind == EndpointKind::contract ? end.owner : end.table;
  return end.path.empty() ? out : out + ":" + end.path;
}

// "warehouse.raw.raw_orders:id -> warehouse.analytics.stg_orders:order_id IDENTITY complete"
std::vector<std::string> edges(const dbt::ProjectClaims& claims) {
  std::vector<std::string> out;
  for (const Assertion& each : claims.assertions) {
    std::string line = text(each.source) + " -> " + text(each.target);
    if (each.subtype != Subtype::unknown) line += " " + std::string(to_string(each.subtype));
    out.push_back(line + (each.complete ? " complete" : ""));
  }
  return out;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

std::string with(const DbtManifest& manifest, const std::string& member, const std::string& artifact) {
  return R"({"manifest":)" + manifest.text() + ",\"" + member + "\":" + artifact + "}";
}

const openlineage::DatasetEvidence& fact(const Read& read, const std::string& name) {
  static const openlineage::DatasetEvidence none;
  const auto at = read.claims.facts.find({"postgres://db:5432", name});
  return at == read.claims.facts.end() ? none : at->second;
}

}  // namespace

TEST_CASE("compiled SQL of a model says which columns come from which") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes = test::kStagedOrders;
  const auto project = read(manifest.text());
  REQUIRE(project);
  CHECK(edges(project->claims) ==
        std::vector<std::string>{
            "warehouse.raw.raw_orders:amount -> warehouse.analytics.stg_orders:amount IDENTITY complete",
            "warehouse.raw.raw_orders:id -> warehouse.analytics.stg_orders:order_id IDENTITY complete"});
  CHECK(project->claims.asserter == Asserter{AsserterKind::manifest, "dbt/shop"});
  CHECK(project->claims.counts.column_level == 1);
  CHECK(project->claims.findings.empty());
}

TEST_CASE("a star is what the model before it has, and an ephemeral model is passed through") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes =
      test::kStagedOrders + "," +
      dbt_node("model", "step", R"("model.shop.stg_orders")", "", R"(,"config":{"materialized":"ephemeral"})") + "," +
      dbt_node("model", "mart", R"("model.shop.step")",
               "with __dbt__cte__step as (select * from warehouse.analytics.stg_orders) "
               "select *, amount * 2 as twice from __dbt__cte__step");
  const auto project = read(manifest.text());
  REQUIRE(project);
  const auto found = edges(project->claims);
  CHECK(has(found, "warehouse.analytics.stg_orders:order_id -> warehouse.analytics.mart:order_id IDENTITY complete"));
  CHECK(has(found, "warehouse.analytics.stg_orders:amount -> warehouse.analytics.mart:twice TRANSFORMATION complete"));
  CHECK(found.size() == 5);
}

TEST_CASE("what cannot be read from SQL falls back to tables") {
  struct Case {
    const char* what;
    std::string sql, more;
    const char* edge;
  };
  const std::vector<Case> cases = {
      {"no SQL at all", "", "", "warehouse.raw.raw_orders -> warehouse.analytics.m"},
      {"python", "import x", R"(,"language":"python")", "warehouse.raw.raw_orders -> warehouse.analytics.m"},
      {"a macro that is not filled in", "", R"(,"raw_code":"{{ my_macro() }}")",
       "warehouse.raw.raw_orders -> warehouse.analytics.m"},
      {"a star over unknown columns", "select * from warehouse.raw.elsewhere", "",
       "warehouse.raw.elsewhere -> warehouse.analytics.m"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    DbtManifest manifest;
    manifest.sources = test::kRawOrders;
    manifest.nodes = dbt_node("model", "m", R"("source.shop.erp.raw_orders")", each.sql, each.more);
    const auto project = read(manifest.text());
    REQUIRE(project);
    CHECK(has(edges(project->claims), each.edge));
  }
}

TEST_CASE("SQL that was not compiled is read by its ref and source") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes = dbt_node("model", "m", R"("source.shop.erp.raw_orders")", "",
                            R"(,"raw_code":"select id as key from {{ source('erp', 'raw_orders') }}")");
  const auto project = read(manifest.text());
  REQUIRE(project);
  CHECK(has(edges(project->claims), "warehouse.raw.raw_orders:id -> warehouse.analytics.m:key IDENTITY complete"));
}

TEST_CASE("a model that names its data contract is a dataset of it") {
  for (const char* meta : {R"("meta":{"data_contract":"urn:datacontract:orders"})",
                           R"("config":{"meta":{"data_contract":"urn:datacontract:orders"}})",
                           R"("config":{"meta":{"datacontract_cli":{"contract_id":"urn:datacontract:orders"}}})"}) {
    CAPTURE(meta);
    DbtManifest manifest;
    manifest.sources = test::kRawOrders;
    manifest.nodes = dbt_node("model", "m", R"("source.shop.erp.raw_orders")",
                              "select id from warehouse.raw.raw_orders", std::string(",") + meta);
    manifest.exposures = R"("exposure.shop.board":{"name":"board","resource_type":"exposure","type":"dashboard",)"
                         R"("owner":{"name":"Ann","email":"ann@example.com"},"depends_on":{"nodes":["model.shop.m"]}})";
    const auto project = read(manifest.text());
    REQUIRE(project);
    REQUIRE(fact(*project, "warehouse.analytics.m").contract.get() != nullptr);
    CHECK(*fact(*project, "warehouse.analytics.m").contract.get() == "urn:datacontract:orders");
    REQUIRE(project->claims.consumers.size() == 1);
    const Consumer& consumer = project->claims.consumers.front();
    CHECK(consumer.id == "urn:consumer:shop:board");
    CHECK(consumer.contact == "ann@example.com");
    CHECK(consumer.uses.front().contract == "urn:datacontract:orders");
  }
}

TEST_CASE("catalog.json gives columns in the warehouse's order, types and counts") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  const auto project = read(with(manifest, "catalog",
                                 test::dbt_catalog("source.shop.erp.raw_orders",
                                                   R"("AMOUNT":{"name":"AMOUNT","type":"numeric","index":2},)"
                                                   R"("ID":{"name":"ID","type":"integer","index":1})",
                                                   R"("row_count":{"id":"row_count","value":12.0,"include":true})")));
  REQUIRE(project);
  const auto& told = fact(*project, "warehouse.raw.raw_orders");
  REQUIRE(told.schema.get() != nullptr);
  REQUIRE(told.schema.get()->fields.size() == 2);
  CHECK(told.schema.get()->fields[0].name == "ID");
  CHECK(told.schema.get()->fields[1].type == "numeric");
  REQUIRE(told.metrics.get() != nullptr);
  CHECK(told.metrics.get()->counts.rows == 12);
}

TEST_CASE("columns that are only documented are no schema: there may be more") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  const auto project = read(manifest.text());
  REQUIRE(project);
  CHECK(fact(*project, "warehouse.raw.raw_orders").schema.get() == nullptr);
}

TEST_CASE("a run's results are the last write, the last failure and the tests of what was built") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes =
      test::kStagedOrders +
      R"(,"test.shop.nn":{"unique_id":"test.shop.nn","resource_type":"test","package_name":"shop","name":"nn",)"
      R"("column_name":"order_id","attached_node":"model.shop.stg_orders","config":{"severity":"ERROR"},)"
      R"("test_metadata":{"name":"not_null","kwargs":{"column_name":"order_id"}}})";
  const std::string results =
      R"({"metadata":{"generated_at":"2026-01-02T05:00:00Z","invocation_id":"run-1"},"results":[)"
      R"({"unique_id":"model.shop.stg_orders","status":"success","adapter_response":{"rows_affected":7},)"
      R"("timing":[{"name":"execute","completed_at":"2026-01-02T04:30:00Z"}]},)"
      R"({"unique_id":"test.shop.nn","status":"fail","failures":3,"timing":[]}]})";
  const auto project = read(with(manifest, "run_results", results));
  REQUIRE(project);
  const auto& told = fact(*project, "warehouse.analytics.stg_orders");
  REQUIRE(told.last_write.get() != nullptr);
  CHECK(told.last_write.get()->counts.rows == 7);
  CHECK(told.last_write.get()->run_id == "run-1");
  CHECK(told.last_write.at_us == *parse_rfc3339("2026-01-02T04:30:00Z"));
  REQUIRE(told.tests.size() == 1);
  const auto& [name, result] = *told.tests.begin();
  CHECK(name.assertion == "not_null");
  CHECK(name.column == "order_id");
  CHECK_FALSE(result.value.success);
  CHECK(result.value.actual == "3");
  CHECK(told.last_failure.get() == nullptr);
}

TEST_CASE("source freshness is when the newest row was loaded") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  const auto project = read(with(
      manifest, "sources",
      R"({"metadata":{"generated_at":"2026-01-02T05:00:00Z"},"results":[{"unique_id":"source.shop.erp.raw_orders",)"
      R"("status":"warn","max_loaded_at":"2026-01-01T00:00:00Z","snapshotted_at":"2026-01-02T04:59:00Z",)"
      R"("criteria":{"warn_after":{"count":12,"period":"hour"},"error_after":{"count":null,"period":null}}}]})"));
  REQUIRE(project);
  const auto& freshness = fact(*project, "warehouse.raw.raw_orders").freshness;
  REQUIRE(freshness.get() != nullptr);
  CHECK(freshness.get()->max_loaded_us == *parse_rfc3339("2026-01-01T00:00:00Z"));
  CHECK(freshness.get()->warn_after == "12 hour");
  CHECK(freshness.get()->error_after.empty());
}

TEST_CASE("what a test tests is found in manifests that do not say it") {
  struct Case {
    const char* what;
    std::string members;
  };
  const std::vector<Case> cases = {
      {"attached_node", R"("attached_node":"model.shop.stg_orders","depends_on":{"nodes":["model.shop.other"]})"},
      {"by its model argument, beside the other end of a relationship",
       R"("depends_on":{"nodes":["model.shop.other","model.shop.stg_orders"]},)"
       R"("test_metadata":{"name":"relationships","kwargs":{"model":"{{ get_where_subquery(ref('stg_orders')) }}"}})"},
      {"the only one", R"("depends_on":{"nodes":["model.shop.stg_orders"]})"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    DbtManifest manifest;
    manifest.nodes = test::kStagedOrders +
                     R"(,"test.shop.t":{"unique_id":"test.shop.t","resource_type":"test","name":"t",)" + each.members +
                     "}";
    const auto project = read(manifest.text());
    REQUIRE(project);
    REQUIRE(project->project.tests.size() == 1);
    CHECK(project->project.tests.front().node == "model.shop.stg_orders");
  }
}

TEST_CASE("what is no manifest is refused, with what to give instead") {
  struct Case {
    const char* json;
    const char* slug;
  };
  for (const Case& each : {Case{"", "not-json"}, Case{"[1]", "not-a-dbt-manifest"}, Case{"{}", "not-a-dbt-manifest"},
                           Case{R"({"manifest":{"nodes":{}}})", "not-a-dbt-manifest"},
                           Case{R"({"metadata":{},"nodes":[]})", "not-a-dbt-manifest"}, Case{"{\"a\":", "not-json"},
                           Case{"\xff", "not-utf-8"}}) {
    CAPTURE(each.json);
    const auto project = read(each.json);
    REQUIRE_FALSE(project);
    CHECK(project.error().slug == each.slug);
  }
}

TEST_CASE("members of another type than they should have cost nothing but themselves") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes =
      dbt_node("model", "m", R"("source.shop.erp.raw_orders",7,null)", "select id from warehouse.raw.raw_orders",
               R"(,"columns":[1],"config":"x","meta":3,"tags":{"a":1},"group":[],"version":2)");
  const auto project = read(manifest.text());
  REQUIRE(project);
  CHECK(has(edges(project->claims), "warehouse.raw.raw_orders:id -> warehouse.analytics.m:id IDENTITY complete"));
}

TEST_CASE("what is kept of a manifest says the same, and is kept again as it is") {
  DbtManifest manifest;
  manifest.sources = test::kRawOrders;
  manifest.nodes = test::kStagedOrders;
  dbt::ArtifactsText artifacts;
  const std::string json =
      with(manifest, "catalog",
           test::dbt_catalog("source.shop.erp.raw_orders", R"("id":{"name":"id","type":"integer","index":1})"));
  REQUIRE(dbt::read_artifacts(json, &artifacts));
  artifacts.space = "postgres://db:5432";
  const auto first = dbt::manifest_of(artifacts);
  REQUIRE(first);
  CHECK(first->text.find("macro") == std::string::npos);
  const auto again = read_manifest(first->text);
  REQUIRE(again);
  CHECK(again->text == first->text);
  CHECK(again->assertions == first->assertions);
  CHECK(again->facts == first->facts);
  CHECK(again->about == first->about);
}
