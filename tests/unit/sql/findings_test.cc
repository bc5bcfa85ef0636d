// Findings point into the author's text, whatever was rewritten before it.
#include <array>
#include <string>

#include <doctest/doctest.h>

#include "catalog/lineage/sql/sql_lineage.h"
#include "tests/support/sql_text.h"

using namespace trama;
using namespace trama::lineage::sql;

namespace {

struct Row {
  Dialect dialect;
  const char* schemas;
  const char* sql;
  const char* expected;  // line:column rule, of the first finding
};

constexpr std::array<Row, 12> kRows = {{
    {Dialect::postgres, "", "select a\nfrom t\njoin u on t.i = u.i", "1:8 ambiguous-column"},
    {Dialect::snowflake, "t(A)", "select iff(a > 0, 1, 2) as x, a:b.c::int as y,\n  zz as z\nfrom t",
     "2:3 unknown-column"},
    {Dialect::bigquery, "", "select a,\n  b,\nfrom `p.d.t`\nqualify x y z", "4:11 not-understood"},
    {Dialect::bigquery, "", "select * except (a)\nfrom d.t", "1:8 star-unknown-schema"},
    {Dialect::postgres, "", "select 1;\n\n  select * from t", "3:10 star-unknown-schema"},
    {Dialect::spark, "t(a)", "select transform(a, x -> x + 1) as p,\n\n q from t", "3:2 unknown-column"},
    {Dialect::postgres, "", "select a from t\nwhere {{ x }}", "2:7 template"},
    {Dialect::postgres, "", "select a\nfrom t where b = 'open", "2:18 unterminated"},
    {Dialect::postgres, "", "select ü, b from t join u using (k)", "1:8 ambiguous-column"},
    {Dialect::postgres, "t(a)", "select a from t where exists (\n select 1 from t x where x.b)", "2:26 unknown-column"},
    {Dialect::tsql, "t(a)", "select top 5 [a], [b] from t", "1:19 unknown-column"},
    {Dialect::mysql, "", "insert into t (a) select b from s\non duplicate key update a = 1", "2:1 clause-ignored"},
}};

}  // namespace

TEST_CASE("a finding has the line and column of the author's text") {
  for (const Row& row : kRows) {
    CAPTURE(row.sql);
    Options options;
    options.dialect = row.dialect;
    const auto read = sql_lineage(row.sql, sql_text::schemas_of(row.schemas), options);
    REQUIRE(read.has_value());
    REQUIRE_FALSE(read->empty());
    REQUIRE_FALSE(read->back().findings.empty());
    const Finding& found = read->back().findings.front();
    CHECK(std::to_string(found.line) + ":" + std::to_string(found.column) + " " + found.rule == row.expected);
    CHECK_FALSE(found.message.empty());
  }
}

TEST_CASE("a statement knows the line it begins on") {
  const auto read = sql_lineage("-- first\nselect a from t;\n\n\ninsert into u (a) select a from t", {}, {});
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 2);
  CHECK(read->front().line == 2);
  CHECK(read->back().line == 5);
}

TEST_CASE("a doubt takes completeness from the relations it concerns, and from no other") {
  const auto read = sql_lineage("select t.a, u.b, x from t join u on t.i = u.i cross join (select k.c from k) s",
                                sql_text::schemas_of("k(c)"), {});
  REQUIRE(read.has_value());
  CHECK(sql_text::sources_of(read->front()) == "t~, u~, k");
}

TEST_CASE("a note does not take completeness") {
  Options options;
  options.dialect = Dialect::snowflake;
  const auto read = sql_lineage("select a + 1 as c, c + 1 as d from t", {}, options);
  REQUIRE(read.has_value());
  CHECK(read->front().findings.front().severity == Severity::note);
  CHECK(read->front().sources.front().complete);
}
