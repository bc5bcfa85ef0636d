#include "search/query.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "catalog/base/text.h"
#include "search/schema.h"
#include "search/terms.h"

namespace trama::search {
namespace {

struct FieldName {
  std::string_view typed, canonical;
};

constexpr std::array<FieldName, 21> kFields = {{{"domain", "domain"},
                                                {"owner", "owner"},
                                                {"team", "owner"},
                                                {"tag", "tag"},
                                                {"tags", "tag"},
                                                {"classification", "classification"},
                                                {"class", "classification"},
                                                {"platform", "platform"},
                                                {"status", "status"},
                                                {"kind", "kind"},
                                                {"type", "kind"},
                                                {"pii", "pii"},
                                                {"retired", "retired"},
                                                {"column", "column"},
                                                {"col", "column"},
                                                {"field", "column"},
                                                {"dataset", "title"},
                                                {"table", "title"},
                                                {"title", "title"},
                                                {"name", "title"},
                                                {"id", "id"}}};

std::optional<std::string_view> canonical_field(std::string_view typed) {
  const auto found =
      std::ranges::find_if(kFields, [&](const FieldName& f) { return equal_ignoring_case(f.typed, typed); });
  return found == kFields.end() ? std::nullopt : std::optional(found->canonical);
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == '(' || c == ')' || c == '\0';
}

// Quotes people's keyboards and word processors make.
constexpr std::array<std::string_view, 6> kQuotes = {"\"",           "\xE2\x80\x9C", "\xE2\x80\x9D",
                                                     "\xE2\x80\x9E", "\xC2\xAB",     "\xC2\xBB"};

std::size_t quote_bytes(std::string_view text) {
  for (const std::string_view quote : kQuotes)
    if (text.starts_with(quote)) return quote.size();
  return 0;
}

class Parser {
 public:
  Parser(std::string_view text, bool prefix_last) : text_(text), prefix_last_(prefix_last) {}

  ParsedQuery run() {
    while (skip_space(), at_ < text_.size() && words_ < kWordsMax) item();
    drop_stop_words();
    if (!alternatives_) query_.exact_text = trim(plain_);
    return std::move(query_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  void item() {
    if (keyword("OR") || symbol("||") || symbol("|")) {
      joining_ = alternatives_ = !query_.clauses.empty();
    } else if (keyword("AND") || symbol("&&")) {
      joining_ = false;
    } else if (keyword("NOT") || minus()) {
      negated_ = true;
    } else if (const std::size_t quote = quote_bytes(rest()); quote > 0) {
      add_phrase(quoted(quote));
    } else if (!field()) {
      words(bare());
    }
  }

  // A capital keyword on its own, with something after it: "OR" at the end is a word somebody began.
  bool keyword(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end >= text_.size() || !is_space(text_[end])) return false;
    at_ = end;
    return true;
  }

  bool symbol(std::string_view sign) {
    if (!rest().starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }

  bool minus() {
    const bool here = text_[at_] == '-' && at_ + 1 < text_.size() && !is_space(text_[at_ + 1]) && text_[at_ + 1] != '-';
    if (here) ++at_;
    return here;
  }

  // The text behind an opening quote, up to the next quote or the end.
  std::string_view quoted(std::size_t quote) {
    at_ += quote;
    const std::size_t start = at_;
    while (at_ < text_.size() && quote_bytes(rest()) == 0) ++at_;
    const std::string_view inside = text_.substr(start, at_ - start);
    if (at_ < text_.size()) at_ += quote_bytes(rest());
    return inside;
  }

  std::string_view bare() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && quote_bytes(rest()) == 0 && text_[at_] != '|') ++at_;
    return text_.substr(start, at_ - start);
  }

  bool field() {
    std::size_t colon = at_;
    while (colon < text_.size() && ((text_[colon] | 0x20) >= 'a' && (text_[colon] | 0x20) <= 'z')) ++colon;
    if (colon == at_ || colon >= text_.size() || text_[colon] != ':') return false;
    const auto name = canonical_field(text_.substr(at_, colon - at_));
    if (!name) return false;
    at_ = colon + 1;
    Atom atom{.kind = AtomKind::field, .field = std::string(*name), .values = field_values(), .parts = {}};
    if (!atom.values.empty()) add(std::move(atom));
    negated_ = false;
    return true;
  }

  std::vector<std::string> field_values() {
    std::vector<std::string> values;
    do {
      const std::size_t quote = quote_bytes(rest());
      const std::string_view value = trim(quote > 0 ? quoted(quote) : one_value());
      if (!value.empty()) values.emplace_back(value);
    } while (symbol(","));
    return values;
  }

  std::string_view one_value() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ',' && quote_bytes(rest()) == 0) ++at_;
    return text_.substr(start, at_ - start);
  }

  // Every identifier of a bare word becomes a word of its own: s3://bucket/path needs all three.
  void words(std::string_view text) {
    const bool negated = negated_, joining = joining_;
    const bool starred = text.ends_with('*');
    const Tokens tokens = tokenise(text, kWordsMax);
    remember_plain(text);
    for (std::size_t i = 0; i < tokens.groups.size(); ++i) {
      const Group& group = tokens.groups[i];
      Atom atom{
          .kind = AtomKind::word, .field = {}, .values = {}, .parts = placed(tokens, group.first, group.count, text)};
      const bool last = i + 1 == tokens.groups.size() && (at_ == text_.size() || starred);
      atom.prefix = last && (starred || (prefix_last_ && group.end == text.size()));
      negated_ = negated;
      joining_ = joining && i == 0;
      add(std::move(atom));
    }
    negated_ = false;
  }

  void add_phrase(std::string_view text) {
    const Tokens tokens = tokenise(text, kWordsMax);
    remember_plain(text);
    Atom atom{
        .kind = AtomKind::phrase, .field = {}, .values = {}, .parts = placed(tokens, 0, tokens.parts.size(), text)};
    if (!atom.parts.empty()) add(std::move(atom));
    negated_ = false;
  }

  void remember_plain(std::string_view text) {
    if (!negated_) plain_.append(" ").append(text);
  }

  [[nodiscard]] std::vector<Part> placed(const Tokens& tokens, std::size_t first, std::size_t count,
                                         std::string_view inside) const {
    const auto base = static_cast<std::uint32_t>(inside.data() - text_.data());
    std::vector<Part> parts;
    for (std::size_t i = first; i < first + count; ++i)
      parts.push_back(
          {tokens.parts[i].text, tokens.parts[i].begin + base, tokens.parts[i].end + base, tokens.parts[i].after_dot});
    return parts;
  }

  void add(Atom atom) {
    words_ += std::max<std::size_t>(1, atom.parts.size());
    if (joining_ && !negated_ && !query_.clauses.empty() && !query_.clauses.back().negated) {
      query_.clauses.back().any.push_back(std::move(atom));
    } else {
      query_.clauses.push_back({negated_, {}});
      query_.clauses.back().any.push_back(std::move(atom));
    }
    joining_ = false;
    negated_ = false;
  }

  static bool is_stop_clause(const Clause& clause) {
    if (clause.negated || clause.any.size() != 1) return false;
    const Atom& atom = clause.any.front();
    return atom.kind == AtomKind::word && !atom.prefix && atom.parts.size() == 1 &&
           is_stop_word(atom.parts.front().text);
  }

  void drop_stop_words() {
    const auto keeps =
        std::ranges::count_if(query_.clauses, [](const Clause& c) { return !c.negated && !is_stop_clause(c); });
    if (keeps > 0) std::erase_if(query_.clauses, is_stop_clause);
  }

  std::string_view text_;
  bool prefix_last_;
  std::size_t at_ = 0;
  std::size_t words_ = 0;
  bool negated_ = false, joining_ = false, alternatives_ = false;
  std::string plain_;
  ParsedQuery query_;
};

std::string describe_list(const std::vector<std::string>& items, std::string_view between, std::string_view quote) {
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += between;
    out.append(quote).append(item).append(quote);
  }
  return out;
}

std::string describe(const Atom& atom) {
  if (atom.kind == AtomKind::field) return atom.field + ':' + describe_list(atom.values, ",", "\"");
  std::vector<std::string> parts;
  for (const Part& part : atom.parts) parts.push_back(part.text);
  if (atom.kind == AtomKind::phrase) return '"' + describe_list(parts, " ", "") + '"';
  return describe_list(parts, "+", "") + (atom.prefix ? "*" : "");
}

std::string describe(const Clause& clause) {
  std::string out;
  for (const Atom& atom : clause.any) out += (out.empty() ? "" : " OR ") + describe(atom);
  if (clause.any.size() > 1) out = '(' + out + ')';
  return clause.negated ? "NOT " + out : out;
}

}  // namespace

ParsedQuery parse_query(std::string_view text, bool prefix_last) {
  return Parser(text, prefix_last).run();
}

std::string describe(const ParsedQuery& query) {
  std::string out;
  for (const Clause& clause : query.clauses) out += (out.empty() ? "" : " AND ") + describe(clause);
  return out;
}

}  // namespace trama::search
