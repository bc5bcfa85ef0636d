// Goal: the cursor reads what authors write and says exactly what it cannot. Method: one map per question.
#include "catalog/contract/reader.h"

#include <string>

#include <doctest/doctest.h>

#include "catalog/base/limits.h"

using namespace trama;
using namespace trama::contract;

namespace {

// A Reader over the map in `text`.
struct Fixture {
  explicit Fixture(std::string_view text)
      : document(load_document(text).take()), problems(Strictness::lenient), reader(document.root, "", &problems) {}

  Problem only_problem() {
    auto all = problems.take();
    REQUIRE(all.size() == 1);
    return all.front();
  }

  Document document;
  Problems problems;
  Reader reader;
};

}  // namespace

TEST_CASE("a text is any scalar as it was spelled, and nothing is absent") {
  Fixture f("a: 1.0\nb: true\nc: '  x '\nd:\ne: 2026-01-01\n");
  CHECK(f.reader.text("a") == "1.0");
  CHECK(f.reader.text("b") == "true");
  CHECK(f.reader.text("c") == "  x ");
  CHECK(f.reader.name("c") == "x");
  CHECK(f.reader.text("d").empty());
  CHECK_FALSE(f.reader.has("d"));
  CHECK(f.reader.text("e") == "2026-01-01");
  CHECK(f.problems.take().empty());
}

TEST_CASE("booleans are read in every spelling, with a note for the unusual ones") {
  Fixture f("a: true\nb: 'False'\nc: yes\nd: maybe\n");
  CHECK(f.reader.boolean("a") == true);
  CHECK(f.reader.boolean("b") == false);
  CHECK(f.reader.boolean("c") == true);
  CHECK(f.reader.boolean("d") == std::nullopt);
  CHECK(f.reader.boolean("e") == std::nullopt);
  const auto problems = f.problems.take();
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].rule == "boolean-spelling");
  CHECK(problems[0].severity == Severity::note);
  CHECK(problems[1].rule == "wrong-type");
  CHECK(problems[1].line == 4);
  CHECK(problems[1].column == 4);
  CHECK(problems[1].found == "maybe");
  CHECK(problems[1].expected == "true or false");
}

TEST_CASE("numbers are read as integers where they are, and keep their spelling otherwise") {
  Fixture f("a: 12\nb: '7'\nc: 0x1F\nd: 1.5\ne: 99999999999999999999\nf: 1e3\ng: x\n");
  CHECK(f.reader.integer("a") == 12);
  CHECK(f.reader.integer("b") == 7);
  CHECK(f.reader.integer("c") == 31);
  CHECK(f.reader.integer("d") == std::nullopt);
  CHECK(f.reader.integer("e") == std::nullopt);
  CHECK(f.reader.number("f") == "1e3");
  CHECK(f.reader.number("g").empty());
  CHECK(f.problems.count(Severity::error) == 3);
}

TEST_CASE("lists of texts accept one text, and name the element that is none") {
  Fixture f("a: x\nb: [x, 1, null]\nc: [x, {y: 1}]\n");
  CHECK(f.reader.texts("a") == std::vector<std::string>{"x"});
  CHECK(f.reader.texts("b") == std::vector<std::string>{"x", "1"});
  CHECK(f.reader.texts("c") == std::vector<std::string>{"x"});
  const Problem problem = f.only_problem();
  CHECK(problem.pointer == "/c/1");
  CHECK(problem.column == 8);
}

TEST_CASE("one map stands for a list of one, with a warning") {
  Fixture f("a: {x: 1}\nb: [{x: 1}, 2]\nc: 3\n");
  CHECK(f.reader.maps("a").size() == 1);
  CHECK(f.reader.maps("b").size() == 1);
  CHECK(f.reader.maps("c").empty());
  const auto problems = f.problems.take();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].rule == "list-expected");
  CHECK(problems[1].pointer == "/b/1");
  CHECK(problems[2].rule == "wrong-structure");
}

TEST_CASE("what nobody asked for is kept, noted, and compared with what was asked for") {
  Fixture f("required: true\nrequierd: 1\nzebra: [1]\n");
  (void)f.reader.flag("required");
  (void)f.reader.text("description");
  std::vector<Custom> custom;
  f.reader.finish(&custom);
  REQUIRE(custom.size() == 2);
  CHECK(custom[0].name == "requierd");
  CHECK(custom[1].json == "[1]");
  const auto problems = f.problems.take();
  CHECK(problems[0].hint == "did you mean `required`?");
  CHECK(problems[0].line == 2);
  CHECK(problems[0].column == 1);
  CHECK(problems[1].hint.find("did you mean") == std::string::npos);
}

TEST_CASE("a value of the wrong shape is reported once and kept") {
  Fixture f("name: {a: 1}\n");
  CHECK(f.reader.text("name").empty());
  std::vector<Custom> custom;
  f.reader.finish(&custom);
  REQUIRE(custom.size() == 1);
  CHECK(custom[0].json == R"({"a":1})");
  CHECK(f.only_problem().found == "a map");
}

TEST_CASE("names are shorter than texts and texts are bounded") {
  Fixture f("a: " + std::string(limits::kNameBytesMax + 1, 'x') +
            "\nb: " + std::string(limits::kTextBytesMax + 1, 'x'));
  CHECK(f.reader.text("a").size() == limits::kNameBytesMax + 1);
  CHECK(f.reader.name("a").empty());
  CHECK(f.reader.text("b").empty());
  CHECK(f.problems.has(Rule::name_too_long));
  CHECK(f.problems.has(Rule::text_too_long));
}

TEST_CASE("an empty list or map of the wrong shape is as good as nothing") {
  Fixture f("a: []\nb: {}\nc: []\nd: {}\ne: []\n");
  CHECK(f.reader.text("a").empty());
  CHECK(f.reader.maps("b").empty());
  CHECK_FALSE(f.reader.map("c"));
  CHECK(f.reader.texts("d").empty());
  CHECK(f.reader.named_maps("e").empty());
  CHECK(f.problems.take().empty());
}

TEST_CASE("a base gives what the map does not say itself") {
  Fixture f("own: {a: 1}\nbase: {a: 2, b: 3}\n");
  Reader reader(*f.document.root.find("own"), {{f.document.root.find("base"), "/base"}}, "/own", &f.problems);
  CHECK(reader.text("a") == "1");
  CHECK(reader.text("b") == "3");
  CHECK(reader.entries().size() == 2);
}

TEST_CASE("large maps are read as small ones are") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "k" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  Fixture f(text);
  CHECK(f.reader.text("k0") == "0");
  CHECK(f.reader.text("k499") == "499");
  CHECK(f.reader.text("k500").empty());
  CHECK(f.reader.rest().size() == 498);
}

TEST_CASE("pointers escape as RFC 6901 says") {
  CHECK(join_pointer("/a", "b/c~d") == "/a/b~1c~0d");
  CHECK(join_pointer("", 3) == "/3");
}
