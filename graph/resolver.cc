#include "graph/resolver.h"

#include <algorithm>
#include <functional>

#include "catalog/base/encoding.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/lineage/canonical_name.h"

namespace trama::graph {
namespace {

constexpr std::string_view kMarquezDataset = "dataset:";
constexpr std::string_view kMarquezField = "datasetField:";

NodeIndex registered(const Nodes& nodes, EntityKind kind, std::string_view id) {
  const NodeIndex found = nodes.find(kind, 0, id);
  return found != 0 && nodes.declared(found) != Declared::no ? found : 0;
}

bool declares_field(const Nodes& nodes, NodeIndex dataset, std::string_view path) {
  const NodeIndex field = nodes.find_field(dataset, path);
  return field != 0 && nodes.declared(field) != Declared::no;
}

// Calls visit(prefix, rest) for each split at `separator`, longest prefix first, until it returns true.
template <typename Visit>
bool splits(std::string_view text, char separator, const Visit& visit) {
  for (std::size_t at = text.rfind(separator); at != std::string_view::npos && at > 0;
       at = text.rfind(separator, at - 1)) {
    if (at + 1 < text.size() && visit(text.substr(0, at), text.substr(at + 1))) return true;
  }
  return false;
}

std::vector<Place> places_of_claims(const Nodes& nodes, NodeIndex physical, std::string_view path) {
  std::vector<Place> places;
  for (const NodeIndex dataset : nodes.claims(physical)) places.push_back({dataset, false, "", std::string(path)});
  return places;
}

// table.path of one contract, both declared; the longest table name first.
std::vector<Place> table_and_path(const Nodes& nodes, NodeIndex contract, std::string_view text) {
  std::vector<Place> places;
  splits(text, '.', [&](std::string_view table, std::string_view path) {
    const NodeIndex dataset = declared_dataset(nodes, contract, table);
    if (dataset == 0 || !declares_field(nodes, dataset, path)) return false;
    places.push_back({dataset, false, "", std::string(path)});
    return true;
  });
  return places;
}

// What `rest` names within one registered contract: declared things only.
std::vector<Place> within_contract(const Nodes& nodes, NodeIndex contract, std::string_view rest) {
  if (const NodeIndex dataset = declared_dataset(nodes, contract, rest)) return {{dataset, false, "", ""}};
  std::vector<Place> places = table_and_path(nodes, contract, rest);
  if (!places.empty()) return places;
  for (const NodeIndex dataset : declared_datasets(nodes, contract)) {
    if (declares_field(nodes, dataset, rest)) places.push_back({dataset, false, "", std::string(rest)});
  }
  return places;
}

// What `rest` was probably meant to name in a contract that does not declare it.
Place missing_within(const Nodes& nodes, NodeIndex contract, std::string_view rest) {
  Place place;
  const bool table_known = splits(rest, '.', [&](std::string_view table, std::string_view path) {
    const NodeIndex dataset = declared_dataset(nodes, contract, table);
    if (dataset != 0) place = {dataset, false, "", std::string(path)};
    return dataset != 0;
  });
  if (table_known) return place;
  const auto datasets = declared_datasets(nodes, contract);
  if (datasets.size() == 1) return {datasets.front(), false, "", std::string(rest)};
  return {contract, false, std::string(rest), ""};
}

class Reading {
 public:
  Reading(const State& state, std::string_view text, std::string_view home)
      : state_(state), nodes_(state.nodes), text_(text), home_(home) {}

  Meaning read(bool with_aliases) const {
    const auto single = [](std::vector<Place> places) { return Meaning{std::move(places), false}; };
    auto named_so = exact();
    if (with_aliases && named_so.empty()) {
      if (const auto alias = state_.aliases->find(text_); alias != state_.aliases->end()) {
        return Reading(state_, alias->second, "").read(false);
      }
    }
    const NodeIndex home = home_.empty() ? 0 : registered(nodes_, EntityKind::contract, home_);
    if (home != 0) {
      if (auto places = table_and_path(nodes_, home, text_); !places.empty()) return single(std::move(places));
    }
    if (!named_so.empty()) return single(std::move(named_so));
    if (auto meaning = canonical(); !meaning.places.empty()) return meaning;
    if (auto meaning = marquez(); !meaning.places.empty()) return meaning;
    if (auto places = contract_prefix(); !places.empty()) return single(std::move(places));
    if (auto meaning = physical(); !meaning.places.empty()) return meaning;
    return single(loosely(home));
  }

 private:
  std::vector<Place> exact() const {
    std::vector<Place> places;
    if (const NodeIndex found = registered(nodes_, EntityKind::contract, text_))
      places.push_back({found, true, "", ""});
    for (const EntityKind kind : {EntityKind::consumer, EntityKind::product}) {
      if (const NodeIndex found = registered(nodes_, kind, text_)) places.push_back({found, false, "", ""});
    }
    return places;
  }

  Place in_contract(NodeIndex contract, std::string_view table, std::string_view path) const {
    const NodeIndex dataset = declared_dataset(nodes_, contract, table);
    if (dataset == 0) return {contract, false, std::string(table), std::string(path)};
    return {dataset, false, "", std::string(path)};
  }

  Meaning claimed(std::string_view space, std::string_view name, std::string_view path) const {
    const auto known = lineage::canonical_physical_name(space, name);
    const NodeIndex space_entity = nodes_.find(EntityKind::space, 0, known.space);
    const NodeIndex found = space_entity == 0 ? 0 : nodes_.find(EntityKind::physical, space_entity, known.name);
    return {found == 0 ? std::vector<Place>{} : places_of_claims(nodes_, found, path), true};
  }

  Meaning canonical() const {
    const auto parts = parse_node_id(text_);
    if (!parts) return {};
    if (const NodeIndex contract = registered(nodes_, EntityKind::contract, parts->contract)) {
      if (parts->table.empty()) return {{{contract, true, "", ""}}, false};
      return {{in_contract(contract, parts->table, parts->path)}, false};
    }
    return claimed(parts->contract, parts->table, parts->path);
  }

  // `rest` is ns:name, and ns may hold colons.
  Meaning space_and_name(std::string_view rest, std::string_view path) const {
    Meaning meaning;
    splits(rest, ':', [&](std::string_view space, std::string_view name) {
      if (const NodeIndex contract = registered(nodes_, EntityKind::contract, space)) {
        if (const NodeIndex dataset = declared_dataset(nodes_, contract, name)) {
          meaning = {{{dataset, false, "", std::string(path)}}, false};
        }
      } else {
        meaning = claimed(space, name, path);
      }
      return !meaning.places.empty();
    });
    return meaning;
  }

  Meaning marquez() const {
    if (text_.starts_with(kMarquezDataset)) return space_and_name(text_.substr(kMarquezDataset.size()), "");
    Meaning meaning;
    if (text_.starts_with(kMarquezField)) {
      splits(text_.substr(kMarquezField.size()), ':', [&](std::string_view dataset, std::string_view field) {
        meaning = space_and_name(dataset, field);
        return !meaning.places.empty();
      });
    }
    return meaning;
  }

  std::vector<Place> contract_prefix() const {
    std::vector<Place> places;
    Place missing;
    splits(text_, '.', [&](std::string_view id, std::string_view rest) {
      const NodeIndex contract = registered(nodes_, EntityKind::contract, id);
      if (contract == 0) return false;
      places = within_contract(nodes_, contract, rest);
      if (places.empty() && missing.entity == 0) missing = missing_within(nodes_, contract, rest);
      return !places.empty();
    });
    if (places.empty() && missing.entity != 0) places.push_back(std::move(missing));
    return places;
  }

  Meaning named(std::string_view name, std::string_view path) const {
    std::vector<NodeIndex> found;
    for (const NodeIndex physical : nodes_.physical_named(name)) {
      if (!nodes_.claims(physical).empty()) found.push_back(physical);
    }
    std::vector<Place> places;
    for (const NodeIndex physical : found) {
      const auto more = places_of_claims(nodes_, physical, path);
      places.insert(places.end(), more.begin(), more.end());
    }
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return {std::move(places), found.size() == 1};
  }

  Meaning physical() const {
    Meaning meaning = named(text_, "");
    if (!meaning.places.empty()) return meaning;
    splits(text_, '.', [&](std::string_view name, std::string_view path) {
      meaning = named(name, path);
      std::erase_if(meaning.places,
                    [&](const Place& place) { return !declares_field(nodes_, place.entity, place.path); });
      return !meaning.places.empty();
    });
    return meaning;
  }

  // Nothing fits: the home contract's own table, or a column that its known table does not have.
  std::vector<Place> loosely(NodeIndex home) const {
    if (home == 0) return {};
    if (const NodeIndex dataset = declared_dataset(nodes_, home, text_)) return {{dataset, false, "", ""}};
    Place place = missing_within(nodes_, home, text_);
    const bool by_table = splits(text_, '.', [&](std::string_view table, std::string_view) {
      return declared_dataset(nodes_, home, table) != 0;
    });
    return by_table ? std::vector<Place>{std::move(place)} : std::vector<Place>{};
  }

  const State& state_;
  const Nodes& nodes_;
  std::string_view text_, home_;
};

std::uint64_t tagged(char tag, std::string_view text) {
  return std::hash<std::string_view>{}(text) * 31 + static_cast<unsigned char>(tag);
}

std::uint64_t canonical_key(std::string_view space, std::string_view name) {
  const auto known = lineage::canonical_physical_name(space, name);
  return physical_key(known.space, known.name);
}

void add_dependencies(std::string_view text, std::vector<std::uint64_t>* keys) {
  keys->push_back(subject_key(text));
  keys->push_back(physical_name_key(text));
  splits(text, '.', [&](std::string_view prefix, std::string_view) {
    keys->push_back(subject_key(prefix));
    keys->push_back(physical_name_key(prefix));
    return false;
  });
  if (const auto parts = parse_node_id(text)) {
    keys->push_back(subject_key(parts->contract));
    keys->push_back(canonical_key(parts->contract, parts->table));
  }
  const auto spaces = [&](std::string_view rest) {
    splits(rest, ':', [&](std::string_view space, std::string_view name) {
      keys->push_back(subject_key(space));
      keys->push_back(canonical_key(space, name));
      return false;
    });
  };
  if (text.starts_with(kMarquezDataset)) spaces(text.substr(kMarquezDataset.size()));
  if (text.starts_with(kMarquezField)) {
    splits(text.substr(kMarquezField.size()), ':', [&](std::string_view dataset, std::string_view) {
      spaces(dataset);
      return false;
    });
  }
}

}  // namespace

std::uint64_t subject_key(std::string_view id) {
  return tagged('s', id);
}
std::uint64_t physical_key(std::string_view space, std::string_view name) {
  return tagged('p', space) * 1099511628211ULL + tagged('p', name);
}
std::uint64_t physical_name_key(std::string_view name) {
  return tagged('n', name);
}
std::uint64_t alias_key(std::string_view alias) {
  return tagged('a', alias);
}

NodeIndex declared_dataset(const Nodes& nodes, NodeIndex contract, std::string_view table) {
  if (const NodeIndex named = nodes.find(EntityKind::dataset, contract, table)) {
    if (nodes.declared(named) != Declared::no) return named;
  }
  const NameId physical = nodes.names().find(table);
  if (physical == kNoName || physical == 0) return 0;
  NodeIndex found = 0;
  bool unique = true;
  for (const NodeIndex dataset : declared_datasets(nodes, contract)) {
    if (nodes.record(dataset).b != physical) continue;
    unique = found == 0;
    if (found == 0) found = dataset;
  }
  return unique ? found : 0;
}

Meaning resolve_declared(const State& state, std::string_view text, std::string_view home) {
  return Reading(state, text, home).read(true);
}

std::vector<std::uint64_t> dependencies_of(const State& state, std::string_view text, std::string_view home) {
  std::vector<std::uint64_t> keys{alias_key(text)};
  if (!home.empty()) keys.push_back(subject_key(home));
  add_dependencies(text, &keys);
  if (const auto alias = state.aliases->find(text); alias != state.aliases->end()) {
    add_dependencies(alias->second, &keys);
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace trama::graph
