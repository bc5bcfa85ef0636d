// The quality rule that DCS and ODCS share, in all its spellings.
//
// Several operators in one rule mean all of them (AND). mustBeBetween includes its bounds, as the tools do; two
// operators such as mustBeGreaterThan and mustBeLessThan exclude theirs.
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/reader.h"

namespace trama::contract {

// Reads one rule and finishes the Reader.
[[nodiscard]] QualityRule read_quality(Reader& reader);

// A list of rules under `key`.
[[nodiscard]] std::vector<QualityRule> read_quality_list(Reader& reader, std::string_view key);

// Canonical operator name for any known spelling.
[[nodiscard]] std::optional<std::string_view> canonical_operator(std::string_view key);

// Canonical metric for a metric or a deprecated rule name (duplicateCount -> duplicateValues); "" when unknown.
[[nodiscard]] std::string canonical_metric(std::string_view name);

// One line of SodaCL that has a simple form, e.g. "missing_percent(order_id) = 0".
struct SodaCheck {
  std::string dataset;  // of "checks for <dataset>"
  std::string column;   // "" = the dataset
  QualityRule rule;
};

// `specification` is the map of SodaCL or a text that holds one. Forms that are not simple are left out: the caller
// keeps the whole verbatim.
[[nodiscard]] std::vector<SodaCheck> parse_sodacl(const Node& specification);

}  // namespace trama::contract
