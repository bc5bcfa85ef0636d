#include <algorithm>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_tree.h"

namespace trama::contract {
namespace {

struct Spelling {
  std::string_view type;    // logicalType; "" where the standard has none
  std::string_view format;  // logicalTypeOptions.format
};

Spelling spelling(TypeKind kind) {
  switch (kind) {
    case TypeKind::string:
      return {"string", ""};
    case TypeKind::int8:
      return {"integer", "i8"};
    case TypeKind::int16:
      return {"integer", "i16"};
    case TypeKind::int32:
      return {"integer", "i32"};
    case TypeKind::int64:
      return {"integer", "i64"};
    case TypeKind::uint8:
      return {"integer", "u8"};
    case TypeKind::uint16:
      return {"integer", "u16"};
    case TypeKind::uint32:
      return {"integer", "u32"};
    case TypeKind::uint64:
      return {"integer", "u64"};
    case TypeKind::bigint:
      return {"integer", ""};
    case TypeKind::decimal:
      return {"number", ""};
    case TypeKind::float32:
      return {"number", "f32"};
    case TypeKind::float64:
      return {"number", "f64"};
    case TypeKind::boolean:
      return {"boolean", ""};
    case TypeKind::date:
      return {"date", ""};
    case TypeKind::time:
      return {"time", ""};
    case TypeKind::timestamp:
      return {"timestamp", ""};
    case TypeKind::object:
      return {"object", ""};
    case TypeKind::array:
      return {"array", ""};
    default:
      return {"", ""};
  }
}

void put_count(Node* options, std::string_view key, const std::optional<std::int64_t>& value) {
  if (value && *value >= 0) put(options, key, integer_node(*value));
}

void put_number(Node* options, std::string_view key, const std::string& spelled) {
  if (!spelled.empty() && json_number(spelled)) put(options, key, raw_node(spelled));
}

void put_bounds(Node* options, const Constraints& c, bool numbers) {
  const std::pair<std::string_view, const std::string*> bounds[] = {{"minimum", &c.minimum},
                                                                    {"maximum", &c.maximum},
                                                                    {"exclusiveMinimum", &c.exclusive_minimum},
                                                                    {"exclusiveMaximum", &c.exclusive_maximum}};
  for (const auto& [key, value] : bounds) {
    if (numbers) {
      put_number(options, key, *value);
    } else {
      put_text(options, key, *value);
    }
  }
}

bool positive(std::string_view number) {
  return json_number(number) && !number.starts_with('-') &&
         number.find_first_of("123456789") < number.find_first_of("eE");
}

// The schema closes the options of every type.
Node options_of(const Field& field, const Spelling& spelled) {
  Node out = map_node();
  const Constraints& c = field.constraints;
  if (spelled.type == "string") {
    put_count(&out, "minLength", c.min_length);
    put_count(&out, "maxLength", c.max_length);
    put_text(&out, "pattern", c.pattern);
    put_text(&out, "format", c.format);
  } else if (spelled.type == "integer" || spelled.type == "number") {
    put_bounds(&out, c, true);
    if (positive(c.multiple_of)) put_number(&out, "multipleOf", c.multiple_of);
    put_text(&out, "format", spelled.format);
  } else if (spelled.type == "date" || spelled.type == "timestamp" || spelled.type == "time") {
    put_bounds(&out, c, false);
    put_text(&out, "format", c.format);
    if (spelled.type != "date" && field.type.zone != TimeZoneKind::unspecified) {
      put(&out, "timezone", flag_node(field.type.zone == TimeZoneKind::with_zone));
    }
  } else if (spelled.type == "object") {
    put_count(&out, "minProperties", c.min_properties);
    put_count(&out, "maxProperties", c.max_properties);
  } else if (spelled.type == "array") {
    put_count(&out, "minItems", c.min_items);
    put_count(&out, "maxItems", c.max_items);
    if (c.unique_items) put(&out, "uniqueItems", flag_node(true));
  }
  return out;
}

// Where no logical type was given, the physical one says it all.
bool writes_logical_type(const Field& field) {
  return !field.type.raw.empty() || field.physical_type.empty();
}

// The physical type, or the nearest there is to one: that of the only server type that has its own, or the author's
// word for a type the standard lacks.
std::string physical_type_of(const Field& field, const Spelling& spelled) {
  if (!field.physical_type.empty()) return field.physical_type;
  if (field.physical_types.size() == 1) return field.physical_types[0].second;
  return spelled.type.empty() ? field.type.raw : std::string();
}

void put_type(Node* out, const Field& field) {
  Spelling spelled = spelling(field.type.kind);
  if (!writes_logical_type(field)) spelled = {};
  put_text(out, "logicalType", spelled.type);
  put_text(out, "physicalType", physical_type_of(field, spelled));
  Node options = options_of(field, spelled);
  if (!options.map.empty()) put(out, "logicalTypeOptions", std::move(options));
}

void put_flags(Node* out, const Field& field) {
  if (field.required) put(out, "required", flag_node(true));
  if (field.unique) put(out, "unique", flag_node(true));
  if (field.primary_key) {
    put(out, "primaryKey", flag_node(true));
    put(out, "primaryKeyPosition", integer_node(*field.primary_key));
  }
  if (field.partition) {
    put(out, "partitioned", flag_node(true));
    put(out, "partitionKeyPosition", integer_node(*field.partition));
  }
  if (field.critical) put(out, "criticalDataElement", flag_node(true));
}

void put_lineage(Node* out, const Field& field) {
  std::vector<std::string> sources;
  for (const LineageInput& input : field.inputs) sources.push_back(input.from.text);
  put_texts(out, "transformSourceObjects", sources);
  put_text(out, "transformLogic", field.transform_logic);
  put_text(out, "transformDescription", field.transform_description);
}

void put_nested(Node* out, const Field& field) {
  const Node* logical = out->find("logicalType");
  // A copy: adding to the map moves its entries.
  const std::string type = logical == nullptr ? std::string() : logical->scalar;
  Node members = list_node();
  for (const Field& child : field.children) members.list.push_back(property_tree(child, true));
  if (type == "object") put_list(out, "properties", std::move(members));
  if (type == "array" && field.items.size() == 1) {
    put(out, "items", property_tree(field.items[0], false));
  }
}

std::string quoted(std::string_view text) {
  std::string json;
  append_json_text(&json, text);
  return json;
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) json += (json.size() > 1 ? "," : "") + quoted(text);
  return json + "]";
}

// A key or value of a map that is no more than its type.
bool only_a_type(const std::vector<Field>& side) {
  return side.size() == 1 && side[0].children.empty() && side[0].items.empty() && side[0].map_value.empty() &&
         !side[0].type.raw.empty();
}

// Members without a place in the standard that parsers of ours, and some tools, know under these names.
std::vector<Custom> custom_of(const Field& field) {
  std::vector<Custom> out = field.custom;
  const auto add_json = [&](std::string_view name, std::string json) {
    // One with a description stands among the author's own.
    if (std::ranges::find(field.custom, name, &Custom::name) != field.custom.end()) return;
    out.push_back({std::string(name), std::move(json), ""});
  };
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) add_json(name, quoted(text));
  };
  if (field.pii) add_json("pii", *field.pii ? "true" : "false");
  if (field.deprecated) add_json("deprecated", "true");
  add("deprecatedSince", field.deprecated_since);
  add("successor", field.successor);
  add("previousName", field.previous_name);
  add("unit", field.unit);
  if (!field.aliases.empty()) add_json("aliases", quoted_list(field.aliases));
  if (only_a_type(field.map_key)) add("mapKeyType", field.map_key[0].type.raw);
  if (only_a_type(field.map_value)) add("mapValueType", field.map_value[0].type.raw);
  return out;
}

}  // namespace

Node property_tree(const Field& field, bool named) {
  Node out = map_node();
  if (stable_id(field.id)) put_text(&out, "id", field.id);
  if (named) put(&out, "name", text_node(field.name));
  put_type(&out, field);
  put_text(&out, "physicalName", field.physical_name);
  put_text(&out, "businessName", field.business_name.empty() ? field.title : field.business_name);
  put_text(&out, "description", field.description);
  put_flags(&out, field);
  put_text(&out, "classification", field.classification);
  put_text(&out, "encryptedName", field.encrypted_name);
  put_texts(&out, "tags", field.tags);
  put_links(&out, field.links);
  put_lineage(&out, field);
  Node examples = list_node();
  for (const std::string& example : field.examples) examples.list.push_back(raw_node(example));
  put_list(&out, "examples", std::move(examples));
  put_references(&out, field);
  Node quality = list_node();
  for (const QualityRule& rule : field.quality) quality.list.push_back(quality_tree(rule));
  put_list(&out, "quality", std::move(quality));
  put_nested(&out, field);
  put_custom(&out, custom_of(field));
  return out;
}

}  // namespace trama::contract
