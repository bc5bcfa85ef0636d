// A facet as somebody said it at some time. The later event time wins; at the same time the greater value, so that
// merging is commutative, associative and idempotent, and the order in which events arrive decides nothing. A deleted
// facet (`_deleted: true`) is remembered, since it wins over what was said before.
//
// `members()` of a value type names its members once, for packing and for merging. Plain value types; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <tuple>

#include "catalog/base/clock.h"

namespace trama::lineage::openlineage {

inline constexpr TimeUs kNever = std::numeric_limits<TimeUs>::min();

template <typename T>
struct Facet {
  TimeUs at_us = kNever;  // kNever: nobody said it
  bool deleted = false;
  T value{};

  [[nodiscard]] bool said() const { return at_us != kNever; }
  // nullptr: not said, or deleted
  [[nodiscard]] const T* get() const { return said() && !deleted ? &value : nullptr; }
  void merge(const Facet& other) {
    if (*this < other) *this = other;
  }

  static auto members(auto& self) { return std::tie(self.at_us, self.deleted, self.value); }
  friend auto operator<=>(const Facet&, const Facet&) = default;
};

}  // namespace trama::lineage::openlineage
