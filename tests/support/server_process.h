// The real binary as a child process: started on a free port, asked over HTTP, killed or drained. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/types.h>

#include "web/http/client.h"

namespace trama::test {

struct Output {
  int exit = -1;  // exit code, or 128 + signal
  std::string out, err;
};
// Runs `trama ARGUMENTS…` to its end. `input` is its standard input.
Output run_trama(const std::vector<std::string>& arguments, const std::string& input = "");

class ServerProcess {
 public:
  // `trama serve --port 0 ARGUMENTS…`; fails the test when it does not listen within 60 s.
  explicit ServerProcess(const std::vector<std::string>& arguments);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  void wait_until_ready();

  http::ClientAnswer call(const std::string& method, const std::string& target, const std::string& body = "",
                          const std::string& content_type = "",
                          std::vector<std::pair<std::string, std::string>> headers = {});
  nlohmann::json get(const std::string& target);  // 200 expected
  nlohmann::json post_contract(const std::string& text, int expected_status = 201);
  // Everything registered so far can be found.
  void wait_for_search();

  void kill_hard();     // SIGKILL
  int stop_politely();  // SIGTERM; gives the exit code

 private:
  std::unique_ptr<http::Client> client_;
  std::string url_;
  int port_ = 0;
  pid_t pid_ = -1;
  int out_ = -1;
};

}  // namespace trama::test
