// Goal: the registration rules as a client meets them. Method: the real binary, a fresh folder each, HTTP.
#include "tests/support/contracts.h"

#include <doctest/doctest.h>

#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

using Fixture = ServerFixture;

const std::string kId = "urn:datacontract:orders:fact-orders";
const std::string kAddress = "/api/v1/contracts/urn%3Adatacontract%3Aorders%3Afact-orders";

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a contract comes back byte for byte and as its model") {
  const std::string text = "# a comment that must survive\r\n" + article_text();
  const json registered = server.post_contract(text);
  CHECK(registered["outcome"] == "created");
  CHECK(registered["id"] == kId);
  CHECK(registered["seq"] == 1);
  CHECK(server.call("GET", kAddress + "?format=original").body == text);
  const json model = server.get(kAddress);
  CHECK(model["latest"] == "2.1.0");
  CHECK(model["dialect"] == "article");
  CHECK(model["contract"]["datasets"][0]["name"] == "fact_orders");
  CHECK(server.call("GET", kAddress + "/versions/2.1.0?format=original").body == text);
}

TEST_CASE_FIXTURE(
    Fixture, "the same bytes change nothing, other bytes of the same model are a revision, another model is refused") {
  const json first = server.post_contract(article_text());
  const json again = server.post_contract(article_text(), 200);
  CHECK(again["outcome"] == "unchanged");
  CHECK(again["seq"] == first["seq"]);
  const json revised = server.post_contract("# now with a comment\n" + article_text());
  CHECK(revised["outcome"] == "revised");
  CHECK(revised["revision"] == 2);
  CHECK(server.call("GET", kAddress + "?format=original&revision=1").body == article_text());

  std::string other = article_text();
  other.replace(other.find("bigint"), 6, "string");
  const auto refused = server.call("POST", "/api/v1/contracts", other, "application/yaml");
  CHECK(refused.status == 409);
  CHECK(json::parse(refused.body)["type"] == "urn:trama:problem:version-exists");
}

TEST_CASE_FIXTURE(Fixture, "a version below the latest is stored and says so") {
  server.post_contract(article_text("2.1.0"));
  const json lower = server.post_contract(article_text("1.0.0"));
  CHECK(lower["latest"] == false);
  CHECK(server.get(kAddress)["latest"] == "2.1.0");
  CHECK(server.get(kAddress + "/versions")["items"].size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "If-Match guards against lost updates") {
  const json first = server.post_contract(article_text("1.0.0"));
  const std::string tag = "\"" + first["etag"].get<std::string>() + "\"";
  CHECK(server.call("PUT", kAddress, article_text("1.1.0"), "application/yaml", {{"If-Match", tag}}).status == 201);
  const auto stale = server.call("PUT", kAddress, article_text("1.2.0"), "application/yaml", {{"If-Match", tag}});
  CHECK(stale.status == 412);
  CHECK(server.get(kAddress)["latest"] == "1.1.0");
  CHECK(server.call("PUT", kAddress, article_text("1.3.0"), "application/yaml", {{"If-None-Match", "*"}}).status ==
        412);
}

TEST_CASE_FIXTURE(Fixture, "If-None-Match refuses what has not changed since") {
  const std::string tag = "\"" + server.post_contract(article_text("1.0.0"))["etag"].get<std::string>() + "\"";
  const auto put = [&](const std::string& version) {
    return server.call("PUT", kAddress, article_text(version), "application/yaml", {{"If-None-Match", tag}}).status;
  };
  CHECK(put("1.1.0") == 412);
  server.post_contract(article_text("1.2.0"));
  CHECK(put("1.3.0") == 201);
}

TEST_CASE_FIXTURE(Fixture, "a contract is YAML or JSON, never a form or a table") {
  for (const char* type : {"multipart/form-data; boundary=x", "text/csv", "image/png"}) {
    CAPTURE(type);
    const auto refused = server.call("POST", "/api/v1/contracts", article_text(), type);
    CHECK(refused.status == 415);
    CHECK(refused.content_type == "application/problem+json");
  }
}

TEST_CASE_FIXTURE(Fixture, "the address and the document must name the same contract") {
  const auto refused = server.call("PUT", "/api/v1/contracts/other", article_text(), "application/yaml");
  CHECK(refused.status == 400);
  CHECK(json::parse(refused.body)["type"] == "urn:trama:problem:id-mismatch");
}

TEST_CASE_FIXTURE(Fixture, "a dry run answers the same and stores nothing") {
  const auto tried = server.call("POST", "/api/v1/contracts?dry_run=true", article_text(), "application/yaml");
  CHECK(tried.status == 201);
  CHECK(server.call("GET", kAddress).status == 404);
  CHECK(server.get("/api/v1/changes")["head"] == 0);
}

TEST_CASE_FIXTURE(Fixture, "retired contracts leave the list, stay in history and come back when posted again") {
  server.post_contract(article_text());
  CHECK(server.call("DELETE", kAddress + "?reason=replaced").status == 200);
  CHECK(server.get("/api/v1/contracts")["items"].empty());
  CHECK(server.get("/api/v1/contracts?retired=true")["items"].size() == 1);
  CHECK(server.get(kAddress)["state"] == "retired");
  CHECK(server.post_contract(article_text())["outcome"] == "restored");
  CHECK(server.get("/api/v1/contracts")["items"].size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "erasing needs a reason and leaves a tombstone") {
  server.post_contract(article_text());
  CHECK(server.call("POST", kAddress + "/versions/2.1.0/erase", "{}", "application/json").status == 400);
  CHECK(server.call("POST", kAddress + "/versions/2.1.0/erase", R"({"reason":"court order"})", "application/json")
            .status == 200);
  CHECK(server.call("GET", kAddress + "/versions/2.1.0?format=original").status == 404);
  const json versions = server.get(kAddress + "/versions");
  CHECK(versions["items"][0]["erased"] == true);
  CHECK(versions["items"][0]["sha256"].get<std::string>().size() == 64);
  const auto nothing_left = server.call("GET", kAddress);
  CHECK(nothing_left.status == 404);
  CHECK(json::parse(nothing_left.body)["type"] == "urn:trama:problem:erased");
}

TEST_CASE_FIXTURE(Fixture, "as_of shows the contract as it was") {
  server.post_contract(article_text("1.0.0"));
  server.post_contract(article_text("2.0.0"));
  CHECK(server.get(kAddress + "?as_of=1")["latest"] == "1.0.0");
  CHECK(server.get(kAddress + "?as_of=2")["latest"] == "2.0.0");
  CHECK(server.call("GET", kAddress + "?as_of=0").status == 404);
  CHECK(server.call("GET", kAddress + "?as_of=yesterday").status == 400);
}

TEST_CASE_FIXTURE(Fixture, "every problem of a document is listed with its place") {
  const auto refused =
      server.call("POST", "/api/v1/contracts", "dataContractSpecification: 1.1.0\nid: x\nid: y\n", "application/yaml");
  CHECK(refused.status == 400);
  const json problem = json::parse(refused.body);
  json places = json::object();
  for (const json& each : problem["errors"]) places[each["rule"].get<std::string>()] = each["line"];
  CHECK(places["duplicate-key"] == 3);
  CHECK(places.contains("missing-version"));
}

TEST_CASE_FIXTURE(Fixture, "an ODCS rendering registers again as the same model") {
  server.post_contract(article_text());
  const std::string odcs = server.call("GET", kAddress + "?format=odcs").body;
  CHECK(server.post_contract(odcs)["outcome"] == "revised");
}

TEST_CASE_FIXTURE(Fixture, "a DCS rendering registers again as the same model, from YAML and from JSON") {
  server.post_contract(article_text());
  const auto yaml = server.call("GET", kAddress + "?format=dcs");
  CHECK(yaml.content_type.starts_with("application/yaml"));
  CHECK(server.post_contract(yaml.body)["outcome"] == "revised");
  const auto at_version =
      server.call("GET", kAddress + "/versions/2.1.0?format=dcs", "", "", {{"Accept", "application/json"}});
  CHECK(json::parse(at_version.body)["dataContractSpecification"] == "1.2.1");
  CHECK(server.post_contract(at_version.body)["outcome"] == "revised");
  const auto unknown = server.call("GET", kAddress + "?format=csv");
  CHECK(unknown.status == 400);
  CHECK(unknown.body.find("original, json, odcs or dcs") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "listing pages through everything exactly once") {
  for (int i = 0; i < 7; ++i) server.post_contract(contract_text("c" + std::to_string(i), "1.0.0", {"a"}));
  std::vector<std::string> ids;
  std::string target = "/api/v1/contracts?limit=3";
  while (true) {
    const json page = server.get(target);
    for (const json& item : page["items"]) ids.push_back(item["id"]);
    if (!page.contains("cursor")) break;
    target = "/api/v1/contracts?limit=3&cursor=" + page["cursor"].get<std::string>();
  }
  CHECK(ids == std::vector<std::string>{"c0", "c1", "c2", "c3", "c4", "c5", "c6"});
  CHECK(server.call("GET", "/api/v1/contracts?cursor=%21").status == 400);
}

TEST_CASE_FIXTURE(Fixture, "an id with slashes travels as one segment") {
  server.post_contract(contract_text("https://company.example/contracts/a", "1.0.0", {"x"}));
  CHECK(server.get("/api/v1/contracts/https%3A%2F%2Fcompany.example%2Fcontracts%2Fa")["latest"] == "1.0.0");
}
