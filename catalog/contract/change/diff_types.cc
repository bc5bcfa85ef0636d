#include <algorithm>
#include <array>
#include <optional>

#include "catalog/contract/change/compare_values.h"
#include "catalog/contract/change/diff_parts.h"
#include "catalog/contract/types.h"

namespace trama::change {
namespace {

using contract::Constraints;
using contract::Field;
using contract::LogicalType;
using contract::TimeZoneKind;
using contract::TypeKind;

// Bits of an integer's value, sign apart; 0: not an integer.
struct Width {
  int bits = 0;
  bool is_signed = true;
};

Width width(TypeKind kind) {
  switch (kind) {
    case TypeKind::int8:
      return {7, true};
    case TypeKind::int16:
      return {15, true};
    case TypeKind::int32:
      return {31, true};
    case TypeKind::int64:
      return {63, true};
    case TypeKind::uint8:
      return {8, false};
    case TypeKind::uint16:
      return {16, false};
    case TypeKind::uint32:
      return {32, false};
    case TypeKind::uint64:
      return {64, false};
    case TypeKind::bigint:
      return {1'000, true};
    default:
      return {};
  }
}

bool is_integer(TypeKind kind) {
  return width(kind).bits > 0;
}

bool is_float(TypeKind kind) {
  return kind == TypeKind::float32 || kind == TypeKind::float64;
}

// Decimal digits in front of the point that an integer of so many bits needs.
int digits(int bits) {
  return bits * 3 / 10 + 1;
}

bool decimal_holds(const LogicalType& decimal, int bits) {
  return !decimal.precision || *decimal.precision - decimal.scale.value_or(0) >= digits(bits);
}

// Every value of `from` is one of `to`. Integers to floating point as Avro promotes them, though large ones are
// rounded.
bool promotes(const LogicalType& from, const LogicalType& to) {
  const Width small = width(from.kind);
  const Width large = width(to.kind);
  if (small.bits > 0 && large.bits > 0) return large.bits >= small.bits && (large.is_signed || !small.is_signed);
  if (small.bits > 0 && is_float(to.kind)) return from.kind != TypeKind::bigint;
  if (small.bits > 0 && to.kind == TypeKind::decimal) return decimal_holds(to, small.bits);
  return from.kind == TypeKind::float32 && to.kind == TypeKind::float64;
}

bool unstated(const LogicalType& type) {
  return type.kind == TypeKind::unknown && type.raw.empty();
}

std::optional<Rule> kind_rule(const LogicalType& before, const LogicalType& after) {
  if (unstated(before)) return Rule::field_type_stated;
  if (unstated(after)) return Rule::field_type_unstated;
  const bool wider = promotes(before, after);
  const bool narrower = promotes(after, before);
  if (wider != narrower) return wider ? Rule::field_type_widened : Rule::field_type_narrowed;
  return Rule::field_type_changed;
}

// No precision stated: as many digits as anybody wants. A precision without a scale has none behind the point.
Rule decimal_rule(const LogicalType& before, const LogicalType& after) {
  const auto text = [](std::optional<std::int32_t> value) { return value ? std::to_string(*value) : std::string(); };
  const auto whole = [](const LogicalType& t) {
    return t.precision ? std::optional(*t.precision - t.scale.value_or(0)) : std::nullopt;
  };
  const Shift in_front = shift_of(Limits::upper, {text(whole(before))}, {text(whole(after))});
  const auto scale = [](const LogicalType& t) { return t.precision && !t.scale ? std::optional(0) : t.scale; };
  const Shift behind = shift_of(Limits::upper, {text(scale(before))}, {text(scale(after))});
  switch (together(in_front, behind)) {
    case Shift::added:
    case Shift::narrowed:
      return Rule::decimal_narrowed;
    case Shift::removed:
    case Shift::widened:
      return Rule::decimal_widened;
    case Shift::none:
      return Rule::document_changed;
    default:
      return Rule::decimal_changed;
  }
}

// One side says nothing of width, digits or zone because its dialect has no word for it.
bool said_less(const LogicalType& a, const LogicalType& b) {
  if (unstated(a) || unstated(b)) return true;
  if (a.kind == b.kind) {
    const bool no_digits = !a.precision || !b.precision;
    const bool no_zone = a.zone == TimeZoneKind::unspecified || b.zone == TimeZoneKind::unspecified;
    return a.kind == TypeKind::decimal ? no_digits : no_zone;
  }
  const auto any_integer = [](const LogicalType& t) { return t.kind == TypeKind::bigint; };
  const auto any_number = [](const LogicalType& t) { return t.kind == TypeKind::decimal && !t.precision; };
  if (is_integer(a.kind) && is_integer(b.kind)) return any_integer(a) || any_integer(b);
  const bool numbers = (is_float(a.kind) && any_number(b)) || (is_float(b.kind) && any_number(a));
  return numbers;
}

std::optional<Rule> type_rule(const LogicalType& before, const LogicalType& after) {
  if (before.kind != after.kind) return kind_rule(before, after);
  if (before.kind == TypeKind::unknown && before.raw != after.raw) return kind_rule(before, after);
  if (before.precision != after.precision || before.scale != after.scale) return decimal_rule(before, after);
  return before.zone != after.zone ? std::optional(Rule::timezone_changed) : std::nullopt;
}

// Rules of one limited thing, by what happened to its limits.
struct LimitRules {
  Rule added, removed, narrowed, widened, unclear;
};

constexpr LimitRules kLength = {Rule::length_limit_added, Rule::length_limit_removed, Rule::length_narrowed,
                                Rule::length_widened, Rule::range_changed};
constexpr LimitRules kSize = {Rule::size_limit_added, Rule::size_limit_removed, Rule::size_narrowed, Rule::size_widened,
                              Rule::range_changed};
constexpr LimitRules kRange = {Rule::range_limit_added, Rule::range_limit_removed, Rule::range_narrowed,
                               Rule::range_widened, Rule::range_changed};

std::optional<Rule> limit_rule(const LimitRules& rules, Shift shift) {
  switch (shift) {
    case Shift::none:
      return std::nullopt;
    case Shift::added:
      return rules.added;
    case Shift::removed:
      return rules.removed;
    case Shift::narrowed:
      return rules.narrowed;
    case Shift::widened:
      return rules.widened;
    case Shift::unclear:
      return rules.unclear;
  }
  return rules.unclear;
}

std::string count_text(const std::optional<std::int64_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

void diff_count(Recorder* out, const Scope& scope, const LimitRules& rules, Limits side, std::string_view member,
                const std::optional<std::int64_t>& before, const std::optional<std::int64_t>& after) {
  const std::string old_text = count_text(before);
  const std::string new_text = count_text(after);
  const auto rule = limit_rule(rules, shift_of(side, {old_text}, {new_text}));
  if (rule) out->add(scope, *rule, member, old_text, new_text);
}

// The tighter of an inclusive and an exclusive limit; `member` tells which one it was.
struct Tightest {
  Limit limit;
  std::string_view member;
};

Tightest tightest(Limits side, const std::string& inclusive, const std::string& exclusive) {
  const bool lower = side == Limits::lower;
  Tightest open = {{exclusive, true}, lower ? "exclusive_minimum" : "exclusive_maximum"};
  Tightest closed = {{inclusive, false}, lower ? "minimum" : "maximum"};
  if (exclusive.empty()) return closed;
  if (inclusive.empty()) return open;
  const auto order = compare_values(inclusive, exclusive);
  const bool inclusive_wins = order && (lower ? *order > 0 : *order < 0);
  return inclusive_wins ? closed : open;
}

std::string spelled(const Tightest& t) {
  return (t.limit.exclusive && !t.limit.value.empty() ? "exclusive " : "") + t.limit.value;
}

void diff_bound(Recorder* out, const Scope& scope, Limits side, const Tightest& before, const Tightest& after) {
  const auto rule = limit_rule(kRange, shift_of(side, before.limit, after.limit));
  std::string_view member = std::max(before.member, after.member);
  if (before.limit.value.empty()) member = after.member;
  if (after.limit.value.empty()) member = before.member;
  if (rule) {
    out->add(scope, *rule, member, spelled(before), spelled(after));
  } else if (spelled(before) != spelled(after)) {
    out->add(scope, Rule::document_changed, member, spelled(before), spelled(after));
  }
}

// Of two ways to spell one limit, the looser has no effect and is only noted.
void note_looser(Recorder* out, const Scope& scope, const Constraints& before, const Constraints& after) {
  using Text = std::string Constraints::*;
  for (const auto& [one, other, member] :
       {std::tuple<Text, Text, const char*>{&Constraints::minimum, &Constraints::exclusive_minimum, "minimum"},
        std::tuple<Text, Text, const char*>{&Constraints::maximum, &Constraints::exclusive_maximum, "maximum"}}) {
    const bool both =
        (!(before.*one).empty() && !(before.*other).empty()) || (!(after.*one).empty() && !(after.*other).empty());
    const std::string old_text = before.*one + " " + before.*other;
    const std::string new_text = after.*one + " " + after.*other;
    if (both && old_text != new_text) out->add(scope, Rule::document_changed, member, old_text, new_text);
  }
}

struct TextRules {
  Rule added, removed, changed;
};

void diff_text(Recorder* out, const Scope& scope, const TextRules& rules, std::string_view member,
               const std::string& before, const std::string& after) {
  if (before == after) return;
  const Rule rule = before.empty() ? rules.added : after.empty() ? rules.removed : rules.changed;
  out->add(scope, rule, member, before, after);
}

std::string listed(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : ", ") + value;
  return out;
}

void diff_enum(Recorder* out, const Scope& scope, std::vector<std::string> before, std::vector<std::string> after) {
  std::ranges::sort(before);
  std::ranges::sort(after);
  if (before == after) return;
  if (before.empty()) return (void)out->add(scope, Rule::enum_added, "enum_values", "", listed(after));
  if (after.empty()) return (void)out->add(scope, Rule::enum_removed, "enum_values", listed(before), "");
  std::vector<std::string> gone;
  std::vector<std::string> fresh;
  std::ranges::set_difference(before, after, std::back_inserter(gone));
  std::ranges::set_difference(after, before, std::back_inserter(fresh));
  if (!gone.empty()) out->add(scope, Rule::enum_values_removed, "enum_values", listed(gone), "");
  if (!fresh.empty()) out->add(scope, Rule::enum_values_added, "enum_values", "", listed(fresh));
}

}  // namespace

std::string type_text(const LogicalType& type) {
  std::string out(type.kind == TypeKind::unknown ? type.raw : to_string(type.kind));
  if (type.precision) {
    out += "(" + std::to_string(*type.precision);
    out += (type.scale ? "," + std::to_string(*type.scale) : "") + ")";
  }
  if (type.zone == TimeZoneKind::with_zone) out += " with time zone";
  if (type.zone == TimeZoneKind::without_zone) out += " without time zone";
  return out;
}

void diff_type(Recorder* out, const Scope& scope, const Field& before, const Field& after) {
  if (out->across() && said_less(before.type, after.type)) return;
  const auto rule = type_rule(before.type, after.type);
  if (rule) out->add(scope, *rule, "type", type_text(before.type), type_text(after.type));
}

void diff_constraints(Recorder* out, const Scope& scope, const Constraints& before, const Constraints& after) {
  diff_enum(out, scope, before.enum_values, after.enum_values);
  diff_count(out, scope, kLength, Limits::lower, "min_length", before.min_length, after.min_length);
  diff_count(out, scope, kLength, Limits::upper, "max_length", before.max_length, after.max_length);
  for (const Limits side : {Limits::lower, Limits::upper}) {
    const bool lower = side == Limits::lower;
    diff_bound(out, scope, side,
               lower ? tightest(side, before.minimum, before.exclusive_minimum)
                     : tightest(side, before.maximum, before.exclusive_maximum),
               lower ? tightest(side, after.minimum, after.exclusive_minimum)
                     : tightest(side, after.maximum, after.exclusive_maximum));
  }
  note_looser(out, scope, before, after);
  diff_text(out, scope, {Rule::pattern_added, Rule::pattern_removed, Rule::pattern_changed}, "pattern", before.pattern,
            after.pattern);
  diff_text(out, scope, {Rule::format_added, Rule::format_removed, Rule::format_changed}, "format", before.format,
            after.format);
  diff_text(out, scope, {Rule::multiple_of_added, Rule::multiple_of_removed, Rule::multiple_of_changed}, "multiple_of",
            before.multiple_of, after.multiple_of);
  diff_count(out, scope, kSize, Limits::lower, "min_items", before.min_items, after.min_items);
  diff_count(out, scope, kSize, Limits::upper, "max_items", before.max_items, after.max_items);
  diff_count(out, scope, kSize, Limits::lower, "min_properties", before.min_properties, after.min_properties);
  diff_count(out, scope, kSize, Limits::upper, "max_properties", before.max_properties, after.max_properties);
  if (before.unique_items != after.unique_items) {
    out->add(scope, after.unique_items ? Rule::size_limit_added : Rule::size_limit_removed, "unique_items",
             before.unique_items ? "true" : "", after.unique_items ? "true" : "");
  }
}

}  // namespace trama::change
