// Periods, thresholds and percentages as people write them in contracts. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract/model.h"

namespace trama::contract {

// "P7Y", "PT1H30M", "25h", "1 week", "90 days", "1h 30m", "7 years (fiscal obligation)", "24 hours".
// Text after the duration is allowed only in parentheses or after a comma or semicolon. Negative: nullopt.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

// ODCS: a value and its unit ("4", "d"). Without a unit the value must be a duration itself.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view value, std::string_view unit);

// "99.9%", "99.9 %", "99.9 percent" -> 99.9. `bare` allows the number alone.
[[nodiscard]] std::optional<double> parse_percent(std::string_view text, bool bare = false);

// ODCS abbreviations and spellings to the canonical property: "av" -> "availability", "LATENCY" -> "latency",
// "timeToDetect" and "td" -> "timeToDetect"; others as written.
[[nodiscard]] std::string canonical_sla_property(std::string_view text);

// Fills duration and percent from value and unit, by what the property may mean.
void read_amounts(Sla* sla);

}  // namespace trama::contract
