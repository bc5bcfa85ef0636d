#include "graph/impact.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <unordered_map>

#include "graph/impact_reasons.h"
#include "graph/impact_walk.h"

namespace trama::graph {
namespace {

struct Asset {
  NodeIndex node;
  std::uint32_t at;  // index into its pass' reached()
  std::uint32_t hop;
  Rank rank;
  std::uint8_t pass;
  bool cleared;
  [[nodiscard]] Certainty certainty() const {
    if (cleared) return Certainty::cleared;
    return rank <= Rank::referrer ? Certainty::certain : Certainty::possible;
  }
};

struct OrderedSpan {
  Span span;
  std::uint8_t pass;
};

class Answer {
 public:
  Answer(const State& state, ScratchPool& pool, const ImpactRequest& request)
      : state_(state), pool_(pool), request_(request), deadline_(request.time_ms_max, request.stop) {}

  Impact make() {
    own_ = pool_.take();
    for (VisitSet* set : {&own_->assets, &own_->page, &own_->roots, &own_->down, &own_->whole}) {
      set->reserve(state_.nodes.entity_count(), 0);
    }
    walk_all();
    collect_assets();
    if (request_.cleared && in_time_) collect_cleared();
    count_assets();
    fill_page();
    clear();
    return std::move(result_);
  }

 private:
  void walk_all() {
    for (const bool reach : {true, false}) {
      std::vector<NodeIndex> roots;
      for (const Change& change : request_.changes) {
        if (change.indirect_reach == reach && state_.nodes.contains(change.node)) roots.push_back(change.node);
      }
      if (roots.empty()) continue;
      roots_.insert(roots_.end(), roots.begin(), roots.end());
      scratches_.push_back(pool_.take());
      walks_.push_back(std::make_unique<ImpactWalk>(state_, *scratches_.back(), deadline_, reach));
      in_time_ = walks_.back()->run(roots) && in_time_;
      reach_.push_back(reach);
    }
    for (std::size_t pass = 0; pass < walks_.size(); ++pass) {
      for (const Span& span : walks_[pass]->spans()) spans_.push_back({span, static_cast<std::uint8_t>(pass)});
    }
    if (walks_.size() > 1) {
      std::ranges::stable_sort(spans_, {}, [](const OrderedSpan& s) { return std::pair(s.span.rank, s.span.hop); });
    }
  }

  // visit(node, its asset, span, index) for all that was reached, surest first; roots and what was there before not.
  template <typename Visit>
  void for_each_reached(const Visit& visit) const {
    for (const OrderedSpan& ordered : spans_) {
      const auto& reached = walks_[ordered.pass]->reached();
      for (std::uint32_t at = ordered.span.begin; at < ordered.span.end; ++at) {
        visit(reached[at].node(), ordered, at);
      }
    }
  }

  void collect_assets() {
    // Two passes may reach one field, or a root of the other; a referrer may be possible as well.
    const bool repeats = walks_.size() > 1 || std::ranges::any_of(spans_, [](const OrderedSpan& ordered) {
                           return ordered.span.rank == Rank::referrer;
                         });
    if (repeats) own_->roots.reserve(0, state_.nodes.field_count());
    for (const NodeIndex root : roots_) {
      if (!is_field(root) && own_->assets.insert(root)) marked_.push_back(root);
      if (repeats && own_->roots.insert(root)) once_.push_back(root);
    }
    for_each_reached([&](NodeIndex node, const OrderedSpan& ordered, std::uint32_t at) {
      NodeIndex asset = node;
      if (is_field(node)) {
        asset = repeats && !own_->roots.insert(node) ? 0 : state_.nodes.parent(node);
        if (repeats && asset != 0) once_.push_back(node);
        if (asset != 0) ++(ordered.span.rank <= Rank::referrer ? result_.fields_certain : result_.fields_possible);
      }
      asset_of_.push_back(asset);
      if (asset == 0 || !own_->assets.insert(asset)) return;
      assets_.push_back({asset, at, ordered.span.hop, ordered.span.rank, ordered.pass, false});
    });
  }

  void collect_cleared() {
    std::vector<NodeIndex> from;
    for (const NodeIndex root : roots_) {
      const NodeIndex asset = state_.nodes.entity_of(root);
      from.push_back(asset);
      if (own_->assets.insert(asset)) marked_.push_back(asset);
    }
    Reach reach;
    const Allow allow = allow_of(true, true, false, Level::dataset);
    in_time_ =
        walk(state_, from, Way::out, Level::dataset, allow, UINT32_MAX, own_->down, own_->whole, deadline_, &reach);
    for (std::size_t hop = 1; hop < reach.hops() && in_time_; ++hop) {
      for (std::size_t i = reach.starts[hop]; i < reach.starts[hop + 1]; ++i) {
        if (own_->assets.insert(reach.order[i])) {
          assets_.push_back({reach.order[i], 0, static_cast<std::uint32_t>(hop), Rank::possible, 0, true});
        }
      }
    }
    for (const NodeIndex node : reach.order) own_->down.erase(node);
  }

  // The owner an asset is counted with; made when the place is first met.
  ImpactOwner& owner_at(std::uint32_t place) {
    std::uint32_t& at = own_->owner_of_place[place];
    if (at == 0) {
      const PlaceNames place_names = state_.nodes.place(place);
      const Names& names = state_.nodes.names();
      result_.owners.push_back(
          {std::string(names.text(place_names.domain)), std::string(names.text(place_names.owner)), {}, 0});
      places_.push_back(place);
      at = static_cast<std::uint32_t>(result_.owners.size());
    }
    return result_.owners[at - 1];
  }

  void count_assets() {
    auto& slots = own_->owner_of_place;
    if (slots.size() < state_.nodes.place_count()) slots.resize(state_.nodes.place_count());
    std::vector<ImpactCount> by_hop;
    for (const Asset& asset : assets_) {
      const Certainty certainty = asset.certainty();
      const Standing standing = state_.nodes.standing(asset.node);
      result_.assets.add(certainty);
      if (asset.hop >= by_hop.size()) by_hop.resize(asset.hop + 1);
      by_hop[asset.hop].add(certainty);
      ImpactOwner& owner = owner_at(standing.place());
      owner.assets.add(certainty);
      if (certainty == Certainty::cleared || !standing.declared()) continue;
      ++owner.declared;
      ++result_.consumers_declared;
    }
    for (const std::uint32_t place : places_) slots[place] = 0;
    for (std::uint32_t hop = 0; hop < by_hop.size(); ++hop) {
      const ImpactCount& count = by_hop[hop];
      if (count.certain + count.possible + count.cleared > 0) result_.by_hop.push_back({hop, count});
    }
    std::ranges::stable_sort(result_.owners, [](const ImpactOwner& a, const ImpactOwner& b) {
      return std::tuple(b.assets.certain, b.assets.possible, std::tie(a.domain, a.owner)) <
             std::tuple(a.assets.certain, a.assets.possible, std::tie(b.domain, b.owner));
    });
  }

  // Hits come by falling certainty, so those of one certainty lie together.
  void fill_page() {
    std::size_t begin = 0, end = assets_.size();
    if (request_.only) {
      const auto is_before = [&](const Asset& asset) { return asset.certainty() < *request_.only; };
      const auto is_not_after = [&](const Asset& asset) { return asset.certainty() <= *request_.only; };
      begin = static_cast<std::size_t>(std::ranges::partition_point(assets_, is_before) - assets_.begin());
      end = static_cast<std::size_t>(std::ranges::partition_point(assets_, is_not_after) - assets_.begin());
    }
    result_.total = end - begin;
    const std::size_t first = begin + std::min(request_.skip, end - begin);
    const std::size_t last = first + std::min(request_.nodes_max, end - first);
    for (std::size_t pass = 0; pass < walks_.size(); ++pass) {
      reasons_.push_back(std::make_unique<ImpactReasons>(state_, *walks_[pass], reach_[pass]));
    }
    for (std::size_t i = first; i < last; ++i) add_hit(assets_[i]);
    add_fields();
    if (!in_time_) {
      result_.truncated_by = "time";
    } else if (last < end) {
      result_.truncated_by = "limit";
    }
    result_.complete = result_.truncated_by.empty();
  }

  void add_hit(const Asset& asset) {
    ImpactHit& hit = result_.hits.emplace_back();
    hit.node = asset.node;
    hit.certainty = asset.certainty();
    hit.hop = asset.hop;
    if (asset.cleared) {
      hit.via = Via::none;
      return;
    }
    own_->page.insert(asset.node);
    slots_.emplace(asset.node, result_.hits.size() - 1);
    std::tie(hit.via, hit.arrives) = way_of(asset.pass, asset.at, asset.rank);
    if (request_.paths) hit.path = reasons_[asset.pass]->path(asset.at);
  }

  [[nodiscard]] std::pair<Via, Arrives> way_of(std::size_t pass, std::uint32_t at, Rank rank) const {
    if (rank == Rank::referrer || rank == Rank::possible_referrer) return {Via::reference, Arrives::plain};
    const auto summary = reasons_[pass]->summary(at);
    return {summary.via, summary.arrives};
  }

  void add_fields() {
    if (slots_.empty()) return;
    std::size_t i = 0;
    for_each_reached([&](NodeIndex node, const OrderedSpan& ordered, std::uint32_t at) {
      const NodeIndex asset = asset_of_[i++];
      if (asset == 0 || !own_->page.contains(asset)) return;
      ImpactHit& hit = result_.hits[slots_.at(asset)];
      if (!is_field(node)) {
        hit.whole = hit.whole || (state_.nodes.has_children(asset) && ordered.span.rank != Rank::referrer);
        return;
      }
      const auto [via, arrives] = way_of(ordered.pass, at, ordered.span.rank);
      const Certainty certainty = ordered.span.rank <= Rank::referrer ? Certainty::certain : Certainty::possible;
      hit.fields.push_back({node, certainty, via, arrives, ordered.span.hop});
    });
  }

  void clear() {
    for (const Asset& asset : assets_) {
      own_->assets.erase(asset.node);
      own_->page.erase(asset.node);
    }
    for (const NodeIndex node : marked_) own_->assets.erase(node);
    for (const NodeIndex node : once_) own_->roots.erase(node);
    pool_.give_back(std::move(own_));
    walks_.clear();
    for (auto& scratch : scratches_) pool_.give_back(std::move(scratch));
  }

  const State& state_;
  ScratchPool& pool_;
  const ImpactRequest& request_;
  Deadline deadline_;
  std::unique_ptr<Scratch> own_;
  std::vector<std::unique_ptr<Scratch>> scratches_;  // outlive the walks
  std::vector<std::unique_ptr<ImpactWalk>> walks_;
  std::vector<std::unique_ptr<ImpactReasons>> reasons_;
  std::vector<bool> reach_;
  std::vector<OrderedSpan> spans_;
  std::vector<NodeIndex> roots_, marked_, once_;
  std::vector<std::uint32_t> places_;
  std::vector<NodeIndex> asset_of_;  // by place in the order of all that was reached; 0: told before
  std::vector<Asset> assets_;
  std::unordered_map<NodeIndex, std::size_t> slots_;
  bool in_time_ = true;
  Impact result_;
};

}  // namespace

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::certain:
      return "certain";
    case Certainty::possible:
      return "possible";
    case Certainty::cleared:
      return "cleared";
  }
  return "possible";
}

std::string_view to_string(Via via) {
  switch (via) {
    case Via::none:
      return "";
    case Via::direct:
      return "direct";
    case Via::indirect:
      return "indirect";
    case Via::reference:
      return "reference";
    case Via::declared:
      return "declared";
  }
  return "";
}

std::string_view to_string(Arrives arrives) {
  switch (arrives) {
    case Arrives::plain:
      return "";
    case Arrives::aggregated:
      return "aggregated";
    case Arrives::masked:
      return "masked";
  }
  return "";
}

std::string_view to_string(Because because) {
  switch (because) {
    case Because::root:
      return "change";
    case Because::names:
      return "named";
    case Because::outputs:
      return "all-outputs";
    case Because::dataset:
      return "dataset-level";
    case Because::partial:
      return "columns-incomplete";
    case Because::table:
      return "column-unknown";
    case Because::reference:
      return "reference";
  }
  return "";
}

Impact impact(const State& state, ScratchPool& pool, const ImpactRequest& request) {
  return Answer(state, pool, request).make();
}

}  // namespace trama::graph
