#include "graph/edge_set.h"

#include <algorithm>

namespace trama::graph {
namespace {

bool is_partial(Attributes attributes) {
  return (attributes & kPartial) != 0;
}

NodeIndex speaker_of(NodeIndex asserter, Attributes attributes) {
  return asserter | (is_partial(attributes) ? kPartialSpeaker : 0);
}

}  // namespace

Word EdgeSet::flags_of(NodeIndex from, NodeIndex to, lineage::Relation relation) {
  return make_word(0, relation, is_field(from) || is_field(to) ? 0 : kAssertedBit);
}

bool EdgeSet::pair_exists(NodeIndex from, NodeIndex to, Word flags) const {
  const RowView row = state_.edges.out(from);
  const Word wanted = make_word(to, relation_of(flags));
  const auto* at =
      std::lower_bound(row.begin(), row.end(), wanted, [](Word a, Word b) { return word_key(a, 0) < word_key(b, 0); });
  return at != row.end() && same_pair(*at, wanted);
}

void EdgeSet::insert_words(NodeIndex from, NodeIndex to, Word flags, Attributes attributes) {
  if (is_field(from) || is_field(to)) {
    ++state_.counts.field_edges;
  } else if (!pair_exists(from, to, flags)) {
    ++state_.counts.dataset_edges;
  }
  state_.edges.edit_row(from, Way::out, edit_).insert(to | flags, attributes);
  state_.edges.edit_row(to, Way::in, edit_).insert(from | flags, attributes);
  mark(from, to, relation_of(flags));
}

void EdgeSet::erase_words(NodeIndex from, NodeIndex to, Word flags, Attributes attributes) {
  Row& out = state_.edges.edit_row(from, Way::out, edit_);
  out.erase(out.view().find(to | flags, attributes));
  Row& in = state_.edges.edit_row(to, Way::in, edit_);
  in.erase(in.view().find(from | flags, attributes));
  if (is_field(from) || is_field(to)) {
    --state_.counts.field_edges;
  } else if (!pair_exists(from, to, flags)) {
    --state_.counts.dataset_edges;
  }
  mark(from, to, relation_of(flags));
}

void EdgeSet::mark(NodeIndex from, NodeIndex to, lineage::Relation relation) {
  const NodeIndex a = state_.nodes.entity_of(from), b = state_.nodes.entity_of(to);
  touched_.insert({from, to, a, b});
  if ((is_field(from) || is_field(to)) && a != b) dirty_.insert({a, b, relation});
}

void EdgeSet::set_bits(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool listed, bool partial) {
  const auto set = [&](NodeIndex row, Way way, NodeIndex other) {
    Row& own = state_.edges.edit_row(row, way, edit_);
    const std::uint32_t at = own.view().find(other | flags, attributes);
    own.words[at] = listed ? own.words[at] | kExtraBit : own.words[at] & ~kExtraBit;
    own.attributes[at] = claim_of(own.attributes[at]) | (partial ? kPartial : Attributes{0});
    own.unsure = own.unsure || partial;
  };
  set(from, Way::out, to);
  set(to, Way::in, from);
  mark(from, to, relation_of(flags));
}

Extra* EdgeSet::edit_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool create) {
  auto& place = state_.extras[is_field(to) ? 1 : 0].edit(to & ~kFieldBit, edit_);
  if (!place || place->edit != edit_) {
    place = place ? std::make_shared<Extras>(*place) : std::make_shared<Extras>();
    place->edit = edit_;
  }
  for (Extra& extra : place->list) {
    if (extra.from == from && extra.flags == flags && extra.attributes == claim_of(attributes)) return &extra;
  }
  if (!create) return nullptr;
  place->list.push_back({from, flags, claim_of(attributes), {}});
  return &place->list.back();
}

void EdgeSet::drop_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes) {
  auto& place = state_.extras[is_field(to) ? 1 : 0].edit(to & ~kFieldBit, edit_);
  std::erase_if(place->list, [&](const Extra& extra) {
    return extra.from == from && extra.flags == flags && extra.attributes == claim_of(attributes);
  });
  if (place->list.empty()) place.reset();
}

void EdgeSet::add(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes, NodeIndex asserter) {
  const Word flags = flags_of(from, to, relation);
  const RowView row = state_.edges.out(from);
  const std::uint32_t at = row.find(to | flags, attributes);
  const NodeIndex usual = state_.nodes.owner_of(to);
  const NodeIndex speaker = speaker_of(asserter, attributes);
  if (row.words == nullptr || at == row.size) {
    insert_words(from, to, flags, attributes);
    if (asserter == usual) return;
    edit_extra(from, to, flags, attributes, true)->speakers.push_back(speaker);
    set_bits(from, to, flags, attributes, true, is_partial(attributes));
    return;
  }
  const bool listed = (row.words[at] & kExtraBit) != 0;
  const Attributes before = row.attributes[at];
  Extra* extra = edit_extra(from, to, flags, attributes, true);
  if (!listed) extra->speakers.push_back(speaker_of(usual, before));
  extra->speakers.push_back(speaker);
  set_bits(from, to, flags, attributes, true, is_partial(attributes) || is_partial(before));
}

void EdgeSet::remove(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes,
                     NodeIndex asserter) {
  const Word flags = flags_of(from, to, relation);
  const RowView row = state_.edges.out(from);
  const std::uint32_t at = row.find(to | flags, attributes);
  if (row.words == nullptr || at == row.size) return;
  const NodeIndex usual = state_.nodes.owner_of(to);
  if ((row.words[at] & kExtraBit) == 0) {
    if (asserter == usual) erase_words(from, to, flags, attributes);
    return;
  }
  Extra* extra = edit_extra(from, to, flags, attributes, true);
  auto& speakers = extra->speakers;
  const auto who = std::ranges::find(speakers, speaker_of(asserter, attributes));
  if (who == speakers.end()) return;
  speakers.erase(who);
  const auto partial = [](NodeIndex speaker) { return (speaker & kPartialSpeaker) != 0; };
  const bool any_partial = std::ranges::any_of(speakers, partial);
  if (speakers.empty()) {
    drop_extra(from, to, flags, attributes);
    erase_words(from, to, flags, attributes);
  } else if (speakers.size() == 1 && (speakers.front() & ~kPartialSpeaker) == usual) {
    drop_extra(from, to, flags, attributes);
    set_bits(from, to, flags, attributes, false, any_partial);
  } else {
    set_bits(from, to, flags, attributes, true, any_partial);
  }
}

void EdgeSet::refresh(const Pair& pair) {
  bool wanted = false, partial = false;
  for_each_between(state_, pair.from, pair.to, pair.relation, [&](NodeIndex, NodeIndex, Word, Attributes attributes) {
    wanted = true;
    partial = is_partial(attributes);
    return !partial && pair.relation == lineage::Relation::derives;
  });
  const Word flags = make_word(0, pair.relation);
  const Attributes attributes = partial ? kPartial : Attributes{0};
  const RowView row = state_.edges.out(pair.from);
  const std::uint32_t at = row.find(pair.to | flags, 0);
  const bool there = at != row.size;
  if (wanted && !there) insert_words(pair.from, pair.to, flags, attributes);
  if (wanted && there && row.attributes[at] != attributes) {
    set_bits(pair.from, pair.to, flags, attributes, false, partial);
  }
  if (!wanted && there) erase_words(pair.from, pair.to, flags, 0);
}

void EdgeSet::finish() {
  const auto dirty = std::move(dirty_);
  dirty_.clear();
  for (const Pair& pair : dirty) refresh(pair);
}

}  // namespace trama::graph
