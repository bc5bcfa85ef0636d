// The route table: method, path pattern, who may, what for, handler, query parameters. One table is the security
// review, the router, and what openapi.json is tested against.
//
// A pattern is '/'-separated; `{name}` stands for one segment, which is decoded after splitting, so an id with '/'
// travels as %2F and never matches when empty. A literal segment wins over a placeholder. Immutable after construction
// (set_fallback before serving); any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/http/message.h"

namespace trama::http {

using Handler = std::function<Response(const Request&)>;

enum class BodyRule : std::uint8_t { none, memory, spool };

inline constexpr std::string_view kAnyQuery = "*";

struct Route {
  Method method = Method::get;
  std::string pattern;     // "/api/v1/contracts/{id}"
  Role role = Role::read;  // Role::none: public
  BodyRule body = BodyRule::none;
  std::string operation;  // operationId in openapi.json; "" = not part of the API (pages, assets)
  Handler handler;
  // The query parameters of an operation; others are refused. kAnyQuery: any, and those nobody reads are passed over,
  // where other programs' clients send what they were told to.
  std::vector<std::string_view> query{};
};

struct Match {
  const Route* route = nullptr;  // nullptr: none
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<Method> allowed;  // methods of the path when the method did not match
};

class Router {
 public:
  struct Node;

  explicit Router(std::vector<Route> routes);
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  [[nodiscard]] Match match(Method method, const std::vector<std::string>& segments) const;      // HEAD finds GET
  [[nodiscard]] std::vector<Method> methods_of(const std::vector<std::string>& segments) const;  // empty: no such path
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
  // Where nothing matches: the page of the browser UI, or 404. Set before serving.
  void set_fallback(Handler handler) { fallback_ = std::move(handler); }
  [[nodiscard]] const Handler& fallback() const { return fallback_; }

 private:
  static void fill_parameters(const Route& route, const std::vector<std::string>& segments, Match* match);

  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
  Handler fallback_;
};

}  // namespace trama::http
