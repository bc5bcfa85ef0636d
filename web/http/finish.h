// The last step of every answer: entity tag and 304, gzip, security and cache headers. Pure; any thread.
#pragma once

#include "web/http/message.h"

namespace trama::http {

void finish_response(const Request& request, Response* response);

[[nodiscard]] bool has_header(const Response& response, std::string_view name);
[[nodiscard]] std::string_view header_of(const Response& response, std::string_view name);  // "" when absent

}  // namespace trama::http
