// JSON text to and from the tree of document.h, keeping every number as it was spelled. For JSON that we wrote
// ourselves (stored models, rendered documents); documents from outside go through load_document, which also knows
// places. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/contract/document.h"

namespace trama::contract {

// Nesting that the deepest allowed field (limits.h) with the deepest allowed raw JSON below it can need.
inline constexpr std::size_t kTreeNestingMax = 512;

[[nodiscard]] Result<Node> parse_json_tree(std::string_view json);  // error: corrupt

void append_json_text(std::string* out, std::string_view text);  // quoted and escaped
// As to_json_text, with the keys of maps in bytewise order: the same text for the same meaning.
void append_sorted_json(std::string* out, const Node& node);

// The spelling of a number that JSON has.
[[nodiscard]] bool json_number(std::string_view spelling);

// Building trees.
[[nodiscard]] Node text_node(std::string_view text);
[[nodiscard]] Node flag_node(bool value);
[[nodiscard]] Node integer_node(std::int64_t value);
[[nodiscard]] Node list_node();
[[nodiscard]] Node map_node();
// Raw JSON as a tree; null where it is empty or broken.
[[nodiscard]] Node raw_node(std::string_view json);
Node& put(Node* map, std::string_view key, Node value);
void put_text(Node* map, std::string_view key, std::string_view text);                   // unless empty
void put_list(Node* map, std::string_view key, Node list);                               // unless empty
void put_texts(Node* map, std::string_view key, const std::vector<std::string>& texts);  // unless empty
[[nodiscard]] bool same_tree(const Node& a, const Node& b);  // values, not places; maps in any order

}  // namespace trama::contract
