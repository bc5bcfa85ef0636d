#include "catalog/contract/json_tree.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "catalog/base/text.h"

namespace trama::contract {
namespace {

bool digits(std::string_view* rest) {
  const std::size_t count = std::min(rest->find_first_not_of("0123456789"), rest->size());
  rest->remove_prefix(count);
  return count > 0;
}

bool skip(std::string_view* rest, std::string_view any) {
  if (rest->empty() || any.find(rest->front()) == std::string_view::npos) return false;
  rest->remove_prefix(1);
  return true;
}

// Recursive descent over RFC 8259. Written here since the library at hand turns numbers into doubles (and refuses
// 1e400), and what an author spelled must come back as he spelled it.
class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  [[nodiscard]] bool document(Node* node) {
    if (!value(node, 0)) return false;
    skip_space();
    return at_ == text_.size() || fail("text after the end");
  }
  [[nodiscard]] std::string message() const { return message_ + " at byte " + std::to_string(at_); }

 private:
  bool fail(const char* what) {
    message_ = what;
    return false;
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool value(Node* node, std::size_t depth) {
    if (depth > kTreeNestingMax) return fail("nested too deeply");
    if (take('{')) return map(node, depth);
    if (take('[')) return list(node, depth);
    if (take('"')) {
      node->type = NodeType::text;
      node->quoted = true;
      return text(&node->scalar);
    }
    return word(node);
  }
  bool map(Node* node, std::size_t depth) {
    node->type = NodeType::map;
    if (take('}')) return true;
    do {
      Node::Entry& entry = node->map.emplace_back();
      if (!take('"') || !text(&entry.key)) return fail("no key");
      if (!take(':')) return fail("no colon");
      if (!value(&entry.value, depth + 1)) return false;
    } while (take(','));
    return take('}') || fail("a map that does not end");
  }
  bool list(Node* node, std::size_t depth) {
    node->type = NodeType::list;
    if (take(']')) return true;
    do {
      if (!value(&node->list.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']') || fail("a list that does not end");
  }
  bool word(Node* node) {
    const std::size_t end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    if (word == "null") {
      node->type = NodeType::null;
    } else if (word == "true" || word == "false") {
      node->type = NodeType::boolean;
      node->scalar = word;
    } else if (json_number(word)) {
      node->type = word.find_first_of(".eE") == std::string_view::npos ? NodeType::integer : NodeType::number;
      node->scalar = word;
    } else {
      return fail("not a value");
    }
    at_ = end;
    return true;
  }
  bool text(std::string* out) {
    while (at_ < text_.size() && text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of("\"\\", at_), text_.size());
      out->append(text_.substr(at_, end - at_));
      at_ = end;
      if (at_ < text_.size() && text_[at_] == '\\' && !escape(out)) return false;
    }
    if (at_ >= text_.size()) return fail("a text that does not end");
    ++at_;
    return true;
  }
  bool escape(std::string* out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (++at_ >= text_.size()) return fail("an escape that does not end");
    const char letter = text_[at_++];
    if (letter == 'u') return code_point(out);
    const std::size_t index = kLetters.find(letter);
    if (index == std::string_view::npos) return fail("an unknown escape");
    *out += kMeanings[index];
    return true;
  }
  bool code_point(std::string* out) {
    std::uint32_t code = 0;
    if (!hex(&code)) return fail("a broken escape");
    if (code >= 0xD800 && code < 0xDC00) {
      std::uint32_t low = 0;
      if (!text_.substr(at_).starts_with("\\u")) return fail("half a character");
      at_ += 2;
      if (!hex(&low) || low < 0xDC00 || low > 0xDFFF) return fail("half a character");
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      return fail("half a character");
    }
    append_utf8(out, code);
    return true;
  }
  bool hex(std::uint32_t* code) {
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *code, 16);
    at_ += digits.size();
    return digits.size() == 4 && error == std::errc() && end == digits.data() + 4;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string message_;
};

void append_sorted_map(std::string* out, const Node& node) {
  std::vector<const Node::Entry*> entries;
  entries.reserve(node.map.size());
  for (const Node::Entry& entry : node.map) entries.push_back(&entry);
  std::ranges::stable_sort(entries, {}, [](const Node::Entry* entry) { return std::string_view(entry->key); });
  *out += '{';
  for (const Node::Entry* entry : entries) {
    if (entry != entries.front()) *out += ',';
    append_json_text(out, entry->key);
    *out += ':';
    append_sorted_json(out, entry->value);
  }
  *out += '}';
}

Node typed(NodeType type, std::string scalar) {
  Node node;
  node.type = type;
  node.scalar = std::move(scalar);
  return node;
}

}  // namespace

bool json_number(std::string_view spelling) {
  std::string_view rest = spelling;
  skip(&rest, "-");
  const bool zero = !rest.empty() && rest.front() == '0';
  const std::size_t before = rest.size();
  if (!digits(&rest) || (zero && before - rest.size() > 1)) return false;
  if (skip(&rest, ".") && !digits(&rest)) return false;
  if (skip(&rest, "eE")) {
    skip(&rest, "+-");
    if (!digits(&rest)) return false;
  }
  return rest.empty();
}

Result<Node> parse_json_tree(std::string_view json) {
  Node root;
  JsonParser parser(json);
  if (!valid_utf8(json) || !parser.document(&root)) {
    return make_error(ErrorCode::corrupt, "broken-json", "not the JSON that was written: " + parser.message());
  }
  return root;
}

void append_json_text(std::string* out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  *out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (c == '\n') {
      *out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      *out += "\\u00";
      *out += kHex[byte >> 4U];
      *out += kHex[byte & 15U];
    } else {
      *out += c;
    }
  }
  *out += '"';
}

void append_sorted_json(std::string* out, const Node& node) {
  if (node.type == NodeType::map) return append_sorted_map(out, node);
  if (node.type != NodeType::list) {
    *out += to_json_text(node);
    return;
  }
  *out += '[';
  for (std::size_t i = 0; i < node.list.size(); ++i) {
    if (i > 0) *out += ',';
    append_sorted_json(out, node.list[i]);
  }
  *out += ']';
}

Node text_node(std::string_view text) {
  Node node = typed(NodeType::text, std::string(text));
  node.quoted = true;
  return node;
}

Node flag_node(bool value) {
  return typed(NodeType::boolean, value ? "true" : "false");
}

Node integer_node(std::int64_t value) {
  return typed(NodeType::integer, std::to_string(value));
}

Node list_node() {
  return typed(NodeType::list, "");
}

Node map_node() {
  return typed(NodeType::map, "");
}

Node raw_node(std::string_view json) {
  if (json.empty()) return {};
  auto tree = parse_json_tree(json);
  return tree ? tree.take() : Node{};
}

Node& put(Node* map, std::string_view key, Node value) {
  map->map.push_back({std::string(key), {}, std::move(value)});
  return map->map.back().value;
}

void put_text(Node* map, std::string_view key, std::string_view text) {
  if (!text.empty()) put(map, key, text_node(text));
}

void put_list(Node* map, std::string_view key, Node list) {
  if (!list.list.empty()) put(map, key, std::move(list));
}

void put_texts(Node* map, std::string_view key, const std::vector<std::string>& texts) {
  Node list = list_node();
  for (const std::string& text : texts) list.list.push_back(text_node(text));
  put_list(map, key, std::move(list));
}

bool same_tree(const Node& a, const Node& b) {
  std::string left;
  std::string right;
  append_sorted_json(&left, a);
  append_sorted_json(&right, b);
  return left == right;
}

}  // namespace trama::contract
