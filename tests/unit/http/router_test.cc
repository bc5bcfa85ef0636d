// Goal: paths find their route, parameters are decoded after splitting, and methods are told apart from paths.
#include "web/http/router.h"

#include <doctest/doctest.h>

#include "web/http/query_names.h"
#include "web/http/target.h"

using trama::http::BodyRule;
using trama::http::Match;
using trama::http::Method;
using trama::http::parse_target;
using trama::http::Request;
using trama::http::Response;
using trama::http::Role;
using trama::http::Route;
using trama::http::Router;
using trama::http::split_path;

namespace {

Router make_router() {
  std::vector<Route> routes;
  const auto add = [&](Method method, const char* pattern) {
    routes.push_back({method, pattern, Role::read, BodyRule::none, "x", [](const Request&) { return Response(); }});
  };
  add(Method::get, "/");
  add(Method::get, "/api/v1/contracts");
  add(Method::post, "/api/v1/contracts");
  add(Method::get, "/api/v1/contracts/{id}");
  add(Method::del, "/api/v1/contracts/{id}");
  add(Method::get, "/api/v1/contracts/special");
  add(Method::get, "/api/v1/contracts/{id}/versions/{version}");
  add(Method::get, "/api/v1/contracts/special/only");
  return Router(std::move(routes));
}

std::string found(Method method, const char* path) {
  const Router router = make_router();
  const auto segments = split_path(path);
  if (!segments) return "broken";
  const Match match = router.match(method, *segments);
  if (match.route == nullptr) return match.allowed.empty() ? "none" : "other method";
  std::string text = match.route->pattern;
  for (const auto& [name, value] : match.parameters) text += ' ' + name + '=' + value;
  return text;
}

}  // namespace

TEST_CASE("paths find their routes") {
  struct Case {
    Method method;
    const char* path;
    const char* wanted;
  };
  for (const Case& c : {
           Case{Method::get, "/", "/"},
           Case{Method::get, "/api/v1/contracts", "/api/v1/contracts"},
           Case{Method::head, "/api/v1/contracts", "/api/v1/contracts"},
           Case{Method::get, "/api/v1/contracts/a", "/api/v1/contracts/{id} id=a"},
           Case{Method::get, "/api/v1/contracts/a%2Fb%20c", "/api/v1/contracts/{id} id=a/b c"},
           Case{Method::get, "/api/v1/contracts/a%252F", "/api/v1/contracts/{id} id=a%2F"},
           Case{Method::get, "/api/v1/contracts/special", "/api/v1/contracts/special"},
           Case{Method::get, "/api/v1/contracts/special/only", "/api/v1/contracts/special/only"},
           Case{Method::get, "/api/v1/contracts/special/versions/1",
                "/api/v1/contracts/{id}/versions/{version} id=special version=1"},
           Case{Method::get, "/api/v1/contracts/..", "/api/v1/contracts/{id} id=.."},
           Case{Method::get, "/api/v1/contracts/", "none"},
           Case{Method::get, "/api//v1/contracts", "none"},
           Case{Method::get, "//", "none"},
           Case{Method::get, "/api/v1/contracts%2Fa", "none"},
           Case{Method::put, "/api/v1/contracts/a", "other method"},
           Case{Method::get, "/api/v1/contracts/%4", "broken"},
           Case{Method::get, "/api/v1/contracts/%gg", "broken"},
       }) {
    CAPTURE(std::string(c.path));
    CHECK(found(c.method, c.path) == c.wanted);
  }
}

TEST_CASE("a query keeps order, repeats and every '=' but the first") {
  Request request;
  request.target = "/x?cursor=a=b=c&tag=1&tag=2&q=a+b%2Bc&empty=&bare&&last=%C3%A9";
  REQUIRE(parse_target(&request));
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"cursor", "a=b=c"}, {"tag", "1"}, {"tag", "2"}, {"q", "a b+c"}, {"empty", ""}, {"bare", ""}, {"last", "é"}};
  CHECK(request.query == wanted);
  CHECK(request.query_value("tag") == "1");
  CHECK(request.query_values("tag").size() == 2);
  CHECK(!request.query_value("nothing"));
}

TEST_CASE("a broken escape in the query is refused") {
  Request request;
  request.target = "/x?q=%";
  CHECK(!parse_target(&request));
}

TEST_CASE("a query parameter is known by its exact name, unless a route takes any") {
  const auto question = [](const std::string& target, std::vector<std::string_view> query) {
    Request request;
    request.target = target;
    REQUIRE(parse_target(&request));
    const Route route{Method::get, "/api/v1/x", Role::read, BodyRule::none, "getX", {}, std::move(query)};
    const auto unknown = trama::http::unknown_parameters(request, route);
    return unknown ? unknown->message : "";
  };
  struct Row {
    const char* target;
    std::vector<std::string_view> query;
    const char* message;
  };
  const Row rows[] = {
      {"/api/v1/x", {}, ""},
      {"/api/v1/x?depth=1&level=2&depth=3", {"depth", "level"}, ""},
      {"/api/v1/x?Depth=1",
       {"depth", "level"},
       "GET /api/v1/x has no parameter `Depth`; did you mean depth?; it has depth and level"},
      {"/api/v1/x?zebra&zebra", {"depth"}, "GET /api/v1/x has no parameter `zebra`; it has depth"},
      {"/api/v1/x?a=1", {}, "GET /api/v1/x has no parameter `a`; it has none"},
      {"/api/v1/x?a=1", {trama::http::kAnyQuery}, ""},
      {"/api/v1/x?*=1", {"depth"}, "GET /api/v1/x has no parameter `*`; it has depth"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CHECK(question(row.target, row.query) == row.message);
  }
}
