// Goal: tokens are made, written, read back and compared; a broken file names its line.
#include "web/http/tokens.h"

#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "catalog/base/hash.h"
#include "tests/support/temp_dir.h"
#include "web/http/session.h"

using trama::http::make_token;
using trama::http::parse_tokens;
using trama::http::Role;
using trama::http::Sessions;
using trama::http::TokenRecord;

TEST_CASE("a new token is found by its text alone") {
  auto token = make_token("ci", Role::write);
  REQUIRE(token);
  CHECK(token->text.size() >= 43);
  const Sessions sessions({token->record}, "secret");
  REQUIRE(sessions.find_token(token->text) != nullptr);
  CHECK(sessions.find_token(token->text)->name == "ci");
  CHECK(sessions.find_token(token->text + "x") == nullptr);
  CHECK(sessions.find_token(token->record.sha256) == nullptr);
  CHECK(sessions.find_token("") == nullptr);
}

TEST_CASE("two tokens differ and bad names are refused") {
  auto first = make_token("a", Role::read);
  auto second = make_token("a", Role::read);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->text != second->text);
  for (const char* name : {"", "a b", "a\n", "a#b"}) CHECK(!make_token(name, Role::read));
}

TEST_CASE("a token file is read with its comments and empty lines") {
  const trama::test::TempDir folder;
  auto token = make_token("ci@example", Role::admin);
  REQUIRE(token);
  std::ofstream(folder / "tokens") << "# who may\n\n" << token_line(token->record) << "  # the pipeline\r\n";
  auto records = trama::http::read_token_file(folder / "tokens");
  REQUIRE(records);
  REQUIRE(records->size() == 1);
  CHECK(records->front().name == "ci@example");
  CHECK(records->front().role == Role::admin);
  CHECK(records->front().sha256 == token->record.sha256);
}

TEST_CASE("a broken line is named") {
  const std::string hash(64, 'a');
  for (const std::string& line :
       {std::string("ci write"), "ci owner " + hash, "ci write " + hash.substr(1), "ci write " + hash + " more",
        "c/i write " + hash, "ok read " + std::string(64, 'b') + "\nok read " + hash}) {
    CAPTURE(line);
    auto records = parse_tokens("# first\n" + line);
    REQUIRE(!records);
    CHECK(records.error().message.starts_with("line "));
  }
}

TEST_CASE("a missing or empty token file is an error") {
  const trama::test::TempDir folder;
  CHECK(!trama::http::read_token_file(folder / "none"));
  std::ofstream(folder / "empty") << "# nobody\n";
  CHECK(!trama::http::read_token_file(folder / "empty"));
}

TEST_CASE("a session holds until it expires and cannot be altered") {
  const TokenRecord token{"ann", Role::write, trama::sha256_hex("t")};
  const Sessions sessions({token}, "secret");
  const std::string cookie = sessions.issue(token, 1000);
  REQUIRE(sessions.verify(cookie, 1000) != nullptr);
  CHECK(sessions.verify(cookie, 1000)->name == "ann");
  CHECK(sessions.verify(cookie, 1000 + trama::http::kSessionSeconds) == nullptr);
  for (std::size_t i = 0; i < cookie.size(); ++i) {
    std::string altered = cookie;
    altered[i] = altered[i] == '1' ? '2' : '1';
    CHECK(sessions.verify(altered, 1000) == nullptr);
  }
  CHECK(Sessions({token}, "other").verify(cookie, 1000) == nullptr);
  CHECK(Sessions({}, "secret").verify(cookie, 1000) == nullptr);
}
