#include "catalog/lineage/openlineage/from_sql.h"

#include <map>
#include <utility>

#include "catalog/lineage/openlineage/claims.h"

namespace trama::lineage::openlineage {

SqlColumns columns_of(const sql::StatementLineage& statement, const NameOf& name_of) {
  SqlColumns out;
  out.columns = statement.columns;
  out.complete = statement.columns_complete && statement.level == sql::Level::column;
  std::vector<Name> names;
  names.reserve(statement.sources.size());
  for (const sql::Source& source : statement.sources) {
    names.push_back(name_of(source.name));
    out.reads.insert(names.back());
    if (!source.complete) out.partial.insert(names.back());
  }
  if (statement.level == sql::Level::table) return out;
  // Uses of one column for one target, together; columns in the statement's order.
  using Uses = std::map<std::pair<Name, std::string>, std::vector<Transformation>>;
  std::map<std::string, Uses> uses;
  for (const sql::ColumnEdge& edge : statement.edges) {
    uses[edge.target_column][{names.at(edge.source), edge.source_column}].push_back(
        {edge.type, edge.subtype, edge.masking, ""});
    if (edge.ambiguous) out.partial.insert(names.at(edge.source));
  }
  const auto sources_of = [&uses](const std::string& target) {
    std::vector<Source> sources;
    const auto found = uses.find(target);
    if (found == uses.end()) return sources;
    for (auto& [column, how] : found->second) {
      sources.push_back({EntityKind::dataset, column.first, column.second, std::move(how)});
    }
    uses.erase(found);
    return sources;
  };
  out.lineage.dataset = sources_of("");
  for (const std::string& column : statement.columns) out.lineage.columns.push_back({column, sources_of(column)});
  while (!uses.empty()) {
    const std::string column = uses.begin()->first;
    out.lineage.columns.push_back({column, sources_of(column)});
  }
  return out;
}

std::vector<Assertion> claims_of_query(const Name& target, const std::set<Name>& inputs, const SqlColumns* columns,
                                       const ColumnsOf& columns_of) {
  const auto schema_of = [&columns_of](const Name& dataset) -> Facet<Schema> {
    const std::vector<std::string>* known = columns_of(dataset);
    if (known == nullptr) return {};
    Schema schema;
    for (const std::string& column : *known) schema.fields.push_back({column, "", "", 0, 0});
    return {0, false, std::move(schema)};
  };
  RunRecord record;
  for (const Name& input : inputs) {
    if (input != target) record.inputs[input].schema = schema_of(input);
  }
  DatasetFacets& output = record.outputs[target];
  output.schema = schema_of(target);
  if (columns != nullptr) output.column_lineage = {0, false, columns->lineage};
  std::vector<Assertion> assertions = claims_of(record).assertions;
  for (Assertion& assertion : assertions) {
    const Name source{assertion.source.owner, assertion.source.table};
    if (columns != nullptr && columns->partial.contains(source)) assertion.complete = false;
  }
  return assertions;
}

}  // namespace trama::lineage::openlineage
