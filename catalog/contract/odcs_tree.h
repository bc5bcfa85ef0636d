// A contract as a tree in the standard's own words, as far as those reach: every part either fits the published JSON
// schema or is left out. carry() then adds what is missing. Internal to catalog/contract. Pure functions; any thread.
#pragma once

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"
#include "catalog/contract/rendering.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract {

[[nodiscard]] Node odcs_tree(const Contract& contract);  // ODCS v3.1.0
[[nodiscard]] Node odps_tree(const Contract& product);   // ODPS v1.0.0

// The whole document: the tree above with everything it lacks carried (rendering.h).
[[nodiscard]] Node rendered_tree(const Contract& contract, IfRefused if_refused);

// Parts both standards write alike; each leaves out what is empty.
void put_description(Node* root, const Contract& contract);
void put_team(Node* root, const Contract& contract);
void put_support(Node* root, const std::vector<Support>& support);
[[nodiscard]] Node property_tree(const Field& field, bool named);
[[nodiscard]] Node quality_tree(const QualityRule& rule);
[[nodiscard]] Node server_tree(const Server& server);
void put_references(Node* property, const Field& field);
void put_roles(Node* map, const std::vector<Role>& roles);

[[nodiscard]] bool calendar_date(std::string_view text);

}  // namespace trama::contract
