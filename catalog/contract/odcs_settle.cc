#include <algorithm>
#include <iterator>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_schema.h"
#include "catalog/contract/shared_parts.h"
#include "catalog/contract/types.h"

namespace trama::contract {
namespace {

bool integer_kind(TypeKind kind) {
  return kind == TypeKind::bigint || (kind >= TypeKind::int8 && kind <= TypeKind::uint64);
}

bool number_kind(TypeKind kind) {
  return kind == TypeKind::decimal || kind == TypeKind::float32 || kind == TypeKind::float64;
}

// ODCS has few logical types; the physical one often tells which number or timestamp is meant.
void narrow(const LogicalType& physical, LogicalType* type) {
  const bool same_family = (integer_kind(type->kind) && integer_kind(physical.kind)) ||
                           (number_kind(type->kind) && number_kind(physical.kind));
  if (same_family) type->kind = physical.kind;
  if (type->kind == TypeKind::decimal && physical.kind == TypeKind::decimal) {
    if (!type->precision) type->precision = physical.precision;
    if (!type->scale) type->scale = physical.scale;
  }
  const bool moment = type->kind == TypeKind::timestamp || type->kind == TypeKind::time;
  if (moment && physical.kind == type->kind && type->zone == TimeZoneKind::unspecified) type->zone = physical.zone;
}

// Positions that the author left out follow those he gave, in the order of the fields.
void settle_positions(std::vector<Field>* fields, std::optional<std::int32_t> Field::* position) {
  std::int32_t next = 1;
  for (const Field& field : *fields) {
    if (const auto& given = field.*position) next = std::max(next, *given + 1);
  }
  for (Field& field : *fields) {
    if ((field.*position) && *(field.*position) <= 0) field.*position = next++;
  }
}

std::optional<bool> truth(std::string_view json) {
  const std::string text = json_scalar_text(json);
  for (const auto* word : {"true", "yes"}) {
    if (equal_ignoring_case(text, word)) return true;
  }
  for (const auto* word : {"false", "no"}) {
    if (equal_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

const Custom* find_custom(const std::vector<Custom>& custom, std::string_view name) {
  const auto at = std::ranges::find(custom, name, &Custom::name);
  return at == custom.end() ? nullptr : &*at;
}

void take_pii(Field* field) {
  const Custom* entry = find_custom(field->custom, "pii");
  if (entry == nullptr || field->pii) return;
  if (const auto value = truth(entry->json)) {
    field->pii = value;
    (void)take_custom(&field->custom, "pii");
  }
}

// Before v3.2 had maps, tools wrote the types of their keys and values as custom properties.
void take_map(Field* field) {
  const auto take = [&](std::string_view name, std::vector<Field>* to) {
    if (!to->empty() || find_custom(field->custom, name) == nullptr) return;
    const std::string text = json_scalar_text(take_custom(&field->custom, name));
    set_type(text, TypeWords::odcs, &to->emplace_back());
    if (field->type.kind == TypeKind::unknown || field->type.kind == TypeKind::object) field->type.kind = TypeKind::map;
  };
  take("mapKeyType", &field->map_key);
  take("mapValueType", &field->map_value);
}

// invalidValues with validValues that must be 0 is an enumeration.
void take_enum(Field* field) {
  if (!field->constraints.enum_values.empty()) return;
  for (const QualityRule& rule : field->quality) {
    if (rule.metric != "invalidValues" || rule.operators.size() != 1) continue;
    if (rule.operators[0].name != "mustBe" || rule.operators[0].json != "0") continue;
    const Node arguments = raw_node(rule.arguments_json);
    const Node* values = arguments.find("validValues");
    if (values == nullptr || values->type != NodeType::list) continue;
    for (const Node& value : values->list) field->constraints.enum_values.push_back(to_json_text(value));
    return;
  }
}

}  // namespace

void settle_field_type(const std::string& logical, Field* field) {
  const ParsedType physical = parse_type(field->physical_type, TypeWords::sql);
  if (!logical.empty()) {
    const std::size_t children = field->children.size();
    set_type(logical, TypeWords::odcs, field);
    field->children.resize(children == 0 ? field->children.size() : children);
    narrow(physical.type, &field->type);
  } else if (physical.type.kind != TypeKind::unknown) {
    field->type = physical.type;
    field->type.raw.clear();
  }
}

void settle_positions(std::vector<Field>* fields) {
  settle_positions(fields, &Field::primary_key);
  settle_positions(fields, &Field::partition);
}

void settle_custom(Field* field) {
  take_field_deprecation(&field->custom, field);
  take_pii(field);
  take_map(field);
  take_enum(field);
}

std::vector<LineageInput> inputs_of(const std::vector<std::string>& texts) {
  std::vector<LineageInput> out;
  for (const std::string& text : texts) {
    if (trim(text).empty()) continue;
    out.emplace_back().from.text = trim(text);
  }
  return out;
}

}  // namespace trama::contract
