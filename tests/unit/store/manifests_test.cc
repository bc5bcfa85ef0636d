// Goal: a manifest replaces what the same one said before, as one change with what it needs, and leaves alone what
// others said. Method: small manifests by hand into a real store; fsck after each.
#include <doctest/doctest.h>

#include "catalog/lineage/manifest.h"
#include "tests/support/dbt_project.h"
#include "tests/unit/store/fixture.h"

namespace trama::store::test {
namespace {

using trama::test::DbtManifest;

// A shop whose models read the raw orders, and a dashboard for each.
std::string project_text(const std::vector<std::string>& models, const std::string& day = "02") {
  DbtManifest manifest;
  manifest.generated = "2026-01-" + day + "T00:00:00Z";
  manifest.sources = trama::test::kRawOrders;
  for (const std::string& model : models) {
    manifest.nodes +=
        (manifest.nodes.empty() ? "" : ",") + trama::test::dbt_node("model", model, R"("source.shop.erp.raw_orders")",
                                                                    "select id from warehouse.raw.raw_orders");
    manifest.exposures += (manifest.exposures.empty() ? "" : ",") + (R"("exposure.shop.board_)" + model) +
                          R"(":{"name":"board_)" + model +
                          R"(","type":"dashboard","depends_on":{"nodes":["model.shop.)" + model + R"("]}})";
  }
  return manifest.text();
}

Result<ManifestReceipt> import(Registry& registry, const std::string& text) {
  auto manifest = lineage::read_manifest(text);
  REQUIRE(manifest);
  return registry.import_manifest({std::make_shared<const lineage::Manifest>(manifest.take()), "ann", {}});
}

std::vector<std::string> targets(const Registry& registry) {
  std::vector<std::string> out;
  const auto said = registry.assertions({lineage::AsserterKind::manifest, "dbt/shop"});
  REQUIRE(said);
  for (const auto& each : *said) out.push_back(each.target.table);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a second import ends what has disappeared, consumers too, and keeps the rest as it was") {
  Opened store;
  const auto first = import(*store, project_text({"a", "b"}));
  REQUIRE(first);
  CHECK(first->opened == 2);
  CHECK(first->consumers_set == Texts{"urn:consumer:shop:board_a", "urn:consumer:shop:board_b"});
  const auto second = import(*store, project_text({"b", "c"}, "03"));
  REQUIRE(second);
  CHECK(second->opened == 1);
  CHECK(second->closed == 1);
  CHECK(second->consumers_set == Texts{"urn:consumer:shop:board_c"});
  CHECK(second->consumers_removed == Texts{"urn:consumer:shop:board_a"});
  CHECK(targets(*store) == Texts{"warehouse.analytics.b", "warehouse.analytics.c"});
  CHECK(store->manifest("dbt/shop")->consumers == Texts{"urn:consumer:shop:board_b", "urn:consumer:shop:board_c"});
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("the same manifest again changes nothing, and an older one changes nothing either") {
  Opened store;
  REQUIRE(import(*store, project_text({"a"}, "05")));
  const Seq head = store->head();
  const auto again = import(*store, project_text({"a"}, "05"));
  REQUIRE(again);
  CHECK_FALSE(again->changed);
  CHECK(again->seq == head);
  const auto older = import(*store, project_text({"a", "b"}, "04"));
  REQUIRE(older);
  CHECK(older->older);
  CHECK_FALSE(older->changed);
  CHECK(store->head() == head);
}

TEST_CASE("a consumer that somebody else declared under the same id is left as it is") {
  Opened store;
  lineage::Consumer mine;
  mine.id = "urn:consumer:shop:board_a";
  mine.name = "My board";
  REQUIRE(store->set_consumer(mine, "", "bob"));
  const auto imported = import(*store, project_text({"a"}));
  REQUIRE(imported);
  CHECK(imported->consumers_left == Texts{"urn:consumer:shop:board_a"});
  CHECK(store->consumer("urn:consumer:shop:board_a")->name == "My board");
  REQUIRE(import(*store, project_text({}, "03")));
  CHECK(store->consumer("urn:consumer:shop:board_a")->name == "My board");
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("removing a manifest ends what it said and nothing else") {
  Opened store;
  REQUIRE(import(*store, project_text({"a"})));
  put(*store, {.id = "c", .columns = {"x<d/t/y"}});
  REQUIRE(store->remove_manifest({"dbt/shop", "ann", "moved", {}}));
  CHECK(targets(*store).empty());
  CHECK(store->manifest("dbt/shop").error().code == ErrorCode::not_found);
  CHECK(store->consumer("urn:consumer:shop:board_a").error().code == ErrorCode::not_found);
  CHECK(lineage_now(*store, "c").size() == 1);
  CHECK(store->physical({"dbt://shop", "warehouse.raw.raw_orders"}));
  CHECK(fsck_of(*store).empty());
  CHECK(store->remove_manifest({"dbt/shop", "ann", "", {}}).error().code == ErrorCode::not_found);
}

TEST_CASE("a manifest is there after the store was closed") {
  Opened store;
  REQUIRE(import(*store, project_text({"a"})));
  store.reopen();
  const auto page = store->manifests("", 10);
  REQUIRE(page);
  REQUIRE(page->items.size() == 1);
  CHECK(page->items.front().id == "dbt/shop");
  CHECK(targets(*store) == Texts{"warehouse.analytics.a"});
}

TEST_CASE("what was not confirmed since a time is swept, and heard again when it is said anew") {
  Opened store;
  REQUIRE(import(*store, project_text({"a"}, "02")));
  const lineage::Asserter shop{lineage::AsserterKind::manifest, "dbt/shop"};
  const TimeUs said = store->confirmed(shop)->value();
  CHECK(store->confirmations(said, "", 10)->items.empty());
  const auto stale = store->confirmations(said + 1, "", 10);
  REQUIRE(stale->items.size() == 1);
  CHECK(stale->items.front().asserter == shop);
  CHECK(stale->items.front().assertions == 1);
  CHECK(store->sweep({shop, said, "ann", "old", {}}).error().slug == "confirmed-since");
  REQUIRE(store->sweep({shop, said + 1, "ann", "old", {}}));
  CHECK(targets(*store).empty());
  CHECK(fsck_of(*store).empty());
  REQUIRE(import(*store, project_text({"a"}, "03")));
  CHECK(targets(*store) == Texts{"warehouse.analytics.a"});
}

}  // namespace trama::store::test
