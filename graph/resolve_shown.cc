#include <algorithm>

#include "catalog/base/encoding.h"
#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/lineage/canonical_name.h"
#include "graph/resolver.h"

namespace trama::graph {
namespace {

constexpr std::size_t kCandidatesMax = 10;
constexpr std::size_t kDomainsLookedAt = 10'000;  // for a near spelling

class Lookup {
 public:
  Lookup(const State& state, std::string_view text, std::optional<NodeKind> kind)
      : state_(state), nodes_(state.nodes), text_(text), kind_(kind) {}

  Result<std::vector<NodeIndex>> find() const {
    if (kind_ == NodeKind::domain) return domain();
    const Meaning meaning = resolve_declared(state_, text_, "");
    std::vector<std::vector<NodeIndex>> readings;
    for (const Place& place : meaning.places) {
      std::vector<NodeIndex> nodes = nodes_of(place);
      if (!nodes.empty()) readings.push_back(std::move(nodes));
    }
    if (readings.size() == 1) return readings.front();
    if (readings.size() > 1) {
      if (!meaning.all || kind_ == NodeKind::physical) return ambiguous(readings);
      std::vector<NodeIndex> all;
      for (const auto& reading : readings) all.insert(all.end(), reading.begin(), reading.end());
      return all;
    }
    return mentioned();
  }

  Result<std::vector<NodeIndex>> domain() const {
    auto found = nodes_of_domain(state_, text_);
    if (!found.empty()) return found;
    Error error =
        make_error(ErrorCode::not_found, "node-not-found", "no domain is called `" + shorten(text_, 120) + "`");
    std::vector<std::string_view> names;
    for (std::uint32_t place = 1; place < nodes_.place_count() && names.size() < kDomainsLookedAt; ++place) {
      names.push_back(nodes_.names().text(nodes_.place(place).domain));
    }
    if (const auto near = did_you_mean(text_, names)) error.candidates.emplace_back(*near);
    return error;
  }

 private:
  bool fits(NodeIndex node) const {
    return node != 0 && visible(state_, node) && (!kind_ || kind_of(state_, node) == *kind_);
  }

  std::vector<NodeIndex> fitting(std::vector<NodeIndex> nodes) const {
    std::erase_if(nodes, [&](NodeIndex node) { return !fits(node); });
    return nodes;
  }

  std::vector<NodeIndex> nodes_of(const Place& place) const {
    if (place.whole) {
      auto datasets = declared_datasets(nodes_, place.entity);
      return fitting(datasets.empty() ? std::vector<NodeIndex>{place.entity} : std::move(datasets));
    }
    NodeIndex entity = place.entity;
    if (!place.table.empty()) entity = nodes_.find(EntityKind::dataset, entity, place.table);
    if (entity == 0) return {};
    return fitting({place.path.empty() ? entity : nodes_.find_field(entity, place.path)});
  }

  // A physical dataset without a contract, by any of its names.
  NodeIndex physical(std::string_view space, std::string_view name, std::string_view path) const {
    const auto known = lineage::canonical_physical_name(space, name);
    const NodeIndex found = below(EntityKind::space, known.space, EntityKind::physical, known.name, "");
    if (found == 0) return 0;
    const NodeIndex entity = nodes_.shown_as(found);
    return path.empty() ? entity : nodes_.find_field(entity, path);
  }

  NodeIndex below(EntityKind root, std::string_view owner, EntityKind kind, std::string_view name,
                  std::string_view path) const {
    const NodeIndex parent = nodes_.find(root, 0, owner);
    const NodeIndex entity = parent == 0 ? 0 : nodes_.find(kind, parent, name);
    return entity == 0 || path.empty() ? entity : nodes_.find_field(entity, path);
  }

  void add_marquez(std::string_view rest, std::string_view path, std::vector<NodeIndex>* found) const {
    for (std::size_t at = rest.rfind(':'); at != std::string_view::npos && at > 0; at = rest.rfind(':', at - 1)) {
      const auto space = rest.substr(0, at), name = rest.substr(at + 1);
      found->push_back(physical(space, name, path));
      found->push_back(below(EntityKind::contract, space, EntityKind::dataset, name, path));
    }
  }

  // Nodes that nothing registered declares: unresolved, missing, and physical datasets without a contract.
  Result<std::vector<NodeIndex>> mentioned() const {
    std::vector<NodeIndex> found;
    const auto parts = parse_node_id(text_);
    for (const EntityKind kind : {EntityKind::contract, EntityKind::consumer, EntityKind::product}) {
      found.push_back(nodes_.find(kind, 0, text_));
      if (parts && parts->table.empty()) found.push_back(nodes_.find(kind, 0, parts->contract));
    }
    if (parts && !parts->table.empty()) {
      found.push_back(below(EntityKind::contract, parts->contract, EntityKind::dataset, parts->table, parts->path));
      found.push_back(physical(parts->contract, parts->table, parts->path));
    }
    if (text_.starts_with("dataset:")) add_marquez(text_.substr(8), "", &found);
    if (text_.starts_with("datasetField:")) {
      const std::string_view rest = text_.substr(13);
      const std::size_t at = rest.rfind(':');
      if (at != std::string_view::npos) add_marquez(rest.substr(0, at), rest.substr(at + 1), &found);
    }
    found = fitting(std::move(found));
    if (found.empty()) found = loosely_mentioned();
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.size() == 1) return found;
    if (found.empty()) return not_found();
    std::vector<std::vector<NodeIndex>> readings;
    for (const NodeIndex node : found) readings.push_back({node});
    return ambiguous(readings);
  }

  // contract.table[.path] of an unknown contract, and physical names.
  std::vector<NodeIndex> loosely_mentioned() const {
    std::vector<NodeIndex> found;
    for (std::size_t at = text_.rfind('.'); at != std::string_view::npos && at > 0; at = text_.rfind('.', at - 1)) {
      const NodeIndex contract = nodes_.find(EntityKind::contract, 0, text_.substr(0, at));
      if (contract == 0) continue;
      const std::string_view rest = text_.substr(at + 1);
      found.push_back(nodes_.find(EntityKind::dataset, contract, rest));
      for (std::size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.', dot + 1)) {
        const NodeIndex dataset = nodes_.find(EntityKind::dataset, contract, rest.substr(0, dot));
        if (dataset != 0) found.push_back(nodes_.find_field(dataset, rest.substr(dot + 1)));
      }
    }
    found = fitting(std::move(found));
    if (found.empty()) found = at_location();
    if (!found.empty()) return found;
    found = nodes_.physical_named(text_);
    for (NodeIndex& name : found) name = nodes_.shown_as(name);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return fitting(std::move(found));
  }

  // A namespace that is a URL, and the name behind it: s3://bucket/path, kafka://host:9092/topic.
  std::vector<NodeIndex> at_location() const {
    const std::size_t scheme = text_.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view rest = text_;
    while (rest.ends_with('/')) rest.remove_suffix(1);
    std::vector<NodeIndex> found;
    for (std::size_t at = rest.find('/', scheme + 3); at != std::string_view::npos; at = rest.find('/', at + 1)) {
      const NodeIndex named = physical(rest.substr(0, at), rest.substr(at + 1), "");
      if (named == 0) continue;
      const std::vector<NodeIndex> claims = nodes_.claims(named);
      if (claims.empty()) found.push_back(named);
      found.insert(found.end(), claims.begin(), claims.end());
    }
    return fitting(std::move(found));
  }

  Error ambiguous(const std::vector<std::vector<NodeIndex>>& readings) const {
    Error error = make_error(ErrorCode::ambiguous, "ambiguous-node",
                             "`" + shorten(text_, 120) + "` names " + std::to_string(readings.size()) +
                                 " things; use one of the candidates, or narrow it with `kind`");
    for (const auto& reading : readings) {
      if (error.candidates.size() == kCandidatesMax) break;
      error.candidates.push_back(id_of(state_, reading.front()));
    }
    return error;
  }

  // Near spellings among the siblings of the deepest part that is known.
  Error not_found() const {
    Error error = make_error(ErrorCode::not_found, "node-not-found",
                             "nothing is registered or mentioned as `" + shorten(text_, 120) +
                                 "`; give the id of a contract, product or consumer, `<contract>/<table>/<field>`, "
                                 "`<contract>.<field>` or a physical name, or search for it");
    std::vector<NodeIndex> siblings;
    std::string_view wrong;
    if (const auto parts = parse_node_id(text_); parts && !parts->table.empty()) {
      const NodeIndex contract = nodes_.find(EntityKind::contract, 0, parts->contract);
      const NodeIndex dataset = contract == 0 ? 0 : declared_dataset(nodes_, contract, parts->table);
      wrong = text_.substr(text_.rfind('/') + 1);
      if (dataset != 0) {
        nodes_.for_each_child(dataset, [&](NodeIndex field) { siblings.push_back(field); });
      } else if (contract != 0) {
        siblings = declared_datasets(nodes_, contract);
      }
    }
    for (std::size_t at = text_.rfind('.'); siblings.empty() && at != std::string_view::npos && at > 0;
         at = text_.rfind('.', at - 1)) {
      const NodeIndex contract = nodes_.find(EntityKind::contract, 0, text_.substr(0, at));
      wrong = text_.substr(text_.rfind('.') + 1);
      for (const NodeIndex dataset : contract == 0 ? std::vector<NodeIndex>{} : declared_datasets(nodes_, contract)) {
        nodes_.for_each_child(dataset, [&](NodeIndex field) { siblings.push_back(field); });
      }
    }
    add_nearest(wrong, siblings, &error);
    return error;
  }

  void add_nearest(std::string_view wrong, const std::vector<NodeIndex>& siblings, Error* error) const {
    std::vector<std::string_view> names;
    for (const NodeIndex node : siblings) {
      if (visible(state_, node)) names.push_back(nodes_.name(node));
    }
    const auto near = did_you_mean(wrong, names);
    if (!near) return;
    for (const NodeIndex node : siblings) {
      if (nodes_.name(node) != *near || error->candidates.size() == kCandidatesMax) continue;
      error->candidates.push_back(id_of(state_, node));
    }
  }

  const State& state_;
  const Nodes& nodes_;
  std::string_view text_;
  std::optional<NodeKind> kind_;
};

}  // namespace

Result<std::vector<NodeIndex>> resolve_shown(const State& state, std::string_view text, std::optional<NodeKind> kind) {
  return Lookup(state, text, kind).find();
}

}  // namespace trama::graph
