// Goal: a body is read within its budget whatever coding it comes in, and large ones of spooling routes go to a file
// that disappears with the request.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "tests/api/guard/raw_client.h"
#include "tests/api/guard/test_server.h"
#include "tests/support/temp_dir.h"
#include "web/http/compression.h"

using trama::test::RawAnswer;
using trama::test::RawClient;
using trama::test::TempDir;
using trama::test::TestServer;

namespace {

const std::string kPost = " HTTP/1.1\r\nHost: localhost\r\n";

std::string chunk(std::string_view bytes) {
  std::string size;
  for (std::size_t rest = bytes.size(); rest > 0; rest /= 16) size.insert(0, 1, "0123456789abcdef"[rest % 16]);
  return size + "\r\n" + std::string(bytes) + "\r\n";
}

}  // namespace

TEST_CASE("a chunked body beyond 8 MB is refused when it gets there, not when it ends") {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /show" + kPost + "Transfer-Encoding: chunked\r\n\r\n");
  const std::string piece = chunk(std::string(1U << 20U, 'x'));
  for (int i = 0; i < 64; ++i)
    if (!client.send(piece)) break;
  CHECK(client.read_answer().status == 413);
  CHECK(server.calls() == 0);
}

TEST_CASE("one enormous chunk is refused by its bytes") {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /show" + kPost + "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n");
  const std::string piece(1U << 20U, 'x');
  for (int i = 0; i < 64; ++i)
    if (!client.send(piece)) break;
  CHECK(client.read_answer().status == 413);
}

TEST_CASE("a gzip bomb of 20 KB is refused at 8 MB") {
  TestServer server;
  const std::string bomb = trama::http::gzip(std::string(64U << 20U, '\0'));
  REQUIRE(bomb.size() < 400'000);
  RawClient client(server.port());
  client.send("POST /show" + kPost + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) +
              "\r\n\r\n" + bomb);
  CHECK(client.read_answer().status == 413);
  CHECK(server.calls() == 0);
  client.send("GET /hello" + kPost + "\r\n");
  CHECK(client.read_answer().body == "hello");  // the body was read: the connection is in step
}

TEST_CASE("a gzip body arrives plain, a broken one is refused") {
  TestServer server;
  const std::string packed = trama::http::gzip("id: orders\n");
  RawClient client(server.port());
  client.send("POST /show" + kPost + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(packed.size()) +
              "\r\n\r\n" + packed);
  CHECK(client.read_answer().body.ends_with("\nbody 11\nid: orders\n"));
  const std::string cut = packed.substr(0, packed.size() - 6);
  client.send("POST /show" + kPost + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(cut.size()) +
              "\r\n\r\n" + cut);
  CHECK(client.read_answer().body.find("bad-gzip") != std::string::npos);
}

TEST_CASE("a body of 20 MB goes through a file that is gone afterwards") {
  const TempDir folder;
  TestServer server([&](trama::http::ServerOptions* options) { options->spool_folder = folder / "spool"; });
  RawClient client(server.port());
  const std::string piece(1U << 20U, 'x');
  client.send("POST /spool" + kPost + "Content-Length: 20971520\r\n\r\n");
  for (int i = 0; i < 20; ++i) REQUIRE(client.send(piece));
  const RawAnswer answer = client.read_answer();
  CHECK(answer.body.starts_with("spooled 20971520 file 20971520 " + (folder / "spool")));
  CHECK(std::filesystem::is_empty(folder / "spool"));
}

TEST_CASE("a chunked gzip body is spooled plain, and its pipelined follower is answered") {
  const TempDir folder;
  TestServer server([&](trama::http::ServerOptions* options) { options->spool_folder = folder / "spool"; });
  std::string text;
  for (long i = 0; i < 300'000; ++i) text += std::to_string(i * 7919) + '\n';
  const std::string packed = trama::http::gzip(text);
  std::string request = "POST /spool" + kPost + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < packed.size(); at += 10'000)
    request += chunk(std::string_view(packed).substr(at, 10'000));
  request += "0\r\n\r\nGET /hello" + kPost + "\r\n";
  RawClient client(server.port());
  client.send(request);
  const std::string size = std::to_string(text.size());
  CHECK(client.read_answer().body.starts_with("spooled " + size + " file " + size));
  CHECK(client.read_answer().body == "hello");
  CHECK(std::filesystem::is_empty(folder / "spool"));
}

TEST_CASE("a client that leaves in the middle of a spooled body leaves no file") {
  const TempDir folder;
  TestServer server([&](trama::http::ServerOptions* options) { options->spool_folder = folder / "spool"; });
  {
    RawClient client(server.port());
    client.send("POST /spool" + kPost + "Content-Length: 20971520\r\n\r\n" + std::string(3U << 20U, 'x'));
  }
  server.server().stop();
  CHECK(std::filesystem::is_empty(folder / "spool"));
  CHECK(server.calls() == 0);
}

TEST_CASE("a spooled gzip bomb is refused before it fills the disk") {
  const TempDir folder;
  TestServer server([&](trama::http::ServerOptions* options) { options->spool_folder = folder / "spool"; });
  const std::string bomb = trama::http::gzip(std::string(64U << 20U, '\0'));
  RawClient client(server.port());
  client.send("POST /spool" + kPost + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) +
              "\r\n\r\n" + bomb);
  CHECK(client.read_answer().status == 413);
  CHECK(std::filesystem::is_empty(folder / "spool"));
}
