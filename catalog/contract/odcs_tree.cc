#include "catalog/contract/odcs_tree.h"

#include <algorithm>

#include "catalog/base/clock.h"
#include "catalog/base/limits.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/json_tree.h"

namespace trama::contract {
namespace {

Node sla_tree(const Sla& sla) {
  Node out = map_node();
  put(&out, "property", text_node(sla.property));
  put(&out, "value", number_or_text(sla.value));
  if (!sla.value_ext.empty()) put(&out, "valueExt", number_or_text(sla.value_ext));
  put_text(&out, "unit", sla.unit);
  put_text(&out, "element", sla.element);
  put_text(&out, "driver", sla.driver);
  put_text(&out, "description", sla.description);
  put_text(&out, "scheduler", sla.scheduler);
  put_text(&out, "schedule", sla.schedule);
  put_id(&out, sla.custom);
  return out;
}

Node price_tree(const Price& price) {
  Node out = map_node();
  if (json_number(price.amount)) put(&out, "priceAmount", number_or_text(price.amount));
  put_text(&out, "priceCurrency", price.currency);
  put_text(&out, "priceUnit", price.unit);
  return out;
}

Node member_tree(const Member& member) {
  Node out = map_node();
  put(&out, "username", text_node(member.username));
  put_text(&out, "name", member.name);
  put_text(&out, "description", member.description);
  put_text(&out, "role", member.role);
  if (calendar_date(member.date_in)) put_text(&out, "dateIn", member.date_in);
  if (calendar_date(member.date_out)) put_text(&out, "dateOut", member.date_out);
  put_text(&out, "replacedByUsername", member.replaced_by);
  put_texts(&out, "tags", member.tags);
  put_id_and_custom(&out, member.custom);
  return out;
}

Node support_tree(const Support& support) {
  Node out = map_node();
  put(&out, "channel", text_node(support.channel));
  put_text(&out, "url", support.url);
  put_text(&out, "description", support.description);
  put_text(&out, "tool", support.tool);
  put_text(&out, "scope", support.scope);
  put_text(&out, "invitationUrl", support.invitation_url);
  put_id_and_custom(&out, support.custom);
  return out;
}

Node role_tree(const Role& role) {
  Node out = map_node();
  put(&out, "role", text_node(role.name));
  put_text(&out, "description", role.description);
  put_text(&out, "access", role.access);
  put_text(&out, "firstLevelApprovers", role.first_approvers);
  put_text(&out, "secondLevelApprovers", role.second_approvers);
  put_id_and_custom(&out, role.custom);
  return out;
}

// The schema knows two notations of a field: object.property, and schema/id/properties/id after an optional file.
bool identifier(std::string_view text) {
  return name_characters(text, "") && (text.front() < '0' || text.front() > '9');
}

bool shorthand(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != text.npos && identifier(text.substr(0, dot)) && identifier(text.substr(dot + 1));
}

bool qualified(std::string_view text) {
  if (const std::size_t file = text.find(".yaml#"); file != text.npos) {
    std::string_view name = text.substr(0, file);
    for (const std::string_view scheme : {"https://", "http://"}) {
      if (name.starts_with(scheme)) name.remove_prefix(scheme.size());
    }
    if (!name_characters(name, ".-/")) return false;
    text.remove_prefix(file + 6);
  }
  if (text.starts_with('/')) text.remove_prefix(1);
  while (true) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || !identifier(text.substr(0, slash))) return false;
    text.remove_prefix(slash + 1);
    const std::size_t next = std::min(text.find('/'), text.size());
    if (!name_characters(text.substr(0, next), "-")) return false;
    if (next == text.size()) return true;
    text.remove_prefix(next + 1);
  }
}

bool notation(std::string_view text) {
  return shorthand(text) || qualified(text);
}

}  // namespace

void put_references(Node* property, const Field& field) {
  Node list = list_node();
  for (const Reference& reference : field.references) {
    if (!notation(reference.text)) continue;
    Node item = map_node();
    put(&item, "type", text_node("foreignKey"));
    put(&item, "to", text_node(reference.text));
    list.list.push_back(std::move(item));
  }
  put_list(property, "relationships", std::move(list));
}

namespace {

Node side(std::vector<std::string> texts) {
  if (texts.size() == 1) return text_node(texts[0]);
  Node out = list_node();
  for (const std::string& text : texts) out.list.push_back(text_node(text));
  return out;
}

void put_relationships(Node* object, const Dataset& dataset) {
  Node list = list_node();
  for (const Relationship& relationship : dataset.relationships) {
    std::vector<std::string> from;
    std::vector<std::string> to;
    for (const std::string& path : relationship.from) from.push_back(dataset.name + "." + path);
    for (const Reference& reference : relationship.to) to.push_back(reference.text);
    const bool fits = !from.empty() && from.size() == to.size() && std::ranges::all_of(from, notation) &&
                      std::ranges::all_of(to, notation);
    // One that does not fit keeps the list from matching, so that carry() takes all of it.
    if (!fits) continue;
    Node item = map_node();
    put(&item, "type", text_node("foreignKey"));
    put(&item, "from", side(std::move(from)));
    put(&item, "to", side(std::move(to)));
    put_custom(&item, relationship.custom);
    list.list.push_back(std::move(item));
  }
  put_list(object, "relationships", std::move(list));
}

Node object_tree(const Dataset& dataset) {
  Node out = map_node();
  if (stable_id(dataset.id)) put_text(&out, "id", dataset.id);
  put(&out, "name", text_node(dataset.name));
  put(&out, "logicalType", text_node("object"));
  put_text(&out, "physicalName", dataset.physical_name);
  put_text(&out, "physicalType", dataset.kind);
  put_text(&out, "businessName", dataset.business_name.empty() ? dataset.title : dataset.business_name);
  put_text(&out, "description", dataset.description);
  put_text(&out, "dataGranularityDescription", dataset.granularity);
  put_texts(&out, "tags", dataset.tags);
  put_links(&out, dataset.links);
  Node properties = list_node();
  for (const Field& field : dataset.fields) properties.list.push_back(property_tree(field, true));
  put_list(&out, "properties", std::move(properties));
  put_relationships(&out, dataset);
  Node quality = list_node();
  for (const QualityRule& rule : dataset.quality) quality.list.push_back(quality_tree(rule));
  put_list(&out, "quality", std::move(quality));
  std::vector<Custom> custom = dataset.custom;
  if (!dataset.classification.empty() && std::ranges::find(custom, "classification", &Custom::name) == custom.end()) {
    std::string json;
    append_json_text(&json, dataset.classification);
    custom.push_back({"classification", std::move(json), ""});
  }
  put_custom(&out, custom);
  return out;
}

bool moment(std::string_view text) {
  return text.size() > 10 && parse_rfc3339(text).has_value();
}

}  // namespace

bool calendar_date(std::string_view text) {
  return text.size() == 10 && parse_rfc3339(text).has_value();
}

void put_description(Node* root, const Contract& contract) {
  Node out = map_node();
  // A description without a purpose is the nearest there is to one.
  put_text(&out, "purpose", contract.purpose.empty() ? contract.description : contract.purpose);
  put_text(&out, "limitations", contract.terms.limitations);
  put_text(&out, "usage", contract.terms.usage);
  put_custom(&out, contract.terms.custom);
  if (!out.map.empty()) put(root, "description", std::move(out));
}

void put_team(Node* root, const Contract& contract) {
  Node out = map_node();
  put_text(&out, "name", contract.owner);
  put_text(&out, "description", contract.team_description);
  Node members = list_node();
  for (const Member& member : contract.members) members.list.push_back(member_tree(member));
  put_list(&out, "members", std::move(members));
  if (!out.map.empty()) put(root, "team", std::move(out));
}

void put_support(Node* root, const std::vector<Support>& support) {
  Node list = list_node();
  for (const Support& each : support) list.list.push_back(support_tree(each));
  put_list(root, "support", std::move(list));
}

void put_roles(Node* map, const std::vector<Role>& roles) {
  Node list = list_node();
  for (const Role& role : roles) list.list.push_back(role_tree(role));
  put_list(map, "roles", std::move(list));
}

Node odcs_tree(const Contract& contract) {
  Node out = map_node();
  put(&out, "kind", text_node("DataContract"));
  put(&out, "apiVersion", text_node("v3.1.0"));
  put(&out, "id", text_node(contract.id));
  put(&out, "version", text_node(contract.version));
  put(&out, "status", text_node(contract.status));
  put_text(&out, "name", contract.title);
  put_text(&out, "tenant", contract.tenant);
  put_text(&out, "domain", contract.domain);
  put_text(&out, "dataProduct", contract.data_product);
  put_texts(&out, "tags", contract.tags);
  put_description(&out, contract);
  put_links(&out, contract.links);
  Node servers = list_node();
  for (const Server& server : contract.servers) servers.list.push_back(server_tree(server));
  put_list(&out, "servers", std::move(servers));
  Node schema = list_node();
  for (const Dataset& dataset : contract.datasets) schema.list.push_back(object_tree(dataset));
  put_list(&out, "schema", std::move(schema));
  put_team(&out, contract);
  put_support(&out, contract.support);
  put_roles(&out, contract.roles);
  if (contract.price) put(&out, "price", price_tree(*contract.price));
  Node sla = list_node();
  for (const Sla& each : contract.sla) sla.list.push_back(sla_tree(each));
  put_list(&out, "slaProperties", std::move(sla));
  if (moment(contract.created)) put_text(&out, "contractCreatedTs", contract.created);
  std::vector<Custom> custom = contract.custom;
  if (!contract.classification.empty() && std::ranges::find(custom, "classification", &Custom::name) == custom.end()) {
    std::string json;
    append_json_text(&json, contract.classification);
    custom.push_back({"classification", std::move(json), ""});
  }
  put_custom(&out, custom);
  return out;
}

}  // namespace trama::contract
