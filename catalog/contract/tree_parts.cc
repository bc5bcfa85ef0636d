#include "catalog/contract/tree_parts.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "catalog/base/limits.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/json_tree.h"

namespace trama::contract {
namespace {

void put_id_of(Node* property, const std::string& more) {
  const Node object = raw_node(more);
  const Node* id = object.find("id");
  if (id != nullptr && id->type == NodeType::text && stable_id(id->scalar)) put(property, "id", *id);
}

}  // namespace

void put_id(Node* map, const std::vector<Custom>& custom) {
  if (const Custom* id = kept_id(custom)) put(map, "id", raw_node(id->json));
}

void put_links(Node* map, const std::vector<Link>& links) {
  Node list = list_node();
  for (const Link& link : links) {
    Node item = map_node();
    put(&item, "url", text_node(link.url));
    put(&item, "type", text_node(link.type));
    put_text(&item, "description", link.description);
    put_id(&item, link.custom);
    list.list.push_back(std::move(item));
  }
  put_list(map, "authoritativeDefinitions", std::move(list));
}

const Custom* kept_id(const std::vector<Custom>& custom) {
  const auto is_id = [](const Custom& entry) { return entry.name == "id"; };
  const auto at = std::ranges::find_if(custom, is_id);
  if (at == custom.end() || !at->description.empty() || !at->more.empty()) return nullptr;
  if (std::find_if(std::next(at), custom.end(), is_id) != custom.end()) return nullptr;
  const Node id = raw_node(at->json);
  return id.type == NodeType::text && stable_id(id.scalar) ? &*at : nullptr;
}

void put_id_and_custom(Node* map, const std::vector<Custom>& custom) {
  const Custom* id = kept_id(custom);
  put_id(map, custom);
  std::vector<Custom> rest;
  for (const Custom& entry : custom) {
    if (&entry != id) rest.push_back(entry);
  }
  put_custom(map, rest);
}

void put_custom(Node* map, const std::vector<Custom>& custom) {
  Node list = list_node();
  for (const Custom& entry : custom) {
    // A name of ours would be read back as a carried member, one that is none or too long would be refused.
    const bool fits = !entry.name.empty() && entry.name.size() <= limits::kNameBytesMax;
    if (!fits || entry.name.starts_with(kCarriedPrefix)) continue;
    Node item = map_node();
    put(&item, "property", text_node(entry.name));
    put(&item, "value", raw_node(entry.json));
    put_text(&item, "description", entry.description);
    put_id_of(&item, entry.more);
    list.list.push_back(std::move(item));
  }
  put_list(map, "customProperties", std::move(list));
}

Node number_or_text(std::string_view text) {
  if (!json_number(text)) return text_node(text);
  Node node;
  node.type = text.find_first_of(".eE") == std::string_view::npos ? NodeType::integer : NodeType::number;
  node.scalar = text;
  return node;
}

bool name_characters(std::string_view text, std::string_view more) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           more.find(c) != more.npos;
  });
}

bool stable_id(std::string_view text) {
  return name_characters(text, "-");
}

bool uri_like(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != text.npos && colon > 0 && text.find_first_of(" \t\n") == text.npos;
}

bool standard_dimension(std::string_view word) {
  constexpr auto kDimensions = std::to_array<std::string_view>(
      {"accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"});
  return std::ranges::find(kDimensions, word) != kDimensions.end();
}

}  // namespace trama::contract
