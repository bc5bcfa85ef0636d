#include "catalog/contract/odcs_render.h"

#include <algorithm>
#include <span>
#include <vector>

#include "catalog/contract/carried.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_tree.h"
#include "catalog/contract/parse_odcs.h"
#include "catalog/contract/parse_odps.h"
#include "catalog/contract/semantics.h"
#include "catalog/contract/yaml_text.h"

namespace trama::contract {
namespace {

// The rendering is right by construction: what the standard's words gave is read back by the parser, compared with the
// contract member by member, and every difference is carried at the element it belongs to.

enum class Noun : std::uint8_t { contract, dataset, field, leaf, server };

// Lists of elements that have custom properties of their own, in the model and in the document.
struct Branch {
  std::string_view member;
  std::string_view key;
  Noun noun;
};
constexpr Branch kContract[] = {{"datasets", "schema", Noun::dataset},
                                {"servers", "servers", Noun::server},
                                {"roles", "roles", Noun::leaf},
                                {"support", "support", Noun::leaf},
                                {"members", "members", Noun::leaf}};
constexpr Branch kDataset[] = {{"fields", "properties", Noun::field},
                               {"quality", "quality", Noun::leaf},
                               {"relationships", "relationships", Noun::leaf}};
constexpr Branch kField[] = {
    {"children", "properties", Noun::field}, {"items", "items", Noun::field}, {"quality", "quality", Noun::leaf}};
constexpr Branch kServer[] = {{"roles", "roles", Noun::leaf}};

std::span<const Branch> branches(Noun noun) {
  switch (noun) {
    case Noun::contract:
      return kContract;
    case Noun::dataset:
      return kDataset;
    case Noun::field:
      return kField;
    case Noun::server:
      return kServer;
    case Noun::leaf:
      return {};
  }
  return {};
}

const Branch* branch_of(Noun noun, std::string_view member) {
  for (const Branch& branch : branches(noun)) {
    if (branch.member == member) return &branch;
  }
  return nullptr;
}

Node* find(Node* map, std::string_view key) {
  for (Node::Entry& entry : map->map) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::vector<Node*> elements(Node* element, std::string_view key) {
  std::vector<Node*> out;
  Node* parent = key == "members" ? find(element, "team") : element;
  Node* site = parent == nullptr ? nullptr : find(parent, key);
  if (site == nullptr) return out;
  if (site->type == NodeType::map) return {site};
  for (Node& item : site->list) out.push_back(&item);
  return out;
}

// Where nothing is to be carried: what is derived from the rest, and what says how the contract was written.
bool derived(std::string_view member) {
  return member == "path" || member == "source";
}

class Carrier {
 public:
  void carry(Noun noun, const Node& want, const Node& got, Node* element) {
    Node extra = list_node();
    for (const Node::Entry& entry : want.map)
      compare(noun, entry.key, &entry.value, got.find(entry.key), element, &extra);
    for (const Node::Entry& entry : got.map) {
      if (want.find(entry.key) == nullptr) compare(noun, entry.key, nullptr, &entry.value, element, &extra);
    }
    if (extra.list.empty()) return;
    Node* custom = find(element, "customProperties");
    if (custom == nullptr) custom = &put(element, "customProperties", list_node());
    for (Node& item : extra.list) custom->list.push_back(std::move(item));
  }

 private:
  void compare(Noun noun, const std::string& member, const Node* want, const Node* got, Node* element, Node* extra) {
    if (derived(member)) return;
    if (want != nullptr && want->type == NodeType::null) want = nullptr;
    if (want == nullptr && got == nullptr) return;
    const Branch* branch = branch_of(noun, member);
    if (branch != nullptr && want != nullptr && got != nullptr && descend(*branch, *want, *got, element)) return;
    if (want != nullptr && got != nullptr && same_tree(*want, *got)) return;
    Node item = map_node();
    put(&item, "property", text_node(std::string(kCarriedPrefix) + member));
    put(&item, "value", want == nullptr ? Node{} : *want);
    extra->list.push_back(std::move(item));
  }
  bool descend(const Branch& branch, const Node& want, const Node& got, Node* element) {
    const std::vector<Node*> sites = elements(element, branch.key);
    if (want.list.size() != got.list.size() || want.list.size() != sites.size()) return false;
    for (std::size_t i = 0; i < sites.size(); ++i) carry(branch.noun, want.list[i], got.list[i], sites[i]);
    return true;
  }
};

struct ReadBack {
  Contract contract;
  bool refused = false;
};

ReadBack read_back(const Node& document, Kind kind) {
  Problems problems(Strictness::lenient);
  ReadBack out;
  Reader root(document, "", &problems);
  if (kind == Kind::product) {
    parse_odps(root, &out.contract);
  } else {
    parse_odcs(root, &out.contract);
  }
  complete_contract(&out.contract, &problems);
  out.refused = problems.has_error();
  return out;
}

Node model_tree(const Contract& contract) {
  return raw_node(to_json(contract));
}

// The least that the standard demands.
Node skeleton(const Contract& contract) {
  Contract bare;
  bare.kind = contract.kind;
  bare.id = contract.id;
  bare.version = contract.version;
  bare.status = contract.status;
  return contract.kind == Kind::product ? odps_tree(bare) : odcs_tree(bare);
}

}  // namespace

Node rendered_tree(const Contract& contract, IfRefused if_refused) {
  Node document = contract.kind == Kind::product ? odps_tree(contract) : odcs_tree(contract);
  ReadBack got = read_back(document, contract.kind);
  if (got.refused && if_refused == IfRefused::carry_all) {
    // What the other dialect allowed breaks a rule here (say, a nameless element): nothing but carrying is left.
    document = skeleton(contract);
    got = read_back(document, contract.kind);
  }
  Carrier().carry(Noun::contract, model_tree(contract), model_tree(got.contract), &document);
  return document;
}

std::string render_odcs_yaml(const Contract& contract) {
  return to_yaml_text(rendered_tree(contract, IfRefused::carry_all));
}

std::string render_odcs_json(const Contract& contract) {
  return to_json_text(rendered_tree(contract, IfRefused::carry_all));
}

}  // namespace trama::contract
