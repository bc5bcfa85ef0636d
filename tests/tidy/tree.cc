#include "tests/tidy/tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace trama::tidy {
namespace {

namespace fs = std::filesystem;

bool left_out(const fs::path& path) {
  static constexpr std::array<std::string_view, 7> kNames = {".git",       "node_modules", "dist", ".cache",
                                                             "trama-data", ".vscode",      ".idea"};
  const std::string name = path.filename().string();
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() || name == "build" || name.starts_with("build-");
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Tree read_tree(const std::string& root) {
  Tree tree;
  for (const auto& entry : fs::directory_iterator(root)) {
    if (!left_out(entry.path())) tree.top_names.push_back(entry.path().filename().string());
  }
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
    if (left_out(it->path())) {
      it.disable_recursion_pending();
      continue;
    }
    if (!it->is_regular_file()) continue;
    const bool executable = (it->status().permissions() & fs::perms::owner_exec) != fs::perms::none;
    tree.files.push_back({fs::relative(it->path(), root).generic_string(), read_text(it->path()), executable});
  }
  std::sort(tree.files.begin(), tree.files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  std::sort(tree.top_names.begin(), tree.top_names.end());
  return tree;
}

bool under(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool is_cpp(std::string_view path) {
  return path.ends_with(".cc") || path.ends_with(".h");
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace trama::tidy
