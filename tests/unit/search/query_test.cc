// Goal: whatever a person types becomes a query that means what it looks like. Method: text to readable description,
// one row per case; a regression gets a row of its own.
#include "search/query.h"

#include <random>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/search/corpus.h"

namespace trama::search {
namespace {

struct Row {
  std::string_view text;
  std::string_view meaning;
};

TEST_CASE("query text is understood") {
  const Row rows[] = {
      {"", ""},
      {"   ", ""},
      {"orders", "orders"},
      {"customer orders", "customer AND orders"},
      {"customer_id", "customer+id"},
      {"customerId", "customer+id"},
      {"s3://bucket/path", "s3 AND bucket AND path"},
      {"urn:datacontract:orders:fact-orders", "urn AND datacontract AND orders AND fact+orders"},
      {"\"customer orders\"", "\"customer orders\""},
      {"\"unclosed phrase", "\"unclosed phrase\""},
      {"“smart quotes” «guillemets here»", "\"smart quotes\" AND \"guillemets here\""},
      {"\"\"", ""},
      {"a \"b c\" d", "\"b c\" AND d"},
      {"orders -draft", "orders AND NOT draft"},
      {"orders NOT draft", "orders AND NOT draft"},
      {"orders NOT", "orders AND not"},
      {"-draft", "NOT draft"},
      {"-\"old stuff\"", "NOT \"old stuff\""},
      {"dim-customers", "dim+customers"},
      {"x9 - y9", "x9 AND y9"},
      {"--flag", "flag"},
      {"client OR customer", "(client OR customer)"},
      {"invoice client OR customer", "invoice AND (client OR customer)"},
      {"client | customer || buyer", "(client OR customer OR buyer)"},
      {"client or customer", "client AND customer"},
      {"OR", "or"},
      {"OR client", "client"},
      {"client OR", "client"},
      {"client OR -customer", "client AND NOT customer"},
      {"client AND customer", "client AND customer"},
      {"(client AND (customer", "client AND customer"},
      {"domain:sales", "domain:\"sales\""},
      {"DOMAIN:Sales orders", "domain:\"Sales\" AND orders"},
      {"domain:\"Product Catalog\" x9", "domain:\"Product Catalog\" AND x9"},
      {"domain:sales,finance", "domain:\"sales\",\"finance\""},
      {"tag:\"a b\",c", "tag:\"a b\",\"c\""},
      {"-tag:gdpr", "NOT tag:\"gdpr\""},
      {"team:core", "owner:\"core\""},
      {"pii:true", "pii:\"true\""},
      {"column:customer_id", "column:\"customer_id\""},
      {"domain:", ""},
      {"domain: sales", "sales"},
      {"unknown:field", "unknown AND field"},
      {"http://example.com:80/x?y=z&w", "http AND example+com AND 80 AND x AND y AND z AND w"},
      {"owner:jane@example.com", "owner:\"jane@example.com\""},
      {"the customer of orders", "customer AND orders"},
      {"of the", "of AND the"},
      {"~!@#$%^&*()+={}[]\\;'<>?,./", ""},
      {"price > 100 && cost < 5", "price AND 100 AND cost AND 5"},
      {"cust*", "cust*"},
      {"cust* orders", "cust* AND orders"},
      {"*", ""},
      {"\xFF\xFE", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(describe(parse_query(row.text, false)) == row.meaning);
  }
}

TEST_CASE("the last word is a prefix until something follows it") {
  const Row rows[] = {
      {"cust", "cust*"},
      {"cust ", "cust"},
      {"customer or", "customer AND or*"},
      {"customer_i", "customer+i*"},
      {"\"cust", "\"cust\""},
      {"order domain:sa", "order AND domain:\"sa\""},
      {"cust-", "cust"},
      {"a b c", "b AND c*"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(describe(parse_query(row.text, true)) == row.meaning);
  }
}

TEST_CASE("words beyond the bound are ignored") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "w" + std::to_string(i) + ' ';
  CHECK(parse_query(text, true).clauses.size() <= 64);
}

TEST_CASE("random text never fails and always gives an answer") {
  const test::Catalog catalog;
  const std::string alphabet = "ab \"'-:|*()~_./\\OR NOT AND domain:tag:pii:\xC3\xA9\xFF";
  std::mt19937 random(20261122);
  for (int i = 0; i < 500; ++i) {
    std::string text;
    const std::size_t length = random() % 40;
    for (std::size_t c = 0; c < length; ++c) text += alphabet[random() % alphabet.size()];
    CAPTURE(text);
    SearchRequest request;
    request.query = text;
    CHECK(catalog.index->search(request).has_value());
    CHECK(catalog.index->suggest(text, 8).has_value());
  }
}

}  // namespace
}  // namespace trama::search
