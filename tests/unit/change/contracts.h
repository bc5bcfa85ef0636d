// Contract texts and their models for the tests of changes. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "catalog/contract/parse.h"

namespace trama::change::test {

inline contract::Contract parsed(std::string_view text) {
  const auto result = contract::parse_contract(text);
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
  return *result->contract;
}

// A DCS contract with one table; `fields` stands six blanks deep, `info` beside the version.
inline std::string dcs(const std::string& version, const std::string& fields, const std::string& info = "") {
  return "dataContractSpecification: 1.2.1\nid: urn:datacontract:orders:fact-orders\ninfo:\n  title: Orders\n"
         "  version: " +
         version + "\n" + info + "models:\n  orders:\n    type: table\n    fields:\n      " + fields + "\n";
}

}  // namespace trama::change::test
