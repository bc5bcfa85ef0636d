#include "tests/support/sql_text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include "catalog/base/text.h"

namespace trama::sql_text {

using lineage::sql::ColumnEdge;
using lineage::sql::SqlName;
using lineage::sql::StatementLineage;

lineage::sql::Schemas schemas_of(std::string_view text) {
  std::map<std::string, std::vector<std::string>> known;
  while (!text.empty()) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    std::vector<std::string>& columns = known[to_lower(trim(text.substr(0, open)))];
    for (const std::string_view column : split(text.substr(open + 1, close - open - 1), ',')) {
      columns.emplace_back(trim(column));
    }
    text.remove_prefix(close + 1);
  }
  return [known](const SqlName& name) -> std::optional<std::vector<std::string>> {
    for (const std::string& spelled : {to_string(name), name.schema + "." + name.table, name.table}) {
      if (const auto it = known.find(to_lower(spelled)); it != known.end()) return it->second;
    }
    return std::nullopt;
  };
}

std::string edges_of(const StatementLineage& lineage) {
  std::vector<std::string> lines;
  for (const ColumnEdge& edge : lineage.edges) {
    std::string line = edge.target_column.empty() ? "*" : edge.target_column;
    line += " <- " + to_string(lineage.sources[edge.source].name) + "." + edge.source_column + " " +
            to_lower(to_string(edge.subtype));
    if (edge.type == lineage::DependencyType::unknown) line += " unknown";
    if (edge.masking) line += " masked";
    if (edge.ambiguous) line += " ?";
    lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out;
}

std::string sources_of(const StatementLineage& lineage) {
  std::string out;
  for (const auto& source : lineage.sources) {
    out += (out.empty() ? "" : ", ") + to_string(source.name) + (source.complete ? "" : "~");
  }
  return out;
}

std::string rules_of(const StatementLineage& lineage) {
  std::string out;
  for (const auto& finding : lineage.findings) out += (out.empty() ? "" : " ") + finding.rule;
  return out;
}

std::string summary_of(const std::vector<StatementLineage>& statements) {
  std::string out;
  for (const StatementLineage& each : statements) {
    if (!out.empty()) out += '\n';
    out += to_string(each.kind);
    if (each.target) out += " " + to_string(*each.target);
    if (!each.sources.empty()) out += " from " + sources_of(each);
    const bool relations = each.level == lineage::sql::Level::table;
    if (!each.columns_complete && !relations) out += " ...";
    if (relations) out += " relations only";
    out += ":";
    if (!each.edges.empty()) out += " " + edges_of(each);
    if (!each.findings.empty()) out += " !" + rules_of(each);
  }
  return out;
}

}  // namespace trama::sql_text
