#include "web/http/target.h"

#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/text.h"

namespace trama::http {
namespace {

std::optional<std::string> decode_form_part(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    auto key = decode_form_part(part.substr(0, equals));
    auto value = decode_form_part(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!key || !value) return std::nullopt;
    pairs.emplace_back(std::move(*key), std::move(*value));
  }
  return pairs;
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  std::vector<std::string> segments;
  for (const std::string_view part : split(path.substr(1), '/')) {
    auto decoded = percent_decode(part);
    if (!decoded) return std::nullopt;
    segments.push_back(std::move(*decoded));
  }
  return segments;
}

bool parse_target(Request* request) {
  const std::string_view target = request->target;
  const std::size_t question = target.find('?');
  request->path = target.substr(0, question);
  request->segments.clear();
  request->query.clear();
  if (target == "*") return true;
  auto segments = split_path(request->path);
  if (!segments) return false;
  request->segments = std::move(*segments);
  if (question == std::string_view::npos) return true;
  auto query = parse_form(target.substr(question + 1));
  if (!query) return false;
  request->query = std::move(*query);
  return true;
}

}  // namespace trama::http
