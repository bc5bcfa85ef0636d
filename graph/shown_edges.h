// The edges of one vertex as an answer shows them, at either level (walk.h says which edges a level has).
// Templates over a State; any thread.
#pragma once

#include "graph/state.h"

namespace trama::graph {

// An edge between two shown vertices, and the stored edge it stands for: at column level an edge of a whole dataset is
// shown on its fields.
struct ShownEdge {
  NodeIndex from = 0, to = 0;
  NodeIndex stored_from = 0, stored_to = 0;
  Word word = 0;
  Attributes attributes = 0;
};

// Words of a dataset's row that hold for each of its fields. Rows are sorted, so a rolled-up DERIVES stands right
// before the asserted ones of the same pair.
template <typename Visit>
void for_each_whole(const RowView& row, NodeIndex dataset, const Visit& visit) {
  Word rolled = 0;
  for (std::uint32_t i = 0; i < row.size; ++i) {
    const Word word = row.words[i];
    if (is_rolled_up(dataset, word)) {
      rolled = word;
      continue;
    }
    const bool shadowed =
        rolled != 0 && same_pair(rolled, word) && relation_of(word) == lineage::Relation::derives && !is_field(word);
    if (!shadowed) visit(word, row.attributes[i]);
  }
}

class ShownEdges {
 public:
  ShownEdges(const State& state, Level level) : state_(state), level_(level) {}

  // visit(ShownEdge) for every edge of `node` on one side. Some are named more than once with the same from, to and
  // relation (different attributes); at dataset level never.
  template <typename Visit>
  void for_each(NodeIndex node, Way way, const Visit& visit) const {
    if (level_ == Level::dataset) {
      dataset_level(node, way, visit);
    } else if (is_field(node)) {
      at_field(node, way, visit);
    } else {
      at_entity(node, way, visit);
    }
  }

 private:
  static ShownEdge make(NodeIndex node, NodeIndex other, NodeIndex stored, NodeIndex stored_other, Way way, Word word,
                        Attributes attributes) {
    if (way == Way::out) return {node, other, stored, stored_other, word, attributes};
    return {other, node, stored_other, stored, word, attributes};
  }

  template <typename Visit>
  void dataset_level(NodeIndex node, Way way, const Visit& visit) const {
    const RowView row = state_.edges.row(node, way);
    for (std::uint32_t i = 0; i < row.size; ++i) {
      const Word word = row.words[i];
      if (is_field(word) || (i > 0 && same_pair(row.words[i - 1], word))) continue;
      visit(make(node, node_of(word), node, node_of(word), way, word, row.attributes[i]));
    }
  }

  template <typename Visit>
  void at_field(NodeIndex node, Way way, const Visit& visit) const {
    const RowView row = state_.edges.row(node, way);
    for (std::uint32_t i = 0; i < row.size; ++i) {
      const NodeIndex other = node_of(row.words[i]);
      visit(make(node, other, node, other, way, row.words[i], row.attributes[i]));
      on_fields_of(node, node, other, way, row.words[i], row.attributes[i], visit);
    }
    const NodeIndex dataset = state_.nodes.parent(node);
    if (!state_.edges.may_have_whole(dataset, way)) return;
    Word before = 0;
    for_each_whole(state_.edges.row(dataset, way), dataset, [&](Word word, Attributes attributes) {
      if (!is_field(word) && before != 0 && same_pair(before, word)) return;
      before = word;
      visit(make(node, node_of(word), dataset, node_of(word), way, word, attributes));
    });
  }

  template <typename Visit>
  void at_entity(NodeIndex node, Way way, const Visit& visit) const {
    const RowView row = state_.edges.row(node, way);
    for (std::uint32_t i = 0; i < row.size; ++i) {
      const Word word = row.words[i];
      if (!is_field(word) && i > 0 && same_pair(row.words[i - 1], word)) continue;
      visit(make(node, node_of(word), node, node_of(word), way, word, row.attributes[i]));
    }
    Word before = 0;
    for_each_whole(row, node, [&](Word word, Attributes attributes) {
      if (is_field(word) || (before != 0 && same_pair(before, word))) return;
      before = word;
      on_fields_of(node, node, node_of(word), way, word, attributes, visit);
    });
  }

  // The same edge on every field of a dataset at the other end.
  template <typename Visit>
  void on_fields_of(NodeIndex node, NodeIndex stored, NodeIndex other, Way way, Word word, Attributes attributes,
                    const Visit& visit) const {
    if (is_field(other) || !state_.nodes.has_children(other)) return;
    state_.nodes.for_each_child(
        other, [&](NodeIndex field) { visit(make(node, field, stored, other, way, word, attributes)); });
  }

  const State& state_;
  Level level_;
};

}  // namespace trama::graph
