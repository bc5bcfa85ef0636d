// Goal: a store that turned its writes off comes back by itself. Method: a disk whose syncs fail for a while.
#include "web/service/mender.h"

#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "tests/unit/store/faulty_disk.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store::test;
using std::chrono::milliseconds;

TEST_CASE("writes come back by themselves once the disk does, and not before") {
  FaultyStore store;
  const service::Mender mender(*store.registry, milliseconds(10));
  put(*store.registry, {.id = "before"});
  store.disk.fault = Fault::sync_fails;
  REQUIRE_FALSE(store.registry->register_contract(request_of({.id = "during"})));
  std::this_thread::sleep_for(milliseconds(100));
  CHECK_FALSE(store.registry->writable());
  CHECK(store.registry->contract("before"));

  store.disk.fault = Fault::none;
  for (int tries = 0; tries < 500 && !store.registry->writable(); ++tries) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  CHECK(store.registry->writable());
  put(*store.registry, {.id = "after"});
  CHECK(fsck_of(*store.registry).empty());
}
