// Goal: writers on many threads see each other inside one group, and the log stays gapless.
// Method: a commit listener that holds the writer until a pile has gathered, so that one group certainly has many.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

TEST_CASE("Two writes to one contract in one group see each other") {
  std::atomic<int> queued{0};
  std::mutex mutex;
  std::condition_variable gate;
  bool open = false;
  Opened store([&](std::span<const Committed> batch) {
    if (batch.front().change.subject != "plug") return;
    std::unique_lock lock(mutex);
    gate.wait(lock, [&] { return open; });
  });
  std::jthread plug([&] { put(*store, {.id = "plug"}); });
  while (store->head() < 1) std::this_thread::yield();
  // The writer hangs in the listener; everything below waits in the queue and becomes one group.
  std::vector<std::jthread> writers;
  std::mutex results_mutex;
  int created = 0, stale = 0, conflicts = 0;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      RegisterRequest request = request_of({.id = "c", .columns = {"col" + std::to_string(i)}});
      if (i % 2 == 0) request.if_none_match = "*";
      ++queued;
      const auto answer = store->register_contract(std::move(request));
      const std::scoped_lock lock(results_mutex);
      if (answer) {
        created += answer->outcome == Outcome::created ? 1 : 0;
      } else {
        stale += answer.error().slug == "exists" ? 1 : 0;
        conflicts += answer.error().slug == "version-exists" ? 1 : 0;
      }
    });
  }
  while (queued < 8) std::this_thread::yield();
  {
    const std::scoped_lock lock(mutex);
    open = true;
  }
  gate.notify_all();
  writers.clear();
  plug.join();
  CHECK(created == 1);
  CHECK(stale + conflicts == 7);
  CHECK(store->head() == 2);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("32 threads register, read and list; every acknowledged seq is there once") {
  Opened store;
  std::mutex mutex;
  std::set<Seq> seqs;
  std::vector<std::jthread> threads;
  constexpr int kThreads = 32;
  constexpr int kEach = 20;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = "c" + std::to_string(t % 16) + "-" + std::to_string(i);
        const Receipt receipt =
            put(*store, {.id = id, .version = t < 16 ? "1.0.0" : "2.0.0", .columns = {"a<c0-0/t/a"}});
        const auto read = store->original(id, receipt.version);
        const auto listed = store->list({}, "", 5);
        const std::scoped_lock lock(mutex);
        CHECK(seqs.insert(receipt.seq).second);
        CHECK(read);
        CHECK(listed);
      }
    });
  }
  threads.clear();
  CHECK(seqs.size() == kThreads * kEach);
  CHECK(*seqs.rbegin() == kThreads * kEach);
  CHECK(store->head() == kThreads * kEach);
  CHECK(store->stats().contracts == 16 * kEach);
  CHECK(store->stats().versions == kThreads * kEach);
  CHECK(fsck_of(*store).empty());
}

TEST_CASE("Closing answers everybody who was already waiting") {
  Opened store;
  std::atomic<int> answered{0};
  std::atomic<int> started{0};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      ++started;
      static_cast<void>(store->register_contract(request_of({.id = "c" + std::to_string(t)})));
      ++answered;
    });
  }
  while (started < 8) std::this_thread::yield();
  threads.clear();
  store.close();
  CHECK(answered == 8);
}
