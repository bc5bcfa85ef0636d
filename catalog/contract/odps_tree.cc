#include <algorithm>
#include <array>

#include "catalog/base/clock.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_tree.h"

namespace trama::contract {
namespace {

// What the parser reads back from these keys was kept under them.
void put_kept(Node* out, std::string_view key, const std::vector<Custom>& custom) {
  const auto at = std::ranges::find(custom, key, &Custom::name);
  if (at != custom.end()) put(out, key, raw_node(at->json));
}

std::vector<Custom> without(std::vector<Custom> custom, std::string_view key) {
  std::erase_if(custom, [&](const Custom& entry) { return entry.name == key; });
  return custom;
}

bool sbom(const std::vector<Custom>& custom) {
  const auto at = std::ranges::find(custom, "sbom", &Custom::name);
  if (at == custom.end()) return false;
  const Node list = raw_node(at->json);
  return list.type == NodeType::list && std::ranges::all_of(list.list, [](const Node& item) {
           const Node* url = item.find("url");
           const Node* type = item.find("type");
           const std::size_t known = (url != nullptr ? 1U : 0U) + (type != nullptr ? 1U : 0U);
           return url != nullptr && url->type == NodeType::text && item.map.size() == known &&
                  (type == nullptr || type->type == NodeType::text);
         });
}

Node port_tree(const Port& port) {
  Node out = map_node();
  put(&out, "name", text_node(port.name));
  if (port.direction != PortDirection::management) {
    put(&out, "version", text_node(port.version));
    if (port.direction == PortDirection::output) {
      put_text(&out, "description", port.description);
      put_text(&out, "type", port.type);
      put_text(&out, "contractId", port.contract);
    } else {
      put(&out, "contractId", text_node(port.contract));
    }
  } else {
    put(&out, "content", text_node(port.content));
    if (port.type == "rest" || port.type == "topic") put_text(&out, "type", port.type);
    put_text(&out, "url", port.url);
    put_text(&out, "channel", port.channel);
    put_text(&out, "description", port.description);
  }
  Node inputs = list_node();
  for (const auto& [id, version] : port.input_contracts) {
    Node item = map_node();
    put(&item, "id", text_node(id));
    put(&item, "version", text_node(version));
    inputs.list.push_back(std::move(item));
  }
  if (port.direction == PortDirection::output) put_list(&out, "inputContracts", std::move(inputs));
  std::vector<Custom> custom = port.custom;
  if (port.direction == PortDirection::output && sbom(custom)) {
    put_kept(&out, "sbom", custom);
    custom = without(std::move(custom), "sbom");
  }
  put_texts(&out, "tags", port.tags);
  put_custom(&out, custom);
  return out;
}

void put_ports(Node* root, std::string_view key, PortDirection direction, const Contract& product) {
  Node list = list_node();
  for (const Port& port : product.ports) {
    if (port.direction == direction) list.list.push_back(port_tree(port));
  }
  put_list(root, key, std::move(list));
}

// Here, unlike in ODCS, a support channel must have an address.
void demand_urls(Node* root) {
  for (Node::Entry& entry : root->map) {
    if (entry.key != "support") continue;
    for (Node& item : entry.value.list) {
      if (item.find("url") == nullptr) put(&item, "url", text_node(""));
    }
  }
}

// Nor do these elements have ids: they are carried.
void drop_ids(Node* node) {
  for (Node& item : node->list) drop_ids(&item);
  for (Node::Entry& entry : node->map) {
    if (entry.key == "value") continue;
    for (const std::string_view key : {"authoritativeDefinitions", "customProperties", "members", "support"}) {
      if (entry.key != key) continue;
      for (Node& item : entry.value.list) std::erase_if(item.map, [](const auto& each) { return each.key == "id"; });
    }
    drop_ids(&entry.value);
  }
}

}  // namespace

Node odps_tree(const Contract& product) {
  Node out = map_node();
  put(&out, "kind", text_node("DataProduct"));
  put(&out, "apiVersion", text_node("v1.0.0"));
  put(&out, "id", text_node(product.id));
  put_text(&out, "version", product.version);
  put(&out, "status", text_node(product.status));
  put_text(&out, "name", product.title);
  put_text(&out, "tenant", product.tenant);
  put_text(&out, "domain", product.domain);
  put_texts(&out, "tags", product.tags);
  put_description(&out, product);
  put_links(&out, product.links);
  put_ports(&out, "inputPorts", PortDirection::input, product);
  put_ports(&out, "outputPorts", PortDirection::output, product);
  put_ports(&out, "managementPorts", PortDirection::management, product);
  put_support(&out, product.support);
  demand_urls(&out);
  put_team(&out, product);
  if (product.created.size() > 10 && parse_rfc3339(product.created))
    put_text(&out, "productCreatedTs", product.created);
  put_custom(&out, product.custom);
  drop_ids(&out);
  return out;
}

}  // namespace trama::contract
