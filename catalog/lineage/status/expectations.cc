#include "catalog/lineage/status/expectations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "catalog/base/text.h"

namespace trama::lineage {
namespace {

using contract::QualityOperator;
using contract::QualityRule;

std::optional<double> number_of(std::string_view text) {
  text = trim(text);
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failed == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// "[low, high]"
std::optional<std::pair<double, double>> range_of(std::string_view json) {
  json = trim(json);
  if (!json.starts_with('[') || !json.ends_with(']')) return std::nullopt;
  const std::vector<std::string_view> ends = split(json.substr(1, json.size() - 2), ',');
  if (ends.size() != 2) return std::nullopt;
  const auto low = number_of(ends[0]), high = number_of(ends[1]);
  return low && high ? std::optional(std::pair(*low, *high)) : std::nullopt;
}

std::optional<bool> holds(double value, const QualityOperator& condition) {
  const bool between = condition.name == "mustBeBetween";
  if (between || condition.name == "mustNotBeBetween") {
    const auto range = range_of(condition.json);
    if (!range) return std::nullopt;
    return (value >= range->first && value <= range->second) == between;
  }
  const auto bound = number_of(condition.json);
  if (!bound) return std::nullopt;
  if (condition.name == "mustBe") return value == *bound;
  if (condition.name == "mustNotBe") return value != *bound;
  if (condition.name == "mustBeGreaterThan") return value > *bound;
  if (condition.name == "mustBeGreaterOrEqualTo") return value >= *bound;
  if (condition.name == "mustBeLessThan") return value < *bound;
  if (condition.name == "mustBeLessOrEqualTo") return value <= *bound;
  return std::nullopt;
}

bool counts_nulls(const QualityRule& rule) {
  return rule.metric == "nullValues" || (rule.metric == "missingValues" && rule.arguments_json.empty());
}

}  // namespace

std::string plain_word(std::string_view text) {
  std::string plain;
  for (const char c : to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

std::string tested_metric(std::string_view assertion) {
  constexpr auto kTests = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"notnull", "nullValues"},
      {"nullvalues", "nullValues"},
      {"missingcount", "nullValues"},
      {"missingpercent", "nullValues"},
      {"expectcolumnvaluestonotbenull", "nullValues"},
      {"unique", "duplicateValues"},
      {"duplicatevalues", "duplicateValues"},
      {"duplicatecount", "duplicateValues"},
      {"duplicatepercent", "duplicateValues"},
      {"uniquecombinationofcolumns", "duplicateValues"},
      {"dbtutilsuniquecombinationofcolumns", "duplicateValues"},
      {"expectcolumnvaluestobeunique", "duplicateValues"},
      {"expectcompoundcolumnstobeunique", "duplicateValues"},
      {"acceptedvalues", "invalidValues"},
      {"invalidvalues", "invalidValues"},
      {"invalidcount", "invalidValues"},
      {"invalidpercent", "invalidValues"},
      {"expectcolumnvaluestobeinset", "invalidValues"},
      {"expectcolumnvaluestomatchregex", "invalidValues"},
      {"rowcount", "rowCount"},
      {"expecttablerowcounttobebetween", "rowCount"},
  });
  const std::string word = plain_word(assertion);
  const auto* at = std::ranges::find(kTests, std::string_view(word), [](const auto& test) { return test.first; });
  return at == kTests.end() ? std::string() : std::string(at->second);
}

Validity tested_validity(std::string_view assertion) {
  const std::string word = plain_word(assertion);
  if (word == "acceptedvalues" || word == "expectcolumnvaluestobeinset") return Validity::values;
  return word == "expectcolumnvaluestomatchregex" ? Validity::pattern : Validity::any;
}

Validity asked_validity(const QualityRule& rule) {
  if (rule.arguments_json.empty()) return Validity::any;
  if (rule.arguments_json.find("\"validValues\"") != std::string::npos) return Validity::values;
  return rule.arguments_json.find("\"pattern\"") != std::string::npos ? Validity::pattern : Validity::other;
}

bool tolerates_nothing(const QualityRule& rule) {
  return std::ranges::all_of(rule.operators, [](const QualityOperator& condition) {
    const bool none = condition.name == "mustBe" || condition.name == "mustBeLessOrEqualTo";
    return none && number_of(condition.json) == 0.0;
  });
}

std::optional<bool> satisfies(double value, const QualityRule& rule) {
  if (rule.operators.empty()) return std::nullopt;
  bool all = true;
  for (const QualityOperator& condition : rule.operators) {
    const auto one = holds(value, condition);
    if (!one) return std::nullopt;
    all = all && *one;
  }
  return all;
}

std::string operators_text(const QualityRule& rule) {
  std::string text;
  for (const QualityOperator& condition : rule.operators) {
    text += (text.empty() ? "" : " and ") + condition.name + " " + condition.json;
  }
  if (!text.empty() && equal_ignoring_case(rule.unit, "percent")) text += " percent";
  return text;
}

std::optional<double> measured(const QualityRule& rule, const openlineage::Metrics& metrics,
                               const openlineage::ColumnMetrics* column) {
  const auto rows = metrics.counts.rows;
  if (column == nullptr) {
    return rule.metric == "rowCount" && rows ? std::optional(static_cast<double>(*rows)) : std::nullopt;
  }
  const bool percent = equal_ignoring_case(rule.unit, "percent");
  if (counts_nulls(rule) && column->nulls) {
    const auto nulls = static_cast<double>(*column->nulls);
    if (!percent) return nulls;
    return rows && *rows > 0 ? std::optional(100.0 * nulls / static_cast<double>(*rows)) : std::nullopt;
  }
  // How many values are duplicates is counted in several ways; whether there are any is not.
  if (rule.metric == "duplicateValues" && tolerates_nothing(rule) && rows && column->nulls && column->distinct) {
    return static_cast<double>(*rows - *column->nulls - *column->distinct);
  }
  return std::nullopt;
}

}  // namespace trama::lineage
