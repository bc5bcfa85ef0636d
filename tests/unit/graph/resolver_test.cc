// Goal: every spelling of a node finds it, in the documented order, and what is wrong is said with what would be right.
#include <algorithm>

#include <doctest/doctest.h>

#include "graph_text.h"

namespace trama::graph::test {
namespace {

const char* const kShop = R"(
  contract urn:datacontract:customer:dim-customers: customers as public.dim_customers (customer_id,email,address,address.city)
  contract orders: fact as orders_fact (id,total) lines(id,sku)
  contract orders.archive: fact(id)
  contract empty
  physical orders: fact = postgres://db:5432 shop.public.orders_fact [production]
  consumer urn:consumer:bi:board
  product shop
  alias cust = urn:datacontract:customer:dim-customers/customers
  orders: <s3://lake|raw/orders>.id -> orders/fact.id
  orders: "legacy.clients" -> orders/lines.sku
  orders: nowhere/t.x -> orders/lines.id
  orders: @urn:consumer:bi:ghost => orders/lines.id
)";

std::string found(const Snapshot& snapshot, const std::string& text, std::optional<NodeKind> kind = {}) {
  const auto result = snapshot.resolve(text, kind);
  if (!result) {
    std::string line = "!" + result.error().slug;
    for (const std::string& candidate : result.error().candidates) line += " " + candidate;
    return line;
  }
  std::vector<std::string> ids;
  for (const NodeIndex node : result.value()) ids.push_back(snapshot.node(node).id);
  std::ranges::sort(ids);
  std::string line;
  for (const std::string& id : ids) line += (line.empty() ? "" : " ") + id;
  return line;
}

}  // namespace

TEST_CASE("every spelling finds its node") {
  const auto snapshot = load(kShop)->snapshot();
  const std::string customers = "urn:datacontract:customer:dim-customers/customers";
  const struct {
    const char* label;
    std::string text, wanted;
  } rows[] = {
      {"contract id", "orders", "orders/fact orders/lines"},
      {"contract without tables", "empty", "empty"},
      {"canonical dataset", "orders/fact", "orders/fact"},
      {"canonical field", "orders/fact/total", "orders/fact/total"},
      {"canonical nested field", customers + "/address.city", customers + "/address.city"},
      {"canonical by physical table name", "orders/orders_fact/id", "orders/fact/id"},
      {"canonical, escaped", "s3:%2F%2Flake/raw%2Forders", "s3:%2F%2Flake/raw%2Forders"},
      {"canonical physical of a table", "postgres:%2F%2Fdb:5432/shop.public.orders_fact/total", "orders/fact/total"},
      {"as the article writes", "urn:datacontract:customer:dim-customers.customer_id", customers + "/customer_id"},
      {"contract.table.field", "orders.fact.total", "orders/fact/total"},
      {"contract.table", "orders.lines", "orders/lines"},
      {"contract.physical.field", "urn:datacontract:customer:dim-customers.public.dim_customers.email",
       customers + "/email"},
      {"nested path after the contract", "urn:datacontract:customer:dim-customers.address.city",
       customers + "/address.city"},
      {"the longest contract id that fits", "orders.archive.id", "orders.archive/fact/id"},
      {"marquez dataset", "dataset:postgres://db:5432:shop.public.orders_fact", "orders/fact"},
      {"marquez field", "datasetField:postgres://db:5432:shop.public.orders_fact:id", "orders/fact/id"},
      {"marquez, nobody's table", "dataset:s3://lake:raw/orders", "s3:%2F%2Flake/raw%2Forders"},
      {"marquez field of nobody's table", "datasetField:s3://lake:raw/orders:id", "s3:%2F%2Flake/raw%2Forders/id"},
      {"marquez with a contract as namespace", "dataset:orders:lines", "orders/lines"},
      {"physical name", "shop.public.orders_fact", "orders/fact"},
      {"physical name and field", "shop.public.orders_fact.total", "orders/fact/total"},
      {"place of a table", "postgres://db:5432/shop.public.orders_fact", "orders/fact"},
      {"place of nobody's table", "s3://lake/raw/orders/", "s3:%2F%2Flake/raw%2Forders"},
      {"place with nothing at it", "s3://lake/raw", "!node-not-found"},
      {"physical name of nobody's table", "raw/orders", "s3:%2F%2Flake/raw%2Forders"},
      {"alias", "cust", customers},
      {"consumer", "urn:consumer:bi:board", "urn:consumer:bi:board"},
      {"product", "shop", "shop"},
      {"a consumer somebody mentioned", "urn:consumer:bi:ghost", "urn:consumer:bi:ghost"},
      {"an unresolved text", "legacy.clients", "legacy.clients"},
      {"an unresolved table, canonical", "nowhere/t/x", "nowhere/t/x"},
      {"an unresolved table, dotted", "nowhere.t.x", "nowhere/t/x"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(found(*snapshot, row.text) == row.wanted);
  }
}

TEST_CASE("what cannot be one node is refused with what it might be") {
  const auto snapshot = load(R"(
    contract orders: fact(id,total) lines(id,sku)
    contract both: t(x)
    contract p1: t(x)
    contract p2: t(x)
    physical p1: t = pg://one db.t
    physical p2: t = pg://two db.t
    consumer both
  )")
                            ->snapshot();
  const struct {
    const char* label;
    std::string text, wanted;
  } rows[] = {
      {"a column of two tables", "orders.id", "!ambiguous-node orders/fact/id orders/lines/id"},
      {"a contract and a consumer", "both", "!ambiguous-node both/t both"},
      {"one name in two namespaces", "db.t", "!ambiguous-node p1/t p2/t"},
      {"unknown", "no such thing", "!node-not-found"},
      {"a slip in a column", "orders/fact/totl", "!node-not-found orders/fact/total"},
      {"a slip in a table", "orders/lnes", "!node-not-found orders/lines"},
      {"a slip after the dot", "orders.fact.totl", "!node-not-found orders/fact/total"},
      {"empty", "", "!node-not-found"},
      {"broken escape", "orders/%zz", "!node-not-found"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.label);
    CHECK(found(*snapshot, row.text) == row.wanted);
  }
  CHECK(found(*snapshot, "both", NodeKind::consumer) == "both");
  CHECK(found(*snapshot, "both", NodeKind::dataset) == "both/t");
  CHECK(found(*snapshot, "orders/fact", NodeKind::field) == "!node-not-found");
}

TEST_CASE("one physical dataset claimed by two contracts names both") {
  const auto snapshot = load(R"(
    contract a: t(x)
    contract b: t(x)
    physical a: t = pg shop.t
    physical b: t = pg shop.t
  )")
                            ->snapshot();
  CHECK(found(*snapshot, "dataset:pg:shop.t") == "a/t b/t");
  CHECK(found(*snapshot, "shop.t.x") == "a/t/x b/t/x");
}

TEST_CASE("only the production environment, or the only server, is folded with its dataset") {
  const auto snapshot = load(R"(
    contract a: t(x)
    physical a: t = pg://prod db.t production
    physical a: t = pg://test db.t test
    a: <pg://prod|db.t>.x -> a/t.x
    b: <pg://prod|db.t>.x -> b/u.y
    b: <pg://test|db.t>.x -> b/u.z
  )")
                            ->snapshot();
  CHECK(found(*snapshot, "dataset:pg://prod:db.t") == "a/t");
  CHECK(found(*snapshot, "dataset:pg://test:db.t") == "pg:%2F%2Ftest/db.t");
}

TEST_CASE("a snapshot goes on answering as of its own time") {
  auto graph = load("contract a: t(x)");
  const auto before = graph->snapshot();
  change(*graph, "contract a: t(y)\ncontract b: u(z)");
  const auto after = graph->snapshot();
  CHECK(found(*before, "a.x") == "a/t/x");
  CHECK(found(*before, "b") == "!node-not-found");
  CHECK(found(*after, "a.x").starts_with("!node-not-found"));
  CHECK(found(*after, "b") == "b/u");
}

}  // namespace trama::graph::test
