#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/contract/loading.h"

namespace trama::contract::loading {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// A text whose first characters are ASCII has NULs among its first bytes only in UTF-16 and UTF-32.
bool wide(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFE\xFF"sv) || text.starts_with("\xFF\xFE"sv)) return true;
  if (text.size() < 2) return false;
  return (text[0] == '\0') != (text[1] == '\0');
}

std::string byte_text(char byte) {
  std::array<char, 8> out{};
  std::snprintf(out.data(), out.size(), "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return out.data();
}

bool forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

Mark mark_at(std::string_view text, std::size_t offset) {
  Mark mark{1, 1};
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    const bool crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\n' || (text[i] == '\r' && !crlf)) {
      ++mark.line;
      mark.column = 1;
    } else {
      ++mark.column;
    }
  }
  return mark;
}

std::string_view without_bom(std::string_view bytes) {
  return bytes.starts_with(kBom) ? bytes.substr(kBom.size()) : bytes;
}

bool check_characters(std::string_view text, Problems* problems) {
  if (wide(text)) {
    problems->add(Rule::wide_encoding, {"", {1, 1}}, "the text is UTF-16 or UTF-32", {.expected = "UTF-8"});
    return false;
  }
  if (const auto at = first_invalid_utf8(text)) {
    problems->add(Rule::not_utf8, {"", mark_at(text, *at)}, "the text is not valid UTF-8",
                  {.found = "byte " + byte_text(text[*at]), .expected = "UTF-8"});
    return false;
  }
  const auto control = std::ranges::find_if(text, forbidden);
  if (control == text.end()) return true;
  const auto offset = static_cast<std::size_t>(control - text.begin());
  problems->add(Rule::control_character, {"", mark_at(text, offset)}, "the text holds a control character",
                {.found = "byte " + byte_text(*control), .expected = "printable text"});
  return false;
}

bool Budget::refuse(Rule rule, const Place& place, std::string message) {
  if (!problems_->has(rule)) problems_->add(rule, place, std::move(message));
  return false;
}

bool Budget::spend(std::size_t bytes, const Place& place) {
  bytes_ += bytes;
  if (++nodes_ <= limits::kExpandedNodesMax && bytes_ <= limits::kExpandedBytesMax) return true;
  return refuse(Rule::alias_bomb, place, "the document has more values, or more text, than one may have");
}

bool Budget::spend_key(std::size_t bytes, const Place& place) {
  bytes_ += bytes;
  if (bytes <= limits::kKeyBytesMax) return true;
  return refuse(Rule::key_too_long, place, "a key has " + std::to_string(bytes) + " bytes");
}

bool Budget::spend_tree(const Node& node, const Place& place) {
  if (!spend(node.scalar.size(), place)) return false;
  for (const Node& item : node.list) {
    if (!spend_tree(item, place)) return false;
  }
  for (const Node::Entry& entry : node.map) {
    if (!spend_key(entry.key.size(), place) || !spend_tree(entry.value, place)) return false;
  }
  return true;
}

bool Budget::deeper(std::size_t depth, const Place& place) {
  if (depth <= limits::kNestingMax) return true;
  return refuse(Rule::too_deep, place,
                "maps and lists nest deeper than " + std::to_string(limits::kNestingMax) + " levels");
}

namespace {

void report_duplicate(const Node::Entry& first, const Node::Entry& second, const std::string& pointer,
                      Problems* problems) {
  if (problems->full(Rule::duplicate_key)) return;
  problems->add(
      Rule::duplicate_key, {join_pointer(pointer, second.key), second.key_mark},
      "the key `" + shorten(second.key, 80) + "` stands twice, first on line " + std::to_string(first.key_mark.line),
      {.found = second.key});
}

}  // namespace

void drop_duplicates(Node* map, const std::string& pointer, Problems* problems) {
  std::vector<std::size_t> order(map->map.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) -> const std::string& { return map->map[i].key; });
  std::vector<bool> again(map->map.size());
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const bool same = map->map[order[first]].key == map->map[order[i]].key;
    if (!same) first = i;
    if (!same) continue;
    again[order[i]] = true;
    report_duplicate(map->map[order[first]], map->map[order[i]], pointer, problems);
  }
  if (std::ranges::find(again, true) == again.end()) return;
  std::vector<Node::Entry> kept;
  for (std::size_t i = 0; i < again.size(); ++i) {
    if (!again[i]) kept.push_back(std::move(map->map[i]));
  }
  map->map = std::move(kept);
}

}  // namespace trama::contract::loading
