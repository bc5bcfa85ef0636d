// Goal: Host names, roles and origins decide who may, in one table each.
#include "web/http/auth.h"

#include <string>

#include <doctest/doctest.h>

#include "web/http/server.h"

using trama::http::Auth;
using trama::http::HostCheck;
using trama::http::Method;
using trama::http::NewToken;
using trama::http::Request;
using trama::http::Role;
using trama::http::ServerOptions;

namespace {

struct Fixture {
  Fixture() {
    writer = trama::http::make_token("ci", Role::write).take();
    options.tokens = {writer.record};
    options.session_secret = "secret";
  }
  NewToken writer;
  ServerOptions options;
};

int status_of(const ServerOptions& options, const Request& request, Role needed) {
  const Auth auth(options);
  const auto denial = auth.deny(request, auth.identify(request), needed);
  return denial ? denial->status : 200;
}

Request make_request(Method method, std::vector<std::pair<std::string, std::string>> headers) {
  Request request;
  request.method = method;
  request.headers = std::move(headers);
  request.headers.emplace_back("host", "localhost:8080");
  return request;
}

}  // namespace

TEST_CASE("loopback names are always accepted, others when named") {
  const HostCheck local("127.0.0.1", {"Data.Example.com:443"});
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1", "127.9.9.9:80", "[::1]:8080", "ui.localhost",
                           "data.example.com", "data.example.com:8443"}) {
    CAPTURE(std::string(host));
    CHECK(local.accepts(host));
  }
  for (const char* host :
       {"", "evil.example", "localhost.evil.example", "10.0.0.1", "data.example.com.evil", "1.2.3"}) {
    CAPTURE(std::string(host));
    CHECK(!local.accepts(host));
  }
}

TEST_CASE("beyond loopback an address may be the Host, a foreign name may not") {
  const HostCheck open("0.0.0.0", {});
  CHECK(open.accepts("10.1.2.3:8080"));
  CHECK(open.accepts("[fe80::1]:8080"));
  CHECK(!open.accepts("evil.example"));
}

TEST_CASE("roles rank") {
  const Fixture f;
  const Request bearer = make_request(Method::get, {{"authorization", "Bearer " + f.writer.text}});
  CHECK(status_of(f.options, bearer, Role::read) == 200);
  CHECK(status_of(f.options, bearer, Role::write) == 200);
  CHECK(status_of(f.options, bearer, Role::admin) == 403);
  CHECK(status_of(f.options, make_request(Method::get, {}), Role::read) == 401);
  CHECK(status_of(f.options, make_request(Method::get, {}), Role::none) == 200);
  CHECK(status_of(f.options, make_request(Method::get, {{"authorization", "Bearer nonsense"}}), Role::read) == 401);
  CHECK(status_of(f.options, make_request(Method::get, {{"authorization", "Basic YTpi"}}), Role::read) == 401);
}

TEST_CASE("the refusal names the role that is needed") {
  const Fixture f;
  const Auth auth(f.options);
  const Request request = make_request(Method::get, {{"authorization", "bearer " + f.writer.text}});
  const auto denial = auth.deny(request, auth.identify(request), Role::admin);
  REQUIRE(denial);
  CHECK(denial->detail == "This needs the role admin; ci has write.");
}

TEST_CASE("a mutation comes from a bearer token or from our own pages") {
  Fixture f;
  const trama::http::Sessions sessions(f.options.tokens, f.options.session_secret);
  const std::string cookie =
      "x=1; trama_session=" + sessions.issue(f.writer.record, std::int64_t{4'000'000'000}) + "; y=2";
  struct Case {
    const char* what;
    std::vector<std::pair<std::string, std::string>> headers;
    int status;
  };
  const std::string bearer = "Bearer " + f.writer.text;
  const Case with_tokens[] = {
      {"bearer", {{"authorization", bearer}}, 200},
      {"bearer from anywhere", {{"authorization", bearer}, {"origin", "http://evil.example"}}, 200},
      {"cookie from our page", {{"cookie", cookie}, {"origin", "http://localhost:8080"}}, 200},
      {"cookie behind TLS", {{"cookie", cookie}, {"origin", "https://localhost:8080"}}, 200},
      {"cookie without Origin", {{"cookie", cookie}}, 403},
      {"cookie from another port", {{"cookie", cookie}, {"origin", "http://localhost:9090"}}, 403},
      {"cookie from another site", {{"cookie", cookie}, {"origin", "http://evil.example"}}, 403},
      {"cookie from nowhere", {{"cookie", cookie}, {"origin", "null"}}, 403},
      {"nobody", {}, 401},
  };
  for (const Case& c : with_tokens) {
    CAPTURE(std::string(c.what));
    CHECK(status_of(f.options, make_request(Method::post, c.headers), Role::write) == c.status);
  }
  f.options.tokens.clear();
  const Case local[] = {
      {"a command line", {}, 200},
      {"our page", {{"origin", "http://localhost:8080"}, {"sec-fetch-site", "same-origin"}}, 200},
      {"a foreign page", {{"origin", "http://evil.example"}}, 403},
      {"a sandboxed page", {{"origin", "null"}}, 403},
      {"a foreign page without Origin", {{"sec-fetch-site", "cross-site"}}, 403},
      {"a token nobody asked for", {{"authorization", "Bearer whatever"}}, 200},
  };
  for (const Case& c : local) {
    CAPTURE(std::string(c.what));
    CHECK(status_of(f.options, make_request(Method::post, c.headers), Role::write) == c.status);
  }
}

TEST_CASE("an anonymous caller has the configured role") {
  ServerOptions options;
  options.anonymous_role = Role::read;
  CHECK(status_of(options, make_request(Method::get, {}), Role::read) == 200);
  CHECK(status_of(options, make_request(Method::post, {}), Role::write) == 403);
}

TEST_CASE("beyond loopback the server wants tokens or insecure") {
  for (const char* address : {"0.0.0.0", "::", "192.168.1.2", "data.example.com"}) {
    ServerOptions options;
    options.address = address;
    auto refused = trama::http::Server::create(options, trama::http::Router({}));
    REQUIRE(!refused);
    CHECK(refused.error().slug == "not-loopback");
    options.insecure = true;
    CHECK(trama::http::Server::create(options, trama::http::Router({})));
    options.insecure = false;
    options.tokens = {Fixture().writer.record};
    CHECK(trama::http::Server::create(options, trama::http::Router({})));
  }
  for (const char* address : {"127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"}) {
    ServerOptions options;
    options.address = address;
    CHECK(trama::http::Server::create(options, trama::http::Router({})));
  }
}
