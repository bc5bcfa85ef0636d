#include "search/plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "catalog/base/text.h"
#include "search/schema.h"

namespace trama::search {
namespace {

constexpr std::size_t kShortPrefix = 2;    // bytes up to which a prefix means title words only
constexpr std::size_t kGeneralPrefix = 4;  // bytes from which it also means any word of any text

struct FieldFacet {
  std::string_view field;
  Facet facet;
  std::string_view prefix;
};

constexpr std::array<FieldFacet, kFacetCount> kFieldFacets = {
    {{"domain", Facet::domain, prefix::kDomain},
     {"owner", Facet::owner, prefix::kOwner},
     {"tag", Facet::tag, prefix::kTag},
     {"classification", Facet::classification, prefix::kClassification},
     {"platform", Facet::platform, prefix::kPlatform},
     {"status", Facet::status, prefix::kStatus}}};

Node nothing() {
  return {.op = Op::nothing, .term = {}, .kids = {}};
}

class Planner {
 public:
  Planner(const PlanContext& context, std::string_view text) : context_(context), text_(text) {}

  Plan run(const ParsedQuery& query) {
    for (const Clause& clause : query.clauses) add(clause);
    plan_.whole_id = clause_free_ ? nothing() : term(prefix::kId, trim(text_));
    add_exact_boosts(query.exact_text);
    add_named_boosts(query);
    if (!plan_.words.empty()) boost(all_of(titles_), tier::kTitleWords, "every word in title, name or dataset");
    return std::move(plan_);
  }

 private:
  struct Found {
    Node match, title = nothing();
  };

  void add(const Clause& clause) {
    clause_free_ = false;
    std::vector<Node> matches, titles;
    bool ranks = false;
    marking_ = !clause.negated;
    for (const Atom& atom : clause.any) {
      Found found = atom.kind == AtomKind::field ? Found{.match = field(atom)} : words(atom);
      ranks = ranks || atom.kind != AtomKind::field;
      matches.push_back(std::move(found.match));
      titles.push_back(std::move(found.title));
    }
    Node match = any_of(std::move(matches));
    if (clause.negated) {
      plan_.excluded.push_back(std::move(match));
    } else if (ranks) {
      plan_.words.push_back(std::move(match));
      titles_.push_back(any_of(std::move(titles)));
    } else {
      plan_.filters.push_back(std::move(match));
    }
  }

  [[nodiscard]] Node term(std::string_view prefix, std::string_view value) const {
    return term_node(context_.database, bounded_term(prefix, value));
  }
  [[nodiscard]] Node general(const std::string& part) const { return term("", context_.stem(part)); }
  [[nodiscard]] Node title_word(const std::string& part) const { return term(prefix::kTitle, context_.stem(part)); }

  static std::string joined(const std::vector<Part>& parts, std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = first; i < first + count; ++i) out += parts[i].text;
    return out;
  }

  // Words --------------------------------------------------------------------------------------------------------
  Found words(const Atom& atom) {
    if (atom.kind == AtomKind::phrase) return phrase(atom);
    if (atom.parts.size() > 1) return identifier(atom);
    return atom.prefix ? beginning(atom.parts.front()) : word(atom.parts.front());
  }

  Found word(const Part& part) {
    mark_word(part.text);
    Found found{general(part.text), title_word(part.text)};
    if (!found.match.possible()) found = in_two(part);
    return found;
  }

  // customerid, which nobody wrote as one, as customer and id.
  Found in_two(const Part& part) {
    constexpr std::size_t kBytesMin = 5, kBytesMax = 64, kHalfMin = 2;
    Found best{.match = nothing()};
    const std::string& text = part.text;
    for (std::size_t at = kHalfMin;
         text.size() >= kBytesMin && text.size() <= kBytesMax && at + kHalfMin <= text.size(); ++at) {
      const std::string head = text.substr(0, at), tail = text.substr(at);
      if (std::max(head.size(), tail.size()) < 4 || !named(head) || !named(tail)) continue;
      Node both = all_of({general(head), general(tail)});
      if (both.estimate <= best.match.estimate) continue;
      best = {std::move(both), all_of({title_word(head), title_word(tail)})};
      best_halves_ = {head, tail};
    }
    if (best.match.possible()) {
      mark_word(best_halves_.first);
      mark_word(best_halves_.second);
    } else {
      unknown(part);
    }
    return best;
  }

  // Part of a title or column name, so that chance splits into rare fragments do not count.
  [[nodiscard]] bool named(const std::string& word) const {
    return term(prefix::kTitle, word).possible() || term(prefix::kColumn, word).possible();
  }

  Found beginning(const Part& part) {
    const std::string& text = part.text;
    const auto words = context_.words.starting_with(text, kExpansionsMax);
    std::vector<Node> titles{title_word(text)};
    for (const WordCount& word : words) titles.push_back(term(prefix::kTitle, word.word));
    Node title = any_of(std::move(titles), true);
    const bool titles_only = text.size() <= kShortPrefix && title.possible();
    Node exact = general(text);
    Node match = any_of({exact, titles_only ? title : any_of(completions(text, words), true)});
    if (!match.possible()) return word(part);
    mark_word(text);
    if (marking_) plan_.marks.prefixes.push_back(text);
    return {std::move(match), std::move(title)};
  }

  // The words of names that go on like this, and from kGeneralPrefix bytes on any word; each term once.
  [[nodiscard]] std::vector<Node> completions(const std::string& text, const std::vector<WordCount>& words) const {
    std::map<std::string, Node> named;
    for (const WordCount& word : words) named.emplace(word.word, general(word.word));
    std::vector<Node> nodes;
    std::set<std::string> used;
    for (auto& [word, node] : named)
      if (used.insert(node.term).second) nodes.push_back(std::move(node));
    if (text.size() >= kGeneralPrefix)
      for (Node& node : terms_from("", text))
        if (used.insert(node.term).second) nodes.push_back(std::move(node));
    return nodes;
  }

  // The most frequent terms that start so, among the first kExpansionScanMax in order.
  [[nodiscard]] std::vector<Node> terms_from(std::string_view prefix, std::string_view text) const {
    std::vector<Node> nodes;
    const std::string start = bounded_term(prefix, text);
    std::size_t looked_at = 0;
    for (auto it = context_.database.allterms_begin(start); it != context_.database.allterms_end(start); ++it) {
      if (++looked_at > kExpansionScanMax) break;
      nodes.push_back({.op = Op::term, .term = *it, .kids = {}, .estimate = it.get_termfreq()});
    }
    std::ranges::sort(nodes, [](const Node& a, const Node& b) {
      return a.estimate != b.estimate ? a.estimate > b.estimate : a.term < b.term;
    });
    if (nodes.size() > kExpansionsMax) nodes.resize(kExpansionsMax);
    return nodes;
  }

  // customer_id in any spelling: written as one, or its pairs beside each other, or the words as a phrase; failing
  // that, the names on both sides of a dot, or wherever all of its parts are.
  Found identifier(const Atom& atom) {
    const auto& parts = atom.parts;
    const std::string whole = joined(parts, 0, parts.size());
    std::vector<Node> matches{general(whole), pairs(parts, atom.prefix)};
    std::vector<Node> titles{term(prefix::kTitle, whole), title_parts(parts)};
    if (atom.prefix) {
      matches.push_back(any_of(terms_from("", whole), true));
      titles.push_back(any_of(terms_from(prefix::kTitle, whole), true));
    }
    Found found{any_of(std::move(matches)), any_of(std::move(titles))};
    if (!found.match.possible()) return {apart(atom), std::move(found.title)};
    mark_identifier(whole, atom.prefix);
    Node phrase = phrase_node(parts);
    if (phrase.estimate <= kPhraseInsteadMax) found.match = any_of({std::move(found.match), std::move(phrase)});
    return found;
  }

  Node apart(const Atom& atom) {
    std::vector<Node> names;
    Atom name{.kind = AtomKind::word, .field = {}, .values = {}, .parts = {}};
    for (std::size_t i = 0; i < atom.parts.size(); ++i) {
      name.parts.push_back(atom.parts[i]);
      const bool last = i + 1 == atom.parts.size();
      if (!last && !atom.parts[i + 1].after_dot) continue;
      name.prefix = last && atom.prefix;
      const bool whole = name.parts.size() == atom.parts.size();
      names.push_back(whole ? parts_anywhere(name) : words(name).match);
      name.parts.clear();
    }
    return all_of(std::move(names));
  }

  [[nodiscard]] Node pairs(const std::vector<Part>& parts, bool prefix) const {
    if (parts.size() < 3 || prefix) return nothing();
    std::vector<Node> nodes;
    nodes.reserve(parts.size());
    for (std::size_t i = 0; i + 2 <= parts.size(); ++i) nodes.push_back(general(joined(parts, i, 2)));
    return all_of(std::move(nodes));
  }

  [[nodiscard]] Node title_parts(const std::vector<Part>& parts) const {
    std::vector<Node> nodes;
    nodes.reserve(parts.size());
    for (const Part& part : parts) nodes.push_back(title_word(part.text));
    return all_of(std::move(nodes));
  }

  Node parts_anywhere(const Atom& atom) {
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < atom.parts.size(); ++i) {
      const bool open = atom.prefix && i + 1 == atom.parts.size();
      nodes.push_back(open ? beginning(atom.parts[i]).match : word(atom.parts[i]).match);
    }
    return all_of(std::move(nodes));
  }

  [[nodiscard]] Node phrase_node(const std::vector<Part>& parts) const {
    std::vector<Node> nodes;
    nodes.reserve(parts.size());
    for (const Part& part : parts) nodes.push_back(general(part.text));
    Node node = all_of(std::move(nodes));
    if (node.op == Op::all_of) node.op = Op::phrase;
    return node;
  }

  Found phrase(const Atom& atom) {
    for (const Part& part : atom.parts) mark_word(part.text);
    if (atom.parts.size() == 1) return word(atom.parts.front());
    const std::string whole = joined(atom.parts, 0, atom.parts.size());
    mark_identifier(whole, false);
    Found found{any_of({phrase_node(atom.parts), general(whole)}),
                any_of({term(prefix::kTitle, whole), title_parts(atom.parts)})};
    if (!found.match.possible())
      for (const Part& part : atom.parts)
        if (!general(part.text).possible()) unknown(part);
    return found;
  }

  // Fields -------------------------------------------------------------------------------------------------------
  Node field(const Atom& atom) {
    std::vector<Node> nodes;
    for (const std::string& value : atom.values) nodes.push_back(field_value(atom.field, value));
    return any_of(std::move(nodes));
  }

  Node field_value(std::string_view field, const std::string& value) {
    if (field == "pii" || field == "retired") return flag(field, value);
    if (field == "kind") return term(prefix::kKind, fold(value));
    if (field == "id") return term(prefix::kId, value);
    if (field == "column") {
      if (marking_) boost(term(prefix::kExactColumn, spelling_key(value)), tier::kColumn, "exact column");
      return named_words(prefix::kColumn, value);
    }
    if (field == "title") return named_words(prefix::kTitle, value);
    return facet_value(field, value);
  }

  Node flag(std::string_view field, std::string_view value) {
    const std::string folded = to_lower(value);
    const bool wanted = folded == "true" || folded == "yes" || folded == "1";
    if (field == "retired") plan_.retired = true;
    Node flagged = term(prefix::kFlag, field);
    if (wanted) return flagged;
    plan_.excluded.push_back(std::move(flagged));
    return {};
  }

  Node facet_value(std::string_view field, const std::string& value) {
    const auto& row = *std::ranges::find(kFieldFacets, field, &FieldFacet::field);
    if (field == "status" && to_lower(value) == "retired") plan_.retired = true;
    std::vector<Node> nodes;
    for (const std::string& known : context_.values.resolve(row.facet, value, kFieldValuesMax))
      nodes.push_back(term(row.prefix, known));
    return any_of(std::move(nodes));
  }

  Node named_words(std::string_view prefix, std::string_view value) {
    const bool open = value.ends_with('*');
    const Tokens tokens = tokenise(value, kWordsMax);
    if (const std::string whole = tokens.joined(0, tokens.parts.size()); tokens.parts.size() > 1) {
      Node as_one = any_of({term(prefix, whole), term(exact_of(prefix), whole)});
      if (as_one.possible()) {
        mark_identifier(whole, false);
        return as_one;
      }
    }
    std::vector<Node> parts;
    for (const Part& part : tokens.parts) {
      const bool last = &part == &tokens.parts.back();
      parts.push_back(open && last ? any_of(terms_from(prefix, part.text), true) : term(prefix, part.text));
      mark_word(part.text);
      if (open && last && marking_) plan_.marks.prefixes.push_back(part.text);
    }
    return all_of(std::move(parts));
  }

  static std::string_view exact_of(std::string_view prefix) {
    return prefix == prefix::kColumn ? prefix::kExactColumn : prefix;
  }

  // Boosts -------------------------------------------------------------------------------------------------------
  void add_exact_boosts(std::string_view text) {
    if (text.empty()) return;
    const std::string key = spelling_key(text);
    boost(term(prefix::kId, text), tier::kId, "exact id");
    if (key.empty()) return;
    boost(term(prefix::kExactName, key), tier::kName, "exact name");
    boost(term(prefix::kExactDataset, key), tier::kDataset, "exact dataset");
    Node column = term(prefix::kExactColumn, key);
    const double common = std::max<double>(kCommonColumnMin, kCommonColumnShare * context_.database.get_doccount());
    const bool telling = static_cast<double>(column.estimate) <= common;
    boost(std::move(column), telling ? tier::kColumn : tier::kTitleWords, "exact column");
  }

  void boost(Node node, double weight, std::string name) {
    if (node.possible() && node.op != Op::everything)
      plan_.boosts.push_back({std::move(node), weight, std::move(name)});
  }

  // "who uses fact orders": two or more words beside each other that are a name by themselves.
  void add_named_boosts(const ParsedQuery& query) {
    constexpr std::size_t kRunMax = 4;
    const std::vector<std::string> words = plain_words(query);
    for (std::size_t first = 0; first < words.size(); ++first) {
      std::string run = words[first];
      for (std::size_t next = first + 1; next < std::min(words.size(), first + kRunMax); ++next) {
        run += words[next];
        for (const std::string_view prefix : {prefix::kExactName, prefix::kExactDataset, prefix::kExactColumn})
          boost(term(prefix, run), tier::kNamed, "named " + run);
      }
    }
  }

  // Every word that is neither alternative nor negated.
  static std::vector<std::string> plain_words(const ParsedQuery& query) {
    std::vector<std::string> words;
    for (const Clause& clause : query.clauses) {
      if (words.size() >= kNamedWordsMax) break;
      const bool plain = !clause.negated && clause.any.size() == 1 && clause.any.front().kind == AtomKind::word;
      if (plain) words.push_back(joined(clause.any.front().parts, 0, clause.any.front().parts.size()));
    }
    return words;
  }

  // Marks --------------------------------------------------------------------------------------------------------
  void mark_word(const std::string& part) {
    if (!marking_) return;
    plan_.marks.stems.insert(context_.stem(part));
    plan_.marks.joined.insert(part);
  }
  void mark_identifier(const std::string& whole, bool open) {
    if (!marking_) return;
    plan_.marks.joined.insert(whole);
    if (open) plan_.marks.prefixes.push_back(whole);
    plan_.marks.starts_joined = plan_.marks.starts_joined || open;
  }
  void unknown(const Part& part) {
    if (marking_) plan_.unknown.push_back({part.text, part.begin, part.end});
  }

  const PlanContext& context_;
  std::string_view text_;
  Plan plan_;
  std::vector<Node> titles_;
  std::pair<std::string, std::string> best_halves_;
  bool marking_ = true;
  bool clause_free_ = true;
};

}  // namespace

Plan make_plan(const PlanContext& context, const ParsedQuery& query, std::string_view text) {
  return Planner(context, text).run(query);
}

}  // namespace trama::search
