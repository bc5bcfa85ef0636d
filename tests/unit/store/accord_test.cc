// Goal: settings, verdicts and overrides: what is kept, inherited, refused and seen by the writer.
// Method: a real store per case, small contracts, one question each; groups are forced by register_many.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "catalog/store/database.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;
using contract::Gate;
using contract::GateMode;
using contract::Scope;
using contract::ScopeKind;

namespace {

const Scope kCatalog{ScopeKind::catalog, ""};
const Scope kSales{ScopeKind::domain, "sales"};
const Scope kOrders{ScopeKind::contract, "orders"};

SettingsRequest policy(Scope scope, const std::string& name, const std::string& if_match = "") {
  SettingsRequest request;
  request.scope = std::move(scope);
  request.settings.policy = name;
  request.if_match = if_match;
  request.actor = "ann";
  request.reason = "agreed in the guild";
  return request;
}

RegisterRequest judged(const Doc& doc, const Neighbours& neighbours, std::optional<Seq> accord = {}) {
  RegisterRequest request = request_of(doc);
  request.judged = Judged{neighbours, accord};
  return request;
}

lineage::Consumer board(const std::string& name = "Board") {
  lineage::Consumer consumer;
  consumer.id = "urn:consumer:sales:board";
  consumer.name = name;
  consumer.uses.push_back({.contract = "c", .versions = "^1", .fields = {}, .purpose = ""});
  return consumer;
}

}  // namespace

TEST_CASE("Settings: set, unchanged, conditions, listed, removed, each with a reason and a change") {
  Opened store;
  CHECK(store->set_settings(policy(kSales, "producer"))->seq == 1);
  CHECK(store->set_settings(policy(kSales, "producer"))->seq == 1);
  CHECK(store->settings(kSales)->etag() == "c1");
  CHECK(store->settings(kSales)->reason == "agreed in the guild");
  CHECK(store->set_settings(policy(kSales, "article", "c7")).error().slug == "stale");
  CHECK(store->set_settings(policy(kSales, "article", "c1"))->seq == 2);
  CHECK(store->set_settings(policy(kCatalog, "article"))->subject == "catalog");
  CHECK(store->set_settings(policy(kOrders, "article"))->kind == ChangeKind::settings_set);
  const auto first = store->settings_list("", 2);
  REQUIRE(first->items.size() == 2);
  CHECK(first->items[0].scope.kind == ScopeKind::catalog);
  CHECK(first->items[1].scope.name == "orders");
  const auto second = store->settings_list(first->next, 2);
  REQUIRE(second->items.size() == 1);
  CHECK(second->items[0].settings.policy == "article");
  CHECK(second->next.empty());
  SettingsRequest silent = policy(kSales, "producer");
  silent.reason.clear();
  CHECK(store->set_settings(silent).error().slug == "reason-required");
  CHECK(store->remove_settings(silent).error().slug == "reason-required");
  CHECK(store->remove_settings(policy(kSales, "", "c1")).error().slug == "stale");
  CHECK(store->remove_settings(policy(kSales, "", "c2"))->kind == ChangeKind::settings_removed);
  CHECK(store->remove_settings(policy(kSales, "")).error().slug == "no-such-settings");
  CHECK(store->settings(kSales).error().code == ErrorCode::not_found);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("What holds for a contract comes from its own scope, then its domain's, then the catalog's") {
  Opened store;
  REQUIRE(store->set_settings(policy(kCatalog, "producer")));
  REQUIRE(store->set_settings(policy(kSales, "consumer-strict")));
  CHECK(store->compatibility("orders", "sales")->policy.value == "consumer-strict");
  CHECK(store->compatibility("orders", "other")->policy.value == "producer");
  CHECK(store->compatibility("orders", "")->policy.from == ScopeKind::catalog);
  SettingsRequest own = policy(kOrders, "datacontract-cli");
  own.settings.window_gate = GateMode::off;
  REQUIRE(store->set_settings(own));
  const auto effective = store->compatibility("orders", "sales");
  CHECK(effective->policy.value == "datacontract-cli");
  CHECK(effective->window_gate.value == GateMode::off);
  CHECK(effective->window_gate.from == ScopeKind::contract);
  CHECK(effective->version_gate.from == ScopeKind::defaults);
}

TEST_CASE("Neighbours are those the writer finds, erased versions never among them") {
  Opened store;
  CHECK(*store->neighbours("c", "1.0.0") == Neighbours{});
  put(*store, {.version = "1.0.0"});
  put(*store, {.version = "2.0.0", .columns = {"b"}});
  const std::string one = request_of({.version = "1.0.0"}).fingerprint;
  const std::string two = request_of({.version = "2.0.0", .columns = {"b"}}).fingerprint;
  const auto between = store->neighbours("c", "1.5.0");
  CHECK(between->below == Neighbour{"1.0.0", one});
  CHECK(between->above == Neighbour{"2.0.0", two});
  CHECK(store->neighbours("c", "2.0.0")->below == Neighbour{"1.0.0", one});
  CHECK_FALSE(store->neighbours("c", "2.0.0")->above);
  CHECK(store->neighbours("c", "3.0.0")->below == Neighbour{"2.0.0", two});
  REQUIRE(store->erase_version({"c", "2.0.0", "ann", "gdpr", {}}));
  CHECK(store->neighbours("c", "3.0.0")->below == Neighbour{"1.0.0", one});
}

TEST_CASE("A verdict found against other neighbours is refused, and only for a new version") {
  Opened store;
  put(*store, {.version = "1.0.0"});
  const Neighbours before = *store->neighbours("c", "1.1.0");
  CHECK(store->register_contract(judged({.version = "1.1.0", .columns = {"a", "b"}}, before)));
  const auto late = store->register_contract(judged({.version = "1.2.0", .columns = {"a", "c"}}, before));
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::conflict);
  CHECK(late.error().slug == "judged-otherwise");
  CHECK(store->head() == 2);
  CHECK(store->register_contract(judged({.version = "1.2.0"}, *store->neighbours("c", "1.2.0"))));
  // The same again, and other bytes of the same meaning, say nothing new.
  CHECK(store->register_contract(judged({.version = "1.1.0", .columns = {"a", "b"}}, before))->outcome ==
        Outcome::unchanged);
  CHECK(store->register_contract(judged({.version = "1.1.0", .columns = {"a", "b"}, .note = "n"}, before))->outcome ==
        Outcome::revised);
}

TEST_CASE("Two registrations to one contract in one group see each other") {
  Opened store;
  put(*store, {.version = "1.0.0"});
  const Neighbours before = *store->neighbours("c", "1.1.0");
  const auto groups = store->stats().groups;
  std::vector<RegisterRequest> both;
  both.push_back(judged({.version = "1.1.0", .columns = {"a", "b"}}, before));
  both.push_back(judged({.version = "1.2.0", .columns = {"b"}}, before));
  both.push_back(judged({.id = "other"}, {}));
  const auto answers = store->register_many(std::move(both));
  CHECK(store->stats().groups == groups + 1);
  CHECK(answers[0].has_value());
  REQUIRE_FALSE(answers[1]);
  CHECK(answers[1].error().slug == "judged-otherwise");
  CHECK(answers[2].has_value());
  CHECK(store->contract("c")->latest == "1.1.0");
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("A verdict that looked at agreements is refused once settings, consumers, aliases or proposals changed") {
  Opened store;
  put(*store, {.version = "1.0.0"});
  CHECK(store->accord_seq() == 0);
  int version = 1;
  const auto try_with = [&](std::optional<Seq> accord) {
    const Doc doc{.version = "1." + std::to_string(version++) + ".0"};
    const auto answer = store->register_contract(judged(doc, *store->neighbours("c", doc.version), accord));
    return answer ? std::string("taken") : answer.error().slug;
  };
  CHECK(try_with(0) == "taken");
  Seq seen = store->accord_seq();
  const auto moved = [&](const Result<Change>& change) {
    REQUIRE(change);
    CHECK(store->accord_seq() == change->seq);
    CHECK(try_with(seen) == "judged-otherwise");
    CHECK(try_with(std::nullopt) == "taken");
    seen = store->accord_seq();
    CHECK(try_with(seen) == "taken");
  };
  moved(store->set_settings(policy(kCatalog, "producer")));
  moved(store->set_consumer(board(), "", "ann"));
  moved(store->set_alias({"short", "c/t", "ann", "handy", 0, 0}));
  moved(store->remove_alias("short", "ann"));
  moved(store->remove_consumer(board().id, "", "ann"));
  moved(store->remove_settings(policy(kCatalog, "")));
  store.reopen();
  CHECK(store->accord_seq() == seen);
}

TEST_CASE("An override is kept with the version and its change, with the gates it passed over and why") {
  Opened store;
  RegisterRequest request = request_of({});
  request.override_gates = {Gate::window, Gate::acknowledgement};
  CHECK(store->register_contract(request).error().slug == "reason-required");
  request.reason = "the field leaks";
  RegisterRequest version_gate = request;
  version_gate.override_gates = {Gate::version};
  CHECK(store->register_contract(version_gate).error().slug == "not-overridable");
  REQUIRE(store->register_contract(request));
  const auto change = store->changes(0, 1)->front();
  CHECK(change.override_gates == std::vector{Gate::window, Gate::acknowledgement});
  CHECK(change.reason == "the field leaks");
  put(*store, {.note = "other bytes"});
  const auto versions = *store->versions("c");
  CHECK(versions[0].override_gates == std::vector{Gate::window, Gate::acknowledgement});
  CHECK(versions[0].override_reason == "the field leaks");
  store.reopen();
  CHECK(store->versions("c")->front().override_reason == "the field leaks");
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("A store of before has no settings and no proposals, reads as it is and takes them once opened for writing") {
  Opened store;
  put(*store, {});
  REQUIRE(store->set_consumer(board(), "", "ann"));
  store.close();
  {
    DatabaseOptions options;
    options.path = store.path();
    const auto db = Database::open(options);
    REQUIRE(db);
    StoreView view(*db.value());
    // As it was written then: a head that knows no accord, and neither family.
    auto head = *view.get(Family::meta, keys::kHead);
    head.front() = kValueFormat;
    head.pop_back();
    rocksdb::WriteBatch batch;
    batch.Put(db.value()->handle(Family::meta), rocksdb::Slice(keys::kHead.data(), keys::kHead.size()), head);
    REQUIRE(db.value()->write(&batch, true));
    for (const Family family : {Family::settings, Family::proposals})
      REQUIRE(db.value()->raw()->DropColumnFamily(db.value()->handle(family)).ok());
  }
  StoreOptions options;
  options.path = store.path();
  options.read_only = true;
  {
    const auto reader = Registry::open(options);
    REQUIRE(reader);
    CHECK(reader.value()->settings_list("", 10)->items.empty());
    CHECK(reader.value()->proposals("c", {}, "", 10)->items.empty());
    CHECK(reader.value()->compatibility("c", "")->policy.value == "article");
    CHECK(fsck_of(*reader.value()).empty());
  }
  store.reopen();
  CHECK(store->accord_seq() == 0);
  CHECK(fsck_of(*store).empty());
  CHECK(store->set_settings(policy(kCatalog, "producer"))->seq == 3);
  CHECK(fsck_of(*store).empty());
}
