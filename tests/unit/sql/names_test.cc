// Names as written and as stored, defaults, and the words for dialects.
#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/sql/sql_lineage.h"

using namespace trama::lineage::sql;

namespace {

SqlName source_of(const char* sql, const Options& options) {
  const auto read = sql_lineage(sql, {}, options);
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 1);
  REQUIRE(read->front().sources.size() == 1);
  return read->front().sources.front().name;
}

struct Row {
  Dialect dialect;
  const char* relation;
  std::vector<std::string> written;
  const char* stored;  // with catalog `c` and schema `s` as defaults
};

}  // namespace

TEST_CASE("a relation keeps the author's spelling beside the stored one") {
  const std::vector<Row> rows = {
      {Dialect::postgres, "Orders", {"Orders"}, "c.s.orders"},
      {Dialect::postgres, "\"Orders\"", {"Orders"}, "c.s.Orders"},
      {Dialect::postgres, "Shop.Orders", {"Shop", "Orders"}, "c.shop.orders"},
      {Dialect::postgres, "Db.Shop.Orders o", {"Db", "Shop", "Orders"}, "db.shop.orders"},
      {Dialect::snowflake, "Shop.Orders", {"Shop", "Orders"}, "c.SHOP.ORDERS"},
      {Dialect::snowflake, "\"shop\".\"Orders\"", {"shop", "Orders"}, "c.shop.Orders"},
      {Dialect::snowflake, "name", {"name"}, "c.s.NAME"},
      {Dialect::bigquery, "`My-Project.Shop.Orders`", {"My-Project", "Shop", "Orders"}, "My-Project.Shop.Orders"},
      {Dialect::bigquery, "Shop.Orders", {"Shop", "Orders"}, "c.Shop.Orders"},
      {Dialect::spark, "Shop.Orders", {"Shop", "Orders"}, "c.shop.orders"},
      {Dialect::tsql, "[Shop].[Orders]", {"Shop", "Orders"}, "c.Shop.Orders"},
      {Dialect::tsql, "srv.db.dbo.Orders", {"srv", "db", "dbo", "Orders"}, "srv.db.dbo.Orders"},
      {Dialect::spark, "delta.`/lake/orders`", {"delta", "/lake/orders"}, "c.delta./lake/orders"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.relation);
    Options options;
    options.dialect = row.dialect;
    options.catalog = "c";
    options.schema = "s";
    const SqlName name = source_of(("select x from " + std::string(row.relation)).c_str(), options);
    CHECK(name.written == row.written);
    CHECK(to_string(name) == row.stored);
  }
}

TEST_CASE("one relation under two spellings is one source") {
  const auto read = sql_lineage("select x from T union all select x from \"t\" union all select x from t", {}, {});
  REQUIRE(read.has_value());
  CHECK(read->front().sources.size() == 1);
}

TEST_CASE("schemas are asked by the stored name") {
  std::vector<std::string> asked;
  const Schemas schemas = [&](const SqlName& name) -> std::optional<std::vector<std::string>> {
    asked.push_back(to_string(name));
    return std::nullopt;
  };
  Options options;
  options.dialect = Dialect::snowflake;
  options.catalog = "DB";
  REQUIRE(sql_lineage("insert into b.t select * from a.s", schemas, options).has_value());
  CHECK(asked == std::vector<std::string>{"DB.A.S", "DB.B.T"});
}

TEST_CASE("dialects are found by the words that tools use, any case") {
  CHECK(dialect_from("PostgreSQL") == Dialect::postgres);
  CHECK(dialect_from("databricks") == Dialect::spark);
  CHECK(dialect_from("hive") == Dialect::spark);
  CHECK(dialect_from("mssql") == Dialect::tsql);
  CHECK(dialect_from("athena") == Dialect::trino);
  CHECK(dialect_from("no such thing") == Dialect::generic);
  for (int i = 0; i <= static_cast<int>(Dialect::oracle); ++i) {
    const auto dialect = static_cast<Dialect>(i);
    CHECK(dialect_from(to_string(dialect)) == dialect);
  }
}
