// Goal: contract servers, OpenLineage producers and dbt meet in one name. Method: a table over every platform, and the
// names that servers give compared with those that tools give.
#include "catalog/lineage/canonical_name.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/base/text.h"
#include "catalog/lineage/physical_names.h"

using namespace trama;
using namespace trama::lineage;

namespace {

// "namespace | name" of a canonical name.
std::string text(const CanonicalName& name) {
  return name.space + " | " + name.name;
}
CanonicalName canonical(std::string_view both) {
  const std::size_t bar = both.find(" | ");
  return canonical_physical_name(both.substr(0, bar), both.substr(bar + 3));
}

}  // namespace

TEST_CASE("a name has one spelling, whoever writes it") {
  constexpr auto kExact = NameSureness::exact;
  constexpr auto kFolded = NameSureness::folded;
  constexpr auto kRule = NameSureness::rule;
  const struct {
    std::string written, expected;
    NameSureness sureness;
  } rows[] = {
      {"postgres://db:5432 | shop.public.orders", "postgres://db:5432 | shop.public.orders", kExact},
      {"postgres://DB:5432 | shop.public.Orders", "postgres://db:5432 | shop.public.orders", kFolded},
      {"postgres://db | shop.public.orders", "postgres://db:5432 | shop.public.orders", kRule},
      {"postgresql://me:pw@db:5432/shop | shop.public.orders", "postgres://db:5432 | shop.public.orders", kRule},
      {"postgres://localhost:5432 | a.b.c", "postgres://localhost:5432 | a.b.c", kExact},
      {"postgres://[::1] | a.b.c", "postgres://[::1]:5432 | a.b.c", kRule},
      {"postgres://[::1]:6543 | a.b.c", "postgres://[::1]:6543 | a.b.c", kExact},
      {"postgres://db:5432 | \"Shop\".public.\"Order Lines\"", "postgres://db:5432 | shop.public.order lines", kRule},
      {"mysql://db | Shop.Orders", "mysql://db:3306 | shop.orders", kRule},
      {"mariadb://db:3306 | shop.orders", "mysql://db:3306 | shop.orders", kRule},
      {"mssql://db:1433 | shop.dbo.Orders", "mssql://db:1433 | shop.dbo.orders", kFolded},
      {"sqlserver://db:1433 | shop.dbo.orders", "mssql://db:1433 | shop.dbo.orders", kRule},
      {"sqlserver://db:1433;database=shop | dbo.[Orders]", "mssql://db:1433 | shop.dbo.orders", kRule},
      {"sqlserver://pool.sql.azuresynapse.net:1433 | dbo.orders",
       "sqlserver://pool.sql.azuresynapse.net:1433 | dbo.orders", kExact},
      {"oracle://db:1521 | xe.app.orders", "oracle://db:1521 | XE.APP.ORDERS", kFolded},
      {"trino://t:8080 | Hive.s.t", "trino://t:8080 | hive.s.t", kFolded},
      {"presto://t | c.s.t", "presto://t:8080 | c.s.t", kRule},
      {"redshift://c1.abc.eu-west-1.redshift.amazonaws.com:5439 | d.s.t", "redshift://c1.eu-west-1:5439 | d.s.t",
       kRule},
      {"redshift://c1.eu-west-1:5439 | d.s.t", "redshift://c1.eu-west-1:5439 | d.s.t", kExact},
      {"hive://m | S.t", "hive://m:10000 | s.t", kRule},
      {"hive://m:9083 | s.t", "hive://m:9083 | s.t", kExact},
      {"spark://h:10000 | default.t", "spark://h:10000 | default.t", kExact},
      {"impala://h | d.t", "impala://h:21050 | d.t", kRule},
      {"db2://h:50000 | d.s.t", "db2://h:50000 | D.S.T", kFolded},
      {"teradata://h | D.T", "teradata://h:1025 | d.t", kRule},
      {"oceanbase://h:2881 | d.t", "oceanbase://h:2881 | d.t", kExact},
      {"cassandra://h | ks.t", "cassandra://h:9042 | ks.t", kRule},
      {"crate://h | d.s.t", "crate://h:5432 | d.s.t", kRule},
      {"clickhouse://h | d.T", "clickhouse://h:8123 | d.T", kRule},
      {"dremio://h:31010 | Space.t", "dremio://h:31010 | space.t", kFolded},
      {"vertica://h | d.s.t", "vertica://h:5433 | d.s.t", kRule},
      {"snowflake://org-acct | DB.S.T", "snowflake://org-acct | DB.S.T", kExact},
      {"snowflake://ORG-ACCT | db.s.t", "snowflake://org-acct | DB.S.T", kFolded},
      {"snowflake://org_acct.snowflakecomputing.com | db.s.t", "snowflake://org-acct | DB.S.T", kRule},
      {"snowflake://xy12345 | db.s.t", "snowflake://xy12345.us-west-1.aws | DB.S.T", kRule},
      {"snowflake://XY12345.eu-central-1 | db.s.t", "snowflake://xy12345.eu-central-1.aws | DB.S.T", kRule},
      {"snowflake://xy12345.west-europe.azure | DB.S.T", "snowflake://xy12345.west-europe.azure | DB.S.T", kExact},
      {"bigquery | p.d.Orders", "bigquery | p.d.Orders", kExact},
      {"bigquery | `p`.d.t$20260131", "bigquery | p.d.t", kRule},
      {"bigquery | p:d.t", "bigquery | p.d.t", kRule},
      {"databricks://adb.net:443 | C.s.t", "unitycatalog://adb.net | c.s.t", kRule},
      {"unitycatalog://adb.net | c.s.t", "unitycatalog://adb.net | c.s.t", kExact},
      {"awsathena://athena.eu-west-1.amazonaws.com | AwsDataCatalog.s.t",
       "awsathena://athena.eu-west-1.amazonaws.com | awsdatacatalog.s.t", kFolded},
      {"arn:aws:glue:eu-west-1:123 | table/D/t", "arn:aws:glue:eu-west-1:123 | table/d/t", kFolded},
      {"fabric-warehouse://X.datawarehouse.fabric.microsoft.com | d.s.t",
       "fabric-warehouse://x.datawarehouse.fabric.microsoft.com | d.s.t", kFolded},
      {"duckdb:///data/shop.db | shop.main.Orders", "duckdb:///data/shop.db | shop.main.orders", kFolded},
      {"spanner://p:i | d.s.t", "spanner://p:i | d.s.t", kExact},
      {"azurecosmos://h/dbs/d | colls/c", "azurecosmos://h/dbs/d | colls/c", kExact},
      {"azurekusto://h/ | d/t", "azurekusto://h | d/t", kRule},
      {"kafka://B1 | Orders", "kafka://b1:9092 | Orders", kRule},
      {"kafka://b1:9092,b2:9092 | Orders", "kafka://b1:9092 | Orders", kRule},
      {"kafka://PLAINTEXT://b1:9092 | t", "kafka://b1:9092 | t", kRule},
      {"pubsub | topic:p:t", "pubsub | topic:p:t", kExact},
      {"s3://bucket | orders/daily", "s3://bucket | orders/daily", kExact},
      {"s3a://bucket | /orders/daily/", "s3://bucket | orders/daily", kRule},
      {"s3n://bucket | orders/daily/dt=2024-01-01/hour=05", "s3://bucket | orders/daily", kRule},
      {"s3://bucket/orders | daily", "s3://bucket | orders/daily", kRule},
      {"s3://bucket | s3://bucket/orders", "s3://bucket | orders", kRule},
      {"gcs://bucket | x/2026/01/31", "gs://bucket | x", kRule},
      {"abfs://c@a.dfs.core.windows.net | x/y", "abfss://c@a.dfs.core.windows.net | x/y", kRule},
      {"wasbs://c@a.blob.core.windows.net | /x/y", "abfss://c@a.dfs.core.windows.net | x/y", kRule},
      {"hdfs://nn | x/y", "hdfs://nn:8020 | /x/y", kRule},
      {"hdfs://nn:8020 | /x/y", "hdfs://nn:8020 | /x/y", kExact},
      {"file | /tmp/x/", "file | /tmp/x", kRule},
      {"file:// | /tmp/x", "file | /tmp/x", kRule},
      {"file | file:/tmp/x", "file | /tmp/x", kRule},
      {"file://localhost | /tmp/x", "file | /tmp/x", kRule},
      {"file://nas | /tmp/x", "file://nas | /tmp/x", kExact},
      {"file | ./data/orders.csv", "file | data/orders.csv", kRule},
      {"dbfs | /mnt/x", "dbfs | mnt/x", kRule},
      {"inmemory:// | t", "inmemory:// | t", kExact},
      {"food_delivery | public.Orders", "food_delivery | public.Orders", kExact},
      {"unknown://Host/ | T", "unknown://Host | T", kRule},
  };
  for (const auto& row : rows) {
    CAPTURE(row.written);
    const CanonicalName found = canonical(row.written);
    CHECK(text(found) == row.expected);
    CHECK(to_string(found.sureness) == to_string(row.sureness));
    // It is its own canonical name.
    const CanonicalName again = canonical_physical_name(found.space, found.name);
    CHECK(text(again) == text(found));
    CHECK(again.sureness == kExact);
  }
}

TEST_CASE("odd names settle too") {
  for (const std::string written :
       {"snowflake://a_b.@c\"@@d | \"\"x\"\"", "mssql://h | [[[a]]]", "kafka://a://b://c | t", "postgres:// | ",
        "file | 2026", "s3:// | 2026/01", "bigquery | a:b:c.d"}) {
    CAPTURE(written);
    const CanonicalName once = canonical(written);
    const CanonicalName twice = canonical_physical_name(once.space, once.name);
    CHECK(text(twice) == text(once));
  }
}

TEST_CASE("a folder of a warehouse tells its table") {
  const std::pair<std::string, std::string> rows[] = {
      {"hdfs://nn:8020 | /user/hive/warehouse/sales.db/orders/dt=2026-01-01", "sales.orders"},
      {"file | /tmp/spark-warehouse/Sales.db/Orders", "sales.orders"},
      {"s3://b | warehouse/sales.db/orders", "sales.orders"},
      {"s3://b | warehouse/orders", ""},
      {"s3://b | sales.db", ""},
      {"file | /x/.db/orders", ""},
  };
  for (const auto& [written, expected] : rows) {
    CAPTURE(written);
    CHECK(canonical(written).warehouse_table == expected);
  }
}

TEST_CASE("a contract's server, OpenLineage and dbt meet on every platform") {
  using Properties = std::vector<std::pair<std::string, std::string>>;
  const struct {
    std::string type;
    Properties properties;
    std::string table;
    std::vector<std::string> names;  // as tools write them
  } rows[] = {
      {"postgres",
       {{"host", "DB.example.com"}, {"database", "shop"}},
       "orders",
       {"postgres://db.example.com:5432 | shop.public.orders", "postgres://db.example.com | shop.public.orders",
        "postgresql://db.example.com:5432 | \"shop\".\"public\".\"orders\""}},
      {"mysql", {{"host", "h"}, {"database", "Shop"}}, "Orders", {"mysql://h:3306 | shop.orders"}},
      {"sqlserver",
       {{"host", "h"}, {"database", "shop"}},
       "Orders",
       {"mssql://h:1433 | shop.dbo.orders", "sqlserver://h:1433;database=shop | dbo.Orders"}},
      {"synapse", {{"host", "h"}}, "orders", {"sqlserver://h:1433 | dbo.orders"}},
      {"oracle",
       {{"host", "h"}, {"serviceName", "xe"}, {"schema", "app"}},
       "orders",
       {"oracle://h:1521 | XE.APP.ORDERS"}},
      {"trino", {{"host", "h"}, {"catalog", "c"}, {"schema", "s"}}, "T", {"trino://h:8080 | c.s.t"}},
      {"redshift",
       {{"host", "c1.abc.eu-west-1.redshift.amazonaws.com"}, {"database", "d"}, {"schema", "s"}},
       "t",
       {"redshift://c1.eu-west-1:5439 | d.s.t", "redshift://c1.abc.eu-west-1.redshift.amazonaws.com:5439 | d.s.t"}},
      {"snowflake",
       {{"account", "Org_Acct.snowflakecomputing.com"}, {"database", "db"}, {"schema", "s"}},
       "t",
       {"snowflake://org-acct | DB.S.T", "snowflake://ORG-ACCT | db.s.t"}},
      {"snowflake",
       {{"account", "xy12345"}, {"database", "db"}, {"schema", "s"}},
       "t",
       {"snowflake://xy12345.us-west-1.aws | DB.S.T"}},
      {"bigquery", {{"project", "p"}, {"dataset", "d"}}, "T", {"bigquery | p.d.T", "bigquery | `p`.`d`.`T`"}},
      {"databricks",
       {{"host", "https://adb.net/"}, {"catalog", "c"}, {"schema", "s"}},
       "T",
       {"unitycatalog://adb.net | c.s.t", "databricks://adb.net | c.s.t"}},
      {"glue",
       {{"account", "123"}, {"database", "D"}, {"region", "eu-west-1"}},
       "t",
       {"arn:aws:glue:eu-west-1:123 | table/d/t"}},
      {"athena",
       {{"schema", "s"}, {"regionName", "eu-west-1"}},
       "t",
       {"awsathena://athena.eu-west-1.amazonaws.com | AwsDataCatalog.s.t"}},
      {"duckdb", {{"database", "/data/shop.db"}}, "Orders", {"duckdb:///data/shop.db | shop.main.orders"}},
      {"kafka",
       {{"host", "b1,b2:9093"}, {"topic", "Orders"}},
       "o",
       {"kafka://b1:9092 | Orders", "kafka://B1:9092,b2:9093 | Orders", "kafka://b2:9093 | Orders"}},
      {"pubsub", {{"project", "p"}}, "t", {"pubsub | topic:p:t"}},
      {"s3",
       {{"location", "s3a://Bucket/x/{model}/*.parquet"}},
       "t",
       {"s3://bucket | x/t", "s3n://bucket | /x/t/dt=2026-01-01", "s3://bucket/x | t"}},
      {"gcs", {{"location", "gs://b/x/"}}, "t", {"gs://b | x"}},
      {"azure",
       {{"location", "abfss://c@a.dfs.core.windows.net/x"}},
       "t",
       {"wasbs://c@a.blob.core.windows.net | x", "abfss://c@a.dfs.core.windows.net | /x"}},
      {"local", {{"path", "/data/orders.csv"}}, "t", {"file | /data/orders.csv", "file:// | /data/orders.csv"}},
      {"hive", {{"host", "m"}, {"database", "s"}}, "T", {"hive://m:10000 | s.t"}},
      {"cassandra", {{"host", "h"}, {"keyspace", "ks"}}, "t", {"cassandra://h:9042 | ks.t"}},
  };
  for (const auto& row : rows) {
    contract::Contract contract;
    contract.servers = {{"prod", row.type, "production", "", row.properties, {}, {}}};
    contract.datasets.resize(1);
    contract.datasets[0].name = row.table;
    std::vector<std::string> own;
    for (const PhysicalName& name : physical_names(contract)) {
      own.push_back(text(canonical_physical_name(name.space, name.name)));
    }
    for (const std::string& written : row.names) {
      CAPTURE(row.type);
      CAPTURE(written);
      CAPTURE(own.size());
      CHECK(std::find(own.begin(), own.end(), text(canonical(written))) != own.end());
    }
  }
}
