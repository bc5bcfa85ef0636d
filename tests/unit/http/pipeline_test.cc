// Goal: Server::handle, the whole pipeline without sockets: conditions, compression, headers, limits, metrics.
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "catalog/base/text.h"
#include "web/http/compression.h"
#include "web/http/login.h"
#include "web/http/server.h"

using nlohmann::json;
using trama::http::BodyRule;
using trama::http::Method;
using trama::http::Request;
using trama::http::Response;
using trama::http::Role;
using trama::http::Route;
using trama::http::Server;
using trama::http::ServerOptions;

namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (trama::equal_ignoring_case(key, name)) return value;
  return {};
}

Response json_text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

std::unique_ptr<Server> make_server() {
  std::vector<Route> routes;
  const auto add = [&](Method method, const char* pattern, Role role, BodyRule body, trama::http::Handler handler) {
    routes.push_back({method, pattern, role, body, "op", std::move(handler)});
  };
  add(Method::get, "/small", Role::read, BodyRule::none, [](const Request&) { return json_text("{}"); });
  add(Method::get, "/large", Role::read, BodyRule::none,
      [](const Request&) { return json_text('"' + std::string(5000, 'x') + '"'); });
  add(Method::get, "/versioned", Role::read, BodyRule::none, [](const Request&) {
    Response response = json_text('"' + std::string(5000, 'x') + '"');
    response.headers.emplace_back("ETag", "\"v1\"");
    return response;
  });
  add(Method::get, "/throw", Role::read, BodyRule::none,
      [](const Request&) -> Response { throw std::runtime_error("inner"); });
  add(Method::get, "/throw-int", Role::read, BodyRule::none, [](const Request&) -> Response { throw 7; });
  add(Method::post, "/echo", Role::write, BodyRule::memory,
      [](const Request& request) { return json_text(request.body.text); });
  add(Method::get, "/who/{name}", Role::read, BodyRule::none, [](const Request& request) {
    return json_text(std::string(request.parameter("name")) + request.principal.name);
  });
  ServerOptions options;
  options.log = [](std::string_view) {};
  return Server::create(options, trama::http::Router(std::move(routes))).take();
}

Request make_request(const std::string& target, std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.target = target;
  request.headers = std::move(headers);
  request.headers.emplace_back("host", "localhost");
  return request;
}

}  // namespace

TEST_CASE("every answer has its request id and its security headers") {
  const auto server = make_server();
  for (const char* target : {"/small", "/nothing", "/throw", "/%zz"}) {
    const Response response = server->handle(make_request(target));
    CHECK(!header(response, "X-Request-Id").empty());
    CHECK(header(response, "X-Content-Type-Options") == "nosniff");
    CHECK(header(response, "Content-Security-Policy").find("frame-ancestors 'none'") != std::string::npos);
    CHECK(header(response, "Cache-Control") == "no-store");
  }
}

TEST_CASE("a sane request id is kept, another replaced") {
  const auto server = make_server();
  CHECK(header(server->handle(make_request("/small", {{"x-request-id", "ci-42.a_b"}})), "X-Request-Id") == "ci-42.a_b");
  for (const std::string& id : {std::string("a b"), std::string("<x>"), std::string(65, 'a')}) {
    const std::string made = header(server->handle(make_request("/small", {{"x-request-id", id}})), "X-Request-Id");
    CHECK(made != id);
    CHECK(!made.empty());
  }
}

TEST_CASE("a matching If-None-Match is 304 without a body") {
  const auto server = make_server();
  const Response first = server->handle(make_request("/small"));
  const std::string etag = header(first, "ETag");
  CHECK(etag.starts_with("W/\""));
  const Response second = server->handle(make_request("/small", {{"if-none-match", "\"x\", " + etag}}));
  CHECK(second.status == 304);
  CHECK(second.body.empty());
  CHECK(header(second, "ETag") == etag);
  CHECK(server->handle(make_request("/small", {{"if-none-match", "\"x\""}})).status == 200);
}

TEST_CASE("a handler's own ETag is kept, and may be asked about again") {
  const auto server = make_server();
  const Response plain = server->handle(make_request("/versioned"));
  CHECK(header(plain, "ETag") == "\"v1\"");
  CHECK(header(plain, "Cache-Control") == "private, no-cache");
  const Response packed = server->handle(make_request("/versioned", {{"accept-encoding", "gzip"}}));
  CHECK(header(packed, "ETag") == "W/\"v1\"");
  CHECK(server->handle(make_request("/versioned", {{"if-none-match", "W/\"v1\""}})).status == 304);
}

TEST_CASE("large answers are packed for those who want it") {
  const auto server = make_server();
  const Response packed = server->handle(make_request("/large", {{"accept-encoding", "br, gzip"}}));
  CHECK(header(packed, "Content-Encoding") == "gzip");
  CHECK(header(packed, "Vary") == "Accept-Encoding");
  std::string plain;
  REQUIRE(trama::http::gunzip(packed.body, 1U << 20U, &plain) == trama::http::GunzipState::done);
  CHECK(plain.size() == 5002);
  for (const char* accept : {"", "br", "gzip;q=0", "gzip;q=0.2, identity;q=0.8"}) {
    CAPTURE(std::string(accept));
    const Response whole = server->handle(make_request("/large", {{"accept-encoding", accept}}));
    CHECK(header(whole, "Content-Encoding").empty());
    CHECK(header(whole, "Vary") == "Accept-Encoding");
    CHECK(whole.body.size() == 5002);
  }
  CHECK(header(server->handle(make_request("/small", {{"accept-encoding", "gzip"}})), "Content-Encoding").empty());
}

TEST_CASE("whatever a handler throws is a 500 that does not say what") {
  const auto server = make_server();
  for (const char* target : {"/throw", "/throw-int"}) {
    const Response response = server->handle(make_request(target));
    CHECK(response.status == 500);
    CHECK(response.body.find("inner") == std::string::npos);
    const json body = json::parse(response.body);
    CHECK(body["type"] == "urn:trama:problem:internal");
    CHECK(body["instance"] == header(response, "X-Request-Id"));
  }
}

TEST_CASE("parameters and the caller reach the handler") {
  CHECK(make_server()->handle(make_request("/who/a%2Fb")).body == "a/blocal");
}

TEST_CASE("bodies keep their limits without a socket, too") {
  const auto server = make_server();
  Request request = make_request("/echo");
  request.method = Method::post;
  request.body.text = std::string((8U << 20U) + 1, 'x');
  CHECK(server->handle(request).status == 413);
  request.body.text = "fine";
  request.body.size = 4;
  CHECK(server->handle(request).body == "fine");
  request.headers.emplace_back("content-encoding", "gzip");
  request.body.text = trama::http::gzip("packed");
  request.body.size = request.body.text.size();
  CHECK(server->handle(request).body == "packed");
  Request unexpected = make_request("/small");
  unexpected.body.text = "x";
  CHECK(server->handle(unexpected).status == 400);
}

TEST_CASE("metrics count by route, method and status class") {
  const auto server = make_server();
  static_cast<void>(server->handle(make_request("/who/a")));
  static_cast<void>(server->handle(make_request("/who/b")));
  static_cast<void>(server->handle(make_request("/throw")));
  static_cast<void>(server->handle(make_request("/nothing")));
  const std::string text = server->metrics();
  for (const char* line :
       {R"(trama_http_requests_total{route="/who/{name}",method="GET",status="2xx"} 2)",
        R"(trama_http_requests_total{route="/throw",method="GET",status="5xx"} 1)",
        R"x(trama_http_requests_total{route="(none)",method="any",status="4xx"} 1)x",
        R"(trama_http_request_duration_seconds_bucket{route="/who/{name}",method="GET",le="+Inf"} 2)",
        R"(trama_http_request_duration_seconds_count{route="/who/{name}",method="GET"} 2)",
        "# TYPE trama_http_request_duration_seconds histogram", "trama_http_connections 0"}) {
    CAPTURE(std::string(line));
    CHECK(text.find(line) != std::string::npos);
  }
}
