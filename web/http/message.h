// Our own request and response: no sockets, no httplib, so that handlers can be called by tests.
// Plain value types; one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trama::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };
[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::optional<Method> parse_method(std::string_view text);  // exact, upper case

enum class Role : std::uint8_t { none = 0, read = 1, write = 2, admin = 3 };

struct Principal {
  std::string name = "local";
  Role role = Role::none;
};

// A body that may be too large for memory: small ones in memory, those of spooling routes in a temporary file.
struct Body {
  std::string text;
  std::string spool_path;  // "" unless spooled; deleted with the last copy of the request
  std::uint64_t size = 0;
  std::shared_ptr<const void> spool_owner;  // deletes the file
};

struct Request {
  Method method = Method::get;
  std::string target;                                           // as sent
  std::string path;                                             // target before '?', still percent-encoded
  std::vector<std::string> segments;                            // split at '/', then decoded
  std::vector<std::pair<std::string, std::string>> query;       // decoded, in order, repeats kept
  std::vector<std::pair<std::string, std::string>> parameters;  // {id} of the route pattern
  std::vector<std::pair<std::string, std::string>> headers;     // names lower case
  Body body;
  std::string remote_address;
  std::string request_id;
  Principal principal;
  std::stop_token stop;  // requested when the client has gone or the server drains

  [[nodiscard]] std::string_view header(std::string_view lower_name) const;                // "" when absent
  [[nodiscard]] std::string_view parameter(std::string_view name) const;                   // "" when absent
  [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;  // the first
  [[nodiscard]] std::vector<std::string_view> query_values(std::string_view name) const;
};

// Writes to the client; false once it has gone.
using Sink = std::function<bool(std::string_view)>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  // Set: body is produced piece by piece (chunked); must return when the sink answers false or request.stop is
  // requested. One call of an event stream's sink carries whole events, so that heartbeats fall between them.
  std::function<void(const Sink&)> stream;
  bool stream_is_events =
      false;  // text/event-stream: never compressed, not counted as a request in progress while draining
  // Bytes straight from the binary's embedded files (they outlive the server), with their encoding: "gzip", "br" or "".
  std::string_view embedded;
  std::string_view embedded_encoding;
};

}  // namespace trama::http
