// Goal: what could be read in two ways, or only wastes memory, is refused before any handler runs, and the connection
// ends so that no leftover byte becomes a request. Method: the bytes of each attack on a socket of its own.
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

struct Attack {
  std::string what;
  std::string bytes;
  int status;
  const char* slug;
};

// Each carries a second request that must never run.
const std::string kSmuggled = "GET /throw HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::vector<Attack> attacks() {
  const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n";
  const std::string post = "POST /show HTTP/1.1\r\nHost: localhost\r\n";
  return {
      {"CL and TE", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kSmuggled, 400,
       "ambiguous-length"},
      {"two equal lengths", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd" + kSmuggled, 400,
       "repeated-header"},
      {"two different lengths", post + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + kSmuggled, 400,
       "repeated-header"},
      {"a list of lengths", post + "Content-Length: 4, 4\r\n\r\nabcd", 400, "bad-content-length"},
      {"a signed length", post + "Content-Length: +4\r\n\r\nabcd", 400, "bad-content-length"},
      {"a negative length", post + "Content-Length: -1\r\n\r\nabcd", 400, "bad-content-length"},
      {"a hexadecimal length", post + "Content-Length: 0x4\r\n\r\nabcd", 400, "bad-content-length"},
      {"a length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n", 400, "bad-content-length"},
      {"an empty length", post + "Content-Length:\r\n\r\n", 400, "bad-content-length"},
      {"a GET body by length", get + "Content-Length: 5\r\n\r\nabcde" + kSmuggled, 400, "unexpected-body"},
      {"a chunked GET body", get + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kSmuggled, 400, "unexpected-body"},
      {"a HEAD body", "HEAD /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde", 400,
       "unexpected-body"},
      {"an unknown transfer coding", post + "Transfer-Encoding: gzip\r\n\r\n", 501, "unknown-transfer-encoding"},
      {"chunked twice in a list", post + "Transfer-Encoding: chunked, chunked\r\n\r\n", 501,
       "unknown-transfer-encoding"},
      {"chunked in two headers", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
       "repeated-header"},
      {"chunked with a vertical tab", post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n", 400, "bad-header"},
      {"a blank before the colon", post + "Content-Length : 4\r\n\r\nabcd", 400, "bad-header"},
      {"a folded header", get + "X-A: one\r\n two\r\n\r\n", 400, "bad-header"},
      {"a bare line feed", "GET /hello HTTP/1.1\nHost: localhost\n\n", 400, "bad-header"},
      {"a bare carriage return in a value", get + "X-A: one\rtwo\r\n\r\n", 400, "bad-header"},
      {"a NUL in a value", get + std::string("X-A: a\0b\r\n\r\n", 12), 400, "bad-header"},
      {"an encoded line end in a value", get + "X-A: a%0d%0aX-Admin: yes\r\n\r\n", 400, "bad-header"},
      {"an encoded line end in upper case", get + "X-A: a%0D%0AX-Admin: yes\r\n\r\n", 400, "bad-header"},
      {"an encoded NUL in a value", get + "X-A: a%00b\r\n\r\n", 400, "bad-header"},
      {"a forged REMOTE_ADDR", get + "REMOTE_ADDR: 10.0.0.1\r\n\r\n", 400, "forged-header"},
      {"a forged LOCAL_ADDR", get + "Local_Addr: 10.0.0.1\r\n\r\n", 400, "forged-header"},
      {"a forged EXCEPTION_WHAT", get + "EXCEPTION_WHAT: x\r\n\r\n", 400, "forged-header"},
      {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400, "missing-host"},
      {"two Hosts", get + "Host: evil.example\r\n\r\n", 400, "repeated-header"},
      {"a Host with a path", "GET /hello HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400, "bad-host"},
      {"a Host with a user", "GET /hello HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 400, "bad-host"},
      {"a foreign Host", "GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "unknown-host"},
      {"an absolute target beside another Host", "GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n\r\n",
       400, "bad-host"},
      {"an authority-form target", "GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-target"},
      {"a target with a fragment", "GET /hello#x HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-target"},
      {"a target with bytes beyond ASCII", "GET /h\xC3\xA9 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-target"},
      {"a target with a broken escape", "GET /show/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-target"},
      {"a target of 9 KB", "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414,
       "target-too-long"},
      {"an unknown method", "BREW /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 501, "unknown-method"},
      {"CONNECT", "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501, "unknown-method"},
      {"a method in lower case", "get /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 501, "unknown-method"},
      {"a method that is no token", "G(T /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-request-line"},
      {"two blanks in the request line", "GET  /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad-request-line"},
      {"no version", "GET /hello\r\nHost: localhost\r\n\r\n", 400, "bad-request-line"},
      {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported-version"},
      {"HTTP/1.0 with chunks", "POST /show HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400, "ambiguous-length"},
      {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 12), 400, "bad-header"},
      {"an unknown expectation", post + "Content-Length: 1\r\nExpect: tea\r\n\r\n", 417, "unknown-expectation"},
      {"a length without a number of its own", post + "\r\n", 411, "length-required"},
      {"a coding nobody reads", post + "Content-Length: 1\r\nContent-Encoding: zstd\r\n\r\nx", 415,
       "unknown-content-encoding"},
      {"a length beyond the limit", post + "Content-Length: 9000000\r\n\r\n", 413, "body-too-large"},
      {"a body for a call without one", "DELETE /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
       405, "method-not-allowed"},
      {"a negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n", 400, "bad-chunk"},
      {"a chunk size beyond 64 bits", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", 400,
       "bad-chunk"},
      {"a chunk size with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 400, "bad-chunk"},
      {"a chunk longer than its size", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400,
       "bad-chunk"},
      {"an endless chunk extension",
       post + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(5000, 'x') + "\r\nabc\r\n0\r\n\r\n", 400,
       "bad-chunk"},
      {"chunks with bare line feeds", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n", 400, "bad-chunk"},
  };
}

}  // namespace

TEST_CASE("every attack is refused with its own reason, runs no handler and ends the connection") {
  TestServer server;
  for (const Attack& attack : attacks()) {
    CAPTURE(attack.what);
    const int calls = server.calls();
    RawClient client(server.port());
    client.send(attack.bytes);
    const RawAnswer answer = client.read_answer();
    CHECK(answer.status == attack.status);
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK(answer.body.find("urn:trama:problem:" + std::string(attack.slug)) != std::string::npos);
    CHECK(server.calls() == calls);
    if (attack.status == 421) continue;  // the request itself was sound: the connection lives on
    CHECK(answer.header("Connection") == "close");
    CHECK(client.closed_by_server());
  }
  CHECK(ask(server.port(), "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
}

TEST_CASE("a header line without an end is refused at 16 KB") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: ");
  const std::string piece(64U << 10U, 'a');
  for (int i = 0; i < 64; ++i)
    if (!client.send(piece)) break;
  CHECK(client.read_answer().status == 431);
}

TEST_CASE("a million headers are refused at the hundred and first") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n");
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "a:\r\n";
  for (int i = 0; i < 100; ++i)
    if (!client.send(lines)) break;
  const RawAnswer answer = client.read_answer();
  CHECK(answer.status == 431);
  CHECK(answer.body.find("too-many-headers") != std::string::npos);
}

TEST_CASE("a hundred headers are fine") {
  TestServer server;
  std::string request = "GET /hello HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 99; ++i) request += "X-" + std::to_string(i) + ": v\r\n";
  CHECK(ask(server.port(), request + "\r\n").status == 200);
}

TEST_CASE("a value reflected into a header cannot end its line") {
  TestServer server;
  const RawAnswer answer =
      ask(server.port(), "GET /split?v=a%0d%0aX-Injected:%20yes HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.header("X-Injected").empty());
  CHECK(answer.header("X-Reflected") == "a  X-Injected: yes");
}

TEST_CASE("a handler that throws answers 500 without its reason, which the log has") {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /throw HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: try-17\r\n\r\n");
  const RawAnswer answer = client.read_answer();
  CHECK(answer.status == 500);
  CHECK((answer.head + answer.body).find("secret") == std::string::npos);
  CHECK(answer.body.find("\"instance\":\"try-17\"") != std::string::npos);
  CHECK(answer.header("EXCEPTION_WHAT").empty());
  CHECK(server.logged().find("try-17") != std::string::npos);
  CHECK(server.logged().find("secret reason") != std::string::npos);
  client.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.read_answer().status == 200);
}
