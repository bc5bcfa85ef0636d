// A contract as a tree in the standard's own words, as far as those reach: every part either fits the published JSON
// schema or is left out. carry() then adds what is missing. Internal to catalog/contract. Pure functions; any thread.
#pragma once

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::contract {

[[nodiscard]] Node odcs_tree(const Contract& contract);  // ODCS v3.1.0
[[nodiscard]] Node odps_tree(const Contract& product);   // ODPS v1.0.0

// The whole document: the tree above with everything it lacks carried (carried.h). A tree that our own parser would
// refuse is given up for one that carries all; `keep` is for tests, which feed it contracts that break every rule.
enum class IfRefused : bool { carry_all, keep };
[[nodiscard]] Node rendered_tree(const Contract& contract, IfRefused if_refused);

// Parts both standards write alike; each leaves out what is empty.
void put_description(Node* root, const Contract& contract);
void put_team(Node* root, const Contract& contract);
void put_support(Node* root, const std::vector<Support>& support);
void put_links(Node* map, const std::vector<Link>& links);
void put_custom(Node* map, const std::vector<Custom>& custom);
// The same with the element's own id, which the model keeps among them, in its own place.
void put_id_and_custom(Node* map, const std::vector<Custom>& custom);
// The one entry that is an id the schema allows; nullptr without.
[[nodiscard]] const Custom* kept_id(const std::vector<Custom>& custom);
[[nodiscard]] Node property_tree(const Field& field, bool named);
[[nodiscard]] Node quality_tree(const QualityRule& rule);
[[nodiscard]] Node server_tree(const Server& server);
void put_references(Node* property, const Field& field);
void put_roles(Node* map, const std::vector<Role>& roles);

[[nodiscard]] bool stable_id(std::string_view text);  // the characters the schema allows
[[nodiscard]] bool calendar_date(std::string_view text);

}  // namespace trama::contract
