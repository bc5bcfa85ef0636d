#include "catalog/contract/durations.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "catalog/base/text.h"

namespace trama::contract {
namespace {

struct Unit {
  std::string_view name;
  int months;
  double seconds;
};

constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;
constexpr auto kUnits = std::to_array<Unit>({
    {"ms", 0, 0.001},
    {"millisecond", 0, 0.001},
    {"milliseconds", 0, 0.001},
    {"s", 0, 1},
    {"sec", 0, 1},
    {"secs", 0, 1},
    {"second", 0, 1},
    {"seconds", 0, 1},
    {"m", 0, 60},
    {"min", 0, 60},
    {"mins", 0, 60},
    {"minute", 0, 60},
    {"minutes", 0, 60},
    {"h", 0, kHour},
    {"hr", 0, kHour},
    {"hrs", 0, kHour},
    {"hour", 0, kHour},
    {"hours", 0, kHour},
    {"d", 0, kDay},
    {"day", 0, kDay},
    {"days", 0, kDay},
    {"w", 0, 7 * kDay},
    {"wk", 0, 7 * kDay},
    {"week", 0, 7 * kDay},
    {"weeks", 0, 7 * kDay},
    {"mo", 1, 0},
    {"month", 1, 0},
    {"months", 1, 0},
    {"q", 3, 0},
    {"quarter", 3, 0},
    {"quarters", 3, 0},
    {"y", 12, 0},
    {"yr", 12, 0},
    {"yrs", 12, 0},
    {"year", 12, 0},
    {"years", 12, 0},
});

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (equal_ignoring_case(unit.name, name)) return &unit;
  }
  return nullptr;
}

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<double> take_number(std::string_view* text) {
  double value = 0;
  const auto [at, failure] =
      std::from_chars(text->data(), text->data() + text->size(), value, std::chars_format::fixed);
  if (failure != std::errc{} || value < 0 || value > 1e15) return std::nullopt;
  text->remove_prefix(static_cast<std::size_t>(at - text->data()));
  return value;
}

std::string_view take_word(std::string_view* text) {
  std::size_t length = 0;
  while (length < text->size() && letter((*text)[length])) ++length;
  const std::string_view word = text->substr(0, length);
  text->remove_prefix(length);
  return word;
}

// A fraction of a month becomes days of a 30-day month, since it has no calendar meaning of its own.
void add(const Unit& unit, double amount, Duration* out) {
  constexpr double kMonth = 30 * kDay;
  const double months = amount * unit.months;
  const auto whole = static_cast<std::int64_t>(months);
  out->months += whole;
  out->seconds += (months - static_cast<double>(whole)) * kMonth + amount * unit.seconds;
}

const Unit* iso_unit(char c, bool time) {
  switch (c) {
    case 'Y':
    case 'y':
      return time ? nullptr : find_unit("y");
    case 'M':
    case 'm':
      return find_unit(time ? "min" : "mo");
    case 'W':
    case 'w':
      return time ? nullptr : find_unit("w");
    case 'D':
    case 'd':
      return time ? nullptr : find_unit("d");
    case 'H':
    case 'h':
      return time ? find_unit("h") : nullptr;
    case 'S':
    case 's':
      return time ? find_unit("s") : nullptr;
    default:
      return nullptr;
  }
}

// Moves behind what it read; the text begins with P.
std::optional<Duration> take_iso(std::string_view* text) {
  std::string_view rest = text->substr(1);
  Duration out;
  bool time = false;
  bool any = false;
  while (!rest.empty()) {
    if (!time && (rest.front() == 'T' || rest.front() == 't')) {
      time = true;
      rest.remove_prefix(1);
      continue;
    }
    const auto amount = take_number(&rest);
    if (!amount) break;
    const Unit* unit = rest.empty() ? nullptr : iso_unit(rest.front(), time);
    if (unit == nullptr) return std::nullopt;
    rest.remove_prefix(1);
    add(*unit, *amount, &out);
    any = true;
  }
  *text = rest;
  return any ? std::optional(out) : std::nullopt;
}

// "1 week", "1h 30m", "2 days and 3 hours"
std::optional<Duration> take_words(std::string_view* text) {
  Duration out;
  bool any = false;
  std::string_view rest = *text;
  while (true) {
    std::string_view probe = trim(rest);
    if (any && probe.starts_with("and ")) probe = trim(probe.substr(4));
    const auto amount = take_number(&probe);
    if (!amount) break;
    probe = trim(probe);
    if (probe.starts_with('-')) probe.remove_prefix(1);  // "90-day"
    const Unit* unit = find_unit(take_word(&probe));
    if (unit == nullptr) break;
    add(*unit, *amount, &out);
    any = true;
    rest = probe;
  }
  *text = rest;
  return any ? std::optional(out) : std::nullopt;
}

bool only_remark(std::string_view rest) {
  rest = trim(rest);
  return rest.empty() || rest.starts_with('(') || rest.starts_with(',') || rest.starts_with(';');
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  std::string_view rest = trim(text);
  if (rest.empty()) return std::nullopt;
  const bool iso = rest.front() == 'P' || rest.front() == 'p';
  const auto duration = iso ? take_iso(&rest) : take_words(&rest);
  return duration && only_remark(rest) ? duration : std::nullopt;
}

std::optional<Duration> parse_duration(std::string_view value, std::string_view unit) {
  const std::string_view name = trim(unit);
  if (name.empty()) return parse_duration(value);
  const Unit* known = find_unit(name);
  std::string_view rest = trim(value);
  const auto amount = take_number(&rest);
  if (known == nullptr || !amount || !rest.empty()) return parse_duration(value);
  Duration out;
  add(*known, *amount, &out);
  return out;
}

std::optional<double> parse_percent(std::string_view text, bool bare) {
  std::string_view rest = trim(text);
  const auto value = take_number(&rest);
  rest = trim(rest);
  if (!value) return std::nullopt;
  const bool sign = rest.starts_with('%');
  if (sign) rest.remove_prefix(1);
  if (sign) return only_remark(rest) ? value : std::nullopt;
  if (rest.empty()) return bare ? value : std::nullopt;
  return equal_ignoring_case(rest, "percent") ? value : std::nullopt;
}

std::string canonical_sla_property(std::string_view text) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::string_view>>({{"av", "availability"},
                                                                                        {"th", "throughput"},
                                                                                        {"er", "errorRate"},
                                                                                        {"ga", "generalAvailability"},
                                                                                        {"es", "endOfSupport"},
                                                                                        {"el", "endOfLife"},
                                                                                        {"re", "retention"},
                                                                                        {"fy", "frequency"},
                                                                                        {"ly", "latency"},
                                                                                        {"td", "timeToDetect"},
                                                                                        {"tn", "timeToNotify"},
                                                                                        {"tr", "timeToRepair"},
                                                                                        {"", "freshness"},
                                                                                        {"", "completeness"},
                                                                                        {"", "timeOfAvailability"}});
  const std::string_view word = trim(text);
  for (const auto& [code, name] : kNames) {
    if (equal_ignoring_case(word, name) || (!code.empty() && equal_ignoring_case(word, code))) return std::string(name);
  }
  return std::string(word);
}

void read_amounts(Sla* sla) {
  const std::string_view unit = trim(sla->unit);
  const bool percent_unit =
      unit == "%" || equal_ignoring_case(unit, "percent") || equal_ignoring_case(unit, "percentage");
  // Nobody promises an availability of 99.9 of anything else; 0.999 may be a fraction and stays unread.
  const bool bare = unit.empty() && sla->property == "availability";
  sla->percent = parse_percent(sla->value, percent_unit || bare);
  if (bare && sla->percent && *sla->percent <= 1 && sla->value.find('%') == std::string::npos) sla->percent.reset();
  if (!sla->percent && !percent_unit) sla->duration = parse_duration(sla->value, unit);
}

}  // namespace trama::contract
