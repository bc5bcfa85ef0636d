// Goal: versions rank as semver.org says, and what is not semver ranks below, by arrival.
// Method: lists in ascending order; every pair must compare like its places.
#include "catalog/store/semver.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trama::store;

namespace {

void check_ascending(const std::vector<std::string>& versions) {
  for (std::size_t low = 0; low < versions.size(); ++low) {
    for (std::size_t high = low + 1; high < versions.size(); ++high) {
      CAPTURE(versions[low]);
      CAPTURE(versions[high]);
      // The later arrival has the lower number here: precedence must decide, not arrival.
      CHECK(version_rank(versions[low], 100 - low) < version_rank(versions[high], 100 - high));
    }
  }
}

}  // namespace

TEST_CASE("Precedence follows the example of semver.org") {
  check_ascending({"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
                   "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1"});
}

TEST_CASE("Numbers compare as numbers, at any length") {
  check_ascending({"0.0.9", "0.0.10", "0.9.0", "0.10.0", "9.0.0", "10.0.0", "99999999999999999999.0.0",
                   "100000000000000000000.0.0"});
}

TEST_CASE("Short and prefixed numbers that contracts use rank as semver") {
  check_ascending({"v0.9", "1", "1.0.1", "1.1", "v1.2.0", "2"});
  check_ascending({"2023.12.31", "2024.01.15", "2024.02.01"});
}

TEST_CASE("Texts that are not semver rank below every semver, by arrival") {
  CHECK(version_rank("zebra", 1) < version_rank("apple", 2));
  CHECK(version_rank("2026-01-31", 7) < version_rank("0.0.1-alpha", 1));
  CHECK(version_rank("latest", UINT64_MAX) < version_rank("0", 1));
}

TEST_CASE("Equal precedence ranks by arrival") {
  CHECK(version_rank("1.0.0+b", 1) < version_rank("1.0.0+a", 2));
  CHECK(version_rank("1.0", 1) < version_rank("1.0.0", 2));
}

TEST_CASE("What is semver and what is not") {
  for (const char* yes : {"1.0.0", "0.0.0", "v1.2.3", "1", "1.2", "1.0.0-rc.1+build.5", "1.0.0+20130313144700"}) {
    CAPTURE(yes);
    CHECK(is_semver(yes));
  }
  for (const char* no : {"", "v", "1.0.0.0", "1.x", "1.0.0-", "1.0.0+", "1.0.0-a..b", "2026-01-31", "1.0-rc", "1..0",
                         " 1.0.0", "-1.0.0", "1.0.0-ä"}) {
    CAPTURE(no);
    CHECK_FALSE(is_semver(no));
  }
}
