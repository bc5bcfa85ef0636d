// Goal: the sample company can be taken away in either standard. Method: every version of it is rendered in both and
// read again, in strict mode wherever the version itself keeps every rule.
#include <string>

#include <doctest/doctest.h>

#include "catalog/contract/canonical.h"
#include "catalog/contract/change/diff.h"
#include "catalog/contract/dcs_render.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "tests/data/sample.h"

using namespace trama;
using sample::Document;

namespace {

void check_same(const Document& document, const std::string& text) {
  const auto strictness = document.notes.empty() ? contract::Strictness::strict : contract::Strictness::lenient;
  const auto again = contract::parse_contract(text, strictness);
  REQUIRE_MESSAGE(again.has_value(), again.error().message);
  CHECK(change::diff(*document.contract, *again->contract).empty());
  CHECK(again->fingerprint == contract::fingerprint(*document.contract));
}

}  // namespace

TEST_CASE("every version of the sample means the same in the Data Contract Specification and in ODCS") {
  std::size_t versions = 0;
  for (const auto& [id, documents] : sample::sample().versions) {
    for (const Document& document : documents) {
      CAPTURE(document.file);
      ++versions;
      check_same(document, contract::render_dcs_yaml(*document.contract));
      check_same(document, contract::render_odcs_yaml(*document.contract));
    }
  }
  CHECK(versions >= 70);
}
