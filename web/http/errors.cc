#include "web/http/errors.h"

#include <array>

#include <nlohmann/json.hpp>

namespace trama::http {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void add_text(Json* json, const char* name, const std::string& text) {
  if (!text.empty()) (*json)[name] = text;
}

Json to_json(const Problem& problem) {
  Json json = {{"severity", to_string(problem.severity)}, {"rule", problem.rule}, {"message", problem.message}};
  json["pointer"] = problem.pointer;
  if (problem.line > 0) json["line"] = problem.line;
  if (problem.column > 0) json["column"] = problem.column;
  add_text(&json, "found", problem.found);
  add_text(&json, "expected", problem.expected);
  add_text(&json, "hint", problem.hint);
  return json;
}

Json problem_head(std::string_view request_id, int status, std::string_view slug, std::string_view detail) {
  return Json{{"type", "urn:trama:problem:" + std::string(slug)},
              {"title", status_title(status)},
              {"status", status},
              {"detail", detail},
              {"instance", request_id}};
}

Response to_response(int status, const Json& json) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = dump(json);
  return response;
}

bool stays_here(ErrorCode code) {
  return code == ErrorCode::internal || code == ErrorCode::corrupt;
}

}  // namespace

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::unreadable:
      return 400;
    case ErrorCode::unsupported_media:
      return 415;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::invalid_document:
      return 422;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
    case ErrorCode::ambiguous:
      return 409;
    case ErrorCode::precondition_failed:
      return 412;
    case ErrorCode::unauthorized:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::timed_out:
      return 504;
    case ErrorCode::unreachable:
      return 502;
    case ErrorCode::corrupt:
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

std::string_view status_title(int status) {
  struct Title {
    int status;
    std::string_view text;
  };
  static constexpr std::array<Title, 24> kTitles = {{{400, "Bad Request"},
                                                     {401, "Unauthorized"},
                                                     {403, "Forbidden"},
                                                     {404, "Not Found"},
                                                     {405, "Method Not Allowed"},
                                                     {406, "Not Acceptable"},
                                                     {408, "Request Timeout"},
                                                     {409, "Conflict"},
                                                     {410, "Gone"},
                                                     {411, "Length Required"},
                                                     {412, "Precondition Failed"},
                                                     {413, "Content Too Large"},
                                                     {414, "URI Too Long"},
                                                     {415, "Unsupported Media Type"},
                                                     {417, "Expectation Failed"},
                                                     {421, "Misdirected Request"},
                                                     {422, "Unprocessable Content"},
                                                     {429, "Too Many Requests"},
                                                     {431, "Request Header Fields Too Large"},
                                                     {500, "Internal Server Error"},
                                                     {501, "Not Implemented"},
                                                     {502, "Bad Gateway"},
                                                     {503, "Service Unavailable"},
                                                     {504, "Gateway Timeout"}}};
  for (const Title& title : kTitles)
    if (title.status == status) return title.text;
  return status == 505 ? "HTTP Version Not Supported" : "";
}

Response problem_response(const Request& request, const Error& error) {
  const int status = http_status(error.code);
  const bool hidden = stays_here(error.code);
  const std::string_view slug = error.slug.empty() ? to_string(error.code) : std::string_view(error.slug);
  Json json = problem_head(request.request_id, status, slug,
                           hidden ? "Something went wrong here; the server's log has it under the request id."
                                  : std::string_view(error.message));
  if (!error.problems.empty()) {
    Json& list = json["errors"] = Json::array();
    for (const Problem& problem : error.problems) list.push_back(to_json(problem));
  }
  if (!error.candidates.empty()) json["candidates"] = error.candidates;
  Response response = to_response(status, json);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response problem_response(std::string_view request_id, int status, std::string_view slug, std::string_view detail) {
  return to_response(status, problem_head(request_id, status, slug, detail));
}

std::string problem_json(const Problem& problem) {
  return dump(to_json(problem));
}

std::string refusal_bytes(std::string_view request_id, int status, std::string_view slug, std::string_view detail) {
  const std::string body = dump(problem_head(request_id, status, slug, detail));
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + ' ';
  bytes += status_title(status);
  bytes += "\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nConnection: close\r\n";
  if (status == 503) bytes += "Retry-After: 1\r\n";
  bytes += "X-Content-Type-Options: nosniff\r\nX-Request-Id: ";
  bytes += request_id;
  bytes += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return bytes;
}

}  // namespace trama::http
