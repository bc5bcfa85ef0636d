#include "catalog/lineage/manifest.h"

#include "catalog/lineage/dbt/manifest.h"
#include "catalog/lineage/sql_manifest.h"

namespace trama::lineage {

Result<Manifest> read_manifest(std::string_view text) {
  // What is kept begins with the tool; whatever else comes is a dbt manifest.
  if (text.starts_with(R"({"tool":"sql")")) {
    const auto files = read_sql_files(text);
    if (!files) return files.error();
    return manifest_of(*files);
  }
  dbt::ArtifactsText artifacts;
  if (auto read = dbt::read_artifacts(text, &artifacts); !read) return read.error();
  return dbt::manifest_of(artifacts);
}

}  // namespace trama::lineage
