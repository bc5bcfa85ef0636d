#include "catalog/contract/change/datacontract_cli.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/reader.h"

namespace trama::change {
namespace {

using contract::Node;
using contract::NodeType;
using Path = std::vector<std::string>;

constexpr std::size_t kNestingMax = 128;

// Severities of added, removed and updated: E, W, I. What is not listed here is I.
struct Row {
  std::string_view noun;
  std::string_view severities;
};
constexpr auto kRows = std::to_array<Row>({{"model_type", "IIE"},
                                           {"field_type", "WWE"},
                                           {"field_format", "WWE"},
                                           {"field_required", "IIE"},
                                           {"field_unique", "IIE"},
                                           {"field_ref", "WWW"},
                                           {"field_primary", "WWW"},
                                           {"field_primary_key", "WWW"},
                                           {"field_references", "WWW"},
                                           {"field_pii", "WEE"},
                                           {"field_classification", "WEE"},
                                           {"field_pattern", "WEE"},
                                           {"field_min_length", "WWE"},
                                           {"field_max_length", "WWE"},
                                           {"field_minimum", "WWE"},
                                           {"field_exclusive_minimum", "WWE"},
                                           {"field_maximum", "WWE"},
                                           {"field_exclusive_maximum", "WWE"},
                                           {"field_enum", "WIE"},
                                           {"quality", "IWW"},
                                           {"quality_type", "WWW"},
                                           {"quality_specification", "WWW"},
                                           {"model", "IEE"},
                                           {"field", "IEE"}});

enum class What { added, removed, updated };

Level severity(std::string_view noun, What what) {
  const auto* at = std::ranges::find(kRows, noun, &Row::noun);
  const char letter = at == kRows.end() ? 'I' : at->severities[static_cast<std::size_t>(what)];
  return letter == 'E' ? Level::error : letter == 'W' ? Level::warning : Level::info;
}

std::string_view word(What what) {
  return what == What::added ? "added" : what == What::removed ? "removed" : "updated";
}

// minLength -> min_length, custom-key -> custom_key, $ref -> ref.
std::string snake(std::string_view key) {
  std::string out;
  for (const char c : key) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    if (c != '$') out += c == '-' ? '_' : upper ? static_cast<char>(c + 32) : c;
  }
  return out;
}

// As the command prints values: lists the way Python does.
std::string printed(const Node& node) {
  if (node.type != NodeType::list) return node.is_scalar() ? node.scalar : to_json_text(node);
  std::vector<std::string> items;
  items.reserve(node.list.size());
  for (const Node& item : node.list) {
    items.push_back(item.type == NodeType::text ? "'" + item.scalar + "'" : printed(item));
  }
  std::ranges::sort(items);
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? ", " : "") + item;
  return out + "]";
}

Path with(Path path, std::string_view part) {
  path.emplace_back(part);
  return path;
}

const Node& nothing() {
  static const Node null;
  return null;
}

const Node& at(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  return found == nullptr ? nothing() : *found;
}

class Comparer {
 public:
  Comparer(const Node& before, const Node& after) : before_(before), after_(after) {}

  std::vector<CliChange> run() {
    info(at(before_, "info"), at(after_, "info"));
    block("terms", at(before_, "terms"), at(after_, "terms"), {"terms"});
    block("quality", at(before_, "quality"), at(after_, "quality"), {"quality"});
    models(at(before_, "models"), at(after_, "models"));
    return std::move(out_);
  }

 private:
  void add(std::string rule, Level level, Path path, std::string description, bool removed) {
    out_.push_back({std::move(rule), level, std::move(path), std::move(description), removed});
  }

  void whole(std::string_view noun, What what, const Path& path) {
    const std::string the = noun == "model" || noun == "field" ? "the " : "";
    add(std::string(noun) + "_" + std::string(word(what)), severity(noun, what), path,
        std::string(word(what)) + " " + the + std::string(noun), what == What::removed);
  }

  void value(const std::string& noun, std::string_view owner, const Node& before, const Node& after, const Path& path) {
    const What what = before.type == NodeType::null  ? What::added
                      : after.type == NodeType::null ? What::removed
                                                     : What::updated;
    std::string text = "removed " + std::string(owner) + " property";
    if (what == What::added) text = "added with value: `" + printed(after) + "`";
    if (what == What::updated) text = "changed from `" + printed(before) + "` to `" + printed(after) + "`";
    add(noun + "_" + std::string(word(what)), severity(noun, what), path, std::move(text), what == What::removed);
  }

  // Every key of either side, in the order of the later one, that is not in `apart` and differs.
  template <typename Differs>
  static void keys(const Node& before, const Node& after, Differs differs) {
    for (const Node::Entry& entry : after.map) differs(entry.key);
    for (const Node::Entry& entry : before.map) {
      if (after.find(entry.key) == nullptr) differs(entry.key);
    }
  }

  void block(const std::string& noun, const Node& before, const Node& after, const Path& path) {
    const bool was = before.type == NodeType::map;
    const bool is = after.type == NodeType::map;
    if (was != is) return whole(noun, is ? What::added : What::removed, path);
    keys(before, after, [&](const std::string& key) {
      const Node& old_value = at(before, key);
      const Node& new_value = at(after, key);
      if (printed(old_value) == printed(new_value)) return;
      value(noun + "_" + snake(key), noun, old_value, new_value, with(path, key));
    });
  }

  void info(Node before, Node after) {
    block("contact", at(before, "contact"), at(after, "contact"), {"info", "contact"});
    for (Node* side : {&before, &after}) {
      std::erase_if(side->map, [](const Node::Entry& entry) { return entry.key == "contact"; });
    }
    block("info", before, after, {"info"});
  }

  void models(const Node& before, const Node& after) {
    keys(before, after, [&](const std::string& name) {
      const Path path = {"models", name};
      const Node* old_model = before.find(name);
      const Node* new_model = after.find(name);
      if (old_model == nullptr) return whole("model", What::added, path);
      if (new_model == nullptr) return whole("model", What::removed, path);
      model(*old_model, *new_model, path);
    });
  }

  void model(const Node& before, const Node& after, const Path& path) {
    keys(before, after, [&](const std::string& key) {
      if (key == "fields" || printed(at(before, key)) == printed(at(after, key))) return;
      value("model_" + key, "model", at(before, key), at(after, key), with(path, key));
    });
    fields(at(before, "fields"), at(after, "fields"), with(path, "fields"), 0);
  }

  void fields(const Node& before, const Node& after, const Path& path, std::size_t depth) {
    if (depth > kNestingMax) return;
    keys(before, after, [&](const std::string& name) {
      const Node* old_field = before.find(name);
      const Node* new_field = after.find(name);
      if (old_field == nullptr) return whole("field", What::added, with(path, name));
      if (new_field == nullptr) return whole("field", What::removed, with(path, name));
      field(inlined(before_, *old_field), inlined(after_, *new_field), with(path, name), depth);
    });
  }

  void field(const Node& before, const Node& after, const Path& path, std::size_t depth) {
    const bool arrays = at(before, "type").scalar == "array" && at(after, "type").scalar == "array";
    keys(before, after, [&](const std::string& key) {
      if (key == "fields" || (key == "items" && arrays)) return;
      if (printed(at(before, key)) == printed(at(after, key))) return;
      value("field_" + snake(key), "field", at(before, key), at(after, key), with(path, key));
    });
    fields(at(before, "fields"), at(after, "fields"), with(path, "fields"), depth + 1);
    if (arrays && depth < kNestingMax) {
      field(inlined(before_, at(before, "items")), inlined(after_, at(after, "items")), with(path, "items"), depth + 1);
    }
  }

  // The definition is the base; keys of the field win. Its own name and domain are not the field's.
  static Node inlined(const Node& root, const Node& field) {
    Node out = field;
    const std::string& ref = at(field, "$ref").scalar;
    constexpr std::string_view kLocal = "#/definitions/";
    if (!ref.starts_with(kLocal)) return out;
    for (const Node::Entry& entry : at(at(root, "definitions"), ref.substr(kLocal.size())).map) {
      const bool own = entry.key == "name" || entry.key == "domain" || out.find(entry.key) != nullptr;
      if (!own) out.map.push_back(entry);
    }
    return out;
  }

  const Node& before_;
  const Node& after_;
  std::vector<CliChange> out_;
};

void put_flag(Node* map, std::string_view key, bool value) {
  if (value) contract::put(map, key, contract::flag_node(true));
}

void put_count(Node* map, std::string_view key, const std::optional<std::int64_t>& value) {
  if (value) contract::put(map, key, contract::integer_node(*value));
}

Node field_view(const contract::Field& field) {
  Node out = contract::map_node();
  const contract::Constraints& c = field.constraints;
  contract::put_text(&out, "type", field.type.raw);
  put_flag(&out, "required", field.required);
  put_flag(&out, "unique", field.unique);
  put_flag(&out, "primaryKey", field.primary_key.has_value());
  contract::put_text(&out, "title", field.title);
  contract::put_text(&out, "description", field.description);
  if (field.pii) contract::put(&out, "pii", contract::flag_node(*field.pii));
  contract::put_text(&out, "classification", field.classification);
  contract::put_texts(&out, "tags", field.tags);
  contract::put_text(&out, "format", c.format);
  contract::put_text(&out, "pattern", c.pattern);
  put_count(&out, "minLength", c.min_length);
  put_count(&out, "maxLength", c.max_length);
  contract::put_text(&out, "minimum", c.minimum);
  contract::put_text(&out, "maximum", c.maximum);
  contract::put_text(&out, "exclusiveMinimum", c.exclusive_minimum);
  contract::put_text(&out, "exclusiveMaximum", c.exclusive_maximum);
  Node values = contract::list_node();
  values.list.reserve(c.enum_values.size());
  for (const std::string& value : c.enum_values) values.list.push_back(contract::raw_node(value));
  contract::put_list(&out, "enum", std::move(values));
  if (!field.references.empty()) contract::put_text(&out, "references", field.references.front().text);
  Node members = contract::map_node();
  for (const contract::Field& child : field.children) contract::put(&members, child.name, field_view(child));
  if (!members.map.empty()) contract::put(&out, "fields", std::move(members));
  if (!field.items.empty()) contract::put(&out, "items", field_view(field.items.front()));
  return out;
}

}  // namespace

std::string CliChange::dotted() const {
  std::string out;
  for (const std::string& part : path) out += (out.empty() ? "" : ".") + part;
  return out;
}

std::string CliChange::pointer() const {
  std::string out;
  for (const std::string& part : path) out = contract::join_pointer(out, part);
  return out;
}

std::vector<CliChange> datacontract_cli_changes(const Node& before, const Node& after) {
  return Comparer(before, after).run();
}

Node dcs_view(const contract::Contract& contract) {
  Node info = contract::map_node();
  contract::put_text(&info, "title", contract.title);
  contract::put_text(&info, "version", contract.version);
  contract::put_text(&info, "status", contract.status);
  contract::put_text(&info, "description", contract.description);
  contract::put_text(&info, "owner", contract.owner);
  Node models = contract::map_node();
  for (const contract::Dataset& dataset : contract.datasets) {
    Node model = contract::map_node();
    contract::put_text(&model, "type", dataset.kind);
    contract::put_text(&model, "description", dataset.description);
    Node fields = contract::map_node();
    for (const contract::Field& field : dataset.fields) contract::put(&fields, field.name, field_view(field));
    contract::put(&model, "fields", std::move(fields));
    contract::put(&models, dataset.name, std::move(model));
  }
  Node out = contract::map_node();
  contract::put(&out, "info", std::move(info));
  contract::put(&out, "models", std::move(models));
  return out;
}

Bump bump_of(const CliChange& change) {
  if (change.level == Level::error) return Bump::major;
  return change.rule.ends_with("_added") || change.level == Level::warning ? Bump::minor : Bump::patch;
}

}  // namespace trama::change
