// The files of a corpus folder, for the reports beside this header. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trama::corpora {

struct CorpusFile {
  std::string kind;  // article, odcs, dcs, odps
  std::string name;  // below the corpus folder, with slashes
  std::filesystem::path path;
};

// FOLDER as named, else the environment's TRAMA_CORPORA, else what the build was told; empty where there is none.
[[nodiscard]] std::filesystem::path corpus_folder(std::string_view named);
[[nodiscard]] std::vector<CorpusFile> corpus_files(const std::filesystem::path& folder);  // by kind, then name
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
// A number, right-aligned in a column of ten.
[[nodiscard]] std::string cell(std::size_t value);

}  // namespace trama::corpora
