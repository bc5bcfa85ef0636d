// sql_print DIALECT [SCHEMAS [short]] < FILE
//
// Prints what a text of SQL says about lineage, one statement after the other. SCHEMAS is written as t(a, b) u(c);
// `short` prints a line for each statement, as the unit tests write it.
// Exit: 0 read; 1 refused; 2 wrong usage.
#include <iostream>
#include <iterator>
#include <string>

#include "catalog/lineage/sql/sql_lineage.h"
#include "tests/support/sql_text.h"

using namespace trama;

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: sql_print DIALECT [SCHEMAS] < FILE\n";
    return 2;
  }
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  lineage::sql::Options options;
  options.dialect = lineage::sql::dialect_from(argv[1]);
  const auto read = lineage::sql::sql_lineage(text, sql_text::schemas_of(argc > 2 ? argv[2] : ""), options);
  if (!read) {
    std::cerr << read.error().message << '\n';
    return 1;
  }
  if (argc > 3) {
    std::cout << sql_text::summary_of(*read) << '\n';
    return 0;
  }
  for (const auto& statement : *read) {
    std::cout << "line " << statement.line << ": " << to_string(statement.kind)
              << (statement.level == lineage::sql::Level::column ? "" : " (relations only)") << '\n';
    if (statement.target) std::cout << "  target: " << to_string(*statement.target) << '\n';
    std::cout << "  sources: " << sql_text::sources_of(statement) << "\n  columns:";
    for (const std::string& column : statement.columns) std::cout << ' ' << column;
    std::cout << (statement.columns_complete ? "\n" : " ...\n") << "  edges: " << sql_text::edges_of(statement) << '\n';
    for (const auto& finding : statement.findings) {
      std::cout << "  " << finding.line << ':' << finding.column << ' ' << to_string(finding.severity) << ' '
                << finding.rule << ": " << finding.message << '\n';
    }
  }
  return 0;
}
