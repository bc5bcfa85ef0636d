#include <algorithm>
#include <array>
#include <set>

#include "catalog/base/limits.h"
#include "catalog/base/text.h"
#include "search/highlights.h"
#include "search/plan.h"
#include "search/ranking.h"
#include "search/schema.h"
#include "search/searcher.h"
#include "search/stored.h"

namespace trama::search {
namespace {

constexpr std::size_t kSuggestionsMax = 50;
constexpr std::size_t kFillFromBytes = 3;   // shorter texts suggest by title, name and column only
constexpr std::size_t kPostingsTried = 20;  // documents looked at for one that shows a column and is not retired

struct ValueKind {
  Facet facet;
  std::string_view kind;
};
constexpr std::array<ValueKind, 3> kValueKinds = {
    {{Facet::domain, "domain"}, {Facet::owner, "owner"}, {Facet::tag, "tag"}}};

class Suggester {
 public:
  Suggester(std::string_view text, std::size_t limit, Reader& reader, const Published& published)
      : text_(text), limit_(limit), reader_(reader), published_(published), knowledge_(*published.knowledge) {
    const PlanContext context{reader_.database, knowledge_.values, knowledge_.words, reader_.stem};
    plan_ = make_plan(context, parse_query(text_, true), text_);
  }

  // Products fill what the other kinds leave, and the other way round; three eighths are kept for the others.
  std::vector<Suggestion> run() {
    std::vector<Suggestion> all = products();
    std::vector<Suggestion> others = columns();
    for (const ValueKind& kind : kValueKinds) add_values(kind, &others);
    const std::size_t kept = std::min(others.size(), std::max(limit_ * 3 / 8, limit_ - std::min(limit_, all.size())));
    all.resize(std::min(all.size(), limit_ - std::min(limit_, kept)));
    others.resize(kept);
    std::ranges::move(others, std::back_inserter(all));
    return all;
  }

 private:
  // The first page of a search, of those products whose names match: their number is small and a search ranks them
  // before all others, so both lists begin alike.
  std::vector<Suggestion> products() {
    std::vector<Suggestion> found;
    if (plan_.words.empty() && plan_.boosts.empty()) return found;
    std::vector<Node> named;
    for (const Boost& boost : plan_.boosts) named.push_back(boost.node);
    Node names = any_of(std::move(named));
    if (names.possible()) add_products({std::move(names)}, &found);
    if (found.empty() && text_.size() >= kFillFromBytes) add_products({}, &found);
    return found;
  }

  void add_products(const std::vector<Node>& among, std::vector<Suggestion>* out) {
    static const DocSet unused;
    const RankRequest rank{.plan = plan_,
                           .filters = among,
                           .include_retired = plan_.retired,
                           .offset = 0,
                           .limit = limit_,
                           .sort = Sort::relevance};
    for (const Ranked& ranked : rank_page(reader_.database, published_.columns, unused, rank)) {
      const auto stored = decode_stored(reader_.database.get_document(ranked.id).get_data());
      if (stored) out->push_back(product(stored->document));
    }
  }

  Suggestion product(const SearchDocument& document) {
    Suggestion suggestion{.kind = "product", .id = document.id, .title = document.title, .detail = {}, .matches = {}};
    if (suggestion.title.empty()) suggestion.title = document.name.empty() ? document.id : document.name;
    suggestion.detail = document.domain;
    if (!document.owner.empty()) suggestion.detail += (suggestion.detail.empty() ? "" : " · ") + document.owner;
    suggestion.matches = find_marks(suggestion.title, plan_.marks, reader_.stem);
    return suggestion;
  }

  std::vector<Suggestion> columns() {
    std::vector<Suggestion> found;
    const std::size_t wanted = std::max<std::size_t>(2, limit_ / 4);
    const std::string key = spelling_key(text_);
    for (const WordCount& column : knowledge_.columns.starting_with(key, wanted * 2)) {
      if (found.size() >= wanted) break;
      add_column(key, column.word, &found);
    }
    return found;
  }

  void add_column(const std::string& typed, const std::string& key, std::vector<Suggestion>* out) {
    const std::string term = bounded_term(prefix::kExactColumn, key);
    std::size_t tried = 0;
    for (auto it = reader_.database.postlist_begin(term); it != reader_.database.postlist_end(term); ++it) {
      if (++tried > kPostingsTried) return;
      const auto stored = decode_stored(reader_.database.get_document(*it).get_data());
      if (!stored || stored->document.retired) continue;
      const auto column = std::ranges::find_if(
          stored->document.columns, [&](const ColumnText& c) { return spelling_key(last_name(c.path)) == key; });
      if (column == stored->document.columns.end()) continue;
      out->push_back(column_suggestion(typed, *column, stored->document, reader_.database.get_termfreq(term)));
      return;
    }
  }

  static Suggestion column_suggestion(std::string_view typed, const ColumnText& column, const SearchDocument& document,
                                      std::uint64_t count) {
    Suggestion suggestion{
        .kind = "column", .id = document.id, .title = std::string(last_name(column.path)), .detail = {}, .matches = {}};
    const std::string& product = document.title.empty() ? document.name : document.title;
    suggestion.detail = count > 1 ? "in " + std::to_string(count) + " products" : product + " · " + column.dataset;
    suggestion.matches = typed_range(suggestion.title, typed);
    return suggestion;
  }

  // How much of a name the typed letters cover: cust_i is the first six bytes of cust_id.
  static std::vector<Range> typed_range(std::string_view name, std::string_view typed) {
    for (std::size_t end = 1; end <= name.size(); ++end)
      if (spelling_key(name.substr(0, end)).size() >= typed.size()) return {{0, static_cast<std::uint32_t>(end)}};
    return {{0, static_cast<std::uint32_t>(name.size())}};
  }

  void add_values(const ValueKind& kind, std::vector<Suggestion>* out) {
    constexpr std::size_t kValuesEach = 3;
    for (const ValueCount& value : knowledge_.values.complete(kind.facet, text_, kValuesEach)) {
      out->push_back({.kind = std::string(kind.kind),
                      .id = value.value,
                      .title = value.value,
                      .detail = std::to_string(value.count) + (value.count == 1 ? " product" : " products"),
                      .matches = find_marks(value.value, plan_.marks, reader_.stem)});
    }
  }

  std::string_view text_;
  std::size_t limit_;
  Reader& reader_;
  const Published& published_;
  const Knowledge& knowledge_;
  Plan plan_;
};

}  // namespace

Result<std::vector<Suggestion>> Searcher::suggest(std::string_view text, std::size_t limit) {
  text = trim(text);
  if (text.size() > limits::kQueryTextBytesMax)
    return make_error(ErrorCode::too_large, "search-too-large",
                      "the query in bytes may be at most " + std::to_string(limits::kQueryTextBytesMax));
  if (text.empty() || limit == 0) return std::vector<Suggestion>();
  limit = std::min(limit, kSuggestionsMax);
  const std::string key = std::to_string(limit) + ' ' + std::string(text);
  std::shared_ptr<const std::vector<Suggestion>> found;
  auto done = readers_.with_reader([&](Reader& reader, const Published& published) {
    found = suggestions_.find(published.epoch, key);
    if (found) return;
    found = std::make_shared<const std::vector<Suggestion>>(Suggester(text, limit, reader, published).run());
    suggestions_.put(published.epoch, key, found);
  });
  if (!done) return done.error();
  return *found;
}

}  // namespace trama::search
