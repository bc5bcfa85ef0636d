#include "catalog/contract/odcs_render.h"

#include "catalog/contract/odcs_tree.h"
#include "catalog/contract/parse_odcs.h"
#include "catalog/contract/parse_odps.h"
#include "catalog/contract/yaml_text.h"

namespace trama::contract {
namespace {

constexpr Branch kContract[] = {{"datasets", "schema", Noun::dataset},
                                {"servers", "servers", Noun::server},
                                {"roles", "roles"},
                                {"support", "support"},
                                {"members", "team/members"}};
constexpr Branch kDataset[] = {
    {"fields", "properties", Noun::field}, {"quality", "quality"}, {"relationships", "relationships"}};
constexpr Branch kField[] = {
    {"children", "properties", Noun::field}, {"items", "items", Noun::field}, {"quality", "quality"}};
constexpr Branch kServer[] = {{"roles", "roles"}};

constexpr Branches kBranches = {kContract, kDataset, kField, kServer};
constexpr Format kOdcs = {odcs_tree, parse_odcs, kBranches};
constexpr Format kOdps = {odps_tree, parse_odps, kBranches};

}  // namespace

Node rendered_tree(const Contract& contract, IfRefused if_refused) {
  return rendered(contract.kind == Kind::product ? kOdps : kOdcs, contract, if_refused);
}

std::string render_odcs_yaml(const Contract& contract) {
  return to_yaml_text(rendered_tree(contract, IfRefused::carry_all));
}

std::string render_odcs_json(const Contract& contract) {
  return to_json_text(rendered_tree(contract, IfRefused::carry_all));
}

}  // namespace trama::contract
