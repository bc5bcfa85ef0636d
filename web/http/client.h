// A small HTTP client for the command line: one server, JSON or text in and out. One thread at a time.
//
// Errors: unreachable when no answer came (refused, timed out, broken off). An answer of any status is an answer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/base/result.h"

namespace trama::http {

struct ClientAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case
  [[nodiscard]] std::string header(std::string_view lower_name) const;
};

struct ClientRequest {
  std::string method = "GET";
  std::string target;  // path and query, encoded
  std::string body;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
};

class Client {
 public:
  // `url`: http://host:port or https://host[:port], with an optional path prefix. `token`: "" or a bearer token.
  [[nodiscard]] static Result<std::unique_ptr<Client>> create(const std::string& url, const std::string& token);
  virtual ~Client() = default;
  [[nodiscard]] virtual Result<ClientAnswer> call(const ClientRequest& request) = 0;
  // Sends a file without holding it in memory.
  [[nodiscard]] virtual Result<ClientAnswer> send_file(const ClientRequest& request, const std::string& path) = 0;
};

}  // namespace trama::http
