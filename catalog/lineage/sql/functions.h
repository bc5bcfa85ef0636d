// What is known of SQL functions: which aggregate, which mask, which arguments only decide. Pure; any thread. Names in
// lower case.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/dialect.h"

namespace trama::lineage::sql {

[[nodiscard]] bool is_aggregate(std::string_view function);
[[nodiscard]] bool is_masking(std::string_view function);  // hashes, and counts as OpenLineage's integrations have it
// Whether this argument (from 0, of `count`) is a condition: the first of IFF(a, b, c), every other one of DECODE.
[[nodiscard]] bool is_condition(std::string_view function, std::size_t argument, std::size_t count);
// Whether this argument may be a bare keyword such as MONTH.
[[nodiscard]] bool takes_date_part(std::string_view function, std::size_t argument, Dialect dialect);
[[nodiscard]] bool is_date_part(std::string_view word);
// Columns of a table function, where they are the same for every call; else empty.
[[nodiscard]] std::vector<std::string_view> columns_of_function(std::string_view function);
// Names that look like columns and are none: SYSDATE, ROWNUM, _PARTITIONTIME.
[[nodiscard]] bool is_pseudo_column(std::string_view name);

}  // namespace trama::lineage::sql
