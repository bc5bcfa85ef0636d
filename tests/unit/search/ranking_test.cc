// Goal: the right documents, the best first, and words that say why. Method: one question, one list of names.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/search/corpus.h"

namespace trama::search::test {
namespace {

struct Row {
  std::string_view query;
  std::string_view found;
};

std::string sorted(const std::string& names) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(' ', at), names.size());
    words.push_back(names.substr(at, end - at));
    at = end + 1;
  }
  std::ranges::sort(words);
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

TEST_CASE("queries find what they should and nothing else") {
  const Catalog catalog;
  const Row rows[] = {
      {"shipping", "fact-orders"},
      {"refund", "payment-events"},
      {"customer_id", "dim-customers fact-orders"},
      {"customerId", "dim-customers fact-orders"},
      {"CustomerID", "dim-customers fact-orders"},
      {"customer-id", "dim-customers fact-orders"},
      {"customerid", "dim-customers fact-orders"},
      {"dim_customers", "dim-customers"},
      {"DimCustomer", "dim-customers"},
      {"dimcustomers", "dim-customers"},
      {"order_total", "fact-orders"},
      {"ordertotal", "fact-orders"},
      {"loyalty", "dim-customers"},
      {"tier_code", "dim-customers"},
      {"loyaltytiercode", "dim-customers"},
      {"s3://lake-prod/orders", "fact-orders"},
      {"lake-prod", "fact-orders"},
      {"parquet", "fact-orders"},
      {"dim_customers.email", "dim-customers"},
      {"address.city", "dim-customers"},
      {"repertoire", "dim-customers"},
      {"RÉPERTOIRE", "dim-customers"},
      {"l'adresse", "dim-customers"},
      {"adresse", "dim-customers"},
      {"creme brulee", "dim-customers"},
      {"urn:datacontract:orders:fact-orders", "fact-orders"},
      {"\"contact details\"", "dim-customers"},
      {"\"details contact\"", ""},
      {"\"customer id\"", "dim-customers fact-orders"},
      {"\"tax and shipping\"", "fact-orders"},
      {"orders -refunds", "fact-orders"},
      {"orders NOT refunds", "fact-orders"},
      {"loyalty OR refund", "dim-customers payment-events"},
      {"-order_id", "dim-customers"},
      {"domain:orders", "fact-orders"},
      {"domain:orders,payments", "fact-orders payment-events"},
      {"-domain:orders", "dim-customers payment-events"},
      {"owner:order-team", "fact-orders payment-events"},
      {"owner:team", "fact-orders payment-events"},
      {"owner:\"creme brulee\"", "dim-customers"},
      {"owner:nobody", ""},
      {"tag:gdpr", "dim-customers"},
      {"classification:confidential", "dim-customers"},
      {"platform:s3", "dim-customers fact-orders"},
      {"status:active", "dim-customers fact-orders payment-events"},
      {"kind:contract", "dim-customers fact-orders payment-events"},
      {"kind:consumer", ""},
      {"pii:true", "dim-customers fact-orders"},
      {"pii:false", "payment-events"},
      {"-pii:true", "payment-events"},
      {"column:order_id", "fact-orders payment-events"},
      {"column:orderId", "fact-orders payment-events"},
      {"column:order", "fact-orders payment-events"},
      {"column:loyal*", "dim-customers"},
      {"column:shipping", ""},
      {"table:payment_events", "payment-events"},
      {"id:urn:datacontract:orders:fact-orders", "fact-orders"},
      {"order domain:payments", "payment-events"},
      {"loyal*", "dim-customers"},
      {"", "dim-customers fact-orders payment-events"},
      {"???", "dim-customers fact-orders payment-events"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const SearchAnswer answer = catalog.search(std::string(row.query));
    CHECK(sorted(Catalog::names(answer)) == row.found);
    CHECK(answer.total == answer.hits.size());
    CHECK_FALSE(answer.relaxed);
  }
}

TEST_CASE("the last word may be unfinished") {
  const Catalog catalog;
  for (const char* query :
       {"loy", "loyal", "loyalty_t", "loyaltyTierC", "dim_cust", "custom direct", "repert", "brul"}) {
    CAPTURE(std::string(query));
    SearchRequest request;
    request.query = query;
    CHECK(Catalog::names(catalog.search(request)) == "dim-customers");
  }
  SearchRequest one;
  one.query = "p";
  CHECK(Catalog::names(catalog.search(one)) == "payment-events");
}

TEST_CASE("exact id, name, dataset and column come first in this order") {
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 30; ++i) {
    SearchDocument noise = document("urn:n:noise-" + std::to_string(i), "Revenue Report " + std::to_string(i));
    noise.description = "revenue revenue revenue, all about revenue";
    noise.tags = {"revenue"};
    documents.push_back(noise);
  }
  SearchDocument by_column = document("urn:a:col", "Ledger");
  by_column.columns = {column("ledger", "revenue")};
  SearchDocument by_dataset = document("urn:a:set", "Books");
  by_dataset.datasets = {"revenue"};
  SearchDocument by_name = document("urn:a:tit", "Revenue");
  SearchDocument by_id = document("revenue", "Old Numbers");
  by_id.name = "old";
  for (const auto& each : {by_column, by_dataset, by_name, by_id}) documents.push_back(each);
  const Catalog catalog(documents);
  const std::string found = catalog.found("revenue");
  CHECK(found.starts_with("revenue tit set col noise-"));
  CHECK(catalog.found("REVENUE").starts_with("tit set col "));
}

TEST_CASE("a column half the catalog has does not beat a title") {
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 300; ++i) {
    SearchDocument noise = document("urn:n:noise-" + std::to_string(i), "Thing " + std::to_string(i));
    noise.columns = {column("t", "status", "state of it")};
    documents.push_back(noise);
  }
  documents.push_back(document("urn:a:order-status", "Order Status"));
  const Catalog catalog(documents);
  CHECK(catalog.found("status").starts_with("order-status "));
}

TEST_CASE("words in titles beat words in descriptions") {
  SearchDocument in_text = document("urn:a:text", "Something");
  in_text.description = "churn churn churn churn";
  const Catalog catalog({in_text, document("urn:a:title", "Monthly Churn Scores")});
  CHECK(catalog.found("churn") == "title text");
}

TEST_CASE("when no document has all words, those with most come first and the answer says so") {
  const Catalog catalog;
  const SearchAnswer answer = catalog.search("order shipping tax kafka");
  CHECK(answer.relaxed);
  CHECK(answer.total == 2);
  CHECK(Catalog::names(answer) == "fact-orders payment-events");
  CHECK_FALSE(catalog.search("order shipping").relaxed);
  CHECK(catalog.search("nothing matches").total == 0);
  CHECK_FALSE(catalog.search("nothing matches").relaxed);
}

TEST_CASE("a slip of the pen is pointed out with a query that finds something") {
  const Catalog catalog;
  CHECK(catalog.search("cusotmer").did_you_mean == "customer");
  CHECK(catalog.search("payemnt events").did_you_mean == "payment events");
  CHECK(catalog.search("loyalti_teir").did_you_mean != "");
  CHECK(catalog.search("domain:orders oredr").did_you_mean == "domain:orders order");
  CHECK(catalog.search("customer").did_you_mean == "");
  CHECK(catalog.search("zzzzqqqq").did_you_mean == "");
  SearchRequest typing;
  typing.query = "cusotm";
  CHECK(catalog.search(typing).total == 0);
}

TEST_CASE("highlights say which field and which column matched, by bytes") {
  const Catalog catalog;
  const SearchAnswer answer = catalog.search("customer_id");
  const auto hit = std::ranges::find(answer.hits, orders().id, &Hit::id);
  REQUIRE(hit != answer.hits.end());
  REQUIRE(hit->highlights.size() == 1);
  CHECK(hit->highlights[0].field == "column");
  CHECK(hit->highlights[0].where == "customer_id");
  CHECK(hit->highlights[0].matches == std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 11}});
}

TEST_CASE("every highlight range lies inside its text and on what was asked") {
  const Catalog catalog;
  for (const char* query : {"order", "répertoire", "brulee", "loyalty", "s3", "customers", "key"}) {
    const SearchAnswer answer = catalog.search(query);
    CAPTURE(std::string(query));
    REQUIRE(answer.total > 0);
    for (const Hit& hit : answer.hits) {
      CHECK(hit.highlights.size() <= 5);
      for (const Highlight& light : hit.highlights) {
        CHECK_FALSE(light.matches.empty());
        for (const auto& [offset, length] : light.matches) CHECK(offset + length <= light.text.size());
      }
    }
  }
  const Highlight light = catalog.search("brulee").hits.at(0).highlights.at(0);
  CHECK(light.field == "owner");
  CHECK(light.text.substr(light.matches[0].first, light.matches[0].second) == "Brûlée");
}

// "column:customer_id owner:Squad" of the one hit a query has.
std::string marked_fields(const Catalog& catalog, const std::string& query, const std::string& id) {
  const SearchAnswer answer = catalog.search(query);
  const auto hit = std::ranges::find(answer.hits, id, &Hit::id);
  if (hit == answer.hits.end()) return "not found";
  std::string out;
  for (const Highlight& light : hit->highlights) {
    out += (out.empty() ? "" : " ") + light.field;
    if (!light.where.empty() && light.where != light.text) out += "@" + light.where;
    out += ":" + light.text.substr(light.matches.at(0).first, light.matches.at(0).second);
  }
  return out;
}

TEST_CASE("whatever made a document match is shown, be it no name and no text") {
  SearchDocument d = document("urn:a:ledger", "Ledger");
  d.people = {"Giulia Ferrari"};
  d.platforms = {"snowflake"};
  d.classification = "restricted";
  d.status = "draft";
  d.locations = {"s3://lake-prod/finance/ledger"};
  const Catalog catalog({d, payments()});
  CHECK(marked_fields(catalog, "ferrari", d.id) == "person:Ferrari");
  CHECK(marked_fields(catalog, "snowflake", d.id) == "platform:snowflake");
  CHECK(marked_fields(catalog, "restricted", d.id) == "classification:restricted");
  CHECK(marked_fields(catalog, "draft", d.id) == "status:draft");
  CHECK(marked_fields(catalog, "lake-prod", d.id) == "location:lake-prod");
}

TEST_CASE("a place is found by its parts and as a whole, before what only shares words with it") {
  SearchDocument ledger = document("urn:a:ledger", "Ledger"), other = document("urn:a:other", "Archive of finance");
  ledger.locations = {"s3://lake-prod/finance/ledger"};
  other.description = "Taken out of lake-prod once.";
  const Catalog catalog({other, ledger});
  CHECK(catalog.found("s3://lake-prod/finance/ledger").starts_with("ledger"));
  CHECK(catalog.found("s3://lake-prod/finance/ledger/").starts_with("ledger"));
  CHECK(catalog.found("s3://lake-prod") == "ledger");
  CHECK(catalog.search("lake-prod").total == 2);
}

TEST_CASE("a filter by value is no match in a text, a column name is marked as one") {
  SearchDocument d = orders();
  d.columns.push_back(column("fact_orders", "line_id"));
  const Catalog catalog({d, payments()});
  CHECK(marked_fields(catalog, "domain:orders", d.id).empty());
  CHECK(marked_fields(catalog, "owner:order-team", d.id).empty());
  CHECK(marked_fields(catalog, "column:customer_id", d.id) == "column:customer_id");
}

TEST_CASE("a column filter puts the very name first") {
  SearchDocument hash = document("urn:a:hash", "Hashes"), mail = document("urn:a:mail", "Mails");
  hash.columns = {column("t", "email_hash")};
  mail.columns = {column("t", "contact.email")};
  hash.updated_us = 2;
  const Catalog catalog({hash, mail});
  CHECK(catalog.found("column:email") == "mail hash");
  CHECK(catalog.found("table:t column:email") == "");
  CHECK(catalog.found("-column:email") == "");
}

TEST_CASE("a name within a sentence counts") {
  SearchDocument lines = document("urn:a:fact-order-lines", "Order lines");
  lines.description = "Fact of each line of an order; uses fact orders uses orders.";
  const Catalog catalog({lines, orders(), customers()});
  CHECK(catalog.found("who uses fact orders").starts_with("fact-orders"));
  CHECK(catalog.found("where is customer id").starts_with("dim-customers"));
}

TEST_CASE("two letters mean columns where they begin no title") {
  const Catalog catalog;
  for (const auto& [typed, found] :
       {std::pair{"em", "dim-customers"}, {"lo", "dim-customers"}, {"or", "fact-orders"}}) {
    SearchRequest request;
    request.query = typed;
    CHECK(Catalog::names(catalog.search(request)) == found);
  }
}

TEST_CASE("a consumer's type is a kind") {
  SearchDocument board = document("urn:consumer:finance:board", "Board");
  board.kind = "consumer";
  board.platforms = {"dashboard"};
  const Catalog catalog({board, orders()});
  CHECK(catalog.found("type:dashboard") == "board");
  CHECK(catalog.found("kind:consumer") == "board");
  CHECK(catalog.found("kind:s3") == "");
}

TEST_CASE("long descriptions are cut around the match") {
  SearchDocument d = document("urn:a:long", "Long");
  for (int i = 0; i < 200; ++i) d.description += "filler wörds ";
  d.description += "the needle is here";
  const Catalog catalog({d});
  const Highlight light = catalog.search("needle").hits.at(0).highlights.at(0);
  CHECK(light.field == "description");
  CHECK(light.text.size() < 250);
  CHECK(light.text.starts_with("…"));
  CHECK(light.text.substr(light.matches.at(0).first, light.matches[0].second) == "needle");
}

TEST_CASE("pages neither repeat nor skip") {
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 53; ++i) documents.push_back(document("urn:p:same-" + std::to_string(i), "Same Title"));
  const Catalog catalog(documents);
  for (const Sort sort : {Sort::relevance, Sort::updated, Sort::name}) {
    std::vector<std::string> seen;
    for (std::size_t offset = 0; offset < 60; offset += 10) {
      SearchRequest request;
      request.query = "title";
      request.limit = 10;
      request.offset = offset;
      request.sort = sort;
      const SearchAnswer page = catalog.search(request);
      CHECK(page.total == 53);
      for (const Hit& hit : page.hits) seen.push_back(hit.id);
    }
    CHECK(seen.size() == 53);
    std::ranges::sort(seen);
    CHECK(std::ranges::adjacent_find(seen) == seen.end());
  }
}

TEST_CASE("results sort by time and by name") {
  const Catalog catalog;
  SearchRequest request;
  request.sort = Sort::updated;
  CHECK(Catalog::names(catalog.search(request)) == "fact-orders dim-customers payment-events");
  request.sort = Sort::name;
  CHECK(Catalog::names(catalog.search(request)) == "dim-customers fact-orders payment-events");
  request.query = "order";
  request.sort = Sort::updated;
  CHECK(Catalog::names(catalog.search(request)) == "fact-orders payment-events");
}

TEST_CASE("retired documents are found only when asked for") {
  SearchDocument old = orders();
  old.retired = true;
  old.status = "retired";
  Catalog catalog({old, customers()});
  CHECK(catalog.search("shipping").total == 0);
  CHECK(catalog.search("shipping").hits.empty());
  CHECK(catalog.search("").total == 1);
  CHECK(catalog.search("shipping retired:true").total == 1);
  CHECK(catalog.search("status:retired").total == 1);
  SearchRequest request;
  request.query = "shipping";
  request.include_retired = true;
  CHECK(catalog.search(request).hits.at(0).retired);
  request = {};
  request.filters["status"] = {"retired"};
  CHECK(catalog.search(request).total == 1);
}

TEST_CASE("an explanation names the understood query and what each hit owes its place to") {
  const Catalog catalog;
  SearchRequest request;
  request.query = "fact orders";
  request.explain = true;
  const SearchAnswer answer = catalog.search(request);
  CHECK(answer.explanation.starts_with("fact AND orders* => "));
  CHECK(answer.hits.at(0).explanation.starts_with("exact name 1000000 + exact dataset 100000 + "));
}

TEST_CASE("hits carry what a result card shows") {
  const Catalog catalog;
  const Hit hit = catalog.search("fact orders").hits.at(0);
  CHECK(hit.title == "Fact Orders");
  CHECK(hit.domain == "Orders");
  CHECK(hit.owner == "order-team");
  CHECK(hit.classification == "internal");
  CHECK(hit.status == "active");
  CHECK(hit.version == "1.0.0");
  CHECK(hit.tags == std::vector<std::string>{"sales", "core"});
  CHECK(hit.platforms == std::vector<std::string>{"s3"});
  CHECK(hit.datasets == std::vector<std::string>{"fact_orders"});
  CHECK(hit.columns == 3);
  CHECK(hit.pii);
  CHECK(hit.updated_us == 3'000'000);
  CHECK(hit.description == orders().description);
}

}  // namespace
}  // namespace trama::search::test
