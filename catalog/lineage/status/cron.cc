#include "catalog/lineage/status/cron.h"

#include <charconv>
#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "catalog/base/text.h"

namespace trama::lineage {
namespace {

constexpr TimeUs kMinuteUs = 60'000'000;
constexpr TimeUs kHourUs = 60 * kMinuteUs;
constexpr TimeUs kDayUs = 24 * kHourUs;
constexpr int kDaysMax = 3'660;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Range {
  unsigned low, high;
  std::span<const std::string_view> names;  // of low and those after it
};

std::optional<unsigned> number_of(std::string_view text, const Range& range) {
  for (std::size_t i = 0; i < range.names.size(); ++i) {
    if (equal_ignoring_case(text, range.names[i])) return range.low + static_cast<unsigned>(i);
  }
  unsigned value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value < range.low || value > range.high ? std::nullopt : std::optional(value);
}

// "*", "7", "1-5", "*/15", "6-18/2"
bool add_item(std::string_view item, const Range& range, std::bitset<64>* field) {
  unsigned step = 1;
  bool stepped = false;
  if (const std::size_t slash = item.find('/'); slash != std::string_view::npos) {
    const auto told = number_of(item.substr(slash + 1), {1, range.high, {}});
    if (!told) return false;
    step = *told;
    stepped = true;
    item = item.substr(0, slash);
  }
  unsigned low = range.low, high = range.high;
  if (item != "*" && item != "?") {
    const std::size_t dash = item.find('-');
    const auto from = number_of(item.substr(0, dash), range);
    const auto to = dash == std::string_view::npos ? from : number_of(item.substr(dash + 1), range);
    if (!from || !to || *from > *to) return false;
    low = *from;
    if (dash != std::string_view::npos || !stepped) high = *to;
  }
  for (unsigned at = low; at <= high; at += step) field->set(at);
  return true;
}

bool add_field(std::string_view text, const Range& range, std::bitset<64>* field) {
  for (const std::string_view item : split(text, ',')) {
    if (!add_item(item, range, field)) return false;
  }
  return true;
}

bool restricts(std::string_view field) {
  return !field.starts_with('*') && field != "?";
}

std::string_view macro(std::string_view text) {
  constexpr auto kMacros = std::to_array<std::pair<std::string_view, std::string_view>>({{"@hourly", "0 * * * *"},
                                                                                         {"@daily", "0 0 * * *"},
                                                                                         {"@midnight", "0 0 * * *"},
                                                                                         {"@weekly", "0 0 * * 0"},
                                                                                         {"@monthly", "0 0 1 * *"},
                                                                                         {"@yearly", "0 0 1 1 *"},
                                                                                         {"@annually", "0 0 1 1 *"}});
  for (const auto& [name, fields] : kMacros) {
    if (equal_ignoring_case(text, name)) return fields;
  }
  return text;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
  std::vector<std::string_view> fields;
  for (const std::string_view word : split(macro(trim(text)), ' ')) {
    if (!trim(word).empty()) fields.push_back(trim(word));
  }
  if (fields.size() != 5) return std::nullopt;
  Cron cron;
  if (!add_field(fields[0], {0, 59, {}}, &cron.minutes_) || !add_field(fields[1], {0, 23, {}}, &cron.hours_) ||
      !add_field(fields[2], {1, 31, {}}, &cron.days_) || !add_field(fields[3], {1, 12, kMonths}, &cron.months_) ||
      !add_field(fields[4], {0, 7, kWeekdays}, &cron.weekdays_)) {
    return std::nullopt;
  }
  if (cron.weekdays_[7]) cron.weekdays_.set(0);  // Sunday has two numbers
  cron.any_day_ = !restricts(fields[2]);
  cron.any_weekday_ = !restricts(fields[4]);
  return cron;
}

std::optional<TimeUs> Cron::next(TimeUs at_us) const {
  using std::chrono::days;
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds(at_us)};
  std::chrono::sys_days day = floor<days>(at);
  TimeUs from = at_us - day.time_since_epoch().count() * kDayUs + kMinuteUs;  // within the day
  for (int i = 0; i < kDaysMax; ++i, day += days(1), from = 0) {
    const std::chrono::year_month_day date(day);
    if (!months_[static_cast<unsigned>(date.month())]) continue;
    const bool by_day = days_[static_cast<unsigned>(date.day())];
    const bool by_weekday = weekdays_[std::chrono::weekday(day).c_encoding()];
    const bool either = !any_day_ && !any_weekday_;
    if (either ? !by_day && !by_weekday : !by_day || !by_weekday) continue;
    const TimeUs midnight = day.time_since_epoch().count() * kDayUs;
    for (TimeUs minute = from / kMinuteUs; minute < kDayUs / kMinuteUs; ++minute) {
      const auto hour = static_cast<std::size_t>(minute / 60);
      if (!hours_[hour] || !minutes_[static_cast<std::size_t>(minute % 60)]) continue;
      return midnight + minute * kMinuteUs;
    }
  }
  return std::nullopt;
}

}  // namespace trama::lineage
