#include "catalog/contract/odcs_parts.h"

#include "catalog/base/text.h"
#include "catalog/contract/durations.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

Server read_server(Reader& reader, const std::string& outer) {
  Server out;
  out.name = reader.name("server");
  if (out.name.empty()) out.name = outer;
  if (out.name.empty()) reader.problem(Rule::missing_key, "a server has no name", {.expected = "`server`"});
  out.type = canonical_server_type(reader.name("type"));
  if (out.type.empty())
    reader.problem(Rule::missing_key, "a server has no type",
                   {.expected = "`type`", .hint = "add `type`, e.g. postgres, or custom where none fits"});
  out.environment = reader.name("environment");
  out.description = reader.text("description");
  out.roles = read_roles(reader);
  read_custom_properties(reader, &out.custom);
  keep(reader, "id", &out.custom);
  // Which properties a type has differs by version and tool; all of them are kept, none is an unknown key.
  for (auto& [key, value] : reader.rest()) {
    if (value->is_scalar()) {
      out.properties.emplace_back(key, value->scalar);
    } else if (value->type != NodeType::null) {
      out.custom.push_back({key, to_json_text(*value), ""});
    }
  }
  check_secrets(reader.self(), reader.pointer(), reader.problems());
  return out;
}

Role read_role(Reader& reader) {
  Role out;
  out.name = reader.name("role");
  if (out.name.empty()) out.name = reader.name("name");
  if (out.name.empty()) reader.demand("role", "the role");
  out.description = reader.text("description");
  out.access = reader.text("access");
  out.first_approvers = reader.text("firstLevelApprovers");
  out.second_approvers = reader.text("secondLevelApprovers");
  read_custom_properties(reader, &out.custom);
  keep(reader, "id", &out.custom);
  reader.finish(&out.custom);
  return out;
}

std::string any_text(Reader& reader, std::string_view key) {
  const Node* value = reader.node(key);
  if (value == nullptr) return {};
  return value->is_scalar() ? value->scalar : to_json_text(*value);
}

void check_schedule(Reader& reader, const Sla& sla) {
  if (sla.schedule.empty() || !sla.scheduler.empty()) return;
  reader.problem_at("schedule", Rule::schedule_without_scheduler, "a schedule stands without its scheduler",
                    {.found = sla.schedule});
}

Sla read_sla(Reader& reader, std::string_view element_key) {
  Sla out;
  out.property = canonical_sla_property(reader.text("property"));
  if (out.property.empty())
    reader.problem(Rule::missing_key, "a service level has no name", {.expected = "`property`"});
  if (reader.self().find("value") == nullptr) reader.demand("value", "the service level");  // null is one
  out.value = any_text(reader, "value");
  out.value_ext = any_text(reader, "valueExt");
  out.unit = reader.text("unit");
  out.element = reader.text(element_key);
  out.driver = reader.text("driver");
  out.description = reader.text("description");
  out.schedule = reader.text("schedule");
  out.scheduler = reader.text("scheduler");
  if (!out.element.empty()) reader.claim_at(element_key, Claim::Kind::sla_element, "", out.element, Rule::sla_element);
  check_schedule(reader, out);
  read_custom_properties(reader, &out.custom);
  keep(reader, "id", &out.custom);
  reader.finish(&out.custom);
  read_amounts(&out);
  return out;
}

void add_prefixed(std::vector<Custom> custom, std::string_view prefix, Contract* contract) {
  for (Custom& entry : custom) {
    entry.name.insert(0, prefix);
    contract->custom.push_back(std::move(entry));
  }
}

}  // namespace

void read_identity(Reader& root, std::string_view id_key, Contract* contract) {
  const bool present = root.has(id_key);
  contract->id = root.name(id_key);
  if (!present) {
    root.problem(Rule::missing_id, "the contract has no id");
  } else if (contract->id.empty()) {
    root.problem_at(id_key, Rule::blank_id, "the id is blank");
  }
  contract->version = root.name("version");
  if (contract->version.empty()) root.problem(Rule::missing_version, "the contract has no version");
}

void read_description(Reader& root, Contract* contract) {
  const Node* value = root.peek("description");
  if (value != nullptr && value->is_scalar()) {
    contract->description = root.text("description");
    return;
  }
  auto description = root.map("description");
  if (!description) return;
  contract->purpose = description->text("purpose");
  contract->terms.usage = description->text("usage");
  contract->terms.limitations = description->text("limitations");
  for (Link& link : read_links(*description, "authoritativeDefinitions")) contract->links.push_back(std::move(link));
  read_custom_properties(*description, &contract->terms.custom);
  keep(*description, "id", &contract->terms.custom);
  description->finish(&contract->terms.custom);
}

std::vector<Server> read_servers(Reader& root) {
  std::vector<Server> out;
  std::vector<NamedPlace> names;
  const auto add = [&](Reader& reader, const std::string& name) {
    out.push_back(read_server(reader, name));
    names.push_back({out.back().name, reader.place_of("server")});
  };
  const Node* value = root.peek("servers");
  if (value != nullptr && value->type == NodeType::map && value->find("type") == nullptr) {
    root.problem_at("servers", Rule::list_expected, "`servers` is a map and was read as a list of its values",
                    {.found = "a map", .expected = "a list of maps, each with a `server`"});
    for (auto& [name, reader] : root.named_maps("servers", Rule::duplicate_server)) add(reader, name);
  } else {
    for (Reader& reader : root.maps("servers")) add(reader, "");
  }
  check_unique(names, Rule::duplicate_server, "server", root.problems());
  return out;
}

std::vector<Role> read_roles(Reader& reader) {
  std::vector<Role> out;
  for (Reader& role : reader.maps("roles")) out.push_back(read_role(role));
  return out;
}

std::vector<Sla> read_sla_properties(Reader& root, std::string_view element_key) {
  std::vector<Sla> out;
  for (Reader& sla : root.maps("slaProperties")) out.push_back(read_sla(sla, element_key));
  return out;
}

void read_price(Reader& root, Contract* contract) {
  auto reader = root.map("price");
  if (!reader) return;
  Price price;
  price.amount = reader->number("priceAmount");
  price.currency = reader->text("priceCurrency");
  price.unit = reader->text("priceUnit");
  if (price.amount.starts_with('-')) {
    reader->problem_at("priceAmount", Rule::negative_price, "the price is negative", {.found = price.amount});
  }
  if (!price.amount.empty() && price.currency.empty()) {
    reader->problem(Rule::price_without_currency, "the price does not name its currency", {.found = price.amount});
  }
  std::vector<Custom> custom;
  keep(*reader, "id", &custom);
  reader->finish(&custom);
  add_prefixed(std::move(custom), "price.", contract);
  if (!price.amount.empty() || !price.currency.empty() || !price.unit.empty()) contract->price = std::move(price);
}

void settle_custom(Contract* contract) {
  const Deprecation deprecation = take_deprecation(&contract->custom);
  contract->deprecated = deprecation.deprecated;
  contract->deprecated_since = deprecation.since;
  contract->successor = deprecation.successor;
  contract->classification = json_scalar_text(take_custom(&contract->custom, "classification"));
}

}  // namespace trama::contract
