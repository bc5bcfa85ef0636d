#include "catalog/contract/parse_odps.h"

#include <array>

#include "catalog/base/text.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

constexpr auto kVersions = std::to_array<std::string_view>({"0.9.0", "1.0.0"});

void read_identity(Reader& root, Contract* contract) {
  const bool present = root.has("id");
  contract->id = root.name("id");
  if (!present) {
    root.problem(Rule::missing_id, "the product has no id", {.hint = "add `id: urn:dataproduct:<domain>:<name>`"});
  } else if (contract->id.empty()) {
    root.problem_at("id", Rule::blank_id, "the id is blank");
  }
  contract->title = root.text("name");
  contract->version = root.name("version");
  if (contract->version.empty()) {
    contract->version = "0.0.0";
    root.problem(Rule::missing_key, "the product has no version and counts as 0.0.0",
                 {.expected = "`version`", .hint = "add `version: 1.0.0`"});
  }
  contract->status = to_lower(root.name("status"));
  root.demand("status", "the product", "add `status: active`");
  contract->domain = root.name("domain");
  contract->tenant = root.name("tenant");
  contract->created = root.text("productCreatedTs");
}

void read_description(Reader& root, Contract* contract) {
  const Node* node = root.peek("description");
  if (node != nullptr && node->is_scalar()) {
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
  description->finish(&contract->terms.custom);
}

void read_input_contracts(Reader& port, Port* out) {
  for (Reader& each : port.maps("inputContracts")) {
    std::string id = each.name("id");
    if (id.empty()) id = each.name("contractId");
    out->input_contracts.emplace_back(std::move(id), each.name("version"));
    each.finish(&out->custom);
  }
}

Port read_port(Reader& reader, PortDirection direction) {
  Port port;
  port.direction = direction;
  port.name = reader.name("name");
  port.version = reader.name("version");
  port.description = reader.text("description");
  port.type = reader.text("type");
  port.contract = reader.name("contractId");
  port.tags = reader.names("tags");
  if (direction != PortDirection::management) reader.demand("version", "the port", "add `version: 1.0.0`");
  if (direction == PortDirection::management) {
    reader.demand("content", "the management port", "add `content`, e.g. discoverability");
    port.content = reader.text("content");
    port.url = reader.text("url");
    port.channel = reader.text("channel");
  }
  if (direction == PortDirection::output) read_input_contracts(reader, &port);
  note_unknown(reader, "sbom", {"type", "url"});
  keep(reader, {"id", "sbom"}, &port.custom);
  keep_links(reader, "authoritativeDefinitions", &port.custom);
  read_custom_properties(reader, &port.custom);
  reader.finish(&port.custom);
  return port;
}

void check_port(Reader& reader, const Port& port) {
  if (port.name.empty()) reader.problem(Rule::missing_key, "a port has no name", {.expected = "`name`"});
  if (port.direction == PortDirection::input && port.contract.empty()) {
    reader.problem(Rule::missing_key, "an input port does not name its contract", {.expected = "`contractId`"});
  }
}

void read_ports(Reader& root, std::string_view key, PortDirection direction, Contract* contract) {
  std::vector<NamedPlace> names;
  for (Reader& reader : root.maps(key)) {
    Port port = read_port(reader, direction);
    check_port(reader, port);
    if (!port.name.empty()) names.push_back({port.name + " " + port.version, reader.place_of("name")});
    contract->ports.push_back(std::move(port));
  }
  check_unique(names, Rule::duplicate_port, "port", root.problems());
}

}  // namespace

void parse_odps(Reader& root, Contract* contract) {
  contract->kind = Kind::product;
  root.ignore("kind");
  contract->source.spec_version = read_spec_version(root, "apiVersion", kVersions);
  read_identity(root, contract);
  read_description(root, contract);
  contract->tags = root.names("tags");
  read_ports(root, "inputPorts", PortDirection::input, contract);
  read_ports(root, "outputPorts", PortDirection::output, contract);
  read_ports(root, "managementPorts", PortDirection::management, contract);
  contract->support = read_support(root, "support");
  read_team(root, "team", contract);
  for (Link& link : read_links(root, "authoritativeDefinitions")) contract->links.push_back(std::move(link));
  read_custom_properties(root, &contract->custom);
  const Deprecation deprecation = take_deprecation(&contract->custom);
  contract->deprecated = deprecation.deprecated;
  contract->deprecated_since = deprecation.since;
  contract->successor = deprecation.successor;
  root.finish(&contract->custom);
  restore_carried(contract);
}

}  // namespace trama::contract
