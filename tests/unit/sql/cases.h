// A table of SQL and what it says about lineage, written as tests/support/sql_text.h says. One thread.
#pragma once

#include <span>

#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::sql_cases {

struct Case {
  const char* about;  // what the case shows
  lineage::sql::Dialect dialect;
  const char* schemas;
  const char* sql;
  const char* expected;
};

// A doctest check of each; also that findings have a known rule and a place, and edges ends that exist.
void check(std::span<const Case> cases);

}  // namespace trama::sql_cases
