// Goal: a failing disk loses nothing acknowledged, turns writes off and leaves reads on.
// Method: faulty_disk.h under the real store: appends or syncs fail on demand, the disk is full, or the power fails at
// any change to the disk, also while the store is being opened, and takes what was never synced with it.
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/faulty_disk.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

void check_store_survives(Fault fault, const std::string& slug) {
  FaultyStore store;
  put(*store.registry, {.id = "before"});
  store.disk.fault = fault;
  const auto refused = store.registry->register_contract(request_of({.id = "during"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::unavailable);
  CHECK(refused.error().slug == slug);
  CHECK_FALSE(store.registry->writable());
  CHECK(store.registry->register_contract(request_of({.id = "after"})).error().code == ErrorCode::unavailable);
  CHECK(store.registry->head() == 1);
  CHECK(store.registry->contract("before"));
  CHECK(*store.registry->original("before", "") == bytes_of({.id = "before"}));
  CHECK_FALSE(store.registry->contract("after"));

  // Still broken: resuming fails, says why, and reads go on.
  CHECK_FALSE(store.registry->resume());
  CHECK(store.registry->contract("before"));

  store.disk.fault = Fault::none;
  const auto resumed = store.registry->resume();
  if (!resumed) FAIL(resumed.error().message);
  CHECK(store.registry->writable());
  put(*store.registry, {.id = "during"});
  put(*store.registry, {.id = "after"});
  CHECK(store.registry->contract("before"));
  CHECK(fsck_of(*store.registry).empty());
}

}  // namespace

TEST_CASE("A failed append turns writes off, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::append_fails, "store-io");
}

TEST_CASE("A failed sync turns writes off, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::sync_fails, "store-io");
}

TEST_CASE("A full disk turns writes off with its name, leaves reads on, and resume finds the store sound") {
  check_store_survives(Fault::disk_full, "disk-full");
}

TEST_CASE("A group whose sync failed and that is in the log all the same reaches the listener after resume") {
  FaultyStore store;
  std::vector<Seq> heard;
  store.registry->set_commit_listener([&](std::span<const Committed> batch) {
    for (const auto& committed : batch) heard.push_back(committed.change.seq);
  });
  put(*store.registry, {.id = "a"});
  store.disk.fault = Fault::sync_fails;
  REQUIRE_FALSE(store.registry->register_contract(request_of({.id = "b"})));
  store.disk.fault = Fault::none;
  REQUIRE(store.registry->resume());
  put(*store.registry, {.id = "c"});
  const bool there = store.registry->contract("b").has_value();
  CHECK(heard.size() == (there ? 3 : 2));
  for (std::size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == i + 1);
  CHECK(store.registry->head() == heard.size());
}

namespace {

using Acknowledged = std::map<std::string, Seq>;

// Registers from several threads until the disk is gone; remembers what was acknowledged.
void write_until_dark(Registry& registry, int round, Acknowledged* acknowledged) {
  constexpr int kThreads = 3;
  constexpr int kEach = 40;
  std::mutex mutex;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = "c" + std::to_string(round) + "-" + std::to_string(thread) + "-" + std::to_string(i);
        const auto receipt = registry.register_contract(request_of({.id = id}));
        if (!receipt) return;
        const std::scoped_lock lock(mutex);
        (*acknowledged)[id] = receipt->seq;
      }
    });
  }
}

void check_all_there(const Registry& registry, const Acknowledged& acknowledged) {
  CHECK(registry.head() >= acknowledged.size());
  for (const auto& [id, seq] : acknowledged) {
    const auto info = registry.contract(id);
    REQUIRE_MESSAGE(info, "lost: " << id);
    CHECK(info->seq == seq);
    CHECK(*registry.original(id, "") == bytes_of({.id = id}));
  }
  CHECK(fsck_of(registry).empty());
}

}  // namespace

TEST_CASE("A power cut at any change to the disk loses nothing acknowledged") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  FaultyStore store;
  Acknowledged acknowledged;
  for (int round = 0; round < 30; ++round) {
    CAPTURE(round);
    // A third of the cuts falls into opening, which writes out what it finds in the log.
    const bool while_opening = round % 3 == 2;
    store.disk.steps_left = static_cast<std::int64_t>(random() % (while_opening ? 60 : 200));
    if (!while_opening || store.open()) write_until_dark(*store.registry, round, &acknowledged);
    store.power_cut(random);
    REQUIRE(store.registry);
    check_all_there(*store.registry, acknowledged);
  }
  CHECK(acknowledged.size() > 100);
}
