#include "graph/impact_reasons.h"

#include <algorithm>

namespace trama::graph {
namespace {

using lineage::Relation;

constexpr std::uint8_t kKnown = 1, kConsumes = 2, kIndirect = 4, kAggregated = 8, kMasked = 16;

// The best word of a row that leads to what a step reached.
class BestWord {
 public:
  template <typename Fits>
  void look(const RowView& row, const Fits& fits) {
    for (std::uint32_t i = 0; i < row.size; ++i) {
      if (!fits(row.words[i], row.attributes[i])) continue;
      const Rank rank = rank_of(row.words[i], row.attributes[i]);
      if (found_ && rank >= rank_) continue;
      found_ = true;
      rank_ = rank;
      word_ = row.words[i];
      attributes_ = row.attributes[i];
    }
  }
  // The same among the words to one node; a row is sorted by node, and a hub's row is long.
  template <typename Fits>
  void look(const RowView& row, NodeIndex node, const Fits& fits) {
    const Word* from = std::lower_bound(row.begin(), row.end(), node,
                                        [](Word word, NodeIndex wanted) { return node_of(word) < wanted; });
    RowView part{from, row.attributes + (from - row.begin()), 0};
    while (from + part.size != row.end() && node_of(from[part.size]) == node) ++part.size;
    look(part, fits);
  }
  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] Word word() const { return word_; }
  [[nodiscard]] Attributes attributes() const { return attributes_; }

 private:
  bool found_ = false;
  Rank rank_ = Rank::possible;
  Word word_ = 0;
  Attributes attributes_ = 0;
};

}  // namespace

ImpactStep ImpactReasons::step(std::uint32_t at) const {
  const Reached& to = reached_[at];
  ImpactStep step{to.node(), to.because()};
  if (to.because() == Because::root) return step;
  const Nodes& nodes = state_.nodes;
  const NodeIndex from = reached_[to.from()].node(), dataset = nodes.entity_of(from);
  const auto indirect = [](Word word, Attributes attributes) { return rank_of(word, attributes) == Rank::indirect; };
  BestWord best;
  const auto exact = [&](Word word, Attributes attributes) {
    return carries(word) && node_of(word) == to.node() &&
           (to.because() != Because::names || !indirect_reach_ || !indirect(word, attributes));
  };
  const auto into_target = [&](Word word, Attributes attributes) {
    return carries(word) && indirect(word, attributes) && nodes.entity_of(node_of(word)) == nodes.entity_of(to.node());
  };
  const auto reference = [&](Word word, Attributes) { return !carries(word) && node_of(word) == to.node(); };
  const auto look = [&](const auto& fits) {
    best.look(state_.edges.out(from), fits);
    if (!best.found() && dataset != from) best.look(state_.edges.out(dataset), fits);
  };
  switch (to.because()) {
    case Because::outputs:
      look(into_target);
      break;
    case Because::reference:
      look(reference);
      break;
    case Because::dataset:
    case Because::partial:
      best.look(state_.edges.out(dataset), to.node(), exact);
      break;
    default:
      best.look(state_.edges.out(from), to.node(), exact);
  }
  if (!best.found()) return step;
  const Unpacked said = unpack_attributes(best.attributes());
  step.relation = relation_of(best.word());
  step.type = said.type;
  step.subtype = said.subtype;
  step.masking = said.masking;
  return step;
}

std::uint8_t ImpactReasons::bits_of(const ImpactStep& step) const {
  if (step.because == Because::root || step.because == Because::reference) return kKnown;
  if (step.relation == Relation::consumes) return kKnown | kConsumes;
  const Attributes attributes = pack_attributes(step.type, step.subtype, step.masking);
  switch (rank_of(make_word(0, step.relation), attributes)) {
    case Rank::indirect:
      return kKnown | kIndirect;
    case Rank::masked:
      return kKnown | kMasked;
    case Rank::aggregated:
      return kKnown | kAggregated;
    default:
      return kKnown;
  }
}

std::vector<ImpactStep> ImpactReasons::path(std::uint32_t at) const {
  std::vector<ImpactStep> steps;
  for (;; at = reached_[at].from()) {
    steps.push_back(step(at));
    if (reached_[at].because() == Because::root) break;
  }
  std::ranges::reverse(steps);
  return steps;
}

ImpactReasons::Summary ImpactReasons::summary(std::uint32_t at) {
  chain_.clear();
  std::uint32_t known = at;
  for (; known_[known] == 0; known = reached_[known].from()) {
    chain_.push_back(known);
    if (reached_[known].because() == Because::root) break;
  }
  std::uint8_t bits = known_[known];
  for (std::size_t i = chain_.size(); i-- > 0;) {
    bits |= bits_of(step(chain_[i]));
    known_[chain_[i]] = bits;
  }
  Summary summary;
  if ((bits & kIndirect) != 0) summary.via = Via::indirect;
  if ((bits & kConsumes) != 0) summary.via = Via::declared;
  if ((bits & kIndirect) != 0) return summary;
  if ((bits & kAggregated) != 0) summary.arrives = Arrives::aggregated;
  if ((bits & kMasked) != 0) summary.arrives = Arrives::masked;
  return summary;
}

}  // namespace trama::graph
