// Goal: a producer that tells its query and no column lineage gets the columns of the query; what the query does not
// tell of the run's datasets is not made up.
#include <string>
#include <vector>

#include "tests/unit/openlineage/event_text.h"

using namespace trama;
using namespace trama::lineage;
using namespace trama::lineage::openlineage;

namespace {

struct Case {
  const char* what;
  std::string query, inputs, outputs;
  Lines expected;
};

Lines read(const Case& each) {
  return lines(claims_of(parsed({.inputs = each.inputs,
                                 .outputs = each.outputs,
                                 .job_facets = R"("sql":{"query":")" + each.query + R"(","dialect":"postgres"})"})));
}

const std::string kOrders = dataset("db.shop.orders"), kTarget = dataset("db.shop.t");

}  // namespace

TEST_CASE("a query gives the columns of the output it writes") {
  const std::vector<Case> cases = {
      {"by the table's last name",
       "insert into t select o.id as key from orders o",
       kOrders,
       kTarget,
       {"db.shop.orders.id -> db.shop.t.key DIRECT IDENTITY"}},
      {"in other letters, with its schema",
       "INSERT INTO Shop.T SELECT ID AS key FROM SHOP.Orders",
       kOrders,
       kTarget,
       {"db.shop.orders.id -> db.shop.t.key DIRECT IDENTITY"}},
      {"by a symlink",
       "insert into t select id from orders",
       dataset("/warehouse/part-1",
               facets(R"("symlinks":{"identifiers":[{"namespace":"h","name":"shop.orders","type":"TABLE"}]})")),
       kTarget,
       {"/warehouse/part-1.id -> db.shop.t.id DIRECT IDENTITY"}},
      {"the only output of a query that writes nothing itself",
       "select id from orders",
       kOrders,
       kTarget,
       {"db.shop.orders.id -> db.shop.t.id DIRECT IDENTITY"}},
      {"the only output of the only statement that writes",
       "create table x.y as select id from orders",
       kOrders,
       kTarget,
       {"db.shop.orders.id -> db.shop.t.id DIRECT IDENTITY"}},
      {"with what decides",
       "insert into t select id from orders where day = 1",
       kOrders,
       kTarget,
       {"db.shop.orders.day -> db.shop.t INDIRECT FILTER", "db.shop.orders.id -> db.shop.t.id DIRECT IDENTITY"}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    CHECK(read(each) == each.expected);
  }
}

TEST_CASE("a star is the columns of the input's schema, and then all is accounted for") {
  CHECK(read({"",
              "insert into t select * from orders",
              dataset("db.shop.orders", facets(schema({"id"}))),
              dataset("db.shop.t", facets(schema({"id"}))),
              {}}) == Lines{"db.shop.orders.id -> db.shop.t.id DIRECT IDENTITY complete"});
}

TEST_CASE("what a query does not tell of the datasets falls back to them as wholes") {
  const std::vector<Case> cases = {
      {"it cannot be read", "insert banana", kOrders, kTarget, {"db.shop.orders -> db.shop.t"}},
      {"an input it does not name",
       "insert into t select id from orders",
       kOrders + "," + dataset("db.shop.other"),
       kTarget,
       {"db.shop.orders.id -> db.shop.t.id DIRECT IDENTITY", "db.shop.other -> db.shop.t"}},
      {"a name that fits two inputs",
       "insert into t select id from orders",
       kOrders + "," + dataset("db.x.orders"),
       kTarget,
       {"db.shop.orders -> db.shop.t", "db.x.orders -> db.shop.t"}},
      {"two statements into one output",
       "insert into t select id from orders; insert into t select no from orders",
       kOrders,
       kTarget,
       {"db.shop.orders -> db.shop.t"}},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    CHECK(read(each) == each.expected);
  }
}

TEST_CASE("what the producer says of columns is not overruled by its query") {
  const std::string told = R"("columnLineage":{"fields":{"key":{"inputFields":[)" +
                           from("db.shop.orders", "no", "DIRECT", "IDENTITY") + "]}}}";
  CHECK(read({"", "insert into t select id as key from orders", kOrders, dataset("db.shop.t", facets(told)), {}}) ==
        Lines{"db.shop.orders.no -> db.shop.t.key DIRECT IDENTITY"});
}
