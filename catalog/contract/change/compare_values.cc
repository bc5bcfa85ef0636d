#include "catalog/contract/change/compare_values.h"

#include <algorithm>
#include <charconv>

#include "catalog/base/text.h"

namespace trama::change {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

struct Digits {
  bool negative = false;
  std::string_view whole, fraction;
};

// Without exponent; those go by double.
std::optional<Digits> digits_of(std::string_view text) {
  Digits out;
  out.negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  out.whole = text.substr(0, point);
  if (point != text.npos) out.fraction = text.substr(point + 1);
  if (!all_digits(out.whole) || (point != text.npos && !all_digits(out.fraction))) return std::nullopt;
  out.whole.remove_prefix(std::min(out.whole.find_first_not_of('0'), out.whole.size()));
  while (out.fraction.ends_with('0')) out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;
  return out;
}

int sign(std::strong_ordering order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_digits(const Digits& a, const Digits& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  auto order = a.whole.size() <=> b.whole.size();
  if (order == 0) order = a.whole <=> b.whole;
  if (order == 0) order = a.fraction <=> b.fraction;
  return a.negative ? -sign(order) : sign(order);
}

// Texts of one shape, such as two ISO dates, order as their bytes do.
bool same_shape(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digit(a[i]) != digit(b[i]) || (!digit(a[i]) && a[i] != b[i])) return false;
  }
  return true;
}

Shift narrower(bool narrowed) {
  return narrowed ? Shift::narrowed : Shift::widened;
}

}  // namespace

std::optional<double> number_of(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, failure] = std::from_chars(text.data(), end, value);
  if (text.empty() || failure != std::errc{} || at != end) return std::nullopt;
  return value;
}

std::optional<int> compare_values(std::string_view a, std::string_view b) {
  const auto left = digits_of(a);
  const auto right = digits_of(b);
  if (left && right) return compare_digits(*left, *right);
  const auto one = number_of(a);
  const auto other = number_of(b);
  if (one && other && *one == *one && *other == *other) return *one < *other ? -1 : *one > *other ? 1 : 0;
  if (a == b) return 0;
  if (!one && !other && same_shape(a, b)) return a < b ? -1 : 1;
  return std::nullopt;
}

Shift shift_of(Limits side, const Limit& before, const Limit& after) {
  if (before.value.empty() && after.value.empty()) return Shift::none;
  if (before.value.empty()) return Shift::added;
  if (after.value.empty()) return Shift::removed;
  const auto order = compare_values(before.value, after.value);
  if (!order) return Shift::unclear;
  if (*order == 0) {
    return before.exclusive == after.exclusive ? Shift::none : narrower(after.exclusive);
  }
  return narrower(side == Limits::lower ? *order < 0 : *order > 0);
}

Shift together(Shift one, Shift other) {
  if (one == Shift::none || one == other) return other;
  if (other == Shift::none) return one;
  const auto fewer = [](Shift s) { return s == Shift::added || s == Shift::narrowed; };
  const auto more = [](Shift s) { return s == Shift::removed || s == Shift::widened; };
  if (fewer(one) && fewer(other)) return Shift::narrowed;
  if (more(one) && more(other)) return Shift::widened;
  return Shift::unclear;
}

}  // namespace trama::change
