// Goal: ordinary HTTP/1.1, and its rarer corners, on real connections.
#include <string>

#include <doctest/doctest.h>

#include "tests/api/guard/raw_client.h"
#include "tests/api/guard/test_server.h"

using trama::test::ask;
using trama::test::RawAnswer;
using trama::test::RawClient;
using trama::test::TestServer;

namespace {

const std::string kHost = " HTTP/1.1\r\nHost: localhost\r\n";

}  // namespace

TEST_CASE("a connection serves many requests and is not told to close") {
  TestServer server;
  RawClient client(server.port());
  for (int i = 0; i < 50; ++i) {
    REQUIRE(client.send("GET /hello" + kHost + "\r\n"));
    const RawAnswer answer = client.read_answer();
    REQUIRE(answer.status == 200);
    CHECK(answer.body == "hello");
    CHECK(answer.header("Connection").empty());
  }
}

TEST_CASE("three requests in one packet are answered in order") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /show/1" + kHost + "\r\nPOST /show" + kHost + "Content-Length: 3\r\n\r\ntwoGET /show/3" + kHost +
              "\r\n");
  CHECK(client.read_answer().body == "1");
  CHECK(client.read_answer().body.ends_with("two"));
  CHECK(client.read_answer().body == "3");
}

TEST_CASE("a thousand pipelined requests are all answered") {
  TestServer server;
  RawClient client(server.port());
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "GET /show/" + std::to_string(i) + kHost + "\r\n";
  client.send(requests);
  for (int i = 0; i < 1000; ++i) REQUIRE(client.read_answer().body == std::to_string(i));
}

TEST_CASE("a request that arrives byte by byte is the same request") {
  TestServer server;
  RawClient client(server.port());
  for (const char c :
       "POST /show" + kHost + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: t\r\n\r\n")
    client.send(std::string_view(&c, 1));
  CHECK(client.read_answer().body.ends_with("\nbody 5\nabcde"));
}

TEST_CASE("HEAD has the headers of GET and no body") {
  TestServer server;
  RawClient client(server.port());
  client.send("HEAD /hello" + kHost + "\r\nGET /show/next" + kHost + "\r\n");
  const RawAnswer head = client.read_answer(true);
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == "5");
  CHECK(client.read_answer().body == "next");
}

TEST_CASE("HEAD of a streamed answer does not run the stream") {
  TestServer server;
  RawClient client(server.port());
  client.send("HEAD /stream" + kHost + "\r\nGET /show/next" + kHost + "\r\n");
  CHECK(client.read_answer(true).status == 200);
  CHECK(client.read_answer().body == "next");
}

TEST_CASE("OPTIONS names the methods of a path, and of the server") {
  TestServer server;
  const RawAnswer path = ask(server.port(), "OPTIONS /show" + kHost + "\r\n");
  CHECK(path.status == 204);
  CHECK(path.header("Allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(path.header("Content-Length").empty());
  CHECK(ask(server.port(), "OPTIONS *" + kHost + "\r\n").status == 204);
  CHECK(ask(server.port(), "OPTIONS /nothing" + kHost + "\r\n").status == 404);
}

TEST_CASE("a method that a path lacks is 405 with Allow, an unknown path 404") {
  TestServer server;
  const RawAnswer answer = ask(server.port(), "PUT /hello" + kHost + "Content-Length: 0\r\n\r\n");
  CHECK(answer.status == 405);
  CHECK(answer.header("Allow") == "GET, HEAD, OPTIONS");
  CHECK(ask(server.port(), "GET /nothing" + kHost + "\r\n").status == 404);
}

TEST_CASE("an absolute-form target is its path when the Host agrees") {
  TestServer server;
  const RawAnswer answer = ask(server.port(), "GET http://localhost/show/abs" + kHost + "\r\n");
  CHECK(answer.body == "abs");
}

TEST_CASE("HTTP/1.0 closes unless asked to keep the connection") {
  TestServer server;
  RawClient once(server.port());
  once.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
  CHECK(once.read_answer().header("Connection") == "close");
  CHECK(once.closed_by_server());
  RawClient kept(server.port());
  kept.send("GET /hello HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  CHECK(kept.read_answer().header("Connection") == "keep-alive");
  kept.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
  CHECK(kept.read_answer().body == "hello");
}

TEST_CASE("HTTP/1.0 gets a streamed answer without chunks") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
  const RawAnswer answer = client.read_answer();
  CHECK(answer.header("Transfer-Encoding").empty());
  CHECK(answer.body.starts_with("{\"line\":0}\n"));
  CHECK(answer.body.ends_with("{\"line\":999}\n"));
}

TEST_CASE("Connection: close is honoured") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /hello" + kHost + "Connection: close\r\n\r\n");
  CHECK(client.read_answer().header("Connection") == "close");
  CHECK(client.closed_by_server());
}

TEST_CASE("an escaped slash stays inside its segment and dots are not resolved") {
  TestServer server;
  CHECK(ask(server.port(), "GET /show/a%2Fb" + kHost + "\r\n").body == "a/b");
  CHECK(ask(server.port(), "GET //hello" + kHost + "\r\n").status == 404);
  CHECK(ask(server.port(), "GET /x/../hello" + kHost + "\r\n").status == 404);
  CHECK(ask(server.port(), "GET /show/%2e%2e" + kHost + "\r\n").body == "..");
}

TEST_CASE("a flood of ranges is the whole answer, once") {
  TestServer server;
  std::string ranges = "bytes=";
  for (int i = 0; i < 1200; ++i) ranges += "0-,";
  const RawAnswer answer = ask(server.port(), "GET /big" + kHost + "Range: " + ranges + "0-\r\n\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body.size() == 8U << 20U);
}

TEST_CASE("Expect: 100-continue is granted where the body is wanted") {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /show" + kHost + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_answer().status == 100);
  client.send("later");
  CHECK(client.read_answer().body.ends_with("later"));
}

TEST_CASE("Expect: 100-continue is refused before the body when it is too large or not allowed") {
  TestServer server([](trama::http::ServerOptions* options) { options->anonymous_role = trama::http::Role::read; });
  RawClient large(server.port());
  large.send("POST /show" + kHost + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  CHECK(large.read_answer().status == 413);
  CHECK(large.closed_by_server());
  RawClient forbidden(server.port());
  forbidden.send("POST /write" + kHost + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(forbidden.read_answer().status == 403);
  CHECK(forbidden.closed_by_server());
}

TEST_CASE("the address a handler sees is the socket's") {
  TestServer server;
  const RawAnswer answer = ask(server.port(), "GET /show" + kHost + "X-Forwarded-For: 10.0.0.1\r\n\r\n");
  CHECK(answer.body.find("remote 127.0.0.1\n") != std::string::npos);
}

TEST_CASE("a client that finishes sending still gets its answer") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /hello" + kHost + "\r\n");
  client.finish_sending();
  CHECK(client.read_answer().body == "hello");
}

TEST_CASE("a second server on the same port is refused") {
  TestServer server;
  trama::http::ServerOptions options;
  options.port = server.port();
  auto second = trama::http::Server::create(options, trama::http::Router({}));
  REQUIRE(second);
  const auto started = (*second)->start();
  REQUIRE(!started);
  CHECK(started.error().slug == "port-taken");
}
