// Files that hold one document each, sent to a server as one import: their texts become the lines of an NDJSON, and
// what is said of a line is said of its file. One thread.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "web/cli/command.h"
#include "web/cli/temp_folder.h"
#include "web/http/client.h"

namespace trama::cli {

class DocumentSpool {
 public:
  DocumentSpool();
  // false: it cannot travel as a line (not UTF-8, or larger than a document may be); send it alone, to hear why.
  [[nodiscard]] bool add(const std::string& file, std::string_view text);
  [[nodiscard]] bool empty() const { return files_.empty(); }

  struct Outcome {
    std::uint64_t registered = 0, unchanged = 0, refused = 0;
    std::uint64_t gates_warned = 0, gates_failed = 0;  // new versions that were stored all the same
    int exit = kFine;
  };
  // Sends what was added, waits for the end, and prints every refusal under the name of its file.
  [[nodiscard]] Outcome send(http::Client& client, bool strict);

 private:
  std::unique_ptr<TempFolder> folder_;  // null: none could be made
  std::ofstream lines_;
  std::vector<std::string> files_;
};

// Starts an import of a file, shows its progress and waits. `status`: the last one. Exit code.
int run_import(http::Client& client, bool strict, const std::string& file, std::string_view content_type,
               nlohmann::ordered_json* status);

}  // namespace trama::cli
