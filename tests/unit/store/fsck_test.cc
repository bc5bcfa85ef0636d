// Goal: fsck finds what is wrong, and opening finds a log that lost its end or was changed.
// Method: damage one record of a closed store through RocksDB itself, then look.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>

#include <doctest/doctest.h>

#include "catalog/store/database.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

void fill(Opened& store) {
  put(*store, {.columns = {"a<b/t/x"}, .domain = "sales"});
  put(*store, {.version = "2.0.0", .columns = {"a<b/t/y"}, .domain = "sales"});
  store.close();
}

void with_database(const std::string& path, const std::function<void(Database&, rocksdb::WriteBatch&)>& damage) {
  DatabaseOptions options;
  options.path = path;
  auto db = Database::open(options);
  REQUIRE(db);
  rocksdb::WriteBatch batch;
  damage(**db, batch);
  REQUIRE(db.value()->write(&batch, true));
}

std::string open_error(const std::string& path) {
  StoreOptions options;
  options.path = path;
  const auto opened = Registry::open(options);
  return opened ? "" : opened.error().slug;
}

}  // namespace

TEST_CASE("Each kind of damage is found by its name") {
  struct Row {
    const char* expected;
    std::function<void(Database&, rocksdb::WriteBatch&)> damage;
  };
  const std::string version = keys::text("c", "2.0.0");
  const Row rows[] = {
      {"text-missing",
       [&](Database& db, auto& batch) { batch.Delete(db.handle(Family::originals), keys::revision("c", "2.0.0", 1)); }},
      {"text-damaged",
       [&](Database& db, auto& batch) {
         batch.Put(db.handle(Family::originals), keys::revision("c", "2.0.0", 1), encode_blob("other"));
       }},
      {"model-missing",
       [&](Database& db, auto& batch) { batch.Delete(db.handle(Family::models), keys::revision("c", "2.0.0", 1)); }},
      {"unreadable", [&](Database& db, auto& batch) { batch.Put(db.handle(Family::versions), version, "junk"); }},
      {"summary-missing",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::summaries), keys::summary(SummaryGroup::contracts, "c"));
       }},
      {"index-missing",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::indexes), keys::index(IndexField::domain, "sales") + keys::text("c"));
       }},
      {"index-stray",
       [&](Database& db, auto& batch) {
         batch.Put(db.handle(Family::indexes), keys::index(IndexField::domain, "ops") + keys::text("c"), "");
       }},
      {"assertions",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::assertions), keys::asserter({lineage::AsserterKind::contract, "c"}));
       }},
      {"interval",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::intervals),
                      keys::interval(IntervalEnd::source, {lineage::EndpointKind::contract, "b", "t", "", ""},
                                     {lineage::AsserterKind::contract, "c"}, 2));
       }},
      {"interval",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::intervals), keys::said({lineage::AsserterKind::contract, "c"}, 2));
       }},
      {"order",
       [&](Database& db, auto& batch) {
         batch.Delete(db.handle(Family::order), keys::order("c", ""));
         auto found = db.cursor(Family::order, "", "");
         batch.Delete(db.handle(Family::order), std::string(found->key()));
       }},
      {"time-missing",
       [&](Database& db, auto& batch) {
         auto found = db.cursor(Family::times, "", "");
         batch.Delete(db.handle(Family::times), std::string(found->key()));
       }},
      {"facts", [&](Database& db, auto& batch) { batch.Delete(db.handle(Family::facts), version); }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    Opened store;
    fill(store);
    with_database(store.path(), row.damage);
    store.reopen();
    const auto findings = fsck_of(*store);
    CAPTURE(findings.size());
    bool found = false;
    for (const auto& finding : findings) found = found || finding.starts_with(std::string(row.expected) + ":");
    CHECK(found);
  }
}

TEST_CASE("Damage to settings, proposals, signatures and overrides is found by its name") {
  struct Row {
    const char* expected;
    std::function<void(Database&, rocksdb::WriteBatch&)> damage;
  };
  const auto part = [](ProposalPart which) { return keys::proposal_part(which, 4); };
  const Row rows[] = {
      {"settings",
       [](Database& db, auto& batch) {
         batch.Put(db.handle(Family::settings), keys::text("catalog"),
                   encode(SettingsRow{3, 0, "ann", "r", R"({"policy":"article"})"}));
       }},
      {"proposal-stray",
       [](Database& db, auto& batch) { batch.Delete(db.handle(Family::settings), keys::text("catalog")); }},
      {"proposal-missing",
       [](Database& db, auto& batch) { batch.Delete(db.handle(Family::proposals), keys::proposal("c", 4)); }},
      {"proposal-open",
       [](Database& db, auto& batch) {
         const std::string prefix = keys::proposal_part(ProposalPart::open);
         const auto found = db.cursor(Family::proposals, prefix, keys::after_prefix(prefix));
         batch.Delete(db.handle(Family::proposals), std::string(found->key()));
       }},
      {"text-missing",
       [&](Database& db, auto& batch) { batch.Delete(db.handle(Family::proposals), part(ProposalPart::texts)); }},
      {"text-damaged",
       [&](Database& db, auto& batch) {
         batch.Put(db.handle(Family::proposals), part(ProposalPart::texts), encode_blob("other"));
       }},
      {"signature",
       [](Database& db, auto& batch) { batch.Delete(db.handle(Family::proposals), keys::signature(4, 5)); }},
      {"signature",
       [](Database& db, auto& batch) { batch.Delete(db.handle(Family::proposals), keys::last_signature(4, "x")); }},
      {"override",
       [](Database& db, auto& batch) {
         StoreView view(db);
         auto row = *view.row<VersionRow>(Family::versions, keys::text("c", "1.0.0"));
         row.override_gates.clear();
         batch.Put(db.handle(Family::versions), keys::text("c", "1.0.0"), encode(row));
       }},
      {"accord",
       [](Database& db, auto& batch) {
         StoreView view(db);
         auto head = *view.row<Head>(Family::meta, keys::kHead);
         head.accord = 1;
         batch.Put(db.handle(Family::meta), rocksdb::Slice(keys::kHead.data(), keys::kHead.size()), encode(head));
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    Opened store;
    RegisterRequest first = request_of({});
    first.override_gates = {contract::Gate::window};
    first.reason = "urgent";
    REQUIRE(store->register_contract(first));
    lineage::Consumer consumer;
    consumer.id = "x";
    REQUIRE(store->set_consumer(consumer, "", "ann"));
    SettingsRequest settings;
    settings.settings.policy = "producer";
    settings.reason = "r";
    REQUIRE(store->set_settings(settings));
    const RegisterRequest next = request_of({.version = "2.0.0"});
    ProposeRequest proposal;
    proposal.contract = next.contract;
    proposal.original = next.original;
    proposal.fingerprint = next.fingerprint;
    REQUIRE(store->propose(proposal)->seq == 4);
    REQUIRE(store->sign({"c", 4, "x", "", "ann", Stance::acknowledged, {}, {}})->seq == 5);
    CHECK(fsck_of(*store).empty());
    store.close();
    with_database(store.path(), row.damage);
    store.reopen();
    const auto findings = fsck_of(*store);
    const auto named = [&](const std::string& text) { return text.starts_with(std::string(row.expected) + ":"); };
    CHECK(std::ranges::any_of(findings, named));
  }
}

TEST_CASE("A sound store has no findings, and fsck reports progress over many records") {
  Opened store;
  std::vector<RegisterRequest> requests;
  for (int i = 0; i < 1200; ++i) requests.push_back(request_of({.id = "c" + std::to_string(i)}));
  static_cast<void>(store->register_many(std::move(requests)));
  std::uint64_t last = 0;
  const auto findings = store->fsck([&](std::uint64_t done, std::uint64_t total) {
    CHECK(done > last);
    CHECK(done <= total);
    last = done;
  });
  CHECK(findings->empty());
  CHECK(last > 0);
}

TEST_CASE("A store that lost the end of its log says so and is not opened") {
  Opened store;
  fill(store);
  // What a rollback leaves: the first change and its head, without the second.
  with_database(store.path(), [](Database& db, rocksdb::WriteBatch& batch) {
    StoreView view(db);
    const auto first = view.row<ChangeRow>(Family::changes, keys::number(1));
    Head head;
    head.seq = 1;
    head.time_us = first->change.time_us;
    head.chain = first->chain;
    batch.Put(db.handle(Family::meta), std::string(keys::kHead), encode(head));
    batch.Delete(db.handle(Family::changes), keys::number(2));
  });
  CHECK(open_error(store.path()) == "store-rolled-back");
  std::filesystem::remove(store.path() + "/TRAMA-HEAD");
  CHECK(open_error(store.path()).empty());
}

TEST_CASE("A changed record of the log breaks the hash chain") {
  Opened store;
  fill(store);
  with_database(store.path(), [](Database& db, rocksdb::WriteBatch& batch) {
    StoreView view(db);
    auto row = view.row<ChangeRow>(Family::changes, keys::number(1));
    row->change.actor = "mallory";
    batch.Put(db.handle(Family::changes), keys::number(1), encode(*row));
  });
  CHECK(open_error(store.path()) == "store-log-broken");
}

TEST_CASE("A store of a newer or an older Trama is refused with its reason") {
  Opened store;
  fill(store);
  for (const auto& [format, slug] :
       {std::pair(kStoreFormat + 1, "store-newer"), std::pair(kStoreFormat - 1, "store-older")}) {
    with_database(store.path(), [&](Database& db, rocksdb::WriteBatch& batch) {
      batch.Put(db.handle(Family::meta), std::string(keys::kFormat), std::to_string(format));
    });
    CHECK(open_error(store.path()) == slug);
  }
}

TEST_CASE("A folder that cannot be made is unreachable, a missing one cannot be read") {
  CHECK(open_error("/proc/nowhere/store") == "store-folder");
  StoreOptions options;
  options.path = "/proc/nowhere/store";
  options.read_only = true;
  CHECK(Registry::open(options).error().code == ErrorCode::unreachable);
}
