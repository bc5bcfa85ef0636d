// What a whole statement writes: its target, its columns and what reaches them. One thread; throws Exceeded.
#pragma once

#include "catalog/lineage/sql/analysis.h"
#include "catalog/lineage/sql/syntax_tree.h"

namespace trama::lineage::sql {

// Findings stay in the analysis. The other statements in `nested` stood in its WITH.
[[nodiscard]] StatementLineage resolve_statement(const Node& statement, StatementKind kind, Analysis* analysis,
                                                 std::vector<Node>* nested);

// The kind of a statement within WITH.
[[nodiscard]] StatementKind kind_of(const Node& statement);

}  // namespace trama::lineage::sql
