// Goal: store, graph and index move together. Method: the real catalog in a temporary folder.
#include "web/service/catalog.h"

#include <algorithm>
#include <thread>

#include <doctest/doctest.h>

#include "tests/support/contracts.h"
#include "tests/support/temp_dir.h"
#include "web/service/lineage_answer.h"

using namespace trama;
using namespace trama::service;
using trama::test::contract_text;

namespace {

constexpr std::int64_t kPatienceMs = 30'000;

std::unique_ptr<Catalog> open_catalog(const test::TempDir& folder) {
  CatalogOptions options;
  options.folder = folder / "data";
  auto catalog = Catalog::open(options);
  REQUIRE_MESSAGE(catalog.has_value(), catalog.error().message);
  REQUIRE(catalog.value()->projector().wait_for_graph(kPatienceMs));
  return catalog.take();
}

std::uint64_t found(const Catalog& catalog, const std::string& query) {
  SearchOptions options;
  options.request.query = query;
  const auto searched = catalog.search(options);
  REQUIRE(searched);
  return searched->answer.total;
}

void settle(const Catalog& catalog) {
  REQUIRE(catalog.projector().wait_for_search(catalog.registry().head(), kPatienceMs));
}

std::size_t nodes(const Catalog& catalog, const std::string& node, store::AsOf as_of = {}) {
  LineageQuestion question;
  question.node = node;
  question.as_of = as_of;
  const auto answer = answer_lineage(catalog, question);
  return answer ? answer->traversal.nodes.size() : 0;
}

}  // namespace

TEST_CASE("what is registered is in the lineage at once and in the search soon") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  REQUIRE(catalog->register_document(contract_text("a", "1.0.0", {"customer_id"}), {}));
  REQUIRE(catalog->register_document(contract_text("b", "1.0.0", {"x <- a.t.customer_id"}), {}));
  CHECK(nodes(*catalog, "a") == 2);
  settle(*catalog);
  CHECK(found(*catalog, "customer") == 1);
}

TEST_CASE("a search index that was lost is rebuilt from the log without being asked") {
  const test::TempDir folder;
  {
    const auto catalog = open_catalog(folder);
    for (int i = 0; i < 20; ++i)
      REQUIRE(catalog->register_document(contract_text("c" + std::to_string(i), "1.0.0", {"x"}), {}));
    settle(*catalog);
  }
  std::filesystem::remove_all(folder / "data/search");
  const auto catalog = open_catalog(folder);
  settle(*catalog);
  CHECK(found(*catalog, "") == 20);
  const auto findings = catalog->fsck([](std::uint64_t, std::uint64_t) {});
  REQUIRE(findings);
  CHECK(findings->empty());
}

TEST_CASE("an index that is ahead of the store is not trusted") {
  const test::TempDir folder;
  {
    const auto catalog = open_catalog(folder);
    REQUIRE(catalog->register_document(contract_text("lost", "1.0.0", {"x"}), {}));
    REQUIRE(catalog->register_document(contract_text("lost-too", "1.0.0", {"x"}), {}));
    settle(*catalog);
  }
  std::filesystem::remove_all(folder / "data/store");
  const auto catalog = open_catalog(folder);
  REQUIRE(catalog->register_document(contract_text("kept", "1.0.0", {"x"}), {}));
  settle(*catalog);
  // Indexing starts over; give it the moment that clearing takes.
  for (int tries = 0; tries < 200 && found(*catalog, "") != 1; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(found(*catalog, "") == 1);
  CHECK(found(*catalog, "kept") == 1);
}

TEST_CASE("the past is answered as it was, also for references written as text") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  REQUIRE(catalog->register_document(test::article_text("1.0.0"), {}));  // seq 1
  REQUIRE(catalog->register_document(contract_text("urn:datacontract:customer:dim-customers", "1.0.0", {"customer_id"}),
                                     {}));  // 2
  REQUIRE(catalog->register_document(
      contract_text("b", "1.0.0", {"x <- urn:datacontract:orders:fact-orders.fact_orders.order_id"}), {}));  // 3
  REQUIRE(catalog->register_document(contract_text("b", "2.0.0", {"x"}), {}));                               // 4
  const std::string orders = "urn:datacontract:orders:fact-orders";
  store::AsOf at;
  at.seq = 3;
  CHECK(nodes(*catalog, orders, at) == 3);
  at.seq = 4;
  CHECK(nodes(*catalog, orders, at) == 2);
  CHECK(nodes(*catalog, orders, at) == nodes(*catalog, orders));
  at.seq = 0;
  CHECK(nodes(*catalog, orders, at) == 0);
}

TEST_CASE("thirty-two writers at once leave store, graph and index in agreement") {
  const test::TempDir folder;
  const auto catalog = open_catalog(folder);
  {
    std::vector<std::jthread> writers;
    for (int w = 0; w < 32; ++w) {
      writers.emplace_back([&, w] {
        for (int i = 0; i < 10; ++i) {
          const std::string id = "c" + std::to_string(w * 10 + i);
          const std::string source = "c" + std::to_string((w * 10 + i * 7) % 320);
          (void)catalog->register_document(contract_text(id, "1.0.0", {"k", "v <- " + source + ".t.k"}), {});
        }
      });
    }
  }
  settle(*catalog);
  CHECK(catalog->registry().stats().contracts == 320);
  CHECK(found(*catalog, "") == 320);
  const auto findings = catalog->fsck([](std::uint64_t, std::uint64_t) {});
  REQUIRE(findings);
  for (const auto& finding : findings.value()) MESSAGE(finding.what << " " << finding.subject << " " << finding.detail);
  CHECK(findings->empty());
}
