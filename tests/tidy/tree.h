// The files of a source tree as the tidy rules see them: a path relative to the root and the text, read once.
//
// read_tree() leaves out what nobody wrote by hand: build folders, node_modules, version control, data of a running
// server, bundles of the UI. Plain values; any thread. A file that cannot be read is skipped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trama::tidy {

struct File {
  std::string path;
  std::string text;
  bool executable = false;
};

struct Tree {
  std::vector<File> files;             // sorted by path
  std::vector<std::string> top_names;  // of the root folder, sorted
};

[[nodiscard]] Tree read_tree(const std::string& root);

[[nodiscard]] bool under(std::string_view path, std::string_view folder);  // folder without a slash at its end
[[nodiscard]] bool is_cpp(std::string_view path);                          // .cc or .h
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace trama::tidy
