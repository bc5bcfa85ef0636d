// Goal: what operators rely on. Method: the real binary; the description against what is really served.
#include <fstream>

#include <doctest/doctest.h>

#include "catalog/base/hash.h"
#include "tests/support/contracts.h"
#include "tests/support/server_fixture.h"

using namespace trama::test;
using nlohmann::json;

namespace {

using Fixture = ServerFixture;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "health, readiness and metrics answer") {
  CHECK(server.get("/healthz")["alive"] == true);
  server.wait_until_ready();
  const json ready = server.get("/readyz");
  for (const char* part : {"store", "graph", "search"}) CHECK(ready[part]["ready"] == true);
  const std::string metrics = server.call("GET", "/metrics").body;
  CHECK(metrics.find("trama_contracts 0") != std::string::npos);
  CHECK(metrics.find("# TYPE") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the page, its reference and unknown addresses") {
  const auto page = server.call("GET", "/");
  CHECK(page.status == 200);
  CHECK(page.header("content-security-policy").find("default-src 'self'") != std::string::npos);
  CHECK(server.call("GET", "/docs").status == 200);
  CHECK(server.call("GET", "/assets/none.js").status == 404);
  const auto unknown = server.call("GET", "/api/v1/none");
  CHECK(unknown.status == 404);
  CHECK(unknown.content_type == "application/problem+json");
}

TEST_CASE_FIXTURE(Fixture, "a SIGTERM drains and exits 0") {
  server.post_contract(article_text());
  CHECK(server.stop_politely() == 0);
}

TEST_CASE_FIXTURE(Fixture, "ETags save transfers") {
  server.post_contract(article_text());
  const std::string address = "/api/v1/contracts/urn%3Adatacontract%3Aorders%3Afact-orders";
  const auto first = server.call("GET", address);
  REQUIRE(!first.header("etag").empty());
  // The client library waits for a body of a 304 until the connection ends.
  const auto again =
      server.call("GET", address, "", "", {{"If-None-Match", first.header("etag")}, {"Connection", "close"}});
  CHECK(again.status == 304);
  CHECK(server.call("HEAD", address).status == 200);
  CHECK(server.call("HEAD", address).body.empty());
}

TEST_CASE_FIXTURE(Fixture, "the change feed replays everything in order") {
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  server.post_contract(contract_text("b", "1.0.0", {"x"}));
  server.call("DELETE", "/api/v1/contracts/a");
  const json feed = server.get("/api/v1/changes");
  REQUIRE(feed["items"].size() == 3);
  CHECK(feed["items"][2]["kind"] == "contract-retired");
  CHECK(feed["head"] == 3);
  CHECK(server.get("/api/v1/changes?since=2")["items"].size() == 1);
}

TEST_CASE("beyond loopback the server starts only with tokens or --insecure") {
  TempDir folder;
  const Output output = run_trama({"serve", "--data", folder / "d", "--port", "0", "--address", "0.0.0.0"});
  CHECK(output.exit == 2);
  CHECK(output.err.find("--token-file") != std::string::npos);
}

TEST_CASE("tokens decide who may read, write and erase") {
  TempDir folder;
  const std::string file = folder / "tokens";
  std::ofstream(file) << "ann read " << trama::sha256_hex("reader-secret") << "\nbob write "
                      << trama::sha256_hex("writer-secret") << "\ncara admin " << trama::sha256_hex("admin-secret")
                      << "\n";
  ServerProcess server({"--data", folder / "data", "--token-file", file});
  const auto with = [](const char* token) {
    return std::vector<std::pair<std::string, std::string>>{{"Authorization", std::string("Bearer ") + token}};
  };
  CHECK(server.call("GET", "/api/v1/search").status == 401);
  CHECK(server.call("GET", "/api/v1/search", "", "", with("wrong")).status == 401);
  CHECK(server.call("GET", "/api/v1/search", "", "", with("reader-secret")).status == 200);
  CHECK(server.call("POST", "/api/v1/contracts", article_text(), "application/yaml", with("reader-secret")).status ==
        403);
  CHECK(server.call("POST", "/api/v1/contracts", article_text(), "application/yaml", with("writer-secret")).status ==
        201);
  const std::string erase = "/api/v1/contracts/urn%3Adatacontract%3Aorders%3Afact-orders/versions/2.1.0/erase";
  CHECK(server.call("POST", erase, R"({"reason":"r"})", "application/json", with("writer-secret")).status == 403);
  CHECK(server.call("POST", erase, R"({"reason":"r"})", "application/json", with("admin-secret")).status == 200);
  const auto changes = json::parse(server.call("GET", "/api/v1/changes", "", "", with("reader-secret")).body);
  CHECK(changes["items"][0]["actor"] == "bob");
  CHECK(changes["items"][1]["actor"] == "cara");
}

TEST_CASE_FIXTURE(Fixture, "no web page can drive a local server") {
  const auto foreign = server.call("POST", "/api/v1/contracts", article_text(), "application/yaml",
                                   {{"Origin", "https://evil.example"}});
  CHECK(foreign.status == 403);
  CHECK(server.call("GET", "/api/v1/search", "", "", {{"Host", "evil.example"}}).status == 421);
  CHECK(server.get("/api/v1/changes")["head"] == 0);
}

TEST_CASE("two servers cannot have one folder or one port") {
  TempDir folder;
  ServerProcess first({"--data", folder / "data"});
  const Output same_folder = run_trama({"serve", "--data", folder / "data", "--port", "0"});
  CHECK(same_folder.exit == 3);
  const Output same_port = run_trama({"serve", "--data", folder / "other", "--port", std::to_string(first.port())});
  CHECK(same_port.exit == 3);
  CHECK(same_port.err.find("already listens") != std::string::npos);
}
