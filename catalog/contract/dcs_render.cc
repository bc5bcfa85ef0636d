#include "catalog/contract/dcs_render.h"

#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/parse_dcs.h"
#include "catalog/contract/yaml_text.h"

namespace trama::contract {
namespace {

constexpr Branch kContract[] = {{"datasets", "models", Noun::dataset, true},
                                {"servers", "servers", Noun::server, true},
                                {"sla", "servicelevels", Noun::leaf, true},
                                {"quality", "quality"}};
constexpr Branch kDataset[] = {{"fields", "fields", Noun::field, true}, {"quality", "quality"}};
constexpr Branch kField[] = {{"children", "fields", Noun::field, true},
                             {"items", "items", Noun::field},
                             {"map_key", "keys", Noun::field},
                             {"map_value", "values", Noun::field},
                             {"quality", "quality"}};
constexpr Branch kServer[] = {{"roles", "roles"}};

constexpr Branches kBranches = {kContract, kDataset, kField, kServer};
constexpr Format kFormat = {dcs::contract_tree, parse_dcs, kBranches};

}  // namespace

Node dcs::rendered_tree(const Contract& contract, IfRefused if_refused) {
  return rendered(kFormat, contract, if_refused);
}

std::string render_dcs_yaml(const Contract& contract) {
  return to_yaml_text(dcs::rendered_tree(contract, IfRefused::carry_all));
}

std::string render_dcs_json(const Contract& contract) {
  return to_json_text(dcs::rendered_tree(contract, IfRefused::carry_all));
}

}  // namespace trama::contract
