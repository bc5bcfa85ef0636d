// Goal: impact and paths over HTTP: what is hit, whom to tell, why, page by page, now and then. Method: the real
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
  Fixture() {
    server.wait_until_ready();
    server.post_contract(contract_text("a", "1.0.0", {"x", "y"}));
    server.post_contract(contract_text("b", "1.0.0", {"x <- a.t.x"}));
    server.post_contract(contract_text("c", "1.0.0", {"x <- b.t.x", "z <- b.t.x"}));
    server.post_contract(contract_text("d", "1.0.0", {"y <- a.t.y"}));
    const std::string board = R"({"name":"Board","owner":"bi","contact":"bi@example.com","criticality":"high",)"
                              R"("uses":[{"contract":"c","fields":["t.z"]}]})";
    CHECK(server.call("PUT", "/api/v1/consumers/urn%3Aconsumer%3Abi%3Aboard", board, "application/json").status == 201);
  }
  int status(const std::string& target) { return server.call("GET", target).status; }
  json post(const std::string& body, int expected = 200) {
    const auto answer = server.call("POST", "/api/v1/impact", body, "application/json");
    CHECK_MESSAGE(answer.status == expected, answer.body);
    return json::parse(answer.body);
  }
};

std::vector<std::string> hits(const json& answer) {
  std::vector<std::string> lines;
  for (const json& hit : answer["hits"]) {
    std::string line = hit["id"].get<std::string>() + " " + hit["certainty"].get<std::string>();
    if (hit.contains("via")) line += " " + hit["via"].get<std::string>();
    lines.push_back(line + " " + std::to_string(hit["hop"].get<int>()));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a removed field hits what is made of it and who declared it, and clears the rest") {
  const json answer = server.get("/api/v1/impact?node=a/t/x&change=remove");
  CHECK(hits(answer) == Lines{"b/t certain direct 1", "c/t certain direct 2",
                              "urn:consumer:bi:board certain declared 3", "d/t cleared 1"});
  CHECK(answer["counts"] == json({{"certain", 3}, {"possible", 0}, {"cleared", 1}}));
  CHECK(answer["fields"]["certain"] == 3);
  CHECK(answer["complete"] == true);
  CHECK(answer["as_of_seq"] == 5);
  CHECK(answer["changes"][0] == json({{"node", "a/t/x"}, {"kind", "remove"}}));
  const json& table = answer["hits"][1];
  CHECK(table["fields"].size() == 2);
  CHECK(table["owner"] == "team-a");
  CHECK(table["registered"] == false);
  CHECK(table["path"].size() == 3);
  CHECK(table["path"][0]["because"] == "change");
  CHECK(table["path"][2]["because"] == "named");
  CHECK(table.contains("last_seen"));
  const json& board = answer["hits"][2];
  CHECK(board["criticality"] == "high");
  CHECK(board["contacts"] == json::array({"bi@example.com"}));
  CHECK(board["registered"] == true);
}

TEST_CASE_FIXTURE(Fixture, "hits are grouped by owner, and those who never registered are told apart") {
  const json answer = server.get("/api/v1/impact?node=a/t/x");
  std::set<std::string> registered, silent;
  for (const json& owner : answer["owners"]) {
    (owner["registered"] == true ? registered : silent).insert(owner["owner"].get<std::string>());
  }
  CHECK(registered == std::set<std::string>{"bi"});
  CHECK(silent == std::set<std::string>{"team-a"});
  CHECK(answer["owners"][0]["owner"] == "team-a");
  CHECK(answer["owners"][0]["hits"].size() == 3);
  CHECK(answer["registered"] == 1);
}

TEST_CASE_FIXTURE(Fixture, "a set of changes is one answer; adding a field hits nobody") {
  const json both = post(R"({"node":"a","changes":[{"kind":"type","field":"x"},{"kind":"nullable","field":"t.y"}]})");
  CHECK(hits(both) == Lines{"b/t certain direct 1", "d/t certain direct 1", "c/t certain direct 2",
                            "urn:consumer:bi:board certain declared 3"});
  CHECK(post(R"({"node":"a","changes":[{"kind":"add","field":"new"}]})")["total"] == 0);
  const json whole = post(R"({"node":"c","changes":[{"kind":"remove"}]})");
  CHECK(hits(whole) == Lines{"urn:consumer:bi:board certain declared 1"});
}

TEST_CASE_FIXTURE(Fixture, "pages go on where they ended, and filters keep the counts") {
  json answer = server.get("/api/v1/impact?node=a&limit=1");
  CHECK(answer["complete"] == false);
  CHECK(answer["truncated_by"] == "limit");
  Lines all = hits(answer);
  while (answer.contains("cursor")) {
    answer = server.get("/api/v1/impact?node=a&limit=1&cursor=" + answer["cursor"].get<std::string>());
    all.push_back(hits(answer).at(0));
  }
  CHECK(all == hits(server.get("/api/v1/impact?node=a")));
  const json cleared = server.get("/api/v1/impact?node=a/t/x&certainty=cleared");
  CHECK(hits(cleared) == Lines{"d/t cleared 1"});
  CHECK(cleared["counts"]["certain"] == 3);
  CHECK(server.call("GET", "/api/v1/impact?node=a/t/x&format=csv").body.starts_with("certainty,via,hop,"));
}

TEST_CASE_FIXTURE(Fixture, "an impact of the past is asked with as_of") {
  CHECK(server.get("/api/v1/impact?node=a/t/x&as_of=2")["counts"]["certain"] == 1);
}

TEST_CASE_FIXTURE(Fixture, "wrong questions name what is wrong and what would be right") {
  CHECK(status("/api/v1/impact") == 400);
  CHECK(status("/api/v1/impact?node=nothing-like-it") == 404);
  CHECK(status("/api/v1/impact?node=a&change=explode") == 400);
  CHECK(status("/api/v1/impact?node=a&certainty=maybe") == 400);
  CHECK(status("/api/v1/impact?node=a&cursor=zzz") == 400);
  CHECK(status("/api/v1/paths?from=a") == 400);
  CHECK(status("/api/v1/paths?from=a&to=a") == 400);
  CHECK(status("/api/v1/paths?from=a&to=b&k=0") == 400);
  post(R"({"node":"a"})", 400);
  post(R"({"node":"a","changes":[{"field":"x"}]})", 400);
  const json unknown = post(R"({"node":"a","changes":[{"kind":"remove","field":"t.q"}]})", 404);
  CHECK(unknown.dump().find("/changes/0/field") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "paths tell why, and what every explanation goes through") {
  const json answer = server.get("/api/v1/paths?from=a/t/x&to=c/t/z");
  CHECK(answer["level"] == "column");
  REQUIRE(answer["paths"].size() == 1);
  CHECK(answer["paths"][0]["nodes"] == json::array({"a/t/x", "b/t/x", "c/t/z"}));
  CHECK(answer["paths"][0]["edges"][0]["asserters"][0]["id"] == "b");
  CHECK(answer["every_path_goes_through"] == json::array({"b/t/x"}));
  CHECK(answer["complete"] == true);
  CHECK(server.get("/api/v1/paths?from=a&to=urn:consumer:bi:board")["paths"][0]["length"] == 3);
  CHECK(server.get("/api/v1/paths?from=d&to=a")["paths"].empty());
}
