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

// Prints what the server answers, as it is. Exit code.
int print_answer(http::Client& client, const http::ClientRequest& request);

// The answer as an object; {} and `exit` set when there is none to use.
[[nodiscard]] nlohmann::ordered_json call_json(http::Client& client, const http::ClientRequest& request, int* exit);
// "<done> (seq 5)" for an answer that is a change, or the change itself. Exit code.
int print_change(const Remote& remote, const Called& called, const std::string& done);

// Prints every item of every page: a table of one row each, or with --json the items themselves, one a line. Exit code.
struct Column {
  std::string title;
  std::function<std::string(const nlohmann::ordered_json&)> cell;
  Column(std::string heading, const char* member);  // the member as text_of gives it
  Column(std::string heading, std::function<std::string(const nlohmann::ordered_json&)> text);
};
int print_list(http::Client& client, const Remote& remote, Target target, const std::vector<Column>& columns);

[[nodiscard]] std::string read_input(const std::string& file, int* exit);  // "-": standard input

}  // namespace trama::cli
