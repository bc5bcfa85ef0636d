#include "graph/edge_set.h"

#include <algorithm>

namespace trama::graph {

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

void EdgeSet::set_extra_bit(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool on) {
  const auto set = [&](NodeIndex row, Way way, NodeIndex other) {
    Row& own = state_.edges.edit_row(row, way, edit_);
    Word& word = own.words[own.view().find(other | flags, attributes)];
    word = on ? word | kExtraBit : word & ~kExtraBit;
  };
  set(from, Way::out, to);
  set(to, Way::in, from);
}

Extra* EdgeSet::edit_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes, bool create) {
  auto& place = state_.extras[is_field(to) ? 1 : 0].edit(to & ~kFieldBit, edit_);
  if (!place || place->edit != edit_) {
    place = place ? std::make_shared<Extras>(*place) : std::make_shared<Extras>();
    place->edit = edit_;
  }
  for (Extra& extra : place->list) {
    if (extra.from == from && extra.flags == flags && extra.attributes == attributes) return &extra;
  }
  if (!create) return nullptr;
  place->list.push_back({from, flags, attributes, {}});
  return &place->list.back();
}

void EdgeSet::drop_extra(NodeIndex from, NodeIndex to, Word flags, Attributes attributes) {
  auto& place = state_.extras[is_field(to) ? 1 : 0].edit(to & ~kFieldBit, edit_);
  std::erase_if(place->list, [&](const Extra& extra) {
    return extra.from == from && extra.flags == flags && extra.attributes == attributes;
  });
  if (place->list.empty()) place.reset();
}

void EdgeSet::add(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes, NodeIndex asserter) {
  const Word flags = flags_of(from, to, relation);
  const RowView row = state_.edges.out(from);
  const std::uint32_t at = row.find(to | flags, attributes);
  const NodeIndex usual = state_.nodes.owner_of(to);
  if (at == row.size) {
    insert_words(from, to, flags, attributes);
    if (asserter == usual) return;
    edit_extra(from, to, flags, attributes, true)->asserters.push_back(asserter);
    set_extra_bit(from, to, flags, attributes, true);
    return;
  }
  const bool listed = (row.words[at] & kExtraBit) != 0;
  Extra* extra = edit_extra(from, to, flags, attributes, true);
  if (!listed) {
    extra->asserters.push_back(usual);
    set_extra_bit(from, to, flags, attributes, true);
  }
  extra->asserters.push_back(asserter);
}

void EdgeSet::remove(NodeIndex from, NodeIndex to, lineage::Relation relation, Attributes attributes,
                     NodeIndex asserter) {
  const Word flags = flags_of(from, to, relation);
  const RowView row = state_.edges.out(from);
  const std::uint32_t at = row.find(to | flags, attributes);
  if (at == row.size) return;
  const NodeIndex usual = state_.nodes.owner_of(to);
  if ((row.words[at] & kExtraBit) == 0) {
    if (asserter == usual) erase_words(from, to, flags, attributes);
    return;
  }
  Extra* extra = edit_extra(from, to, flags, attributes, true);
  const auto who = std::ranges::find(extra->asserters, asserter);
  if (who == extra->asserters.end()) return;
  extra->asserters.erase(who);
  if (extra->asserters.empty()) {
    drop_extra(from, to, flags, attributes);
    erase_words(from, to, flags, attributes);
  } else if (extra->asserters.size() == 1 && extra->asserters.front() == usual) {
    drop_extra(from, to, flags, attributes);
    set_extra_bit(from, to, flags, attributes, false);
  }
}

void EdgeSet::refresh(const Pair& pair) {
  bool wanted = false;
  for_each_between(state_, pair.from, pair.to, pair.relation, [&](NodeIndex, NodeIndex, Word, Attributes) {
    wanted = true;
    return false;
  });
  const Word flags = make_word(0, pair.relation);
  const RowView row = state_.edges.out(pair.from);
  const bool there = row.find(pair.to | flags, 0) != row.size;
  if (wanted && !there) insert_words(pair.from, pair.to, flags, 0);
  if (!wanted && there) erase_words(pair.from, pair.to, flags, 0);
}

void EdgeSet::finish() {
  const auto dirty = std::move(dirty_);
  dirty_.clear();
  for (const Pair& pair : dirty) refresh(pair);
}

}  // namespace trama::graph
