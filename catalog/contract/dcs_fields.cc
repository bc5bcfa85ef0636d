#include <algorithm>
#include <charconv>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "catalog/contract/dcs_parts.h"
#include "catalog/contract/quality.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"
#include "catalog/contract/types.h"

namespace trama::contract::dcs {
namespace {

std::string unescape_pointer(std::string_view part) {
  const std::string text = percent_decode(part).value_or(std::string(part));
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '~' && i + 1 < text.size() ? text[i + 1] : ' ';
    const bool escape = next == '0' || next == '1';
    out += !escape ? text[i] : next == '1' ? '/' : '~';
    if (escape) ++i;
  }
  return out;
}

// What ODCS has no word for in `config`: everything but physical types.
std::string other_config(const Node& config) {
  Node rest;
  rest.type = NodeType::map;
  for (const Node::Entry& entry : config.map) {
    const bool type = entry.key.ends_with("Type") && !entry.key.ends_with("LogicalType") && entry.value.is_scalar();
    if (!type) rest.map.push_back(entry);
  }
  return rest.map.empty() ? std::string() : to_json_text(rest);
}

void read_config(Reader& reader, Field* field) {
  auto config = reader.map("config");
  if (!config) return;
  for (const Node::Entry& entry : config->self().map) {
    if (!entry.key.ends_with("Type") || entry.key.ends_with("LogicalType") || !entry.value.is_scalar()) continue;
    const std::string server = to_lower(entry.key.substr(0, entry.key.size() - 4));
    field->physical_types.emplace_back(canonical_server_type(server), entry.value.scalar);
  }
  if (std::string rest = other_config(config->self()); !rest.empty()) field->custom.push_back({"config", rest, ""});
}

void read_transformations(Reader& input, const LineageInput& base, Field* field) {
  auto transformations = input.maps("transformations");
  if (transformations.empty()) field->inputs.push_back(base);
  for (Reader& each : transformations) {
    LineageInput out = base;
    out.type = each.text("type");
    out.subtype = each.text("subtype");
    out.description = each.text("description");
    out.masking = each.flag("masking");
    std::ranges::transform(out.type, out.type.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    std::ranges::transform(out.subtype, out.subtype.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    each.finish(&field->custom);
    field->inputs.push_back(std::move(out));
  }
}

void read_lineage(Reader& reader, Field* field) {
  auto lineage = reader.map("lineage");
  if (!lineage) return;
  for (Reader& input : lineage->maps("inputFields")) {
    LineageInput base;
    base.from.contract = input.name("namespace");
    base.from.table = input.name("name");
    base.from.path = input.name("field");
    base.from.text = base.from.contract;
    for (const std::string* part : {&base.from.table, &base.from.path}) {
      if (!part->empty()) base.from.text += (base.from.text.empty() ? "" : ".") + *part;
    }
    read_transformations(input, base, field);
    input.finish(&field->custom);
  }
  field->transform_description = lineage->text("transformationDescription");
  if (std::string type = lineage->json("transformationType"); !type.empty()) {
    field->custom.push_back({"transformationType", std::move(type), ""});
  }
  lineage->finish(&field->custom);
}

void read_number_type(Reader& reader, Field* field) {
  if (const auto precision = read_digits(reader, "precision")) field->type.precision = precision;
  if (const auto scale = read_digits(reader, "scale")) field->type.scale = scale;
}

// A neighbouring standard's word: meant, so understood.
void note_foreign(Reader& reader, std::string_view key, std::string_view ours) {
  reader.problem_at(key, Rule::misplaced_key, "`" + std::string(key) + "` is no key of this specification",
                    {.found = std::string(key), .expected = "`" + std::string(ours) + "`"});
}

void read_type(Reader& reader, Field* field) {
  std::string text = reader.text("type");
  if (text.empty() && reader.peek("logicalType") != nullptr) {
    note_foreign(reader, "logicalType", "type");
    text = reader.text("logicalType");
  }
  set_type(text, TypeWords::dcs, field);
  read_number_type(reader, field);
  if (!text.empty() && field->type.kind == TypeKind::unknown) {
    reader.problem_at("type", Rule::unknown_type, "the type is not known and is kept as written", {.found = text});
  }
}

void read_constraints(Reader& reader, Constraints* constraints) {
  if (const auto length = reader.integer("minLength")) constraints->min_length = length;
  if (const auto length = reader.integer("maxLength")) constraints->max_length = length;
  constraints->pattern = reader.text("pattern");
  if (constraints->pattern.empty()) constraints->pattern = reader.text("regex");  // before version 0.9.2
  if (std::string format = reader.text("format"); !format.empty()) constraints->format = std::move(format);
  read_bounds(reader, constraints);
  constraints->enum_values = reader.jsons("enum");
}

// The article's checks: ranges and the like become constraints, what has no such form stays as written.
void read_check(const Node& check, Field* field, std::vector<std::string>* rest) {
  const Node* type = check.find("type");
  const std::string kind = type == nullptr ? "" : to_lower(type->scalar);
  const auto text = [&](std::string_view key) {
    const Node* node = check.find(key);
    return node != nullptr && node->is_scalar() ? node->scalar : std::string();
  };
  const std::string min = text("min");
  const std::string max = text("max");
  const std::size_t told = 1 + (min.empty() ? 0U : 1U) + (max.empty() ? 0U : 1U);
  const bool range = kind == "range" && told > 1 && check.map.size() == told;
  if (range) {
    if (!min.empty()) field->constraints.minimum = min;
    if (!max.empty()) field->constraints.maximum = max;
  } else if ((kind == "pattern" || kind == "regex") && check.map.size() == 2 && !text("pattern").empty()) {
    field->constraints.pattern = text("pattern");
  } else {
    rest->push_back(to_json_text(check));
  }
}

void read_checks(Reader& reader, Field* field) {
  const Node* checks = reader.node("checks");
  if (checks == nullptr) return;
  std::vector<std::string> rest;
  if (checks->type != NodeType::list) rest.push_back(to_json_text(*checks));
  for (const Node& check : checks->list) read_check(check, field, &rest);
  if (rest.empty()) return;
  std::string json;
  for (const std::string& each : rest) json += (json.empty() ? "[" : ",") + each;
  field->custom.push_back({"checks", json + "]", ""});
}

void read_texts(Reader& reader, Field* field) {
  field->title = reader.text("title");
  field->description = reader.text("description");
  field->business_name = reader.text("businessName");
  field->physical_name = reader.name("physicalName");
  field->physical_type = reader.text("physicalType");
  field->classification = reader.text("classification");
  field->pii = reader.boolean("pii");
  field->tags = reader.names("tags");
  field->links = read_link_map(reader, "links");
  field->examples = reader.jsons("examples");
  if (reader.has("example")) field->examples.insert(field->examples.begin(), reader.json("example"));
  read_field_deprecation(reader, field);
}

void read_flags(Reader& reader, Field* field) {
  field->required = reader.flag("required");
  if (const Node* nullable = reader.peek("nullable"); nullable != nullptr && nullable->is_scalar()) {
    note_foreign(reader, "nullable", "required");
    const bool may_be_null = reader.boolean("nullable").value_or(true);
    if (!reader.has("required")) field->required = !may_be_null;
  }
  field->unique = reader.flag("unique");
  field->critical = reader.flag("criticalDataElement");
  const bool primary = reader.flag("primary");
  const bool primary_key = reader.flag("primaryKey");
  if (primary || primary_key) field->primary_key = 1;
}

void read_references(Reader& reader, const std::string& dataset, Field* field) {
  for (const std::string& text : reader.names("references")) {
    field->references.push_back(parse_reference(text));
    reader.claim_at("references", Claim::Kind::reference, dataset, std::string(trim(text)));
  }
}

std::vector<Field> read_one(Reader& reader, std::string_view key, const std::string& dataset, Definitions* definitions,
                            std::size_t depth) {
  std::vector<Field> out;
  if (auto map = reader.map(key)) {
    if (map->problems()->count_field(map->place())) out.push_back(read_field("", *map, dataset, definitions, depth));
  }
  return out;
}

bool check_depth(Reader& reader, std::size_t depth) {
  if (depth <= limits::kFieldNestingMax) return true;
  if (!reader.problems()->has(Rule::field_too_deep)) {
    reader.problem(Rule::field_too_deep, "fields nest deeper than " + std::to_string(limits::kFieldNestingMax));
  }
  return false;
}

std::vector<Field> read_fields(Reader& reader, const std::string& dataset, Definitions* definitions,
                               std::size_t depth) {
  std::vector<Field> out;
  for (auto& [name, field] : reader.named_maps("fields")) {
    if (!reader.problems()->count_field(field.place())) break;
    out.push_back(read_field(name, field, dataset, definitions, depth));
  }
  return out;
}

void read_structure(Reader& reader, const std::string& dataset, Definitions* definitions, std::size_t depth,
                    Field* field) {
  if (!check_depth(reader, depth + 1)) {
    for (const std::string_view key : {"fields", "items", "keys", "values"}) reader.ignore(key);
    return;
  }
  // Some tools list the numbers of an enum under `values`; a map's values are a field.
  const Node* values = reader.peek("values");
  const bool numbers = values != nullptr && values->type == NodeType::map && values->find("type") == nullptr &&
                       std::ranges::all_of(values->map, [](const Node::Entry& e) { return e.value.is_scalar(); });
  field->children = read_fields(reader, dataset, definitions, depth + 1);
  field->items = read_one(reader, "items", dataset, definitions, depth + 1);
  field->map_key = read_one(reader, "keys", dataset, definitions, depth + 1);
  if (!numbers) field->map_value = read_one(reader, "values", dataset, definitions, depth + 1);
}

// A structure without a type leaves no doubt.
void imply_type(Field* field) {
  if (field->type.kind != TypeKind::unknown || !field->type.raw.empty()) return;
  if (!field->children.empty()) field->type.kind = TypeKind::object;
  if (!field->items.empty()) field->type.kind = TypeKind::array;
  if (!field->map_value.empty()) field->type.kind = TypeKind::map;
}

void read_body(Reader& reader, const std::string& dataset, Definitions* definitions, std::size_t depth, Field* field) {
  read_structure(reader, dataset, definitions, depth, field);
  read_type(reader, field);
  imply_type(field);
  read_constraints(reader, &field->constraints);
  read_checks(reader, field);
  check_bounds(reader, field->constraints);
  if (field->type.kind == TypeKind::array && field->items.empty()) {
    reader.problem(Rule::array_without_items, "the array does not say what it holds");
  }
  read_texts(reader, field);
  read_flags(reader, field);
  read_references(reader, dataset, field);
  read_config(reader, field);
  read_lineage(reader, field);
  field->quality = read_quality_list(reader, "quality");
  read_custom_properties(reader, &field->custom);
}

void keep_remote_ref(Reader& reader, const std::vector<Base>& bases, Field* field) {
  const std::string ref = reader.text("$ref");
  // A reference that led nowhere, or leaves the document, is kept as written.
  if (ref.empty() || (!bases.empty() && ref.starts_with("#"))) return;
  field->custom.push_back({"$ref", reader.json("$ref"), ""});
}

std::string physical_name(const Node& config) {
  for (const Node::Entry& entry : config.map) {
    if (entry.key.ends_with("Table") && entry.value.is_scalar()) return entry.value.scalar;
  }
  return {};
}

}  // namespace

const Node* Definitions::member(const Node& node, const std::string& key) {
  constexpr std::size_t kSearchedMax = 64;
  if (node.map.size() <= kSearchedMax) return node.find(key);
  auto [at, fresh] = members_.try_emplace(&node);
  if (fresh) {
    for (const Node::Entry& entry : node.map) at->second.emplace(entry.key, &entry.value);
  }
  const auto found = at->second.find(key);
  return found == at->second.end() ? nullptr : found->second;
}

Base Definitions::target(std::string_view ref) {
  Base out{&root_, ""};
  std::string_view rest = ref.substr(ref.starts_with("#/") ? 2 : 1);
  while (!rest.empty() && out.map != nullptr) {
    const std::size_t cut = rest.find('/');
    const std::string key = unescape_pointer(rest.substr(0, cut));
    out.map = member(*out.map, key);
    out.pointer = join_pointer(out.pointer, key);
    rest = cut == rest.npos ? std::string_view() : rest.substr(cut + 1);
  }
  return out;
}

std::size_t Definitions::size_of(const Node& node) {
  std::size_t bytes = node.scalar.size() + 64;
  for (const Node& item : node.list) bytes += size_of(item);
  for (const Node::Entry& entry : node.map) bytes += entry.key.size() + size_of(entry.value);
  return bytes;
}

bool Definitions::spend(const Node& base, Reader& reader) {
  auto [at, fresh] = sizes_.try_emplace(&base, 0);
  if (fresh) at->second = size_of(base);
  spent_ += at->second;
  if (spent_ <= limits::kExpandedBytesMax) return true;
  if (!problems_->has(Rule::alias_bomb)) {
    reader.problem_at("$ref", Rule::alias_bomb, "the document is larger than allowed once its `$ref`s are resolved");
  }
  return false;
}

std::vector<Base> Definitions::bases(Reader& reader) {
  std::vector<Base> out;
  const Node* ref = reader.peek("$ref");
  while (ref != nullptr) {
    if (!ref->is_scalar() || !ref->scalar.starts_with('#')) {
      if (ref->is_scalar()) {
        reader.problem_at("$ref", Rule::remote_ref, "the reference leads to another document and is kept as written",
                          {.found = ref->scalar});
      }
      break;
    }
    Base base = target(ref->scalar);
    if (base.map == nullptr || base.map->type != NodeType::map) {
      reader.problem_at("$ref", Rule::unknown_ref, "the reference names nothing in this document",
                        {.found = ref->scalar, .expected = "#/definitions/<name>"});
      break;
    }
    if (active_.contains(base.map) || std::ranges::find(out, base.map, &Base::map) != out.end()) {
      reader.problem_at("$ref", Rule::ref_cycle, "the definition refers to itself", {.found = ref->scalar});
      break;
    }
    if (!spend(*base.map, reader)) break;
    ref = base.map->find("$ref");
    out.push_back(std::move(base));
  }
  return out;
}

void Definitions::enter(const std::vector<Base>& bases) {
  for (const Base& base : bases) active_.insert(base.map);
}

void Definitions::leave(const std::vector<Base>& bases) {
  for (const Base& base : bases) active_.erase(active_.find(base.map));
}

Field read_field(std::string name, Reader& own, const std::string& dataset, Definitions* definitions,
                 std::size_t depth) {
  Field field;
  field.name = std::move(name);
  const auto bases = definitions->bases(own);
  Reader reader(own.self(), bases, own.pointer(), own.problems());
  definitions->enter(bases);
  // Both stand in definitions of version 0.9, and the name in lists of fields.
  if (const std::string other = own.name("name"); !other.empty() && other != field.name) {
    keep(own, "name", &field.custom);
  }
  reader.ignore("name");
  if (!bases.empty()) reader.ignore("domain");
  keep_remote_ref(reader, bases, &field);
  read_body(reader, dataset, definitions, depth, &field);
  reader.finish(&field.custom);
  definitions->leave(bases);
  return field;
}

void set_primary_key(Reader& model, const std::vector<std::string>& listed, Dataset* dataset) {
  std::int32_t position = 0;
  if (listed.empty()) {
    for (Field& field : dataset->fields) {
      if (field.primary_key) field.primary_key = ++position;
    }
    return;
  }
  for (Field& field : dataset->fields) field.primary_key.reset();
  const FieldIndex fields = index_fields(dataset);
  for (const std::string& name : listed) {
    ++position;
    if (const auto at = fields.find(name); at != fields.end()) {
      at->second->primary_key = position;
    } else {
      model.problem_at("primaryKey", Rule::unknown_primary_key, "`" + shorten(name, 80) + "` is not a field here",
                       {.found = name, .expected = "the name of a field of this dataset"});
    }
  }
}

Dataset read_model(std::string name, Reader& model, Definitions* definitions) {
  Dataset dataset;
  dataset.name = std::move(name);
  dataset.kind = to_lower(model.name("type"));
  if (dataset.kind.empty()) dataset.kind = "table";
  dataset.title = model.text("title");
  dataset.business_name = model.text("businessName");
  dataset.description = model.text("description");
  dataset.classification = model.text("classification");
  dataset.tags = model.names("tags");
  dataset.fields = read_fields(model, dataset.name, definitions, 1);
  set_primary_key(model, model.names("primaryKey"), &dataset);
  dataset.quality = read_quality_list(model, "quality");
  dataset.examples = model.jsons("examples");
  dataset.additional_fields = model.boolean("additionalFields");
  dataset.links = read_link_map(model, "links");
  if (const Node* config = model.peek("config")) dataset.physical_name = physical_name(*config);
  // The neighbouring standard's key, for whom no kind of server is certain.
  if (const std::string physical = model.name("physicalName"); dataset.physical_name.empty()) {
    dataset.physical_name = physical;
  } else if (!physical.empty() && physical != dataset.physical_name) {
    keep(model, "physicalName", &dataset.custom);
  }
  for (const std::string_view key : {"config", "namespace"}) {
    if (std::string json = model.json(key); !json.empty()) dataset.custom.push_back({std::string(key), json, ""});
  }
  const Deprecation deprecation = read_deprecation(model, &dataset.custom);
  dataset.deprecated = deprecation.deprecated;
  dataset.deprecated_since = deprecation.since;
  dataset.successor = deprecation.successor;
  read_custom_properties(model, &dataset.custom);
  model.finish(&dataset.custom);
  return dataset;
}

namespace {

void index_level(std::vector<Field>* fields, const std::string& prefix, FieldIndex* out) {
  for (Field& field : *fields) {
    const std::string path = prefix + field.name;
    out->emplace(path, &field);
    index_level(&field.children, path + ".", out);
    for (Field& item : field.items) index_level(&item.children, path + ".", out);
  }
}

}  // namespace

FieldIndex index_fields(Dataset* dataset) {
  FieldIndex out;
  index_level(&dataset->fields, "", &out);
  return out;
}

}  // namespace trama::contract::dcs
