// Goal: suggestions from the first letter on that agree with the results. Method: a catalog of three.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "search/vocabulary.h"
#include "tests/unit/search/corpus.h"

namespace trama::search::test {
namespace {

std::string suggestions(const Catalog& catalog, std::string_view text, std::size_t limit = 8) {
  auto found = catalog.index->suggest(text, limit);
  REQUIRE(found.has_value());
  std::string out;
  for (const Suggestion& s : *found) out += (out.empty() ? "" : ", ") + s.kind + " " + s.title;
  return out;
}

TEST_CASE("one character is enough") {
  const Catalog catalog;
  CHECK(suggestions(catalog, "p") == "product Payment Events, column payment_id, domain Payments");
  CHECK(suggestions(catalog, "l") == "column loyalty_tier_code");
  CHECK(suggestions(catalog, "g") == "tag gdpr");
}

TEST_CASE("nothing typed suggests nothing") {
  const Catalog catalog;
  CHECK(suggestions(catalog, "").empty());
  CHECK(suggestions(catalog, "   ").empty());
  CHECK(suggestions(catalog, "zzz").empty());
  CHECK(suggestions(catalog, "order", 0).empty());
}

TEST_CASE("columns, domains, owners and tags are suggested beside products") {
  const Catalog catalog;
  CHECK(suggestions(catalog, "cust") == "product Customer Directory, column customer_id, domain Customer");
  CHECK(suggestions(catalog, "brul") == "product Customer Directory, owner Crème Brûlée Squad");
  CHECK(suggestions(catalog, "custId").empty());
}

TEST_CASE("a column suggestion leads to a contract that has it") {
  const Catalog catalog;
  const auto found = catalog.index->suggest("loyalty_t", 8);
  REQUIRE(found.has_value());
  const auto column = std::ranges::find(*found, "column", &Suggestion::kind);
  REQUIRE(column != found->end());
  CHECK(column->id == customers().id);
  CHECK(column->title == "loyalty_tier_code");
  CHECK(column->title.substr(column->matches.at(0).first, column->matches.at(0).second) == "loyalty_t");
}

TEST_CASE("a pasted id jumps there") {
  const Catalog catalog;
  const auto found = catalog.index->suggest(orders().id, 8);
  REQUIRE(found.has_value());
  CHECK(found->at(0).id == orders().id);
}

TEST_CASE("the first suggested products are the first results") {
  std::vector<SearchDocument> documents = {orders(), customers(), payments()};
  for (int i = 0; i < 60; ++i) {
    SearchDocument d = document("urn:s:doc-" + std::to_string(i), (i % 3 == 0   ? "Order "
                                                                   : i % 3 == 1 ? "Ordering "
                                                                                : "Other ") +
                                                                      std::to_string(i));
    d.description = i % 2 == 0 ? "order order order" : "customers";
    if (i % 7 == 0) d.columns = {column("t", "order_id")};
    documents.push_back(d);
  }
  const Catalog catalog(documents);
  for (const char* text : {"o", "or", "ord", "order", "orders", "order 1", "fact ord", "order_id", "customer"}) {
    CAPTURE(std::string(text));
    SearchRequest request;
    request.query = text;
    const SearchAnswer answer = catalog.search(request);
    const auto found = catalog.index->suggest(text, 8);
    REQUIRE(found.has_value());
    for (std::size_t i = 0; i < 3 && i < found->size() && found->at(i).kind == "product"; ++i)
      CHECK(found->at(i).id == answer.hits.at(i).id);
    CHECK(found->at(0).kind == "product");
  }
}

TEST_CASE("retired products and their columns are not suggested") {
  SearchDocument old = customers();
  old.retired = true;
  const Catalog catalog({old, orders()});
  CHECK(suggestions(catalog, "loyal").empty());
  CHECK(suggestions(catalog, "gdpr").empty());
}

TEST_CASE("a vocabulary offers the most frequent words first and the word itself before all") {
  Vocabulary words;
  words.set_all({{"order", 3}, {"orders", 9}, {"ordinary", 1}, {"other", 5}, {"ordinal", 7}});
  const auto names = [&](std::string_view prefix, std::size_t max) {
    std::string out;
    for (const WordCount& word : words.starting_with(prefix, max)) out += word.word + ' ';
    return out;
  };
  CHECK(names("o", 3) == "orders ordinal other ");
  CHECK(names("ord", 9) == "orders ordinal order ordinary ");
  CHECK(names("order", 9) == "order orders ");
  CHECK(names("ordi", 9) == "ordinal ordinary ");
  CHECK(names("x", 9) == "");
  words.set("orders", 0);
  words.set("ordinary", 50);
  CHECK(names("ord", 9) == "ordinary ordinal order ");
}

}  // namespace
}  // namespace trama::search::test
