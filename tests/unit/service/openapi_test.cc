// Goal: the API's description and its route table cannot drift apart. Method: compare one with the other, both ways.
#include "web/http/openapi.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"
#include "web/http/handlers/handlers.h"

using namespace trama;

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// The route table of a server over an empty catalog. Only what describes a route may be used: what its handler refers
// to is gone.
std::vector<http::Route> served_routes() {
  const test::TempDir folder;
  service::CatalogOptions options;
  options.folder = folder / "data";
  const auto catalog = service::Catalog::open(options);
  REQUIRE(catalog);
  service::Imports imports(*catalog.value(), folder / "imports");
  http::Context context{*catalog.value(), imports, nullptr, ""};
  return http::api_routes(context);
}

}  // namespace

TEST_CASE("every route is described and every description is a route") {
  const std::vector<http::Route> routes = served_routes();

  std::set<std::string> served;
  for (const http::Route& route : routes) {
    if (!route.operation.empty())
      served.insert(lower(http::to_string(route.method)) + " " + route.pattern + " " + route.operation);
  }
  const auto document = nlohmann::json::parse(http::openapi_document());
  CHECK(document["openapi"] == "3.1.0");
  std::set<std::string> described;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      described.insert(method + " " + path + " " + operation["operationId"].get<std::string>());
    }
  }
  for (const std::string& route : served) CHECK_MESSAGE(described.contains(route), "not described: " << route);
  for (const std::string& route : described) CHECK_MESSAGE(served.contains(route), "not served: " << route);
}

TEST_CASE("a route takes the query parameters that its description has, and no others") {
  const std::vector<http::Route> routes = served_routes();
  const auto document = nlohmann::json::parse(http::openapi_document());
  std::set<std::string> open;
  for (const http::Route& route : routes) {
    if (route.operation.empty()) continue;
    CAPTURE(route.operation);
    const std::set<std::string> taken(route.query.begin(), route.query.end());
    const auto& operation = document["paths"][route.pattern][lower(http::to_string(route.method))];
    std::set<std::string> described;
    for (const auto& parameter : operation.value("parameters", nlohmann::json::array())) {
      if (parameter["in"] == "query") described.insert(parameter["name"].get<std::string>());
    }
    if (taken.contains(std::string(http::kAnyQuery))) {
      open.insert(route.operation);
      CHECK(described.empty());
    } else {
      CHECK(taken == described);
    }
  }
  // What emitters, load balancers and scrapers are configured to send is not ours to name.
  CHECK(open == std::set<std::string>{"getHealth", "getMetrics", "getReadiness", "postEvent", "postEvents"});
}

TEST_CASE("every reference of the description leads somewhere") {
  const auto document = nlohmann::json::parse(http::openapi_document());
  const std::function<void(const nlohmann::json&)> walk = [&](const nlohmann::json& node) {
    if (node.is_object() && node.contains("$ref")) {
      const std::string target = node["$ref"].get<std::string>().substr(1);
      CHECK_MESSAGE(document.contains(nlohmann::json::json_pointer(target)), target);
    }
    if (node.is_structured()) {
      for (const auto& child : node) walk(child);
    }
  };
  walk(document);
}
