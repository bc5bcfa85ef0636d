#include "tests/corpora/corpus_files.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace trama::corpora {

namespace fs = std::filesystem;

fs::path corpus_folder(std::string_view named) {
  if (!named.empty()) return named;
  for (const auto* name : {"TRAMA_CORPORA", "TRAMA_CORPORA_DEFAULT"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
    if (value != nullptr && *value != '\0') return value;
  }
  return "../shared/corpora";
}

std::vector<CorpusFile> corpus_files(const fs::path& folder) {
  std::vector<CorpusFile> out;
  for (const std::string kind : {"article", "odcs", "dcs", "odps"}) {
    if (!fs::is_directory(folder / kind)) continue;
    const std::size_t begin = out.size();
    for (const auto& entry : fs::recursive_directory_iterator(folder / kind)) {
      // The article's folder holds its policies and models too.
      const bool other = kind == "article" && !entry.path().filename().string().ends_with(".datacontract.yaml");
      if (!entry.is_regular_file() || other) continue;
      out.push_back({kind, fs::relative(entry.path(), folder).generic_string(), entry.path()});
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
              [](const CorpusFile& a, const CorpusFile& b) { return a.path < b.path; });
  }
  return out;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string cell(std::size_t value) {
  const std::string text = std::to_string(value);
  return std::string(text.size() < 10 ? 10 - text.size() : 1, ' ') + text;
}

}  // namespace trama::corpora
