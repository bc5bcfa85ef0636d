// Goal: what the gate lets through, and as what. What it refuses is in tests/api/guard/refused_test.cc, on real
// sockets.
#include "web/http/gate.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using trama::http::check_head;
using trama::http::Head;
using trama::http::HeadScanner;
using trama::http::Method;
using trama::http::Refusal;

namespace {

std::variant<Head, Refusal> check(const std::string& lines) {
  return check_head(lines + "\r\n");
}

const Head* head_of(const std::variant<Head, Refusal>& answer) {
  return std::get_if<Head>(&answer);
}

}  // namespace

TEST_CASE("header names become lower case, values lose their blanks, order stays") {
  const auto answer = check("GET /a?b=c HTTP/1.1\r\nHOST: localhost:8080\r\nX-One: \t two words \t\r\nX-Empty:\r\n");
  const Head* head = head_of(answer);
  REQUIRE(head != nullptr);
  CHECK(head->target == "/a?b=c");
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"host", "localhost:8080"}, {"x-one", "two words"}, {"x-empty", ""}};
  CHECK(head->headers == wanted);
}

TEST_CASE("lengths and codings are read") {
  const auto by_length = check("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 042\r\n");
  REQUIRE(head_of(by_length) != nullptr);
  CHECK(head_of(by_length)->content_length == 42U);
  const auto by_chunks = check("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n");
  REQUIRE(head_of(by_chunks) != nullptr);
  CHECK(head_of(by_chunks)->chunked);
}

TEST_CASE("keeping the connection depends on version and Connection") {
  struct Case {
    const char* version;
    const char* connection;
    bool keeps;
  };
  for (const Case& c :
       {Case{"1.1", "", true}, Case{"1.1", "Connection: close\r\n", false},
        Case{"1.1", "Connection: TE, Close\r\n", false}, Case{"1.0", "", false},
        Case{"1.0", "Connection: Keep-Alive\r\n", true}, Case{"1.0", "Connection: keep-alive, close\r\n", false}}) {
    CAPTURE(c.version);
    CAPTURE(std::string(c.connection));
    const auto answer = check("GET / HTTP/" + std::string(c.version) + "\r\nHost: a\r\n" + c.connection);
    REQUIRE(head_of(answer) != nullptr);
    CHECK(head_of(answer)->keep_alive == c.keeps);
  }
}

TEST_CASE("an absolute target becomes its path") {
  struct Case {
    const char* target;
    const char* path;
  };
  for (const Case& c : {Case{"http://a/x?y", "/x?y"}, Case{"HTTPS://a", "/"}, Case{"http://a?q=1", "/?q=1"}}) {
    const auto answer = check("GET " + std::string(c.target) + " HTTP/1.1\r\nHost: a\r\n");
    REQUIRE(head_of(answer) != nullptr);
    CHECK(head_of(answer)->target == c.path);
  }
}

TEST_CASE("Range and Referer do not get through, not even with a hidden line end") {
  const auto answer = check("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\nReferer: http://a/?q=%0a\r\n");
  REQUIRE(head_of(answer) != nullptr);
  CHECK(head_of(answer)->headers.size() == 1);
}

TEST_CASE("hosts of every form are accepted") {
  for (const char* host : {"localhost", "127.0.0.1:8080", "[::1]", "[::1]:8080", "data.example.com", "a_b.local:1"}) {
    CAPTURE(std::string(host));
    CHECK(head_of(check("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n")) != nullptr);
  }
  for (const char* host : {"", "[::1", "[]", "a:b", "a:123456", "a b", "a,b", ":80"}) {
    CAPTURE(std::string(host));
    CHECK(head_of(check("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n")) == nullptr);
  }
}

TEST_CASE("the scanner finds the same end however the bytes arrive") {
  const std::string head = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string bytes = head + "rest\r\n\r\n";
  HeadScanner whole;
  CHECK(std::get<std::size_t>(whole.scan(bytes)) == head.size());
  HeadScanner slow;
  for (std::size_t length = 1; length < head.size(); ++length)
    REQUIRE(std::holds_alternative<std::monostate>(slow.scan(std::string_view(bytes).substr(0, length))));
  CHECK(std::get<std::size_t>(slow.scan(std::string_view(bytes).substr(0, head.size()))) == head.size());
}

TEST_CASE("the scanner stops at 16 KB, 100 lines and a target of 8 KB") {
  const auto status = [](const std::string& bytes) {
    HeadScanner scanner;
    const auto answer = scanner.scan(bytes);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? 0 : refusal->status;
  };
  CHECK(status("GET / HTTP/1.1\r\nA: " + std::string(16'384, 'a')) == 431);
  CHECK(status("GET /" + std::string(9000, 'a')) == 414);
  std::string lines = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 100; ++i) lines += "A: b\r\n";
  CHECK(status(lines) == 0);
  CHECK(status(lines + "A: b\r\n") == 431);
  CHECK(status("\r\n\r\n\r\n") == 400);
}
