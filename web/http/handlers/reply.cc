#include "web/http/handlers/reply.h"

#include <charconv>

#include <nlohmann/json.hpp>

#include "catalog/base/clock.h"
#include "catalog/base/encoding.h"
#include "catalog/base/text.h"
#include "web/http/errors.h"

namespace trama::http {
namespace {

// An opening quote to the next one; entity tags hold no quotes.
std::vector<std::string> tags_of(std::string_view header) {
  std::vector<std::string> tags;
  for (std::size_t open = header.find('"'); open != std::string_view::npos;) {
    const std::size_t close = header.find('"', open + 1);
    if (close == std::string_view::npos) break;
    tags.emplace_back(header.substr(open + 1, close - open - 1));
    open = header.find('"', close + 1);
  }
  return tags;
}

// One of these words.
template <typename Enum>
Result<std::optional<Enum>> word_parameter(const Request& request, std::string_view name, std::span<const Enum> words) {
  const std::string text = text_parameter(request, name);
  if (text.empty()) return std::optional<Enum>();
  std::string expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (text == to_string(words[i])) return std::optional(words[i]);
    expected += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
    expected += to_string(words[i]);
  }
  return bad_parameter(name, text, expected);
}

}  // namespace

Response json_reply(int status, const Json& json) {
  Response response;
  response.status = status;
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return response;
}

Response error_reply(const Request& request, const Error& error) {
  return problem_response(request, error);
}

Result<Json> json_body(const Request& request) {
  try {
    // Depth is bounded before anything walks the tree.
    const auto shallow = [](int depth, Json::parse_event_t, Json&) {
      if (depth > 64) throw std::length_error("nested more than 64 levels deep");
      return true;
    };
    Json json = Json::parse(request.body.text, shallow);
    if (json.is_object()) return json;
    return make_error(ErrorCode::unreadable, "not-json", "the body must be a JSON object");
  } catch (const std::exception& broken) {
    return make_error(ErrorCode::unreadable, "not-json", std::string("the body is not JSON: ") + broken.what());
  }
}

Error bad_parameter(std::string_view name, std::string_view found, std::string_view expected) {
  return make_error(
      ErrorCode::invalid_argument, "bad-parameter",
      "parameter " + std::string(name) + " is \"" + shorten(found, 80) + "\"; it must be " + std::string(expected));
}

Result<std::size_t> size_parameter(const Request& request, std::string_view name, std::size_t otherwise,
                                   std::size_t min, std::size_t max) {
  const auto text = request.query_value(name);
  if (!text || text->empty()) return otherwise;
  std::size_t number = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || number < min || number > max) {
    return bad_parameter(name, *text, "a number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return number;
}

Result<bool> flag_parameter(const Request& request, std::string_view name, bool otherwise) {
  const auto text = request.query_value(name);
  if (!text) return otherwise;
  if (*text == "true" || *text == "1" || text->empty()) return true;
  if (*text == "false" || *text == "0") return false;
  return bad_parameter(name, *text, "true or false");
}

Result<std::optional<graph::Level>> level_parameter(const Request& request, std::span<const graph::Level> levels) {
  return word_parameter(request, "level", levels);
}

Result<std::optional<NodeKind>> kind_parameter(const Request& request, std::span<const NodeKind> kinds) {
  return word_parameter(request, "kind", kinds);
}

Result<store::AsOf> as_of_parameter(const Request& request, std::string_view name) {
  store::AsOf as_of;
  const auto text = request.query_value(name);
  if (!text || text->empty()) return as_of;
  store::Seq seq = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), seq);
  if (read.ec == std::errc() && read.ptr == text->data() + text->size()) {
    as_of.seq = seq;
    return as_of;
  }
  as_of.time_us = parse_rfc3339(*text);
  if (as_of.time_us) return as_of;
  return bad_parameter(name, *text, "a seq, or an RFC 3339 time such as 2026-11-22T09:00:00Z (with + written as %2B)");
}

std::string text_parameter(const Request& request, std::string_view name) {
  return std::string(request.query_value(name).value_or(""));
}

Result<std::string> resume_parameter(const Request& request) {
  const auto text = request.query_value("cursor");
  if (!text || text->empty()) return std::string();
  auto resume = base64url_decode(*text);
  if (resume && !resume->empty()) return *resume;
  return make_error(ErrorCode::invalid_argument, "bad-cursor",
                    "this cursor was not given by this server; start without one");
}

std::string resume_cursor(std::string_view resume) {
  return base64url_encode(resume);
}

std::string tag_header(const Request& request, std::string_view header, std::string_view current) {
  const std::string_view value = trim(request.header(header));
  if (value.empty() || value == "*") return std::string(value);
  const std::vector<std::string> tags = tags_of(value);
  if (tags.empty()) return std::string(value);
  for (const std::string& tag : tags) {
    if (tag == current) return tag;
  }
  return tags.front();
}

std::string quoted_tag(std::string_view tag) {
  return '"' + std::string(tag) + '"';
}

}  // namespace trama::http
