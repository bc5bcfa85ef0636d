// Bounds are kept, whatever the text: size, nesting, columns, edges, statements, findings; and callers may be many.
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/sql/sql_lineage.h"
#include "tests/support/sql_text.h"

using namespace trama;
using namespace trama::lineage::sql;

namespace {

std::string repeat(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

StatementLineage only(const std::string& sql, const Schemas& schemas = {}, Dialect dialect = Dialect::generic) {
  Options options;
  options.dialect = dialect;
  const auto read = sql_lineage(sql, schemas, options);
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 1);
  return read->front();
}

std::string columns(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "c" : ", c") + std::to_string(i);
  return out;
}

}  // namespace

TEST_CASE("a text over the bound is refused by name") {
  const auto read = sql_lineage(std::string(kSqlBytesMax + 1, ' '), {}, {});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::too_large);
  CHECK(read.error().message.find(std::to_string(kSqlBytesMax)) != std::string::npos);
}

TEST_CASE("a text that is not UTF-8 is refused") {
  const auto read = sql_lineage("select '\xff'", {}, {});
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == ErrorCode::unreadable);
}

TEST_CASE("a statement over its bound falls to relations") {
  const StatementLineage found = only("select a from t where b in (" + repeat("'xxxxxxxx', ", 25'000) + "'')");
  CHECK(found.level == Level::table);
  CHECK(sql_text::rules_of(found) == "too-large");
  CHECK(sql_text::sources_of(found) == "t~");
}

TEST_CASE("chains of operators neither overflow the stack nor are read past the bound") {
  const StatementLineage deep = only("select 1" + repeat("+1", 120'000) + " as x from t");
  CHECK(deep.level == Level::table);
  CHECK(sql_text::rules_of(deep) == "not-understood");
  const StatementLineage moderate = only("select a" + repeat("||a", 1'000) + " as x from t");
  CHECK(sql_text::edges_of(moderate) == "x <- t.a transformation");
}

TEST_CASE("nesting of every kind is survived") {
  for (const char* open :
       {"(", "(select ", "f(", "not ", "- ", "case when ", "[", "{", "array[", "cast(", "struct<", "select * from (",
        "with x as (", "x -> ", "interval ", "lateral view f(", "/*", "{{", "a:b"}) {
    CAPTURE(open);
    for (const Dialect dialect : {Dialect::generic, Dialect::spark, Dialect::bigquery, Dialect::snowflake}) {
      Options options;
      options.dialect = dialect;
      CHECK(sql_lineage("select " + repeat(open, 20'000), {}, options).has_value());
    }
  }
}

TEST_CASE("repeated clauses cost no more than their share") {
  for (const char* clause :
       {"qualify a ", "from t join ", "union all select 1 ", ", ", "connect by ", "window w as () ", "a.",
        "when matched ", "limit 1, ", "exclude (a) ", "unnest(a) with offset "}) {
    CAPTURE(clause);
    Options options;
    options.dialect = Dialect::snowflake;
    CHECK(sql_lineage("select " + repeat(clause, 8'000), {}, options).has_value());
  }
}

TEST_CASE("a thousand columns through ten layers of SELECT * are resolved") {
  std::string sql = "with x0 as (select * from t)";
  for (int i = 1; i <= 10; ++i) {
    sql += ", x" + std::to_string(i) + " as (select * from x" + std::to_string(i - 1) + ")";
  }
  const StatementLineage found = only(sql + " select * from x10", sql_text::schemas_of("t(" + columns(1'000) + ")"));
  CHECK(found.edges.size() == 1'000);
  CHECK(found.sources.front().complete);
}

TEST_CASE("more output columns than are kept fall to relations") {
  const std::string schema = "t(" + columns(3'000) + ")";
  const StatementLineage found = only("select t.*, t.*, t.*, t.*, t.*, t.*, t.* from t", sql_text::schemas_of(schema));
  CHECK(found.level == Level::table);
  CHECK(sql_text::rules_of(found) == "too-large");
}

TEST_CASE("more edges than are kept fall to relations") {
  // Each of 500 outputs takes from each of 500 columns.
  std::string sum = "f(" + columns(500) + ")";
  std::string sql = "select ";
  for (int i = 0; i < 500; ++i) sql += (i == 0 ? "z" : ", z") + std::string(" as o") + std::to_string(i);
  const StatementLineage found = only(sql + " from (select " + sum + " as z from t) s");
  CHECK(found.level == Level::table);
  CHECK(sql_text::rules_of(found) == "too-large");
}

TEST_CASE("recursion that doubles at every step ends") {
  std::string sql = "with x0 as (select a, b from t)";
  for (int i = 1; i <= 60; ++i) {
    const std::string last = "x" + std::to_string(i - 1);
    sql += ", x" + std::to_string(i) + " as (select p.a, q.b from " + last + " p join " + last + " q on p.a = q.b)";
  }
  CHECK(sql_text::sources_of(only(sql + " select * from x60")) == "t");
}

TEST_CASE("statements and findings beyond the bounds are counted, not kept") {
  const auto read = sql_lineage(repeat("select a from t join u on 1 = 1;", 1'500), {}, {});
  REQUIRE(read.has_value());
  CHECK(read->size() == kStatementsMax);
  std::size_t findings = 0;
  for (const StatementLineage& each : *read) findings += each.findings.size();
  CHECK(findings <= kFindingsMax + 1);
  CHECK(read->back().findings.back().rule == "more-findings");
}

TEST_CASE("many threads read at once and agree") {
  const char* sql = "with x as (select a, sum(b) as s from t group by a) select x.a, s, u.c from x join u on x.a = u.a";
  const std::string expected = sql_text::edges_of(only(sql));
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (std::string& each : found) {
    threads.emplace_back([&each, sql] {
      for (int i = 0; i < 20; ++i) {
        const auto read = sql_lineage(sql, {}, {});
        if (read) each = sql_text::edges_of(read->front());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& each : found) CHECK(each == expected);
}
