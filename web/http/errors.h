// Errors on the wire: RFC 9457 problem documents. The only place that knows which ErrorCode is which status.
//
// type `urn:trama:problem:<slug>`, title, status, detail, instance (the request id), errors[] (severity, rule, message,
// pointer, line, column, found, expected, hint; unknown members are left out), candidates[]. Pure functions; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "catalog/base/error.h"
#include "web/http/message.h"

namespace trama::http {

[[nodiscard]] int http_status(ErrorCode code);

// The answer for an error of the catalog. The texts of `internal` and `corrupt` stay on the server.
[[nodiscard]] Response problem_response(const Request& request, const Error& error);

// The answer for something that HTTP itself refuses.
[[nodiscard]] Response problem_response(std::string_view request_id, int status, std::string_view slug,
                                        std::string_view detail);

// "Not Found"; "" when unknown.
[[nodiscard]] std::string_view status_title(int status);

// A whole HTTP/1.1 answer that closes the connection, for requests that no Request can be made of.
[[nodiscard]] std::string refusal_bytes(std::string_view request_id, int status, std::string_view slug,
                                        std::string_view detail);

// One problem as JSON, for handlers that list findings in successful answers.
[[nodiscard]] std::string problem_json(const Problem& problem);

}  // namespace trama::http
