#include "catalog/contract/change/names_alike.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "catalog/base/text.h"

namespace trama::change {
namespace {

std::size_t edits(std::string_view a, std::string_view b) {
  std::array<std::size_t, kAlikeBytesMax + 1> row{};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row.at(j), std::min({replaced, row.at(j) + 1, row.at(j - 1) + 1}));
    }
  }
  return row.at(b.size());
}

// `total_amount` and `totalAmount` are the same two words.
std::vector<std::string> words(std::string_view name) {
  std::vector<std::string> out(1);
  bool lower_before = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool between = c == '_' || c == '-' || c == ' ' || c == '.';
    if ((between || (upper && lower_before)) && !out.back().empty()) out.emplace_back();
    if (!between) out.back() += upper ? static_cast<char>(c + 32) : c;
    lower_before = !upper && !between;
  }
  if (out.back().empty()) out.pop_back();
  std::ranges::sort(out);
  return out;
}

double shared_words(std::string_view a, std::string_view b) {
  const auto left = words(a);
  const auto right = words(b);
  if (left.empty() || right.empty()) return 0;
  std::vector<std::string> both;
  std::ranges::set_intersection(left, right, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(std::min(left.size(), right.size()));
}

}  // namespace

double names_alike(std::string_view a, std::string_view b) {
  a = a.substr(0, kAlikeBytesMax);
  b = b.substr(0, kAlikeBytesMax);
  const std::size_t longer = std::max(a.size(), b.size());
  if (longer == 0) return 0;
  const double by_edits = 1.0 - static_cast<double>(edits(to_lower(a), to_lower(b))) / static_cast<double>(longer);
  return std::max(by_edits, 0.9 * shared_words(a, b));
}

}  // namespace trama::change
