// The parts of ODCS beside the schema that v2 and v3 write alike: servers' roles, service levels, price, description.
// Internal to catalog/contract; one thread at a time.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// id (or `id_key`) and version, with the rules on identity.
void read_identity(Reader& root, std::string_view id_key, Contract* contract);
void read_description(Reader& root, Contract* contract);
[[nodiscard]] std::vector<Server> read_servers(Reader& root);
[[nodiscard]] std::vector<Role> read_roles(Reader& reader);
[[nodiscard]] std::vector<Sla> read_sla_properties(Reader& root, std::string_view element_key);
void read_price(Reader& root, Contract* contract);

// Custom properties of the contract that have a place in the model: classification, deprecation.
void settle_custom(Contract* contract);

}  // namespace trama::contract
