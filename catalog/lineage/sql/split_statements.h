// A text of SQL cut into statements, each a list of tokens. FROM-first queries (DuckDB, Hive) are put in order, and a
// Hive statement that inserts into several tables becomes one statement for each. Pure; any thread.
#pragma once

#include <vector>

#include "catalog/lineage/sql/tokens.h"

namespace trama::lineage::sql {

[[nodiscard]] std::vector<std::vector<Token>> split_statements(std::vector<Token> tokens, Dialect dialect);

}  // namespace trama::lineage::sql
