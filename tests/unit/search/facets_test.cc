// Goal: totals and facet counts are exact, whatever is asked and filtered. Method: small catalogs by hand, then a
// random one whose answers are compared with counting every document one by one.
#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "search/facet_columns.h"
#include "tests/unit/search/corpus.h"

namespace trama::search::test {
namespace {

std::string facet(const SearchAnswer& answer, std::string_view name) {
  std::string out;
  for (const auto& [facet, values] : answer.facets)
    if (facet == name)
      for (const FacetValue& value : values)
        out += (out.empty() ? "" : ", ") + value.value + " " + std::to_string(value.count);
  return out;
}

TEST_CASE("facets count what was found, most frequent first, then by name") {
  const Catalog catalog;
  const SearchAnswer answer = catalog.search("");
  CHECK(answer.facets.size() == 6);
  CHECK(facet(answer, "domain") == "Customer 1, Orders 1, Payments 1");
  CHECK(facet(answer, "owner") == "order-team 2, Crème Brûlée Squad 1");
  CHECK(facet(answer, "tag") == "core 2, sales 2, gdpr 1");
  CHECK(facet(answer, "classification") == "internal 2, confidential 1");
  CHECK(facet(answer, "platform") == "s3 2, kafka 1, postgres 1");
  CHECK(facet(answer, "status") == "active 3");
  CHECK(facet(catalog.search("shipping"), "tag") == "core 1, sales 1");
  CHECK(facet(catalog.search("nonesuch"), "tag") == "");
}

TEST_CASE("a facet's own filter does not narrow its own counts") {
  const Catalog catalog;
  SearchRequest request;
  request.filters["owner"] = {"order-team"};
  const SearchAnswer answer = catalog.search(request);
  CHECK(answer.total == 2);
  CHECK(facet(answer, "owner") == "order-team 2, Crème Brûlée Squad 1");
  CHECK(facet(answer, "domain") == "Orders 1, Payments 1");
}

TEST_CASE("filters are OR inside a facet and AND between facets") {
  const Catalog catalog;
  SearchRequest request;
  request.filters["domain"] = {"Orders", "Customer"};
  CHECK(catalog.search(request).total == 2);
  request.filters["platform"] = {"postgres"};
  const SearchAnswer answer = catalog.search(request);
  CHECK(Catalog::names(answer) == "dim-customers");
  CHECK(facet(answer, "domain") == "Customer 1, Orders 0");
  CHECK(facet(answer, "platform") == "s3 2, postgres 1");
}

TEST_CASE("a filter by a value nobody has finds nothing and keeps the others' counts") {
  const Catalog catalog;
  SearchRequest request;
  request.filters["tag"] = {"nonesuch"};
  const SearchAnswer answer = catalog.search(request);
  CHECK(answer.total == 0);
  CHECK(answer.hits.empty());
  CHECK(facet(answer, "tag") == "core 2, sales 2, gdpr 1");
  CHECK(facet(answer, "domain") == "");
}

TEST_CASE("facets can be left out") {
  const Catalog catalog;
  SearchRequest request;
  request.facets = false;
  CHECK(catalog.search(request).facets.empty());
  CHECK(catalog.search(request).total == 3);
}

TEST_CASE("facet rows survive their encoding and refuse garbage") {
  const DocFacets row{.retired = true, .updated_us = -5, .values = {{{1}, {}, {2, 300, 70'000}, {4}, {1, 2}, {9}}}};
  CHECK(decode_facets(encode_facets(row)) == row);
  CHECK_FALSE(decode_facets("").has_value());
  CHECK_FALSE(decode_facets(encode_facets(row).substr(0, 5)).has_value());
  CHECK_FALSE(decode_facets(std::string(20, '\xFF')).has_value());
}

TEST_CASE("columns change by copy: who holds the old ones still counts the old") {
  const DocFacets row{.retired = false, .updated_us = 1, .values = {{{1}, {}, {}, {}, {}, {}}}};
  const FacetColumns before = FacetColumns().with({{5, row}, {5000, row}});
  const FacetColumns after = before.with({{5, std::nullopt}, {6, row}, {7, row}});
  CHECK(before.live() == 2);
  CHECK(after.live() == 3);
  CHECK(before.has(5));
  CHECK_FALSE(after.has(5));
  CHECK(after.row(5000) == row);
  CHECK(&before.chunk(5000) == &after.chunk(5000));
}

// The random catalog -------------------------------------------------------------------------------------------------
struct Model {
  std::vector<SearchDocument> documents;
  std::mt19937 random{20261122};

  Model() {
    static constexpr std::array kWords = {"order", "customer", "invoice", "stock", "price", "audit"};
    for (int i = 0; i < 400; ++i) {
      SearchDocument d = document("urn:m:doc-" + std::to_string(i), "Title " + std::to_string(i));
      for (const char* word : kWords)
        if (random() % 3 == 0) d.description += std::string(word) + ' ';
      d.domain = "domain-" + std::to_string(random() % 4);
      d.owner = random() % 5 == 0 ? "" : "owner-" + std::to_string(random() % 6);
      for (int t = 0; t < 5; ++t)
        if (random() % 3 == 0) d.tags.push_back("tag-" + std::to_string(t));
      d.platforms = {"p" + std::to_string(random() % 3)};
      d.retired = random() % 10 == 0;
      documents.push_back(std::move(d));
    }
  }

  static std::vector<std::string> values(const SearchDocument& d, std::string_view facet) {
    if (facet == "domain") return {d.domain};
    if (facet == "owner") return d.owner.empty() ? std::vector<std::string>() : std::vector{d.owner};
    if (facet == "tag") return d.tags;
    return d.platforms;
  }

  static bool passes(const SearchDocument& d, const SearchRequest& request, std::string_view but) {
    return std::ranges::all_of(request.filters, [&](const auto& filter) {
      const auto mine = values(d, filter.first);
      return filter.first == but || std::ranges::any_of(filter.second, [&](const std::string& v) {
               return std::ranges::find(mine, v) != mine.end();
             });
    });
  }
};

TEST_CASE("random filters and queries count like counting by hand") {
  Model model;
  const Catalog catalog(model.documents);
  const std::array queries = {"order", "order customer", "order OR price", "-stock", "invoice -order", ""};
  const auto matches = [](const SearchDocument& d, std::string_view query) {
    const auto has = [&](std::string_view word) { return d.description.find(word) != std::string::npos; };
    if (query == "order") return has("order");
    if (query == "order customer") return has("order") && has("customer");
    if (query == "order OR price") return has("order") || has("price");
    if (query == "-stock") return !has("stock");
    if (query == "invoice -order") return has("invoice") && !has("order");
    return true;
  };
  for (int round = 0; round < 60; ++round) {
    SearchRequest request;
    request.query = queries[model.random() % queries.size()];
    request.prefix_last_word = false;
    request.include_retired = model.random() % 4 == 0;
    request.limit = 100;
    for (const char* name : {"domain", "owner", "tag", "platform"})
      if (model.random() % 3 == 0)
        for (int v = 0; v < 2; ++v)
          request.filters[name].push_back((std::string(name) == "platform" ? "p" : std::string(name) + "-") +
                                          std::to_string(model.random() % 4));
    const SearchAnswer answer = catalog.search(request);
    CAPTURE(round);
    CAPTURE(request.query);
    std::uint64_t total = 0;
    std::map<std::string, std::map<std::string, std::uint64_t>> counts;
    for (const SearchDocument& d : model.documents) {
      if (!matches(d, request.query) || (d.retired && !request.include_retired)) continue;
      if (Model::passes(d, request, "")) ++total;
      for (const char* name : {"domain", "owner", "tag", "platform"})
        if (Model::passes(d, request, name))
          for (const std::string& value : Model::values(d, name)) ++counts[name][value];
    }
    CHECK(answer.total == total);
    CHECK(answer.hits.size() == std::min<std::uint64_t>(total, 100));
    for (const auto& [name, values] : answer.facets) {
      if (!counts.contains(name)) continue;
      for (const FacetValue& value : values) CHECK(value.count == counts[name][value.value]);
      std::set<std::string> shown;
      for (const FacetValue& value : values) shown.insert(value.value);
      for (const auto& [value, count] : counts[name]) CHECK(shown.contains(value));
    }
  }
}

}  // namespace
}  // namespace trama::search::test
