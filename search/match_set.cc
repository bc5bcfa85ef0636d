#include "search/match_set.h"

#include <algorithm>

namespace trama::search {
namespace {

// Skipping to one candidate costs about as much as reading this many postings.
constexpr std::uint64_t kSkipCost = 16;

// Takes every document the matcher shows it.
class Collector final : public Xapian::MatchSpy {
 public:
  explicit Collector(DocSet* out) : out_(out) {}
  void operator()(const Xapian::Document& document, double) override { out_->add(document.get_docid()); }

 private:
  DocSet* out_;
};

bool made_of_terms(const Node& node) {
  return node.op == Op::term ||
         (node.op == Op::any_of && std::ranges::all_of(node.kids, [](const Node& kid) { return kid.op == Op::term; }));
}

void keep_with_term(const Xapian::Database& database, const std::string& term, const DocSet& candidates, DocSet* out) {
  Xapian::PostingIterator it = database.postlist_begin(term);
  const Xapian::PostingIterator end = database.postlist_end(term);
  candidates.for_each([&](DocId id) {
    if (it == end || *it > id) return;
    it.skip_to(id);
    if (it != end && *it == id) out->add(id);
  });
}

}  // namespace

DocSet MatchSet::of(const Plan& plan) const {
  std::vector<const Node*> needed;
  for (const Node& filter : plan.filters) needed.push_back(&filter);
  DocSet found;
  if (plan.relaxed) {
    found = DocSet(columns_.last());
    for (const Node& word : plan.words) found.add_all(of(word));
    for (const Node* filter : needed) narrow(&found, *filter);
  } else {
    for (const Node& word : plan.words) needed.push_back(&word);
    found = all_of(std::move(needed));
  }
  for (const Node& excluded : plan.excluded) found.remove_all(of(excluded));
  if (plan.whole_id.possible()) found.add_all(of(plan.whole_id));
  return found;
}

DocSet MatchSet::of(const Node& node) const {
  DocSet found(columns_.last());
  switch (node.op) {
    case Op::everything:
      return columns_.everything();
    case Op::nothing:
      break;
    case Op::term:
      collect(node.term, &found);
      break;
    case Op::any_of:
      for (const Node& kid : node.kids) {
        if (kid.op == Op::term) {
          collect(kid.term, &found);
        } else {
          found.add_all(of(kid));
        }
      }
      break;
    case Op::all_of: {
      std::vector<const Node*> kids;
      for (const Node& kid : node.kids) kids.push_back(&kid);
      return all_of(std::move(kids));
    }
    case Op::phrase:
      return phrase(node);
  }
  return found;
}

DocSet MatchSet::all_of(std::vector<const Node*> nodes) const {
  if (std::ranges::any_of(nodes, [](const Node* node) { return !node->possible(); })) return DocSet(columns_.last());
  std::erase_if(nodes, [](const Node* node) { return node->op == Op::everything; });
  if (nodes.empty()) return columns_.everything();
  std::ranges::sort(nodes, {}, [](const Node* node) { return node->estimate; });
  DocSet found = of(*nodes.front());
  for (std::size_t i = 1; i < nodes.size(); ++i) narrow(&found, *nodes[i]);
  return found;
}

void MatchSet::narrow(DocSet* candidates, const Node& node) const {
  if (!made_of_terms(node) || candidates->count() * kSkipCost > node.estimate) {
    candidates->keep_only(of(node));
    return;
  }
  DocSet kept(columns_.last());
  if (node.op == Op::term) keep_with_term(database_, node.term, *candidates, &kept);
  for (const Node& kid : node.kids) keep_with_term(database_, kid.term, *candidates, &kept);
  *candidates = std::move(kept);
}

void MatchSet::collect(const std::string& term, DocSet* out) const {
  const Xapian::PostingIterator end = database_.postlist_end(term);
  for (Xapian::PostingIterator it = database_.postlist_begin(term); it != end; ++it) out->add(*it);
}

DocSet MatchSet::phrase(const Node& node) const {
  DocSet found(columns_.last());
  Collector collector(&found);
  Xapian::Enquire enquire(database_);
  enquire.set_query(to_query(node));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.add_matchspy(&collector);
  // The spy sees what the matcher looks at: ask for all of it.
  static_cast<void>(enquire.get_mset(0, 1, database_.get_doccount()));
  return found;
}

}  // namespace trama::search
