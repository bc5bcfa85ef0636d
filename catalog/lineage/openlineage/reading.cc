#include "catalog/lineage/openlineage/reading.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "catalog/base/text.h"

namespace trama::lineage::openlineage {
namespace {

struct RuleRow {
  std::string_view id;
  Severity severity;
};
constexpr std::array<RuleRow, static_cast<std::size_t>(Rule::count)> kRules = {{
    {"not-json", Severity::error},
    {"not-an-event", Severity::error},
    {"nested-too-deeply", Severity::error},
    {"too-many-values", Severity::error},
    {"missing-member", Severity::error},
    {"unreadable-time", Severity::error},
    {"wrong-type", Severity::error},
    {"name-too-long", Severity::error},
    {"name-control-character", Severity::error},
    {"too-many-datasets", Severity::error},
    {"facet-unreadable", Severity::warning},
    {"facet-cut", Severity::warning},
    {"unknown-event-type", Severity::warning},
    {"missing-producer", Severity::warning},
    {"run-id-replaced", Severity::warning},
    {"member-ignored", Severity::note},
}};
constexpr std::size_t kFoundBytesMax = 120;
constexpr std::size_t kPointerKeyBytesMax = 200;

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string At::pointer() const {
  if (up_ == nullptr) return {};
  std::string out = up_->pointer() + "/";
  if (indexed_) return out + std::to_string(index_);
  for (const char c : shorten(key_, kPointerKeyBytesMax)) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

void Reading::say(Rule rule, const At& at, std::string message, std::string expected, std::string hint,
                  std::string_view found) {
  const RuleRow& row = kRules.at(static_cast<std::size_t>(rule));
  failed_ = failed_ || row.severity == Severity::error;
  if (problems_.size() >= limits::kProblemsMax) return;
  Problem& added = problems_.emplace_back();
  added.severity = row.severity;
  added.rule = row.id;
  added.message = std::move(message);
  added.pointer = at.pointer();
  added.expected = std::move(expected);
  added.hint = std::move(hint);
  added.found = shorten(found, kFoundBytesMax);
}

bool Reading::take_source(const At& at) {
  if (sources_ == kColumnSourcesMax) {
    say(Rule::facet_cut, at, "the event has too many sources of columns; the rest is left out",
        "at most " + std::to_string(kColumnSourcesMax) + " in one event");
  }
  return ++sources_ <= kColumnSourcesMax;
}

std::string text_of(Reading* reading, const Json& map, const At& at, std::string_view key, std::size_t bytes_max) {
  const std::string_view text = map.find(key).text();
  if (text.size() <= bytes_max) return std::string(text);
  reading->say(Rule::facet_cut, At(at, key), "the text is too long and is cut",
               "at most " + std::to_string(bytes_max) + " bytes");
  return shorten(text, bytes_max);
}

std::optional<std::int64_t> integer_of(const Json& map, std::string_view key) {
  const std::string_view text = trim(map.find(key).text());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  // 5.0 and 1e3 are what some languages make of whole numbers.
  double number = 0;
  const auto [number_end, number_error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr double kExactMax = 9007199254740992.0;
  if (number_error != std::errc() || number_end != text.data() + text.size()) return std::nullopt;
  if (!(std::abs(number) <= kExactMax) || number != std::floor(number)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::string number_of(const Json& map, std::string_view key) {
  constexpr std::size_t kNumberBytesMax = 128;
  const Json value = map.find(key);
  if (!value.is(JsonType::number) && !value.is(JsonType::text)) return {};
  return value.text().size() <= kNumberBytesMax ? std::string(value.text()) : std::string();
}

std::optional<bool> flag_of(const Json& map, std::string_view key) {
  const std::string_view text = map.find(key).text();
  if (equal_ignoring_case(text, "true") || text == "1") return true;
  if (equal_ignoring_case(text, "false") || text == "0") return false;
  return std::nullopt;
}

std::optional<TimeUs> time_of(const Json& map, std::string_view key) {
  return event_time(map.find(key).text());
}

std::string name_in_facet(Reading* reading, const Json& map, const At& at, std::string_view key) {
  const std::string_view text = map.find(key).text();
  if (text.size() <= kNameTextBytesMax && !has_control_character(text)) return std::string(text);
  reading->say(Rule::facet_cut, At(at, key), "no name: too long, or with control characters; it is left out",
               "at most " + std::to_string(kNameTextBytesMax) + " bytes without control characters", "", text);
  return {};
}

bool read_name(Reading* reading, const Json& map, const At& at, Name* out) {
  out->space = name_in_facet(reading, map, at, "namespace");
  out->name = name_in_facet(reading, map, at, "name");
  if (!out->space.empty() && !out->name.empty()) return true;
  if (!out->empty()) {
    reading->say(Rule::facet_cut, at, "a namespace without a name, or a name without a namespace, is left out",
                 "`namespace` and `name`");
  }
  *out = {};
  return false;
}

std::string required_name(Reading* reading, const Json& map, const At& at, std::string_view key,
                          std::string_view what) {
  const Json value = map.find(key);
  const std::string_view text = value.text();
  const At here(at, key);
  if (trim(text).empty()) {
    reading->say(Rule::missing_member, here, std::string(what) + " has no `" + std::string(key) + "`", "a text");
  } else if (text.size() > kNameTextBytesMax) {
    reading->say(Rule::name_too_long, here, "the `" + std::string(key) + "` of " + std::string(what) + " is too long",
                 "at most " + std::to_string(kNameTextBytesMax) + " bytes", "", text);
  } else if (has_control_character(text)) {
    reading->say(Rule::name_control_character, here,
                 "the `" + std::string(key) + "` of " + std::string(what) + " has control characters",
                 "a text of one line");
  } else {
    return std::string(text);
  }
  return {};
}

}  // namespace trama::lineage::openlineage
