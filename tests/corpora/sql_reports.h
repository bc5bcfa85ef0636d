// The three parts of sql_report. One thread; each prints what it found.
#pragma once

#include <filesystem>

namespace trama::corpora {

// True if at least nine of ten compiled statements give complete column lineage and none was refused.
bool report_dbt_sql(const std::filesystem::path& folder, bool list);
void report_openlineage_sql(const std::filesystem::path& folder, bool list);
void report_sql_cases(const std::filesystem::path& folder, bool list);

}  // namespace trama::corpora
