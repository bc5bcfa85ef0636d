// Goal: what the HTTP library's defaults get wrong and no attack shows: delayed packets, a short queue of connections,
// double compression, followed redirects. Method: each on real sockets, against bounds that the default would miss.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/api/guard/raw_client.h"
#include "tests/api/guard/test_server.h"
#include "web/http/client.h"
#include "web/http/compression.h"
#include "web/http/listener.h"

using trama::test::ask;
using trama::test::RawAnswer;
using trama::test::RawClient;
using trama::test::TestServer;
using Clock = std::chrono::steady_clock;

namespace {

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Begins to connect to a loopback port without waiting for it.
int begin_connecting(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)));
  return fd;
}

}  // namespace

TEST_CASE("answers on a kept connection do not wait for the other side's acknowledgement") {
  TestServer server;
  RawClient client(server.port());
  std::vector<std::int64_t> took;
  for (int i = 0; i < 51; ++i) {
    const auto start = Clock::now();
    client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(client.read_answer().status == 200);
    took.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
  }
  std::ranges::nth_element(took, took.begin() + 25);
  // Nagle's algorithm against a delayed acknowledgement costs 40 ms.
  CHECK(took[25] < 35);
}

TEST_CASE("three hundred connections at once are taken before anyone accepts them") {
  auto listener = trama::http::open_listener("127.0.0.1", 0);
  REQUIRE(listener);
  std::vector<pollfd> clients;
  for (int i = 0; i < 300; ++i) clients.push_back({begin_connecting(listener->port), POLLOUT, 0});
  std::size_t connected = 0;
  for (pollfd& client : clients) {
    connected += ::poll(&client, 1, 500) == 1 && (client.revents & POLLOUT) != 0 ? 1 : 0;
    if (connected == 0) break;
  }
  CHECK(connected == clients.size());
  for (const pollfd& client : clients) ::close(client.fd);
  ::close(listener->fd);
}

TEST_CASE("IPv6 loopback is listened to, with and without brackets") {
  for (const char* address : {"::1", "[::1]"}) {
    auto listener = trama::http::open_listener(address, 0);
    if (!listener) {
      MESSAGE("skipped: this machine has no IPv6");
      return;
    }
    CHECK(listener->port > 0);
    ::close(listener->fd);
  }
}

TEST_CASE("an embedded file that is packed already is packed once") {
  static const std::string page = trama::http::gzip("<!doctype html>" + std::string(4000, 'x'));
  const auto embedded = [](const trama::http::Request&) {
    trama::http::Response response;
    response.content_type = "text/html";
    response.embedded = page;
    response.embedded_encoding = "gzip";
    return response;
  };
  TestServer server({}, {{trama::http::Method::get, "/page", trama::http::Role::none, trama::http::BodyRule::none,
                          "test", embedded}});
  const RawAnswer answer =
      ask(server.port(), "GET /page HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n\r\n");
  CHECK(count_of(answer.head, "Content-Encoding: gzip") == 1);
  CHECK(count_of(answer.head, "Content-Encoding") == 1);
  CHECK(answer.body == page);
}

TEST_CASE("a refused body is never taken for the next request") {
  TestServer server;
  const std::string smuggled = "GET /throw HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled;
  for (const std::string path : {"/none", "/write", "/hello"}) {
    CAPTURE(path);
    const int calls = server.calls();
    RawClient client(server.port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n" + length);
    const RawAnswer answer = client.read_answer();
    CHECK(answer.status >= 403);
    CHECK(answer.header("Connection") == "close");
    CHECK(client.closed_by_server());
    CHECK(server.calls() == calls);
  }
}

TEST_CASE("our client takes its token nowhere it was not sent") {
  TestServer other;
  const std::string elsewhere = "http://127.0.0.1:" + std::to_string(other.port()) + "/hello";
  TestServer server({}, {{trama::http::Method::get, "/moved", trama::http::Role::none, trama::http::BodyRule::none,
                          "test", [&](const trama::http::Request&) {
                            trama::http::Response response;
                            response.status = 307;
                            response.headers.emplace_back("Location", elsewhere);
                            return response;
                          }}});
  auto client = trama::http::Client::create("http://127.0.0.1:" + std::to_string(server.port()), "secret");
  REQUIRE(client);
  const auto answer = (*client)->call({"GET", "/moved", "", "", {}});
  REQUIRE(answer);
  CHECK(answer->status == 307);
  CHECK(other.calls() == 0);
}
