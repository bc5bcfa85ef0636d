// A YAML or JSON text as a tree that remembers where everything stood.
//
// One loader for both syntaxes, chosen by looking (a text that starts with '{' or '[' is tried as JSON first). YAML by
// libyaml's events under the rules of the YAML 1.2 core schema: only true/false, null/~, integers and floats are typed,
// and only when plain; `no`, `yes`, `on`, dates and versions stay text. Numbers keep their spelling, so that `1.0`
// stays a version. Duplicate keys, unknown tags, several documents where one is expected, more than the stated anchors,
// nesting, nodes or bytes (catalog/base/limits.h), invalid UTF-8, NUL and control characters, UTF-16/32 and tabs in
// indentation are refused, each by a rule of its own with line and column. A UTF-8 byte order mark and CRLF line ends
// are accepted. Merge keys (`<<`) are expanded as YAML 1.1 defines them, since real contracts use them.
//
// Pure functions; any thread. No network, no file access.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/contract/model.h"

namespace trama::contract {

enum class NodeType : std::uint8_t { null, boolean, integer, number, text, list, map };

struct Mark {
  std::uint32_t line = 0;    // from 1
  std::uint32_t column = 0;  // from 1, in bytes
};

struct Node {
  NodeType type = NodeType::null;
  bool quoted = false;  // text that was quoted or a block scalar
  Mark mark;
  std::string scalar;  // the spelling of a scalar: "1.0", "true", "2026-01-01"; "" for null
  std::vector<Node> list;
  struct Entry;
  std::vector<Entry> map;  // author's order, keys unique

  [[nodiscard]] const Node* find(std::string_view key) const;  // nullptr: absent or not a map
  [[nodiscard]] bool is_scalar() const { return type < NodeType::list && type != NodeType::null; }
};

struct Node::Entry {
  std::string key;
  Mark key_mark;
  Node value;
};

struct Document {
  Syntax syntax = Syntax::yaml;
  Node root;
  Mark start;                      // of this document within the text; 1:1 unless several
  std::size_t begin = 0, end = 0;  // its bytes within the text
};

// Exactly one document. Error: code unreadable or too_large, every problem found (most texts break at the first).
[[nodiscard]] Result<Document> load_document(std::string_view bytes);

// The same for who wants to report all problems at once: where keys that stand twice are the only fault, there is a
// document, with the first of each, and the error that load_document() would give.
struct Reading {
  std::optional<Document> document;
  std::optional<Error> error;
};
[[nodiscard]] Reading read_document(std::string_view bytes);

// Multi-document YAML ("---"), for imports. A broken document ends the list with its error as last element.
[[nodiscard]] std::vector<Result<Document>> load_documents(std::string_view bytes);

// Compact JSON of a node. Numbers that JSON can spell stay numbers, others (0x1F, .inf) become text.
[[nodiscard]] std::string to_json_text(const Node& node);

}  // namespace trama::contract
