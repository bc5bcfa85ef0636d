// Goal: publishing is held to its gates over HTTP: what is refused and with which words, what a mode, an
// acknowledgement or an override changes, and that nothing of a refusal is stored. Method: the real binary.
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

// One table `t` of the given fields, each with further keys of its own ("code: {deprecatedSince: 2020-01-01}").
std::string orders(const std::string& version, const std::vector<std::string>& fields,
                   const std::string& status = "active", const std::string& id = "orders") {
  std::string text = "dataContractSpecification: 1.2.1\nid: " + id + "\ninfo:\n  title: Orders\n  version: " + version +
                     "\n  owner: sales\n  status: " + status + "\nmodels:\n  t:\n    fields:\n";
  for (const std::string& field : fields) text += "      " + field + "\n";
  return text;
}

const std::string kId = "id: {type: long}", kCode = "code: {type: string}",
                  kGone = "code: {type: string, deprecatedSince: 2020-01-01}";

struct Fixture : ServerFixture {
  Fixture() { server.wait_until_ready(); }

  json publish(const std::string& text, int expected, const std::string& query = "") {
    return ServerFixture::send("POST", "/api/v1/contracts" + query, text, expected, "application/yaml");
  }
  json send(const std::string& method, const std::string& target, const std::string& body, int expected) {
    return ServerFixture::send(method, "/api/v1" + target, body, expected);
  }
  std::vector<std::string> rules(const json& problem) {
    std::vector<std::string> out;
    for (const json& error : problem["errors"]) out.push_back(error["rule"].get<std::string>());
    return out;
  }
};

bool contains(const json& text, const std::string& part) {
  return text.get<std::string>().find(part) != std::string::npos;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a version too low for its changes is refused with the right one, and nothing is stored") {
  publish(orders("1.0.0", {kId, kGone}), 201);
  const json head = server.get("/api/v1/changes");
  const json refused = publish(orders("1.1.0", {kId}), 409);
  CHECK(refused["type"] == "urn:trama:problem:gates-refused");
  CHECK(contains(refused["detail"], "refused by the gate version"));
  CHECK(contains(refused["detail"], "2.0.0 or higher"));
  REQUIRE(rules(refused) == Rules{"version/field-removed"});
  CHECK(refused["errors"][0]["hint"] == "set the version to 2.0.0");
  CHECK(refused["errors"][0]["pointer"] == "/models/t/fields");
  CHECK(refused["errors"][0]["line"] == 10);
  CHECK(server.get("/api/v1/changes") == head);
  CHECK(publish(orders("1.1.0", {kId}), 409, "?dry_run=true")["errors"] == refused["errors"]);

  const json passed = publish(orders("2.0.0", {kId}), 201);
  CHECK(passed["verdict"] == "pass");
  CHECK(passed["base"] == "1.0.0");
  CHECK(passed["demanded"] == "major");
}

TEST_CASE_FIXTURE(Fixture,
                  "what is taken away before its deprecation is over is held, and passes as a draft with a warning") {
  publish(orders("1.0.0", {kId, kCode}), 201);
  const json refused = publish(orders("2.0.0", {kId}), 409);
  CHECK(rules(refused) == Rules{"window/field-removed"});
  CHECK(contains(refused["detail"], "refused by the gate window"));
  CHECK_FALSE(contains(refused["detail"], "or higher"));
  publish(orders("1.0.0", {kId, kCode}, "draft", "plans"), 201);
  const json warned = publish(orders("2.0.0", {kId}, "draft", "plans"), 201);
  CHECK(warned["verdict"] == "warn");
  REQUIRE(warned["findings"].size() == 1);
  CHECK(warned["findings"][0]["gate"] == "window");
}

TEST_CASE_FIXTURE(Fixture, "settings decide: a gate that is off says nothing, one that warns lets pass") {
  publish(orders("1.0.0", {kId, kCode}), 201);
  send("PUT", "/compatibility/contract%3Aorders?reason=trial", R"({"window_gate":"off","version_gate":"warn"})", 201);
  const json warned = publish(orders("1.0.1", {kId}), 201);
  CHECK(warned["verdict"] == "warn");
  REQUIRE(warned["findings"].size() == 1);
  CHECK(warned["findings"][0]["gate"] == "version");
  send("PUT", "/compatibility/contract%3Aorders?reason=trial", R"({"window_gate":"off","version_gate":"off"})", 200);
  CHECK(publish(orders("1.0.2", {"total: {type: int}"}), 201)["findings"].empty());
}

TEST_CASE_FIXTURE(Fixture, "whoever declared to use a field is asked, and the acknowledged proposal is published") {
  publish(orders("1.0.0", {kId, kGone}), 201);
  send("PUT", "/consumers/board", R"({"name":"Board","uses":[{"contract":"orders","fields":["code"]}]})", 201);
  send("PUT", "/consumers/other", R"({"name":"Other","uses":[{"contract":"orders","fields":["id"]}]})", 201);
  const json refused = publish(orders("2.0.0", {kId}), 409);
  REQUIRE(rules(refused) == Rules{"acknowledgement/field-removed"});
  CHECK(contains(refused["errors"][0]["hint"], "ask board"));

  const std::string text = orders("2.0.0", {kId});
  const auto opened = server.call("POST", "/api/v1/contracts/orders/proposals", text, "application/yaml");
  REQUIRE(opened.status == 201);
  const std::string proposal = "/contracts/orders/proposals/" + json::parse(opened.body)["id"].get<std::string>();
  CHECK(rules(send("POST", proposal + "/publish", "", 409)) == Rules{"acknowledgement/field-removed"});
  CHECK(server.get("/api/v1" + proposal)["state"] == "open");
  send("POST", proposal + "/acknowledge", R"({"consumer":"board"})", 200);
  send("POST", proposal + "/publish", "", 201);
  CHECK(server.get("/api/v1" + proposal)["state"] == "published");
  CHECK(server.get("/api/v1/contracts/orders")["version"] == "2.0.0");
}

TEST_CASE_FIXTURE(Fixture,
                  "an override passes the gates it names, never the version, and is kept only where it was needed") {
  publish(orders("1.0.0", {kId, kCode}), 201);
  const std::string query = "?override=window,acknowledgement&reason=it%20leaks";
  CHECK(rules(publish(orders("1.0.1", {kId}), 409, query))[0] == "version/field-removed");
  send("PUT", "/consumers/board", R"({"name":"Board","uses":[{"contract":"orders","fields":["code"]}]})", 201);
  CHECK(rules(publish(orders("2.0.0", {kId}), 409, "?override=window&reason=it%20leaks")).back() ==
        "acknowledgement/field-removed");
  publish(orders("2.0.0", {kId}), 201, query);
  const json versions = server.get("/api/v1/contracts/orders/versions")["items"];
  CHECK(versions[0]["override"]["gates"] == json::parse(R"(["window","acknowledgement"])"));
  CHECK(versions[0]["override"]["reason"] == "it leaks");
  publish(orders("2.1.0", {kId, kCode}), 201, query);
  CHECK_FALSE(server.get("/api/v1/contracts/orders/versions")["items"][0].contains("override"));
}

TEST_CASE_FIXTURE(Fixture, "a version between two others must fit both of them") {
  publish(orders("1.0.0", {kId, kGone}), 201);
  publish(orders("1.2.0", {kId, kGone, "total: {type: int}"}), 201);
  const json refused = publish(orders("1.1.0", {kId, kGone, "note: {type: string}"}), 409);
  REQUIRE(rules(refused) == Rules{"version/field-removed"});
  CHECK(contains(refused["errors"][0]["message"], "version 1.2.0 is published already"));
}

TEST_CASE_FIXTURE(Fixture, "the same version with another content says which version it would be") {
  publish(orders("1.0.0", {kId}), 201);
  const json refused = publish(orders("1.0.0", {kId, kCode}), 409);
  CHECK(refused["type"] == "urn:trama:problem:version-exists");
  CHECK(contains(refused["detail"], "it would be 1.1.0"));
}

TEST_CASE_FIXTURE(Fixture, "a stale If-Match is told before what the gates say") {
  publish(orders("1.0.0", {kId, kCode}), 201);
  const auto answer = server.call("PUT", "/api/v1/contracts/orders", orders("1.0.1", {kId}), "application/yaml",
                                  {{"If-Match", "\"c99\""}});
  CHECK(answer.status == 412);
}

TEST_CASE_FIXTURE(Fixture, "an import stores history as it was, and says what the gates would have said") {
  const std::string history = orders("1.0.0", {kId, kCode}) + "---\n" + orders("1.0.1", {kId}) + "---\n" +
                              orders("1.0.2", {kId}) + "---\n" + orders("1.1.0", {kId, kCode}, "draft");
  const auto answer = server.call("POST", "/api/v1/import", history, "application/yaml", {{"Prefer", "wait"}});
  REQUIRE(answer.status == 200);
  const json imported = json::parse(answer.body);
  CHECK(imported["created"] == 4);
  CHECK(imported["refused"] == 0);
  CHECK(imported["gates_failed"] == 1);
  CHECK(imported["gates_warned"] == 0);
  const json& results = imported["results"];
  CHECK_FALSE(results[0].contains("verdict"));
  CHECK(results[1]["verdict"] == "refuse");
  CHECK(results[1]["base"] == "1.0.0");
  CHECK(results[1]["suggested_version"] == "2.0.0");
  CHECK(results[1]["findings"].size() == 2);
  CHECK(results[2]["verdict"] == "pass");
  CHECK(results[3]["verdict"] == "pass");
}

TEST_CASE_FIXTURE(Fixture, "a line of an import that is a text carries a document of any format, byte for byte") {
  const std::string text = "# ours\r\n" + orders("1.0.0", {kId});
  const std::string lines = json(text).dump() + "\n" + json("no contract").dump() + "\n";
  const auto answer = server.call("POST", "/api/v1/import", lines, "application/x-ndjson", {{"Prefer", "wait"}});
  REQUIRE(answer.status == 200);
  CHECK(json::parse(answer.body)["created"] == 1);
  CHECK(json::parse(answer.body)["refused"] == 1);
  CHECK(server.call("GET", "/api/v1/contracts/orders?format=original").body == text);
}

TEST_CASE_FIXTURE(Fixture, "of two versions that race for one place, the later is judged by the earlier") {
  publish(orders("1.0.0", {kId}), 201);
  // Each adds a field of its own: whoever comes second takes the other's away, unless it lies below.
  std::atomic<int> created = 0, refused = 0, other = 0;
  std::vector<std::thread> writers;
  for (int i = 1; i <= 8; ++i) {
    writers.emplace_back([&, i] {
      const auto client = trama::http::Client::create(server.url(), "");
      const std::string text = orders("1.1." + std::to_string(i), {kId, "f" + std::to_string(i) + ": {type: string}"});
      const auto answer = (*client)->call({"POST", "/api/v1/contracts", text, "application/yaml", {}});
      const int status = answer ? answer->status : 0;
      ++(status == 201 ? created : status == 409 ? refused : other);
    });
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(created == 1);
  CHECK(refused == 7);
  CHECK(other == 0);
}
