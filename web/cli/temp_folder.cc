#include "web/cli/temp_folder.h"

#include <cstdlib>
#include <filesystem>

namespace trama::cli {

std::optional<TempFolder> TempFolder::make(const std::string& prefix) {
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / (prefix + "-XXXXXX")).string();
  if (error || mkdtemp(path.data()) == nullptr) return std::nullopt;
  return TempFolder(std::move(path));
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace trama::cli
