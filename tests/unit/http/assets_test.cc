// Goal: embedded files in the encoding the client accepts, with honest caching, and the UI's page for its own paths.
#include "web/http/assets.h"

#include <array>
#include <string>

#include <doctest/doctest.h>

#include "catalog/base/text.h"
#include "web/http/server.h"

using trama::http::AssetFile;
using trama::http::AssetTable;
using trama::http::Method;
using trama::http::Request;
using trama::http::Response;
using trama::http::Server;
using trama::http::ServerOptions;

namespace {

constexpr std::array<AssetFile, 2> kFiles = {{
    {"/index.html", "text/html; charset=utf-8", "\"i1\"", "<!doctype html>", "", ""},
    {"/assets/app-1.js", "text/javascript", "\"a1\"", "plain plain plain", "gzip bytes", "br"},
}};

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (trama::equal_ignoring_case(key, name)) return value;
  return {};
}

Response ask(const std::string& target, const std::string& accept = "", const std::string& none_match = "",
             Method method = Method::get) {
  trama::http::Router router({});
  router.set_fallback(trama::http::asset_fallback(AssetTable(kFiles), "/index.html", "default-src 'self'"));
  auto server = Server::create(ServerOptions(), std::move(router)).take();
  Request request;
  request.method = method;
  request.target = target;
  request.headers = {{"host", "localhost"}, {"accept-encoding", accept}, {"if-none-match", none_match}};
  return server->handle(request);
}

}  // namespace

TEST_CASE("the encoding follows Accept-Encoding") {
  struct Case {
    const char* accept;
    const char* encoding;
    const char* bytes;
  };
  for (const Case& c :
       {Case{"gzip, deflate, br", "br", "br"}, Case{"gzip", "gzip", "gzip bytes"}, Case{"", "", "plain plain plain"},
        Case{"br;q=0.1, gzip", "gzip", "gzip bytes"}, Case{"br;q=0", "", "plain plain plain"}}) {
    CAPTURE(std::string(c.accept));
    const Response response = ask("/assets/app-1.js", c.accept);
    CHECK(response.embedded == c.bytes);
    CHECK(header(response, "Content-Encoding") == c.encoding);
    CHECK(header(response, "Vary") == "Accept-Encoding");
  }
}

TEST_CASE("named files are kept for a year, pages are asked about again") {
  CHECK(header(ask("/assets/app-1.js"), "Cache-Control") == "public, max-age=31536000, immutable");
  const Response page = ask("/");
  CHECK(header(page, "Cache-Control") == "no-cache");
  CHECK(header(page, "Content-Security-Policy") == "default-src 'self'");
  const Response again = ask("/", "", "\"i1\"");
  CHECK(again.status == 304);
  CHECK(again.embedded.empty());
}

TEST_CASE("paths of the UI are its page; API, assets and changes are not") {
  CHECK(ask("/contracts/a%2Fb").embedded == "<!doctype html>");
  CHECK(ask("/api/v1/nothing").status == 404);
  CHECK(ask("/assets/app-2.js").status == 404);
  CHECK(ask("/mcp").status == 404);
  CHECK(ask("/contracts", "", "", Method::post).status == 404);
}
