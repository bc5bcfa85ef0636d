// Goal: what datasets are called on their servers. Method: a table of servers and the names they give.
#include "catalog/lineage/physical_names.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/lineage/storage_location.h"

using namespace trama;
using namespace trama::lineage;
using Texts = std::vector<std::string>;
using Properties = std::vector<std::pair<std::string, std::string>>;

namespace {

contract::Contract on(const std::string& type, Properties properties, const std::string& physical = "") {
  contract::Contract out;
  out.servers = {{"prod", type, "production", "", std::move(properties), {}, {}}};
  out.datasets.resize(1);
  out.datasets[0].name = "Orders";
  out.datasets[0].physical_name = physical;
  return out;
}

Texts names(const contract::Contract& contract) {
  Texts out;
  for (const PhysicalName& name : physical_names(contract)) out.push_back(name.space + " | " + name.name);
  return out;
}

}  // namespace

TEST_CASE("a server and a table give the name OpenLineage uses") {
  const struct {
    std::string type;
    Properties properties;
    std::string physical;
    Texts expected;
  } rows[] = {
      {"postgres",
       {{"host", "DB.example.com"}, {"database", "Shop"}},
       "",
       {"postgres://db.example.com:5432 | shop.public.orders"}},
      {"postgres",
       {{"host", "h"}, {"port", "6543"}, {"database", "d"}, {"schema", "s"}},
       "\"Orders\"",
       {"postgres://h:6543 | d.s.Orders"}},
      {"postgres", {{"host", "h"}, {"database", "d"}}, "sales.orders", {"postgres://h:5432 | d.sales.orders"}},
      {"postgres", {{"host", "h"}, {"database", "d"}}, "x.sales.orders", {"postgres://h:5432 | x.sales.orders"}},
      {"mysql", {{"host", "h"}, {"database", "d"}}, "", {"mysql://h:3306 | d.Orders"}},
      {"sqlserver", {{"host", "h"}, {"database", "d"}}, "[o r]", {"mssql://h:1433 | d.dbo.o r"}},
      {"synapse", {{"host", "h"}, {"database", "d"}}, "", {"sqlserver://h:1433 | dbo.Orders"}},
      {"oracle", {{"host", "h"}, {"serviceName", "XE"}}, "", {"oracle://h:1521 | ORDERS"}},
      {"oracle", {{"host", "h"}, {"serviceName", "XE"}, {"schema", "app"}}, "", {"oracle://h:1521 | XE.APP.ORDERS"}},
      {"trino", {{"host", "h"}, {"catalog", "c"}, {"schema", "s"}}, "", {"trino://h:8080 | c.s.Orders"}},
      {"redshift",
       {{"host", "c1.abc.eu-west-1.redshift.amazonaws.com"}, {"database", "d"}, {"schema", "s"}},
       "",
       {"redshift://c1.abc.eu-west-1.redshift.amazonaws.com:5439 | d.s.orders",
        "redshift://c1.eu-west-1:5439 | d.s.orders"}},
      {"snowflake",
       {{"account", "Org-Acct.snowflakecomputing.com"}, {"database", "d"}, {"schema", "s"}},
       "",
       {"snowflake://org-acct | D.S.ORDERS"}},
      {"snowflake",
       {{"account", "xy12345"}, {"database", "d"}, {"schema", "s"}},
       "",
       {"snowflake://xy12345.us-west-1.aws | D.S.ORDERS"}},
      {"bigquery", {{"project", "p"}, {"dataset", "d"}}, "", {"bigquery | p.d.Orders"}},
      {"databricks",
       {{"host", "https://adb.net/"}, {"catalog", "c"}, {"schema", "s"}},
       "",
       {"unitycatalog://adb.net | c.s.orders", "databricks://adb.net | c.s.orders"}},
      {"glue",
       {{"account", "123"}, {"database", "d"}, {"region", "eu-west-1"}},
       "",
       {"arn:aws:glue:eu-west-1:123 | table/d/orders"}},
      {"athena",
       {{"schema", "s"}, {"regionName", "eu-west-1"}},
       "",
       {"awsathena://athena.eu-west-1.amazonaws.com | awsdatacatalog.s.orders"}},
      {"duckdb", {{"database", "/data/shop.db"}}, "", {"duckdb:///data/shop.db | shop.main.Orders"}},
      {"kafka",
       {{"host", "b1:9092, b2"}, {"topic", "orders.v1"}},
       "",
       {"kafka://b1:9092 | orders.v1", "kafka://b2:9092 | orders.v1"}},
      {"kafka", {{"host", "b1"}}, "orders-topic", {"kafka://b1:9092 | orders-topic"}},
      {"pubsub", {{"project", "p"}}, "", {"pubsub | topic:p:Orders"}},
      {"s3", {{"location", "s3a://bucket/path/{model}/*.json"}}, "", {"s3://bucket | path/Orders"}},
      {"gcs", {{"location", "gs://bucket/x/"}}, "", {"gs://bucket | x"}},
      {"azure", {{"location", "abfss://c@a.dfs.core.windows.net/x/y"}}, "", {"abfss://c@a.dfs.core.windows.net | x/y"}},
      {"local", {{"path", "./data/orders.csv"}}, "", {"file | ./data/orders.csv"}},
      {"iceberg",
       {{"catalog", "lakehouse"},
        {"database", "orders"},
        {"table", "fact_orders"},
        {"location", "s3://data-lakehouse/orders/fact_orders"}},
       "",
       {"iceberg://lakehouse | orders.fact_orders", "s3://data-lakehouse | orders/fact_orders"}},
      {"postgres", {{"host", "${HOST}"}, {"database", "d"}}, "", {}},
      {"bigquery", {{"project", "p"}}, "", {}},
      {"teleport", {{"host", "h"}}, "", {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CAPTURE(row.physical);
    CHECK(names(on(row.type, row.properties, row.physical)) == row.expected);
  }
}

TEST_CASE("a place that does not tell its datasets apart names none of them") {
  contract::Contract contract = on("s3", {{"location", "s3://b/all"}});
  contract.datasets.resize(2);
  contract.datasets[1].name = "lines";
  CHECK(names(contract).empty());
  contract.servers[0].properties[0].second = "s3://b/{model}";
  CHECK(names(contract) == Texts{"s3://b | Orders", "s3://b | lines"});
}

TEST_CASE("a location loses its glob and its partitions") {
  const std::pair<std::string, std::string> rows[] = {
      {"s3://b/a/year=2026/month=01/", "a"},
      {"s3://b/a/2026/01/31", "a"},
      {"s3://b/a/20260131", "a"},
      {"s3://b/a/part-*.parquet", "a"},
      {"hdfs://nn:8020/x/y", "/x/y"},
      {"file:///tmp/x", "/tmp/x"},
      {"s3://b/2026x", "2026x"},
  };
  for (const auto& [location, expected] : rows) {
    CAPTURE(location);
    const auto found = storage_location(location, "m");
    REQUIRE(found.has_value());
    CHECK(found->name == expected);
  }
  CHECK_FALSE(storage_location("", "m").has_value());
  CHECK_FALSE(storage_location("s3://bucket", "m").has_value());
  CHECK_FALSE(storage_location("s3://bucket/*.csv", "m").has_value());
}
