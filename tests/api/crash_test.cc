// Goal: what a client was told is stored survives kill -9, and the projections mend themselves. Method: the real server
// is killed at random moments while clients write, started again, and asked for everything that was acknowledged.
#include <algorithm>
#include <chrono>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/server_process.h"
#include "tests/support/small_disk.h"
#include "tests/support/temp_dir.h"

using namespace trama::test;
using nlohmann::json;

namespace {

constexpr int kClients = 8;
constexpr int kRounds = 4;

// Writes until the server is gone; remembers what was acknowledged.
void write_until_killed(const std::string& url, int round, int client, std::mutex* mutex,
                        std::set<std::string>* acknowledged) {
  auto connection = trama::http::Client::create(url, "");
  if (!connection) return;
  for (int i = 0;; ++i) {
    const std::string id = "c" + std::to_string(round) + "-" + std::to_string(client) + "-" + std::to_string(i);
    const std::string source =
        "c" + std::to_string(round) + "-" + std::to_string((client + 1) % kClients) + "-" + std::to_string(i);
    const auto answer = (*connection)
                            ->call({"POST",
                                    "/api/v1/contracts",
                                    contract_text(id, "1.0.0", {"k", "v <- " + source + ".t.k"}),
                                    "application/yaml",
                                    {}});
    if (!answer) return;
    if (answer->status != 201) continue;
    const std::lock_guard lock(*mutex);
    acknowledged->insert(id);
  }
}

// A contract whose text does not compress.
json big_contract(const std::string& id, std::size_t bytes, std::mt19937& random) {
  std::string noise(bytes, ' ');
  for (char& c : noise) c = static_cast<char>('!' + random() % 90);
  return {{"dataContractSpecification", "1.1.0"},
          {"id", id},
          {"info", {{"title", id}, {"version", "1.0.0"}, {"description", noise}}},
          {"models", {{"t", {{"type", "table"}, {"fields", {{"x", {{"type", "string"}}}}}}}}}};
}

// Whatever the mender needs: it tries after 1, 2, 4, … seconds.
template <typename Holds>
bool soon(Holds holds) {
  for (int tries = 0; tries < 900; ++tries) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

}  // namespace

TEST_CASE("a full disk refuses writes and answers reads, and nobody has to restart anything once there is space") {
  const SmallDisk disk(128, 84);
  if (!disk.mounted()) {
    MESSAGE("skipped: this user may not mount a tmpfs");
    return;
  }
  ServerProcess server({"--data", disk / "data"});
  server.wait_until_ready();
  std::mt19937 random(7);
  int stored = 0;
  trama::http::ClientAnswer answer;
  for (answer.status = 201; answer.status == 201 && stored < 1000; ++stored) {
    answer = server.call("POST", "/api/v1/contracts",
                         big_contract("c" + std::to_string(stored), 300'000, random).dump(), "application/json");
  }
  CHECK(answer.status == 503);
  CHECK(json::parse(answer.body)["type"] == "urn:trama:problem:disk-full");
  CHECK(server.call("GET", "/readyz").status == 503);
  CHECK(server.get("/api/v1/contracts/c0")["id"] == "c0");

  disk.throw_off_ballast();
  CHECK(soon([&] { return server.call("GET", "/readyz").status == 200; }));
  server.post_contract(contract_text("healed", "1.0.0", {"x"}));
  CHECK(server.get("/api/v1/changes?limit=1")["head"].get<int>() >= stored);
  CHECK(server.stop_politely() == 0);
}

TEST_CASE("an import that fills the disk waits and ends once there is space") {
  const SmallDisk disk(192, 160);
  if (!disk.mounted()) {
    MESSAGE("skipped: this user may not mount a tmpfs");
    return;
  }
  ServerProcess server({"--data", disk / "data"});
  server.wait_until_ready();
  std::mt19937 random(9);
  std::string body;
  constexpr int kDocuments = 100;
  for (int i = 0; i < kDocuments; ++i) body += big_contract("c" + std::to_string(i), 100'000, random).dump() + "\n";
  const auto accepted = server.call("POST", "/api/v1/import", body, "application/x-ndjson");
  REQUIRE(accepted.status == 202);
  const std::string address = "/api/v1/imports/" + json::parse(accepted.body)["id"].get<std::string>();
  CHECK(soon([&] { return server.get(address).value("trouble", "").starts_with("waiting: "); }));
  CHECK(server.get(address)["state"] == "running");
  disk.throw_off_ballast();
  CHECK(soon([&] { return server.get(address)["state"] == "done"; }));
  const json done = server.get(address);
  CHECK(done["documents"] == kDocuments);
  CHECK(done["refused"] == 0);
  CHECK(server.get("/api/v1/about")["contracts"] == kDocuments);
}

TEST_CASE("nothing acknowledged is lost when the server is killed, and store, graph and search agree afterwards") {
  const TempDir folder;
  const std::string data = folder / "data";
  std::mt19937 random(20261122);
  std::set<std::string> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    ServerProcess server({"--data", data});
    server.wait_until_ready();
    std::mutex mutex;
    std::vector<std::jthread> clients;
    for (int c = 0; c < kClients; ++c) {
      clients.emplace_back([&, c] { write_until_killed(server.url(), round, c, &mutex, &acknowledged); });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 800));
    server.kill_hard();
    clients.clear();
  }
  REQUIRE(!acknowledged.empty());
  CAPTURE(acknowledged.size());

  ServerProcess server({"--data", data});
  server.wait_until_ready();
  server.wait_for_search();
  std::set<std::string> listed;
  std::string target = "/api/v1/contracts?limit=1000";
  for (std::string cursor;;) {
    const json page = server.get(target + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const json& item : page["items"]) listed.insert(item["id"].get<std::string>());
    cursor = page.value("cursor", "");
    if (cursor.empty()) break;
  }
  for (const std::string& id : acknowledged) CHECK_MESSAGE(listed.contains(id), "lost: " << id);
  CHECK(server.get("/api/v1/search?limit=0")["total"] == listed.size());
  CHECK(server.get("/api/v1/about")["contracts"] == listed.size());
  CHECK(server.get("/api/v1/changes?limit=1")["head"] == listed.size());
  CHECK(server.stop_politely() == 0);
  const Output checked = run_trama({"fsck", "--data", data});
  CHECK_MESSAGE(checked.exit == 0, checked.out);
}

TEST_CASE("an import goes on after the server was killed in the middle of it") {
  const TempDir folder;
  const std::string data = folder / "data";
  constexpr int kDocuments = 6000;
  std::string id;
  {
    ServerProcess server({"--data", data});
    server.wait_until_ready();
    std::string body;
    for (int i = 0; i < kDocuments; ++i) body += contract_text("c" + std::to_string(i), "1.0.0", {"x"}) + "---\n";
    const auto accepted = server.call("POST", "/api/v1/import", body, "application/yaml");
    REQUIRE(accepted.status == 202);
    id = json::parse(accepted.body)["id"];
    for (int tries = 0; tries < 1000; ++tries) {
      if (server.get("/api/v1/imports/" + id)["documents"] > 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    server.kill_hard();
  }
  ServerProcess server({"--data", data});
  server.wait_until_ready();
  json status;
  for (int tries = 0; tries < 2400; ++tries) {
    status = server.get("/api/v1/imports/" + id);
    if (status["state"] == "done" || status["state"] == "failed") break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(status["state"] == "done");
  CHECK(status["documents"] == kDocuments);
  CHECK(status["refused"] == 0);
  CHECK(server.get("/api/v1/about")["contracts"] == kDocuments);
  const std::string results = server.call("GET", "/api/v1/imports/" + id + "/results").body;
  CHECK(std::ranges::count(results, '\n') == kDocuments);
}
