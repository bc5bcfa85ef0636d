#include "graph/impact_walk.h"

#include <algorithm>

namespace trama::graph {
namespace {

using lineage::DependencyType;
using lineage::Relation;
using lineage::Subtype;

constexpr std::uint32_t kAheadRow = 12, kAheadWords = 6;

// OpenLineage's indirect subtypes say so even where the type was left out.
bool is_indirect(const Unpacked& said) {
  if (said.type != DependencyType::unknown) return said.type == DependencyType::indirect;
  switch (said.subtype) {
    case Subtype::join:
    case Subtype::group_by:
    case Subtype::filter:
    case Subtype::sort:
    case Subtype::window:
    case Subtype::conditional:
      return true;
    default:
      return false;
  }
}

Rank rank_of_claim(Attributes attributes) {
  const Unpacked said = unpack_attributes(attributes);
  if (is_indirect(said)) return Rank::indirect;
  if (said.masking) return Rank::masked;
  return said.subtype == Subtype::aggregation ? Rank::aggregated : Rank::plain;
}

const std::array<Rank, 256>& rank_table() {
  static const auto table = [] {
    std::array<Rank, 256> ranks{};
    for (unsigned i = 0; i < ranks.size(); ++i) ranks[i] = rank_of_claim(static_cast<Attributes>(i));
    return ranks;
  }();
  return table;
}

}  // namespace

// A CONSUMES takes the values as they are, whatever else was written down.
Rank rank_of(Word word, Attributes attributes) {
  return relation_of(word) == Relation::consumes ? Rank::plain : rank_table()[attributes];
}

bool carries(Word word) {
  return relation_of(word) != Relation::references;
}

ImpactWalk::ImpactWalk(const State& state, Scratch& scratch, Deadline& deadline, bool indirect_reach)
    : state_(state), scratch_(scratch), deadline_(deadline), indirect_reach_(indirect_reach) {
  const std::uint32_t entities = state.nodes.entity_count();
  for (VisitSet* set : {&scratch.seen, &scratch.maybe}) set->reserve(entities, state.nodes.field_count());
  for (VisitSet* set : {&scratch.unsure, &scratch.outputs, &scratch.tables}) set->reserve(entities, 0);
}

ImpactWalk::~ImpactWalk() {
  for (const Reached& reached : reached_) {
    scratch_.seen.erase(reached.node());
    scratch_.maybe.erase(reached.node());
  }
  for (const NodeIndex node : unsure_) scratch_.unsure.erase(node);
  for (const NodeIndex node : outputs_) scratch_.outputs.erase(node);
  for (const NodeIndex node : tables_) scratch_.tables.erase(node);
}

bool ImpactWalk::run(const std::vector<NodeIndex>& roots) {
  add_roots(roots);
  walk_tables();
  for (const Rank rank : {Rank::plain, Rank::aggregated, Rank::masked, Rank::indirect}) walk_rank(rank);
  walk_possible();
  add_referrers();
  std::ranges::stable_sort(spans_, {}, [](const Span& span) { return std::pair(span.rank, span.hop); });
  return in_time_;
}

void ImpactWalk::add_roots(const std::vector<NodeIndex>& roots) {
  for (const NodeIndex root : roots) {
    if (!scratch_.seen.insert(root)) continue;
    scratch_.maybe.insert(root);
    reached_.emplace_back(root, Because::root, static_cast<std::uint32_t>(reached_.size()));
    // What is said about this dataset as a whole is certain, so it does not also spread as possible.
    if (!is_field(root) && scratch_.unsure.insert(root)) {
      unsure_.push_back(root);
      root_entities_.push_back(root);
    }
  }
  std::ranges::sort(root_entities_);
  root_count_ = static_cast<std::uint32_t>(reached_.size());
}

void ImpactWalk::pend(Rank rank, NodeIndex node, Because because, std::uint32_t from, std::uint32_t hop) {
  pending_[static_cast<std::size_t>(rank)].push_back({{node, because, from}, hop});
}

void ImpactWalk::visit(NodeIndex node, Because because, std::uint32_t from) {
  if (scratch_.seen.insert(node)) reached_.emplace_back(node, because, from);
}

// A field that is hit for certain need not be supposed; an asset may be hit for certain and have further columns.
void ImpactWalk::suppose(NodeIndex node, Because because, std::uint32_t from) {
  if (is_field(node) && scratch_.seen.contains(node)) return;
  if (scratch_.maybe.insert(node)) reached_.emplace_back(node, because, from);
}

void ImpactWalk::close_span(Rank rank, std::uint32_t hop, std::uint32_t begin) {
  const auto end = static_cast<std::uint32_t>(reached_.size());
  if (begin != end) spans_.push_back({rank, hop, begin, end});
}

void ImpactWalk::prefetch(std::uint32_t at, std::uint32_t end) const {
  if (at + kAheadRow < end) state_.edges.prefetch_row(reached_[at + kAheadRow].node(), Way::out);
  if (at + kAheadWords >= end) return;
  state_.edges.prefetch_words(reached_[at + kAheadWords].node(), Way::out);
  state_.edges.prefetch_attributes(reached_[at + kAheadWords].node(), Way::out);
}

// Whole datasets ------------------------------------------------------------------------------------------------------

void ImpactWalk::walk_tables() {
  for (std::uint32_t at = 0; at < root_count_; ++at) {
    const NodeIndex root = reached_[at].node();
    if (!is_field(root) && scratch_.tables.insert(root)) tables_.push_back(root);
  }
  if (tables_.empty()) return;
  std::uint32_t from = 0, to = root_count_;
  for (std::uint32_t hop = 1; from < to && in_time_; ++hop) {
    const auto begin = static_cast<std::uint32_t>(reached_.size());
    for (std::uint32_t at = from; at < to && in_time_; ++at) {
      if (is_field(reached_[at].node())) continue;
      in_time_ = !deadline_.passed();
      for (const Word word : state_.edges.out(reached_[at].node())) {
        const NodeIndex other = node_of(word);
        if (is_field(word) || !carries(word) || !scratch_.tables.insert(other)) continue;
        tables_.push_back(other);
        if (is_inactive(state_, other)) {
          pend(Rank::possible, other, Because::dataset, at, hop);
        } else {
          visit(other, Because::dataset, at);
        }
      }
    }
    close_span(Rank::whole, hop, begin);
    from = begin;
    to = static_cast<std::uint32_t>(reached_.size());
  }
}

// Columns named by somebody: a dataset that is changed as a whole changes what is said to be made of it.
void ImpactWalk::expand_root_entity(std::uint32_t at) {
  const RowView row = state_.edges.out(reached_[at].node());
  for (std::uint32_t i = 0; i < row.size; ++i) {
    if (is_field(row.words[i])) follow(row.words[i], row.attributes[i], at, Rank::plain, 1);
  }
}

// Certain ranks -------------------------------------------------------------------------------------------------------

void ImpactWalk::name(NodeIndex node, std::uint32_t at, Rank by, Rank rank, std::uint32_t hop) {
  if (is_field(node) && scratch_.seen.contains(node)) return;
  if (is_inactive(state_, node)) {
    pend(Rank::possible, node, Because::names, at, hop);
    return;
  }
  if (by == rank) {
    visit(node, Because::names, at);
  } else {
    pend(by, node, Because::names, at, hop);
  }
  if (!is_field(node)) pend(Rank::possible, node, Because::names, at, hop);
}

void ImpactWalk::follow(Word word, Attributes attributes, std::uint32_t at, Rank rank, std::uint32_t hop) {
  if (!carries(word)) return;
  const Rank edge = rank_of(word, attributes);
  if (edge != Rank::indirect || !indirect_reach_) {
    name(node_of(word), at, std::max(edge, rank), rank, hop);
    return;
  }
  const NodeIndex dataset = state_.nodes.entity_of(node_of(word));
  if (rank == Rank::indirect) {
    add_outputs(dataset, at, hop);
  } else {
    pend(Rank::indirect, dataset, Because::outputs, at, hop);
  }
}

void ImpactWalk::add_outputs(NodeIndex dataset, std::uint32_t from, std::uint32_t hop) {
  if (!scratch_.outputs.insert(dataset)) return;
  outputs_.push_back(dataset);
  bool any = false;
  state_.nodes.for_each_child(dataset, [&](NodeIndex field) {
    if (!is_field(field) || !visible(state_, field)) return;
    any = true;
    if (is_inactive(state_, field)) {
      pend(Rank::possible, field, Because::outputs, from, hop);
    } else {
      visit(field, Because::outputs, from);
    }
  });
  if (any) return;
  if (!is_inactive(state_, dataset)) visit(dataset, Because::outputs, from);
  pend(Rank::possible, dataset, Because::outputs, from, hop);
}

void ImpactWalk::expand_certain(std::uint32_t at, Rank rank, std::uint32_t hop) {
  const NodeIndex node = reached_[at].node();
  if (!is_field(node)) return;  // its columns are not known; it goes on as possible
  const RowView row = state_.edges.out(node);
  for (std::uint32_t i = 0; i < row.size; ++i) follow(row.words[i], row.attributes[i], at, rank, hop);
}

void ImpactWalk::take_pending(Rank rank, std::uint32_t hop) {
  auto& pending = pending_[static_cast<std::size_t>(rank)];
  std::size_t& taken = taken_[static_cast<std::size_t>(rank)];
  for (; taken < pending.size() && pending[taken].hop == hop; ++taken) {
    const Reached one = pending[taken].reached;
    if (rank == Rank::possible) {
      suppose(one.node(), one.because(), one.from());
    } else if (one.because() == Because::outputs) {
      add_outputs(one.node(), one.from(), hop);
    } else {
      visit(one.node(), one.because(), one.from());
    }
  }
}

void ImpactWalk::walk_rank(Rank rank) {
  auto& pending = pending_[static_cast<std::size_t>(rank)];
  const std::size_t& taken = taken_[static_cast<std::size_t>(rank)];
  std::ranges::stable_sort(pending, {}, &Pending::hop);
  std::uint32_t from = 0, to = 0;
  if (rank == Rank::plain) {
    to = root_count_;
  } else if (pending.empty()) {
    return;
  }
  for (std::uint32_t hop = 1; in_time_; ++hop) {
    if (from == to) {
      if (taken == pending.size()) return;
      hop = pending[taken].hop;
    }
    const auto begin = static_cast<std::uint32_t>(reached_.size());
    for (std::uint32_t at = from; at < to && in_time_; ++at) {
      prefetch(at, to);
      expand_certain(at, rank, hop);
      if (at < root_count_ && !is_field(reached_[at].node())) expand_root_entity(at);
      in_time_ = !deadline_.passed();
    }
    take_pending(rank, hop);
    close_span(rank, hop, begin);
    from = begin;
    to = static_cast<std::uint32_t>(reached_.size());
  }
}

// Possible ------------------------------------------------------------------------------------------------------------

void ImpactWalk::spread_from_dataset_of(std::uint32_t at) {
  const NodeIndex dataset = state_.nodes.parent(reached_[at].node());
  if (!state_.edges.may_have_unsure(dataset, Way::out) || !scratch_.unsure.insert(dataset)) return;
  unsure_.push_back(dataset);
  const RowView row = state_.edges.out(dataset);
  for (std::uint32_t i = 0; i < row.size; ++i) {
    const Word word = row.words[i];
    if (!carries(word)) continue;
    const NodeIndex other = node_of(word);
    const bool derives = relation_of(word) == Relation::derives;
    const bool partial = (row.attributes[i] & kPartial) != 0;
    if (is_field(word)) {
      const bool outputs = indirect_reach_ && rank_of(word, row.attributes[i]) == Rank::indirect;
      suppose(outputs ? state_.nodes.parent(other) : other, outputs ? Because::outputs : Because::dataset, at);
    } else if (is_rolled_up(dataset, word)) {
      if (derives && partial) suppose(other, Because::partial, at);
    } else if (!derives || partial) {
      suppose(other, Because::dataset, at);
    }
  }
}

void ImpactWalk::expand_any_column(std::uint32_t at) {
  const NodeIndex asset = reached_[at].node();
  const bool has_columns = state_.nodes.has_children(asset);
  const RowView row = state_.edges.out(asset);
  for (std::uint32_t i = 0; i < row.size; ++i) {
    const Word word = row.words[i];
    if (!carries(word)) continue;
    const NodeIndex other = node_of(word);
    if (is_rolled_up(asset, word)) {
      if (has_columns) suppose(other, Because::table, at);
    } else if (!is_field(word)) {
      const bool accounted =
          has_columns && relation_of(word) == Relation::derives && (row.attributes[i] & kPartial) == 0;
      if (!accounted) suppose(other, Because::table, at);
    } else if (!has_columns) {
      const bool outputs = indirect_reach_ && rank_of(word, row.attributes[i]) == Rank::indirect;
      suppose(outputs ? state_.nodes.parent(other) : other, outputs ? Because::outputs : Because::names, at);
    }
  }
}

void ImpactWalk::expand_possible(std::uint32_t at) {
  const NodeIndex node = reached_[at].node();
  if (!is_field(node)) {
    expand_any_column(at);
    return;
  }
  const RowView row = state_.edges.out(node);
  for (std::uint32_t i = 0; i < row.size; ++i) {
    const Word word = row.words[i];
    if (!carries(word)) continue;
    const bool outputs = indirect_reach_ && rank_of(word, row.attributes[i]) == Rank::indirect;
    const NodeIndex other = node_of(word);
    suppose(outputs ? state_.nodes.entity_of(other) : other, outputs ? Because::outputs : Because::names, at);
  }
  spread_from_dataset_of(at);
}

void ImpactWalk::walk_possible() {
  auto& pending = pending_[static_cast<std::size_t>(Rank::possible)];
  const std::size_t& taken = taken_[static_cast<std::size_t>(Rank::possible)];
  std::ranges::stable_sort(pending, {}, &Pending::hop);
  std::vector<Span> certain{{Rank::plain, 0, 0, root_count_}};
  for (const Span& span : spans_) {
    if (span.rank != Rank::whole) certain.push_back(span);
  }
  std::ranges::stable_sort(certain, {}, &Span::hop);
  std::size_t next = 0;
  std::uint32_t from = 0, to = 0;
  for (std::uint32_t hop = 1; in_time_; ++hop) {
    if (from == to && next == certain.size() && taken == pending.size()) return;
    const auto begin = static_cast<std::uint32_t>(reached_.size());
    for (; next < certain.size() && certain[next].hop + 1 == hop; ++next) {
      for (std::uint32_t at = certain[next].begin; at < certain[next].end && in_time_; ++at) {
        if (is_field(reached_[at].node())) spread_from_dataset_of(at);
        in_time_ = !deadline_.passed();
      }
    }
    for (std::uint32_t at = from; at < to && in_time_; ++at) {
      prefetch(at, to);
      expand_possible(at);
      in_time_ = !deadline_.passed();
    }
    take_pending(Rank::possible, hop);
    close_span(Rank::possible, hop, begin);
    from = begin;
    to = static_cast<std::uint32_t>(reached_.size());
  }
}

// Referrers -----------------------------------------------------------------------------------------------------------

void ImpactWalk::add_referrers() {
  std::vector<std::pair<NodeIndex, std::uint32_t>> possible;
  const auto begin = static_cast<std::uint32_t>(reached_.size());
  const auto look = [&](NodeIndex row_of, std::uint32_t at, bool named) {
    for (const Word word : state_.edges.out(row_of)) {
      if (carries(word) || is_rolled_up(row_of, word)) continue;
      if (named && !is_inactive(state_, node_of(word))) {
        visit(node_of(word), Because::reference, at);
      } else {
        possible.emplace_back(node_of(word), at);
      }
    }
  };
  NodeIndex looked_at = 0;
  for (std::uint32_t at = 0; at < root_count_; ++at) {
    const NodeIndex root = reached_[at].node();
    look(root, at, true);
    const NodeIndex dataset = state_.nodes.entity_of(root);
    if (dataset == looked_at || std::ranges::binary_search(root_entities_, dataset)) continue;
    looked_at = dataset;
    if (state_.edges.may_have_whole(dataset, Way::out)) look(dataset, at, false);
  }
  close_span(Rank::referrer, 1, begin);
  const auto begin_possible = static_cast<std::uint32_t>(reached_.size());
  for (const auto& [node, at] : possible) {
    if (!scratch_.seen.contains(node)) suppose(node, Because::reference, at);
  }
  close_span(Rank::possible_referrer, 1, begin_possible);
}

}  // namespace trama::graph
