// Where files lie, as OpenLineage names it: s3://bucket | key, gs, abfss, wasbs, hdfs, dbfs, sftp, and file | path for
// local ones. `{model}` becomes the dataset's name, the path ends before the first glob, and partition folders at its
// end (k=v, 2026, 2026/01/31, 20260131) are cut, as the producers of lineage events cut them.
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trama::lineage {

struct StorageLocation {
  std::string space;
  std::string name;
};
// nullopt: empty, or nothing is left of it.
[[nodiscard]] std::optional<StorageLocation> storage_location(std::string_view location, std::string_view model);

// The folder without partition folders and slashes at its end; "" where it has nothing else.
[[nodiscard]] std::string_view without_partition_folders(std::string_view path);

}  // namespace trama::lineage
