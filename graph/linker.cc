#include "graph/linker.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "catalog/lineage/canonical_name.h"

namespace trama::graph {
namespace {

using lineage::Assertion;
using lineage::Endpoint;
using lineage::EndpointKind;

Attributes attributes_of(const Assertion& assertion) {
  const bool partial = assertion.relation == lineage::Relation::derives && !assertion.complete;
  return pack_attributes(assertion.type, assertion.subtype, assertion.masking, partial);
}

// `complete` of anything but a DERIVES says nothing and is not kept.
bool same_claim(const Assertion& a, const Assertion& b) {
  const auto parts = [](const Assertion& x) { return std::tie(x.source, x.target, x.relation); };
  return parts(a) == parts(b) && attributes_of(a) == attributes_of(b);
}

bool is_complete(lineage::Relation relation, const Unpacked& said) {
  return relation == lineage::Relation::derives && !said.partial;
}

std::uint64_t hash_endpoint(const Endpoint& endpoint) {
  const std::hash<std::string_view> hash;
  std::uint64_t value = static_cast<std::uint64_t>(endpoint.kind);
  for (const std::string* part : {&endpoint.owner, &endpoint.table, &endpoint.path, &endpoint.home}) {
    value = value * 0x9E3779B97F4A7C15ULL + hash(*part);
  }
  return value;
}

std::uint64_t hash_claim(const Assertion& assertion, NodeIndex asserter) {
  std::uint64_t value = hash_endpoint(assertion.source) * 31 + hash_endpoint(assertion.target);
  value = value * 31 + static_cast<std::uint64_t>(assertion.relation);
  return (value * 256 + attributes_of(assertion)) * 31 + asserter;
}

// A contract end that names a column but no table is read like the text "<contract>.<column>".
std::string text_of(const Endpoint& endpoint) {
  return endpoint.kind == EndpointKind::text ? endpoint.owner : endpoint.owner + "." + endpoint.path;
}

bool reads_as_text(const Endpoint& endpoint) {
  return endpoint.kind == EndpointKind::text ||
         (endpoint.kind == EndpointKind::contract && endpoint.table.empty() && !endpoint.path.empty());
}

EntityKind root_kind(lineage::AsserterKind kind) {
  switch (kind) {
    case lineage::AsserterKind::contract:
      return EntityKind::contract;
    case lineage::AsserterKind::consumer:
      return EntityKind::consumer;
    case lineage::AsserterKind::product:
      return EntityKind::product;
    case lineage::AsserterKind::job:
      return EntityKind::job;
    case lineage::AsserterKind::manifest:
      return EntityKind::manifest;
    case lineage::AsserterKind::person:
      return EntityKind::person;
  }
  return EntityKind::person;
}

}  // namespace

// Physical ends by their canonical names, so that whoever says the same of one thing is seen to say the same.
void Linker::make_canonical(Endpoint* endpoint) {
  if (endpoint->kind != EndpointKind::physical) return;
  auto known = lineage::canonical_physical_name(endpoint->owner, endpoint->table);
  endpoint->owner = std::move(known.space);
  endpoint->table = std::move(known.name);
}

Assertion Linker::canonical(Assertion assertion) {
  make_canonical(&assertion.source);
  make_canonical(&assertion.target);
  return assertion;
}

NodeIndex Linker::asserter_entity(const lineage::Asserter& asserter, Edit edit) {
  return state_.nodes.ensure(root_kind(asserter.kind), 0, asserter.id, edit);
}

// Ends ----------------------------------------------------------------------------------------------------------------

NodeIndex Linker::node_of_place(const Place& place, Edit edit) {
  Nodes& nodes = state_.nodes;
  NodeIndex entity = place.entity;
  if (!place.table.empty()) entity = nodes.ensure(EntityKind::dataset, entity, place.table, edit);
  return place.path.empty() ? entity : nodes.ensure_field(entity, place.path, edit);
}

Linker::Ends Linker::ends_of_text(std::string_view text, std::string_view home, Edit edit) {
  Meaning meaning = resolve_declared(state_, text, home);
  Ends ends{{}, false};
  // The same id may name a contract and a consumer or product; a document that says it means the contract.
  if (meaning.places.size() > 1 && meaning.places.front().whole) meaning.places.resize(1);
  if (meaning.places.size() == 1 && meaning.places.front().whole) {
    ends.nodes = declared_datasets(state_.nodes, meaning.places.front().entity);
    if (ends.nodes.empty()) ends.nodes.push_back(meaning.places.front().entity);
  } else if (meaning.places.size() == 1 || meaning.all) {
    for (const Place& place : meaning.places) ends.nodes.push_back(node_of_place(place, edit));
  }
  if (ends.nodes.empty()) ends.nodes.push_back(state_.nodes.ensure(EntityKind::contract, 0, text, edit));
  return ends;
}

Linker::Ends Linker::ends_of_physical(const Endpoint& endpoint, Edit edit) {
  Nodes& nodes = state_.nodes;
  const NodeIndex physical = ensure_canonical(endpoint.owner, endpoint.table, edit);
  Ends ends{nodes.claims(physical), false};
  if (ends.nodes.empty()) {
    const NodeIndex shown = nodes.shown_as(physical);
    ends = {{shown}, shown == physical};
  }
  if (endpoint.path.empty()) return ends;
  for (NodeIndex& node : ends.nodes) node = nodes.ensure_field(node, endpoint.path, edit);
  return ends;
}

Linker::Ends Linker::ends_of_table(const Endpoint& endpoint, Recent& recent, Edit edit) {
  Nodes& nodes = state_.nodes;
  if (recent.contract == 0 || recent.owner != endpoint.owner || recent.table != endpoint.table) {
    recent.owner = endpoint.owner;
    recent.table = endpoint.table;
    recent.contract = nodes.ensure(EntityKind::contract, 0, endpoint.owner, edit);
    recent.dataset = declared_dataset(nodes, recent.contract, endpoint.table);
    recent.literal = recent.dataset == 0 || nodes.name(recent.dataset) == endpoint.table;
    if (recent.dataset == 0) {
      recent.dataset = nodes.ensure(EntityKind::dataset, recent.contract, endpoint.table, edit);
    }
  }
  if (endpoint.path.empty()) return {{recent.dataset}, recent.literal};
  return {{nodes.ensure_field(recent.dataset, endpoint.path, edit)}, recent.literal};
}

Linker::Ends Linker::ends_of(const Endpoint& endpoint, Recent& recent, Edit edit) {
  if (endpoint.owner.empty()) return {};
  if (reads_as_text(endpoint)) return ends_of_text(text_of(endpoint), endpoint.home, edit);
  switch (endpoint.kind) {
    case EndpointKind::consumer:
      return {{state_.nodes.ensure(EntityKind::consumer, 0, endpoint.owner, edit)}, true};
    case EndpointKind::product:
      return {{state_.nodes.ensure(EntityKind::product, 0, endpoint.owner, edit)}, true};
    case EndpointKind::physical:
      return ends_of_physical(endpoint, edit);
    default:
      break;
  }
  if (!endpoint.table.empty()) return ends_of_table(endpoint, recent, edit);
  const NodeIndex contract = state_.nodes.ensure(EntityKind::contract, 0, endpoint.owner, edit);
  Ends whole{declared_datasets(state_.nodes, contract), false};
  if (whole.nodes.empty()) whole.nodes.push_back(contract);
  return whole;
}

Endpoint Linker::literal_endpoint(NodeIndex node) const {
  const Nodes& nodes = state_.nodes;
  const NodeIndex entity = nodes.entity_of(node);
  Endpoint endpoint;
  if (is_field(node)) endpoint.path = nodes.name(node);
  switch (nodes.kind(entity)) {
    case EntityKind::consumer:
      endpoint.kind = EndpointKind::consumer;
      break;
    case EntityKind::product:
      endpoint.kind = EndpointKind::product;
      break;
    case EntityKind::physical:
      endpoint.kind = EndpointKind::physical;
      [[fallthrough]];
    default:
      endpoint.table = nodes.name(entity);
      endpoint.owner = nodes.name(nodes.parent(entity));
      return endpoint;
  }
  endpoint.owner = nodes.name(entity);
  return endpoint;
}

// Assertions that are not their own edge
// --------------------------------------------------------------------------------

std::uint32_t Linker::store(const Assertion& assertion, NodeIndex asserter) {
  std::uint32_t id = static_cast<std::uint32_t>(said_.size());
  if (free_.empty()) {
    said_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  said_[id] = {assertion, asserter, {}, {}};
  by_hash_[hash_claim(assertion, asserter)].push_back(id);
  return id;
}

void Linker::discard(std::uint32_t id) {
  set_keys(id, {});
  const auto place = by_hash_.find(hash_claim(said_[id].assertion, said_[id].asserter));
  std::erase(place->second, id);
  if (place->second.empty()) by_hash_.erase(place);
  said_[id] = {};
  free_.push_back(id);
}

std::vector<std::uint64_t> Linker::keys_of(const Assertion& assertion) const {
  std::vector<std::uint64_t> keys;
  for (const Endpoint* end : {&assertion.source, &assertion.target}) {
    if (reads_as_text(*end)) {
      const auto more = dependencies_of(state_, text_of(*end), end->home);
      keys.insert(keys.end(), more.begin(), more.end());
    } else if (end->kind == EndpointKind::contract) {
      keys.push_back(subject_key(end->owner));
    } else if (end->kind == EndpointKind::physical) {
      keys.push_back(physical_key(end->owner, end->table));
    }
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void Linker::set_keys(std::uint32_t id, std::vector<std::uint64_t> keys) {
  Said& said = said_[id];
  if (said.keys == keys) return;
  for (const std::uint64_t key : said.keys) {
    const auto place = waiting_.find(key);
    auto& ids = place->second;
    *std::ranges::find(ids, id) = ids.back();
    ids.pop_back();
    if (ids.empty()) waiting_.erase(place);
  }
  for (const std::uint64_t key : keys) waiting_[key].push_back(id);
  said.keys = std::move(keys);
}

std::vector<std::uint32_t> Linker::waiting_on(const std::vector<std::uint64_t>& keys) const {
  std::vector<std::uint32_t> ids;
  for (const std::uint64_t key : keys) {
    if (const auto place = waiting_.find(key); place != waiting_.end()) {
      ids.insert(ids.end(), place->second.begin(), place->second.end());
    }
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Linker::withdraw(Said& said, EdgeSet& edges) {
  for (const Edge& edge : said.edges) {
    edges.remove(edge.from, edge.to, said.assertion.relation, attributes_of(said.assertion), said.asserter);
  }
  said.edges.clear();
}

// Link and unlink
// -------------------------------------------------------------------------------------------------------

void Linker::link(const Assertion& assertion, NodeIndex asserter, EdgeSet& edges, Edit edit) {
  const Ends source = ends_of(assertion.source, recent_[0], edit);
  const Ends target = ends_of(assertion.target, recent_[1], edit);
  if (source.nodes.empty() || target.nodes.empty()) return;
  if (source.literal && target.literal) {
    edges.add(source.nodes.front(), target.nodes.front(), assertion.relation, attributes_of(assertion), asserter);
    return;
  }
  const std::uint32_t id = store(assertion, asserter);
  link_said(id, edges, edit);
}

void Linker::link_said(std::uint32_t id, EdgeSet& edges, Edit edit) {
  Said& said = said_[id];
  const Ends source = ends_of(said.assertion.source, recent_[0], edit);
  const Ends target = ends_of(said.assertion.target, recent_[1], edit);
  const Attributes attributes = attributes_of(said.assertion);
  const bool literal = source.literal && target.literal;
  for (const NodeIndex from : source.nodes) {
    for (const NodeIndex to : target.nodes) {
      edges.add(from, to, said.assertion.relation, attributes, said.asserter);
      if (!literal) said.edges.push_back({from, to});
    }
  }
  if (literal) {
    discard(id);
  } else {
    set_keys(id, keys_of(said.assertion));
  }
}

void Linker::unlink(const Assertion& assertion, NodeIndex asserter, EdgeSet& edges, Edit edit) {
  if (const auto place = by_hash_.find(hash_claim(assertion, asserter)); place != by_hash_.end()) {
    for (const std::uint32_t id : place->second) {
      if (said_[id].asserter != asserter || !same_claim(said_[id].assertion, assertion)) continue;
      withdraw(said_[id], edges);
      discard(id);
      return;
    }
  }
  const Ends source = ends_of(assertion.source, recent_[0], edit);
  const Ends target = ends_of(assertion.target, recent_[1], edit);
  if (source.nodes.empty() || target.nodes.empty() || !source.literal || !target.literal) return;
  edges.remove(source.nodes.front(), target.nodes.front(), assertion.relation, attributes_of(assertion), asserter);
}

// The edges at a vertex that stopped being literal, back into assertions and linked anew. REQUIRES: stored assertions
// that touch it are withdrawn, so that what is left was said literally.
void Linker::make_said(NodeIndex entity, EdgeSet& edges, Edit edit) {
  struct Claim {
    NodeIndex from, to;
    lineage::Relation relation;
    Attributes attributes;
    NodeIndex asserter;
  };
  std::vector<Claim> claims;
  const auto collect = [&](NodeIndex row) {
    for (const Way way : {Way::out, Way::in}) {
      const RowView words = state_.edges.row(row, way);
      for (std::uint32_t i = 0; i < words.size; ++i) {
        const NodeIndex other = node_of(words.words[i]);
        if (is_rolled_up(row, words.words[i])) continue;
        if (way == Way::in && state_.nodes.entity_of(other) == entity) continue;  // seen from its source
        const NodeIndex from = way == Way::out ? row : other, to = way == Way::out ? other : row;
        for (const NodeIndex who : speakers_of(state_, from, to, words.words[i], words.attributes[i])) {
          const Attributes said =
              claim_of(words.attributes[i]) | ((who & kPartialSpeaker) != 0 ? kPartial : Attributes{0});
          claims.push_back({from, to, relation_of(words.words[i]), said, who & ~kPartialSpeaker});
        }
      }
    }
  };
  collect(entity);
  state_.nodes.for_each_child(entity, collect);
  for (const Claim& claim : claims) {
    edges.remove(claim.from, claim.to, claim.relation, claim.attributes, claim.asserter);
  }
  for (const Claim& claim : claims) {
    const Unpacked said = unpack_attributes(claim.attributes);
    const Assertion assertion{literal_endpoint(claim.from),
                              literal_endpoint(claim.to),
                              claim.relation,
                              said.type,
                              said.subtype,
                              said.masking,
                              is_complete(claim.relation, said)};
    link(assertion, claim.asserter, edges, edit);
  }
}

void Linker::apply(const SubjectChange& change, EdgeSet& edges, Edit edit) {
  forget_recent();
  const bool speaks = !change.closed.empty() || !change.opened.empty();
  const NodeIndex asserter = speaks ? asserter_entity(change.asserter, edit) : 0;
  for (const Assertion& closed : change.closed) unlink(canonical(closed), asserter, edges, edit);
  if (change.removed) {
    for (const auto kind :
         {lineage::SubjectKind::contract, lineage::SubjectKind::consumer, lineage::SubjectKind::product}) {
      const auto of = kind == lineage::SubjectKind::contract   ? lineage::AsserterKind::contract
                      : kind == lineage::SubjectKind::consumer ? lineage::AsserterKind::consumer
                                                               : lineage::AsserterKind::product;
      if (of == change.asserter.kind) update_subject(nullptr, kind, change.subject, edges, edit);
    }
  } else if (change.summary) {
    update_subject(&*change.summary, change.summary->kind, change.summary->id, edges, edit);
  }
  for (const lineage::Summary& summary : change.physical) update_physical(summary, edges, edit);
  forget_recent();
  for (const Assertion& opened : change.opened) link(canonical(opened), asserter, edges, edit);
}

void Linker::set_alias(std::string_view alias, std::optional<std::string_view> node, EdgeSet* edges, Edit edit) {
  forget_recent();
  const auto waiting = waiting_on({alias_key(alias)});
  if (edges != nullptr) {
    for (const std::uint32_t id : waiting) withdraw(said_[id], *edges);
  }
  auto aliases = std::make_shared<Aliases>(*state_.aliases);
  if (node) {
    aliases->insert_or_assign(std::string(alias), std::string(*node));
  } else {
    aliases->erase(std::string(alias));
  }
  state_.aliases = std::move(aliases);
  if (edges == nullptr) return;
  for (const std::uint32_t id : waiting) link_said(id, *edges, edit);
}

// Bulk load
// -------------------------------------------------------------------------------------------------------------

void Linker::load_assertions(const lineage::Asserter& asserter, std::span<const Assertion> assertions, Edit edit) {
  forget_recent();
  const NodeIndex who = asserter_entity(asserter, edit);
  for (const Assertion& said : assertions) {
    const Assertion assertion = canonical(said);
    const auto may_be_literal = [](const Endpoint& end) {
      return !reads_as_text(end) && (end.kind != EndpointKind::contract || !end.table.empty());
    };
    if (assertion.source.owner.empty() || assertion.target.owner.empty()) continue;
    if (!may_be_literal(assertion.source) || !may_be_literal(assertion.target)) {
      store(assertion, who);
      continue;
    }
    const Ends source = ends_of(assertion.source, recent_[0], edit);
    const Ends target = ends_of(assertion.target, recent_[1], edit);
    if (!source.literal || !target.literal) {
      store(assertion, who);
      continue;
    }
    const LoadedEdge edge{source.nodes.front(), target.nodes.front(), assertion.relation, attributes_of(assertion)};
    if (state_.nodes.owner_of(edge.to) == who) {
      loaded_.push_back(edge);
    } else {
      loaded_exceptions_.emplace_back(edge, who);
    }
  }
}

std::vector<bool> Linker::redirected_entities() const {
  const Nodes& nodes = state_.nodes;
  std::vector<bool> redirected(nodes.entity_count());
  for (NodeIndex entity = 1; entity < nodes.entity_count(); ++entity) {
    const EntityKind kind = nodes.kind(entity);
    if (kind == EntityKind::physical) {
      redirected[entity] = nodes.shown_as(entity) != entity || !nodes.claims(entity).empty();
    } else if (kind == EntityKind::dataset && nodes.declared(entity) == Declared::no) {
      redirected[entity] = declared_dataset(nodes, nodes.parent(entity), nodes.name(entity)) != 0;
    }
  }
  return redirected;
}

void Linker::finish_load(Edit edit) {
  // A name may have been literal when it was said and be known by now.
  const std::vector<bool> redirected = redirected_entities();
  const auto moved = [&](const LoadedEdge& edge, NodeIndex who) {
    if (!redirected[state_.nodes.entity_of(edge.from)] && !redirected[state_.nodes.entity_of(edge.to)]) return false;
    const Unpacked said = unpack_attributes(edge.attributes);
    store({literal_endpoint(edge.from), literal_endpoint(edge.to), edge.relation, said.type, said.subtype, said.masking,
           is_complete(edge.relation, said)},
          who);
    return true;
  };
  std::erase_if(loaded_, [&](const LoadedEdge& edge) { return moved(edge, state_.nodes.owner_of(edge.to)); });
  std::erase_if(loaded_exceptions_, [&](const auto& entry) { return moved(entry.first, entry.second); });

  std::vector<LoadedEdge> repeated;
  state_.edges.set_base(build_base(std::move(loaded_), state_.nodes, &repeated));
  loaded_ = {};
  EdgeSet edges(state_, edit);
  for (const LoadedEdge& edge : repeated) {
    edges.add(edge.from, edge.to, edge.relation, edge.attributes, state_.nodes.owner_of(edge.to));
  }
  for (const auto& [edge, who] : loaded_exceptions_) edges.add(edge.from, edge.to, edge.relation, edge.attributes, who);
  loaded_exceptions_ = {};
  forget_recent();
  const auto stored = static_cast<std::uint32_t>(said_.size());
  for (std::uint32_t id = 0; id < stored; ++id) {
    if (said_[id].asserter != 0) link_said(id, edges, edit);
  }
  edges.finish();
  state_.edges.set_base(state_.edges.fold(state_.nodes.entity_count(), state_.nodes.field_count()));
}

std::size_t Linker::memory_bytes() const {
  std::size_t total = loaded_.capacity() * sizeof(LoadedEdge) + said_.capacity() * sizeof(Said);
  for (const Said& said : said_) {
    total += said.edges.capacity() * sizeof(Edge) + said.keys.capacity() * sizeof(std::uint64_t);
    for (const Endpoint* end : {&said.assertion.source, &said.assertion.target}) {
      for (const std::string* part : {&end->owner, &end->table, &end->path, &end->home}) {
        if (part->capacity() > sizeof(std::string) / 2) total += part->capacity();
      }
    }
  }
  constexpr std::size_t kMapNode = 80;
  return total + (by_hash_.size() + waiting_.size() + claimed_.size() + bound_.size() * 2) * kMapNode;
}

}  // namespace trama::graph
