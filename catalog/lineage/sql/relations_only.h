// The relations of a statement that no grammar here reads: what stands behind FROM, JOIN, INTO and the like. Tolerant
// of any text; names of common table expressions are left out. Pure; any thread.
#pragma once

#include <vector>

#include "catalog/lineage/sql/sql_lineage.h"
#include "catalog/lineage/sql/tokens.h"

namespace trama::lineage::sql {

[[nodiscard]] StatementLineage relations_only(const Tokens& tokens, StatementKind kind, const DialectTraits& traits,
                                              const Options& options);

}  // namespace trama::lineage::sql
