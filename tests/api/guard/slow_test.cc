// Goal: slow, silent and greedy clients run into their own budgets and hold nobody else. No test asserts a duration:
// each waits for the outcome.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/api/guard/raw_client.h"
#include "tests/api/guard/test_server.h"

using trama::test::ask;
using trama::test::RawAnswer;
using trama::test::RawClient;
using trama::test::TestServer;

namespace {

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("half a head and then silence is answered 408") {
  TestServer server([](trama::http::ServerOptions* options) { options->header_timeout_ms = 200; });
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHos");
  CHECK(client.read_answer().status == 408);
  CHECK(client.closed_by_server());
}

TEST_CASE("a head that dribbles in meets its deadline") {
  TestServer server([](trama::http::ServerOptions* options) { options->header_timeout_ms = 300; });
  RawClient client(server.port());
  const std::string request =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Padding: " + std::string(4000, 'a') + "\r\n\r\n";
  for (const char c : request) {
    if (!client.send(std::string_view(&c, 1))) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (server.server().stats().refused > 0) break;
  }
  CHECK(client.read_answer().status == 408);
}

TEST_CASE("a body that dribbles in meets its deadline") {
  TestServer server([](trama::http::ServerOptions* options) { options->body_timeout_ms = 300; });
  RawClient client(server.port());
  client.send("POST /show HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n");
  while (server.server().stats().refused == 0) {
    if (!client.send("x")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(client.read_answer().status == 408);
  CHECK(server.calls() == 0);
}

TEST_CASE("a silent connection and an idle one are closed without a word") {
  TestServer server([](trama::http::ServerOptions* options) {
    options->header_timeout_ms = 200;
    options->idle_timeout_ms = 200;
  });
  RawClient silent(server.port());
  CHECK(silent.closed_by_server());
  RawClient idle(server.port());
  idle.send(kHello);
  CHECK(idle.read_answer().status == 200);
  CHECK(idle.closed_by_server());
}

TEST_CASE("clients that do not read hold no worker and are cut off in the end") {
  TestServer server([](trama::http::ServerOptions* options) {
    options->workers = 2;
    options->write_timeout_ms = 500;
  });
  std::vector<std::unique_ptr<RawClient>> greedy;
  for (int i = 0; i < 16; ++i) {
    greedy.push_back(std::make_unique<RawClient>(server.port(), 4096));
    greedy.back()->send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  for (int i = 0; i < 100; ++i) REQUIRE(ask(server.port(), kHello).status == 200);
  while (server.server().stats().connections > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(greedy.front()->read_all().size() < (8U << 20U));
}

TEST_CASE("a slow reader within the budget gets every byte") {
  TestServer server;
  RawClient client(server.port(), 4096);
  client.send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n" + kHello);
  CHECK(client.read_answer().body == std::string(8U << 20U, 'x'));
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("a handler learns that its client has gone") {
  TestServer server;
  {
    RawClient client(server.port());
    client.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
    server.wait_for_waiting(1);
  }
  server.wait_for_waiting(0);
  CHECK(ask(server.port(), kHello).status == 200);
}

TEST_CASE("a thousand idle and 64 dribbling connections do not keep 64 active ones from their answers") {
  TestServer server([](trama::http::ServerOptions* options) { options->workers = 4; });
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    REQUIRE(idle.back()->connected());
  }
  for (const auto& client : idle) client->send(kHello);
  for (const auto& client : idle) REQUIRE(client->read_answer().status == 200);
  std::vector<std::unique_ptr<RawClient>> dribbling;
  for (int i = 0; i < 64; ++i) dribbling.push_back(std::make_unique<RawClient>(server.port()));
  std::atomic<bool> done{false};
  std::thread dribbler([&] {
    const std::string request = "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(4000, 'a');
    for (std::size_t at = 0; at < request.size() && !done.load(); ++at)
      for (const auto& client : dribbling) client->send(std::string_view(request).substr(at, 1));
  });
  std::vector<std::thread> active;
  std::atomic<int> answered{0};
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 64; ++i) {
    active.emplace_back([&] {
      RawClient client(server.port());
      for (int n = 0; n < 50; ++n) {
        client.send(kHello);
        if (client.read_answer().status == 200) answered.fetch_add(1);
      }
    });
  }
  for (std::thread& thread : active) thread.join();
  CHECK(answered.load() == 64 * 50);
  // A thread lost to one of the others would be lost until the head's deadline of 10 s.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
  CHECK(server.server().stats().connections >= 1000);
  done.store(true);
  dribbler.join();
}

TEST_CASE("connections beyond the cap are answered 503") {
  TestServer server([](trama::http::ServerOptions* options) { options->connections_max = 50; });
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send(kHello);
    REQUIRE(clients.back()->read_answer().status == 200);
  }
  RawClient refused(server.port());
  const RawAnswer answer = refused.read_answer();
  CHECK(answer.status == 503);
  CHECK(answer.body.find("too-many-connections") != std::string::npos);
  clients.clear();
  while (server.server().stats().connections > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(ask(server.port(), kHello).status == 200);
}

TEST_CASE("draining finishes what is in progress and closes what is idle") {
  TestServer server;
  RawClient idle(server.port());
  idle.send(kHello);
  REQUIRE(idle.read_answer().status == 200);
  RawClient busy(server.port());
  busy.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  server.wait_for_waiting(1);
  std::thread stopping([&] { server.server().stop(); });
  CHECK(idle.closed_by_server());
  server.release();
  const RawAnswer answer = busy.read_answer();
  CHECK(answer.body == "released");
  CHECK(answer.header("Connection") == "close");
  stopping.join();
  CHECK(!RawClient(server.port()).connected());
}

TEST_CASE("draining beyond its budget asks handlers to stop") {
  TestServer server([](trama::http::ServerOptions* options) { options->drain_timeout_ms = 100; });
  RawClient busy(server.port());
  busy.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  server.wait_for_waiting(1);
  server.server().stop();
  server.wait_for_waiting(0);
  CHECK(server.server().stats().connections == 0);
}
