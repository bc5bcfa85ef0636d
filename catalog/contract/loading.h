// Inside of the document loader: what document.cc, text_checks.cc, json_loader.cc and yaml_events.cc share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/document.h"
#include "catalog/contract/reader.h"

namespace trama::contract::loading {

// Line and column of a byte offset; lines end with LF, CR or CRLF.
[[nodiscard]] Mark mark_at(std::string_view text, std::size_t offset);

// The bytes without a UTF-8 byte order mark.
[[nodiscard]] std::string_view without_bom(std::string_view bytes);

// Encoding and characters of the text: false and a problem when it cannot be read.
bool check_characters(std::string_view text, Problems* problems);

// What a loaded tree may cost, and how deep the reader stands. One per document.
class Budget {
 public:
  explicit Budget(Problems* problems) : problems_(problems) {}

  // One node of the tree, with the bytes of its scalar or key; false once the budget is used up.
  bool spend(std::size_t bytes, const Place& place);
  bool spend_key(std::size_t bytes, const Place& place);
  // A copy of a subtree for an alias or an anchor.
  bool spend_tree(const Node& node, const Place& place);
  bool deeper(std::size_t depth, const Place& place);

 private:
  bool refuse(Rule rule, const Place& place, std::string message);

  Problems* problems_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

// Reports every key of the map that stood there before, and leaves the first of them.
void drop_duplicates(Node* map, const std::string& pointer, Problems* problems);

struct Loaded {
  Node root;
  Mark start;
  std::size_t begin = 0;  // offsets within the text given
  std::size_t end = 0;
};

// One JSON text. nullopt: `problems` says why.
[[nodiscard]] std::optional<Loaded> load_json(std::string_view text, Problems* problems);

// YAML documents one after the other.
class YamlReader {
 public:
  explicit YamlReader(std::string_view text);
  ~YamlReader();
  YamlReader(const YamlReader&) = delete;
  YamlReader& operator=(const YamlReader&) = delete;

  // The next document; nullopt at the end of the text or when `problems` has an error.
  [[nodiscard]] std::optional<Loaded> next(Problems* problems);

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace trama::contract::loading
