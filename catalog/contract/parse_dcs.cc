#include "catalog/contract/parse_dcs.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/dcs_parts.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/quality.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

constexpr auto kVersions =
    std::to_array<std::string_view>({"0.9.0", "0.9.1", "0.9.2", "0.9.3", "1.0.0", "1.1.0", "1.2.0", "1.2.1"});

void read_contact(Reader& contact, Contract* contract) {
  Contact out;
  out.name = contact.name("name");
  out.email = contact.text("email");
  out.url = contact.text("url");
  if (std::string channel = contact.text("slack"); !channel.empty()) {
    Support support;
    support.channel = std::move(channel);
    support.tool = "slack";
    contract->support.push_back(std::move(support));
  }
  // Further ways to reach somebody are welcome here.
  for (const auto& [key, node] : contact.rest()) out.custom.push_back({key, to_json_text(*node), ""});
  contract->contacts.push_back(std::move(out));
}

void read_contact_text(Reader& info, Contract* contract) {
  Contact out;
  const std::string text = info.text("contact");
  (text.find('@') != text.npos ? out.email : text.find("://") != text.npos ? out.url : out.name) = text;
  info.problem_at("contact", Rule::map_expected, "`contact` is a text and was read as a map",
                  {.found = text, .expected = "a map with `name`, `email`, `url`"});
  contract->contacts.push_back(std::move(out));
}

void read_info(Reader& root, Contract* contract) {
  auto info = root.map("info");
  if (!info) {
    if (!root.has("info")) root.problem(Rule::missing_version, "the contract has no `info` and so no version");
    return;
  }
  contract->title = info->text("title");
  contract->version = info->name("version");
  contract->status = to_lower(info->name("status"));
  contract->description = info->text("description");
  contract->owner = info->name("owner");
  contract->domain = info->name("domain");
  contract->tenant = info->name("tenant");
  contract->data_product = info->name("dataProduct");
  contract->links = read_link_map(*info, "links");
  if (const Node* contact = info->peek("contact"); contact != nullptr && contact->is_scalar()) {
    read_contact_text(*info, contract);
  } else if (auto map = info->map("contact")) {
    read_contact(*map, contract);
  }
  if (contract->version.empty()) info->problem(Rule::missing_version, "the contract has no version");
  if (contract->title.empty()) {
    info->problem(Rule::missing_key, "`info` has no title", {.expected = "`title`", .hint = "add `title: …`"});
  }
  info->finish(&contract->custom);
}

void read_identity(Reader& root, Contract* contract) {
  const bool present = root.has("id");
  contract->id = root.name("id");
  if (!present) {
    root.problem(Rule::missing_id, "the contract has no id");
  } else if (contract->id.empty()) {
    root.problem_at("id", Rule::blank_id, "the id is blank");
  }
}

void read_models(Reader& root, dcs::Definitions* definitions, Contract* contract) {
  for (auto& [name, model] : root.named_maps("models", Rule::duplicate_dataset)) {
    contract->datasets.push_back(dcs::read_model(name, model, definitions));
  }
}

std::string slug(std::string_view title) {
  std::string out;
  for (const char c : to_lower(title)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) out += c;
    if (!plain && !out.empty() && !out.ends_with('_')) out += '_';
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

std::string article_dataset_name(const Contract& contract) {
  for (const Server& server : contract.servers) {
    for (const auto& [key, value] : server.properties) {
      if (key == "table" && !value.empty()) return value;
    }
  }
  const std::string_view id = contract.id;
  const std::string_view last = id.substr(id.find_last_of(":/") == id.npos ? 0 : id.find_last_of(":/") + 1);
  if (!last.empty()) return std::string(last);
  const std::string title = slug(contract.title);
  return title.empty() ? "data" : title;
}

// The fields stand in a list under `key`, or by name in a map.
void read_article_fields(Reader& holder, std::string_view key, dcs::Definitions* definitions, Dataset* dataset) {
  const Node* fields = holder.peek(key);
  if (fields != nullptr && fields->type == NodeType::map) {
    for (auto& [name, field] : holder.named_maps(key)) {
      if (!field.problems()->count_field(field.place())) return;
      dataset->fields.push_back(dcs::read_field(name, field, dataset->name, definitions, 1));
    }
    return;
  }
  std::vector<NamedPlace> names;
  for (Reader& item : holder.maps(key)) {
    if (!item.problems()->count_field(item.place())) return;
    std::string name = item.name("name");
    if (name.empty()) item.problem(Rule::missing_name, "a field has no name", {.expected = "`name`"});
    names.push_back({name, item.place_of("name")});
    dataset->fields.push_back(dcs::read_field(std::move(name), item, dataset->name, definitions, 1));
  }
  check_unique(names, Rule::duplicate_field, "field", holder.problems());
}

Dataset article_dataset(const Contract& contract) {
  Dataset dataset;
  dataset.name = article_dataset_name(contract);
  dataset.kind = "table";
  dataset.classification = contract.classification;
  return dataset;
}

void read_article_schema(Reader& schema, dcs::Definitions* definitions, Contract* contract) {
  Dataset dataset = article_dataset(*contract);
  if (std::string kind = to_lower(schema.name("type")); !kind.empty()) dataset.kind = std::move(kind);
  dataset.title = schema.text("title");
  dataset.description = schema.text("description");
  dataset.tags = schema.names("tags");
  read_article_fields(schema, "fields", definitions, &dataset);
  dcs::set_primary_key(schema, schema.names("primaryKey"), &dataset);
  dataset.quality = read_quality_list(schema, "quality");
  const Deprecation deprecation = read_deprecation(schema, &dataset.custom);
  dataset.deprecated = deprecation.deprecated;
  dataset.deprecated_since = deprecation.since;
  dataset.successor = deprecation.successor;
  schema.finish(&dataset.custom);
  contract->datasets.push_back(std::move(dataset));
}

bool all_maps(const Node& schema) {
  const auto is_map = [](const Node& node) { return node.type == NodeType::map; };
  return (!schema.list.empty() || !schema.map.empty()) && std::ranges::all_of(schema.list, is_map) &&
         std::ranges::all_of(schema.map, [&](const Node::Entry& entry) { return is_map(entry.value); });
}

bool lists_datasets(const Node& schema) {
  return std::ranges::any_of(schema.list, [](const Node& item) { return item.find("fields") != nullptr; });
}

// Fields, or datasets with theirs, right under `schema`: neither the article nor the specification has that, but it
// leaves no doubt.
void read_bare_schema(Reader& root, dcs::Definitions* definitions, Contract* contract) {
  const Node& schema = *root.peek("schema");
  if (lists_datasets(schema)) {
    for (auto& [name, model] : root.named_maps("schema", Rule::duplicate_dataset)) {
      contract->datasets.push_back(dcs::read_model(name, model, definitions));
    }
    return;
  }
  root.problem_at("schema", Rule::map_expected, "`schema` holds fields and was read as the fields of one dataset",
                  {.found = describe(schema), .expected = "a map with `fields`, or the key `models`"});
  Dataset dataset = article_dataset(*contract);
  read_article_fields(root, "schema", definitions, &dataset);
  dcs::set_primary_key(root, {}, &dataset);
  contract->datasets.push_back(std::move(dataset));
}

// `schema` is the deprecated {type, specification}, kept as it is, or the article's list of fields.
void read_schema(Reader& root, dcs::Definitions* definitions, Contract* contract) {
  const Node* schema = root.peek("schema");
  if (schema == nullptr) return;
  if (schema->find("specification") != nullptr) return keep(root, "schema", &contract->custom);
  if (schema->find("fields") != nullptr) {
    if (auto map = root.map("schema")) read_article_schema(*map, definitions, contract);
  } else if (all_maps(*schema)) {
    read_bare_schema(root, definitions, contract);
  } else {
    root.problem_at("schema", Rule::misplaced_key, "`schema` has neither fields nor a specification",
                    {.expected = "`fields`, or the key `models`",
                     .hint = "describe the datasets under `models`; what stands here is kept as it is"});
    keep(root, "schema", &contract->custom);
  }
}

// "field", "nested.field" or "dataset.field".
std::unordered_multimap<std::string, Field*> fields_by_any_name(Contract* contract) {
  std::unordered_multimap<std::string, Field*> out;
  for (Dataset& dataset : contract->datasets) {
    for (const auto& [path, field] : dcs::index_fields(&dataset)) {
      out.emplace(path, field);
      out.emplace(dataset.name + "." + path, field);
    }
  }
  return out;
}

void apply_pii_fields(Reader& root, Contract* contract) {
  const Node* terms = root.peek("terms");
  if (terms == nullptr || terms->type != NodeType::map || terms->find("pii_fields") == nullptr) return;
  Reader reader(*terms, "/terms", root.problems());
  const auto fields = fields_by_any_name(contract);
  std::vector<std::string> others;
  for (const std::string& name : reader.names("pii_fields")) {
    const auto [first, last] = fields.equal_range(name);
    for (auto at = first; at != last; ++at) at->second->pii = true;
    if (first != last) continue;
    others.push_back(name);
    reader.problem_at("pii_fields", Rule::unknown_pii_field, "`" + shorten(name, 80) + "` is not a field of the schema",
                      {.found = name, .expected = "the name of a field"});
  }
  Node rest = map_node();
  put_texts(&rest, "pii_fields", others);
  if (!others.empty()) contract->terms.custom.push_back({"pii_fields", to_json_text(*rest.find("pii_fields")), ""});
}

void read_history(Reader& root, Contract* contract) {
  for (Reader& entry : root.maps("history")) {
    HistoryEntry out;
    out.version = entry.text("version");
    out.date = entry.text("date");
    const Node* changes = entry.node("changes");
    if (changes != nullptr) out.changes = changes->is_scalar() ? changes->scalar : to_json_text(*changes);
    std::vector<Custom> further;
    entry.finish(&further);
    for (const Custom& each : further) out.changes += (out.changes.empty() ? "" : "\n") + each.name + ": " + each.json;
    contract->history.push_back(std::move(out));
  }
}

void read_further(Reader& root, Contract* contract) {
  contract->tags = root.names("tags");
  for (Link& link : read_link_map(root, "links")) contract->links.push_back(std::move(link));
  if (std::string domain = root.name("domain"); !domain.empty()) contract->domain = std::move(domain);
  if (std::string tenant = root.name("tenant"); !tenant.empty()) contract->tenant = std::move(tenant);
  const Deprecation deprecation = read_deprecation(root, &contract->custom);
  contract->deprecated = deprecation.deprecated;
  contract->deprecated_since = deprecation.since;
  contract->successor = deprecation.successor;
  keep(root, "definitions", &contract->custom);
  keep(root, "examples", &contract->custom);
  read_custom_properties(root, &contract->custom);
}

}  // namespace

void parse_dcs(Reader& root, Contract* contract) {
  contract->source.spec_version = read_spec_version(root, "dataContractSpecification", kVersions);
  if (contract->source.spec_version.empty()) {
    root.problem(Rule::missing_key, "the document does not name its specification",
                 {.expected = "`dataContractSpecification`", .hint = "add `dataContractSpecification: 1.2.1`"});
  }
  read_identity(root, contract);
  read_info(root, contract);
  read_further(root, contract);
  dcs::read_servers(root, contract);
  dcs::read_terms(root, contract);
  dcs::Definitions definitions(root.self(), root.problems());
  read_models(root, &definitions, contract);
  read_schema(root, &definitions, contract);
  dcs::read_service_levels(root, contract);
  dcs::read_article_sla(root, contract);
  dcs::read_root_quality(root, contract);
  read_history(root, contract);
  apply_pii_fields(root, contract);
  root.finish(&contract->custom);
  restore_carried(contract);
}

}  // namespace trama::contract
