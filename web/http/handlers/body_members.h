// Members of a JSON object that was sent, read strictly. Errors: invalid_argument (slug bad-member) naming the member.
// Pure functions; any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "web/http/handlers/reply.h"

namespace trama::http {

[[nodiscard]] Result<std::string> required_text(const Json& body, const char* name);
[[nodiscard]] Result<std::string> optional_text(const Json& body, const char* name);  // absent or null: ""
[[nodiscard]] Result<bool> optional_flag(const Json& body, const char* name);         // absent: false

// A member that nobody reads was meant to say something.
[[nodiscard]] Result<void> check_members(const Json& body, std::initializer_list<std::string_view> known);

}  // namespace trama::http
