#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/text.h"
#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"
#include "catalog/contract/types.h"

namespace trama::contract::dcs {
namespace {

// Where the standard lacks the type, the nearest that holds all its values.
std::string_view nearest_word(const LogicalType& type) {
  switch (type.kind) {
    case TypeKind::string:
      return "string";
    case TypeKind::int8:
    case TypeKind::int16:
    case TypeKind::int32:
    case TypeKind::uint8:
    case TypeKind::uint16:
      return "integer";
    case TypeKind::uint32:
    case TypeKind::int64:
    case TypeKind::uint64:
    case TypeKind::bigint:
      return "long";
    case TypeKind::decimal:
      return "decimal";
    case TypeKind::float32:
      return "float";
    case TypeKind::float64:
      return "double";
    case TypeKind::boolean:
      return "boolean";
    case TypeKind::date:
      return "date";
    case TypeKind::time:
      return "time";
    case TypeKind::timestamp:
      return type.zone == TimeZoneKind::without_zone ? "timestamp_ntz" : "timestamp";
    case TypeKind::bytes:
      return "bytes";
    case TypeKind::object:
      return "object";
    case TypeKind::array:
      return "array";
    case TypeKind::map:
      return "map";
    case TypeKind::variant:
      return "variant";
    case TypeKind::json:
      return "json";
    case TypeKind::null:
      return "null";
    case TypeKind::unknown:
      return "";
  }
  return "";
}

// The author's own word where it means the same here.
std::string type_word(const LogicalType& type) {
  if (standard_type(type.raw)) {
    const LogicalType read = parse_type(type.raw, TypeWords::dcs).type;
    if (read.kind == type.kind && read.zone == type.zone) return type.raw;
  }
  return std::string(nearest_word(type));
}

void put_number(Node* out, std::string_view key, const std::string& spelled) {
  if (json_number(spelled)) put(out, key, raw_node(spelled));
}

template <typename Integer>
void put_integer(Node* out, std::string_view key, const std::optional<Integer>& value) {
  if (value) put(out, key, integer_node(*value));
}

// The schema wants a list of different texts.
void put_enum(Node* out, const std::vector<std::string>& values) {
  Node list = list_node();
  std::set<std::string> seen;
  for (const std::string& json : values) {
    const Node value = raw_node(json);
    if (!value.is_scalar()) return;
    if (seen.insert(value.scalar).second) list.list.push_back(text_node(value.scalar));
  }
  put_list(out, "enum", std::move(list));
}

void put_type(Node* out, const Field& field) {
  put_text(out, "type", type_word(field.type));
  put_text(out, "physicalType", field.physical_type);
  put_integer(out, "precision", field.type.precision);
  put_integer(out, "scale", field.type.scale);
  const Constraints& c = field.constraints;
  put_text(out, "format", c.format);
  put_integer(out, "minLength", c.min_length);
  put_integer(out, "maxLength", c.max_length);
  put_text(out, "pattern", c.pattern);
  put_number(out, "minimum", c.minimum);
  put_number(out, "maximum", c.maximum);
  put_number(out, "exclusiveMinimum", c.exclusive_minimum);
  put_number(out, "exclusiveMaximum", c.exclusive_maximum);
  put_enum(out, c.enum_values);
}

void put_texts_of(Node* out, const Field& field) {
  put_text(out, "title", field.title);
  put_text(out, "businessName", field.business_name);
  put_text(out, "physicalName", field.physical_name);
  put_text(out, "description", field.description);
  put_text(out, "classification", field.classification);
  put_text(out, "unit", field.unit);
  put_text(out, "previousName", field.previous_name);
  put_texts(out, "aliases", field.aliases);
  put_texts(out, "tags", field.tags);
  put_deprecation(out, field.deprecated, field.deprecated_since, field.successor);
}

void put_flags(Node* out, const Field& field) {
  if (field.required) put(out, "required", flag_node(true));
  if (field.unique) put(out, "unique", flag_node(true));
  if (field.primary_key) put(out, "primaryKey", flag_node(true));
  if (field.critical) put(out, "criticalDataElement", flag_node(true));
  if (field.pii) put(out, "pii", flag_node(*field.pii));
}

// Pointers are ODCS's notation; within this document the names stand for them.
std::string reference_text(const Reference& reference) {
  const bool pointer = reference.text.find('/') != std::string::npos;
  const bool found = reference.contract.empty() && !reference.table.empty() && !reference.path.empty();
  return pointer && found ? reference.table + "." + reference.path : reference.text;
}

bool same_origin(const LineageInput& a, const LineageInput& b) {
  return a.from.contract == b.from.contract && a.from.table == b.from.table && a.from.path == b.from.path &&
         a.from.text == b.from.text;
}

Node transformation_tree(const LineageInput& input) {
  Node out = map_node();
  put(&out, "type", text_node(input.type));
  put_text(&out, "subtype", input.subtype);
  put_text(&out, "description", input.description);
  if (input.masking) put(&out, "masking", flag_node(true));
  return out;
}

// All three parts are demanded; a dataset of this document is one of this contract.
std::optional<Node> input_tree(const Reference& from, const std::string& contract_id) {
  if (from.table.empty() || from.path.empty()) return std::nullopt;
  Node out = map_node();
  put(&out, "namespace", text_node(from.contract.empty() ? contract_id : from.contract));
  put(&out, "name", text_node(from.table));
  put(&out, "field", text_node(from.path));
  return out;
}

Node input_fields(const Field& field, const std::string& contract_id) {
  Node out = list_node();
  for (std::size_t at = 0; at < field.inputs.size();) {
    const LineageInput& first = field.inputs[at];
    Node transformations = list_node();
    do {
      const LineageInput& input = field.inputs[at++];
      if (!input.type.empty()) transformations.list.push_back(transformation_tree(input));
    } while (at < field.inputs.size() && !first.type.empty() && !field.inputs[at].type.empty() &&
             same_origin(first, field.inputs[at]));
    auto input = input_tree(first.from, contract_id);
    if (!input) continue;
    put_list(&*input, "transformations", std::move(transformations));
    out.list.push_back(std::move(*input));
  }
  return out;
}

// The entry of that name that says no more than its value.
const Custom* plain_custom(const Field& field, std::string_view name) {
  const auto named = [&](const Custom& each) { return each.name == name; };
  if (std::ranges::count_if(field.custom, named) != 1) return nullptr;
  const Custom& custom = *std::ranges::find_if(field.custom, named);
  return custom.description.empty() && custom.more.empty() ? &custom : nullptr;
}

class FieldTree {
 public:
  FieldTree(const Field& field, const std::string& contract_id) : field_(field), contract_id_(contract_id) {}

  Node tree() {
    put_remote_ref();
    put_type(&out_, field_);
    put_texts_of(&out_, field_);
    put_flags(&out_, field_);
    if (!field_.references.empty()) put_text(&out_, "references", reference_text(field_.references.front()));
    put_link_map(&out_, field_.links);
    put_examples();
    put_config();
    put_lineage();
    put_nested();
    put_quality(&out_, field_.quality);
    put_custom(&out_, rest());
    return std::move(out_);
  }

 private:
  // One that leads into another document was kept as it was written.
  void put_remote_ref() {
    const Custom* custom = plain_custom(field_, "$ref");
    const Node ref = custom == nullptr ? Node{} : raw_node(custom->json);
    if (ref.type == NodeType::text && !ref.scalar.starts_with('#')) put_kept("$ref", custom);
  }
  void put_examples() {
    Node list = list_node();
    for (const std::string& example : field_.examples) list.list.push_back(raw_node(example));
    put_list(&out_, "examples", std::move(list));
  }
  void put_config() {
    Node config = map_node();
    for (const auto& [server, type] : field_.physical_types) {
      if (!server.empty() && config.find(server + "Type") == nullptr) put(&config, server + "Type", text_node(type));
    }
    const Custom* custom = plain_custom(field_, "config");
    const Node more = custom == nullptr ? Node{} : raw_node(custom->json);
    const bool fits = std::ranges::all_of(more.map, [&](const Node::Entry& entry) {
      const bool text = entry.value.type == NodeType::text || !entry.key.ends_with("Type");
      return text && config.find(entry.key) == nullptr;
    });
    if (more.type == NodeType::map && !more.map.empty() && fits) {
      for (const Node::Entry& entry : more.map) config.map.push_back(entry);
      kept_.push_back(custom);
    }
    if (!config.map.empty()) put(&out_, "config", std::move(config));
  }
  void put_lineage() {
    Node inputs = input_fields(field_, contract_id_);
    if (inputs.list.empty()) return;
    Node lineage = map_node();
    put_list(&lineage, "inputFields", std::move(inputs));
    put_text(&lineage, "transformationDescription", field_.transform_description);
    const Custom* custom = plain_custom(field_, "transformationType");
    if (custom != nullptr && custom->json.starts_with('"')) {
      put(&lineage, "transformationType", raw_node(custom->json));
      kept_.push_back(custom);
    }
    put(&out_, "lineage", std::move(lineage));
  }
  void put_nested() {
    put_fields(&out_, field_.children, contract_id_);
    put_one("items", field_.items);
    put_one("keys", field_.map_key);
    put_one("values", field_.map_value);
  }
  void put_one(std::string_view key, const std::vector<Field>& below) {
    if (below.size() != 1) return;
    Node tree = field_tree(below[0], contract_id_);
    // What is not typed and holds scalars alone is read as something else: some tools list an enum's numbers so.
    const bool scalars =
        std::ranges::all_of(tree.map, [](const Node::Entry& entry) { return entry.value.is_scalar(); });
    if (key == "values" && scalars && tree.find("type") == nullptr) return;
    put(&out_, key, std::move(tree));
  }
  void put_kept(std::string_view key, const Custom* custom) {
    put(&out_, key, raw_node(custom->json));
    kept_.push_back(custom);
  }
  [[nodiscard]] std::vector<Custom> rest() const {
    std::vector<Custom> out;
    for (const Custom& custom : field_.custom) {
      if (std::ranges::find(kept_, &custom) == kept_.end()) out.push_back(custom);
    }
    return out;
  }

  const Field& field_;
  const std::string& contract_id_;
  Node out_ = map_node();
  std::vector<const Custom*> kept_;  // written under keys of their own
};

}  // namespace

bool standard_type(std::string_view word) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"number", "decimal",   "numeric",      "int",           "integer", "long",  "bigint",  "float", "double",
       "string", "text",      "varchar",      "boolean",       "date",    "time",  "array",   "map",   "object",
       "record", "timestamp", "timestamp_tz", "timestamp_ntz", "struct",  "bytes", "variant", "json",  "null"});
  return std::ranges::find(kWords, word) != kWords.end();
}

Node field_tree(const Field& field, const std::string& contract_id) {
  return FieldTree(field, contract_id).tree();
}

void put_fields(Node* map, const std::vector<Field>& fields, const std::string& contract_id) {
  if (fields.empty()) return;
  Node out = map_node();
  Keys keys(Keys::Characters::any);
  for (const Field& field : fields) put(&out, keys.key_for(field.name), field_tree(field, contract_id));
  put(map, "fields", std::move(out));
}

}  // namespace trama::contract::dcs
