#include "web/http/pipeline.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>

#include "catalog/base/encoding.h"
#include "catalog/base/hash.h"
#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "web/http/body_reader.h"
#include "web/http/compression.h"
#include "web/http/errors.h"
#include "web/http/finish.h"
#include "web/http/query_names.h"
#include "web/http/target.h"

namespace trama::http {
namespace {

constexpr std::size_t kRequestIdMax = 64;

std::string allow_value(std::vector<Method> methods) {
  methods.push_back(Method::options);
  std::ranges::sort(methods);
  const auto repeated = std::ranges::unique(methods);
  methods.erase(repeated.begin(), repeated.end());
  std::string text;
  for (const Method method : methods) {
    if (!text.empty()) text += ", ";
    text += to_string(method);
  }
  return text;
}

Response options_answer(std::vector<Method> methods) {
  Response response;
  response.status = 204;
  response.content_type.clear();
  response.headers.emplace_back("Allow", allow_value(std::move(methods)));
  return response;
}

bool wants_page(const Request& request, const Route& route) {
  return route.operation.empty() && request.method == Method::get &&
         request.header("accept").find("text/html") != std::string_view::npos;
}

Response to_login(const Request& request) {
  Response response;
  response.status = 303;
  response.content_type.clear();
  response.headers.emplace_back("Location", "/login?next=" + percent_encode(request.target));
  return response;
}

bool is_gzip(std::string_view coding) {
  return equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip");
}

bool is_identity(std::string_view coding) {
  return coding.empty() || equal_ignoring_case(coding, "identity");
}

std::uint64_t bytes_max_of(BodyRule rule) {
  if (rule == BodyRule::none) return 0;
  return rule == BodyRule::spool ? limits::kImportBodyBytesMax : limits::kBodyBytesMax;
}

Response too_large(const Request& request, std::uint64_t bytes_max) {
  return problem_response(request.request_id, 413, "body-too-large",
                          "The body is larger than " + std::to_string(bytes_max >> 20U) + " MB after decompression.");
}

// Everything about a body that its headers tell.
std::optional<Response> check_body_headers(const Request& request, BodyRule rule, std::optional<std::uint64_t> length,
                                           bool chunked) {
  const bool has_body = chunked || length.value_or(0) > 0;
  if (rule == BodyRule::none) {
    if (!has_body) return std::nullopt;
    return problem_response(request.request_id, 400, "unexpected-body", "This call takes no body.");
  }
  if (!chunked && !length)
    return problem_response(request.request_id, 411, "length-required",
                            "This call needs a Content-Length or a chunked body.");
  const std::string_view coding = request.header("content-encoding");
  if (!is_gzip(coding) && !is_identity(coding))
    return problem_response(request.request_id, 415, "unknown-content-encoding",
                            "Bodies may be plain or gzip, nothing else.");
  if (length.value_or(0) > bytes_max_of(rule)) return too_large(request, bytes_max_of(rule));
  return std::nullopt;
}

GunzipState gunzip_file(const std::string& path, std::uint64_t bytes_max, SpoolFile* out, std::uint64_t* size) {
  std::ifstream file(path, std::ios::binary);
  Gunzip inflater(bytes_max, [&](std::string_view piece) {
    *size += piece.size();
    return out->append(piece);
  });
  std::string buffer(256U << 10, '\0');
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0 || !inflater.feed(std::string_view(buffer).substr(0, got))) break;
  }
  return inflater.finish();
}

bool is_sane_id(std::string_view id) {
  if (id.empty() || id.size() > kRequestIdMax) return false;
  return std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

}  // namespace

Pipeline::Pipeline(const ServerOptions& options, Router router)
    : hosts_(options.address, options.hosts),
      auth_(options),
      router_(std::move(router)),
      spool_folder_(options.spool_folder),
      log_(options.log),
      id_prefix_(hex_encode(random_bytes(6)) + '-'),
      metrics_(router_) {}

std::string Pipeline::choose_request_id(std::string_view incoming) const {
  if (is_sane_id(incoming)) return std::string(incoming);
  return id_prefix_ + std::to_string(next_id_.fetch_add(1, std::memory_order_relaxed));
}

void Pipeline::log(std::string_view line) const {
  if (log_) return log_(line);
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

Pipeline::Decision Pipeline::decide(Request* request) const {
  if (request->request_id.empty()) request->request_id = choose_request_id(request->header("x-request-id"));
  if (!hosts_.accepts(request->header("host")))
    return {problem_response(request->request_id, 421, "unknown-host",
                             "This server does not answer to that Host. Name it when the server starts.")};
  if (request->path.empty() && !parse_target(request))
    return {problem_response(request->request_id, 400, "bad-target", "The target has a broken percent escape.")};
  if (request->target == "*") {
    return {options_answer({Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del})};
  }
  return decide_route(request);
}

Pipeline::Decision Pipeline::decide_route(Request* request) const {
  Match match = router_.match(request->method, request->segments);
  if (match.route == nullptr && request->method == Method::options) {
    auto methods = router_.methods_of(request->segments);
    if (!methods.empty()) return {options_answer(std::move(methods))};
  }
  if (match.route == nullptr && !match.allowed.empty()) {
    Response response =
        problem_response(request->request_id, 405, "method-not-allowed",
                         "This path does not have the method " + std::string(to_string(request->method)) + '.');
    response.headers.emplace_back("Allow", allow_value(std::move(match.allowed)));
    return {std::move(response)};
  }
  if (match.route == nullptr) {
    const bool reads = request->method == Method::get || request->method == Method::head;
    if (router_.fallback() && reads) return {};
    return {problem_response(request->request_id, 404, "no-such-path", "Nothing is served at this path.")};
  }
  request->parameters = std::move(match.parameters);
  auto refused = authorize(request, *match.route);
  if (!refused && !match.route->operation.empty()) {
    if (const auto unknown = unknown_parameters(*request, *match.route)) refused = problem_response(*request, *unknown);
  }
  return {std::move(refused), match.route};
}

std::optional<Response> Pipeline::authorize(Request* request, const Route& route) const {
  const Auth::Caller caller = auth_.identify(*request);
  request->principal = caller.principal;
  const auto denial = auth_.deny(*request, caller, route.role);
  if (!denial) return std::nullopt;
  if (denial->status == 401 && wants_page(*request, route)) return to_login(*request);
  Response response = problem_response(request->request_id, denial->status, denial->slug, denial->detail);
  if (denial->status == 401) {
    response.headers.emplace_back("WWW-Authenticate", caller.rejected ? R"(Bearer realm="trama", error="invalid_token")"
                                                                      : R"(Bearer realm="trama")");
  }
  return response;
}

Pipeline::Admission Pipeline::admit(Request* request, std::optional<std::uint64_t> content_length, bool chunked) const {
  Decision decision = decide(request);
  Admission admission;
  if (decision.answer) {
    admission.refused = std::move(decision.answer);
  } else {
    admission.rule = decision.route == nullptr ? BodyRule::none : decision.route->body;
    admission.bytes_max = bytes_max_of(admission.rule);
    admission.refused = check_body_headers(*request, admission.rule, content_length, chunked);
  }
  if (admission.refused) {
    finish_response(*request, &*admission.refused);
    metrics_.record(decision.route, admission.refused->status, std::chrono::microseconds(0));
  }
  return admission;
}

std::optional<Response> Pipeline::unpack_body(Request* request, BodyRule rule) const {
  if (!is_gzip(request->header("content-encoding"))) return std::nullopt;
  if (rule == BodyRule::none || request->body.size + request->body.text.size() == 0) return std::nullopt;
  Body plain;
  GunzipState state = GunzipState::broken;
  if (request->body.spool_path.empty()) {
    state = gunzip(request->body.text, bytes_max_of(rule), &plain.text);
    plain.size = plain.text.size();
  } else {
    auto file = SpoolFile::create(spool_folder_);
    if (!file) return problem_response(*request, file.error());
    state = gunzip_file(request->body.spool_path, bytes_max_of(rule), file->get(), &plain.size);
    plain.spool_path = (*file)->path();
    plain.spool_owner = file.take();
  }
  if (state == GunzipState::too_large) return too_large(*request, bytes_max_of(rule));
  if (state == GunzipState::refused)
    return problem_response(request->request_id, 503, "no-spool-space", "The body cannot be kept: no space left.");
  if (state != GunzipState::done)
    return problem_response(request->request_id, 400, "bad-gzip", "The body is not a complete gzip stream.");
  request->body = std::move(plain);
  return std::nullopt;
}

Response Pipeline::invoke(const Route* route, const Request& request) const {
  std::string what;
  try {
    return route == nullptr ? router_.fallback()(request) : route->handler(request);
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "something that is no std::exception";
  }
  log("request " + request.request_id + " to " + request.path + " threw: " + what);
  return problem_response(request.request_id, 500, "internal",
                          "Something went wrong here; the server's log has it under the request id.");
}

Response Pipeline::answer(Request* request, const Route** route) const {
  Decision decision = decide(request);
  *route = decision.route;
  if (decision.answer) return std::move(*decision.answer);
  const BodyRule rule = decision.route == nullptr ? BodyRule::none : decision.route->body;
  if (request->body.size == 0) request->body.size = request->body.text.size();
  if (auto refused = check_body_headers(*request, rule, request->body.size, false)) return std::move(*refused);
  if (auto refused = unpack_body(request, rule)) return std::move(*refused);
  return invoke(decision.route, *request);
}

Response Pipeline::handle(Request request) const {
  const auto start = std::chrono::steady_clock::now();
  const Route* route = nullptr;
  Response response = answer(&request, &route);
  finish_response(request, &response);
  const auto took = std::chrono::steady_clock::now() - start;
  metrics_.record(route, response.status, std::chrono::duration_cast<std::chrono::microseconds>(took));
  return response;
}

}  // namespace trama::http
