#include "catalog/contract/odcs_schema.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/quality.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"
#include "catalog/contract/types.h"

namespace trama::contract {
namespace {

struct Options {
  std::string format;
  std::vector<std::string> required;  // of an object's members
};

void read_counts(Reader& options, Constraints* out) {
  out->min_length = options.integer("minLength");
  out->max_length = options.integer("maxLength");
  out->min_items = options.integer("minItems");
  out->max_items = options.integer("maxItems");
  out->min_properties = options.integer("minProperties");
  out->max_properties = options.integer("maxProperties");
  out->unique_items = options.flag("uniqueItems");
}

Options read_options(Reader& options, Field* field) {
  Constraints& out = field->constraints;
  Options extra;
  read_counts(options, &out);
  read_bounds(options, &out);
  out.multiple_of = options.number("multipleOf");
  out.pattern = options.text("pattern");
  extra.format = options.text("format");
  extra.required = options.names("required");
  out.enum_values = options.jsons("enum");
  if (const auto zone = options.boolean("timezone")) {
    field->type.zone = *zone ? TimeZoneKind::with_zone : TimeZoneKind::without_zone;
  }
  if (const auto precision = read_digits(options, "precision")) field->type.precision = precision;
  if (const auto scale = read_digits(options, "scale")) field->type.scale = scale;
  keep(options, "defaultTimezone", &field->custom);
  options.finish(&field->custom);
  check_bounds(options, out);
  return extra;
}

// v3.2: [ {value, label, ...} ]; plain values are read as well.
void read_enum(Reader& property, Field* field) {
  const Node* list = property.node("enum");
  if (list == nullptr) return;
  if (list->type != NodeType::list) {
    property.problem_at("enum", Rule::list_expected, "`enum` is not a list and is kept as it is written",
                        {.found = describe(*list), .expected = "a list of values"});
    return keep(property, "enum", &field->custom);
  }
  note_unknown(property, "enum",
               {"value", "label", "id", "description", "tags", "customProperties", "authoritativeDefinitions"});
  bool more = false;
  for (const Node& item : list->list) {
    const Node* value = item.type == NodeType::map ? item.find("value") : &item;
    if (value != nullptr) field->constraints.enum_values.push_back(to_json_text(*value));
    more = more || value == nullptr || (item.type == NodeType::map && item.map.size() > 1);
  }
  if (more) field->custom.push_back({"enum", to_json_text(*list), ""});
}

// JSON Schema's way to say which members an object must have; a name that is no member's stays where it stood.
void require_members(const std::vector<std::string>& names, Field* field) {
  if (names.empty()) return;
  std::unordered_map<std::string_view, Field*> members;
  for (Field& child : field->children) members.emplace(child.name, &child);
  std::vector<std::string> others;
  for (const std::string& name : names) {
    const auto at = members.find(name);
    if (at != members.end()) at->second->required = true;
    if (at == members.end()) others.push_back(name);
  }
  Node rest = map_node();
  put_texts(&rest, "required", others);
  if (!others.empty()) field->custom.push_back({"required", to_json_text(*rest.find("required")), ""});
}

// A position without the flag that gives it a meaning is no position, but it is kept.
std::optional<std::int32_t> position(Reader& reader, bool is, std::string_view key, std::vector<Custom>* custom) {
  const auto given = reader.integer(key);
  if (is) return given && *given > 0 && *given <= 1'000'000 ? static_cast<std::int32_t>(*given) : 0;
  if (given && *given > 0) keep(reader, key, custom);
  return std::nullopt;
}

bool standard_type(std::string_view logical) {
  constexpr auto kTypes = std::to_array<std::string_view>(
      {"string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean", "map"});
  return std::ranges::find(kTypes, logical) != kTypes.end();
}

class SchemaReader {
 public:
  explicit SchemaReader(Contract* contract) : contract_(contract) {}

  void read(Reader& root) {
    std::vector<NamedPlace> names;
    std::vector<NamedPlace> ids;
    for (auto& [name, object] : elements(root, "schema")) {
      Dataset dataset = read_object(object, name);
      names.push_back({dataset.name, object.place_of("name")});
      ids.push_back({dataset.id, object.place_of("id")});
      contract_->datasets.push_back(std::move(dataset));
    }
    check_unique(names, Rule::duplicate_dataset, "dataset", root.problems());
    check_unique(ids, Rule::duplicate_id, "dataset id", root.problems());
  }

 private:
  using Element = std::pair<std::string, Reader>;

  // The list the standard has, or a map by name as other dialects write it.
  static std::vector<Element> elements(Reader& reader, std::string_view key) {
    const Node* value = reader.peek(key);
    if (value != nullptr && value->type == NodeType::map && value->find("name") == nullptr) {
      reader.problem_at(key, Rule::list_expected,
                        "`" + std::string(key) + "` is a map and was read as a list of its values",
                        {.found = "a map", .expected = "a list of maps, each with a `name`"});
      return reader.named_maps(key);
    }
    std::vector<Element> out;
    for (Reader& item : reader.maps(key)) out.emplace_back("", std::move(item));
    return out;
  }

  static std::string name_of(Reader& reader, const std::string& outer) {
    std::string name = reader.name("name");
    if (name.empty()) name = outer;
    if (name.empty()) reader.problem(Rule::missing_name, "an element of the schema has no name");
    return name;
  }

  Dataset read_object(Reader& object, const std::string& outer) {
    Dataset out;
    out.name = name_of(object, outer);
    dataset_ = out.name;
    out.id = read_stable_id(object);
    out.physical_name = object.text("physicalName");
    out.kind = to_lower(object.text("physicalType"));
    read_object_type(object, &out);
    out.business_name = object.text("businessName");
    out.description = object.text("description");
    out.granularity = object.text("dataGranularityDescription");
    out.tags = object.names("tags");
    out.links = read_links(object, "authoritativeDefinitions");
    out.quality = read_quality_list(object, "quality");
    out.fields = read_properties(object, 1);
    out.inputs = inputs_of(object.texts("transformSourceObjects"));
    read_relationships(object, &out);
    read_custom_properties(object, &out.custom);
    keep(object, {"synonyms", "context", "deprecated"}, &out.custom);
    object.finish(&out.custom);
    const Deprecation deprecation = take_deprecation(&out.custom);
    out.deprecated = deprecation.deprecated;
    out.deprecated_since = deprecation.since;
    out.successor = deprecation.successor;
    out.classification = json_scalar_text(take_custom(&out.custom, "classification"));
    return out;
  }

  static void read_object_type(Reader& object, Dataset* out) {
    const std::string type = object.text("logicalType");
    if (type.empty() || equal_ignoring_case(type, "object")) return;
    object.problem_at("logicalType", Rule::unknown_type, "the logical type of a dataset is always object",
                      {.found = type, .expected = "object"});
    out->custom.push_back({"logicalType", object.json("logicalType"), ""});
  }

  std::vector<Field> read_properties(Reader& parent, std::size_t depth) {
    std::vector<Field> out;
    std::vector<NamedPlace> names;
    std::vector<NamedPlace> ids;
    for (auto& [outer, property] : elements(parent, "properties")) {
      if (!room_for(property, depth)) return out;
      Field field;
      field.name = name_of(property, outer);
      read_property(property, depth, &field);
      names.push_back({field.name, property.place_of("name")});
      ids.push_back({field.id, property.place_of("id")});
      out.push_back(std::move(field));
    }
    check_unique(names, Rule::duplicate_field, "field", parent.problems());
    check_unique(ids, Rule::duplicate_id, "field id", parent.problems());
    settle_positions(&out);
    return out;
  }

  static bool room_for(const Reader& property, std::size_t depth) {
    if (depth > limits::kFieldNestingMax) {
      property.problem(Rule::field_too_deep, "the fields are nested too deeply",
                       {.expected = "at most " + std::to_string(limits::kFieldNestingMax) + " levels"});
      return false;
    }
    return property.problems()->count_field(property.place());
  }

  void read_property(Reader& property, std::size_t depth, Field* field) {
    field->id = read_stable_id(property);
    read_texts(property, field);
    read_flags(property, field);
    field->children = read_properties(property, depth + 1);
    read_nested(property, depth, field);
    read_type(property, field);
    field->examples = property.jsons("examples");
    field->links = read_links(property, "authoritativeDefinitions");
    field->quality = read_quality_list(property, "quality");
    field->inputs = inputs_of(property.texts("transformSourceObjects"));
    read_references(property, field);
    read_custom_properties(property, &field->custom);
    keep(property, {"semanticType", "synonyms", "context", "deprecated"}, &field->custom);
    property.finish(&field->custom);
    settle_custom(field);
    if (field->type.kind == TypeKind::array && field->items.empty()) {
      property.problem(Rule::array_without_items,
                       "the array `" + shorten(field->name, 80) + "` does not say what it holds");
    }
  }

  static void read_texts(Reader& property, Field* field) {
    field->physical_type = property.text("physicalType");
    field->physical_name = property.text("physicalName");
    field->business_name = property.text("businessName");
    field->description = property.text("description");
    field->classification = property.text("classification");
    field->encrypted_name = property.text("encryptedName");
    field->tags = property.names("tags");
    field->transform_logic = property.text("transformLogic");
    field->transform_description = property.text("transformDescription");
  }

  static void read_flags(Reader& property, Field* field) {
    field->required = property.flag("required");
    field->unique = property.flag("unique");
    field->critical = property.flag("criticalDataElement");
    field->primary_key = position(property, property.flag("primaryKey"), "primaryKeyPosition", &field->custom);
    field->partition = position(property, property.flag("partitioned"), "partitionKeyPosition", &field->custom);
    read_old_flags(property, field);
  }

  // v2's spellings under a v3 version: meant, so understood.
  static void read_old_flags(Reader& property, Field* field) {
    const auto old = [&](std::string_view key, std::string_view now) -> std::optional<bool> {
      if (property.peek(key) == nullptr) return std::nullopt;
      property.problem_at(key, Rule::misplaced_key,
                          "`" + std::string(key) + "` is a key of another version or standard",
                          {.found = std::string(key), .expected = "`" + std::string(now) + "`"});
      return property.boolean(key);
    };
    if (const auto nullable = old("isNullable", "required"); nullable && !property.has("required")) {
      field->required = !*nullable;
    }
    if (const auto nullable = old("nullable", "required"); nullable && !property.has("required")) {
      field->required = !*nullable;
    }
    if (const auto unique = old("isUnique", "unique"); unique && *unique) field->unique = true;
    if (const auto key = old("isPrimaryKey", "primaryKey"); key && *key && !field->primary_key) field->primary_key = 0;
  }

  void read_nested(Reader& property, std::size_t depth, Field* field) {
    if (auto items = property.map("items")) read_one(*items, depth, &field->items);
    if (auto map = property.map("map")) {
      if (auto key = map->map("key")) read_one(*key, depth, &field->map_key);
      if (auto value = map->map("value")) read_one(*value, depth, &field->map_value);
      map->finish(&field->custom);
    }
  }

  void read_one(Reader& nested, std::size_t depth, std::vector<Field>* out) {
    if (!room_for(nested, depth + 1)) return;
    Field field;
    field.name = nested.name("name");
    if (!field.name.empty()) {
      // The element of an array has no name of its own in the model.
      field.custom.push_back({"name", nested.json("name"), ""});
      field.name.clear();
    }
    read_property(nested, depth + 1, &field);
    out->push_back(std::move(field));
  }

  static void read_type(Reader& property, Field* field) {
    const std::string logical = property.text("logicalType");
    settle_field_type(logical, field);
    if (!logical.empty() && field->type.kind == TypeKind::unknown) {
      property.problem_at("logicalType", Rule::unknown_type, "the type is not known and is kept as written",
                          {.found = logical});
    } else if (!logical.empty() && !standard_type(logical)) {
      property.problem_at(
          "logicalType", Rule::unknown_type,
          "the type is not one of the standard's and was read as " + std::string(to_string(field->type.kind)),
          {.found = logical,
           .expected = "string, date, timestamp, time, number, integer, object, array, boolean or map",
           .hint = "name types of a platform in `physicalType`"});
    }
    Options options;
    if (auto map = property.map("logicalTypeOptions")) options = read_options(*map, field);
    if (!options.format.empty() && !apply_numeric_format(options.format, &field->type)) {
      field->constraints.format = options.format;
    }
    require_members(options.required, field);
    read_enum(property, field);
  }

  // relationships of a property: [ {to, type, customProperties} ].
  void read_references(Reader& property, Field* field) {
    const Node* raw = property.peek("relationships");
    bool more = false;
    for (Reader& relationship : property.maps("relationships")) {
      if (relationship.has("from")) {
        relationship.problem_at("from", Rule::relationship_from_on_property,
                                "`from` stands on a property, which is itself the source");
      }
      const std::vector<std::string> targets = relationship.names("to");
      if (targets.empty())
        relationship.problem(Rule::relationship_without_target, "a relationship does not say where to");
      for (const std::string& target : targets) {
        field->references.push_back(parse_reference(target));
        relationship.claim_at("to", Claim::Kind::reference, dataset_, target);
      }
      const std::string type = relationship.text("type");
      more =
          more || relationship.self().map.size() > (type.empty() ? 1U : 2U) || !(type.empty() || type == "foreignKey");
      for (const std::string_view key : {"from", "id"}) relationship.ignore(key);
      std::vector<Custom> with_the_list;
      read_custom_properties(relationship, &with_the_list);
      relationship.finish(&with_the_list);
    }
    // The model's reference has no room for more than its target.
    if (more) field->custom.push_back({"relationships", to_json_text(*raw), ""});
  }

  // The fields of a dataset that stand still, by what a relationship may call them.
  struct TopFields {
    explicit TopFields(Dataset* dataset) {
      for (Field& field : dataset->fields) {
        by_name.emplace(field.name, &field);
        if (!field.id.empty()) by_id.emplace(field.id, &field);
      }
    }
    std::unordered_map<std::string_view, Field*> by_name, by_id;
  };

  void read_relationships(Reader& object, Dataset* out) {
    const TopFields fields(out);
    for (Reader& reader : object.maps("relationships")) {
      Relationship relationship;
      const std::vector<std::string> from = reader.names("from");
      const std::vector<std::string> to = reader.names("to");
      relationship.type = reader.name("type");
      read_custom_properties(reader, &relationship.custom);
      keep(reader, "id", &relationship.custom);
      reader.finish(&relationship.custom);
      check_sides(reader, from, to);
      for (const std::string& text : from) {
        relationship.from.push_back(own_path(*out, fields, text));
        reader.claim_at("from", Claim::Kind::reference, dataset_, text);
      }
      for (const std::string& text : to) {
        relationship.to.push_back(parse_reference(text));
        reader.claim_at("to", Claim::Kind::reference, dataset_, text);
      }
      add(std::move(relationship), fields, out);
    }
  }

  static void check_sides(Reader& reader, const std::vector<std::string>& from, const std::vector<std::string>& to) {
    if (to.empty()) {
      reader.problem(Rule::relationship_without_target, "a relationship does not say where to");
    } else if (from.empty()) {
      reader.problem(Rule::missing_key, "a relationship of a dataset does not say where from", {.expected = "`from`"});
    } else if (from.size() != to.size()) {
      reader.problem(Rule::relationship_length, "a composite relationship has sides of different length",
                     {.found = std::to_string(from.size()) + " and " + std::to_string(to.size()) + " fields"});
    }
  }

  // A single column that says no more than its target stands on its field.
  static void add(Relationship relationship, const TopFields& fields, Dataset* out) {
    const bool plain = relationship.from.size() == 1 && relationship.to.size() == 1 && relationship.custom.empty() &&
                       (relationship.type.empty() || relationship.type == "foreignKey");
    const auto at = plain ? fields.by_name.find(relationship.from[0]) : fields.by_name.end();
    if (at != fields.by_name.end()) {
      Field* field = at->second;
      field->references.push_back(std::move(relationship.to[0]));
    } else {
      if (relationship.type.empty()) relationship.type = "foreignKey";
      out->relationships.push_back(std::move(relationship));
    }
  }

  // "orders.id", "schema/orders_id/properties/id_id": the path within this dataset; other text as it is.
  static std::string own_path(const Dataset& dataset, const TopFields& fields, std::string_view text) {
    for (const std::string* name : {&dataset.name, &dataset.physical_name, &dataset.id}) {
      if (!name->empty() && text.starts_with(*name) && text.substr(name->size()).starts_with('.')) {
        return std::string(text.substr(name->size() + 1));
      }
    }
    std::string_view rest = text.starts_with('/') ? text.substr(1) : text;
    const std::string prefix = "schema/" + (dataset.id.empty() ? dataset.name : dataset.id) + "/properties/";
    if (!rest.starts_with(prefix)) return std::string(text);
    rest.remove_prefix(prefix.size());
    const auto id = fields.by_id.find(rest);
    if (id != fields.by_id.end()) return id->second->name;
    return fields.by_name.contains(rest) ? std::string(rest) : std::string(text);
  }

  Contract* contract_;
  std::string dataset_;
};

}  // namespace

void read_odcs_schema(Reader& root, Contract* contract) {
  SchemaReader(contract).read(root);
}

}  // namespace trama::contract
