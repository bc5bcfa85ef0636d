// Lineage of SQL as one line of text, for tables of cases and for reports. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::sql_text {

// `t(a, b) s.u(c)`: relations and their columns. A relation matches by the parts that are written here.
[[nodiscard]] lineage::sql::Schemas schemas_of(std::string_view text);

// `x <- t.a identity; * <- t.b filter`: sorted; `*` is the target as a whole, `masked` and `?` (ambiguous) behind.
[[nodiscard]] std::string edges_of(const lineage::sql::StatementLineage& lineage);
// `t, s.u~`: in order, `~` where not every column is accounted for.
[[nodiscard]] std::string sources_of(const lineage::sql::StatementLineage& lineage);
// `ambiguous-column unnamed-column`: the rules, in order.
[[nodiscard]] std::string rules_of(const lineage::sql::StatementLineage& lineage);

// All of it, a line for each statement:
//   insert t from s, u~: x <- s.a identity !ambiguous-column
// `...` behind the sources where there are more columns; `relations only` before the colon where nothing else is known.
[[nodiscard]] std::string summary_of(const std::vector<lineage::sql::StatementLineage>& statements);

}  // namespace trama::sql_text
