// Goal: lineage over HTTP, in any order of arrival, at both levels, in every format, now and then. Method: the real
// binary.
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

struct Fixture : ServerFixture {
  Fixture() { server.wait_until_ready(); }
};

std::set<std::string> ids(const json& answer) {
  std::set<std::string> set;
  for (const json& node : answer["nodes"]) set.insert(node["id"].get<std::string>());
  return set;
}

const json* node_of(const json& answer, const std::string& id) {
  for (const json& node : answer["nodes"]) {
    if (node["id"] == id) return &node;
  }
  return nullptr;
}

const std::string kOrders = "urn%3Adatacontract%3Aorders%3Afact-orders";

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a write that was answered is in the lineage") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"y <- a.t.x"}));
  const json answer = server.get("/api/v1/lineage?node=a");
  CHECK(ids(answer) == std::set<std::string>{"a/t", "b/t"});
  CHECK(answer["as_of_seq"] == 2);
  CHECK(answer["complete"] == true);
  REQUIRE(answer["edges"].size() == 1);
  CHECK(answer["edges"][0]["from"] == "a/t");
  CHECK(answer["edges"][0]["asserters"][0]["id"] == "b");
}

TEST_CASE("the article's customer_id is a REFERENCES neighbour of the customer dimension, whichever arrives first") {
  const std::string customer =
      contract_text("urn:datacontract:customer:dim-customers", "1.0.0", {"customer_id"}, "dim_customers");
  for (const bool article_first : {true, false}) {
    CAPTURE(article_first);
    Fixture fixture;
    fixture.server.post_contract(article_first ? article_text() : customer);
    if (article_first) {
      const json before = fixture.server.get("/api/v1/lineage?level=column&node=" + kOrders + ".customer_id");
      const auto unresolved =
          std::ranges::count_if(before["nodes"], [](const json& n) { return n["status"] == "unresolved"; });
      CHECK(unresolved == 1);
    }
    fixture.server.post_contract(article_first ? customer : article_text());
    const json answer = fixture.server.get("/api/v1/lineage?level=column&node=" + kOrders + ".customer_id");
    const std::string referenced = "urn:datacontract:customer:dim-customers/dim_customers/customer_id";
    REQUIRE(node_of(answer, referenced) != nullptr);
    CHECK((*node_of(answer, referenced))["status"] == "active");
    REQUIRE(answer["edges"].size() == 1);
    CHECK(answer["edges"][0]["relation"] == "REFERENCES");
    CHECK(answer["edges"][0]["from"] == referenced);
  }
}

TEST_CASE_FIXTURE(Fixture, "every spelling of a node means the same node") {
  server.post_contract(contract_text("urn:c:d", "1.0.0", {"x"}, "tab"));
  for (const char* spelling :
       {"urn:c:d/tab/x", "urn%3Ac%3Ad%2Ftab%2Fx", "urn:c:d.x", "urn:c:d.tab.x", "datasetField:urn:c:d:tab:x"}) {
    CAPTURE(spelling);
    CHECK(server.get("/api/v1/lineage?node=" + std::string(spelling))["roots"] == json::parse(R"(["urn:c:d/tab/x"])"));
  }
  const auto unknown = server.call("GET", "/api/v1/lineage?node=nothing");
  CHECK(unknown.status == 404);
}

TEST_CASE_FIXTURE(Fixture, "diamonds count once, cycles end, depth is honoured") {
  server.post_contract(contract_text("a", "1.0.0", {"x", "back <- d.t.x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.post_contract(contract_text("c", "1.0.0", {"x <- a.t.x"}));
  server.post_contract(contract_text("d", "1.0.0", {"x <- b.t.x", "y <- c.t.x"}));
  const json all = server.get("/api/v1/lineage?node=a&direction=downstream");
  CHECK(all["counts_by_hop"]["downstream"] == json::parse("[2,1]"));
  CHECK(all["nodes"].size() == 4);
  CHECK(server.get("/api/v1/lineage?node=a&direction=downstream&depth=1")["nodes"].size() == 3);
  CHECK(ids(server.get("/api/v1/lineage?node=a/t/x&direction=downstream")) ==
        std::set<std::string>{"a/t/x", "b/t/x", "c/t/x", "d/t/x", "d/t/y", "a/t/back"});
}

TEST_CASE_FIXTURE(Fixture, "every format shows the same set") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.post_contract(contract_text("c", "1.0.0", {"x <- b.t.x"}));
  const std::string target = "/api/v1/lineage?node=b&format=";
  CHECK(std::ranges::count(server.call("GET", target + "csv").body, '\n') == 4);
  CHECK(std::ranges::count(server.call("GET", target + "ndjson").body, '\n') == 6);
  const std::string dot = server.call("GET", target + "dot").body;
  CHECK(dot.find("\"a/t\" -> \"b/t\"") != std::string::npos);
  CHECK(dot.find("\"b/t\" -> \"c/t\"") != std::string::npos);
  CHECK(server.call("GET", target + "mermaid").body.starts_with("graph LR\n"));
  const json marquez = server.get("/api/v1/lineage?nodeId=dataset:b:t");
  CHECK(marquez["graph"].size() == 3);
  CHECK(marquez["graph"][1]["inEdges"][0]["origin"] == "dataset:a:t");
  CHECK(server.call("GET", target + "png").status == 400);
}

TEST_CASE_FIXTURE(Fixture, "products and domains are levels of the same graph, in every format, with counts") {
  server.post_contract("domain: sales\n" + contract_text("a", "1.0.0", {"x", "y"}));
  server.post_contract("domain: finance\n" + contract_text("b", "1.0.0", {"x <- a.t.x"}, "t"));
  server.post_contract("domain: finance\n" + contract_text("c", "1.0.0", {"x <- a.t.x", "y <- b.t.x"}));
  const json answer = server.get("/api/v1/lineage?node=sales&level=domain");
  CHECK(answer["roots"] == json::parse(R"(["sales"])"));
  CHECK(answer["level"] == "domain");
  CHECK(answer["rolled_up_from"] == "dataset");
  REQUIRE(answer["nodes"].size() == 2);
  CHECK(answer["nodes"][1] == json::parse(R"({"id":"finance","kind":"domain","name":"finance","domain":"finance",
                                               "hop":1,"stands_for":2,"status":"active"})"));
  REQUIRE(answer["edges"].size() == 1);
  CHECK(answer["edges"][0]["stands_for"] == 2);
  CHECK(server.get("/api/v1/lineage?node=a.x&level=domain")["rolled_up_from"] == "column");
  CHECK(server.get("/api/v1/lineage?node=a.y&level=domain")["nodes"].size() == 1);
  CHECK(server.get("/api/v1/lineage?node=finance&kind=domain&level=product")["roots"] == json::parse(R"(["b","c"])"));
  CHECK(server.get("/api/v1/lineage?node=sales&level=domain&as_of=2")["edges"][0]["stands_for"] == 1);
  const std::string target = "/api/v1/lineage?node=a&level=product&format=";
  CHECK(server.call("GET", target + "dot").body.find("\"a\" -> \"b\" [label=1];") != std::string::npos);
  CHECK(server.call("GET", target + "mermaid").body.find(" --> |1| ") != std::string::npos);
  CHECK(server.call("GET", target + "csv").body.find("1,product,b,Title of b,finance,team-a,active,1.0.0,a,1,1\r\n") !=
        std::string::npos);
  CHECK(std::ranges::count(server.call("GET", target + "ndjson").body, '\n') == 7);
  CHECK(server.call("GET", "/api/v1/lineage?nodeId=dataset:a:t&level=product").status == 400);
  CHECK(server.call("GET", "/api/v1/lineage?node=a&level=team").status == 400);
  CHECK(server.call("GET", "/api/v1/paths?from=a&to=b&level=domain").status == 400);
  const auto unknown = server.call("GET", "/api/v1/lineage?node=finanse&level=domain");
  CHECK(unknown.status == 404);
  CHECK(unknown.body.find("\"finance\"") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "pages of one answer hold every node and edge exactly once") {
  server.post_contract(contract_text("hub", "1.0.0", {"x"}));
  for (int i = 0; i < 30; ++i) server.post_contract(contract_text("d" + std::to_string(i), "1.0.0", {"x <- hub.t.x"}));
  std::multiset<std::string> nodes;
  std::size_t edges = 0;
  std::string cursor;
  do {
    const json page = server.get("/api/v1/lineage?node=hub&limit=7" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const json& node : page["nodes"]) nodes.insert(node["id"].get<std::string>());
    edges += page["edges"].size();
    cursor = page.value("cursor", "");
    CHECK(page["complete"] == cursor.empty());
    // A write between two pages must not shift them.
    server.post_contract(contract_text("later" + std::to_string(nodes.size()), "1.0.0", {"x <- hub.t.x"}));
  } while (!cursor.empty());
  CHECK(nodes.size() == 31);
  CHECK(std::set<std::string>(nodes.begin(), nodes.end()).size() == 31);
  CHECK(edges == 30);
}

TEST_CASE_FIXTURE(Fixture, "as_of shows lineage as it was declared") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.post_contract(contract_text("b", "2.0.0", {"x"}));
  CHECK(server.get("/api/v1/lineage?node=a")["nodes"].size() == 1);
  const json then = server.get("/api/v1/lineage?node=a&as_of=2");
  CHECK(ids(then) == std::set<std::string>{"a/t", "b/t"});
  CHECK(then["as_of_seq"] == 2);
  CHECK(server.get("/api/v1/lineage?node=a&as_of=1")["nodes"].size() == 1);
  CHECK(server.call("GET", "/api/v1/lineage?node=b&as_of=1").status == 404);
}

TEST_CASE_FIXTURE(Fixture, "what appeared and vanished is told with who said it and by which change") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.call("POST", "/api/v1/contracts?reason=over", contract_text("b", "2.0.0", {"x"}));
  server.call("POST", "/api/v1/edges", R"({"from":"a/t","to":"b/t","reason":"r"})", "application/json");
  server.call("PUT", "/api/v1/consumers/urn:consumer:bi:board", R"({"type":"dashboard","uses":["a"]})",
              "application/json");
  const json from_start = server.get("/api/v1/lineage/diff?from=0&to=2");
  REQUIRE(from_start["items"].size() == 1);
  CHECK(from_start["items"][0]["what"] == "appeared");
  CHECK(from_start["items"][0]["from"] == "a/t/x");
  CHECK(from_start["items"][0]["relation"] == "DERIVES");
  CHECK(from_start["items"][0]["asserter"] == json::parse(R"({"kind":"contract","id":"b"})"));
  CHECK(from_start["items"][0]["change"]["seq"] == 2);
  CHECK(from_start["items"][0]["change"]["kind"] == "contract-registered");
  CHECK(from_start["complete"] == true);
  const json since = server.get("/api/v1/lineage/diff?from=2&limit=2");
  CHECK(since["complete"] == false);
  REQUIRE(since["items"].size() == 2);
  CHECK(since["items"][0]["what"] == "vanished");
  CHECK(since["items"][0]["change"]["reason"] == "over");
  CHECK(since["items"][1]["asserter"]["kind"] == "person");
  const json rest = server.get("/api/v1/lineage/diff?limit=2&cursor=" + since["cursor"].get<std::string>());
  REQUIRE(rest["items"].size() == 1);
  CHECK(rest["items"][0]["to"] == "urn:consumer:bi:board");
  CHECK(rest["items"][0]["relation"] == "CONSUMES");
  CHECK(server.get("/api/v1/lineage/diff?from=2&node=b")["items"].size() == 2);
  CHECK(server.get("/api/v1/lineage/diff?from=2&node=a&direction=upstream")["items"].empty());
  for (const char* wrong : {"", "?from=x", "?from=2&to=1", "?from=99", "?from=1&depth=2", "?from=1&to=2&cursor=AAAA"}) {
    CAPTURE(wrong);
    CHECK(server.call("GET", std::string("/api/v1/lineage/diff") + wrong).status == 400);
  }
  CHECK(server.call("GET", "/api/v1/lineage/diff?from=1&node=nothing").status == 404);
}

TEST_CASE_FIXTURE(Fixture, "a parameter that a call does not have is refused by its name, with what it has") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  const auto refused = server.call("GET", "/api/v1/lineage?node=a&dept=1&colour=red");
  CHECK(refused.status == 400);
  const json problem = json::parse(refused.body);
  CHECK(problem["type"] == "urn:trama:problem:unknown-parameter");
  CHECK(problem["detail"].get<std::string>().starts_with(
      "GET /api/v1/lineage has no parameter `dept` and `colour`; did you mean depth?; it has node, nodeId, "));
  CHECK(problem["candidates"] == json::parse(R"(["depth"])"));
  for (const char* target : {"/api/v1/search?query=a", "/api/v1/contracts/a?verison=1.0.0", "/api/v1/jobs?page=2",
                             "/api/v1/about?x", "/openapi.json?v=3", "/api/v1/changes?sinse=1"}) {
    CAPTURE(target);
    CHECK(server.call("GET", target).status == 400);
  }
  CHECK(server.call("POST", "/api/v1/contracts?dryrun=true", contract_text("b", "1.0.0", {"x"})).status == 400);
  CHECK(server.call("GET", "/api/v1/contracts/b").status == 404);
  for (const char* target : {"/healthz?t=1", "/readyz?probe", "/metrics?format=prometheus", "/?utm_source=mail"}) {
    CAPTURE(target);
    CHECK(server.call("GET", target).status == 200);
  }
}

TEST_CASE_FIXTURE(Fixture, "declared consumers hang on what they use and leave when removed") {
  server.post_contract(contract_text("a", "1.0.0", {"x", "y"}));
  const std::string consumer =
      R"({"name":"Board","type":"dashboard","owner":"bi","uses":[{"contract":"a","fields":["x"]}]})";
  CHECK(server.call("PUT", "/api/v1/consumers/urn:consumer:bi:board", consumer, "application/json").status == 201);
  CHECK(ids(server.get("/api/v1/lineage?node=a")).contains("urn:consumer:bi:board"));
  CHECK(ids(server.get("/api/v1/lineage?node=a/t/x")).contains("urn:consumer:bi:board"));
  CHECK_FALSE(ids(server.get("/api/v1/lineage?node=a/t/y")).contains("urn:consumer:bi:board"));
  CHECK(server.call("DELETE", "/api/v1/consumers/urn:consumer:bi:board").status == 200);
  CHECK(server.get("/api/v1/lineage?node=a")["nodes"].size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "If-Match guards consumers against lost updates") {
  const std::string address = "/api/v1/consumers/urn:consumer:bi:board";
  const auto put = [&](const std::string& name, const std::string& tag) {
    return server.call("PUT", address, R"({"type":"dashboard","name":")" + name + "\"}", "application/json",
                       {{"If-Match", tag}});
  };
  CHECK(put("Board", "*").status == 412);
  const auto declared = server.call("PUT", address, R"({"type":"dashboard"})", "application/json");
  REQUIRE(declared.status == 201);
  const std::string tag = server.call("GET", address).header("etag");
  CHECK(tag == declared.header("etag"));
  CHECK(put("Board", tag).status == 200);
  CHECK(put("Other", tag).status == 412);
  CHECK(server.call("DELETE", address, "", "", {{"If-Match", tag}}).status == 412);
  CHECK(server.get(address)["name"] == "Board");
  const std::string now = server.call("GET", address).header("etag");
  CHECK(server.call("DELETE", address, "", "", {{"If-Match", "\"c0\", " + now}}).status == 200);
}

TEST_CASE_FIXTURE(Fixture, "a cursor of one moment does not page through another") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.post_contract(contract_text("c", "1.0.0", {"x <- a.t.x"}));
  const std::string question = "/api/v1/lineage?node=a&limit=1";
  const std::string cursor = server.get(question + "&as_of=2")["cursor"];
  CHECK(server.get(question + "&as_of=2&cursor=" + cursor)["nodes"].size() == 1);
  CHECK(server.call("GET", question + "&as_of=3&cursor=" + cursor).status == 400);
}

TEST_CASE_FIXTURE(Fixture, "a manual edge says what it means in words that exist, or is refused") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x"}));
  const auto post = [&](const std::string& more) {
    return server.call("POST", "/api/v1/edges", R"({"from":"a/t","to":"b/t","reason":"r")" + more + "}",
                       "application/json");
  };
  for (const char* wrong : {R"(,"relation":"OWNS")", R"(,"relation":7)", R"(,"type":"SIDEWAYS")",
                            R"(,"subtype":"GUESS")", R"(,"typ":"DIRECT")"}) {
    CAPTURE(wrong);
    const auto refused = post(wrong);
    CHECK(refused.status == 400);
    CHECK(json::parse(refused.body)["type"] == "urn:trama:problem:bad-member");
  }
  CHECK(post(R"(,"relation":"derives","type":"indirect","subtype":"filter")").status == 201);
  CHECK(server.call("PUT", "/api/v1/aliases/x", R"({"node":"a/t","reson":"typo"})", "application/json").status == 400);
}

TEST_CASE_FIXTURE(Fixture, "manual edges and aliases count until they are withdrawn") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x"}));
  const auto added =
      server.call("POST", "/api/v1/edges", R"({"from":"a/t","to":"b/t","reason":"nightly copy"})", "application/json");
  REQUIRE(added.status == 201);
  const json answer = server.get("/api/v1/lineage?node=a");
  REQUIRE(answer["edges"].size() == 1);
  CHECK(answer["edges"][0]["asserters"][0]["kind"] == "person");
  const std::string id = json::parse(added.body)["id"];
  CHECK(server.call("DELETE", "/api/v1/edges/" + id).status == 200);
  CHECK(server.get("/api/v1/lineage?node=a")["edges"].empty());

  CHECK(server.call("PUT", "/api/v1/aliases/legacy_table", R"({"node":"a/t","reason":"old name"})", "application/json")
            .status == 200);
  CHECK(server.get("/api/v1/lineage?node=legacy_table")["roots"][0] == "a/t");
  CHECK(server.call("DELETE", "/api/v1/aliases/legacy_table").status == 200);
  CHECK(server.call("GET", "/api/v1/lineage?node=legacy_table").status == 404);
}

TEST_CASE_FIXTURE(Fixture, "a retired contract stays in the lineage as retired") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
  server.call("DELETE", "/api/v1/contracts/a");
  const json answer = server.get("/api/v1/lineage?node=b");
  REQUIRE(node_of(answer, "a/t") != nullptr);
  CHECK((*node_of(answer, "a/t"))["status"] == "retired");
}

TEST_CASE_FIXTURE(Fixture, "lineage survives a restart unchanged") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x", "y <- missing.t.z"}));
  const json before = server.get("/api/v1/lineage?node=b&level=column");
  CHECK(server.stop_politely() == 0);
  ServerProcess again({"--data", folder / "data"});
  again.wait_until_ready();
  CHECK(ids(again.get("/api/v1/lineage?node=b&level=column")) == ids(before));
}
