#include "search/searcher.h"

#include <algorithm>
#include <array>
#include <set>

#include <xapian.h>

#include "catalog/base/encoding.h"
#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "search/highlights.h"
#include "search/match_set.h"
#include "search/plan.h"
#include "search/ranking.h"
#include "search/schema.h"
#include "search/spelling.h"
#include "search/stored.h"

namespace trama::search {
namespace {

constexpr std::array<std::string_view, kFacetCount> kFacetPrefixes = {
    prefix::kDomain, prefix::kOwner, prefix::kTag, prefix::kClassification, prefix::kPlatform, prefix::kStatus};

std::string cache_key(const SearchRequest& request) {
  std::string key;
  append_text(&key, request.query);
  for (const auto& [name, values] : request.filters) {
    append_text(&key, name);
    append_varint(&key, values.size());
    for (const std::string& value : values) append_text(&key, value);
  }
  key.push_back('\0');
  for (const bool flag : {request.include_retired, request.facets, request.prefix_last_word, request.explain})
    key.push_back(flag ? '1' : '0');
  append_varint(&key, request.limit);
  append_varint(&key, request.offset);
  append_varint(&key, static_cast<std::uint64_t>(request.sort));
  return key;
}

Result<void> check_limits(const SearchRequest& request) {
  const auto refuse = [](std::string_view what, std::size_t max) {
    return make_error(ErrorCode::too_large, "search-too-large",
                      std::string(what) + " may be at most " + std::to_string(max));
  };
  if (request.query.size() > limits::kQueryTextBytesMax)
    return refuse("the query in bytes", limits::kQueryTextBytesMax);
  if (request.limit > limits::kSearchPageMax) return refuse("limit", limits::kSearchPageMax);
  if (request.offset > limits::kSearchOffsetMax) return refuse("offset", limits::kSearchOffsetMax);
  for (const auto& [name, values] : request.filters)
    if (std::ranges::find(kFacetNames, name) == std::end(kFacetNames))
      return make_error(ErrorCode::invalid_argument, "unknown-facet", "there is no facet called " + shorten(name, 40));
  return {};
}

// The filters of a request, for both passes.
struct Filters {
  FacetFilter columns;
  std::vector<Node> nodes;
  bool asks_retired = false;
};

Filters make_filters(const SearchRequest& request, const FacetValues& values, const Xapian::Database& database) {
  Filters filters;
  const auto sizes = values.sizes();
  for (std::size_t f = 0; f < kFacetCount; ++f) {
    const auto found = request.filters.find(kFacetNames[f]);
    if (found == request.filters.end() || found->second.empty()) continue;
    FacetFilter::One& one = filters.columns.facets[f];
    one.active = true;
    one.allowed.resize(sizes[f]);
    std::vector<Node> nodes;
    for (const std::string& value : found->second) {
      const auto ordinal = values.find(static_cast<Facet>(f), value);
      if (ordinal && *ordinal < one.allowed.size()) one.allowed[*ordinal] = 1;
      if (!value.empty()) nodes.push_back(term_node(database, bounded_term(kFacetPrefixes[f], value)));
      if (f == index_of(Facet::status) && value == "retired") filters.asks_retired = true;
    }
    filters.nodes.push_back(any_of(std::move(nodes)));
  }
  return filters;
}

Hit to_hit(const Stored& stored) {
  const SearchDocument& d = stored.document;
  Hit hit;
  hit.id = d.id;
  hit.kind = d.kind;
  hit.title = d.title.empty() ? d.name : d.title;
  hit.description = d.description;
  hit.domain = d.domain;
  hit.owner = d.owner;
  hit.classification = d.classification;
  hit.status = d.status;
  hit.version = d.version;
  hit.tags = d.tags;
  hit.platforms = d.platforms;
  hit.datasets = d.datasets;
  hit.columns = stored.columns;
  hit.pii = d.pii || std::ranges::any_of(d.columns, &ColumnText::pii);
  hit.retired = d.retired;
  hit.updated_us = d.updated_us;
  return hit;
}

std::set<std::string> terms_of(const Xapian::Database& database, DocId id) {
  std::set<std::string> terms;
  for (auto it = database.termlist_begin(id); it != database.termlist_end(id); ++it) terms.insert(*it);
  return terms;
}

void explain_terms(const Node& node, const std::set<std::string>& terms, std::string* out) {
  if (node.op == Op::term && terms.contains(node.term)) {
    *out += (out->empty() ? "" : ", ") + node.term + " (in " + std::to_string(node.estimate) + ")";
  }
  for (const Node& kid : node.kids) explain_terms(kid, terms, out);
}

std::string explain_hit(const Plan& plan, const Xapian::Database& database, DocId id, double score) {
  const std::set<std::string> terms = terms_of(database, id);
  std::string found;
  for (const Node& word : plan.words) explain_terms(word, terms, &found);
  double rest = score;
  std::string out;
  for (const Boost& boost : plan.boosts) {
    if (!holds(boost.node, terms)) continue;
    out += boost.name + ' ' + std::to_string(static_cast<std::int64_t>(boost.weight)) + " + ";
    rest -= boost.weight;
  }
  return out + "words " + std::to_string(rest) + ": " + (found.empty() ? "none" : found);
}

// One search, from the text to the answer; lives for one call.
class Search {
 public:
  Search(const SearchRequest& request, Reader& reader, const Published& published)
      : request_(request), reader_(reader), published_(published), knowledge_(*published.knowledge) {}

  SearchAnswer run(AnswerCache<Counted>* cache) {
    make_plan_and_filters(request_.query);
    counted_ = count(cache);
    plan_.relaxed = counted_->relaxed;
    SearchAnswer answer;
    answer.total = counted_->counts.total;
    answer.as_of_seq = published_.seq;
    answer.relaxed = counted_->relaxed;
    add_hits(&answer);
    if (request_.facets) add_facets(&answer);
    if (!plan_.unknown.empty()) answer.did_you_mean = correction();
    if (request_.explain) answer.explanation = describe(parsed_) + " => " + describe(plan_);
    return answer;
  }

 private:
  void make_plan_and_filters(std::string_view text) {
    const PlanContext context{reader_.database, knowledge_.values, knowledge_.words, reader_.stem};
    parsed_ = parse_query(text, request_.prefix_last_word);
    plan_ = make_plan(context, parsed_, text);
    filters_ = make_filters(request_, knowledge_.values, reader_.database);
    include_retired_ = request_.include_retired || plan_.retired || filters_.asks_retired;
  }

  std::shared_ptr<const Counted> count(AnswerCache<Counted>* cache) {
    std::string key = describe(plan_) + (include_retired_ ? " +retired" : "");
    for (const Node& node : filters_.nodes) key += " FACET " + describe(node);
    if (auto known = cache->find(published_.epoch, key)) return known;
    auto counted = std::make_shared<Counted>(count_now());
    cache->put(published_.epoch, key, counted);
    return counted;
  }

  Counted count_now() {
    const MatchSet match_set(reader_.database, published_.columns);
    DocSet matches = match_set.of(plan_);
    Counted counted;
    if (plan_.words.size() > 1 && !any_visible(matches)) {
      Plan relaxed = plan_;
      relaxed.relaxed = true;
      matches = match_set.of(relaxed);
      counted.relaxed = any_visible(matches);
    }
    counted.counts =
        count_facets(published_.columns, matches, filters_.columns, include_retired_, knowledge_.values.sizes());
    return counted;
  }

  [[nodiscard]] bool any_visible(const DocSet& matches) const {
    return matches.any([&](DocId id) { return published_.columns.visible(id, include_retired_); });
  }

  void add_hits(SearchAnswer* answer) {
    if (request_.limit == 0 || answer->total <= request_.offset) return;
    const RankRequest rank{.plan = plan_,
                           .filters = filters_.nodes,
                           .include_retired = include_retired_,
                           .offset = request_.offset,
                           .limit = request_.limit,
                           .sort = request_.sort};
    for (const Ranked& ranked : rank_page(reader_.database, published_.columns, counted_->counts.selected, rank))
      add_hit(ranked, answer);
  }

  void add_hit(const Ranked& ranked, SearchAnswer* answer) {
    const auto stored = decode_stored(reader_.database.get_document(ranked.id).get_data());
    if (!stored) return;
    Hit hit = to_hit(*stored);
    hit.score = ranked.score;
    hit.highlights = highlight(stored->document, plan_.marks, reader_.stem);
    if (request_.explain) hit.explanation = explain_hit(plan_, reader_.database, ranked.id, ranked.score);
    answer->hits.push_back(std::move(hit));
  }

  void add_facets(SearchAnswer* answer) const {
    for (std::size_t f = 0; f < kFacetCount; ++f) {
      const auto filtered = request_.filters.find(kFacetNames[f]);
      static const std::vector<std::string> none;
      answer->facets.emplace_back(
          kFacetNames[f],
          knowledge_.values.ranked(static_cast<Facet>(f), counted_->counts.by_ordinal[f],
                                   filtered == request_.filters.end() ? none : filtered->second, kFacetValuesShown));
    }
  }

  // Only a text that finds something is worth offering.
  std::string correction() {
    std::string text = correct_spelling(reader_.database, request_.query, plan_.unknown);
    if (text.empty()) return text;
    const PlanContext context{reader_.database, knowledge_.values, knowledge_.words, reader_.stem};
    const Plan corrected = make_plan(context, parse_query(text, request_.prefix_last_word), text);
    const MatchSet match_set(reader_.database, published_.columns);
    return any_visible(match_set.of(corrected)) ? text : std::string();
  }

  const SearchRequest& request_;
  Reader& reader_;
  const Published& published_;
  const Knowledge& knowledge_;
  ParsedQuery parsed_;
  Plan plan_;
  Filters filters_;
  bool include_retired_ = false;
  std::shared_ptr<const Counted> counted_;
};

}  // namespace

SearchAnswer Searcher::answer(const SearchRequest& request, Reader& reader, const Published& published) {
  return Search(request, reader, published).run(&counts_);
}

Result<SearchAnswer> Searcher::search(const SearchRequest& request) {
  if (auto checked = check_limits(request); !checked) return checked.error();
  const std::string key = cache_key(request);
  std::shared_ptr<const SearchAnswer> found;
  auto done = readers_.with_reader([&](Reader& reader, const Published& published) {
    const std::uint64_t epoch = published.epoch;
    found = answers_.find(epoch, key);
    if (found) return;
    found = std::make_shared<const SearchAnswer>(answer(request, reader, published));
    answers_.put(epoch, key, found);
  });
  if (!done) return done.error();
  return *found;
}

}  // namespace trama::search
