// What a quality rule asks and what a test or metric answers, made comparable. Internal to catalog/lineage/status. Pure
// functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract/model.h"
#include "catalog/lineage/openlineage/facets.h"

namespace trama::lineage {

// Letters in lower case and digits, nothing else: "not_null", "NOT NULL" and "notNull" are one.
[[nodiscard]] std::string plain_word(std::string_view text);

// The library metric that a test stands for, whatever tool names it (dbt, Great Expectations, Soda): nullValues,
// duplicateValues, invalidValues, rowCount; "" for others.
[[nodiscard]] std::string tested_metric(std::string_view assertion);

// By what values are told to be valid. Two that are both known and differ are not about the same.
enum class Validity : std::uint8_t { any, values, pattern, other };
[[nodiscard]] Validity tested_validity(std::string_view assertion);
[[nodiscard]] Validity asked_validity(const contract::QualityRule& rule);

// Whether the rule allows no failure at all, so that it and a test that allows none stand and fall together.
[[nodiscard]] bool tolerates_nothing(const contract::QualityRule& rule);

// Whether a value satisfies all operators; nullopt: there are none, or one cannot be read.
[[nodiscard]] std::optional<bool> satisfies(double value, const contract::QualityRule& rule);
[[nodiscard]] std::string operators_text(const contract::QualityRule& rule);  // "mustBeGreaterThan 1000"

// What metrics say about the rule's metric; column nullptr: of the whole dataset. nullopt: they do not say it.
[[nodiscard]] std::optional<double> measured(const contract::QualityRule& rule, const openlineage::Metrics& metrics,
                                             const openlineage::ColumnMetrics* column);

}  // namespace trama::lineage
