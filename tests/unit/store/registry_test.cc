// Goal: what each write does, answers and refuses. Method: a real store per case, small contracts, one question each.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

TEST_CASE("A new contract is created as change 1 and read back byte for byte") {
  Opened store;
  const Receipt receipt = put(*store, {.id = "orders"});
  CHECK(receipt.outcome == Outcome::created);
  CHECK(receipt.seq == 1);
  CHECK(receipt.latest);
  CHECK(receipt.contract.etag() == "c1");
  CHECK(*store->original("orders", "") == bytes_of({.id = "orders"}));
  CHECK(store->summary("orders")->title == "Title of orders");
  CHECK(store->head() == 1);
}

TEST_CASE("The same version again: same bytes change nothing, other bytes are a revision, another model is refused") {
  Opened store;
  put(*store, {});
  CHECK(put(*store, {}).outcome == Outcome::unchanged);
  CHECK(store->head() == 1);

  const Receipt revised = put(*store, {.note = "nicer"});
  CHECK(revised.outcome == Outcome::revised);
  CHECK(revised.revision == 2);
  CHECK(*store->original("c", "1.0.0", 1) == bytes_of({}));
  CHECK(*store->original("c", "1.0.0", 2) == bytes_of({.note = "nicer"}));
  CHECK(*store->original("c", "1.0.0") == bytes_of({.note = "nicer"}));
  CHECK(put(*store, {}).outcome == Outcome::unchanged);

  const auto refused = store->register_contract(request_of({.columns = {"a", "b"}}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::conflict);
  CHECK(refused.error().slug == "version-exists");
  CHECK(store->head() == 2);
}

TEST_CASE("Latest is the highest by semver, and neighbours are named") {
  Opened store;
  put(*store, {.version = "1.10.0"});
  const Receipt lower = put(*store, {.version = "1.9.0", .columns = {"a", "b<x/t/b"}});
  CHECK_FALSE(lower.latest);
  CHECK(lower.version_above == "1.10.0");
  CHECK(lower.version_below.empty());
  CHECK(lower.contract.latest == "1.10.0");
  CHECK(lineage_now(*store, "c").empty());
  CHECK(store->summary("c")->version == "1.10.0");
  const Receipt prerelease = put(*store, {.version = "1.10.0-rc.1", .columns = {"z"}});
  CHECK(prerelease.version_below == "1.9.0");
  CHECK_FALSE(prerelease.latest);
  const Receipt odd = put(*store, {.version = "tuesday", .columns = {"y"}});
  CHECK_FALSE(odd.latest);
  CHECK(odd.version_below.empty());
  const auto versions = *store->versions("c");
  REQUIRE(versions.size() == 4);
  CHECK(versions[0].version == "1.10.0");
  CHECK(versions[3].version == "tuesday");
}

TEST_CASE("One version is what the list of versions says of it, now and then") {
  Opened store;
  for (const char* version : {"1.0.0", "2.0.0"}) put(*store, {.version = version});
  put(*store, {.version = "2.0.0", .note = "again"});
  for (const AsOf as_of : {AsOf{}, AsOf{.seq = 2, .time_us = {}}}) {
    const auto versions = store->versions("c", as_of);
    REQUIRE(versions);
    for (const VersionInfo& listed : *versions) {
      const auto alone = store->version("c", listed.version, as_of);
      REQUIRE(alone);
      CHECK(alone->sha256 == listed.sha256);
      CHECK(alone->revisions == listed.revisions);
      CHECK(alone->seq == listed.seq);
    }
  }
  CHECK(store->version("c", "3.0.0").error().code == ErrorCode::not_found);
  CHECK(store->version("c", "2.0.0", {.seq = 1, .time_us = {}}).error().code == ErrorCode::not_found);
}

TEST_CASE("Conditions") {
  struct Row {
    const char* name;
    bool exists;
    std::string if_match, if_none_match;
    const char* refusal;  // slug; nullptr: accepted
  };
  const Row rows[] = {
      {"none", false, "", "", nullptr},
      {"must exist and does not", false, "*", "", "missing"},
      {"must exist and does", true, "*", "", nullptr},
      {"the current tag", true, "c1", "", nullptr},
      {"an old tag", true, "c0", "", "stale"},
      {"a tag of something missing", false, "c1", "", "missing"},
      {"must not exist and does", true, "", "*", "exists"},
      {"must not exist and does not", false, "", "*", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Opened store;
    if (row.exists) put(*store, {});
    RegisterRequest request = request_of({.version = "2.0.0"});
    request.if_match = row.if_match;
    request.if_none_match = row.if_none_match;
    const auto answer = store->register_contract(std::move(request));
    CHECK(answer.has_value() == (row.refusal == nullptr));
    if (!answer) {
      CHECK(answer.error().code == ErrorCode::precondition_failed);
      CHECK(answer.error().slug == row.refusal);
    }
  }
}

TEST_CASE("A dry run answers the same and stores nothing") {
  Opened store;
  RegisterRequest request = request_of({});
  request.dry_run = true;
  const auto first = store->register_contract(std::move(request));
  CHECK(first->outcome == Outcome::created);
  CHECK(first->contract.latest == "1.0.0");
  CHECK(store->head() == 0);
  CHECK_FALSE(store->contract("c"));
  put(*store, {});
  request = request_of({.columns = {"b"}});
  request.dry_run = true;
  CHECK(store->register_contract(std::move(request)).error().slug == "version-exists");
  request = request_of({.version = "2.0.0"});
  request.dry_run = true;
  const auto second = store->register_contract(std::move(request));
  CHECK(second->contract.latest == "2.0.0");
  CHECK(second->contract.etag() == "c1");
  CHECK(second->version_below == "1.0.0");
  CHECK(store->contract("c")->latest == "1.0.0");
}

TEST_CASE("Retiring keeps history and lineage; posting again restores, with the same bytes too") {
  Opened store;
  put(*store, {.columns = {"a<b/t/x"}});
  const auto change = store->retire({"c", "", "ann", "not needed", {}});
  CHECK(change->seq == 2);
  CHECK(change->reason == "not needed");
  CHECK(store->contract("c")->state == lineage::SubjectState::retired);
  CHECK(store->summary("c")->state == lineage::SubjectState::retired);
  CHECK(lineage_now(*store, "c").size() == 1);
  CHECK(store->retire({"c", "", "bob", "", {}})->seq == 2);
  CHECK(store->stats().retired == 1);

  const Receipt restored = put(*store, {.columns = {"a<b/t/x"}});
  CHECK(restored.outcome == Outcome::restored);
  CHECK(restored.seq == 3);
  CHECK(store->contract("c")->state == lineage::SubjectState::active);
  CHECK(store->summary("c")->state == lineage::SubjectState::active);
  CHECK(store->stats().retired == 0);
  CHECK(store->changes(2, 10)->front().kind == ChangeKind::contract_restored);

  CHECK(store->retire({"c", "c3", "ann", "", {}})->seq == 4);
  const Receipt with_new = put(*store, {.version = "0.9.0"});
  CHECK(with_new.outcome == Outcome::restored);
  CHECK_FALSE(with_new.latest);
  CHECK(store->summary("c")->state == lineage::SubjectState::active);
  CHECK(store->retire({"c", "c3", "ann", "", {}}).error().slug == "stale");
  CHECK(store->retire({"nobody", "", "ann", "", {}}).error().code == ErrorCode::not_found);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Erasing takes text and model everywhere and leaves seq and hash") {
  Opened store;
  put(*store, {.columns = {"a<b/t/x"}});
  put(*store, {.columns = {"a<b/t/x"}, .note = "r2"});
  put(*store, {.version = "2.0.0", .columns = {"a<b/t/secret"}});
  CHECK(store->erase_version({"c", "2.0.0", "ann", "", {}}).error().slug == "reason-required");
  const auto change = store->erase_version({"c", "2.0.0", "ann", "gdpr", {}});
  REQUIRE(change);
  CHECK(change->seq == 4);
  CHECK(store->original("c", "2.0.0").error().slug == "erased");
  CHECK(store->model_json("c", "2.0.0").error().slug == "erased");
  CHECK(store->contract("c")->latest == "1.0.0");
  CHECK(store->summary("c")->version == "1.0.0");
  CHECK(lineage_now(*store, "c") == std::vector<std::string>{"b/t/x -> c/t/a"});
  CHECK(lineage_at(*store, "c", 3) == std::vector<std::string>{"b/t/x -> c/t/a"});
  const auto versions = *store->versions("c");
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].erased);
  CHECK(versions[0].erased_reason == "gdpr");
  CHECK_FALSE(versions[0].sha256.empty());
  CHECK(store->erase_version({"c", "2.0.0", "bob", "again", {}})->seq == 4);
  CHECK(store->register_contract(request_of({.version = "2.0.0", .columns = {"a<b/t/secret"}})).error().slug ==
        "version-erased");

  CHECK(store->erase_version({"c", "1.0.0", "ann", "gdpr", {}}));
  CHECK(store->contract("c")->latest.empty());
  CHECK(store->summary("c")->title.empty());
  CHECK(store->summary("c")->id == "c");
  CHECK(lineage_now(*store, "c").empty());
  CHECK(store->original("c", "").error().slug == "erased");
  CHECK(fsck_of(*store).empty());
  CHECK(put(*store, {.version = "0.1.0"}).latest);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("What was erased is in no file of the store, whichever family had known it") {
  Opened store;
  // Words that no compression hides.
  const std::string column = "q7x0Kp3vZr9T", owner = "W4nJ8yLd2Hs6", note = "Bf5gXc1mUe7A";
  const auto on_disk = [&](const std::string& word) {
    for (const auto& file : std::filesystem::directory_iterator(store.path())) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(word) != std::string::npos) return true;
    }
    return false;
  };
  put(*store, {.version = "1.0.0"});
  put(*store, {.version = "2.0.0", .columns = {"a<b/t/" + column}, .owner = owner, .tags = {owner}, .note = note});
  store.reopen();  // writes tables
  for (const std::string& word : {column, owner, note}) REQUIRE(on_disk(word));
  REQUIRE(store->erase_version({"c", "2.0.0", "ann", "gdpr", {}}));
  CHECK_FALSE_MESSAGE(on_disk(note), "the text itself is gone at once");
  // RocksDB's manifest names the first and last key of tables that are gone until it is written anew, at every start.
  store.reopen();
  for (const std::string& word : {column, owner, note}) CHECK_FALSE_MESSAGE(on_disk(word), word);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Lineage follows the latest version only and closes only its own") {
  Opened store;
  put(*store, {.id = "other", .columns = {"k<b/t/x"}});
  put(*store, {.columns = {"a<b/t/x", "k<b/t/k"}});
  put(*store, {.version = "2.0.0", .columns = {"a<b/t/y", "k<b/t/k"}});
  CHECK(lineage_now(*store, "c") == std::vector<std::string>{"b/t/k -> c/t/k", "b/t/y -> c/t/a"});
  CHECK(lineage_now(*store, "other").size() == 1);
  CHECK(lineage_at(*store, "c", 2) == std::vector<std::string>{"b/t/k -> c/t/k", "b/t/x -> c/t/a"});
  CHECK(lineage_at(*store, "c", 1).empty());
  const lineage::Endpoint x{lineage::EndpointKind::contract, "b", "t", "x", ""};
  CHECK(store->intervals(Registry::End::source, x, 2)->size() == 2);
  CHECK(store->intervals(Registry::End::source, x, 3)->size() == 1);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("A contract and a product cannot share an id") {
  Opened store;
  put(*store, {});
  const auto refused = store->register_contract(request_of({.version = "2.0.0", .kind = contract::Kind::product}));
  CHECK(refused.error().slug == "kind-differs");
}

TEST_CASE("Ids have 1 to 512 bytes, any bytes") {
  Opened store;
  const std::string odd("a\0b\xff:/%", 7);
  put(*store, {.id = odd});
  CHECK(store->contract(odd)->id == odd);
  put(*store, {.id = std::string(512, 'x')});
  CHECK(store->register_contract(request_of({.id = std::string(513, 'x')})).error().slug == "bad-id");
  CHECK(store->register_contract(request_of({.id = ""})).error().slug == "bad-id");
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Record time never goes backwards, and an imported history keeps its own") {
  Opened store;
  RegisterRequest old = request_of({.id = "old"});
  old.recorded_us = 1'000;
  CHECK(store->register_contract(std::move(old))->time_us == 1'000);
  const TimeUs now = put(*store, {.id = "now"}).time_us;
  CHECK(now == store.clock.now_us());
  store.clock.set(5);
  CHECK(put(*store, {.id = "later"}).time_us == now);
}

TEST_CASE("Posting the same bytes again is noted at most once an hour, without a change") {
  Opened store;
  put(*store, {});
  store.clock.advance_us(60'000'000);
  put(*store, {});
  CHECK(store->contract("c")->last_seen_us == 0);
  store.clock.advance_us(3'600'000'000);
  const TimeUs seen = store.clock.now_us();
  put(*store, {});
  store.clock.advance_us(60'000'000);
  put(*store, {});
  CHECK(store->contract("c")->last_seen_us == seen);
  CHECK(store->head() == 1);
}

TEST_CASE("Consumers: set, unchanged, changed, conditions, removed") {
  Opened store;
  lineage::Consumer consumer;
  consumer.id = "urn:consumer:sales:board";
  consumer.name = "Board";
  consumer.uses.push_back({.contract = "c", .versions = "", .fields = {}, .purpose = ""});
  CHECK(store->set_consumer(consumer, "", "ann")->seq == 1);
  CHECK(store->set_consumer(consumer, "", "ann")->seq == 1);
  CHECK(store->consumer_stamp(consumer.id)->seq == 1);
  CHECK(store->assertions({lineage::AsserterKind::consumer, consumer.id})->size() == 1);
  consumer.name = "Big board";
  CHECK(store->set_consumer(consumer, "c7", "ann").error().slug == "stale");
  CHECK(store->set_consumer(consumer, "c1", "ann")->seq == 2);
  CHECK(store->consumer(consumer.id)->name == "Big board");
  CHECK(store->summary(consumer.id)->kind == lineage::SubjectKind::consumer);
  CHECK(store->consumers("", 10)->items.size() == 1);
  CHECK(fsck_of(*store).empty());
  CHECK(store->remove_consumer(consumer.id, "c1", "ann").error().slug == "stale");
  CHECK(store->remove_consumer(consumer.id, "c2", "ann")->seq == 3);
  CHECK(store->remove_consumer(consumer.id, "", "ann").error().code == ErrorCode::not_found);
  CHECK(store->assertions({lineage::AsserterKind::consumer, consumer.id})->empty());
  CHECK(store->intervals_of_owner(Registry::End::source, lineage::EndpointKind::contract, "c", 2)->size() == 1);
  CHECK(store->intervals_of_owner(Registry::End::source, lineage::EndpointKind::contract, "c", 3)->empty());
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Manual edges and aliases are truth with a change each") {
  Opened store;
  ManualEdge edge;
  edge.assertion.source = {lineage::EndpointKind::contract, "a", "t", "", ""};
  edge.assertion.target = {lineage::EndpointKind::contract, "b", "t", "", ""};
  edge.actor = "ann";
  CHECK(store->add_edge(edge).error().slug == "reason-required");
  edge.reason = "the export job";
  const auto added = store->add_edge(edge);
  CHECK(added->id == "edge-1");
  CHECK(store->edges("", 10)->items.front().reason == "the export job");
  CHECK(store->assertions({lineage::AsserterKind::person, "edge-1"})->size() == 1);
  CHECK(store->set_alias({"dim_x", "c/t", "ann", "short", 0, 0})->seq == 2);
  CHECK(store->set_alias({"dim_x", "c/t", "ann", "short", 0, 0})->seq == 2);
  CHECK(store->aliases("", 10)->items.front().node == "c/t");
  CHECK(fsck_of(*store).empty());
  CHECK(store->remove_edge("edge-1", "bob")->seq == 3);
  CHECK(store->remove_edge("edge-1", "bob").error().code == ErrorCode::not_found);
  CHECK(store->remove_edge("edge-x", "bob").error().code == ErrorCode::not_found);
  CHECK(store->remove_alias("dim_x", "bob")->seq == 4);
  CHECK(store->edges("", 10)->items.empty());
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("The listener hears what the projections need, after the sync and before the answer") {
  std::vector<Committed> heard;
  Opened store([&](std::span<const Committed> batch) { heard.insert(heard.end(), batch.begin(), batch.end()); });
  put(*store, {.columns = {"a<b/t/x"}});
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].summary->id == "c");
  CHECK(heard[0].opened.size() == 1);
  put(*store, {.version = "0.1.0"});
  REQUIRE(heard.size() == 2);
  CHECK_FALSE(heard[1].summary);
  CHECK(heard[1].opened.empty());
  put(*store, {.version = "2.0.0"});
  CHECK(heard[2].closed.size() == 1);
  REQUIRE(store->set_alias({"x", "c/t", "ann", "", 0, 0}));
  CHECK(heard[3].alias_node == "c/t");
}

TEST_CASE("Many at once: one answer per request, in order, refused ones among them") {
  Opened store;
  std::vector<RegisterRequest> requests;
  for (int i = 0; i < 1500; ++i) requests.push_back(request_of({.id = "c" + std::to_string(i)}));
  requests.push_back(request_of({.id = "c3", .columns = {"other"}}));
  requests.push_back(request_of({.id = "c3"}));
  const auto answers = store->register_many(std::move(requests));
  REQUIRE(answers.size() == 1502);
  for (int i = 0; i < 1500; ++i) CHECK(answers[static_cast<std::size_t>(i)]->contract.id == "c" + std::to_string(i));
  CHECK(answers[1500].error().slug == "version-exists");
  CHECK(answers[1501]->outcome == Outcome::unchanged);
  CHECK(store->head() == 1500);
  CHECK(store->stats().groups < 20);
}

TEST_CASE("Everything is there after opening again") {
  Opened store;
  put(*store, {.columns = {"a<b/t/x"}});
  put(*store, {.version = "2.0.0"});
  REQUIRE(store->retire({"c", "", "ann", "", {}}));
  store.reopen();
  CHECK(store->head() == 3);
  CHECK(store->contract("c")->state == lineage::SubjectState::retired);
  CHECK(store->stats().versions == 2);
  CHECK(put(*store, {.id = "d"}).seq == 4);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("A second writer is refused, a reader beside it sees what was written") {
  Opened store;
  put(*store, {});
  StoreOptions options;
  options.path = store.path();
  const auto second = Registry::open(options);
  REQUIRE_FALSE(second);
  CHECK(second.error().slug == "store-locked");
  options.read_only = true;
  auto reader = Registry::open(options);
  REQUIRE(reader);
  CHECK(reader.value()->head() == 1);
  CHECK(reader.value()->contract("c"));
  CHECK(reader.value()->register_contract(request_of({.id = "d"})).error().slug == "read-only");
  CHECK(fsck_of(*reader.value()).empty());
}

TEST_CASE("Waiting for a change ends with the change, the time or the stop") {
  Opened store;
  put(*store, {});
  CHECK(store->wait_for_change(0, 10'000) == 1);
  CHECK(store->wait_for_change(1, 1) == 1);
  store->stop_waiting();
  CHECK(store->wait_for_change(1, 60'000) == 1);
}
