#include "impact_reference.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace trama::graph::test {
namespace {

using lineage::DependencyType;
using lineage::Relation;
using lineage::Subtype;

// Ways from best to worst.
enum Way : std::uint8_t { whole, plain, aggregated, masked, indirect, referrer, possible, possible_referrer };
const char* const kWays[] = {"whole",    "plain",     "aggregated", "masked",
                             "indirect", "reference", "possible",   "reference"};

// A field; an asset named for certain; an asset of which any column may be hit; one changed or hit as a whole; a
// referrer, which nothing is walked through.
enum Kind : std::uint8_t { field, asset, any_column, table, refers };
using State = std::pair<Kind, std::string>;
using Label = std::pair<Way, std::uint32_t>;

class Search {
 public:
  Search(const ReferenceGraph& graph, bool reach) : graph_(graph), reach_(reach) {
    for (const ReferenceClaim& claim : graph.claims) claims_of_[node(claim.from).asset].push_back(&claim);
  }

  std::map<State, Label> run(const std::set<std::string>& roots) {
    roots_ = roots;
    for (const std::string& root : roots) {
      const bool is_field = graph_.known.at(root).is_field;
      offer({is_field ? field : table, root}, {is_field ? plain : whole, 0});
    }
    for (const std::string& root : roots) {
      // A dataset changed as a whole changes what is said to be made of it.
      if (!graph_.known.at(root).is_field) follow_claims(root, {plain, 0}, true);
    }
    while (!open_.empty()) {
      const auto [label, state] = *open_.begin();
      open_.erase(open_.begin());
      if (!done_.emplace(state, label).second) continue;
      expand(state, label);
    }
    add_referrers();
    for (const std::string& root : roots) {
      done_.erase({field, root});
      done_.erase({any_column, root});
      done_.erase({asset, root});
      done_.erase({table, root});
      done_.erase({refers, root});
    }
    return done_;
  }

 private:
  static Way way_of(const ReferenceClaim& claim) {
    if (claim.relation == Relation::consumes) return plain;
    if (claim.type == DependencyType::indirect) return indirect;
    if (claim.type == DependencyType::unknown && std::set<Subtype>{Subtype::join, Subtype::group_by, Subtype::filter,
                                                                   Subtype::sort, Subtype::window, Subtype::conditional}
                                                     .contains(claim.subtype)) {
      return indirect;
    }
    if (claim.masking) return masked;
    return claim.subtype == Subtype::aggregation ? aggregated : plain;
  }
  [[nodiscard]] const ReferenceNode& node(const std::string& name) const { return graph_.known.at(name); }
  [[nodiscard]] std::vector<std::string> columns(const std::string& of) const {
    std::vector<std::string> names;
    for (const auto& [name, known] : graph_.known) {
      if (known.is_field && known.asset == of) names.push_back(name);
    }
    return names;
  }
  void offer(const State& state, const Label& label) { open_.emplace(label, state); }
  void offer_possible(const std::string& name, std::uint32_t hop) {
    offer({node(name).is_field ? field : any_column, name}, {possible, hop});
  }

  void follow_claims(const std::string& from, const Label& label, bool only_into_columns) {
    const std::uint32_t hop = label.second + 1;
    for (const ReferenceClaim* said : claims_of_[node(from).asset]) {
      const ReferenceClaim& claim = *said;
      if (claim.from != from || claim.relation == Relation::references) continue;
      if (only_into_columns && !node(claim.to).is_field) continue;
      const Way way = way_of(claim);
      const std::string target = way == indirect && reach_ ? node(claim.to).asset : claim.to;
      if (label.first == possible) {
        offer_possible(target, hop);
      } else if (way == indirect && reach_) {
        hit_all_columns(target, hop);
      } else {
        name_one(claim.to, std::max(way, label.first), hop);
      }
    }
  }
  void name_one(const std::string& to, Way way, std::uint32_t hop) {
    if (!node(to).active) return offer_possible(to, hop);
    offer({node(to).is_field ? field : asset, to}, {way, hop});
    if (!node(to).is_field) offer_possible(to, hop);
  }
  void hit_all_columns(const std::string& of, std::uint32_t hop) {
    for (const std::string& column : columns(of))
      offer({field, column}, {node(column).active ? indirect : possible, hop});
    if (!columns(of).empty()) return;
    if (node(of).active) offer({asset, of}, {indirect, hop});
    offer_possible(of, hop);
  }

  // What is not said of a column may hold for it.
  void spread(const std::string& dataset, std::uint32_t hop) {
    if (roots_.contains(dataset)) return;
    for (const ReferenceClaim* said : claims_of_[dataset]) {
      const ReferenceClaim& claim = *said;
      if (claim.relation == Relation::references) continue;
      const ReferenceNode& to = node(claim.to);
      const bool derives = claim.relation == Relation::derives;
      if (claim.from == dataset && to.is_field) {
        offer_possible(derives && reach_ && way_of(claim) == indirect ? to.asset : claim.to, hop);
      }
      if (claim.from == dataset && !to.is_field && (!derives || !claim.complete)) offer_possible(claim.to, hop);
      const bool of_columns = claim.from != dataset || to.is_field;
      if (of_columns && derives && !claim.complete && to.asset != dataset) offer_possible(to.asset, hop);
    }
  }

  void go_on_from_any_column(const std::string& from, std::uint32_t hop) {
    const bool has_columns = !columns(from).empty();
    for (const ReferenceClaim* said : claims_of_[from]) {
      const ReferenceClaim& claim = *said;
      if (claim.relation == Relation::references) continue;
      const ReferenceNode& to = node(claim.to);
      const bool of_columns = claim.from != from || to.is_field;
      if (!has_columns) {
        offer_possible(to.is_field && reach_ && way_of(claim) == indirect ? to.asset : claim.to, hop);
      } else if (of_columns) {
        if (to.asset != from) offer_possible(to.asset, hop);
      } else if (claim.relation == Relation::consumes || !claim.complete) {
        offer_possible(claim.to, hop);
      }
    }
  }

  void expand(const State& state, const Label& label) {
    const auto& [kind, name] = state;
    const std::uint32_t hop = label.second + 1;
    if (kind == field) {
      follow_claims(name, label, false);
      spread(node(name).asset, hop);
    } else if (kind == any_column) {
      if (!roots_.contains(name)) go_on_from_any_column(name, hop);
    } else if (kind == table) {
      for (const ReferenceClaim* said : claims_of_[name]) {
        const ReferenceClaim& claim = *said;
        if (claim.relation == Relation::references) continue;
        const std::string& to = node(claim.to).asset;
        if (to == name) continue;
        if (node(to).active) {
          offer({table, to}, {whole, hop});
        } else {
          offer_possible(to, hop);
        }
      }
    }
  }

  void add_referrers() {
    for (const ReferenceClaim& claim : graph_.claims) {
      if (claim.relation != Relation::references) continue;
      std::optional<Way> way;
      for (const std::string& root : roots_) {
        if (claim.from == root) way = node(claim.to).active ? referrer : possible_referrer;
        if (!way && claim.from == node(root).asset && !roots_.contains(claim.from)) way = possible_referrer;
      }
      if (!way) continue;
      const auto [place, added] = done_.emplace(State{refers, claim.to}, Label{*way, 1});
      if (!added) place->second = std::min(place->second, Label{*way, 1});
    }
  }

  const ReferenceGraph& graph_;
  bool reach_;
  std::map<std::string, std::vector<const ReferenceClaim*>> claims_of_;  // by the asset they run from
  std::set<std::string> roots_;
  std::set<std::pair<Label, State>> open_;
  std::map<State, Label> done_;
};

// Assets downstream of the changed ones by anything that anyone says.
std::map<std::string, std::uint32_t> downstream(const ReferenceGraph& graph, const std::set<std::string>& from) {
  std::map<std::string, std::uint32_t> hops;
  std::set<std::string> now = from;
  for (std::uint32_t hop = 0; !now.empty(); ++hop) {
    std::set<std::string> next;
    for (const std::string& name : now) hops.emplace(name, hop);
    for (const ReferenceClaim& claim : graph.claims) {
      if (claim.relation == Relation::references || !now.contains(graph.known.at(claim.from).asset)) continue;
      const std::string& to = graph.known.at(claim.to).asset;
      if (!hops.contains(to)) next.insert(to);
    }
    now = next;
  }
  return hops;
}

}  // namespace

std::map<std::string, ReferenceHit> reference_impact(const ReferenceGraph& graph,
                                                     const std::vector<ReferenceChange>& changes) {
  std::set<std::string> roots, root_assets;
  std::map<State, Label> best;
  for (const auto& change : changes) {
    roots.insert(change.node);
    root_assets.insert(graph.known.at(change.node).asset);
  }
  for (const bool reach : {true, false}) {
    std::set<std::string> some;
    for (const auto& change : changes) {
      if (change.indirect_reach == reach) some.insert(change.node);
    }
    for (const auto& [state, label] : Search(graph, reach).run(some)) {
      const auto [place, added] = best.emplace(state, label);
      if (!added) place->second = std::min(place->second, label);
    }
  }
  std::map<std::string, ReferenceHit> hits;
  std::map<std::string, Label> assets, fields;
  for (const auto& [state, label] : best) {
    const ReferenceNode& node = graph.known.at(state.second);
    if (roots.contains(state.second) || roots.contains(node.asset)) continue;
    const auto [place, added] = assets.emplace(node.asset, label);
    if (!added) place->second = std::min(place->second, label);
    if (node.is_field) {
      const auto [of, first] = fields.emplace(state.second, label);
      if (!first) of->second = std::min(of->second, label);
    } else if (state.first != refers || label.first == possible_referrer) {
      hits[node.asset].whole = true;
    }
  }
  for (const auto& [name, label] : assets) {
    ReferenceHit& hit = hits[name];
    hit.certainty = label.first < possible ? Certainty::certain : Certainty::possible;
    hit.way = kWays[label.first];
    hit.hop = label.second;
    const auto has_columns = [&](const auto& entry) { return entry.second.is_field && entry.second.asset == name; };
    hit.whole = hit.whole && std::any_of(graph.known.begin(), graph.known.end(), has_columns);
  }
  for (const auto& [name, label] : fields) {
    hits[graph.known.at(name).asset].fields[name] = std::string(label.first < possible ? "certain " : "possible ") +
                                                    kWays[label.first] + " " + std::to_string(label.second);
  }
  for (const auto& [name, hop] : downstream(graph, root_assets)) {
    if (!root_assets.contains(name) && !hits.contains(name)) hits[name] = {Certainty::cleared, "", hop, false, {}};
  }
  return hits;
}

bool reference_step(const ReferenceGraph& graph, const std::string& from, const std::string& to, Because because) {
  const std::string &source = graph.known.at(from).asset, &target = graph.known.at(to).asset;
  for (const ReferenceClaim& claim : graph.claims) {
    const std::string &claim_source = graph.known.at(claim.from).asset, &claim_target = graph.known.at(claim.to).asset;
    const bool carries = claim.relation != Relation::references;
    switch (because) {
      case Because::names:
        if (carries && claim.from == from && claim.to == to) return true;
        break;
      case Because::outputs:
        if (carries && (claim.from == from || claim.from == source) && claim_target == target &&
            claim.type != DependencyType::direct) {
          return true;
        }
        break;
      case Because::dataset:
        if (carries && claim_source == source && (claim.to == to || claim_target == to)) return true;
        break;
      case Because::partial:
        if (claim.relation == Relation::derives && claim_source == source && claim_target == to && !claim.complete) {
          return true;
        }
        break;
      case Because::table:
        if (carries && claim_source == from && claim_target == to) return true;
        break;
      case Because::reference:
        if (!carries && (claim.from == from || claim.from == source) && claim.to == to) return true;
        break;
      case Because::root:
        break;
    }
  }
  return false;
}

}  // namespace trama::graph::test
