#include "catalog/contract/carried.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/model_reader.h"
#include "catalog/contract/model_writer.h"

namespace trama::contract {
namespace {

// Knows the names of a noun's members: one function for every kind of member that members() may announce.
class Names {
 public:
  template <typename Noun>
  static bool has(std::string_view name) {
    Names names(name);
    Noun noun;
    members(names, noun);
    return names.found_;
  }

  void text(std::string_view key, const std::string& /*v*/) { see(key); }
  void json(std::string_view key, const std::string& /*v*/) { see(key); }
  void texts(std::string_view key, const std::vector<std::string>& /*v*/) { see(key); }
  void text_set(std::string_view key, const std::vector<std::string>& /*v*/) { see(key); }
  void jsons(std::string_view key, const std::vector<std::string>& /*v*/) { see(key); }
  void json_set(std::string_view key, const std::vector<std::string>& /*v*/) { see(key); }
  template <typename T>
  void pairs(std::string_view key, const T& /*v*/) {
    see(key);
  }
  template <typename T>
  void couples(std::string_view key, std::string_view /*first*/, std::string_view /*second*/, const T& /*v*/) {
    see(key);
  }
  void flag(std::string_view key, bool /*v*/) { see(key); }
  template <typename T>
  void number(std::string_view key, T /*v*/) {
    see(key);
  }
  template <typename T>
  void value(std::string_view key, const T& /*v*/) {
    see(key);
  }
  template <typename T>
  void word(std::string_view key, T /*v*/) {
    see(key);
  }
  template <typename T>
  void noun(std::string_view key, const T& /*v*/) {
    see(key);
  }
  template <typename T>
  void about(std::string_view /*key*/, const T& /*v*/) {}
  template <typename T>
  void maybe(std::string_view key, const T& /*v*/) {
    see(key);
  }
  template <typename T>
  void nouns(std::string_view key, const T& /*v*/) {
    see(key);
  }
  template <typename T>
  void noun_set(std::string_view key, const T& /*v*/) {
    see(key);
  }

 private:
  explicit Names(std::string_view wanted) : wanted_(wanted) {}
  void see(std::string_view key) { found_ = found_ || key == wanted_; }

  std::string_view wanted_;
  bool found_ = false;
};

template <typename Noun>
bool carried(const Custom& custom) {
  const std::string_view name = custom.name;
  return name.starts_with(kCarriedPrefix) && Names::has<Noun>(name.substr(kCarriedPrefix.size()));
}

void set_member(Node* tree, std::string_view key, std::string_view json) {
  std::erase_if(tree->map, [&](const Node::Entry& entry) { return entry.key == key; });
  Node value = raw_node(json);
  if (value.type != NodeType::null) put(tree, key, std::move(value));
}

template <typename Noun>
void restore_members(Noun* noun) {
  if (std::ranges::none_of(noun->custom, carried<Noun>)) return;
  Noun without = *noun;
  std::erase_if(without.custom, carried<Noun>);
  auto tree = parse_json_tree(ModelWriter(ModelWriter::Form::plain).object(without));
  if (!tree) return;
  for (const Custom& custom : noun->custom) {
    if (carried<Noun>(custom)) set_member(&*tree, custom.name.substr(kCarriedPrefix.size()), custom.json);
  }
  Noun restored;
  ModelReader reader;
  if (reader.object(*tree, &restored)) *noun = std::move(restored);
}

template <typename Noun>
void restore_each(std::vector<Noun>* nouns) {
  for (Noun& noun : *nouns) restore_members(&noun);
}

// Children first: a list that is carried as a whole holds custom properties as they are.
void restore(std::vector<Field>* fields) {
  for (Field& field : *fields) {
    for (auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) restore(below);
    restore_each(&field.quality);
    restore_members(&field);
  }
}

void restore(Dataset* dataset) {
  restore(&dataset->fields);
  restore_each(&dataset->quality);
  restore_each(&dataset->relationships);
  restore_members(dataset);
}

}  // namespace

void restore_carried(Contract* contract) {
  for (Dataset& dataset : contract->datasets) restore(&dataset);
  for (Server& server : contract->servers) {
    restore_each(&server.roles);
    restore_members(&server);
  }
  restore_each(&contract->roles);
  restore_each(&contract->support);
  restore_each(&contract->sla);
  restore_each(&contract->quality);
  restore_each(&contract->members);
  const Source source = contract->source;
  restore_members(contract);
  contract->source = source;
}

}  // namespace trama::contract
