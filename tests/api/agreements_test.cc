// Goal: settings, agreements and proposals over HTTP: who may, what is answered, what is refused. Method: the real
// binary.
#include <chrono>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>

#include "catalog/base/hash.h"
#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Fixture : ServerFixture {
  Fixture() { server.wait_until_ready(); }

  void declare(const std::string& id, const std::string& uses) {
    send("PUT", "/api/v1/consumers/" + id, R"({"name":")" + id + R"(","uses":)" + uses + "}", 201);
  }
  json propose(const std::string& version, const std::string& query = "", int expected = 201) {
    return send("POST", "/api/v1/contracts/orders/proposals" + query, contract_text("orders", version, {"id", "sum"}),
                expected, "application/yaml");
  }
};

std::string slug(const json& problem) {
  return problem["type"].get<std::string>().substr(std::string("urn:trama:problem:").size());
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "settings are set by scope, inherited member by member, and say where they come from") {
  const std::string of_catalog = "/api/v1/compatibility/catalog";
  const std::string of_sales = "/api/v1/compatibility/domain%3Asales";
  server.post_contract(contract_text("orders", "1.0.0", {"id"}));
  json effective = server.get("/api/v1/contracts/orders/compatibility");
  CHECK(effective["policy"] == json::parse(R"({"value":"article","from":"default"})"));
  CHECK(effective["window_gate"]["value"] == "auto");
  CHECK(effective["window_gate"]["means"] == "warn");

  CHECK(slug(send("PUT", of_catalog, R"({"window_days":30})", 400)) == "reason-required");
  send("PUT", of_catalog + "?reason=shorter", R"({"window_days":30,"window_gate":"enforce"})", 201);
  send("PUT", of_sales + "?reason=ours", R"({"policy":"consumer-strict"})", 201);
  send("PUT", "/api/v1/compatibility/contract%3Aorders?reason=trial", R"({"window_gate":"off"})", 201);
  effective = server.get("/api/v1/contracts/orders/compatibility");
  CHECK(effective["window_days"] == json::parse(R"({"value":30,"from":"catalog"})"));
  CHECK(effective["window_gate"] == json::parse(R"({"value":"off","from":"contract:orders","means":"off"})"));
  CHECK(effective["policy"]["from"] == "default");  // the contract is of no domain

  const json page = server.get("/api/v1/compatibility?limit=2");
  REQUIRE(page["items"].size() == 2);
  const json rest = server.get("/api/v1/compatibility?cursor=" + page["cursor"].get<std::string>());
  REQUIRE(rest["items"].size() == 1);
  CHECK(rest["items"][0]["scope"] == "domain:sales");
  CHECK(rest["items"][0]["settings"] == json::parse(R"({"policy":"consumer-strict"})"));

  CHECK(
      server
          .call("PUT", of_sales + "?reason=x", R"({"policy":"article"})", "application/json", {{"If-Match", "\"c1\""}})
          .status == 412);
  const std::string tag = "\"" + server.get(of_sales)["etag"].get<std::string>() + "\"";
  CHECK(server.call("DELETE", of_sales + "?reason=x", "", "", {{"If-Match", tag}}).status == 200);
  CHECK(server.call("GET", of_sales).status == 404);
  CHECK(server.call("PUT", "/api/v1/compatibility/team%3Ax?reason=x", "{}", "application/json").status == 400);
  const json wrong = send("PUT", of_catalog + "?reason=x", R"({"policy":"articel"})", 422);
  CHECK(wrong["errors"][0]["hint"] == "did you mean `article`?");
}

TEST_CASE("settings are for admins, proposals for writers") {
  const TempDir folder;
  const std::string writer = "a-writer-s-token-of-some-length";
  const std::string admin = "an-admin-s-token-of-some-length";
  std::ofstream(folder / "tokens") << "will write " << trama::sha256_hex(writer) << "\nada admin "
                                   << trama::sha256_hex(admin) << "\n";
  ServerProcess server({"--data", folder / "data", "--token-file", folder / "tokens"});
  const auto put = [&](const std::string& token) {
    return server
        .call("PUT", "/api/v1/compatibility/catalog?reason=x", R"({"policy":"producer"})", "application/json",
              {{"Authorization", "Bearer " + token}})
        .status;
  };
  const auto overriding = [&](const std::string& token) {
    return server
        .call("POST", "/api/v1/contracts?override=window&reason=urgent", contract_text("a", "1.0.0", {"x"}),
              "application/yaml", {{"Authorization", "Bearer " + token}})
        .status;
  };
  CHECK(put(writer) == 403);
  CHECK(put(admin) == 201);
  CHECK(overriding(writer) == 403);
  CHECK(overriding(admin) == 201);
}

TEST_CASE_FIXTURE(Fixture, "agreements are found by every spelling, with the version that is meant today") {
  server.post_contract(contract_text("orders", "1.0.0", {"id", "old"}));
  server.post_contract(contract_text("orders", "1.4.0", {"id", "old"}));
  server.post_contract(contract_text("orders", "2.0.0", {"id"}));
  server.post_contract(contract_text("other", "1.0.0", {"id"}));
  send("PUT", "/api/v1/aliases/legacy%2Ftable", R"({"node":"orders/t","reason":"old name"})", 200);
  declare("by-alias", R"([{"contract":"legacy/table"}])");
  declare("by-field", R"([{"contract":"orders","fields":["t.old"],"versions":"^1","purpose":"report"}])");
  declare("by-id", R"([{"contract":"orders","versions":">=3"},{"contract":"other"}])");
  declare("by-node", R"([{"contract":"orders/t","until":"2020-01-31"}])");
  declare("by-removed-table", R"([{"contract":"orders/gone"}])");
  declare("elsewhere", R"(["other"])");
  const json page = server.get("/api/v1/contracts/orders/agreements?limit=3");
  REQUIRE(page["items"].size() == 3);
  CHECK(page["items"][0]["consumer"] == "by-alias");
  CHECK(page["items"][0]["uses"][0]["version"] == "2.0.0");
  CHECK(page["items"][0]["applies"] == true);
  CHECK(page["items"][1]["consumer"] == "by-field");
  CHECK(page["items"][1]["uses"][0]["version"] == "1.4.0");
  CHECK(page["items"][1]["uses"][0]["fields"] == json::parse(R"(["t.old"])"));
  CHECK(page["items"][2]["uses"].size() == 1);
  CHECK(page["items"][2]["applies"] == false);
  CHECK(page["items"][2]["uses"][0]["why_not"] == "no version of the contract lies in >=3");
  const json rest = server.get("/api/v1/contracts/orders/agreements?cursor=" + page["cursor"].get<std::string>());
  REQUIRE(rest["items"].size() == 2);
  CHECK(rest["items"][0]["uses"][0]["why_not"] == "it ended on 2020-01-31");
  CHECK(rest["items"][1]["consumer"] == "by-removed-table");
  CHECK_FALSE(rest.contains("cursor"));
  CHECK(server.call("GET", "/api/v1/contracts/nobody/agreements").status == 404);
  const json wrong = send("PUT", "/api/v1/consumers/x", R"({"uses":[{"contract":"a","versions":"latest"}]})", 422);
  CHECK(wrong["errors"][0]["pointer"] == "/uses/0/versions");
}

TEST_CASE_FIXTURE(Fixture, "a proposal is opened, signed in both senses, published, and linked to its version") {
  server.post_contract(contract_text("orders", "1.0.0", {"id"}));
  declare("board", R"(["orders"])");
  declare("model", R"([{"contract":"orders","fields":["id"]}])");
  declare("stranger", R"(["something-else"])");
  const json opened = propose("2.0.0", "?reason=more%20detail&expires=14d");
  const std::string one = "/api/v1/contracts/orders/proposals/" + opened["id"].get<std::string>();
  CHECK(opened["state"] == "open");
  CHECK(opened["base"]["version"] == "1.0.0");
  CHECK(propose("2.0.0", "", 200)["id"] == opened["id"]);
  CHECK(server.call("GET", one + "?format=original").body == contract_text("orders", "2.0.0", {"id", "sum"}));

  CHECK(slug(send("POST", one + "/object", R"({"consumer":"board"})", 400)) == "comment-required");
  send("POST", one + "/object", R"({"consumer":"board","comment":"keep the total"})", 200);
  const json change = send("POST", one + "/acknowledge", R"({"consumer":"model"})", 200);
  CHECK(change["kind"] == "proposal-acknowledged");
  CHECK(change["subject"] == "orders");
  CHECK(change["proposal"] == opened["id"]);
  CHECK(change["consumer"] == "model");
  CHECK(slug(send("POST", one + "/acknowledge", R"({"consumer":"stranger"})", 409)) == "no-agreement");
  CHECK(slug(send("POST", one + "/acknowledge", R"({"consumer":"nobody"})", 404)) == "no-such-consumer");
  CHECK(slug(send("POST", one + "/acknowledge", "{}", 400)) == "bad-member");

  json answer = server.get(one);
  CHECK(answer["counts"] == json::parse(R"({"agreements":2,"pending":0,"acknowledged":1,"objected":1})"));
  CHECK(answer["outdated"] == false);
  CHECK(answer["agreements"][0]["consumer"] == "board");
  CHECK(answer["agreements"][0]["signature"]["answer"] == "objected");
  CHECK(answer["agreements"][0]["signature"]["comment"] == "keep the total");
  send("POST", one + "/acknowledge", R"({"consumer":"board","comment":"fine then"})", 200);
  declare("late", R"(["orders"])");
  answer = server.get(one + "?limit=1");
  CHECK(answer["counts"] == json::parse(R"({"agreements":3,"pending":1,"acknowledged":2,"objected":0})"));
  CHECK(answer["agreements"].size() == 1);
  CHECK(answer.contains("cursor"));
  const json signatures = server.get(one + "/signatures");
  REQUIRE(signatures["items"].size() == 3);
  CHECK(signatures["items"][0]["answer"] == "objected");
  CHECK(signatures["items"][2]["comment"] == "fine then");

  const json published = send("POST", one + "/publish?reason=agreed", "", 201);
  CHECK(published["version"] == "2.0.0");
  CHECK(published["proposal"] == opened["id"]);
  CHECK(server.get("/api/v1/contracts/orders")["version"] == "2.0.0");
  CHECK(server.get(one)["state"] == "published");
  CHECK(server.get(one)["ended"]["reason"] == "agreed");
  CHECK(slug(send("POST", one + "/acknowledge", R"({"consumer":"board"})", 409)) == "proposal-closed");
  CHECK(slug(send("POST", one + "/publish", "", 409)) == "proposal-closed");
  CHECK(server.get("/api/v1/contracts/orders/proposals?state=published")["items"].size() == 1);
  CHECK(server.get("/api/v1/contracts/orders/proposals?state=open")["items"].empty());
}

TEST_CASE_FIXTURE(Fixture, "proposals are refused, withdrawn and expire with a remedy") {
  server.post_contract(contract_text("orders", "1.0.0", {"id"}));
  CHECK(slug(propose("1.0.0", "", 409)) == "version-exists");
  CHECK(slug(propose("2.0.0", "?expires=soon", 400)) == "bad-parameter");
  CHECK(slug(propose("2.0.0", "?expires=2y", 400)) == "bad-expiry");
  CHECK(slug(propose("2.0.0", "?expires=2020-01-31", 400)) == "bad-expiry");
  CHECK(server
            .call("POST", "/api/v1/contracts/orders/proposals", contract_text("other", "1.0.0", {"x"}),
                  "application/yaml")
            .status == 400);
  CHECK(server
            .call("POST", "/api/v1/contracts/nobody/proposals", contract_text("nobody", "1.0.0", {"x"}),
                  "application/yaml")
            .status == 404);
  CHECK(server.call("POST", "/api/v1/contracts/orders/proposals", "<a/>", "text/html").status == 415);
  CHECK(server.call("GET", "/api/v1/contracts/orders/proposals/nonsense").status == 404);
  CHECK(server.call("GET", "/api/v1/contracts/orders/proposals?state=asleep").status == 400);

  const json opened = propose("2.0.0");
  const std::string one = "/api/v1/contracts/orders/proposals/" + opened["id"].get<std::string>();
  CHECK(slug(send("POST", one + "/withdraw", "{}", 400)) == "reason-required");
  send("POST", one + "/withdraw", R"({"reason":"not now"})", 200);
  CHECK(server.get(one)["state"] == "withdrawn");
  CHECK(server.get(one)["ended"]["reason"] == "not now");

  const json short_lived = propose("3.0.0", "?expires=1ms");
  const std::string gone = "/api/v1/contracts/orders/proposals/" + short_lived["id"].get<std::string>();
  for (int i = 0; i < 200 && server.get(gone)["state"] == "open"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(server.get(gone)["state"] == "expired");
  CHECK(slug(send("POST", gone + "/publish", "", 409)) == "proposal-closed");
}

TEST_CASE_FIXTURE(Fixture,
                  "an override is told in the change feed and among the versions, and survives export and import") {
  const std::string target = "/api/v1/contracts?override=window,acknowledgement";
  server.post_contract(contract_text("orders", "1.0.0", {"id", "leak"}));
  send("PUT", "/api/v1/compatibility/catalog?reason=always", R"({"window_gate":"enforce"})", 201);
  declare("sheet", R"([{"contract":"orders","fields":["leak"]}])");
  const std::string text = contract_text("orders", "2.0.0", {"id"});
  CHECK(server.call("POST", target, text, "application/yaml").status == 400);
  CHECK(server.call("POST", "/api/v1/contracts?override=version&reason=x", text, "application/yaml").status == 400);
  REQUIRE(server.call("POST", target + "&reason=the%20field%20leaks", text, "application/yaml").status == 201);
  declare("board", R"([{"contract":"orders","versions":"^2","until":"2999-12-31"}])");
  const json opened = propose("3.0.0");
  send("POST", "/api/v1/contracts/orders/proposals/" + opened["id"].get<std::string>() + "/acknowledge",
       R"({"consumer":"board"})", 200);
  const std::string gates = R"(["window","acknowledgement"])";
  const json change = server.get("/api/v1/changes")["items"][3];
  CHECK(change["override"]["gates"] == json::parse(gates));
  CHECK(change["reason"] == "the field leaks");
  const json changes = server.get("/api/v1/changes");
  CHECK(server.stop_politely() == 0);
  REQUIRE(run_trama({"export", "--data", folder / "data", folder / "out"}).exit == 0);
  REQUIRE(run_trama({"import", "--data", folder / "copy", folder / "out"}).exit == 0);
  REQUIRE(run_trama({"fsck", "--data", folder / "copy"}).exit == 0);
  ServerProcess copy({"--data", folder / "copy"});
  copy.wait_until_ready();
  CHECK(copy.get("/api/v1/changes") == changes);
  const json version = copy.get("/api/v1/contracts/orders/versions")["items"][0];
  CHECK(version["override"]["gates"] == json::parse(gates));
  CHECK(version["override"]["reason"] == "the field leaks");
  CHECK(copy.get("/api/v1/contracts/orders/agreements")["items"][0]["uses"][0]["until"] == "2999-12-31");
  CHECK(copy.get("/api/v1/contracts/orders/proposals/" + opened["id"].get<std::string>())["counts"]["acknowledged"] ==
        1);
}
