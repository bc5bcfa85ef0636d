// The tree keeps the house rules, and every rule can fail: each is shown a bad example and a good one beside it.
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/tidy/rules.h"

using namespace trama::tidy;

namespace {

struct Example {
  const char* rule;
  const char* path;
  std::string bad;
  std::string good;
};

std::string repeat(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

const Rule& rule_named(const std::string& name) {
  for (const Rule& rule : all_rules()) {
    if (rule.name == name) return rule;
  }
  FAIL("no rule is called " << name);
  return all_rules().front();
}

Tree tree_of(const std::string& path, const std::string& text) {
  return {{{path, text, false}}, {}};
}

std::vector<Example> examples() {
  return {
      {"include direction", "graph/a.cc", "#include \"search/search_index.h\"\n",
       "#include \"graph/lineage_graph.h\"\n"},
      {"include direction", "search/a.cc", "#include \"graph/lineage_graph.h\"\n",
       "#include \"catalog/base/text.h\"\n"},
      {"include direction", "search/a.cc", "#include \"catalog/contract/model.h\"\n", "#include <string>\n"},
      {"include direction", "catalog/base/a.cc", "#include \"catalog/store/keys.h\"\n",
       "#include \"catalog/base/text.h\"\n"},
      {"include direction", "catalog/lineage/a.h", "#include \"catalog/store/keys.h\"\n",
       "#include \"catalog/contract/model.h\"\n"},
      {"include direction", "catalog/store/a.cc", "#  include \"web/http/server.h\"\n",
       "#include \"catalog/lineage/assertion.h\"\n"},
      {"include direction", "web/http/a.cc", "#include \"../service/x.h\"\n", "#include \"web/service/x.h\"\n"},
      {"include direction", "web/http/a.cc", "#include \"tests/support/temp_dir.h\"\n",
       "#include \"graph/lineage_graph.h\"\n"},
      {"engines at home", "web/http/a.cc", "#include <rocksdb/db.h>\n", "#include <httplib.h>\n"},
      {"engines at home", "graph/a.cc", "#include <xapian.h>\n", "#include <boost/graph/graph_concepts.hpp>\n"},
      {"engines at home", "tests/unit/base/a.cc", "#include <httplib.h>\n", "#include <doctest/doctest.h>\n"},
      {"engines at home", "search/a.cc", "#include <boost/graph/copy.hpp>\n", "#include <xapian.h>\n"},
      {"engines at home", "catalog/lineage/a.cc", "#include <pg_query.h>\n", "#include <string>\n"},
      {"engines at home", "tests/unit/sql/a.cc", "#include <pg_query.h>\n",
       "#include \"catalog/lineage/sql/sql_lineage.h\"\n"},
      {"no standard regex", "web/a.cc",
       "std::"
       "regex r(\"a\");\n",
       "re2::RE2 r(\"a\");\n"},
      {"no standard regex", "web/a.cc",
       "#include <"
       "regex>\n",
       "// RE2 and not std::"
       "regex: it recurses\n"},
      {"no unfinished work", "web/a.cc",
       "// TO"
       "DO: more\n",
       "// See the METHODS of the table.\n"},
      {"no unfinished work", "web/ui/src/a.ts",
       "throw new Error('not "
       "implemented')\n",
       "input.placeholder = 'Search'\n"},
      {"no machine paths", "README.md",
       "cd /ho"
       "me/someone/trama\n",
       "cd trama; ls .\n"},
      {"no machine paths", "web/a.cc",
       "open(\"/wo"
       "rk/x\")\n",
       "open(folder + \"/work\")\n"},
      {"line length", "web/a.cc", std::string(121, 'x') + "\n", std::string(120, 'x') + "\n"},
      {"line length", "web/a.h", repeat("ü", 121) + "\n",
       repeat("ü", 120) + "\n// https://" + std::string(130, 'x') + "\n"},
      {"line length", "web/a.cc", "auto a = R\"(x)\";\n" + std::string(121, 'x') + "\n",
       "auto a = R\"x(\n)\"" + std::string(121, 'x') + "\n)x\";\n"},
      {"file length", "web/a.cc", repeat("\n", 801), repeat("\n", 800)},
      {"headers introduce themselves", "web/a.h", "#pragma once\n", "// A thing.\n#pragma once\n"},
      {"headers introduce themselves", "web/a.h", "// A thing.\n", "// A thing.\n#pragma once\n"},
  };
}

}  // namespace

TEST_CASE("the tree keeps every house rule") {
  const Tree tree = read_tree(TRAMA_SOURCE_DIR);
  REQUIRE(tree.files.size() > 50);
  for (const Rule& rule : all_rules()) {
    for (const Finding& finding : rule.check(tree)) {
      const std::string place = finding.path + ":" + std::to_string(finding.line) + ": " + finding.what;
      const std::string text = place + "\n  rule: " + rule.name + "\n  reason: " + rule.reason;
      FAIL_CHECK(text);
    }
  }
}

TEST_CASE("a rule finds its bad example and passes the good one") {
  for (const Example& example : examples()) {
    CAPTURE(example.rule);
    CAPTURE(example.path);
    const Rule& rule = rule_named(example.rule);
    CHECK(rule.check(tree_of(example.path, example.bad)).size() == 1);
    CHECK(rule.check(tree_of(example.path, example.good)).empty());
  }
}

TEST_CASE("an unknown name at the top is found, and so is a missing one") {
  Tree tree = read_tree(TRAMA_SOURCE_DIR);
  REQUIRE(top_level(tree).empty());
  tree.top_names.emplace_back("zz-notes");
  CHECK(top_level(tree).size() == 1);
  tree.top_names.erase(tree.top_names.begin());
  CHECK(top_level(tree).size() == 2);
}

TEST_CASE("a source outside every CMake list is found") {
  Tree tree;
  tree.files = {{"graph/CMakeLists.txt", "add_library(g STATIC\n  walk.cc sub/part.cc)\n", false},
                {"graph/sub/part.cc", "", false},
                {"graph/walk.cc", "", false}};
  tree.files.push_back(
      {"tests/a/CMakeLists.txt", "add(../b/help.cc)\nforeach(part one two)\n t(${part}_test.cc)\n", false});
  for (const char* path : {"tests/a/one_test.cc", "tests/a/two_test.cc", "tests/b/help.cc"}) {
    tree.files.push_back({path, "", false});
  }
  CHECK(sources_are_built(tree).empty());
  tree.files.push_back({"tests/a/three_test.cc", "", false});
  CHECK(sources_are_built(tree).size() == 1);
  tree.files.pop_back();
  tree.files.push_back({"graph/alk.cc", "", false});
  REQUIRE(sources_are_built(tree).size() == 1);
  CHECK(sources_are_built(tree).front().path == "graph/alk.cc");
}

TEST_CASE("a command of README that cannot be run is found") {
  Tree tree;
  tree.files = {{".ci/run", "tests/run\n", true},
                {"README.md", "data/quickstart and tests/run", false},
                {"data/quickstart", "", true},
                {"tests/run", "", true}};
  CHECK(commands_exist(tree).empty());
  tree.files.back().executable = false;
  CHECK(commands_exist(tree).size() == 1);
  tree.files.front().text = "make check\n";
  CHECK(commands_exist(tree).size() == 2);
}

TEST_CASE("every rule has a bad example or a test of its own") {
  const std::vector<std::string> own_test = {"top level", "sources are built", "commands exist"};
  for (const Rule& rule : all_rules()) {
    bool shown = false;
    for (const Example& example : examples()) shown = shown || example.rule == std::string(rule.name);
    for (const std::string& name : own_test) shown = shown || name == rule.name;
    CHECK_MESSAGE(shown, rule.name);
  }
}
