// Goal: bulk input is cut into documents without parsing it, wherever the pieces of the stream end. Method: text in,
// pieces out.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "web/service/imports.h"
#include "web/service/json_text.h"
#include "web/service/sample.h"

using namespace trama::service;

namespace {

// The documents joined by '|', fed in chunks of `chunk` bytes.
std::string cut(ImportFormat format, const std::string& text, std::size_t chunk) {
  DocumentSplitter splitter(format);
  std::vector<DocumentSplitter::Piece> pieces;
  for (std::size_t at = 0; at < text.size(); at += chunk)
    splitter.feed(std::string_view(text).substr(at, chunk), &pieces);
  splitter.finish(&pieces);
  std::string joined;
  for (const auto& piece : pieces)
    joined += (joined.empty() ? "" : "|") + std::to_string(piece.line) + ":" + piece.text;
  return joined;
}

}  // namespace

TEST_CASE("documents are the same however the stream is cut") {
  struct Case {
    ImportFormat format;
    std::string text, expected;
  };
  const std::vector<Case> cases = {
      {ImportFormat::ndjson, "", ""},
      {ImportFormat::ndjson, "{1}\n\n{2}", "1:{1}|3:{2}"},
      {ImportFormat::ndjson, "{1}\r\n{2}\r\n", "1:{1}|2:{2}"},
      {ImportFormat::yaml, "a: 1\n---\nb: 2\n", "1:a: 1\n|2:b: 2\n"},
      {ImportFormat::yaml, "---\na: 1\n--- # next\nb: 2\n...\n", "1:a: 1\n|3:b: 2\n"},
      {ImportFormat::yaml, "# only a comment\n---\na: 1", "2:a: 1"},
      {ImportFormat::yaml, "a: |\n  --- not a marker\n  text\n", "1:a: |\n  --- not a marker\n  text\n"},
      {ImportFormat::yaml, "a: 1\r\n---\r\nb: 2\r\n", "1:a: 1\r\n|2:b: 2\r\n"},
  };
  for (const Case& one : cases) {
    for (std::size_t chunk = 1; chunk < 9; ++chunk) {
      CAPTURE(one.text);
      CAPTURE(chunk);
      CHECK(cut(one.format, one.text, chunk) == one.expected);
    }
  }
}

TEST_CASE("each piece knows where the next one begins, so that a restart goes on there") {
  const std::string text = "{1}\n{2}\n{3}\n";
  DocumentSplitter splitter(ImportFormat::ndjson);
  std::vector<DocumentSplitter::Piece> pieces;
  splitter.feed(text, &pieces);
  REQUIRE(pieces.size() == 3);
  DocumentSplitter again(ImportFormat::ndjson);
  again.skip_to(pieces[0].end, pieces[1].line);
  std::vector<DocumentSplitter::Piece> rest;
  again.feed(text.substr(pieces[0].end), &rest);
  REQUIRE(rest.size() == 2);
  CHECK(rest[0].text == "{2}");
  CHECK(rest[0].line == 2);
  CHECK(rest[1].end == text.size());
}

TEST_CASE("a document larger than any may be is noticed before memory is") {
  DocumentSplitter splitter(ImportFormat::ndjson);
  std::vector<DocumentSplitter::Piece> pieces;
  const std::string chunk(1U << 20, 'x');
  for (int i = 0; i < 9; ++i) splitter.feed(chunk, &pieces);
  CHECK(splitter.overlong());
}

TEST_CASE("JSON text escapes what JSON must escape") {
  std::string out;
  append_json_string(&out, std::string_view("a\"\\\n\x01\x7F è", 9));
  CHECK(out == "\"a\\\"\\\\\\u000a\\u0001\\u007f è\"");
}

TEST_CASE("versions sort as people count") {
  CHECK(natural_less("1.9.0", "1.10.0"));
  CHECK(natural_less("a/1.0.0.yaml", "a/2.0.0.yaml"));
  CHECK_FALSE(natural_less("1.10.0", "1.9.0"));
  CHECK_FALSE(natural_less("1.0", "1.0"));
  CHECK(natural_less("1.0", "1.0.0"));
}
