// Where the values of a column come from: a set of columns of base relations, each with how it takes part.
//
// Plain values; one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "catalog/lineage/assertion.h"

namespace trama::lineage::sql {

struct Origin {
  std::uint32_t column = 0;  // of Analysis::columns
  DependencyType type = DependencyType::direct;
  Subtype subtype = Subtype::identity;
  bool masking = false;
  bool ambiguous = false;

  friend auto operator<=>(const Origin&, const Origin&) = default;
};

// How an expression takes part in what it stands in.
struct How {
  DependencyType type = DependencyType::direct;
  Subtype subtype = Subtype::identity;
  bool masking = false;
};
inline constexpr How kTransformed{DependencyType::direct, Subtype::transformation, false};
[[nodiscard]] constexpr How indirectly(Subtype subtype) {
  return {DependencyType::indirect, subtype, false};
}

// Sorted, each once.
class Origins {
 public:
  void add(const Origin& origin) {
    const auto at = std::lower_bound(list_.begin(), list_.end(), origin);
    if (at == list_.end() || *at != origin) list_.insert(at, origin);
  }
  void add(const Origins& others) {
    if (others.list_.empty()) return;
    std::vector<Origin> merged;
    merged.reserve(list_.size() + others.list_.size());
    std::set_union(list_.begin(), list_.end(), others.list_.begin(), others.list_.end(), std::back_inserter(merged));
    list_ = std::move(merged);
  }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  [[nodiscard]] auto begin() const { return list_.begin(); }
  [[nodiscard]] auto end() const { return list_.end(); }
  friend bool operator==(const Origins&, const Origins&) = default;

 private:
  std::vector<Origin> list_;
};

// The stronger meaning stays: what was indirect stays what it was; a direct use of a direct one is an aggregation if
// either is, else a transformation if either is; an indirect use makes it indirect.
[[nodiscard]] inline Origin composed(Origin inner, const How& outer) {
  if (inner.type == DependencyType::indirect) return inner;
  inner.masking = inner.masking || outer.masking;
  if (outer.type == DependencyType::indirect) {
    inner.type = outer.type;
    inner.subtype = outer.subtype;
    inner.masking = false;
  } else {
    inner.subtype = std::max(inner.subtype, outer.subtype);
  }
  return inner;
}

[[nodiscard]] inline Origins composed(const Origins& inner, const How& outer) {
  Origins out;
  for (const Origin& origin : inner) out.add(composed(origin, outer));
  return out;
}

}  // namespace trama::lineage::sql
