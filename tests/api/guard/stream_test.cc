// Goal: streamed answers and event streams: whole when they end, cut off visibly when they fail, capped in number, and
// ended by a client that goes or a server that drains.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/api/guard/raw_client.h"
#include "tests/api/guard/test_server.h"

using trama::test::ask;
using trama::test::RawAnswer;
using trama::test::RawClient;
using trama::test::TestServer;

namespace {

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace

TEST_CASE("a streamed answer is chunked and the connection goes on") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/stream") + get("/hello"));
  const RawAnswer answer = client.read_answer();
  CHECK(answer.header("Transfer-Encoding") == "chunked");
  CHECK(answer.body.ends_with("{\"line\":999}\n"));
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("a stream that throws ends without its last chunk and harms nobody") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/throw-stream"));
  const std::string all = client.read_all();
  CHECK(all.find("first piece\n") != std::string::npos);
  CHECK(!all.ends_with("0\r\n\r\n"));
  CHECK(all.find("secret") == std::string::npos);
  CHECK(ask(server.port(), get("/hello")).status == 200);
}

TEST_CASE("an event stream starts at once and carries heartbeats in its silence") {
  TestServer server([](trama::http::ServerOptions* options) { options->heartbeat_ms = 20; });
  RawClient client(server.port());
  client.send(get("/events"));
  const std::string start = client.read_until("data: hello\n\n");
  CHECK(start.find("Content-Type: text/event-stream") != std::string::npos);
  CHECK(client.read_until(": still here\n\n").ends_with(": still here\n\n"));
  CHECK(client.read_until(": still here\n\n").ends_with(": still here\n\n"));
}

TEST_CASE("event streams beyond their cap are refused and other answers still stream") {
  TestServer server([](trama::http::ServerOptions* options) { options->streams_max = 4; });
  std::vector<std::unique_ptr<RawClient>> subscribers;
  for (int i = 0; i < 3; ++i) {
    subscribers.push_back(std::make_unique<RawClient>(server.port()));
    subscribers.back()->send(get("/events"));
    REQUIRE(subscribers.back()->read_until("data: hello\n\n").ends_with("hello\n\n"));
  }
  const RawAnswer refused = ask(server.port(), get("/events"));
  CHECK(refused.status == 503);
  CHECK(!refused.header("Retry-After").empty());
  CHECK(!refused.header("X-Request-Id").empty());
  CHECK(ask(server.port(), get("/stream")).status == 200);
}

TEST_CASE("a subscriber that goes makes room for the next") {
  TestServer server([](trama::http::ServerOptions* options) { options->streams_max = 1; });
  for (int i = 0; i < 20; ++i) {
    int status = 0;
    while (status != 200) {  // the stream before ends as soon as its client's end is seen
      RawClient client(server.port());
      client.send(get("/events"));
      const std::string head = client.read_until("\r\n\r\n");
      status = head.find(" 200 ") != std::string::npos ? 200 : 503;
    }
    CHECK(status == 200);
  }
}

TEST_CASE("draining ends event streams properly") {
  TestServer server;
  RawClient client(server.port());
  client.send(get("/events"));
  client.read_until("data: hello\n\n");
  server.server().stop();
  CHECK(client.read_all().ends_with("0\r\n\r\n"));
}
