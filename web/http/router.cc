#include "web/http/router.h"

#include <map>

#include "catalog/base/text.h"

namespace trama::http {

// Literal children win over the placeholder; a dead end below a literal falls back to the placeholder.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> placeholder;
  std::vector<std::size_t> routes;  // that end here
};

namespace {

bool is_placeholder(std::string_view part) {
  return part.size() > 2 && part.front() == '{' && part.back() == '}';
}

const Router::Node* find_node(const Router::Node& node, const std::vector<std::string>& segments, std::size_t at) {
  if (at == segments.size()) return node.routes.empty() ? nullptr : &node;
  if (const auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
    if (const Router::Node* found = find_node(*literal->second, segments, at + 1)) return found;
  }
  if (node.placeholder == nullptr || segments[at].empty()) return nullptr;
  return find_node(*node.placeholder, segments, at + 1);
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)), root_(std::make_unique<Node>()) {
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    std::string_view pattern = routes_[i].pattern;
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    Node* node = root_.get();
    for (const std::string_view part : split(pattern, '/')) {
      std::unique_ptr<Node>& child =
          is_placeholder(part) ? node->placeholder : node->literals.try_emplace(std::string(part)).first->second;
      if (child == nullptr) child = std::make_unique<Node>();
      node = child.get();
    }
    node->routes.push_back(i);
  }
}

Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::fill_parameters(const Route& route, const std::vector<std::string>& segments, Match* match) {
  std::size_t at = 0;
  std::string_view pattern = route.pattern;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  for (const std::string_view part : split(pattern, '/')) {
    if (is_placeholder(part)) match->parameters.emplace_back(part.substr(1, part.size() - 2), segments[at]);
    ++at;
  }
}

Match Router::match(Method method, const std::vector<std::string>& segments) const {
  Match match;
  const Node* node = find_node(*root_, segments, 0);
  if (node == nullptr) return match;
  const Method wanted = method == Method::head ? Method::get : method;
  for (const std::size_t i : node->routes) {
    const Route& route = routes_[i];
    if (route.method == wanted || route.method == method) {
      match.route = &route;
      match.allowed.clear();
      fill_parameters(route, segments, &match);
      return match;
    }
    match.allowed.push_back(route.method);
    if (route.method == Method::get) match.allowed.push_back(Method::head);
  }
  return match;
}

std::vector<Method> Router::methods_of(const std::vector<std::string>& segments) const {
  std::vector<Method> methods;
  const Node* node = find_node(*root_, segments, 0);
  if (node == nullptr) return methods;
  for (const std::size_t i : node->routes) {
    methods.push_back(routes_[i].method);
    if (routes_[i].method == Method::get) methods.push_back(Method::head);
  }
  return methods;
}

}  // namespace trama::http
