// Columns of relations, known from elsewhere: what a catalog knows and the artifacts of a tool do not say, so that
// `SELECT *` can be read. Kept with a manifest, so that it always says the same. Pure functions; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/lineage/json_rows.h"

namespace trama::lineage {

// By the relation's name, without namespace.
using ColumnsElsewhere = std::map<std::string, std::vector<std::string>, std::less<>>;

// A JSON object of lists of texts. What has another type is left out.
[[nodiscard]] ColumnsElsewhere read_columns_elsewhere(const Json& json);
void append_columns_elsewhere(const ColumnsElsewhere& known, std::string* out);

}  // namespace trama::lineage
