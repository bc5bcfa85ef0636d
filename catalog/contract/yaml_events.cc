// YAML by libyaml's events, which leave typing, duplicates, aliases and bounds to us.
#include <algorithm>
#include <array>
#include <map>

#include <yaml.h>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/contract/loading.h"

namespace trama::contract::loading {
namespace {

bool all_digits(std::string_view text, std::string_view set) {
  return !text.empty() && text.find_first_not_of(set) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";

bool core_integer(std::string_view text) {
  if (text.starts_with("0x")) return all_digits(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return all_digits(text.substr(2), "01234567");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return all_digits(text, kDigits);
}

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of(kDigits, at);
  return end == std::string_view::npos ? text.size() : end;
}

bool core_float(std::string_view text) {
  if (any_of(text, {".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (any_of(text, {".inf", ".Inf", ".INF"})) return true;
  std::size_t at = skip_digits(text, 0);
  std::size_t digits = at;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, at + 1);
    digits += end - at - 1;
    at = end;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

NodeType plain_type(std::string_view text) {
  if (any_of(text, {"", "~", "null", "Null", "NULL"})) return NodeType::null;
  if (any_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) return NodeType::boolean;
  if (core_integer(text)) return NodeType::integer;
  return core_float(text) ? NodeType::number : NodeType::text;
}

// Places of libyaml are counted in characters and know more line breaks than editors do, so they are turned into byte
// offsets and counted anew. Events come in order, which keeps this linear.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  Mark mark(const yaml_mark_t& at) {
    move_to(at.index);
    return {line_, static_cast<std::uint32_t>(byte_ - line_start_ + 1)};
  }
  std::size_t offset(const yaml_mark_t& at) {
    move_to(at.index);
    return byte_;
  }

 private:
  void move_to(std::size_t index) {
    if (index < index_) *this = Places(text_);
    while (index_ < index && byte_ < text_.size()) step();
  }

  void step() {
    const char c = text_[byte_++];
    while (byte_ < text_.size() && (static_cast<unsigned char>(text_[byte_]) & 0xC0) == 0x80) ++byte_;
    ++index_;
    const bool crlf = c == '\r' && byte_ < text_.size() && text_[byte_] == '\n';
    if (c != '\n' && (c != '\r' || crlf)) return;
    ++line_;
    line_start_ = byte_;
  }

  std::string_view text_;
  std::size_t index_ = 0;
  std::size_t byte_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_start_ = 0;
};

// libyaml follows YAML 1.1, where NEL, LS and PS end a line; in YAML 1.2 they are letters, and texts copied from office
// programs hold them. They travel as unassigned characters of the same length, so that places stay what they are.
class Breaks {
 public:
  explicit Breaks(std::string_view text) : text_(text) {
    for (const Pair& pair : kPairs) {
      // A text that holds the stand-in itself keeps YAML 1.1's reading.
      if (text.find(pair.first) == text.npos || text.find(pair.second) != text.npos) continue;
      if (used_.empty()) copy_ = std::string(text);
      replace(pair.first, pair.second, &copy_);
      used_.push_back(pair);
    }
  }
  [[nodiscard]] std::string_view text() const { return used_.empty() ? text_ : std::string_view(copy_); }
  void restore(std::string* scalar) const {
    for (const Pair& pair : used_) replace(pair.second, pair.first, scalar);
  }

 private:
  using Pair = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Pair, 3> kPairs{
      {{"\xC2\x85", "\xCD\xB8"}, {"\xE2\x80\xA8", "\xEF\xB7\x90"}, {"\xE2\x80\xA9", "\xEF\xB7\x91"}}};

  static void replace(std::string_view from, std::string_view to, std::string* text) {
    for (std::size_t at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size())) {
      text->replace(at, from.size(), to);
    }
  }

  std::string_view text_;
  std::string copy_;
  std::vector<Pair> used_;
};

class Event {
 public:
  Event() = default;
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  yaml_event_t* raw() { return &event_; }
  [[nodiscard]] yaml_event_type_t type() const { return event_.type; }
  [[nodiscard]] const yaml_event_t& get() const { return event_; }

 private:
  yaml_event_t event_{};
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

struct Remedy {
  std::string_view problem;  // how libyaml's message begins
  std::string_view message;
  std::string_view hint;
};

constexpr auto kRemedies = std::to_array<Remedy>({
    {"mapping values are not allowed", "`:` stands where no key can be",
     "indent the line like its neighbours, or quote a text that contains `: `"},
    {"did not find expected key", "the line fits neither the map around it nor a new one",
     "indent it like the keys above it, and look for an unclosed quote"},
    {"did not find expected '-' indicator", "the line fits no list entry",
     "begin it with `- ` or change its indentation"},
    {"could not find expected ':'", "a key without `:`",
     "write `key: value`, or indent the line as part of the text above"},
    {"did not find expected ',' or ']'", "a list in brackets is not closed", "add `,` or `]`"},
    {"did not find expected ',' or '}'", "a map in braces is not closed",
     "add `,` or `}`, or quote a text with braces"},
    {"found unexpected end of stream", "the text ends inside a quoted text", "close the quote"},
    {"found unexpected document indicator", "a document marker stands inside a quoted text", "close the quote"},
    {"found character that cannot start any token", "a value begins with a character YAML reserves",
     "quote texts that begin with @, ` or %"},
    {"found unknown escape character", "an unknown escape in double quotes", "use single quotes or write \\\\"},
    {"block sequence entries are not allowed", "`-` stands where no list can be", "put the list on a line of its own"},
    {"did not find expected alphabetic or numeric", "`*` or `&` stands at the start of a text", "quote the text"},
    {"did not find expected <document start>", "the text goes on after the end of the document",
     "indent it as part of the document, or begin a new one with `---`"},
    {"did not find expected node content", "a value is missing", "write the value or remove the key"},
});

const Remedy* find_remedy(std::string_view problem) {
  const auto at = std::ranges::find_if(kRemedies, [&](const Remedy& r) { return problem.starts_with(r.problem); });
  return at == kRemedies.end() ? nullptr : &*at;
}

// Where a tab stands in the indentation of the line that holds `offset` or of the one before.
std::optional<std::size_t> tab_in_indentation(std::string_view text, std::size_t offset) {
  std::size_t start = std::min(offset, text.size());
  for (int lines = 0; lines < 2; ++lines) {
    const std::size_t line = start == 0 ? std::string_view::npos : text.find_last_of("\r\n", start - 1);
    start = line == std::string_view::npos ? 0 : line + 1;
    const std::size_t ink = text.find_first_not_of(" \t", start);
    const std::size_t tab = text.find('\t', start);
    if (tab != std::string_view::npos && (ink == std::string_view::npos || tab < ink)) return tab;
    if (start == 0) break;
    --start;
  }
  return std::nullopt;
}

// Who indents with tabs does so in many lines, and the grammar breaks at the first.
std::string further_tabs(std::string_view text, std::size_t tab) {
  std::size_t lines = 0;
  for (std::size_t line = text.find('\n', tab); line != std::string_view::npos; line = text.find('\n', line + 1)) {
    const std::size_t ink = text.find_first_not_of(' ', line + 1);
    if (ink != std::string_view::npos && text[ink] == '\t') ++lines;
  }
  if (lines == 0) return {};
  return ", and in that of " + std::to_string(lines) + (lines == 1 ? " line" : " lines") + " after it";
}

}  // namespace

struct YamlReader::Impl {
  explicit Impl(std::string_view bytes) : text(bytes), breaks(bytes), places(bytes) {
    if (yaml_parser_initialize(&parser) == 0) std::abort();  // out of memory
    const std::string_view input = breaks.text();
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  }
  ~Impl() { yaml_parser_delete(&parser); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool pull(Event* event);
  void report_grammar();
  std::optional<Loaded> document(const Event& start);

  bool node(const Event& event, Node* out, const std::string& pointer, std::size_t depth);
  bool scalar(const Event& event, Node* out, const Place& place);
  bool list(Node* out, const std::string& pointer, std::size_t depth);
  bool map(Node* out, const std::string& pointer, std::size_t depth);
  bool key(const Event& event, Node::Entry* entry, const std::string& pointer);
  bool alias(const Event& event, Node* out, const Place& place);
  bool open_anchor(std::string_view name, const Place& place);
  bool close_anchor(std::string_view name, const Node& node, const Place& place);
  bool check_tag(std::string_view tag, NodeType* type, const Place& place);
  void expand_merges(Node* out, const std::string& pointer);

  std::string_view text;
  Breaks breaks;
  Places places;
  yaml_parser_t parser{};
  Problems* problems = nullptr;
  std::optional<Budget> budget;
  std::optional<Budget> anchored;                                   // copies kept for aliases; they cost memory too
  std::map<std::string, std::optional<Node>, std::less<>> anchors;  // nullopt: still open
  std::size_t anchor_count = 0;
};

YamlReader::YamlReader(std::string_view text) : impl_(new Impl(text)) {}

YamlReader::~YamlReader() {
  delete impl_;
}

bool YamlReader::Impl::pull(Event* event) {
  if (yaml_parser_parse(&parser, event->raw()) != 0) return true;
  report_grammar();
  return false;
}

void YamlReader::Impl::report_grammar() {
  const std::string_view problem = parser.problem == nullptr ? "" : parser.problem;
  if (parser.error == YAML_READER_ERROR) {
    const Mark mark = mark_at(text, parser.problem_offset);
    const Rule rule = problem.starts_with("control") ? Rule::control_character : Rule::not_utf8;
    problems->add(rule, {"", mark}, "the text holds a character YAML does not allow");
    return;
  }
  const std::size_t offset = places.offset(parser.problem_mark);
  const Mark mark = places.mark(parser.problem_mark);
  if (const auto tab = tab_in_indentation(text, offset)) {
    problems->add(Rule::tab_indentation, {"", mark_at(text, *tab)},
                  "a tab stands in the indentation" + further_tabs(text, *tab),
                  {.found = "a tab", .expected = "spaces"});
    return;
  }
  const Rule rule = problem.find("tag") != problem.npos ? Rule::unknown_tag : Rule::not_yaml;
  const Remedy* remedy = find_remedy(problem);
  problems->add(
      rule, {"", mark}, std::string(remedy != nullptr ? remedy->message : problem),
      {.expected = "YAML",
       .hint = remedy != nullptr ? std::string(remedy->hint) : std::string("check the indentation and quotes")});
}

std::optional<Loaded> YamlReader::next(Problems* problems) {
  impl_->problems = problems;
  Event event;
  if (!impl_->pull(&event)) return std::nullopt;
  if (event.type() == YAML_STREAM_START_EVENT) return next(problems);
  if (event.type() != YAML_DOCUMENT_START_EVENT) return std::nullopt;
  return impl_->document(event);
}

std::optional<Loaded> YamlReader::Impl::document(const Event& start) {
  Loaded loaded;
  budget.emplace(problems);
  anchored.emplace(problems);
  anchors.clear();
  anchor_count = 0;
  loaded.begin = places.offset(start.get().start_mark);
  loaded.start = places.mark(start.get().start_mark);
  Event event;
  if (!pull(&event) || !node(event, &loaded.root, "", 0)) return std::nullopt;
  Event end;
  if (!pull(&end)) return std::nullopt;
  loaded.end = places.offset(end.get().end_mark);
  if (problems->broken()) return std::nullopt;
  return loaded;
}

bool YamlReader::Impl::node(const Event& event, Node* out, const std::string& pointer, std::size_t depth) {
  out->mark = places.mark(event.get().start_mark);
  const Place place{pointer, out->mark};
  switch (event.type()) {
    case YAML_ALIAS_EVENT:
      return alias(event, out, place);
    case YAML_SCALAR_EVENT: {
      const std::string_view anchor = view(event.get().data.scalar.anchor);
      return open_anchor(anchor, place) && scalar(event, out, place) && close_anchor(anchor, *out, place);
    }
    case YAML_SEQUENCE_START_EVENT: {
      out->type = NodeType::list;
      const std::string_view anchor = view(event.get().data.sequence_start.anchor);
      return check_tag(view(event.get().data.sequence_start.tag), &out->type, place) && open_anchor(anchor, place) &&
             budget->spend(0, place) && budget->deeper(depth + 1, place) && list(out, pointer, depth + 1) &&
             close_anchor(anchor, *out, place);
    }
    case YAML_MAPPING_START_EVENT: {
      out->type = NodeType::map;
      const std::string_view anchor = view(event.get().data.mapping_start.anchor);
      return check_tag(view(event.get().data.mapping_start.tag), &out->type, place) && open_anchor(anchor, place) &&
             budget->spend(0, place) && budget->deeper(depth + 1, place) && map(out, pointer, depth + 1) &&
             close_anchor(anchor, *out, place);
    }
    default:
      problems->add(Rule::not_yaml, place, "a value is expected");
      return false;
  }
}

bool YamlReader::Impl::scalar(const Event& event, Node* out, const Place& place) {
  const auto& scalar = event.get().data.scalar;
  out->scalar.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
  breaks.restore(&out->scalar);
  out->quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE;
  out->type = out->quoted ? NodeType::text : plain_type(out->scalar);
  if (scalar.plain_implicit == 0 && !check_tag(view(scalar.tag), &out->type, place)) return false;
  if (out->type == NodeType::null) out->scalar.clear();
  if (out->scalar.find('\0') != std::string::npos) {
    problems->add(Rule::control_character, place, "a text holds an escaped NUL", {.found = "\\0"});
    return false;
  }
  return budget->spend(out->scalar.size(), place);
}

bool YamlReader::Impl::check_tag(std::string_view tag, NodeType* type, const Place& place) {
  if (tag.empty() || (tag == "!" && *type >= NodeType::list)) return true;
  if (tag == "!" || tag == YAML_STR_TAG) {
    *type = NodeType::text;
    return true;
  }
  const bool scalar = *type < NodeType::list;
  if (scalar && any_of(tag, {YAML_NULL_TAG, YAML_BOOL_TAG, YAML_INT_TAG, YAML_FLOAT_TAG})) return true;
  if ((*type == NodeType::list && tag == YAML_SEQ_TAG) || (*type == NodeType::map && tag == YAML_MAP_TAG)) return true;
  problems->add(Rule::unknown_tag, place, "the tag is not one of YAML's core schema", {.found = std::string(tag)});
  return false;
}

bool YamlReader::Impl::list(Node* out, const std::string& pointer, std::size_t depth) {
  while (true) {
    Event event;
    if (!pull(&event)) return false;
    if (event.type() == YAML_SEQUENCE_END_EVENT) return true;
    const std::string at = join_pointer(pointer, out->list.size());
    if (!node(event, &out->list.emplace_back(), at, depth)) return false;
  }
}

bool YamlReader::Impl::key(const Event& event, Node::Entry* entry, const std::string& pointer) {
  Node key;
  const Place place{pointer, places.mark(event.get().start_mark)};
  if (event.type() == YAML_SCALAR_EVENT) {
    const auto& scalar = event.get().data.scalar;
    key.scalar.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    breaks.restore(&key.scalar);
    key.quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (const std::string_view anchor = view(scalar.anchor); !anchor.empty()) {
      key.type = NodeType::text;
      key.mark = place.mark;
      if (!open_anchor(anchor, place) || !close_anchor(anchor, key, place)) return false;
    }
  } else if (event.type() == YAML_ALIAS_EVENT) {
    if (!alias(event, &key, place)) return false;
  } else {
    key.type = NodeType::map;
  }
  if (key.type >= NodeType::list || key.scalar.empty() || key.scalar.find('\0') != std::string::npos) {
    problems->add(Rule::bad_key, place, "a key is not a plain text",
                  {.found = describe(key), .hint = "quote a template such as \"{{ name }}\""});
    return false;
  }
  entry->key = std::move(key.scalar);
  entry->key_mark = place.mark;
  // Only a plain << merges; the quoted one is a key like any other and marks itself by its value's flag.
  entry->value.quoted = key.quoted;
  return budget->spend_key(entry->key.size(), place);
}

bool YamlReader::Impl::map(Node* out, const std::string& pointer, std::size_t depth) {
  bool merges = false;
  while (true) {
    Event event;
    if (!pull(&event)) return false;
    if (event.type() == YAML_MAPPING_END_EVENT) break;
    Node::Entry& entry = out->map.emplace_back();
    if (!key(event, &entry, pointer)) return false;
    const bool merge = entry.key == "<<" && !entry.value.quoted;
    entry.value.quoted = false;
    Event value;
    if (!pull(&value) || !node(value, &entry.value, join_pointer(pointer, entry.key), depth)) return false;
    if (merge) merges = true;
  }
  if (merges) expand_merges(out, pointer);
  drop_duplicates(out, pointer, problems);
  return true;
}

// Keys that stand in the map itself win, then earlier maps over later ones.
void YamlReader::Impl::expand_merges(Node* out, const std::string& pointer) {
  std::vector<Node::Entry> entries = std::move(out->map);
  std::map<std::string, bool, std::less<>> seen;
  for (const Node::Entry& entry : entries) {
    if (entry.key != "<<") seen.emplace(entry.key, true);
  }
  out->map.clear();
  const auto merge = [&](Node* from) {
    for (Node::Entry& entry : from->map) {
      if (seen.emplace(entry.key, true).second) out->map.push_back(std::move(entry));
    }
  };
  for (Node::Entry& entry : entries) {
    if (entry.key != "<<") {
      out->map.push_back(std::move(entry));
      continue;
    }
    Node& value = entry.value;
    const bool maps = value.type == NodeType::list &&
                      std::ranges::all_of(value.list, [](const Node& item) { return item.type == NodeType::map; });
    if (value.type != NodeType::map && !maps) {
      problems->add(Rule::bad_merge, {join_pointer(pointer, "<<"), value.mark}, "`<<` does not name a map",
                    {.found = describe(value)});
    }
    merge(&value);
    for (Node& item : value.list) merge(&item);
  }
}

bool YamlReader::Impl::alias(const Event& event, Node* out, const Place& place) {
  const std::string_view name = view(event.get().data.alias.anchor);
  const auto at = anchors.find(name);
  if (at == anchors.end()) {
    problems->add(Rule::unknown_alias, place, "the alias names no anchor", {.found = "*" + std::string(name)});
    return false;
  }
  if (!at->second) {
    problems->add(Rule::recursive_alias, place, "the alias stands inside its own anchor",
                  {.found = "*" + std::string(name)});
    return false;
  }
  if (!budget->spend_tree(*at->second, place)) return false;
  *out = *at->second;
  out->mark = place.mark;
  return true;
}

bool YamlReader::Impl::open_anchor(std::string_view name, const Place& place) {
  if (name.empty()) return true;
  if (++anchor_count > limits::kYamlAnchorsMax) {
    problems->add(Rule::too_many_anchors, place, "the document has too many anchors",
                  {.expected = "at most " + std::to_string(limits::kYamlAnchorsMax)});
    return false;
  }
  anchors.insert_or_assign(std::string(name), std::nullopt);
  return true;
}

bool YamlReader::Impl::close_anchor(std::string_view name, const Node& node, const Place& place) {
  if (name.empty()) return true;
  if (!anchored->spend_tree(node, place)) return false;
  anchors.insert_or_assign(std::string(name), node);
  return true;
}

}  // namespace trama::contract::loading
