#include "catalog/contract/rendering.h"

#include <string>
#include <vector>

#include "catalog/base/text.h"
#include "catalog/contract/carried.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/reader.h"
#include "catalog/contract/semantics.h"

namespace trama::contract {
namespace {

const Branch* branch_of(const Branches& branches, Noun noun, std::string_view member) {
  for (const Branch& branch : branches.of(noun)) {
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

std::vector<Node*> elements(Node* element, const Branch& branch) {
  std::vector<Node*> out;
  Node* site = element;
  for (const std::string_view key : split(branch.key, '/')) {
    site = find(site, key);
    if (site == nullptr) return out;
  }
  for (Node& item : site->list) out.push_back(&item);
  if (site->type == NodeType::map && !branch.by_name) return {site};
  for (Node::Entry& entry : site->map) out.push_back(&entry.value);
  return out;
}

// Where nothing is to be carried: what is derived from the rest, and what says how the contract was written.
bool derived(std::string_view member) {
  return member == "path" || member == "source";
}

class Carrier {
 public:
  explicit Carrier(const Branches& branches) : branches_(branches) {}

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
    const Branch* branch = branch_of(branches_, noun, member);
    if (branch != nullptr && want != nullptr && got != nullptr && descend(*branch, *want, *got, element)) return;
    if (want != nullptr && got != nullptr && same_tree(*want, *got)) return;
    Node item = map_node();
    put(&item, "property", text_node(std::string(kCarriedPrefix) + member));
    put(&item, "value", want == nullptr ? Node{} : *want);
    extra->list.push_back(std::move(item));
  }
  bool descend(const Branch& branch, const Node& want, const Node& got, Node* element) {
    const std::vector<Node*> sites = elements(element, branch);
    if (want.list.size() != got.list.size() || want.list.size() != sites.size()) return false;
    for (std::size_t i = 0; i < sites.size(); ++i) carry(branch.noun, want.list[i], got.list[i], sites[i]);
    return true;
  }

  const Branches& branches_;
};

struct ReadBack {
  Contract contract;
  bool refused = false;
};

ReadBack read_back(const Format& format, const Node& document) {
  Problems problems(Strictness::lenient);
  ReadBack out;
  Reader root(document, "", &problems);
  format.parse(root, &out.contract);
  complete_contract(&out.contract, &problems);
  out.refused = problems.has_error();
  return out;
}

Node model_tree(const Contract& contract) {
  return raw_node(to_json(contract));
}

// The least that a standard demands.
Contract bare(const Contract& contract) {
  Contract out;
  out.kind = contract.kind;
  out.id = contract.id;
  out.version = contract.version;
  out.status = contract.status;
  return out;
}

}  // namespace

Node rendered(const Format& format, const Contract& contract, IfRefused if_refused) {
  Node document = format.tree(contract);
  ReadBack got = read_back(format, document);
  if (got.refused && if_refused == IfRefused::carry_all) {
    document = format.tree(bare(contract));
    got = read_back(format, document);
  }
  Carrier(format.branches).carry(Noun::contract, model_tree(contract), model_tree(got.contract), &document);
  return document;
}

}  // namespace trama::contract
