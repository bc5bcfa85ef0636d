// Commands that ask a server: building targets, calling, paging. One thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "web/cli/command.h"
#include "web/http/client.h"

namespace trama::cli {

// "/api/v1/contracts/<encoded>?a=b": segments and values are encoded here, values that are empty left out.
class Target {
 public:
  explicit Target(std::string_view path) : text_("/api/v1" + std::string(path)) {}
  Target& segment(std::string_view text);
  Target& query(std::string_view name, std::string_view value);
  Target& query(std::string_view name, const std::vector<std::string>& values);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool has_query_ = false;
};

// Calls and prints what went wrong. `exit` is set when there is no answer to use.
[[nodiscard]] std::unique_ptr<http::Client> connect(const Remote& remote, int* exit);
struct Called {
  http::ClientAnswer answer;
  int exit = kFine;
};
[[nodiscard]] Called call(http::Client& client, const http::ClientRequest& request, std::string_view file = "");

// Calls page after page (`cursor`) until the end or `limit` items (0: all); gives each page to `page`. Exit code.
int for_each_page(http::Client& client, const std::string& target, std::uint64_t limit, std::string_view items,
                  const std::function<void(const nlohmann::ordered_json&)>& page);

[[nodiscard]] std::string read_input(const std::string& file, int* exit);  // "-": standard input

}  // namespace trama::cli
