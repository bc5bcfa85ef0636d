#include "web/http/handlers/body_members.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"

namespace trama::http {

Result<std::string> required_text(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found != body.end() && found->is_string() && !found->get<std::string>().empty() &&
      found->get<std::string>().size() <= limits::kTextBytesMax) {
    return found->get<std::string>();
  }
  return make_error(ErrorCode::invalid_argument, "bad-member",
                    std::string("\"") + name + "\" must be a text that is not empty");
}

Result<std::string> optional_text(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::string();
  if (found->is_string() && found->get<std::string>().size() <= limits::kTextBytesMax) return found->get<std::string>();
  return make_error(ErrorCode::invalid_argument, "bad-member", std::string("\"") + name + "\" must be a text");
}

Result<bool> optional_flag(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return make_error(ErrorCode::invalid_argument, "bad-member", std::string("\"") + name + "\" is true or false");
}

Result<void> check_members(const Json& body, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : body.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    std::string expected;
    for (const std::string_view one : known) expected += (expected.empty() ? "" : ", ") + std::string(one);
    return make_error(ErrorCode::invalid_argument, "bad-member",
                      "\"" + shorten(name, 80) + "\" is not known here; known are " + expected);
  }
  return {};
}

}  // namespace trama::http
