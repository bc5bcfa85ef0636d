#include "catalog/contract/reader.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <tuple>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"

namespace trama::contract {
namespace {

constexpr std::size_t kFoundBytesMax = 120;

// Exporters write [] and {} for what is not there, whatever shape it would have.
bool hollow(const Node& node) {
  return node.type >= NodeType::list && node.list.empty() && node.map.empty();
}

// How the expected shape is written; what reject() is called with.
std::string remedy_for(std::string_view expected) {
  constexpr auto kRemedies = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"a text", "write one value, in quotes if it holds `: ` or begins with a bracket"},
       {"true or false", "write true or false"},
       {"an integer", "write digits alone, such as 10"},
       {"a number", "write a number alone, such as 10 or 9.95"},
       {"a map", "write `key: value` lines, indented below it"},
       {"a list of maps", "begin each element with `- ` and write `key: value` lines below it"},
       {"a map of names", "write each name as a key, and what it names indented below it"}});
  const auto at = std::ranges::find(kRemedies, expected, [](const auto& entry) { return entry.first; });
  return at == kRemedies.end() ? std::string() : std::string(at->second);
}

std::string key_text(std::string_view key) {
  return "`" + shorten(key, 80) + "`";
}

std::optional<bool> boolean_of(std::string_view text) {
  for (const auto* word : {"true", "yes", "on", "y", "1"}) {
    if (equal_ignoring_case(text, word)) return true;
  }
  for (const auto* word : {"false", "no", "off", "n", "0"}) {
    if (equal_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

std::size_t hash_of(Rule rule, const Place& place, std::string_view message, std::string_view found) {
  std::size_t out = 0x9E3779B97F4A7C15U;
  const auto mix = [&out](std::size_t value) { out = (out ^ value) * 0x9E3779B97F4A7C15U + (out >> 29U); };
  mix(static_cast<std::size_t>(rule));
  mix(place.mark.line);
  mix(place.mark.column);
  for (const std::string_view text : {std::string_view(place.pointer), message, found}) {
    mix(std::hash<std::string_view>()(text));
  }
  return out;
}

bool core_boolean(std::string_view text) {
  return equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false");
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  int base = 10;
  if (digits.starts_with("0x")) base = 16;
  if (digits.starts_with("0o")) base = 8;
  if (base != 10) digits.remove_prefix(2);
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, failure] = std::from_chars(digits.data(), end, value, base);
  if (failure != std::errc{} || at != end) return std::nullopt;
  return value;
}

bool number_like(std::string_view text) {
  std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, failure] = std::from_chars(digits.data(), end, value);
  return failure != std::errc::invalid_argument && at == end && digits.find_first_of("0123456789") != digits.npos;
}

}  // namespace

std::string join_pointer(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string join_pointer(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

std::string describe(const Node& node) {
  switch (node.type) {
    case NodeType::null:
      return "nothing";
    case NodeType::list:
      return "a list";
    case NodeType::map:
      return "a map";
    default:
      return shorten(node.scalar, kFoundBytesMax);
  }
}

Severity Problems::severity(Rule rule) const {
  return strictness_ == Strictness::strict ? Severity::error : rule_info(rule).lenient;
}

bool Problems::full(Rule rule) const {
  return count(severity(rule)) >= limits::kProblemsMax;
}

bool Problems::broken() const {
  return std::ranges::any_of(semantic_rules(), [&](const RuleInfo& info) {
    return info.rule != Rule::duplicate_key && severity(info.rule) == Severity::error && has(info.rule);
  });
}

void Problems::add(Rule rule, const Place& place, std::string message, Detail detail) {
  if (!said_.insert(hash_of(rule, place, message, detail.found)).second) return;
  const Severity level = severity(rule);
  seen_[static_cast<std::size_t>(rule)] = true;
  if (++counts_[static_cast<std::size_t>(level)] > limits::kProblemsMax) return;
  const RuleInfo& info = rule_info(rule);
  Problem problem;
  problem.severity = level;
  problem.rule = info.id;
  problem.message = std::move(message);
  problem.pointer = place.pointer;
  problem.line = place.mark.line;
  problem.column = place.mark.column;
  problem.found = shorten(detail.found, kFoundBytesMax);
  problem.expected = detail.expected.empty() ? std::string(info.checks) : std::move(detail.expected);
  problem.hint = detail.hint.empty() ? std::string(info.hint) : std::move(detail.hint);
  problems_.push_back(std::move(problem));
}

bool Problems::count_field(const Place& place) {
  if (++fields_ == limits::kFieldsMax + 1) {
    add(Rule::too_many_fields, place, "the contract has more fields than one contract may have",
        {.expected = "at most " + std::to_string(limits::kFieldsMax) + " fields"});
  }
  const bool before = pointer_bytes_ > 2 * limits::kPathBytesMax;
  pointer_bytes_ += place.pointer.size();
  const bool longer = pointer_bytes_ > 2 * limits::kPathBytesMax;
  if (longer && !before) report_long_paths(place);
  return fields_ <= limits::kFieldsMax && !longer;
}

void Problems::report_long_paths(const Place& place) {
  add(Rule::too_many_fields, place, "the paths of the fields are too long together",
      {.expected = "at most " + std::to_string(limits::kPathBytesMax >> 20) + " MiB of field paths",
       .hint = "shorten the names of the structures above these fields, or nest fewer"});
}

std::size_t Problems::unlisted(Severity severity) const {
  return count(severity) - std::min(count(severity), limits::kProblemsMax);
}

std::vector<Problem> Problems::take() {
  std::ranges::stable_sort(problems_, {}, [](const Problem& p) { return std::tuple(p.line, p.column); });
  return std::move(problems_);
}

Reader::Reader(const Node& map, std::string pointer, Problems* problems)
    : Reader(map, {}, std::move(pointer), problems) {}

Reader::Reader(const Node& map, const std::vector<Base>& bases, std::string pointer, Problems* problems)
    : node_(&map), pointer_(std::move(pointer)), problems_(problems) {
  add_entries(map);
  for (const Base& base : bases) {
    origins_.emplace_back(entries_.size(), base.pointer);
    add_entries(*base.map);
  }
  uses_.assign(entries_.size(), Use::unread);
}

std::string Reader::pointer_at(std::size_t index) const {
  std::string_view origin = pointer_;
  for (const auto& [begin, pointer] : origins_) {
    if (index >= begin) origin = pointer;
  }
  return join_pointer(origin, entries_[index]->key);
}

std::string Reader::pointer_to(std::string_view key) const {
  const auto index = index_of(key);
  return index ? pointer_at(*index) : join_pointer(pointer_, key);
}

void Reader::add_entries(const Node& map) {
  constexpr std::size_t kSearchedMax = 64;
  const bool first = entries_.empty();
  const bool large = entries_.size() + map.map.size() > kSearchedMax;
  if (large && index_.empty()) {
    for (std::size_t i = 0; i < entries_.size(); ++i) index_.emplace(entries_[i]->key, i);
  }
  for (const Node::Entry& entry : map.map) {
    if (large ? !index_.emplace(entry.key, entries_.size()).second : !first && index_of(entry.key)) continue;
    entries_.push_back(&entry);
  }
}

std::optional<std::size_t> Reader::index_of(std::string_view key) const {
  if (!index_.empty()) {
    const auto at = index_.find(key);
    return at == index_.end() ? std::nullopt : std::optional(at->second);
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i]->key == key) return i;
  }
  return std::nullopt;
}

void Reader::know(std::initializer_list<std::string_view> keys) {
  known_.insert(known_.end(), keys);
}

const Node* Reader::take(std::string_view key, Use use) {
  // Only hints need them; a document with thousands of free keys must not make every look-up search them all.
  constexpr std::size_t kKnownMax = 200;
  if (known_.size() < kKnownMax && std::ranges::find(known_, key) == known_.end()) known_.push_back(key);
  const auto index = index_of(key);
  if (!index) return nullptr;
  if (use != Use::unread) uses_[*index] = use;
  const Node& value = entries_[*index]->value;
  return value.type == NodeType::null ? nullptr : &value;
}

bool Reader::has(std::string_view key) {
  return take(key, Use::unread) != nullptr;
}

const Node* Reader::node(std::string_view key) {
  return take(key, Use::read);
}

const Node* Reader::peek(std::string_view key) {
  return take(key, Use::unread);
}

Place Reader::place_of(std::string_view key) const {
  const auto index = index_of(key);
  if (!index) return place();
  const Node::Entry& entry = *entries_[*index];
  // A null has no text of its own to point at.
  const Mark mark = entry.value.type == NodeType::null ? entry.key_mark : entry.value.mark;
  return {pointer_at(*index), mark};
}

void Reader::problem(Rule rule, std::string message, Detail detail) const {
  problems_->add(rule, place(), std::move(message), std::move(detail));
}

void Reader::problem_at(std::string_view key, Rule rule, std::string message, Detail detail) {
  problems_->add(rule, place_of(key), std::move(message), std::move(detail));
}

void Reader::demand(std::string_view key, std::string_view what, std::string hint) {
  if (has(key)) return;
  problem(Rule::missing_key, std::string(what) + " has no " + key_text(key),
          {.expected = key_text(key), .hint = std::move(hint)});
}

void Reader::claim_at(std::string_view key, Claim::Kind kind, std::string dataset, std::string text, Rule rule) {
  problems_->claim({kind, rule, place_of(key), std::move(dataset), std::move(text)});
}

void Reader::reject(std::string_view key, const Node& value, std::string_view expected, Rule rule) {
  (void)take(key, Use::rejected);
  problem_at(key, rule, key_text(key) + " is not " + std::string(expected),
             {.found = describe(value), .expected = std::string(expected), .hint = remedy_for(expected)});
}

bool Reader::check_length(const Place& place, std::string_view text, std::size_t bytes_max, Rule rule) {
  if (text.size() <= bytes_max) return true;
  problems_->add(
      rule, place, "the text is longer than allowed here",
      {.found = std::to_string(text.size()) + " bytes", .expected = "at most " + std::to_string(bytes_max) + " bytes"});
  return false;
}

std::string Reader::bounded_text(std::string_view key, std::size_t bytes_max, Rule rule) {
  const Node* value = node(key);
  if (value == nullptr || hollow(*value)) return {};
  if (!value->is_scalar()) {
    reject(key, *value, "a text");
    return {};
  }
  if (value->scalar.size() > bytes_max && !check_length(place_of(key), value->scalar, bytes_max, rule)) return {};
  return value->scalar;
}

std::string Reader::text(std::string_view key) {
  return bounded_text(key, limits::kTextBytesMax, Rule::text_too_long);
}

std::string Reader::name(std::string_view key) {
  return std::string(trim(bounded_text(key, limits::kNameBytesMax, Rule::name_too_long)));
}

std::optional<bool> Reader::boolean(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr) return std::nullopt;
  const auto read = value->is_scalar() ? boolean_of(trim(value->scalar)) : std::nullopt;
  if (!read) {
    reject(key, *value, "true or false");
  } else if (!core_boolean(trim(value->scalar))) {
    problem_at(key, Rule::boolean_spelling, key_text(key) + " was read as " + (*read ? "true" : "false"),
               {.found = value->scalar, .expected = "true or false"});
  }
  return read;
}

bool Reader::flag(std::string_view key) {
  return boolean(key).value_or(false);
}

std::optional<std::int64_t> Reader::integer(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr) return std::nullopt;
  const auto read = value->is_scalar() ? integer_of(trim(value->scalar)) : std::nullopt;
  if (!read) reject(key, *value, "an integer");
  return read;
}

std::string Reader::number(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr) return {};
  if (!value->is_scalar() || !number_like(trim(value->scalar))) {
    reject(key, *value, "a number");
    return {};
  }
  return std::string(trim(value->scalar));
}

std::string Reader::json(std::string_view key) {
  const Node* value = node(key);
  return value == nullptr ? std::string() : to_json_text(*value);
}

std::vector<std::string> Reader::bounded_texts(std::string_view key, std::size_t bytes_max, Rule rule) {
  const Node* value = node(key);
  if (value == nullptr) return {};
  if (value->type != NodeType::list) {
    std::string only = bounded_text(key, bytes_max, rule);
    return only.empty() ? std::vector<std::string>{} : std::vector{std::move(only)};
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < value->list.size(); ++i) {
    const Node& item = value->list[i];
    if (item.type == NodeType::null) continue;
    const Place at{join_pointer(pointer_to(key), i), item.mark};
    if (!item.is_scalar()) {
      problems_->add(Rule::wrong_type, at, "an element of " + key_text(key) + " is not a text",
                     {.found = describe(item), .expected = "a text", .hint = remedy_for("a text")});
    } else if (check_length(at, item.scalar, bytes_max, rule)) {
      out.push_back(item.scalar);
    }
  }
  return out;
}

std::vector<std::string> Reader::texts(std::string_view key) {
  return bounded_texts(key, limits::kTextBytesMax, Rule::text_too_long);
}

std::vector<std::string> Reader::names(std::string_view key) {
  return bounded_texts(key, limits::kNameBytesMax, Rule::name_too_long);
}

std::vector<std::string> Reader::jsons(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr) return {};
  if (value->type != NodeType::list) return {to_json_text(*value)};
  std::vector<std::string> out;
  for (const Node& item : value->list) out.push_back(to_json_text(item));
  return out;
}

std::optional<Reader> Reader::map(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr || (hollow(*value) && value->type == NodeType::list)) return std::nullopt;
  if (value->type != NodeType::map) {
    reject(key, *value, "a map", Rule::wrong_structure);
    return std::nullopt;
  }
  return Reader(*value, pointer_to(key), problems_);
}

std::vector<Reader> Reader::maps(std::string_view key) {
  const Node* value = node(key);
  if (value == nullptr || hollow(*value)) return {};
  const std::string at = pointer_to(key);
  std::vector<Reader> out;
  if (value->type == NodeType::map) {
    problem_at(key, Rule::list_expected, key_text(key) + " is one map and was read as a list of one",
               {.found = "a map", .expected = "a list of maps"});
    out.emplace_back(*value, at, problems_);
    return out;
  }
  if (value->type != NodeType::list) {
    reject(key, *value, "a list of maps", Rule::wrong_structure);
    return out;
  }
  for (std::size_t i = 0; i < value->list.size(); ++i) {
    const Node& item = value->list[i];
    if (item.type == NodeType::map) {
      out.emplace_back(item, join_pointer(at, i), problems_);
    } else if (item.type != NodeType::null) {
      problems_->add(Rule::wrong_structure, {join_pointer(at, i), item.mark},
                     "an element of " + key_text(key) + " is not a map",
                     {.found = describe(item), .expected = "a map", .hint = remedy_for("a map")});
    }
  }
  return out;
}

std::vector<std::pair<std::string, Reader>> Reader::listed_maps(std::string_view key, const Node& list,
                                                                Rule duplicate) {
  problem_at(key, Rule::map_expected, key_text(key) + " is a list and was read as a map by its elements' names",
             {.found = "a list", .expected = "a map of names", .hint = "write `name:` as the key of what it names"});
  std::vector<std::pair<std::string, Reader>> out;
  out.reserve(list.list.size());
  std::unordered_set<std::string> seen;
  for (Reader& item : maps(key)) {
    std::string name = item.name("name");
    if (name.empty()) item.problem(Rule::missing_name, "an element of " + key_text(key) + " has no name");
    if (!name.empty() && !seen.insert(name).second) {
      item.problem_at("name", duplicate, key_text(name) + " stands twice in " + key_text(key), {.found = name});
    }
    out.emplace_back(std::move(name), std::move(item));
  }
  return out;
}

std::vector<std::pair<std::string, Reader>> Reader::named_maps(std::string_view key, Rule duplicate) {
  static const Node empty_map = [] {
    Node node;
    node.type = NodeType::map;
    return node;
  }();
  const Node* value = node(key);
  std::vector<std::pair<std::string, Reader>> out;
  if (value == nullptr || hollow(*value)) return out;
  const auto is_map = [](const Node& item) { return item.type == NodeType::map; };
  if (value->type == NodeType::list && std::ranges::all_of(value->list, is_map)) {
    return listed_maps(key, *value, duplicate);
  }
  if (value->type != NodeType::map) {
    reject(key, *value, "a map of names", Rule::wrong_structure);
    return out;
  }
  const std::string at = pointer_to(key);
  if (at.size() * value->map.size() > 2 * limits::kPathBytesMax) {
    problems_->report_long_paths(place_of(key));
    return out;
  }
  for (const Node::Entry& entry : value->map) {
    const Place here{join_pointer(at, entry.key), entry.key_mark};
    if (!check_length(here, entry.key, limits::kNameBytesMax, Rule::name_too_long)) continue;
    if (entry.value.type == NodeType::map) {
      out.emplace_back(entry.key, Reader(entry.value, here.pointer, problems_));
    } else if (entry.value.type == NodeType::null) {
      out.emplace_back(entry.key, Reader(empty_map, here.pointer, problems_));
    } else {
      problems_->add(Rule::wrong_structure, {here.pointer, entry.value.mark}, key_text(entry.key) + " is not a map",
                     {.found = describe(entry.value), .expected = "a map", .hint = remedy_for("a map")});
    }
  }
  return out;
}

std::vector<std::pair<std::string, const Node*>> Reader::rest() {
  std::vector<std::pair<std::string, const Node*>> out;
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    if (uses_[i] == Use::read) continue;
    out.emplace_back(entries_[i]->key, &entries_[i]->value);
    uses_[i] = Use::read;
  }
  return out;
}

void Reader::finish(std::vector<Custom>* custom) {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    if (uses_[i] == Use::read) continue;
    const Node::Entry& entry = *entries_[i];
    custom->push_back({entry.key, to_json_text(entry.value), ""});
    const bool unread = uses_[i] == Use::unread;
    uses_[i] = Use::read;
    if (!unread) continue;
    const Place at{pointer_at(i), entry.key_mark};
    Detail detail{.found = entry.key, .expected = "a key of the format"};
    if (!problems_->full(Rule::unknown_key)) {
      const auto near = did_you_mean(entry.key, known_);
      if (near && *near != entry.key) detail.hint = "did you mean `" + std::string(*near) + "`?";
    }
    problems_->add(Rule::unknown_key, at, key_text(entry.key) + " is not known here; it is kept as a custom property",
                   std::move(detail));
  }
}

}  // namespace trama::contract
