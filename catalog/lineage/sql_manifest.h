// A folder of SQL as a manifest: views, tables made from queries, and whatever else writes one relation from others.
//
// Statements are read file by file as catalog/lineage/sql reads them. Relations are datasets of one namespace, named by
// catalog, schema and table; the columns of `SELECT *` are those that another statement gives the relation, else those
// known from elsewhere. What a statement does not say about columns is said of datasets. A query that writes nothing
// says nothing, and is a finding.
//
// Pure functions; any thread. Bounds: kSqlFilesMax files of sql::kSqlBytesMax each, kSqlTextBytesMax together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/columns_elsewhere.h"
#include "catalog/lineage/manifest.h"
#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::lineage {

inline constexpr std::size_t kSqlFilesMax = 20'000;
inline constexpr std::size_t kSqlTextBytesMax = 256U << 20;

struct SqlFile {
  std::string path, text;
};

struct SqlFiles {
  std::string name;             // of the manifest: asserter "sql/<name>"
  std::string dialect;          // see sql::dialect_from
  std::string space;            // namespace of all relations
  std::string catalog, schema;  // for names that do not say
  TimeUs at_us = 0;
  std::vector<SqlFile> files;
  ColumnsElsewhere known;
};

// A JSON object with members `name`, `dialect`, `namespace`, `catalog`, `schema`, `generated` and `files`, a list of
// {path, text}. Errors: unreadable (not-json), invalid_document (invalid-sql-files) with every problem, too_large.
[[nodiscard]] Result<SqlFiles> read_sql_files(std::string_view json);

[[nodiscard]] Manifest manifest_of(const SqlFiles& files);

// Relations that the statements read and do not make: name without namespace.
[[nodiscard]] std::vector<std::string> relations_read(const SqlFiles& files);

}  // namespace trama::lineage
