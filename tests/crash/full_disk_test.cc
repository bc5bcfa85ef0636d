// Goal: a full disk refuses writes with a clear word, leaves every read working, also after a restart, and heals.
// Method: a real tmpfs of a few megabytes, filled by registrations, with a ballast file to give space back.
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/small_disk.h"
#include "tests/unit/store/fixture.h"

using namespace trama;
using namespace trama::store;
using namespace trama::store::test;

namespace {

RegisterRequest big(int number, std::mt19937& random) {
  RegisterRequest request = request_of({.id = "c" + std::to_string(number)});
  request.original.resize(300'000);
  for (char& c : request.original) c = static_cast<char>(random());
  return request;
}

void check_all_readable(const Registry& registry, const std::vector<std::string>& originals) {
  for (std::size_t i = 0; i < originals.size(); ++i) {
    const auto read = registry.original("c" + std::to_string(i), "");
    REQUIRE(read);
    CHECK(*read == originals[i]);
  }
}

}  // namespace

TEST_CASE("A full disk: writes are refused, reads go on, freeing space and resuming heals") {
  const trama::test::SmallDisk disk(96, 56);
  if (!disk.mounted()) {
    MESSAGE("skipped: this user may not mount a tmpfs");
    return;
  }
  std::mt19937 random(5);
  StoreOptions options;
  options.path = disk / "store";
  auto opened = Registry::open(options);
  REQUIRE(opened);
  auto registry = opened.take();
  std::vector<std::string> originals;
  Error refusal;
  for (int i = 0; i < 1000 && refusal.slug.empty(); ++i) {
    RegisterRequest request = big(i, random);
    std::string bytes = request.original;
    const auto receipt = registry->register_contract(std::move(request));
    if (receipt) originals.push_back(std::move(bytes));
    if (!receipt) refusal = receipt.error();
  }
  CHECK(refusal.slug == "disk-full");
  CHECK(refusal.code == ErrorCode::unavailable);
  CHECK(originals.size() > 10);
  CHECK_FALSE(registry->writable());
  check_all_readable(*registry, originals);

  registry.reset();
  opened = Registry::open(options);
  if (!opened) FAIL(opened.error().message);
  registry = opened.take();
  check_all_readable(*registry, originals);

  disk.throw_off_ballast();
  if (!registry->writable()) {
    const auto resumed = registry->resume();
    if (!resumed) FAIL(resumed.error().message);
  }
  put(*registry, {.id = "healed"});
  check_all_readable(*registry, originals);
  CHECK(fsck_of(*registry).empty());
}
