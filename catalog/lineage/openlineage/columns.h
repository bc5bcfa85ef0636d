// Columns of a dataset by the names OpenLineage gives them. Internal to catalog/lineage/openlineage.
//
// A column is written by its name, one inside a struct as `struct.member`. Endpoints take escaped paths
// (catalog/base/node_id.h), in which an item of an array is `array[]` and those of a map `map{key}` and `map{value}`,
// as contracts have them. Schemas write these as a single child `_element` (or `element`) of an array, and as children
// `key` and `value` of a map. A written name is looked up in the schema, whole names first, since a column may have a
// dot in its name; where the schema does not have it, or there is none, its dots are taken for those of structs.
//
// Immutable; any thread. The schema must outlive it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/lineage/openlineage/facets.h"

namespace trama::lineage::openlineage {

class Columns {
 public:
  Columns() = default;
  explicit Columns(const Schema* schema);  // nullptr: not known

  [[nodiscard]] std::string path_of(std::string_view written) const;
  // Whether these paths account for every column: each is named, is inside one that is, or has all its members named.
  // False where there is no schema.
  [[nodiscard]] bool accounted(const std::unordered_set<std::string>& paths) const;
  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }  // of all levels, parents first

 private:
  [[nodiscard]] bool accounted(const std::unordered_set<std::string>& paths, std::size_t* at) const;

  const Schema* schema_ = nullptr;
  std::vector<std::string> paths_;
  std::unordered_map<std::string, std::size_t> written_;
};

}  // namespace trama::lineage::openlineage
