// Goal: filtered, paged lists equal a plain filter over everything. Method: a grid of contracts, every combination of
// filters, every page size; plus the change feed.
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

std::vector<Doc> grid() {
  std::vector<Doc> docs;
  for (int i = 0; i < 48; ++i) {
    Doc doc;
    doc.id = "urn:" + std::to_string(i % 3) + ":" + std::to_string(100 + i);
    doc.domain = i % 2 == 0 ? "sales" : "ops";
    doc.owner = i % 3 == 0 ? "team a" : "team b";
    doc.status = i % 4 == 0 ? "draft" : "active";
    if (i % 5 == 0) doc.tags.push_back("gold");
    if (i % 10 == 0) doc.tags.push_back("x:y");
    if (i % 12 == 0) doc.kind = contract::Kind::product;
    docs.push_back(doc);
  }
  return docs;
}

std::vector<std::string> all_pages(const Registry& registry, const ListFilter& filter, std::size_t limit) {
  std::vector<std::string> ids;
  std::string resume;
  do {
    const auto page = registry.list(filter, resume, limit);
    REQUIRE(page);
    CHECK(page->items.size() <= limit);
    for (const auto& listed : page->items) ids.push_back(listed.contract.id);
    resume = page->next;
  } while (!resume.empty());
  return ids;
}

}  // namespace

TEST_CASE("Every filter gives what a plain filter over everything gives, at every page size") {
  Opened store;
  std::vector<Doc> docs = grid();
  for (const Doc& doc : docs) put(*store, doc);
  std::ranges::sort(docs, {}, &Doc::id);
  for (int bits = 0; bits < 64; ++bits) {
    ListFilter filter;
    if (bits & 1) filter.domain = "sales";
    if (bits & 2) filter.owner = "team a";
    if (bits & 4) filter.status = "draft";
    if (bits & 8) filter.tag = "gold";
    if (bits & 16) filter.id_prefix = "urn:0:";
    if (bits & 32) filter.kind = contract::Kind::product;
    std::vector<std::string> expected;
    for (const Doc& doc : docs) {
      const bool gold = std::ranges::find(doc.tags, "gold") != doc.tags.end();
      if ((filter.domain.empty() || doc.domain == filter.domain) &&
          (filter.owner.empty() || doc.owner == filter.owner) &&
          (filter.status.empty() || doc.status == filter.status) && (filter.tag.empty() || gold) &&
          doc.id.starts_with(filter.id_prefix) && (!filter.kind || *filter.kind == doc.kind)) {
        expected.push_back(doc.id);
      }
    }
    CAPTURE(bits);
    for (const std::size_t limit : {1U, 3U, 100U}) CHECK(all_pages(*store, filter, limit) == expected);
  }
}

TEST_CASE("A filter follows the latest version, and retired ones show only when asked for") {
  Opened store;
  put(*store, {.domain = "old"});
  put(*store, {.version = "2.0.0", .domain = "new"});
  CHECK(store->list({.domain = "old"}, "", 10)->items.empty());
  CHECK(store->list({.domain = "new"}, "", 10)->items.size() == 1);
  REQUIRE(store->retire({"c", "", "ann", "", {}}));
  CHECK(store->list({.domain = "new"}, "", 10)->items.empty());
  ListFilter filter;
  filter.include_retired = true;
  CHECK(store->list(filter, "", 10)->items.size() == 1);
  CHECK(store->list({}, "not a cursor!", 10).error().slug == "bad-cursor");
}

TEST_CASE("The change feed pages without gap or repeat") {
  Opened store;
  for (const Doc& doc : grid()) put(*store, doc);
  Seq since = 0;
  std::size_t seen = 0;
  for (;;) {
    const auto page = store->changes(since, 7);
    if (page->empty()) break;
    for (const Change& change : *page) CHECK(change.seq == ++since);
    seen += page->size();
  }
  CHECK(seen == grid().size());
}

TEST_CASE("A scan gives every summary, every open assertion and every alias, and its seq") {
  Opened store;
  put(*store, {.id = "a", .columns = {"x<b/t/x"}});
  put(*store, {.id = "b"});
  REQUIRE(store->set_alias({"short", "a/t", "ann", "", 0, 0}));
  std::vector<std::string> seen;
  const auto seq = store->scan([&](const lineage::Summary& summary) { seen.push_back(summary.id); },
                               [&](const lineage::Asserter& asserter, const std::vector<lineage::Assertion>& open) {
                                 seen.push_back(asserter.id + " says " + std::to_string(open.size()));
                               },
                               [&](const Alias& alias) { seen.push_back(alias.alias + " = " + alias.node); });
  CHECK(*seq == 3);
  CHECK(seen == std::vector<std::string>{"a", "b", "a says 1", "short = a/t"});
}
