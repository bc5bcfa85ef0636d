// Goal: searching while indexing gives whole answers. Method: one thread writes generations of documents that always
// agree with each other, several read; every answer must be of one commit.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/search/corpus.h"

namespace trama::search::test {
namespace {

constexpr int kDocuments = 20;
constexpr int kRounds = 40;
constexpr int kReaders = 3;

// In round r every document says "round<r>" and lies in domain d<r>.
void write_round(SearchIndex& index, int round) {
  for (int i = 0; i < kDocuments; ++i) {
    SearchDocument d = document("urn:c:doc-" + std::to_string(i), "Common Title");
    d.description = "round" + std::string(static_cast<std::size_t>(round), 'x');
    d.domain = "d" + std::to_string(round);
    CHECK(index.put(d).has_value());
  }
  CHECK(index.commit(static_cast<std::uint64_t>(round)).has_value());
}

void read_until(const SearchIndex& index, const std::atomic<bool>& done, std::atomic<int>* failures) {
  while (!done) {
    SearchRequest request;
    request.query = "common";
    const auto answer = index.search(request);
    const auto suggestions = index.suggest("comm", 5);
    if (!answer || !suggestions) {
      ++*failures;
      continue;
    }
    const bool whole = answer->total == kDocuments && answer->hits.size() == kDocuments &&
                       answer->facets[0].second.size() == 1 && answer->facets[0].second[0].count == kDocuments &&
                       answer->facets[0].second[0].value == "d" + std::to_string(answer->as_of_seq) &&
                       answer->hits[0].domain == "d" + std::to_string(answer->as_of_seq);
    if (!whole) ++*failures;
  }
}

TEST_CASE("every answer given while documents change is of one commit") {
  Catalog catalog{std::vector<SearchDocument>()};
  write_round(*catalog.index, 1);
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::vector<std::thread> readers;
  for (int r = 0; r < kReaders; ++r) readers.emplace_back([&] { read_until(*catalog.index, done, &failures); });
  for (int round = 2; round <= kRounds; ++round) write_round(*catalog.index, round);
  done = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(failures == 0);
  CHECK(catalog.index->applied_seq() == kRounds);
}

TEST_CASE("clearing under readers gives answers of before or after") {
  Catalog catalog;
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::thread reader([&] {
    while (!done) {
      const auto answer = catalog.index->search({});
      if (!answer || (answer->total != 0 && answer->total != 3)) ++failures;
    }
  });
  for (int i = 0; i < 10; ++i) {
    CHECK(catalog.index->clear().has_value());
    for (const SearchDocument& d : {orders(), customers(), payments()}) CHECK(catalog.index->put(d).has_value());
    CHECK(catalog.index->commit(1).has_value());
  }
  done = true;
  reader.join();
  CHECK(failures == 0);
}

}  // namespace
}  // namespace trama::search::test
