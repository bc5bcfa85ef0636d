// Goal: a token becomes a cookie that works, without JavaScript, and guessing is slowed down.
#include "web/http/login.h"

#include <string>

#include <doctest/doctest.h>

#include "catalog/base/text.h"
#include "web/http/server.h"

using trama::http::BodyRule;
using trama::http::Method;
using trama::http::NewToken;
using trama::http::Request;
using trama::http::Response;
using trama::http::Role;
using trama::http::Server;
using trama::http::ServerOptions;

namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (trama::equal_ignoring_case(key, name)) return value;
  return {};
}

struct Fixture {
  Fixture() {
    token = trama::http::make_token("ann", Role::write).take();
    ServerOptions options;
    options.tokens = {token.record};
    auto routes = trama::http::login_routes(&options);
    const auto answer = [](const Request& request) {
      Response response;
      response.body = request.principal.name;
      return response;
    };
    routes.push_back({Method::post, "/change", Role::write, BodyRule::none, "change", answer});
    routes.push_back({Method::get, "/page", Role::read, BodyRule::none, "", answer});
    routes.push_back({Method::get, "/api", Role::read, BodyRule::none, "api", answer});
    server = Server::create(options, trama::http::Router(std::move(routes))).take();
  }

  [[nodiscard]] Response ask(Method method, const std::string& target,
                             std::vector<std::pair<std::string, std::string>> headers = {},
                             const std::string& body = "") const {
    Request request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "localhost:8080");
    request.body.text = body;
    request.remote_address = "127.0.0.1";
    return server->handle(std::move(request));
  }

  NewToken token;
  std::unique_ptr<Server> server;
};

const std::pair<std::string, std::string> kOrigin = {"origin", "http://localhost:8080"};

}  // namespace

TEST_CASE("logging in gives a cookie that opens pages and changes from our own origin") {
  const Fixture f;
  const Response login = f.ask(Method::post, "/login", {kOrigin}, "token=" + f.token.text + "&next=%2Fpage%3Fa%3Db");
  CHECK(login.status == 303);
  CHECK(header(login, "Location") == "/page?a=b");
  const std::string cookie = header(login, "Set-Cookie");
  CHECK(cookie.find("; HttpOnly") != std::string::npos);
  CHECK(cookie.find("; SameSite=Strict") != std::string::npos);
  CHECK(cookie.find("Secure") == std::string::npos);
  CHECK(cookie.find(f.token.text) == std::string::npos);
  const std::pair<std::string, std::string> sent = {"cookie", cookie.substr(0, cookie.find(';'))};
  CHECK(f.ask(Method::get, "/page", {sent}).body == "ann");
  CHECK(f.ask(Method::post, "/change", {sent, kOrigin}).body == "ann");
  CHECK(f.ask(Method::post, "/change", {sent}).status == 403);
  CHECK(f.ask(Method::post, "/change", {sent, {"origin", "http://evil.example"}}).status == 403);
}

TEST_CASE("behind https the cookie is Secure") {
  const Fixture f;
  const Response login =
      f.ask(Method::post, "/login", {kOrigin, {"x-forwarded-proto", "https"}}, "token=" + f.token.text);
  CHECK(header(login, "Set-Cookie").find("; Secure") != std::string::npos);
}

TEST_CASE("the login page needs nothing from elsewhere and no script") {
  const Fixture f;
  const Response page = f.ask(Method::get, "/login?next=%2Fa%22%3E%3Cscript%3E");
  CHECK(page.status == 200);
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.body.find("<script") == std::string::npos);
  CHECK(page.body.find("//") == std::string::npos);
  CHECK(page.body.find("value=\"/a&quot;&gt;&lt;script&gt;\"") != std::string::npos);
  CHECK(header(page, "Content-Security-Policy").starts_with("default-src 'none'"));
}

TEST_CASE("a page sends its visitor to the login, an API call is 401") {
  const Fixture f;
  const Response page = f.ask(Method::get, "/page?x=1", {{"accept", "text/html,*/*"}});
  CHECK(page.status == 303);
  CHECK(header(page, "Location") == "/login?next=%2Fpage%3Fx%3D1");
  const Response api = f.ask(Method::get, "/api", {{"accept", "text/html,*/*"}});
  CHECK(api.status == 401);
  CHECK(header(api, "WWW-Authenticate") == "Bearer realm=\"trama\"");
}

TEST_CASE("a login leads only to paths of this server") {
  for (const char* next : {"//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\r\nX: y"})
    CHECK(trama::http::safe_next(next) == "/");
  CHECK(trama::http::safe_next("/search?q=a") == "/search?q=a");
}

TEST_CASE("the eleventh failure in a minute has to wait, even with the right token") {
  const Fixture f;
  for (int i = 0; i < 10; ++i) CHECK(f.ask(Method::post, "/login", {kOrigin}, "token=wrong").status == 401);
  const Response refused = f.ask(Method::post, "/login", {kOrigin}, "token=" + f.token.text);
  CHECK(refused.status == 429);
  CHECK(header(refused, "Retry-After") == "60");
}

TEST_CASE("a foreign page cannot log anyone in or out") {
  const Fixture f;
  const std::pair<std::string, std::string> foreign = {"origin", "http://evil.example"};
  CHECK(f.ask(Method::post, "/login", {foreign}, "token=" + f.token.text).status == 403);
  CHECK(f.ask(Method::post, "/logout", {foreign}).status == 403);
  CHECK(header(f.ask(Method::post, "/logout", {kOrigin}), "Set-Cookie").find("Max-Age=0") != std::string::npos);
}

TEST_CASE("without tokens the login page says that none is needed") {
  ServerOptions options;
  auto routes = trama::http::login_routes(&options);
  auto server = Server::create(options, trama::http::Router(std::move(routes))).take();
  Request request;
  request.target = "/login";
  request.headers = {{"host", "localhost"}};
  CHECK(server->handle(request).body.find("No token is needed here") != std::string::npos);
}
