// Goal: YAML that says what the tree says to every reader. Method: a table of texts, and reading back what was written.
#include "catalog/contract/yaml_text.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/contract/document.h"
#include "catalog/contract/json_tree.h"

using namespace trama;
using namespace trama::contract;

namespace {

std::string written(const std::string& text) {
  Node map = map_node();
  put(&map, "k", text_node(text));
  return to_yaml_text(map);
}

}  // namespace

TEST_CASE("text is quoted only where some reader would take it for something else") {
  const std::pair<std::string, std::string> rows[] = {
      {"orders", "k: orders\n"},
      {"two words", "k: two words\n"},
      {"s3://b/x", "k: \"s3://b/x\"\n"},
      {"1.0", "k: \"1.0\"\n"},
      {"2026-01-01", "k: \"2026-01-01\"\n"},
      {"no", "k: \"no\"\n"},
      {"NULL", "k: \"NULL\"\n"},
      {"~", "k: \"~\"\n"},
      {"", "k: \"\"\n"},
      {" x", "k: \" x\"\n"},
      {"x ", "k: \"x \"\n"},
      {"a: b", "k: \"a: b\"\n"},
      {"a #b", "k: \"a #b\"\n"},
      {"- a", "k: \"- a\"\n"},
      {"a\nb", "k: |-\n  a\n  b\n"},
      {"a\n\nb\n", "k: |\n  a\n\n  b\n"},
      {"a\n\n", "k: |+\n  a\n\n"},
      {"a \nb", "k: \"a \\nb\"\n"},
      {"a\tb", "k: \"a\\u0009b\"\n"},
      {"a\xC2\x85"
       "b",
       "k: \"a\\u0085b\"\n"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(written(text) == expected);
  }
}

TEST_CASE("nested maps and lists read back as they were") {
  const auto tree = parse_json_tree(
      R"({"a":[{"b":1,"c":[]},[1,[2,"x"]],{},null,true],"d":{"e":{"f":-1.50}},"g h":"|","z":["two\nlines",{"y":"two\nlines\n","x":1}]})");
  REQUIRE(tree.has_value());
  const std::string yaml = to_yaml_text(*tree);
  CAPTURE(yaml);
  const auto read = load_document(yaml);
  REQUIRE_MESSAGE(read.has_value(), read.error().message);
  CHECK(to_json_text(read->root) == to_json_text(*tree));
}
