// Order of values as contracts spell them: numbers of any length, dates and times. Pure functions; any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace trama::change {

// -1, 0, 1; nullopt where the two cannot be compared: a number with a text, texts of different shape.
[[nodiscard]] std::optional<int> compare_values(std::string_view a, std::string_view b);

// A plain decimal number ("-2.50", "1e3"); nullopt for anything else.
[[nodiscard]] std::optional<double> number_of(std::string_view text);

// What a change of limits does to the values they allow.
enum class Limits : bool { lower, upper };
enum class Shift { none, added, removed, narrowed, widened, unclear };

// One side of a range, "" = no limit.
struct Limit {
  std::string value;
  bool exclusive = false;
};
[[nodiscard]] Shift shift_of(Limits side, const Limit& before, const Limit& after);

// Of two sides of one range: what both together do.
[[nodiscard]] Shift together(Shift one, Shift other);

}  // namespace trama::change
