// Any bytes as SQL. The first byte chooses the dialect (a letter from a on), the second whether the schemas of some
// relations are known (A) or none (anything else). Whatever comes out must hold together: places lie in the text, rules
// are known, edges end at something, and only what decides may reach a target as a whole.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/sql_lineage.h"

using namespace trama::lineage;
using namespace trama::lineage::sql;

namespace {

void demand(bool holds, const char* what, std::string_view detail) {
  if (holds) return;
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(detail.size()), detail.data());
  std::abort();
}

void check(const StatementLineage& statement, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  demand(statement.line >= 1 && statement.line <= lines, "a statement outside the text", text);
  for (const Finding& finding : statement.findings) {
    demand(std::ranges::binary_search(finding_rules(), finding.rule), "a rule that is not in the list", finding.rule);
    demand(finding.line <= lines && finding.column <= text.size() + 1, "a place outside the text", finding.message);
  }
  for (const ColumnEdge& edge : statement.edges) {
    demand(edge.source < statement.sources.size(), "an edge from nowhere", edge.source_column);
    demand(!edge.target_column.empty() || edge.type == DependencyType::indirect, "a direct edge to no column",
           edge.source_column);
  }
  demand(std::ranges::is_sorted(statement.edges), "edges out of order", text);
  demand(statement.level == Level::column || !statement.findings.empty(), "a fallback that is not told", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  Options options;
  options.dialect = static_cast<Dialect>((data[0] + 2U) % 11U);  // a is generic
  const Schemas schemas = [&](const SqlName& name) -> std::optional<std::vector<std::string>> {
    if (data[1] != 'A' || name.table.size() != 1) return std::nullopt;
    return std::vector<std::string>{"id", "a", "b", "S.f"};
  };
  const auto read = sql_lineage(text, schemas, options);
  if (!read) {
    demand(!read.error().message.empty(), "a refusal without a reason", "");
    return 0;
  }
  for (const StatementLineage& statement : *read) check(statement, text);
  return 0;
}
