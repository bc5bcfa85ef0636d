// Times as emitters write them. RFC 3339 is what the specification wants; the rest is what Java's and Python's clocks,
// and people, make of it.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/event.h"

namespace trama::lineage::openlineage {
namespace {

constexpr std::size_t kTimeBytesMax = 64;

bool digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Seconds, milli-, micro- or nanoseconds since 1970: the number of digits tells, from 2001 to 2286.
std::optional<TimeUs> since_1970(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  switch (text.size()) {
    case 10:
      return value * 1'000'000;
    case 13:
      return value * 1'000;
    case 16:
      return value;
    case 19:
      return value / 1'000;
    default:
      return std::nullopt;
  }
}

// "+0200" and "+02" to "+02:00"; "" to "Z".
std::string zone_of(std::string_view zone) {
  if (zone.empty()) return "Z";
  std::string out(zone);
  if (digits(zone.substr(1)) && zone.size() == 3) out += ":00";
  if (digits(zone.substr(1)) && zone.size() == 5) out.insert(3, ":");
  return out;
}

}  // namespace

std::optional<TimeUs> event_time(std::string_view text) {
  text = trim(text);
  // 2020-12-28T19:52:00.001+10:00[Australia/Sydney]
  if (text.ends_with(']')) text = trim(text.substr(0, text.find('[')));
  if (text.size() < 10 || text.size() > kTimeBytesMax) return std::nullopt;
  if (digits(text)) return since_1970(text);
  constexpr std::size_t kDateBytes = 10;
  if (text.size() == kDateBytes) return parse_rfc3339(text);
  std::string_view clock = text.substr(kDateBytes + 1);
  const std::size_t zone_at = std::min(clock.find_first_of("Zz+-"), clock.size());
  const std::string zone = zone_of(trim(clock.substr(zone_at)));
  clock = trim(clock.substr(0, zone_at));
  std::string written = std::string(text.substr(0, kDateBytes)) + "T" + std::string(clock.substr(0, 8));
  constexpr std::size_t kMinuteBytes = 5;  // 19:52
  if (clock.size() == kMinuteBytes) written += ":00";
  if (clock.size() > 8) {
    if (clock[8] != '.' && clock[8] != ',') return std::nullopt;
    const std::string_view fraction = clock.substr(9);
    if (!digits(fraction)) return std::nullopt;
    written += "." + std::string(fraction.substr(0, 9));
  }
  return text[kDateBytes] == 'T' || text[kDateBytes] == 't' || text[kDateBytes] == ' ' ? parse_rfc3339(written + zone)
                                                                                       : std::nullopt;
}

}  // namespace trama::lineage::openlineage
