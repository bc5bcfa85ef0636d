#include "graph/state.h"

#include <algorithm>

#include "catalog/base/node_id.h"

namespace trama::graph {
namespace {

bool has_words(const State& state, NodeIndex node) {
  return state.edges.out(node).size > 0 || state.edges.in(node).size > 0;
}

bool any_child_has_words(const State& state, NodeIndex entity) {
  bool any = false;
  state.nodes.for_each_child(entity, [&](NodeIndex child) { any = any || has_words(state, child); });
  return any;
}

bool declares_datasets(const Nodes& nodes, NodeIndex contract) {
  bool any = false;
  nodes.for_each_child(contract, [&](NodeIndex child) { any = any || nodes.declared(child) != Declared::no; });
  return any;
}

// An unexplained text with a dot after its last '/' or ':' reads like a column.
bool looks_like_field(std::string_view text) {
  const std::size_t last = text.find_last_of("/:");
  return text.substr(last == std::string_view::npos ? 0 : last + 1).find('.') != std::string_view::npos;
}

std::size_t degree_sum(const State& state, NodeIndex entity, Way way) {
  std::size_t sum = state.edges.row(entity, way).size;
  state.nodes.for_each_child(entity, [&](NodeIndex field) { sum += state.edges.row(field, way).size; });
  return sum;
}

lineage::DependencyType merge(lineage::DependencyType a, lineage::DependencyType b) {
  using lineage::DependencyType;
  if (a == DependencyType::direct || b == DependencyType::direct) return DependencyType::direct;
  return a == b ? a : DependencyType::unknown;
}

// Folds everything said about one pair of datasets into one edge.
class PairView {
 public:
  PairView(const State& state, EdgeView* view, bool with_asserters)
      : state_(state), view_(view), with_asserters_(with_asserters) {
    view_->assertions = 0;
  }
  void add(NodeIndex from, NodeIndex to, Word word, Attributes attributes) {
    const Unpacked said = unpack_attributes(attributes);
    const bool first = view_->assertions == 0;
    view_->type = first ? said.type : merge(view_->type, said.type);
    view_->subtype = first || view_->subtype == said.subtype ? said.subtype : lineage::Subtype::unknown;
    view_->masking = first ? said.masking : view_->masking && said.masking;
    view_->complete = (first || view_->complete) && view_->relation == lineage::Relation::derives && !said.partial;
    if ((word & kExtraBit) == 0) {
      ++view_->assertions;
      if (with_asserters_) asserters_.push_back(state_.nodes.owner_of(to));
      return;
    }
    const auto who = speakers_of(state_, from, to, word, attributes);
    view_->assertions += static_cast<std::uint32_t>(who.size());
    if (!with_asserters_) return;
    for (const NodeIndex speaker : who) asserters_.push_back(speaker & ~kPartialSpeaker);
  }
  void finish() {
    std::ranges::sort(asserters_);
    asserters_.erase(std::unique(asserters_.begin(), asserters_.end()), asserters_.end());
    for (const NodeIndex who : asserters_) view_->asserters.push_back(asserter_view(state_.nodes, who));
  }

 private:
  const State& state_;
  EdgeView* view_;
  bool with_asserters_;
  std::vector<NodeIndex> asserters_;
};

// Words between two rows' owners; `mirrored` when the row is the target's.
bool scan_row(const State& state, NodeIndex row, Way way, NodeIndex other_entity, lineage::Relation relation,
              const std::function<bool(NodeIndex, NodeIndex, Word, Attributes)>& visit) {
  const RowView words = state.edges.row(row, way);
  for (std::uint32_t i = 0; i < words.size; ++i) {
    const NodeIndex other = node_of(words.words[i]);
    if (relation_of(words.words[i]) != relation || (!is_field(row) && !is_field(other))) continue;
    if (state.nodes.entity_of(other) != other_entity) continue;
    const NodeIndex from = way == Way::out ? row : other;
    const NodeIndex to = way == Way::out ? other : row;
    if (!visit(from, to, words.words[i], words.attributes[i])) return false;
  }
  return true;
}

void fill_from_contract(const Nodes& nodes, NodeIndex contract, NodeView* view) {
  const Info info = nodes.info(contract);
  const Names& names = nodes.names();
  view->title = names.text(info.title);
  view->domain = names.text(info.domain);
  view->owner = names.text(info.owner);
  view->version = names.text(info.version);
  view->classification = names.text(info.classification);
}

}  // namespace

std::string_view to_string(NodeStatus status) {
  switch (status) {
    case NodeStatus::active:
      return "active";
    case NodeStatus::retired:
      return "retired";
    case NodeStatus::missing:
      return "missing";
    case NodeStatus::unresolved:
      return "unresolved";
  }
  return "active";
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::dataset:
      return "dataset";
    case Level::column:
      return "column";
    case Level::product:
      return "product";
    case Level::domain:
      return "domain";
  }
  return "dataset";
}

std::vector<NodeIndex> declared_datasets(const Nodes& nodes, NodeIndex contract) {
  std::vector<NodeIndex> datasets;
  if (contract == 0 || nodes.declared(contract) == Declared::no) return datasets;
  nodes.for_each_child(contract, [&](NodeIndex child) {
    if (nodes.declared(child) != Declared::no) datasets.push_back(child);
  });
  return datasets;
}

bool visible(const State& state, NodeIndex node) {
  const Nodes& nodes = state.nodes;
  if (!nodes.contains(node)) return false;
  if (is_field(node)) {
    if (has_words(state, node)) return true;
    if (nodes.declared(node) == Declared::no) return false;
    const NodeIndex dataset = nodes.parent(node);
    return nodes.kind(dataset) != EntityKind::physical || visible(state, dataset);
  }
  switch (nodes.kind(node)) {
    case EntityKind::dataset:
    case EntityKind::consumer:
    case EntityKind::product:
      return nodes.declared(node) != Declared::no || has_words(state, node) || any_child_has_words(state, node);
    case EntityKind::physical:  // shown as the dataset that claims it, or under one of its names only
      return (nodes.declared(node) != Declared::no && nodes.shown_as(node) == node && nodes.claims(node).empty()) ||
             has_words(state, node) || any_child_has_words(state, node);
    case EntityKind::contract:
      return has_words(state, node) || (nodes.declared(node) != Declared::no && !declares_datasets(nodes, node));
    default:
      return false;
  }
}

NodeStatus status_of(const State& state, NodeIndex node) {
  const Nodes& nodes = state.nodes;
  const NodeIndex owner = nodes.owner_of(node);
  if (nodes.kind(owner) == EntityKind::physical) {
    return nodes.declared(owner) == Declared::retired ? NodeStatus::retired : NodeStatus::active;
  }
  if (nodes.kind(owner) == EntityKind::job) return NodeStatus::active;
  const Declared known = nodes.declared(owner);
  if (known == Declared::no) return NodeStatus::unresolved;
  if (nodes.declared(node) == Declared::no || nodes.declared(nodes.entity_of(node)) == Declared::no) {
    return NodeStatus::missing;
  }
  return known == Declared::retired ? NodeStatus::retired : NodeStatus::active;
}

NodeKind kind_of(const State& state, NodeIndex node) {
  if (is_field(node)) return NodeKind::field;
  switch (state.nodes.kind(node)) {
    case EntityKind::consumer:
      return NodeKind::consumer;
    case EntityKind::product:
      return NodeKind::product;
    case EntityKind::physical:
      return NodeKind::physical;
    case EntityKind::job:
      return NodeKind::job;
    case EntityKind::contract:
      return state.nodes.declared(node) == Declared::no && looks_like_field(state.nodes.name(node)) ? NodeKind::field
                                                                                                    : NodeKind::dataset;
    default:
      return NodeKind::dataset;
  }
}

std::string id_of(const State& state, NodeIndex node) {
  const Nodes& nodes = state.nodes;
  const NodeIndex entity = nodes.entity_of(node);
  const std::string_view name = nodes.name(entity);
  std::string id;
  switch (nodes.kind(entity)) {
    case EntityKind::dataset:
    case EntityKind::physical:
      id = dataset_id(nodes.name(nodes.parent(entity)), name);
      break;
    case EntityKind::contract:
      id = nodes.declared(entity) == Declared::no ? escape_part(name) : std::string(name);
      break;
    default:
      id = name;
  }
  if (is_field(node)) id.append("/").append(nodes.name(node));
  return id;
}

NodeView view_of(const State& state, NodeIndex node) {
  if (is_group(node)) return group_view(state, node);
  const Nodes& nodes = state.nodes;
  NodeView view;
  if (!nodes.contains(node)) return view;
  const NodeIndex entity = nodes.entity_of(node);
  view.index = node;
  view.kind = kind_of(state, node);
  view.status = status_of(state, node);
  view.id = id_of(state, node);
  if (is_field(node)) view.path = nodes.name(node);
  if (nodes.kind(entity) == EntityKind::dataset || nodes.kind(entity) == EntityKind::physical) {
    view.contract = nodes.name(nodes.parent(entity));
    view.table = nodes.name(entity);
    view.name = is_field(node) ? view.path : view.table;
    view.type = nodes.kind(entity) == EntityKind::dataset ? nodes.names().text(nodes.record(entity).a) : "";
    if (nodes.kind(entity) == EntityKind::dataset) {
      fill_from_contract(nodes, nodes.parent(entity), &view);
    } else {
      const PlaceNames place = nodes.place(nodes.standing(entity).place());
      view.domain = nodes.names().text(place.domain);
      view.owner = nodes.names().text(place.owner);
    }
    return view;
  }
  if (nodes.kind(entity) == EntityKind::job) {
    const auto parts = parse_node_id(nodes.name(entity));
    view.contract = parts ? parts->contract : "";
    view.name = parts && !parts->table.empty() ? parts->table : view.id;
    view.table = view.name;
    return view;
  }
  view.contract = nodes.name(entity);
  fill_from_contract(nodes, entity, &view);
  view.type = nodes.names().text(nodes.info(entity).type);
  view.name = view.title.empty() ? view.contract : view.title;
  return view;
}

const Extra* find_extra(const State& state, NodeIndex from, NodeIndex to, Word word, Attributes attributes) {
  const auto& extras = state.extras[is_field(to) ? 1 : 0][to & ~kFieldBit];
  if (!extras) return nullptr;
  constexpr Word kFlags = 3U << kRelationShift | kAssertedBit;
  for (const Extra& extra : extras->list) {
    if (extra.from == from && extra.flags == (word & kFlags) && extra.attributes == claim_of(attributes)) {
      return &extra;
    }
  }
  return nullptr;
}

std::vector<NodeIndex> speakers_of(const State& state, NodeIndex from, NodeIndex to, Word word, Attributes attributes) {
  if ((word & kExtraBit) != 0) {
    if (const Extra* extra = find_extra(state, from, to, word, attributes)) return extra->speakers;
  }
  return {state.nodes.owner_of(to) | ((attributes & kPartial) != 0 ? kPartialSpeaker : 0)};
}

lineage::Asserter asserter_view(const Nodes& nodes, NodeIndex entity) {
  const auto kind = [&] {
    switch (nodes.kind(entity)) {
      case EntityKind::consumer:
        return lineage::AsserterKind::consumer;
      case EntityKind::product:
        return lineage::AsserterKind::product;
      case EntityKind::job:
        return lineage::AsserterKind::job;
      case EntityKind::manifest:
        return lineage::AsserterKind::manifest;
      case EntityKind::person:
        return lineage::AsserterKind::person;
      default:
        return lineage::AsserterKind::contract;
    }
  }();
  return {kind, std::string(nodes.name(entity))};
}

void for_each_between(const State& state, NodeIndex from, NodeIndex to, lineage::Relation relation,
                      const std::function<bool(NodeIndex, NodeIndex, Word, Attributes)>& visit) {
  const bool by_target = degree_sum(state, to, Way::in) <= degree_sum(state, from, Way::out);
  const NodeIndex here = by_target ? to : from;
  const NodeIndex there = by_target ? from : to;
  const Way way = by_target ? Way::in : Way::out;
  bool more = scan_row(state, here, way, there, relation, visit);
  state.nodes.for_each_child(here, [&](NodeIndex field) {
    if (is_field(field)) more = more && scan_row(state, field, way, there, relation, visit);
  });
}

EdgeView edge_view(const State& state, NodeIndex from, NodeIndex to, Word word, Attributes attributes,
                   bool with_asserters) {
  EdgeView view;
  view.from = from;
  view.to = to;
  view.relation = relation_of(word);
  PairView fold(state, &view, with_asserters);
  if (is_field(from) || is_field(to)) {
    fold.add(from, to, word, attributes);
    fold.finish();
    return view;
  }
  const RowView row = state.edges.out(from);
  const Word wanted = make_word(to, view.relation);
  const auto* at = std::lower_bound(row.begin(), row.end(), wanted,
                                    [](Word a, Word b) { return word_key(a, 0) < word_key(b & ~kAssertedBit, 0); });
  for (; at != row.end() && same_pair(*at, wanted); ++at) {
    const Attributes said = row.attributes[at - row.begin()];
    if ((*at & kAssertedBit) != 0) {
      fold.add(from, to, *at, said);
    } else {
      for_each_between(state, from, to, view.relation, [&](NodeIndex f, NodeIndex t, Word w, Attributes a) {
        fold.add(f, t, w, a);
        return true;
      });
    }
  }
  fold.finish();
  return view;
}

void count_node(const State& state, NodeIndex node, int sign, Snapshot::Counts* counts) {
  if (!visible(state, node)) return;
  const auto step = static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
  switch (kind_of(state, node)) {
    case NodeKind::field:
      counts->fields += step;
      break;
    case NodeKind::consumer:
      counts->consumers += step;
      break;
    case NodeKind::product:
      counts->products += step;
      break;
    default:
      counts->datasets += step;
  }
  if (status_of(state, node) == NodeStatus::unresolved) counts->unresolved += step;
}

}  // namespace trama::graph
