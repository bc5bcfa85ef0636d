// Goal: what is put in is found, stays and goes as the indexer says. Method: a catalog of three in a folder of its own.
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "catalog/base/limits.h"
#include "search/search_index.h"
#include "tests/unit/search/corpus.h"

namespace trama::search::test {
namespace {

TEST_CASE("a new index is empty at seq 0") {
  const Catalog catalog{std::vector<SearchDocument>()};
  CHECK(catalog.index->applied_seq() == 0);
  CHECK(catalog.index->documents() == 0);
  CHECK(catalog.search("").total == 0);
  CHECK(catalog.search("orders").total == 0);
}

TEST_CASE("what is not committed is not visible") {
  Catalog catalog{std::vector<SearchDocument>()};
  REQUIRE(catalog.index->put(orders()).has_value());
  CHECK(catalog.search("orders").total == 0);
  REQUIRE(catalog.index->commit(7).has_value());
  CHECK(catalog.search("orders").total == 1);
  CHECK(catalog.index->applied_seq() == 7);
  CHECK(catalog.search("orders").as_of_seq == 7);
}

TEST_CASE("committed documents survive reopening and uncommitted ones do not") {
  Catalog catalog;
  REQUIRE(catalog.index->put(document("urn:x:lost", "Lost Thing")).has_value());
  REQUIRE(catalog.index->remove(orders().id).has_value());
  catalog.reopen();
  CHECK(catalog.index->applied_seq() == 3);
  CHECK(catalog.index->documents() == 3);
  CHECK(catalog.search("lost").total == 0);
  CHECK(catalog.found("fact orders") == "fact-orders");
  const SearchAnswer all = catalog.search("");
  CHECK(all.facets[0].second.size() == 3);
}

TEST_CASE("putting a document again replaces it") {
  Catalog catalog;
  SearchDocument changed = orders();
  changed.title = "Shop Purchases";
  changed.description = "";
  changed.domain = "Retail";
  REQUIRE(catalog.index->put(changed).has_value());
  REQUIRE(catalog.index->commit(4).has_value());
  CHECK(catalog.index->documents() == 3);
  CHECK(catalog.found("purchases") == "fact-orders");
  CHECK(catalog.search("shipping").total == 0);
  CHECK(catalog.search("domain:Orders").total == 0);
  CHECK(catalog.search("domain:retail").total == 1);
}

TEST_CASE("a removed document is gone, and removing an unknown one is fine") {
  Catalog catalog;
  REQUIRE(catalog.index->remove(orders().id).has_value());
  REQUIRE(catalog.index->remove("urn:never:seen").has_value());
  REQUIRE(catalog.index->commit(4).has_value());
  CHECK(catalog.index->documents() == 2);
  CHECK(catalog.found("order_id") == "payment-events");
}

TEST_CASE("clear starts again at seq 0 while readers go on") {
  Catalog catalog;
  CHECK(catalog.search("orders").total == 2);
  REQUIRE(catalog.index->clear().has_value());
  CHECK(catalog.index->applied_seq() == 0);
  CHECK(catalog.search("orders").total == 0);
  REQUIRE(catalog.index->put(orders()).has_value());
  REQUIRE(catalog.index->commit(9).has_value());
  CHECK(catalog.search("orders").total == 1);
  catalog.reopen();
  CHECK(catalog.index->applied_seq() == 9);
}

TEST_CASE("a damaged index is thrown away and starts at seq 0") {
  Catalog catalog;
  catalog.index.reset();
  for (const auto& file : std::filesystem::recursive_directory_iterator(catalog.folder / "index"))
    if (file.path().filename() == "iamglass") std::ofstream(file.path(), std::ios::trunc) << "nonsense";
  catalog.reopen();
  CHECK(catalog.index->applied_seq() == 0);
  CHECK(catalog.index->documents() == 0);
  REQUIRE(catalog.index->put(orders()).has_value());
  REQUIRE(catalog.index->commit(1).has_value());
  CHECK(catalog.search("orders").total == 1);
}

TEST_CASE("an index that was open when the machine went down is thrown away") {
  Catalog catalog;
  catalog.index.reset();
  std::ofstream(catalog.folder / "index/running") << "another boot";
  catalog.reopen();
  CHECK(catalog.index->applied_seq() == 0);
}

TEST_CASE("an index another process of this boot left open is kept") {
  Catalog catalog;
  catalog.index.reset();
  std::ofstream(catalog.folder / "index/running") << std::ifstream("/proc/sys/kernel/random/boot_id").rdbuf();
  catalog.reopen();
  CHECK(catalog.index->applied_seq() == 3);
}

TEST_CASE("a second writer is refused and does no harm") {
  const Catalog catalog;
  auto second = SearchIndex::open(catalog.folder / "index");
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::unavailable);
  CHECK(second.error().slug == "index-locked");
  CHECK(catalog.search("orders").total == 2);
}

TEST_CASE("the stored digest is the digest of the document, and follows every field") {
  const Catalog catalog;
  const auto stored = catalog.index->stored_digest(orders().id);
  REQUIRE(stored.has_value());
  REQUIRE(stored->has_value());
  CHECK(**stored == digest(orders()));
  CHECK_FALSE(catalog.index->stored_digest("urn:no")->has_value());
  SearchDocument changed = orders();
  changed.columns[2].pii = true;
  CHECK(digest(changed) != digest(orders()));
  changed = orders();
  changed.people = {"Ann"};
  CHECK(digest(changed) != digest(orders()));
}

TEST_CASE("ids of any length are found and replaced") {
  const std::string stem(500, 'x');
  Catalog catalog({document("urn:" + stem + "1", "One"), document("urn:" + stem + "2", "Two")});
  CHECK(catalog.index->documents() == 2);
  REQUIRE(catalog.index->put(document("urn:" + stem + "1", "Three")).has_value());
  REQUIRE(catalog.index->commit(3).has_value());
  CHECK(catalog.index->documents() == 2);
  CHECK(catalog.search("urn:" + stem + "2").hits.front().title == "Two");
}

TEST_CASE("huge and odd documents are indexed") {
  SearchDocument huge = document("urn:x:huge", "Huge");
  for (int i = 0; i < 5'000; ++i) huge.columns.push_back(column("t", "column_number_" + std::to_string(i)));
  huge.description = std::string(300'000, 'y') + " needle";
  huge.domain = std::string(512, 'd');
  huge.tags = {std::string(400, '\0'), "", "same", "same"};
  huge.title = "bad \xFF\xFE utf8";
  const Catalog catalog({huge});
  CHECK(catalog.search("needle").total == 1);
  CHECK(catalog.search("column_number_4999").total == 1);
  SearchRequest request;
  request.filters["domain"] = {std::string(512, 'd')};
  CHECK(catalog.search(request).total == 1);
  CHECK(catalog.search("").hits.front().columns == 5'000);
}

TEST_CASE("requests beyond the limits are refused with the limit") {
  const Catalog catalog;
  SearchRequest request;
  request.query = std::string(limits::kQueryTextBytesMax + 1, 'a');
  CHECK(catalog.index->search(request).error().code == ErrorCode::too_large);
  request = {};
  request.offset = limits::kSearchOffsetMax + 1;
  CHECK(catalog.index->search(request).error().code == ErrorCode::too_large);
  request = {};
  request.filters["colour"] = {"red"};
  CHECK(catalog.index->search(request).error().slug == "unknown-facet");
}

}  // namespace
}  // namespace trama::search::test
