#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract::dcs {
namespace {

// Definitions are kept as their author wrote them, under whichever version. They go back to their place if they fit
// what 1.2.1 wants of one; the fields that refer to them have been given what they define.
enum class Shape : std::uint8_t { text, flag, integer, number, texts, type, links, field, fields, none };

struct Key {
  std::string_view name;
  Shape shape;
};
constexpr auto kKeys = std::to_array<Key>({{"classification", Shape::text},
                                           {"config", Shape::none},
                                           {"description", Shape::text},
                                           {"domain", Shape::text},
                                           {"enum", Shape::texts},
                                           {"example", Shape::text},
                                           {"exclusiveMaximum", Shape::number},
                                           {"exclusiveMinimum", Shape::number},
                                           {"fields", Shape::fields},
                                           {"format", Shape::text},
                                           {"items", Shape::field},
                                           {"keys", Shape::field},
                                           {"lineage", Shape::none},
                                           {"links", Shape::links},
                                           {"maxLength", Shape::integer},
                                           {"maximum", Shape::number},
                                           {"minLength", Shape::integer},
                                           {"minimum", Shape::number},
                                           {"name", Shape::text},
                                           {"pattern", Shape::text},
                                           {"pii", Shape::flag},
                                           {"precision", Shape::integer},
                                           {"primary", Shape::flag},
                                           {"primaryKey", Shape::flag},
                                           {"quality", Shape::none},
                                           {"references", Shape::text},
                                           {"required", Shape::flag},
                                           {"scale", Shape::integer},
                                           {"tags", Shape::texts},
                                           {"title", Shape::text},
                                           {"type", Shape::type},
                                           {"unique", Shape::flag},
                                           {"values", Shape::field}});

bool fits(const Node& value, Shape shape);

bool different_texts(const Node& list) {
  std::set<std::string_view> seen;
  return list.type == NodeType::list && std::ranges::all_of(list.list, [&](const Node& item) {
           return item.type == NodeType::text && seen.insert(item.scalar).second;
         });
}

bool link_map(const Node& map) {
  return map.type == NodeType::map && !map.map.empty() && std::ranges::all_of(map.map, [](const Node::Entry& entry) {
           return name_characters(entry.key, "-") && entry.value.type == NodeType::text && uri_like(entry.value.scalar);
         });
}

bool field(const Node& map) {
  return map.type == NodeType::map && std::ranges::all_of(map.map, [](const Node::Entry& entry) {
           const auto at = std::ranges::find(kKeys, std::string_view(entry.key), &Key::name);
           // A key of which the standard says nothing is free, but for examples, which are a list.
           if (at == kKeys.end()) return entry.key != "examples" || entry.value.type == NodeType::list;
           return fits(entry.value, at->shape);
         });
}

bool fits(const Node& value, Shape shape) {
  switch (shape) {
    case Shape::text:
      return value.type == NodeType::text;
    case Shape::flag:
      return value.type == NodeType::boolean;
    case Shape::integer:
      return value.type == NodeType::integer;
    case Shape::number:
      return value.type == NodeType::integer || value.type == NodeType::number;
    case Shape::texts:
      return different_texts(value);
    case Shape::type:
      return value.type == NodeType::text && standard_type(value.scalar);
    case Shape::links:
      return link_map(value);
    case Shape::field:
      return field(value);
    case Shape::fields:
      return value.type == NodeType::map &&
             std::ranges::all_of(value.map, [](const Node::Entry& entry) { return field(entry.value); });
    case Shape::none:
      return false;
  }
  return false;
}

}  // namespace

bool fits_definitions(const Node& definitions) {
  return definitions.type == NodeType::map && !definitions.map.empty() &&
         std::ranges::all_of(definitions.map, [](const Node::Entry& entry) {
           return name_characters(entry.key, "-/") && entry.value.find("type") != nullptr && field(entry.value);
         });
}

}  // namespace trama::contract::dcs
