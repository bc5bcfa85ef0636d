#include "catalog/contract/change/walker.h"

#include <algorithm>
#include <array>
#include <vector>

#include "catalog/base/encoding.h"
#include "catalog/base/text.h"
#include "catalog/contract/reader.h"

namespace trama::change {
namespace {

using contract::Dialect;
using contract::Node;

// Under which key the elements of the formats' lists have their names.
constexpr auto kNameKeys = std::to_array<std::string_view>(
    {"name", "property", "server", "role", "channel", "table", "column", "username", "metric", "id"});

bool is_called(const Node& item, std::string_view name) {
  return std::ranges::any_of(kNameKeys, [&](std::string_view key) {
    const Node* value = item.find(key);
    return value != nullptr && value->is_scalar() && equal_ignoring_case(trim(value->scalar), name);
  });
}

// `a.b[]{value}` -> a, b, [], {value}; names unescaped.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < path.size()) {
    if (path[at] == '.') ++at;
    const std::size_t end = std::min(path.find_first_of(".[{", at), path.size());
    if (end > at) out.push_back(percent_decode(path.substr(at, end - at)).value_or(std::string()));
    at = end;
    if (at < path.size() && path[at] != '.') {
      const std::size_t close = std::min(path.find_first_of("]}", at), path.size() - 1);
      out.emplace_back(path.substr(at, close + 1 - at));
      at = close + 1;
    }
  }
  return out;
}

}  // namespace

Walker::Walker(const Side& side) : dialect_(side.contract->source.dialect) {
  const Node& root = side.document->root;
  root_ = {"", root.mark, &root};
}

std::optional<Spot> Walker::key(const Spot& from, std::string_view key) const {
  for (const Node::Entry& entry : from.node->map) {
    if (entry.key == key) return Spot{contract::join_pointer(from.pointer, key), entry.key_mark, &entry.value};
  }
  return std::nullopt;
}

std::optional<Spot> Walker::named(const Spot& container, std::string_view name) const {
  for (std::size_t i = 0; i < container.node->list.size(); ++i) {
    const Node& item = container.node->list[i];
    if (is_called(item, name)) return Spot{contract::join_pointer(container.pointer, i), item.mark, &item};
  }
  for (const Node::Entry& entry : container.node->map) {
    if (!equal_ignoring_case(entry.key, name)) continue;
    return Spot{contract::join_pointer(container.pointer, entry.key), entry.key_mark, &entry.value};
  }
  return std::nullopt;
}

std::optional<Spot> Walker::steps(const Spot& from, std::string_view path) const {
  std::optional<Spot> at = from;
  for (const std::string_view part : split(path, '/')) {
    const std::size_t equals = part.find('=');
    at = equals == part.npos ? key(*at, part) : named(*at, part.substr(equals + 1));
    if (!at) return std::nullopt;
  }
  return at;
}

std::optional<Spot> Walker::datasets() const {
  switch (dialect_) {
    case Dialect::dcs:
      return key(root_, "models");
    case Dialect::odcs2:
      return key(root_, "dataset");
    default:
      return key(root_, "schema");
  }
}

std::optional<Spot> Walker::dataset(std::string_view name) const {
  const auto all = datasets();
  if (!all) return std::nullopt;
  // The article's one table has its name from elsewhere.
  return dialect_ == Dialect::article ? all : named(*all, name);
}

std::optional<Spot> Walker::fields_of(const Spot& owner) const {
  for (const std::string_view name : {"fields", "properties", "columns"}) {
    if (auto found = key(owner, name)) return found;
  }
  return std::nullopt;
}

Walker::Found Walker::child(const Spot& owner, std::string_view step) const {
  std::optional<Spot> found;
  if (step == "[]") {
    found = key(owner, "items");
  } else if (step == "{key}" || step == "{value}") {
    found = key(owner, step == "{key}" ? "keys" : "values");
    if (!found) found = steps(owner, step == "{key}" ? "map/key" : "map/value");
    if (!found) found = custom(owner, step == "{key}" ? "mapKeyType" : "mapValueType");
  } else if (const auto all = fields_of(owner)) {
    found = named(*all, step);
  }
  if (found) return {*found, true};
  if (const auto ref = key(owner, "$ref")) return {*ref, false};
  return {owner, false};
}

Walker::Found Walker::field(std::string_view dataset_name, std::string_view path) const {
  const auto dataset_spot = dataset(dataset_name);
  if (!dataset_spot) return {datasets().value_or(root_), false};
  Found at{*dataset_spot, true};
  for (const std::string& step : steps_of(path)) {
    at = child(at.spot, step);
    if (!at.whole) return at;
  }
  return at;
}

std::optional<Spot> Walker::custom(const Spot& owner, std::string_view name) const {
  if (auto found = key(owner, name)) return found;
  const auto list = key(owner, "customProperties");
  if (!list) return std::nullopt;
  const auto entry = named(*list, name);
  if (!entry) return std::nullopt;
  return key(*entry, "value").value_or(*entry);
}

}  // namespace trama::change
