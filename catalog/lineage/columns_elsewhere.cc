#include "catalog/lineage/columns_elsewhere.h"

#include "catalog/contract/json_tree.h"

namespace trama::lineage {

ColumnsElsewhere read_columns_elsewhere(const Json& json) {
  ColumnsElsewhere known;
  json.members([&](std::string_view relation, const Json& list) {
    std::vector<std::string> columns;
    list.items([&](std::size_t, const Json& column) {
      if (column.is(JsonType::text)) columns.emplace_back(column.text());
    });
    if (!columns.empty()) known.emplace(relation, std::move(columns));
  });
  return known;
}

void append_columns_elsewhere(const ColumnsElsewhere& known, std::string* out) {
  *out += '{';
  for (const auto& [relation, columns] : known) {
    if (out->back() != '{') *out += ',';
    contract::append_json_text(out, relation);
    *out += ":[";
    for (const std::string& column : columns) {
      if (out->back() != '[') *out += ',';
      contract::append_json_text(out, column);
    }
    *out += ']';
  }
  *out += '}';
}

}  // namespace trama::lineage
