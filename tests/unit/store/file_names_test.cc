// Goal: names in an export are safe everywhere and never collide. Method: a table, and pairs that must differ.
#include "catalog/store/file_names.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

#include "catalog/base/text.h"

using trama::to_lower;
using trama::store::file_name;
using trama::store::version_file_name;

TEST_CASE("Names are escaped as documented") {
  struct Row {
    const char* text;
    const char* name;
  };
  const Row rows[] = {
      {"orders", "orders"},
      {"urn:datacontract:orders:fact-orders", "urn%3adatacontract%3aorders%3afact-orders"},
      {"Orders", "%4frders"},
      {"a/b", "a%2fb"},
      {"..", "%2e%2e"},
      {".git", "%2egit"},
      {"end.", "end%2e"},
      {"con", "%63on"},
      {"com1.txt", "%63om1.txt"},
      {"cone", "cone"},
      {"50%", "50%25"},
      {"a~b", "a%7eb"},
      {"ü", "%c3%bc"},
      {"a b\n", "a%20b%0a"},
  };
  for (const Row& row : rows) CHECK(file_name(row.text) == row.name);
}

TEST_CASE("Different texts have different names, whatever the file system does to case") {
  std::set<std::string> seen;
  std::string long_a(600, 'a');
  std::string long_b = long_a;
  long_b.back() = 'b';
  for (const std::string& text :
       {std::string("a"), std::string("A"), std::string("%61"), std::string("a "), std::string("%41"), long_a, long_b,
        std::string(600, ':'), std::string(511, ':') + "x"}) {
    const std::string name = file_name(text);
    CHECK(name.size() <= 120);
    CHECK(seen.insert(to_lower(name)).second);
  }
}

TEST_CASE("A version that looks like a revision is not mistaken for one") {
  CHECK(version_file_name("1.0.0", 1, "yaml") == "1.0.0.yaml");
  CHECK(version_file_name("1.0.0", 2, "json") == "1.0.0.r2.json");
  CHECK(version_file_name("1.0.0.r2", 1, "yaml") == "1.0.0%2er2.yaml");
}
