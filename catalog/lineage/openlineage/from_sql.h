// Column lineage of a SQL statement, said as the facet `columnLineage` says it.
//
// Every column that the statement writes is there, those made from nothing too, so that a dataset whose schema is known
// can be seen to be accounted for. INDIRECT uses of the rows become sources of the dataset. Where the statement's
// columns are not all known, or a relation's are not accounted for, `complete` is false or the relation is among
// `partial`: nobody may conclude from what is missing.
//
// Pure function; any thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "catalog/lineage/assertion.h"
#include "catalog/lineage/openlineage/facets.h"
#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::lineage::openlineage {

struct SqlColumns {
  ColumnLineage lineage;
  std::vector<std::string> columns;  // written, in order
  std::set<Name> reads;
  std::set<Name> partial;  // of `reads`
  bool complete = true;    // `columns` are all
};

using NameOf = std::function<Name(const sql::SqlName&)>;

[[nodiscard]] SqlColumns columns_of(const sql::StatementLineage& statement, const NameOf& name_of);

// Columns of a dataset, all of them and in order; nullptr: not known.
using ColumnsOf = std::function<const std::vector<std::string>*(const Name&)>;

// What is claimed of a dataset that is made from these, as of a job (claims.h). nullptr: nothing is known of columns.
[[nodiscard]] std::vector<Assertion> claims_of_query(const Name& target, const std::set<Name>& inputs,
                                                     const SqlColumns* columns, const ColumnsOf& columns_of);

}  // namespace trama::lineage::openlineage
