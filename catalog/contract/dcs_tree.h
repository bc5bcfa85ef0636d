// A contract as a tree in the words of the Data Contract Specification 1.2.1, as far as those reach: every part either
// fits the published JSON schema or is left out. rendered() then adds what is missing. Internal to catalog/contract.
// Pure functions; any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"
#include "catalog/contract/rendering.h"

namespace trama::contract::dcs {

[[nodiscard]] Node contract_tree(const Contract& contract);
[[nodiscard]] Node rendered_tree(const Contract& contract, IfRefused if_refused);

[[nodiscard]] Node model_tree(const Dataset& dataset, const std::string& contract_id);
[[nodiscard]] Node field_tree(const Field& field, const std::string& contract_id);
[[nodiscard]] Node quality_tree(const QualityRule& rule);
[[nodiscard]] Node server_tree(const Server& server, const Contract& contract);
// `key`: the one it gets among the service levels, which decides what its members are called.
[[nodiscard]] Node level_tree(const Sla& sla, std::string_view key);

// Whether what an author wrote as `definitions` is what the schema allows there.
[[nodiscard]] bool fits_definitions(const Node& definitions);
[[nodiscard]] bool standard_type(std::string_view word);  // of a field

// A map of names to links.
void put_link_map(Node* map, const std::vector<Link>& links);
void put_quality(Node* map, const std::vector<QualityRule>& rules);
void put_fields(Node* map, const std::vector<Field>& fields, const std::string& contract_id);
void put_deprecation(Node* map, bool deprecated, const std::string& since, const std::string& successor);

// Keys for elements that stand in a list in the model and in a map by name here: a name that is taken, or that the
// schema does not allow, gets the nearest key that is free. The name itself is then carried.
class Keys {
 public:
  enum class Characters : bool { any, plain };  // plain: letters, digits, _ and -
  explicit Keys(Characters characters) : characters_(characters) {}

  [[nodiscard]] std::string key_for(std::string_view name);

 private:
  Characters characters_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace trama::contract::dcs
