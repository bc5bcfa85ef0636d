#include "web/http/finish.h"

#include <algorithm>

#include "catalog/base/text.h"
#include "web/http/compression.h"
#include "web/http/conditional.h"

namespace trama::http {
namespace {

constexpr std::size_t kWorthCompressing = 1024;

auto find_header(const Response& response, std::string_view name) {
  return std::ranges::find_if(response.headers, [&](const auto& h) { return equal_ignoring_case(h.first, name); });
}

void add_default(Response* response, std::string_view name, std::string_view value) {
  if (!has_header(*response, name)) response->headers.emplace_back(name, value);
}

bool reads(const Request& request) {
  return request.method == Method::get || request.method == Method::head;
}

void add_cache_headers(Response* response) {
  // A handler that names a version lets its clients keep the answer and ask again; all else is kept nowhere.
  add_default(response, "Cache-Control", has_header(*response, "ETag") ? "private, no-cache" : "no-store");
}

void answer_not_modified(const Request& request, Response* response) {
  if (!reads(request) || response->status != 200 || response->stream) return;
  if (!has_header(*response, "ETag")) {
    if (response->body.empty()) return;
    response->headers.emplace_back("ETag", make_weak_etag(response->body));
  }
  const std::string_view condition = request.header("if-none-match");
  if (condition.empty() || !none_match_hits(condition, header_of(*response, "ETag"))) return;
  response->status = 304;
  response->body.clear();
  response->embedded = {};
  response->embedded_encoding = {};
  response->content_type.clear();
}

// gzip makes other bytes of the same meaning: that is what a weak tag says.
void weaken_etag(Response* response) {
  for (auto& [name, value] : response->headers)
    if (equal_ignoring_case(name, "ETag") && !value.starts_with("W/")) value.insert(0, "W/");
}

bool wants_gzip(const Request& request) {
  const std::string_view accept = request.header("accept-encoding");
  const int quality = accepted_quality(accept, "gzip");
  return quality > 0 && quality >= accepted_quality(accept, "identity");
}

void compress(const Request& request, Response* response) {
  if (!response->embedded.empty()) {
    if (!response->embedded_encoding.empty())
      response->headers.emplace_back("Content-Encoding", response->embedded_encoding);
    return;
  }
  if (response->stream_is_events || has_header(*response, "Content-Encoding")) return;
  if (response->content_type.empty() || !is_compressible(response->content_type)) return;
  const bool streams = static_cast<bool>(response->stream);
  if (!streams && response->body.size() < kWorthCompressing) return;
  add_default(response, "Vary", "Accept-Encoding");
  if (!wants_gzip(request)) return;
  if (streams) {
    response->stream = gzip_stream(std::move(response->stream));
  } else {
    response->body = gzip(response->body);
  }
  response->headers.emplace_back("Content-Encoding", "gzip");
  weaken_etag(response);
}

}  // namespace

bool has_header(const Response& response, std::string_view name) {
  return find_header(response, name) != response.headers.end();
}

std::string_view header_of(const Response& response, std::string_view name) {
  const auto found = find_header(response, name);
  return found == response.headers.end() ? std::string_view() : std::string_view(found->second);
}

void finish_response(const Request& request, Response* response) {
  add_cache_headers(response);
  answer_not_modified(request, response);
  compress(request, response);
  add_default(response, "X-Request-Id", request.request_id);
  add_default(response, "X-Content-Type-Options", "nosniff");
  add_default(response, "Referrer-Policy", "same-origin");
  add_default(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace trama::http
