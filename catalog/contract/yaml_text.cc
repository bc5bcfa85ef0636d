#include "catalog/contract/yaml_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"

namespace trama::contract {
namespace {

constexpr std::size_t kStep = 2;

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool plain_character(char c) {
  return letter(c) || (c >= '0' && c <= '9') || std::string_view(" -./()@+").find(c) != std::string_view::npos;
}

// What some YAML reader takes for a boolean, a null or a number.
bool typed_word(std::string_view text) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"});
  return std::ranges::any_of(kWords, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

bool plain(std::string_view text) {
  return !text.empty() && letter(text.front()) && text.back() != ' ' && std::ranges::all_of(text, plain_character) &&
         !typed_word(text);
}

// YAML 1.1 breaks lines at these too.
bool foreign_break(std::string_view text) {
  constexpr auto kBreaks =
      std::to_array<std::string_view>({"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"});
  return std::ranges::any_of(kBreaks, [&](std::string_view each) { return text.find(each) != text.npos; });
}

bool control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
}

bool literal_block(std::string_view text) {
  if (text.find('\n') == text.npos || text.find_first_not_of('\n') != 0 || text.front() == ' ') return false;
  if (text.find(" \n") != text.npos || text.back() == ' ') return false;
  return std::ranges::none_of(text, control) && !foreign_break(text);
}

class Emitter {
 public:
  std::string document(const Node& map) {
    entries(map, 0);
    return std::move(out_);
  }

 private:
  void entries(const Node& map, std::size_t indent) {
    bool first = true;
    for (const Node::Entry& entry : map.map) {
      // The first entry of a list's item stands behind its dash.
      if (!std::exchange(first, false) || out_.empty() || out_.back() == '\n') out_.append(indent, ' ');
      key(entry.key);
      out_ += ':';
      value(entry.value, indent);
    }
  }
  void items(const Node& list, std::size_t indent) {
    for (const Node& item : list.list) {
      out_.append(indent, ' ');
      out_ += '-';
      if (item.type == NodeType::map && !item.map.empty()) {
        out_ += ' ';
        entries(item, indent + kStep);
      } else {
        value(item, indent);
      }
    }
  }
  void value(const Node& node, std::size_t indent) {
    if (node.type == NodeType::map && !node.map.empty()) {
      out_ += '\n';
      entries(node, indent + kStep);
    } else if (node.type == NodeType::list && !node.list.empty()) {
      out_ += '\n';
      items(node, indent + kStep);
    } else {
      out_ += ' ';
      scalar(node, indent);
      out_ += '\n';
    }
  }
  void scalar(const Node& node, std::size_t indent) {
    if (node.type != NodeType::text) {
      out_ += to_json_text(node);
    } else if (plain(node.scalar)) {
      out_ += node.scalar;
    } else if (literal_block(node.scalar)) {
      block(node.scalar, indent + kStep);
    } else {
      quoted(node.scalar);
    }
  }
  void key(const std::string& text) {
    if (plain(text)) {
      out_ += text;
    } else {
      quoted(text);
    }
  }
  void block(std::string_view text, std::size_t indent) {
    const std::size_t breaks = text.size() - text.find_last_not_of('\n') - 1;
    out_ += breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+";
    const std::string_view body = breaks == 0 ? text : text.substr(0, text.size() - 1);
    for (const std::string_view line : split(body, '\n')) {
      out_ += '\n';
      if (!line.empty()) out_.append(indent, ' ').append(line);
    }
  }
  void quoted(std::string_view text) {
    std::string json;
    append_json_text(&json, text);
    for (const auto& [bytes, escape] : kEscapes) {
      for (std::size_t at = json.find(bytes); at != json.npos; at = json.find(bytes, at)) {
        json.replace(at, bytes.size(), escape);
      }
    }
    out_ += json;
  }

  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEscapes = {
      {{"\xC2\x85", "\\u0085"}, {"\xE2\x80\xA8", "\\u2028"}, {"\xE2\x80\xA9", "\\u2029"}, {"\xEF\xBB\xBF", "\\uFEFF"}}};
  std::string out_;
};

}  // namespace

std::string to_yaml_text(const Node& map) {
  return map.map.empty() ? "{}\n" : Emitter().document(map);
}

}  // namespace trama::contract
