// Goal: YAML and JSON become the same tree, with places and spellings. Method: small texts, one question each.
#include "catalog/contract/document.h"

#include <string>

#include <doctest/doctest.h>

#include "catalog/base/limits.h"

using namespace trama;
using namespace trama::contract;
using namespace std::string_literals;

namespace {

std::string json_of(std::string_view text) {
  const auto document = load_document(text);
  return document ? to_json_text(document->root) : document.error().slug;
}

NodeType type_of(std::string_view scalar) {
  const auto document = load_document("a: " + std::string(scalar));
  REQUIRE(document);
  return document->root.map.at(0).value.type;
}

std::string place_of(const Mark& mark) {
  return std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

}  // namespace

TEST_CASE("YAML and JSON spellings of one document give one tree") {
  const std::string want = R"({"a":1,"b":[true,null,"x"],"c":{"d":"e"}})";
  CHECK(json_of("a: 1\nb: [true, null, x]\nc:\n  d: e\n") == want);
  CHECK(json_of("a: 1\nb:\n- true\n- ~\n- 'x'\nc: {d: e}\n") == want);
  CHECK(json_of(want) == want);
  CHECK(json_of("  \n" + want + "\n") == want);
  CHECK(load_document(want)->syntax == Syntax::json);
  CHECK(load_document("{a: 1}")->syntax == Syntax::yaml);
}

TEST_CASE("only the core schema's words are typed, and only when plain") {
  for (const auto* text : {"no", "yes", "on", "off", "y", "2022-01-15", "1.0.0", "12:30:45", "'1'", "\"true\"", "1_000",
                           "0x", ".", "+", "1e", "nUll", "0b11"}) {
    CAPTURE(std::string(text));
    CHECK(type_of(text) == NodeType::text);
  }
  for (const auto* text : {"true", "True", "FALSE"}) CHECK(type_of(text) == NodeType::boolean);
  for (const auto* text : {"", "~", "null", "NULL"}) CHECK(type_of(text) == NodeType::null);
  for (const auto* text : {"1", "-7", "+3", "010", "0x1F", "0o17"}) CHECK(type_of(text) == NodeType::integer);
  for (const auto* text : {"1.0", ".5", "5.", "1e9", "-1.5E-3", ".inf", ".NaN"})
    CHECK(type_of(text) == NodeType::number);
}

TEST_CASE("numbers keep their spelling and leave as JSON only where JSON can spell them") {
  CHECK(json_of("a: 1.0") == R"({"a":1.0})");
  CHECK(json_of("a: 0.10") == R"({"a":0.10})");
  CHECK(json_of("a: 1e400") == R"({"a":1e400})");
  CHECK(json_of("a: 010") == R"({"a":"010"})");
  CHECK(json_of("a: 0x1F") == R"({"a":"0x1F"})");
  CHECK(json_of("a: .inf") == R"({"a":".inf"})");
  CHECK(json_of("a: +1") == R"({"a":"+1"})");
  CHECK(json_of(R"({"a":123456789012345678901234567890})") == R"({"a":123456789012345678901234567890})");
}

TEST_CASE("places count bytes from one, whatever the line ends and letters") {
  const auto document =
      load_document("\xEF\xBB\xBF# \xC3\xA4\r\na:\r\n  b\xC3\xA4: 1\r\n  c: \xE2\x80\xA8x\r\nd: 2\r\n");
  REQUIRE(document);
  const Node& a = document->root.map.at(0).value;
  CHECK(place_of(document->root.map.at(0).key_mark) == "2:1");
  CHECK(place_of(a.map.at(0).key_mark) == "3:3");
  CHECK(place_of(a.map.at(0).value.mark) == "3:8");
  CHECK(place_of(document->root.map.at(1).key_mark) == "5:1");
  const auto json = load_document("{\r\n \"a\": [1,\n\"\xC3\xA4\", 2]}");
  REQUIRE(json);
  CHECK(place_of(json->root.map.at(0).key_mark) == "2:2");
  CHECK(place_of(json->root.map.at(0).value.list.at(2).mark) == "3:7");
}

TEST_CASE("separators of office programs are letters and end no line") {
  const auto document = load_document("a: |\n  one\xE2\x80\xA8two\xC2\x85three\nb: x\xE2\x80\xA9y\nc: 1\n");
  REQUIRE(document);
  CHECK(document->root.map.at(0).value.scalar == "one\xE2\x80\xA8two\xC2\x85three\n");
  CHECK(document->root.map.at(1).value.scalar == "x\xE2\x80\xA9y");
  CHECK(place_of(document->root.map.at(2).key_mark) == "4:1");
}

TEST_CASE("merge keys are expanded: own keys win, then earlier maps") {
  const std::string base = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\n";
  CHECK(json_of(base + "z: {<<: *x, b: 9}") == R"({"x":{"a":1,"b":2},"y":{"b":3,"c":4},"z":{"a":1,"b":9}})");
  CHECK(json_of(base + "z: {<<: [*x, *y]}") == R"({"x":{"a":1,"b":2},"y":{"b":3,"c":4},"z":{"a":1,"b":2,"c":4}})");
  CHECK(json_of("a: {'<<': 1}") == R"({"a":{"<<":1}})");
  CHECK(json_of("a: {<<: 1}") == "bad-merge");
}

TEST_CASE("aliases repeat what they name") {
  CHECK(json_of("a: &x [1, 2]\nb: *x") == R"({"a":[1,2],"b":[1,2]})");
  CHECK(json_of("a: &x 1\n*x : 2") == R"({"a":1,"1":2})");
  CHECK(json_of("a: &x 1\nb: &x 2\nc: *x") == R"({"a":1,"b":2,"c":2})");
  CHECK(json_of("a: *x") == "unknown-alias");
  CHECK(json_of("a: &x [*x]") == "recursive-alias");
}

TEST_CASE("an alias bomb is refused before it is expanded") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 8; ++j) text += ", " + before;
    text += "]\n";
  }
  CHECK(json_of(text) == "alias-bomb");
  std::string wide = "a: &a " + std::string(1'000'000, 'x') + "\n";
  for (int i = 0; i < 40; ++i) wide += "b" + std::to_string(i) + ": *a\n";
  CHECK(json_of(wide) == "alias-bomb");
}

TEST_CASE("nesting, anchors and keys are bounded in both syntaxes") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(json_of(nested(limits::kNestingMax)) == nested(limits::kNestingMax));
  CHECK(json_of(nested(limits::kNestingMax + 1)) == "too-deep");
  CHECK(json_of("a: " + nested(100'000)) == "too-deep");
  CHECK(json_of(nested(100'000)) == "too-deep");
  std::string block;
  for (int i = 0; i < 100; ++i) block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK(json_of(block) == "too-deep");
  std::string anchors;
  for (int i = 0; i < 101; ++i) anchors += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " 1\n";
  CHECK(json_of(anchors) == "too-many-anchors");
  CHECK(json_of("{\"" + std::string(limits::kKeyBytesMax + 1, 'k') + "\": 1}") == "key-too-long");
  CHECK(json_of("? " + std::string(limits::kKeyBytesMax + 1, 'k') + "\n: 1") == "key-too-long");
  CHECK(json_of(std::string(limits::kDocumentBytesMax + 1, ' ')) == "document-too-large");
}

TEST_CASE("every kind of unreadable text has an answer of its own") {
  struct Row {
    std::string text;
    const char* rule;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", "empty-document"},
           {" \n\t\n", "empty-document"},
           {"\xEF\xBB\xBF", "empty-document"},
           {"# only a comment\n", "empty-document"},
           {"a: \xFF\n", "not-utf8"},
           {"a: \xC0\x80\n", "not-utf8"},
           {"\xFF\xFE\x61\x00"s, "wide-encoding"},
           {"a\0:\0"s, "wide-encoding"},
           {"\0a\0:"s, "wide-encoding"},
           {"abc: \0"s, "control-character"},
           {"a: \x01", "control-character"},
           {"a: \"\\0\"", "control-character"},
           {"{\"a\": \"\\u0000\"}", "control-character"},
           {"a:\n\tb: 1\n", "tab-indentation"},
           {"a: 1\n b: 2\n", "not-yaml"},
           {"a: 'x\n", "not-yaml"},
           {"a: [1, 2\n", "not-yaml"},
           {"a: @x\n", "not-yaml"},
           {"{\"a\": 1,}", "duplicate-key-is-not-the-answer"},
           {"a: 1\na: 2\n", "duplicate-key"},
           {"{\"a\": 1, \"a\": 2}", "duplicate-key"},
           {"? [a]\n: 1\n", "bad-key"},
           {"a: {{ x }}\n", "bad-key"},
           {"a: !!python/object:os.system x\n", "unknown-tag"},
           {"a: !mine x\n", "unknown-tag"},
           {"a: 1\n---\nb: 2\n", "several-documents"},
       }) {
    CAPTURE(row.text);
    // A trailing comma is YAML, so that row is read.
    if (row.rule == "duplicate-key-is-not-the-answer"s) {
      CHECK(json_of(row.text) == R"({"a":1})");
    } else {
      CHECK(json_of(row.text) == row.rule);
    }
  }
}

TEST_CASE("JSON that is neither JSON nor YAML is reported as JSON at the place it breaks") {
  const auto document = load_document("{\n  \"a\": 1\n  \"b\": 2\n}");
  REQUIRE_FALSE(document);
  const Problem& problem = document.error().problems.at(0);
  CHECK(problem.rule == "not-json");
  CHECK(problem.line == 3);
  CHECK(problem.column == 3);
  CHECK(problem.found == "\"");
}

TEST_CASE("escapes of JSON become the characters they mean") {
  CHECK(load_document(R"(["\u00e9\ud83d\ude00\n\/"])")->root.list.at(0).scalar == "\xC3\xA9\xF0\x9F\x98\x80\n/");
  for (const auto* text : {R"(["\ud83d"])", R"(["\ude00"])", R"(["\x"])", "[\"a\nb\": 1]", "[01]", "[1.]", "[tru]"}) {
    CAPTURE(std::string(text));
    const auto document = load_document(text);
    if (document) CHECK(document->syntax == Syntax::yaml);
  }
}

TEST_CASE("core tags are honoured") {
  CHECK(json_of("a: !!str 1") == R"({"a":"1"})");
  CHECK(json_of("a: !!int 1") == R"({"a":1})");
  CHECK(json_of("a: !!map {b: 1}") == R"({"a":{"b":1}})");
  CHECK(json_of("a: !!map 1") == "unknown-tag");
}

TEST_CASE("all duplicate keys of a document are reported at once, each with its first place") {
  const auto document = load_document("a: 1\nb: {c: 1, c: 2}\na: 3\n");
  REQUIRE_FALSE(document);
  const auto& problems = document.error().problems;
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].pointer == "/b/c");
  CHECK(problems[0].column == 11);
  CHECK(problems[1].pointer == "/a");
  CHECK(problems[1].line == 3);
  CHECK(problems[1].message.find("line 1") != std::string::npos);
}

TEST_CASE("a marker before or after the only document adds none") {
  CHECK(json_of("---\na: 1\n...\n") == R"({"a":1})");
  CHECK(json_of("---\na: 1\n---\n") == R"({"a":1})");
  CHECK(json_of("%YAML 1.2\n---\na: 1\n") == R"({"a":1})");
}

TEST_CASE("several documents are cut so that their bytes add up to the text") {
  const std::string text = "# head\na: 1\n# about b\n---\nb: 2\n---\n---\nc: 3\n";
  const auto documents = load_documents(text);
  REQUIRE(documents.size() == 3);
  std::string together;
  for (const auto& document : documents) {
    REQUIRE(document);
    together += text.substr(document->begin, document->end - document->begin);
  }
  CHECK(together == text);
  CHECK(to_json_text(documents[2]->root) == R"({"c":3})");
  CHECK(place_of(documents[1]->start) == "4:1");
}

TEST_CASE("a broken document ends the list of several") {
  const auto documents = load_documents("a: 1\n---\nb: [\n---\nc: 3\n");
  REQUIRE(documents.size() == 2);
  CHECK(documents[0]);
  CHECK(documents[1].error().slug == "not-yaml");
}
