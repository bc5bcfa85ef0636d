#include <array>
#include <cstdio>

#include "catalog/contract/document.h"

namespace trama::contract {
namespace {

bool digits(std::string_view text, std::size_t* at) {
  const std::size_t start = *at;
  while (*at < text.size() && text[*at] >= '0' && text[*at] <= '9') ++*at;
  return *at > start;
}

// RFC 8259 section 6.
bool json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const bool zero = text.substr(at).starts_with('0');
  const std::size_t start = at;
  if (!digits(text, &at) || (zero && at > start + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits(text, &at)) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits(text, &at)) return false;
  }
  return at == text.size();
}

void append_quoted(std::string_view text, std::string* out) {
  *out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      *out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : escape.data();
    } else {
      *out += c;
    }
  }
  *out += '"';
}

void append_json(const Node& node, std::string* out);

void append_list(const Node& node, std::string* out) {
  *out += '[';
  for (std::size_t i = 0; i < node.list.size(); ++i) {
    if (i > 0) *out += ',';
    append_json(node.list[i], out);
  }
  *out += ']';
}

void append_map(const Node& node, std::string* out) {
  *out += '{';
  for (std::size_t i = 0; i < node.map.size(); ++i) {
    if (i > 0) *out += ',';
    append_quoted(node.map[i].key, out);
    *out += ':';
    append_json(node.map[i].value, out);
  }
  *out += '}';
}

std::string json_boolean(std::string_view spelling) {
  return spelling.starts_with('t') || spelling.starts_with('T') ? "true" : "false";
}

void append_json(const Node& node, std::string* out) {
  switch (node.type) {
    case NodeType::null:
      *out += "null";
      return;
    case NodeType::boolean:
      *out += json_boolean(node.scalar);
      return;
    case NodeType::integer:
    case NodeType::number:
      if (json_number(node.scalar)) {
        *out += node.scalar;
      } else {
        append_quoted(node.scalar, out);
      }
      return;
    case NodeType::text:
      append_quoted(node.scalar, out);
      return;
    case NodeType::list:
      append_list(node, out);
      return;
    case NodeType::map:
      append_map(node, out);
      return;
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : map) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string to_json_text(const Node& node) {
  std::string out;
  append_json(node, &out);
  return out;
}

}  // namespace trama::contract
