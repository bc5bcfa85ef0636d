#include "web/http/query_names.h"

#include <algorithm>

#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr std::size_t kNameBytesShown = 80;
constexpr std::size_t kUnknownShown = 5;

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace

std::optional<Error> unknown_parameters(const Request& request, const Route& route) {
  if (std::ranges::find(route.query, kAnyQuery) != route.query.end()) return std::nullopt;
  std::vector<std::string> unknown;
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(route.query, name) != route.query.end()) continue;
    const std::string shown = '`' + shorten(name, kNameBytesShown) + '`';
    if (unknown.size() < kUnknownShown && std::ranges::find(unknown, shown) == unknown.end()) unknown.push_back(shown);
  }
  if (unknown.empty()) return std::nullopt;
  std::vector<std::string_view> names(unknown.begin(), unknown.end());
  Error error = make_error(ErrorCode::invalid_argument, "unknown-parameter", "");
  error.message = std::string(to_string(route.method)) + ' ' + route.pattern + " has no parameter " + listed(names);
  for (const std::string& shown : unknown) {
    const auto near = did_you_mean(std::string_view(shown).substr(1, shown.size() - 2), route.query);
    if (near && std::ranges::find(error.candidates, *near) == error.candidates.end()) {
      error.candidates.emplace_back(*near);
    }
  }
  if (!error.candidates.empty()) {
    names.assign(error.candidates.begin(), error.candidates.end());
    error.message += "; did you mean " + listed(names) + "?";
  }
  error.message += route.query.empty() ? "; it has none" : "; it has " + listed(route.query);
  return error;
}

}  // namespace trama::http
