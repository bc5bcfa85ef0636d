#include <algorithm>

#include "search/plan.h"
#include "search/schema.h"

namespace trama::search {
namespace {

Xapian::Query fixed_weight(double weight, const Node& node) {
  auto* source = new Xapian::FixedWeightPostingSource(weight);
  return {Xapian::Query::OP_FILTER, Xapian::Query(source->release()), to_query(node)};
}

// Not Xapian::Query::MatchAll: that one object is shared by all threads and its reference count is not atomic.
Xapian::Query everything() {
  return Xapian::Query(std::string());
}

std::vector<Xapian::Query> to_queries(const std::vector<Node>& nodes) {
  std::vector<Xapian::Query> queries;
  for (const Node& node : nodes) queries.push_back(to_query(node));
  return queries;
}

Xapian::Query combine(Xapian::Query::op op, const std::vector<Xapian::Query>& queries, Xapian::termcount window = 0) {
  return {op, queries.begin(), queries.end(), window};
}

// Each word found counts far more than how rare it is, so that most words come first.
Xapian::Query any_words(const std::vector<Node>& words) {
  std::vector<Xapian::Query> queries;
  for (const Node& word : words)
    queries.emplace_back(Xapian::Query::OP_AND_MAYBE, to_query(word), fixed_weight(tier::kWord, word));
  return combine(Xapian::Query::OP_OR, queries);
}

Xapian::Query selecting_query(const Plan& plan) {
  Xapian::Query query = everything();
  if (!plan.words.empty())
    query = plan.relaxed ? any_words(plan.words) : combine(Xapian::Query::OP_AND, to_queries(plan.words));
  for (const Node& filter : plan.filters) query = {Xapian::Query::OP_FILTER, query, to_query(filter)};
  for (const Node& excluded : plan.excluded) query = {Xapian::Query::OP_AND_NOT, query, to_query(excluded)};
  if (plan.whole_id.possible()) query = {Xapian::Query::OP_OR, query, to_query(plan.whole_id)};
  return query;
}

std::string describe_list(const std::vector<Node>& nodes, std::string_view between) {
  std::string out;
  for (const Node& node : nodes) {
    if (!out.empty()) out += between;
    out += describe(node);
  }
  return out;
}

}  // namespace

Node term_node(const Xapian::Database& database, std::string term) {
  const std::uint64_t frequency = database.get_termfreq(term);
  if (frequency == 0) return {.op = Op::nothing, .term = {}, .kids = {}};
  return {.op = Op::term, .term = std::move(term), .kids = {}, .estimate = frequency};
}

Node any_of(std::vector<Node> kids, bool synonym) {
  std::erase_if(kids, [](const Node& kid) { return !kid.possible(); });
  if (kids.empty()) return {.op = Op::nothing, .term = {}, .kids = {}};
  if (kids.size() == 1) return std::move(kids.front());
  Node node{.op = Op::any_of, .term = {}, .kids = std::move(kids), .estimate = 0, .synonym = synonym};
  for (const Node& kid : node.kids) node.estimate += kid.estimate;
  return node;
}

Node all_of(std::vector<Node> kids) {
  if (std::ranges::any_of(kids, [](const Node& kid) { return !kid.possible(); }))
    return {.op = Op::nothing, .term = {}, .kids = {}};
  if (kids.empty()) return {};
  if (kids.size() == 1) return std::move(kids.front());
  Node node{.op = Op::all_of, .term = {}, .kids = std::move(kids)};
  node.estimate = std::ranges::min_element(node.kids, {}, &Node::estimate)->estimate;
  return node;
}

Xapian::Query to_query(const Node& node) {
  switch (node.op) {
    case Op::everything:
      return everything();
    case Op::nothing:
      return {};
    case Op::term:
      return Xapian::Query(node.term);
    case Op::any_of:
      return combine(node.synonym ? Xapian::Query::OP_SYNONYM : Xapian::Query::OP_OR, to_queries(node.kids));
    case Op::all_of:
      return combine(Xapian::Query::OP_AND, to_queries(node.kids));
    case Op::phrase:
      break;
  }
  return combine(Xapian::Query::OP_PHRASE, to_queries(node.kids), static_cast<Xapian::termcount>(node.kids.size()));
}

Xapian::Query ranking_query(const Plan& plan, const std::vector<Node>& selection, const std::vector<Node>& shut_out) {
  Xapian::Query query = selecting_query(plan);
  for (const Node& filter : selection) query = {Xapian::Query::OP_FILTER, query, to_query(filter)};
  for (const Node& excluded : shut_out) query = {Xapian::Query::OP_AND_NOT, query, to_query(excluded)};
  std::vector<Xapian::Query> boosts;
  for (const Boost& boost : plan.boosts) boosts.push_back(fixed_weight(boost.weight, boost.node));
  if (boosts.empty()) return query;
  return {Xapian::Query::OP_AND_MAYBE, query, combine(Xapian::Query::OP_OR, boosts)};
}

std::string describe(const Node& node) {
  switch (node.op) {
    case Op::everything:
      return "<all>";
    case Op::nothing:
      return "<none>";
    case Op::term:
      return node.term;
    case Op::any_of:
      return '(' + describe_list(node.kids, node.synonym ? " ~ " : " OR ") + ')';
    case Op::all_of:
      return '(' + describe_list(node.kids, " AND ") + ')';
    case Op::phrase:
      break;
  }
  return '"' + describe_list(node.kids, " ") + '"';
}

std::string describe(const Plan& plan) {
  std::string out = plan.words.empty() ? "<all>" : describe_list(plan.words, plan.relaxed ? " OR " : " AND ");
  for (const Node& filter : plan.filters) out += " FILTER " + describe(filter);
  for (const Node& excluded : plan.excluded) out += " NOT " + describe(excluded);
  if (plan.whole_id.possible()) out += " OR " + describe(plan.whole_id);
  return out;
}

bool holds(const Node& node, const std::set<std::string>& terms) {
  const auto kid_holds = [&](const Node& kid) { return holds(kid, terms); };
  switch (node.op) {
    case Op::everything:
      return true;
    case Op::nothing:
      return false;
    case Op::term:
      return terms.contains(node.term);
    case Op::any_of:
      return std::ranges::any_of(node.kids, kid_holds);
    case Op::all_of:
    case Op::phrase:
      break;
  }
  return std::ranges::all_of(node.kids, kid_holds);
}

}  // namespace trama::search
