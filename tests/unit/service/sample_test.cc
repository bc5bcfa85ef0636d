// Goal: the embedded sample company loads, twice, into the same catalog. Method: the real catalog.
#include "web/service/sample.h"

#include <doctest/doctest.h>

#include "tests/support/temp_dir.h"

using namespace trama;
using namespace trama::service;

TEST_CASE("the sample company loads and loading it again changes nothing") {
  const test::TempDir folder;
  CatalogOptions options;
  options.folder = folder / "data";
  const auto catalog = Catalog::open(options);
  REQUIRE(catalog);
  const auto first = load_sample(*catalog.value());
  REQUIRE_MESSAGE(first.has_value(), first.error().message);
  CHECK(first->contracts >= 30);
  CHECK(first->versions > first->contracts);
  CHECK(first->retired == 1);
  const store::Seq head = catalog.value()->registry().head();
  const auto again = load_sample(*catalog.value());
  REQUIRE_MESSAGE(again.has_value(), again.error().message);
  CHECK(again->contracts == first->contracts);
  CHECK(catalog.value()->registry().head() == head);
}
