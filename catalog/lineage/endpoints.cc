#include "catalog/lineage/endpoints.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "catalog/base/node_id.h"

namespace trama::lineage {
namespace {

Endpoint contract_endpoint(std::string_view owner, std::string_view table, std::string_view path) {
  return {EndpointKind::contract, std::string(owner), std::string(table), std::string(path), ""};
}

Endpoint text_endpoint(std::string_view text, std::string_view home) {
  return {EndpointKind::text, std::string(text), "", "", std::string(home)};
}

}  // namespace

bool physical_namespace(std::string_view text) {
  constexpr auto kBare = std::to_array<std::string_view>({"bigquery", "file", "pubsub"});
  return text.find("://") != std::string_view::npos || text.starts_with("arn:") ||
         std::ranges::find(kBare, text) != kBare.end();
}

Endpoint endpoint_of(const contract::Reference& reference, std::string_view home) {
  const std::string& owner = reference.contract;
  if (!owner.empty() && owner != home && physical_namespace(owner)) {
    return {EndpointKind::physical, owner, reference.table, reference.path, ""};
  }
  if (!owner.empty()) return contract_endpoint(owner, reference.table, reference.path);
  if (!reference.table.empty()) return contract_endpoint(home, reference.table, reference.path);
  return text_endpoint(reference.text, home);
}

namespace {

// A dataset as its platform names it, by its node id.
std::optional<Endpoint> physical_use(std::string_view text, std::string_view field) {
  if (text.find('/') == std::string_view::npos) return std::nullopt;
  const auto parts = parse_node_id(text);
  if (!parts || parts->table.empty() || !physical_namespace(parts->contract)) return std::nullopt;
  if (!parts->path.empty() && !field.empty()) return std::nullopt;
  return Endpoint{EndpointKind::physical, parts->contract, parts->table,
                  parts->path.empty() ? std::string(field) : parts->path, ""};
}

}  // namespace

Endpoint endpoint_of_use(std::string_view contract, std::string_view field) {
  if (auto physical = physical_use(contract, field)) return std::move(*physical);
  const bool plain = contract.find('/') == std::string_view::npos;
  if (plain && field.empty()) return contract_endpoint(contract, "", "");
  if (field.empty()) {
    const auto parts = contract.starts_with("urn:") ? parse_node_id(contract) : std::nullopt;
    return parts ? contract_endpoint(parts->contract, parts->table, parts->path) : text_endpoint(contract, contract);
  }
  // Which part of "a.b" is a table is known only where the contract is known.
  return text_endpoint(std::string(contract) + "." + std::string(field), contract);
}

}  // namespace trama::lineage
