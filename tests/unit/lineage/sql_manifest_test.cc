// Goal: files of SQL become one manifest: columns through views over views, whatever order the files have.
#include "catalog/lineage/sql_manifest.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace trama;
using namespace trama::lineage;

namespace {

Manifest read(const std::vector<std::string>& texts, ColumnsElsewhere known = {}) {
  SqlFiles files;
  files.name = "views";
  files.dialect = "postgres";
  files.space = "postgres://db:5432";
  files.catalog = "w";
  files.schema = "s";
  files.known = std::move(known);
  for (const std::string& text : texts) files.files.push_back({std::to_string(files.files.size()) + ".sql", text});
  return manifest_of(files);
}

std::vector<std::string> edges(const Manifest& manifest) {
  std::vector<std::string> out;
  for (const Assertion& each : manifest.assertions) {
    out.push_back(each.source.table + ":" + each.source.path + " -> " + each.target.table + ":" + each.target.path +
                  (each.complete ? " complete" : ""));
  }
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a star over a view of another file is its columns, in whatever order the files come") {
  const std::string base = "create view base as select id, amount from raw",
                    top = "create view top as select * from base";
  const auto one = read({base, top}), other = read({top, base});
  CHECK(edges(one) == edges(other));
  const Texts found = edges(one);
  CHECK(std::ranges::find(found, "w.s.base:id -> w.s.top:id complete") != found.end());
  CHECK(one.findings.empty());
}

TEST_CASE("columns known from elsewhere open a star; unknown ones leave it to tables and say so") {
  CHECK(edges(read({"create view v as select * from raw"}, {{"w.s.raw", {"id"}}})) ==
        Texts{"w.s.raw:id -> w.s.v:id complete"});
  const auto unknown = read({"create view v as select * from raw"});
  CHECK(edges(unknown) == Texts{"w.s.raw: -> w.s.v:"});
  REQUIRE(unknown.findings.size() == 1);
  CHECK(unknown.findings.front().message.starts_with("0.sql: "));
}

TEST_CASE("a query that writes nothing is a finding") {
  const auto manifest = read({"select 1 from raw"});
  CHECK(manifest.assertions.empty());
  REQUIRE(manifest.findings.size() == 1);
  CHECK(manifest.findings.front().rule == "writes-nothing");
}

TEST_CASE("relations that are read and not made are those to know of elsewhere") {
  SqlFiles files;
  files.files = {{"a.sql", "create view a as select x from b; create table b as select y from c"}};
  CHECK(relations_read(files) == Texts{"c"});
}

TEST_CASE("what is kept of the files says the same again") {
  const auto manifest = read({"create view v as select * from raw"}, {{"w.s.raw", {"id"}}});
  const auto again = read_manifest(manifest.text);
  REQUIRE(again);
  CHECK(again->text == manifest.text);
  CHECK(again->assertions == manifest.assertions);
  CHECK(again->asserter == Asserter{AsserterKind::manifest, "sql/views"});
}

TEST_CASE("an import that lacks what it needs lists every problem") {
  const auto files = read_sql_files(R"({"files":[{"text":"select 1"}]})");
  REQUIRE_FALSE(files);
  CHECK(files.error().slug == "invalid-sql-files");
  CHECK(files.error().problems.size() == 3);
  CHECK(files.error().problems.back().pointer == "/files/0/path");
}
