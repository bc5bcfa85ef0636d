// Goal: callers that wait for something (an import, the index) keep nobody else from an answer, and the server from
// stopping neither. Method: more waiting callers than the server has threads, beside a caller with a stopwatch.
#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/wait.h>

#include "tests/support/contracts.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

using namespace trama::test;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kWaiting = 12;  // the server has eight threads, or twice as many as cores

std::string many_documents(const std::string& prefix, int count) {
  std::string body;
  for (int i = 0; i < count; ++i) {
    body += contract_text(prefix + std::to_string(i), "1.0.0", {"a", "b", "c", "d", "e", "f"}) + "---\n";
  }
  return body;
}

std::vector<std::jthread> call_at_once(const std::string& url,
                                       const std::vector<trama::http::ClientRequest>& requests) {
  std::vector<std::jthread> callers;
  for (const auto& request : requests) {
    callers.emplace_back([url, request] {
      auto client = trama::http::Client::create(url, "");
      if (client) static_cast<void>((*client)->call(request));
    });
  }
  return callers;
}

std::int64_t ms_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
}

}  // namespace

TEST_CASE("callers that wait for their imports keep nobody from an answer") {
  const TempDir folder;
  ServerProcess server({"--data", folder / "data", "--workers", "8"});
  server.wait_until_ready();
  std::vector<trama::http::ClientRequest> waiting;
  for (int i = 0; i < kWaiting; ++i) {
    waiting.push_back({"POST",
                       "/api/v1/import",
                       many_documents("i" + std::to_string(i) + "-", 2'000),
                       "application/yaml",
                       {{"Prefer", "wait"}}});
  }
  const auto callers = call_at_once(server.url(), waiting);
  while (server.get("/api/v1/imports")["items"].size() < kWaiting) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto start = Clock::now();
  for (int i = 0; i < 20; ++i) CHECK(server.call("GET", "/healthz").status == 200);
  const auto took = ms_since(start);
  const json imports = server.get("/api/v1/imports");
  REQUIRE(imports["items"].front()["state"] != "done");  // else this machine is too fast for this test
  CHECK(took < 2'000);
}

TEST_CASE("a server whose callers wait for an import stops within its drain time, and the import goes on later") {
  const TempDir folder;
  const std::string data = folder / "data";
  ServerProcess server({"--data", data});
  server.wait_until_ready();
  const auto callers = call_at_once(
      server.url(), {{"POST", "/api/v1/import", many_documents("a", 9'900), "application/yaml", {{"Prefer", "wait"}}},
                     {"POST", "/api/v1/import", many_documents("b", 9'900), "application/yaml", {{"Prefer", "wait"}}}});
  while (server.get("/api/v1/imports")["items"].size() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto start = Clock::now();
  CHECK(server.stop_politely() == 0);
  CHECK(ms_since(start) < 20'000);
  ServerProcess again({"--data", data});
  const json imports = again.get("/api/v1/imports")["items"];
  CHECK(imports.size() == 2);
}

TEST_CASE("Prefer: wait=0 does not wait, and what is no number of seconds is not taken for one") {
  const TempDir folder;
  ServerProcess server({"--data", folder / "data"});
  const std::string body = contract_text("a", "1.0.0", {"x"});
  const auto with = [&](const std::string& prefer) {
    return server.call("POST", "/api/v1/import", body, "application/yaml", {{"Prefer", prefer}});
  };
  CHECK(with("wait=0").status == 202);
  CHECK(with("wait=soon").status == 202);
  CHECK(with("nowait").status == 202);
  CHECK(with("respond-async, wait=30").status == 200);
  CHECK(with("WAIT").header("preference-applied") == "wait");
}

TEST_CASE("searches that wait for a seq that does not come keep nobody from an answer") {
  const TempDir folder;
  ServerProcess server({"--data", folder / "data", "--workers", "8"});
  server.post_contract(contract_text("a", "1.0.0", {"x"}));
  const std::string url = server.url();
  std::vector<std::jthread> waiting;
  for (int i = 0; i < 24; ++i) {
    waiting.emplace_back([url](const std::stop_token& stop) {
      auto client = trama::http::Client::create(url, "");
      while (client && !stop.stop_requested()) {
        if (!(*client)->call({"GET", "/api/v1/search?min_seq=999999", "", "", {}})) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto start = Clock::now();
  constexpr int kCalls = 20;
  for (int i = 0; i < kCalls; ++i) CHECK(server.call("GET", "/healthz").status == 200);
  // Standing in a queue behind 24 waits of 250 ms in 8 threads takes 750 ms a call.
  CHECK(ms_since(start) < kCalls * 300);
  for (auto& thread : waiting) thread.request_stop();
}

TEST_CASE("imports are listed newest first, page by page") {
  const TempDir folder;
  ServerProcess server({"--data", folder / "data"});
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    const auto accepted = server.call("POST", "/api/v1/import", contract_text("a", "1.0.0", {"x"}), "application/yaml");
    expected.insert(expected.begin(), json::parse(accepted.body)["id"].get<std::string>());
  }
  std::vector<std::string> listed;
  std::string cursor;
  do {
    const json page = server.get("/api/v1/imports?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    CHECK(page["items"].size() <= 2);
    for (const json& item : page["items"]) listed.push_back(item["id"]);
    cursor = page.value("cursor", "");
  } while (!cursor.empty());
  CHECK(listed == expected);
  CHECK(server.call("GET", "/api/v1/imports?limit=0").status == 400);
}
