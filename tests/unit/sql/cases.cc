#include "tests/unit/sql/cases.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "tests/support/sql_text.h"

namespace trama::sql_cases {

using namespace lineage::sql;

namespace {

void check_form(const StatementLineage& statement) {
  for (const Finding& finding : statement.findings) {
    CHECK_MESSAGE(std::ranges::binary_search(finding_rules(), finding.rule), finding.rule);
    CHECK(finding.line >= 1);
    CHECK(finding.column >= 1);
  }
  for (const ColumnEdge& edge : statement.edges) {
    REQUIRE(edge.source < statement.sources.size());
    CHECK_FALSE(edge.source_column.empty());
    CHECK((!edge.target_column.empty() || edge.type == lineage::DependencyType::indirect));
  }
}

}  // namespace

void check(std::span<const Case> cases) {
  for (const Case& each : cases) {
    CAPTURE(each.about);
    CAPTURE(each.sql);
    Options options;
    options.dialect = each.dialect;
    const auto read = sql_lineage(each.sql, sql_text::schemas_of(each.schemas), options);
    REQUIRE(read.has_value());
    CHECK(sql_text::summary_of(*read) == each.expected);
    for (const StatementLineage& statement : *read) check_form(statement);
  }
}

}  // namespace trama::sql_cases
