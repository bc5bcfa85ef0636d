#include "catalog/contract/dcs_tree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract::dcs {
namespace {

constexpr std::string_view kPlain = "-";  // beside letters, digits and _

bool mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() && text.find_first_of(" \t\n<>,") == text.npos &&
         text.find('@', at + 1) == text.npos;
}

void put_uri(Node* map, std::string_view key, const std::string& text) {
  if (uri_like(text)) put_text(map, key, text);
}

// The channel of the team, as far as there is one: what the first support entry of Slack names.
std::string slack_channel(const Contract& contract) {
  const auto at = std::ranges::find(contract.support, "slack", &Support::tool);
  return at == contract.support.end() ? std::string() : at->channel;
}

// Who nobody is named has the first place to ask instead.
void put_contact(Node* info, const Contract& contract) {
  Node out = map_node();
  if (!contract.contacts.empty()) {
    const Contact& contact = contract.contacts.front();
    put_text(&out, "name", contact.name);
    if (mail_address(contact.email)) put_text(&out, "email", contact.email);
    put_uri(&out, "url", contact.url);
    for (const Custom& custom : contact.custom) {
      // Further ways to reach somebody are free keys here.
      const bool plain = custom.description.empty() && custom.more.empty() && !custom.name.empty();
      if (plain && out.find(custom.name) == nullptr && custom.name != "slack") {
        put(&out, custom.name, raw_node(custom.json));
      }
    }
    put_text(&out, "slack", slack_channel(contract));
  } else if (!contract.support.empty() && uri_like(contract.support.front().url)) {
    put_text(&out, "name", contract.support.front().channel);
    put_text(&out, "url", contract.support.front().url);
  }
  if (!out.map.empty() || !contract.contacts.empty()) put(info, "contact", std::move(out));
}

Node info_tree(const Contract& contract) {
  Node out = map_node();
  put(&out, "title", text_node(contract.title.empty() ? contract.id : contract.title));
  put(&out, "version", text_node(contract.version));
  put_text(&out, "status", contract.status);
  // A purpose without a description is the nearest there is to one.
  put_text(&out, "description", contract.description.empty() ? contract.purpose : contract.description);
  put_text(&out, "owner", contract.owner);
  put_text(&out, "domain", contract.domain);
  put_text(&out, "tenant", contract.tenant);
  put_text(&out, "dataProduct", contract.data_product);
  put_contact(&out, contract);
  return out;
}

Node policy_tree(const TermsPolicy& policy) {
  Node out = map_node();
  put_text(&out, "type", policy.type);
  put_text(&out, "description", policy.description);
  put_uri(&out, "url", policy.url);
  return out;
}

Node terms_tree(const Contract& contract) {
  const Terms& terms = contract.terms;
  Node out = map_node();
  put_text(&out, "usage", terms.usage);
  put_text(&out, "limitations", terms.limitations);
  put_text(&out, "billing", terms.billing);
  put_text(&out, "noticePeriod", terms.notice_period);
  put_text(&out, "retention", terms.retention);
  put_text(&out, "classification", contract.classification);
  Node policies = list_node();
  for (const TermsPolicy& policy : terms.policies) policies.list.push_back(policy_tree(policy));
  put_list(&out, "policies", std::move(policies));
  put_custom(&out, terms.custom);
  return out;
}

// The fields of a key that has several, in its order.
std::vector<std::string> primary_key(const Dataset& dataset) {
  std::vector<const Field*> fields;
  for (const Field& field : dataset.fields) {
    if (field.primary_key) fields.push_back(&field);
  }
  std::ranges::stable_sort(fields, {}, [](const Field* field) { return *field->primary_key; });
  std::vector<std::string> names;
  for (const Field* field : fields) names.push_back(field->name);
  if (names.size() < 2 || std::ranges::find(names, "") != names.end()) names.clear();
  return names;
}

bool fits_config(const Node& config) {
  const Node* name = config.find("avroNamespace");
  return config.type == NodeType::map && (name == nullptr || name->type == NodeType::text);
}

void put_model_keys(Node* out, const Dataset& dataset) {
  std::vector<Custom> rest;
  for (const Custom& custom : dataset.custom) {
    const Node value = raw_node(custom.json);
    const bool plain = custom.description.empty() && custom.more.empty() && out->find(custom.name) == nullptr;
    const bool config = custom.name == "config" && fits_config(value);
    if (plain && (config || custom.name == "namespace") && value.type != NodeType::null) {
      put(out, custom.name, value);
    } else {
      rest.push_back(custom);
    }
  }
  // The specification has the physical name in `config` under a key per kind of server.
  const Node* config = out->find("config");
  const bool told = config != nullptr && std::ranges::any_of(config->map, [](const Node::Entry& entry) {
                      return entry.key.ends_with("Table") && entry.value.is_scalar();
                    });
  if (!told) put_text(out, "physicalName", dataset.physical_name);
  put_custom(out, rest);
}

// table, view and object are all there is.
std::string_view model_type(std::string_view kind) {
  if (kind.empty() || kind == "table" || kind == "view" || kind == "object") return kind;
  return kind == "topic" || kind == "file" ? "object" : "table";
}

Node levels_tree(const std::vector<Sla>& levels) {
  Node out = map_node();
  Keys keys(Keys::Characters::any);
  for (const Sla& sla : levels) {
    const std::string key = keys.key_for(sla.property);
    put(&out, key, level_tree(sla, key));
  }
  return out;
}

Node history_tree(const std::vector<HistoryEntry>& history) {
  Node out = list_node();
  for (const HistoryEntry& entry : history) {
    Node item = map_node();
    put_text(&item, "version", entry.version);
    put_text(&item, "date", entry.date);
    put_text(&item, "changes", entry.changes);
    out.list.push_back(std::move(item));
  }
  return out;
}

// What stood beside the parts of the model, in its own place where there is one.
void put_root_custom(Node* out, const Contract& contract) {
  std::vector<Custom> rest;
  for (const Custom& custom : contract.custom) {
    const bool plain = custom.description.empty() && custom.more.empty() && out->find("definitions") == nullptr;
    Node value = plain && custom.name == "definitions" ? raw_node(custom.json) : Node{};
    if (fits_definitions(value)) {
      put(out, "definitions", std::move(value));
    } else {
      rest.push_back(custom);
    }
  }
  put_custom(out, rest);
}

void put_map(Node* out, std::string_view key, Node map) {
  if (!map.map.empty()) put(out, key, std::move(map));
}

}  // namespace

std::string Keys::key_for(std::string_view name) {
  std::string key(name);
  if (characters_ == Characters::plain) {
    for (char& c : key) {
      if (!name_characters(std::string_view(&c, 1), kPlain)) c = '_';
    }
  }
  if (key.empty()) key = "_";
  const std::string stem = key;
  for (std::size_t n = 2; !taken_.insert(key).second; ++n) key = stem + "_" + std::to_string(n);
  return key;
}

void put_link_map(Node* map, const std::vector<Link>& links) {
  Node out = map_node();
  for (const Link& link : links) {
    const bool fits = name_characters(link.type, kPlain) && uri_like(link.url) && out.find(link.type) == nullptr;
    if (fits) put(&out, link.type, text_node(link.url));
  }
  put_map(map, "links", std::move(out));
}

void put_deprecation(Node* map, bool deprecated, const std::string& since, const std::string& successor) {
  if (deprecated) put(map, "deprecated", flag_node(true));
  put_text(map, "deprecatedSince", since);
  put_text(map, "successor", successor);
}

Node model_tree(const Dataset& dataset, const std::string& contract_id) {
  Node out = map_node();
  put_text(&out, "type", model_type(dataset.kind));
  put_text(&out, "title", dataset.title);
  put_text(&out, "businessName", dataset.business_name);
  put_text(&out, "description", dataset.description);
  put_text(&out, "classification", dataset.classification);
  put_texts(&out, "tags", dataset.tags);
  put_deprecation(&out, dataset.deprecated, dataset.deprecated_since, dataset.successor);
  put_link_map(&out, dataset.links);
  put_texts(&out, "primaryKey", primary_key(dataset));
  put_fields(&out, dataset.fields, contract_id);
  put_quality(&out, dataset.quality);
  Node examples = list_node();
  for (const std::string& example : dataset.examples) examples.list.push_back(raw_node(example));
  put_list(&out, "examples", std::move(examples));
  if (dataset.additional_fields) put(&out, "additionalFields", flag_node(*dataset.additional_fields));
  put_model_keys(&out, dataset);
  return out;
}

Node contract_tree(const Contract& contract) {
  Node out = map_node();
  put(&out, "dataContractSpecification", text_node("1.2.1"));
  put(&out, "id", text_node(contract.id));
  put(&out, "info", info_tree(contract));
  put_deprecation(&out, contract.deprecated, contract.deprecated_since, contract.successor);
  put_texts(&out, "tags", contract.tags);
  put_link_map(&out, contract.links);
  Node servers = map_node();
  Keys names(Keys::Characters::any);
  for (const Server& server : contract.servers)
    put(&servers, names.key_for(server.name), server_tree(server, contract));
  put_map(&out, "servers", std::move(servers));
  put_map(&out, "terms", terms_tree(contract));
  Node models = map_node();
  Keys keys(Keys::Characters::plain);
  for (const Dataset& dataset : contract.datasets) {
    put(&models, keys.key_for(dataset.name), model_tree(dataset, contract.id));
  }
  put_map(&out, "models", std::move(models));
  put_quality(&out, contract.quality);
  put_map(&out, "servicelevels", levels_tree(contract.sla));
  put_list(&out, "history", history_tree(contract.history));
  put_root_custom(&out, contract);
  return out;
}

}  // namespace trama::contract::dcs
