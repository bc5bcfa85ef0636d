// When a schedule in cron's five fields comes round: "15 * * * *", "0 6-18/2 * * mon-fri", "@daily". As cron has it, a
// day matches by either field when both day of month and day of week are restricted. Times are UTC, since a contract
// does not say whose clock it means. A `?` is a `*`. Six or seven fields, as Quartz has them, are not read.
//
// Plain value type and pure functions; any thread.
#pragma once

#include <array>
#include <bitset>
#include <optional>
#include <string_view>

#include "catalog/base/clock.h"

namespace trama::lineage {

class Cron {
 public:
  [[nodiscard]] static std::optional<Cron> parse(std::string_view text);

  // The first scheduled minute after `at_us`; nullopt: there is none in the next ten years ("0 0 31 2 *").
  [[nodiscard]] std::optional<TimeUs> next(TimeUs at_us) const;

 private:
  using Field = std::bitset<64>;
  Field minutes_, hours_, days_, months_, weekdays_;
  bool any_day_ = true, any_weekday_ = true;
};

}  // namespace trama::lineage
