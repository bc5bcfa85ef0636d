#include "reference.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "catalog/base/node_id.h"

namespace trama::graph::test {
namespace {

// kind: d dataset or field of a contract (owner, table, path), p physical, k consumer, r product, x a contract or text
// as a node of its own (owner).
struct Key {
  char kind;
  std::string owner, table, path;
  friend auto operator<=>(const Key&, const Key&) = default;
};

using Edge = std::tuple<Key, Key, lineage::Relation, lineage::DependencyType, lineage::Subtype, bool>;
using Keys = std::vector<Key>;

class Plain {
 public:
  explicit Plain(const World& world) : world_(world) {
    for (const auto& summary : world.subjects) {
      if (summary.kind == lineage::SubjectKind::contract) contracts_[summary.id] = &summary;
      if (summary.kind == lineage::SubjectKind::consumer) consumers_.insert(summary.id);
      if (summary.kind == lineage::SubjectKind::product) products_.insert(summary.id);
    }
    for (const auto& [id, summary] : contracts_) claim(*summary);
  }

  ReferenceGraph make() {
    for (const Said& said : world_.said) {
      for (const auto& assertion : said.assertions) {
        for (const Key& from : ends(assertion.source)) {
          for (const Key& to : ends(assertion.target)) {
            const Edge edge{from, to, assertion.relation, assertion.type, assertion.subtype, assertion.masking};
            edges_[edge].push_back(said.asserter);
            said_.push_back({named(from), named(to), assertion.relation, assertion.type, assertion.subtype,
                             assertion.masking, assertion.complete});
            if (assertion.relation != lineage::Relation::derives || !assertion.complete) partial_.insert(edge);
          }
        }
      }
    }
    ReferenceGraph graph{node_texts(), edge_texts(), {}, std::move(said_)};
    for (const Key& key : keys()) {
      const std::string text = node_text(key);
      graph.known[named(key)] = {named(dataset_of(key)), is_field_key(key), text.ends_with(" active")};
    }
    return graph;
  }

 private:
  void claim(const lineage::Summary& summary) {
    for (std::size_t d = 0; d < summary.datasets.size(); ++d) {
      std::vector<const lineage::PhysicalName*> production, all;
      std::set<std::string> servers;
      for (const auto& physical : summary.physical) {
        if (physical.dataset != d) continue;
        all.push_back(&physical);
        servers.insert(physical.server);
        if (physical.environment == "production" || physical.environment == "prod") production.push_back(&physical);
      }
      if (production.empty() && servers.size() == 1) production = all;
      for (const auto* physical : production) {
        claims_[{physical->space, physical->name}].insert({summary.id, summary.datasets[d].name});
      }
    }
  }

  std::set<std::pair<std::string, std::string>> claimants(const std::string& space, const std::string& name) const {
    const auto found = claims_.find({space, name});
    if (found == claims_.end()) return {};
    std::set<std::pair<std::string, std::string>> active;
    for (const auto& claim : found->second) {
      if (contracts_.at(claim.first)->state == lineage::SubjectState::active) active.insert(claim);
    }
    return active.empty() ? found->second : active;
  }

  std::optional<std::string> table_of(const std::string& contract, const std::string& table) const {
    const auto& datasets = contracts_.at(contract)->datasets;
    for (const auto& dataset : datasets) {
      if (dataset.name == table) return table;
    }
    std::vector<std::string> named;
    for (const auto& dataset : datasets) {
      if (!table.empty() && dataset.physical_name == table) named.push_back(dataset.name);
    }
    return named.size() == 1 ? std::optional(named.front()) : std::nullopt;
  }

  bool has_field(const std::string& contract, const std::string& table, const std::string& path) const {
    for (const auto& dataset : contracts_.at(contract)->datasets) {
      if (dataset.name == table && std::ranges::count(dataset.field_paths, path) > 0) return true;
    }
    return false;
  }

  Keys whole(const std::string& contract) const {
    Keys keys;
    if (contracts_.contains(contract)) {
      for (const auto& dataset : contracts_.at(contract)->datasets) keys.push_back({'d', contract, dataset.name, ""});
    }
    if (keys.empty()) keys.push_back({'x', contract, "", ""});
    return keys;
  }

  Keys physical(const std::string& space, const std::string& name, const std::string& path) const {
    Keys keys;
    for (const auto& [contract, table] : claimants(space, name)) keys.push_back({'d', contract, table, path});
    return keys;
  }

  static std::vector<std::pair<std::string, std::string>> cuts(const std::string& text, char at) {
    std::vector<std::pair<std::string, std::string>> result;
    for (std::size_t i = text.size(); i-- > 1;) {
      if (text[i] == at && i + 1 < text.size()) result.emplace_back(text.substr(0, i), text.substr(i + 1));
    }
    return result;
  }

  Keys column_in(const std::string& contract, const std::string& text) const {
    for (const auto& [table, path] : cuts(text, '.')) {
      const auto name = table_of(contract, table);
      if (name && has_field(contract, *name, path)) return {{'d', contract, *name, path}};
    }
    return {};
  }

  Key meant_in(const std::string& contract, const std::string& rest) const {
    for (const auto& [table, path] : cuts(rest, '.')) {
      if (const auto name = table_of(contract, table)) return {'d', contract, *name, path};
    }
    const auto& datasets = contracts_.at(contract)->datasets;
    if (datasets.size() == 1) return {'d', contract, datasets.front().name, rest};
    return {'d', contract, rest, ""};
  }

  Keys text(const std::string& written, const std::string& home, bool with_aliases = true) const {
    const bool exact = contracts_.contains(written) || consumers_.contains(written) || products_.contains(written);
    if (with_aliases && !exact) {
      for (const auto& [alias, node] : world_.aliases) {
        if (alias == written) {
          Keys keys = text(node, "", false);
          const bool explained = contracts_.contains(node) || keys != Keys{{'x', node, "", ""}};
          if (!explained) return {{'x', written, "", ""}};
          return keys;
        }
      }
    }
    if (contracts_.contains(home)) {
      if (Keys keys = column_in(home, written); !keys.empty()) return keys;
    }
    if (contracts_.contains(written)) return whole(written);
    if (consumers_.contains(written)) return {{'k', written, "", ""}};
    if (products_.contains(written)) return {{'r', written, "", ""}};
    if (const auto parts = parse_node_id(written)) {
      if (contracts_.contains(parts->contract)) {
        if (parts->table.empty()) return whole(parts->contract);
        const auto name = table_of(parts->contract, parts->table);
        return {{'d', parts->contract, name ? *name : parts->table, parts->path}};
      }
      if (Keys keys = physical(parts->contract, parts->table, parts->path); !keys.empty()) return keys;
    }
    if (Keys keys = marquez(written); !keys.empty()) return keys;
    Key missing{'x', "", "", ""};
    for (const auto& [id, rest] : cuts(written, '.')) {
      if (!contracts_.contains(id)) continue;
      if (const auto name = table_of(id, rest)) return {{'d', id, *name, ""}};
      if (Keys keys = column_in(id, rest); !keys.empty()) return keys;
      Keys columns;
      for (const auto& dataset : contracts_.at(id)->datasets) {
        if (has_field(id, dataset.name, rest)) columns.push_back({'d', id, dataset.name, rest});
      }
      if (columns.size() == 1) return columns;
      if (columns.size() > 1) return {{'x', written, "", ""}};
      if (missing.owner.empty()) missing = meant_in(id, rest);
    }
    if (!missing.owner.empty()) return {missing};
    if (Keys keys = by_physical_name(written); !keys.empty()) return keys;
    if (contracts_.contains(home)) {
      if (const auto name = table_of(home, written)) return {{'d', home, *name, ""}};
      for (const auto& [table, path] : cuts(written, '.')) {
        if (const auto name = table_of(home, table)) return {{'d', home, *name, path}};
      }
    }
    return {{'x', written, "", ""}};
  }

  Keys in_space(const std::string& space_and_name, const std::string& path) const {
    for (const auto& [space, name] : cuts(space_and_name, ':')) {
      if (contracts_.contains(space)) {
        if (const auto table = table_of(space, name)) return {{'d', space, *table, path}};
      } else if (Keys keys = physical(space, name, path); !keys.empty()) {
        return keys;
      }
    }
    return {};
  }

  Keys marquez(const std::string& written) const {
    if (written.starts_with("dataset:")) return in_space(written.substr(8), "");
    if (!written.starts_with("datasetField:")) return {};
    for (const auto& [dataset, field] : cuts(written.substr(13), ':')) {
      if (Keys keys = in_space(dataset, field); !keys.empty()) return keys;
    }
    return {};
  }

  Keys by_physical_name(const std::string& written) const {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [where, who] : claims_) {
      if (where.second == written) found.push_back(where);
    }
    if (found.size() == 1) return physical(found.front().first, written, "");
    if (found.size() > 1) return ambiguous(found, "", written);
    for (const auto& [name, path] : cuts(written, '.')) {
      Keys keys;
      int names = 0;
      for (const auto& [where, who] : claims_) {
        if (where.second != name) continue;
        ++names;
        for (const Key& key : physical(where.first, name, path)) {
          if (has_field(key.owner, key.table, path)) keys.push_back(key);
        }
      }
      std::ranges::sort(keys);
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
      if (keys.size() == 1 || (!keys.empty() && names == 1)) return keys;
      if (!keys.empty()) return {{'x', written, "", ""}};
    }
    return {};
  }

  // The same name in several namespaces is one thing only if they all belong to one dataset.
  Keys ambiguous(const std::vector<std::pair<std::string, std::string>>& found, const std::string& path,
                 const std::string& written) const {
    Keys keys;
    for (const auto& [space, name] : found) {
      for (const Key& key : physical(space, name, path)) keys.push_back(key);
    }
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys.size() == 1 ? keys : Keys{{'x', written, "", ""}};
  }

  Keys ends(const lineage::Endpoint& end) const {
    switch (end.kind) {
      case lineage::EndpointKind::consumer:
        return {{'k', end.owner, "", ""}};
      case lineage::EndpointKind::product:
        return {{'r', end.owner, "", ""}};
      case lineage::EndpointKind::text:
        return text(end.owner, end.home);
      case lineage::EndpointKind::physical: {
        Keys keys = physical(end.owner, end.table, end.path);
        return keys.empty() ? Keys{{'p', end.owner, end.table, end.path}} : keys;
      }
      case lineage::EndpointKind::contract:
        break;
    }
    if (end.table.empty()) return end.path.empty() ? whole(end.owner) : text(end.owner + "." + end.path, "");
    std::string table = end.table;
    if (contracts_.contains(end.owner)) table = table_of(end.owner, end.table).value_or(end.table);
    return {{'d', end.owner, table, end.path}};
  }

  static Key dataset_of(Key key) {
    if (key.kind == 'd' || key.kind == 'p') key.path.clear();
    return key;
  }

  std::string id(const Key& key) const {
    if (key.kind == 'k' || key.kind == 'r') return key.owner;
    if (key.kind == 'x') return contracts_.contains(key.owner) ? key.owner : escape_part(key.owner);
    return key.path.empty() ? dataset_id(key.owner, key.table) : field_id(key.owner, key.table, key.path);
  }

  std::string node_text(const Key& key) const {
    std::string kind = "dataset", status = "active";
    if (!key.path.empty()) kind = "field";
    if (key.kind == 'p' && key.path.empty()) kind = "physical";
    if (key.kind == 'k') kind = "consumer";
    if (key.kind == 'r') kind = "product";
    if (key.kind == 'k' && !consumers_.contains(key.owner)) status = "unresolved";
    if (key.kind == 'r' && !products_.contains(key.owner)) status = "unresolved";
    if (key.kind == 'x' || key.kind == 'd') {
      const auto contract = contracts_.find(key.owner);
      if (contract == contracts_.end()) {
        status = "unresolved";
        const std::size_t last = key.owner.find_last_of("/:");
        if (key.kind == 'x' && key.owner.find('.', last == std::string::npos ? 0 : last) != std::string::npos)
          kind = "field";
      } else {
        if (contract->second->state == lineage::SubjectState::retired) status = "retired";
        const bool declared = key.kind == 'x' || declares(*contract->second, key);
        if (!declared) status = "missing";
      }
    }
    return id(key) + " " + kind + " " + status;
  }

  static bool declares(const lineage::Summary& summary, const Key& key) {
    for (const auto& dataset : summary.datasets) {
      if (dataset.name != key.table) continue;
      return key.path.empty() || std::ranges::count(dataset.field_paths, key.path) > 0;
    }
    return false;
  }

  std::string named(const Key& key) const {
    const std::string text = node_text(key);
    return text.substr(0, text.rfind(' '));
  }

  std::set<Key> keys() const {
    std::set<Key> keys;
    for (const auto& [edge, who] : edges_) {
      for (const Key& key : {std::get<0>(edge), std::get<1>(edge)}) {
        keys.insert(key);
        keys.insert(dataset_of(key));
      }
    }
    for (const auto& [contract, summary] : contracts_) {
      for (const auto& dataset : summary->datasets) {
        keys.insert({'d', contract, dataset.name, ""});
        for (const auto& path : dataset.field_paths) keys.insert({'d', contract, dataset.name, path});
      }
      if (summary->datasets.empty()) keys.insert({'x', contract, "", ""});
    }
    for (const auto& consumer : consumers_) keys.insert({'k', consumer, "", ""});
    for (const auto& product : products_) keys.insert({'r', product, "", ""});
    return keys;
  }

  std::vector<std::string> node_texts() const {
    std::vector<std::string> texts;
    for (const Key& key : keys()) texts.push_back(node_text(key));
    std::ranges::sort(texts);
    return texts;
  }

  struct Merged {
    std::vector<lineage::Asserter> who;
    std::vector<lineage::DependencyType> types;
    std::set<lineage::Subtype> subtypes;
    bool masking = true;
    bool complete = true;
  };

  std::string edge_text(const Key& from, const Key& to, lineage::Relation relation, const Merged& merged) const {
    std::string line = id(from) + " -> " + id(to) + " " + std::string(lineage::to_string(relation));
    using lineage::DependencyType;
    auto type = merged.types.front();
    if (std::ranges::count(merged.types, type) != std::ssize(merged.types)) type = DependencyType::unknown;
    if (std::ranges::count(merged.types, DependencyType::direct) > 0) type = DependencyType::direct;
    if (type != DependencyType::unknown) line.append(" ").append(lineage::to_string(type));
    if (merged.subtypes.size() == 1 && *merged.subtypes.begin() != lineage::Subtype::unknown) {
      line.append("/").append(lineage::to_string(*merged.subtypes.begin()));
    }
    if (merged.masking) line += " masked";
    if (merged.complete) line += " complete";
    if (merged.who.size() != 1) line += " x" + std::to_string(merged.who.size());
    std::set<std::string> names;
    for (const auto& asserter : merged.who) {
      names.insert(std::string(lineage::to_string(asserter.kind)) + ":" + asserter.id);
    }
    for (const std::string& name : names) line += " by " + name;
    return line;
  }

  std::vector<std::string> edge_texts() const {
    std::vector<std::string> texts;
    std::map<std::tuple<Key, Key, lineage::Relation>, Merged> pairs;
    for (const auto& [edge, who] : edges_) {
      const auto& [from, to, relation, type, subtype, masking] = edge;
      const bool field_level = is_field_key(from) || is_field_key(to);
      if (field_level)
        texts.push_back(edge_text(from, to, relation, {who, {type}, {subtype}, masking, !partial_.contains(edge)}));
      if (field_level && dataset_of(from) == dataset_of(to)) continue;
      Merged& merged = pairs[{dataset_of(from), dataset_of(to), relation}];
      merged.who.insert(merged.who.end(), who.begin(), who.end());
      merged.types.push_back(type);
      merged.subtypes.insert(subtype);
      merged.masking = merged.masking && masking;
      merged.complete = merged.complete && !partial_.contains(edge);
    }
    for (const auto& [pair, merged] : pairs) {
      texts.push_back(edge_text(std::get<0>(pair), std::get<1>(pair), std::get<2>(pair), merged));
    }
    std::ranges::sort(texts);
    return texts;
  }

  static bool is_field_key(const Key& key) { return (key.kind == 'd' || key.kind == 'p') && !key.path.empty(); }

  const World& world_;
  std::map<std::string, const lineage::Summary*> contracts_;
  std::set<std::string> consumers_, products_;
  std::map<std::pair<std::string, std::string>, std::set<std::pair<std::string, std::string>>> claims_;
  std::map<Edge, std::vector<lineage::Asserter>> edges_;
  std::vector<ReferenceClaim> said_;
  std::set<Edge> partial_;  // somebody who says it is not complete
};

}  // namespace

ReferenceGraph reference(const World& world) {
  return Plain(world).make();
}

}  // namespace trama::graph::test
