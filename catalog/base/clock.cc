#include "catalog/base/clock.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace trama {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr TimeUs kSecondUs = 1'000'000;
constexpr TimeUs kDayUs = 86'400 * kSecondUs;

// Reads exactly `digits` decimal digits at `*at` and moves behind them.
std::optional<int> read_digits(std::string_view text, std::size_t* at, std::size_t digits) {
  if (text.size() < *at + digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[*at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  *at += digits;
  return value;
}

bool read_char(std::string_view text, std::size_t* at, std::string_view allowed) {
  if (*at >= text.size() || allowed.find(text[*at]) == std::string_view::npos) return false;
  ++*at;
  return true;
}

std::optional<TimeUs> read_fraction(std::string_view text, std::size_t* at) {
  if (*at >= text.size() || text[*at] != '.') return 0;
  ++*at;
  TimeUs fraction_us = 0;
  std::size_t digits = 0;
  for (; *at < text.size() && text[*at] >= '0' && text[*at] <= '9'; ++*at, ++digits) {
    if (digits < 6) fraction_us = fraction_us * 10 + (text[*at] - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (; digits < 6; ++digits) fraction_us *= 10;
  return fraction_us;
}

std::optional<TimeUs> read_offset(std::string_view text, std::size_t* at) {
  if (read_char(text, at, "Zz")) return 0;
  const bool negative = *at < text.size() && text[*at] == '-';
  if (!read_char(text, at, "+-")) return std::nullopt;
  const auto hours = read_digits(text, at, 2);
  if (!hours || !read_char(text, at, ":")) return std::nullopt;
  const auto minutes = read_digits(text, at, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const TimeUs offset_us = (*hours * 3600 + *minutes * 60) * kSecondUs;
  return negative ? -offset_us : offset_us;
}

}  // namespace

TimeUs SystemClock::now_us() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string format_rfc3339(TimeUs time_us) {
  TimeUs days = time_us / kDayUs;
  TimeUs rest_us = time_us % kDayUs;
  if (rest_us < 0) {
    rest_us += kDayUs;
    --days;
  }
  const year_month_day date{sys_days{std::chrono::days{days}}};
  const auto seconds = static_cast<int>(rest_us / kSecondUs);
  std::array<char, 40> buffer{};
  const int length =
      std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600,
                    seconds / 60 % 60, seconds % 60, static_cast<int>(rest_us % kSecondUs));
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::optional<TimeUs> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto y = read_digits(text, &at, 4);
  if (!y || !read_char(text, &at, "-")) return std::nullopt;
  const auto m = read_digits(text, &at, 2);
  if (!m || !read_char(text, &at, "-")) return std::nullopt;
  const auto d = read_digits(text, &at, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  const TimeUs midnight_us = TimeUs{sys_days{date}.time_since_epoch().count()} * kDayUs;
  if (at == text.size()) return midnight_us;

  if (!read_char(text, &at, "Tt ")) return std::nullopt;
  const auto hours = read_digits(text, &at, 2);
  if (!hours || !read_char(text, &at, ":")) return std::nullopt;
  const auto minutes = read_digits(text, &at, 2);
  if (!minutes || !read_char(text, &at, ":")) return std::nullopt;
  const auto seconds = read_digits(text, &at, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  const auto fraction_us = read_fraction(text, &at);
  if (!fraction_us) return std::nullopt;
  const auto offset_us = read_offset(text, &at);
  if (!offset_us || at != text.size()) return std::nullopt;
  return midnight_us + (*hours * 3600 + *minutes * 60 + *seconds) * kSecondUs + *fraction_us - *offset_us;
}

}  // namespace trama
