// What stands in FROM: names of many parts, LATERAL VIEW, UNNEST WITH OFFSET, joins and options of other dialects.
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr auto kNone = Tokens::kNone;

constexpr std::string_view kClauses =
    " where group having order limit qualify window union except intersect minus fetch set when on using select "
    "join left right full inner cross natural lateral outer as with for tablesample values offset connect start "
    "semi anti asof pivot unpivot sample match_recognize match_condition returning then ";

class Relations {
 public:
  explicit Relations(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      if (token.text.empty() || token.kind == TokenKind::name) continue;
      track(i);
      if (token.is("lateral") && t_.after(i).is("view"))
        lateral_view(i);
      else if (token.is("unnest") && t_.after(i).is("("))
        unnest(i);
      else if (token.is("join") || token.is("straight_join"))
        join(i);
      else if ((token.is("asof") || token.is("positional") || token.is("global")) && is_join(t_.after(i)))
        odd_join(i);
      else if (token.is("apply") && (t_.before(i).is("cross") || t_.before(i).is("outer")))
        apply(i);
      else if (token.is("tablesample") || (token.is("sample") && t_.after(i).is("(")))
        sample(i);
      else if (token.is("in") && t_.after(i).is("unnest"))
        in_unnest(i);
      else if (token.is("with") && t_.after(i).is("(") && r_.dialect() == Dialect::tsql)
        hint(i);
      else if ((token.is("use") || token.is("force") || token.is("ignore")) && t_.after(i).is("index"))
        hint(t_.next(i));
      else if (token.is("(") && t_.are(t_.next(i), {"+", ")"}))
        t_.drop(i, t_.matching(i) + 1);
      if (relation_next_) relation(t_.next(i));
      if (token.is("lateral") && t_.after(i).is("(")) bracket(t_.next(i));
    }
    joins_without_condition();
  }

 private:
  static bool is_join(const Token& token) {
    return token.is("join") || token.is("left") || token.is("inner") || token.is("any") || token.is("full");
  }

  // Whether a relation is expected behind token i.
  void track(std::size_t i) {
    const Token& token = t_[i];
    relation_next_ = false;
    levels_.resize(std::max<std::size_t>(levels_.size(), t_.depth(i) + 1), false);
    if (token.is("(")) {
      if (levels_.size() <= t_.depth(i) + 1) levels_.resize(t_.depth(i) + 2, false);
      levels_[t_.depth(i) + 1] = false;
      relation_next_ = levels_[t_.depth(i)] && (t_.before(i).is("from") || t_.before(i).is("join") ||
                                                t_.before(i).is(",") || t_.before(i).is("("));
      if (relation_next_) levels_[t_.depth(i) + 1] = true;
      return;
    }
    if (token.is("from")) {
      if (!relation_from(i)) return;
      levels_[t_.depth(i)] = relation_next_ = true;
    } else if (token.is("join") || token.is("straight_join") || token.is("into") || token.is("update")) {
      relation_next_ = true;
    } else if (token.is("using") && (r_.kind == StatementKind::merge || r_.kind == StatementKind::remove)) {
      levels_[t_.depth(i)] = relation_next_ = !t_.after(i).is("(") || r_.kind == StatementKind::merge;
    } else if (token.is(",")) {
      relation_next_ = levels_[t_.depth(i)];
    } else if (among(" where group having order limit qualify window union except intersect minus set select when "
                     "values with ",
                     token)) {
      levels_[t_.depth(i)] = false;
    }
  }

  // FROM also stands in EXTRACT(x FROM y) and IS DISTINCT FROM.
  [[nodiscard]] bool relation_from(std::size_t i) const {
    if (t_.before(i).is("distinct")) {
      const Token& last = t_.before(t_.previous(i));
      if (last.is("is") || last.is("not")) return false;
    }
    if (t_.depth(i) == 0) return true;
    return !t_.is(open_bracket_function(i), "extract") && !call_with_from(open_bracket_function(i));
  }

  [[nodiscard]] bool call_with_from(std::size_t f) const {
    return f < t_.size() &&
           among(" extract trim substring substr overlay btrim ltrim rtrim position date_part ceil floor ", t_[f]);
  }

  // The word before the bracket around i; size() where there is none.
  [[nodiscard]] std::size_t open_bracket_function(std::size_t i) const {
    std::size_t steps = 0;
    for (std::size_t at = t_.previous(i); at != kNone && steps < 100; at = t_.previous(at), ++steps) {
      if (t_.is(at, ")") && t_.matching(at) != kNone) {
        at = t_.matching(at);
        continue;
      }
      if (t_.is(at, "select")) return t_.size();
      if (!t_.is(at, "(")) continue;
      const std::size_t f = t_.previous(at);
      return f == kNone ? t_.size() : f;
    }
    return t_.size();
  }

  // What the bracket at `open` holds in FROM: a query, one relation, or a join.
  enum class Held : std::uint8_t { query, relation, join };
  [[nodiscard]] Held held(std::size_t open, int depth = 0) const {
    const std::size_t close = t_.matching(open);
    const std::size_t first = t_.next(open);
    if (close == kNone || depth > 100) return Held::join;
    if (t_.is(first, "select") || t_.is(first, "with") || t_.is(first, "values") || t_[first].text == "(VALUES") {
      return Held::query;
    }
    if (t_.is(first, "(") && t_.matching(first) != kNone) {
      const Token& then = t_.after(t_.matching(first));
      if (then.is("union") || then.is("except") || then.is("intersect") || then.is("minus")) return Held::query;
      return t_.next(t_.matching(first)) == close ? held(first, depth + 1) : Held::join;
    }
    std::size_t at = first;
    while (at < close && (t_[at].identifier() || t_.is(at, ".")) && !among(kClauses, t_[at])) at = t_.next(at);
    return at == close ? Held::relation : Held::join;
  }

  // Queries in FROM need an alias, and a single relation no brackets.
  void bracket(std::size_t open) {
    const std::size_t close = t_.matching(open);
    if (close == kNone || named_.contains(close)) return;
    const Held what = held(open);
    if (what == Held::relation) {
      t_[open].drop();
      t_[close].drop();
    }
    if (what != Held::query) return;
    const Token& then = t_.after(close);
    if (then.is("as") || (then.identifier() && !among(kClauses, then))) return;
    named_.insert(close);
    t_[close].text += " AS " + std::string(kMark) + "query_" + std::to_string(named_.size());
    // Brackets around the query alone are part of it.
    for (std::size_t at = t_.next(open); t_.is(at, "(") && t_.matching(at) != kNone; at = t_.next(at)) {
      named_.insert(t_.matching(at));
    }
  }

  void relation(std::size_t i) {
    if (i >= t_.size()) return;
    Token& token = t_[i];
    if (token.is("(")) return bracket(i);
    if (token.is("identifier") && t_.after(i).is("(") && t_[t_.next(t_.next(i))].kind == TokenKind::string) {
      return identifier(i);
    }
    if (token.kind == TokenKind::param && t_.after(i).is("(")) drop_brackets(t_.next(i));
    if (token.kind == TokenKind::string || token.kind == TokenKind::param) {
      token.kind = TokenKind::name;
      token.text = quoted_name(token.name);
      return;
    }
    if (token.is("values") && token.kind == TokenKind::word && t_.after(i).is("(")) return values(i);
    if (token.is("table") && t_.after(i).is("(")) return table_function(i);
    if (token.is("only") || !token.identifier() || among(kClauses, token)) return;
    std::size_t at = i;
    std::vector<std::string> parts = {token.name};
    bool dashes = false;
    std::size_t last = i;
    while (true) {
      const std::size_t then = t_.next(at);
      const bool dash = t_.is(then, "-") && t_[then].glued && r_.dialect() == Dialect::bigquery;
      if (!dash && !t_.is(then, ".")) break;
      std::size_t part = t_.next(then);
      if (t_.is(part, ".") && !dash) {  // db..table of T-SQL
        parts.emplace_back("dbo");
        part = t_.next(part);
        dashes = true;
      }
      if (part >= t_.size() || (!t_[part].identifier() && !(dash && t_[part].kind == TokenKind::number))) break;
      if (dash)
        parts.back() += "-" + t_[part].name;
      else
        parts.push_back(t_[part].name);
      dashes = dashes || dash;
      at = last = part;
    }
    if (r_.dialect() == Dialect::duckdb && t_.after(last).is("(")) named_arguments(t_.next(last));
    name_of(i, last, std::move(parts), dashes);
    options(t_.next(last));
  }

  // read_csv('x', header = true)
  void named_arguments(std::size_t open) {
    const std::size_t close = t_.matching(open);
    if (close == kNone) return;
    for (std::size_t at = open; at < close;) {
      const std::size_t name = t_.next(at);
      if (t_[name].identifier() && t_.after(name).is("=")) t_.drop(name, t_.next(name) + 1);
      at = std::min(close, t_.find(open == at ? open + 1 : at + 1, {","}));
    }
  }

  void name_of(std::size_t i, std::size_t last, std::vector<std::string> parts, bool dashes) {
    if (t_.after(last).is("(") && r_.kind != StatementKind::insert) return;
    if (dashes) {
      std::vector<std::string> whole;
      for (const std::string& part : parts) {
        for (const std::string_view piece : split(part, '.')) whole.emplace_back(piece);
      }
      parts = std::move(whole);
    }
    if (parts.size() <= 3 && !dashes) return;
    std::string stand_in;
    if (parts.size() > 3) {
      const std::string name = std::string(kMark) + "relation_" + std::to_string(r_.long_names.size());
      r_.long_names[name] = parts;
      stand_in = quoted_name(name);
      // Qualified columns find it by its last part.
      if (!t_.after(last).is("as") && (!t_.after(last).identifier() || among(kClauses, t_.after(last)))) {
        stand_in += " AS " + quoted_name(folded(parts.back(), r_.traits->fold));
      }
    } else {
      for (const std::string& part : parts) stand_in += (stand_in.empty() ? "" : ".") + quoted_name(part);
    }
    t_.drop(i, last + 1);
    t_[i].text = stand_in;
  }

  // Time travel and the like behind a relation.
  void options(std::size_t i) {
    if (t_.is(i, "for") && (t_.after(i).is("system_time") || t_.after(i).is("timestamp") || t_.after(i).is("version") ||
                            t_.after(i).is("system_version"))) {
      t_[i].drop();
      as_of(t_.next(i));
    } else if ((t_.is(i, "timestamp") || t_.is(i, "version")) && t_.are(t_.next(i), {"as", "of"})) {
      as_of(i);
    } else if (among(" at before changes partition ", t_[i]) && t_.after(i).is("(")) {
      hint(i);
    } else if (t_.is(i, "final") && r_.dialect() == Dialect::generic) {
      t_[i].drop();
    }
  }

  void as_of(std::size_t i) {
    std::size_t end = t_.find(i, {"where", "join", "left", "inner", "cross", "full", "right", "group", "order", "limit",
                                  ",", "union", "on", "qualify", "having"});
    // An alias may follow the point in time.
    const std::size_t of = t_.find(i, {"of"});
    std::size_t value = t_.next(of);
    while (value < end && !t_.is(value, "as")) {
      const Token& last = t_[value];
      const std::size_t then = t_.is(value, "(") && t_.matching(value) != kNone ? t_.matching(value) : value;
      const bool operand = last.kind == TokenKind::string || last.kind == TokenKind::number || t_.is(then, ")");
      value = t_.next(then);
      if (operand && value < end && t_[value].identifier() && !t_.is(value, "interval")) break;
    }
    t_.drop(i, std::min(value, end));
  }

  void hint(std::size_t i) {
    const std::size_t open = t_.next(i);
    if (t_.is(open, "(") && t_.matching(open) != kNone) t_.drop(i, t_.matching(open) + 1);
  }

  void drop_brackets(std::size_t open) {
    if (t_.matching(open) != kNone) t_.drop(open, t_.matching(open) + 1);
  }

  // IDENTIFIER('db.schema.table')
  void identifier(std::size_t i) {
    const std::size_t close = t_.matching(t_.next(i));
    if (close == kNone) return;
    std::string name;
    for (const std::string_view part : split(t_[t_.next(t_.next(i))].name, '.')) {
      name += (name.empty() ? "" : ".") + quoted_name(folded(part, r_.traits->fold));
    }
    t_.drop(i, close + 1);
    t_[i].text = name;
  }

  void sample(std::size_t i) {
    std::size_t end = t_.next(i);
    while (end < t_.size() && !t_.is(end, "(") && t_[end].kind == TokenKind::word) end = t_.next(end);
    while (t_.is(end, "(") && t_.matching(end) != kNone) {
      end = t_.next(t_.matching(end));
      if ((t_.is(end, "repeatable") || t_.is(end, "seed")) && t_.after(end).is("(")) end = t_.next(end);
    }
    t_.drop(i, end);
  }

  // VALUES (1, 2), (3, 4) AS t(a, b) without brackets around it.
  void values(std::size_t i) {
    if (t_.before(i).is("(")) return;
    std::size_t last = t_.next(i);
    while (t_.is(last, "(") && t_.matching(last) != kNone) {
      last = t_.matching(last);
      if (!t_.after(last).is(",") || !t_.is(t_.next(t_.next(last)), "(")) break;
      last = t_.next(t_.next(last));
    }
    t_[i].text = "(VALUES";
    t_[last].text += ")";
    if (!t_.after(last).is("as") && !t_.after(last).identifier())
      t_[last].text += " AS " + std::string(kMark) + "values";
  }

  // TABLE(f(x)) is f(x).
  void table_function(std::size_t i) {
    const std::size_t open = t_.next(i);
    const std::size_t close = t_.matching(open);
    if (close == kNone) return;
    if (t_.after(open).is("select") || t_.after(open).is("with")) {
      t_[i].drop();
      return;
    }
    if (t_[t_.next(open)].kind == TokenKind::string) {  // TABLE('name')
      Token& name = t_[t_.next(open)];
      name.kind = TokenKind::name;
      name.text = quoted_name(name.name);
    }
    t_[i].drop();
    t_[open].drop();
    t_[close].drop();
  }

  void lateral_view(std::size_t i) {
    std::size_t at = t_.next(i);
    t_[i].text = "CROSS JOIN LATERAL";
    t_[at].drop();
    at = t_.next(at);
    if (t_.is(at, "outer")) {
      t_[at].drop();
      at = t_.next(at);
    }
    while (at < t_.size() && !t_.is(at, "(")) at = t_.next(at);
    const std::size_t close = at < t_.size() ? t_.matching(at) : kNone;
    if (close == kNone) return;
    std::size_t then = t_.next(close);
    if (t_[then].identifier() && !among(kClauses, t_[then]))
      then = t_.next(then);
    else
      t_[close].text += " AS " + quoted_name(std::string(kMark) + "view");
    if (!t_.is(then, "as")) return;
    t_[then].text = "(";
    std::size_t column = t_.next(then);
    while (t_.after(column).is(",") && t_[t_.next(t_.next(column))].identifier()) column = t_.next(t_.next(column));
    if (column < t_.size()) t_[column].text = quoted_name(folded(t_[column].name, r_.traits->fold)) + ")";
  }

  void unnest(std::size_t i) {
    const std::size_t close = t_.matching(t_.next(i));
    if (close == kNone) return;
    std::size_t alias = t_.next(close);
    if (t_.is(alias, "as")) alias = t_.next(alias);
    std::size_t with = alias;
    if (t_[alias].identifier() && !among(kClauses, t_[alias])) with = t_.next(alias);
    if (!t_.are(with, {"with", "offset"})) return;
    std::size_t last = t_.next(with);
    std::string offset = "offset";
    if (t_.after(last).is("as") || (t_.after(last).identifier() && !among(kClauses, t_.after(last)))) {
      last = t_.next(last);
      if (t_.is(last, "as")) last = t_.next(last);
      offset = t_[last].name;
    }
    const std::string name = with == alias ? std::string(kMark) + "unnest" : t_[alias].name;
    const std::string list = quoted_name(name) + "(" + quoted_name(name) + ", " + quoted_name(offset) + ")";
    t_.drop(with, last + 1);
    if (with == alias)
      t_[close].text += " AS " + list;
    else
      t_[alias].text = list;
    if (with != alias) t_[alias].kind = TokenKind::name;
  }

  void in_unnest(std::size_t i) {
    const std::size_t call = t_.next(i);
    const std::size_t close = t_.matching(t_.next(call));
    if (close == kNone) return;
    t_[call].text = "(unnest";
    t_[close].text += ")";
  }

  // Of SEMI and ANTI joins only the left side shows; a mark in the condition says so.
  void join(std::size_t i) {
    if (t_.is(i, "straight_join")) t_[i].text = "JOIN";
    const std::size_t kind = t_.previous(i);
    if (kind == kNone || (!t_.is(kind, "semi") && !t_.is(kind, "anti"))) return;
    t_[kind].drop();
    const std::size_t on = t_.find(t_.next(i), {"on", "using", "join", "where", "group", "order", "union", "limit"});
    const std::string mark(kMarkSemi);
    if (t_.is(on, "on")) t_[on].text = "ON " + quoted_string(mark) + " IS NOT NULL AND";
    if (t_.is(on, "using") && t_.after(on).is("(")) t_[t_.next(on)].text = "(" + quoted_name(mark) + ", ";
  }

  void odd_join(std::size_t i) {
    if (t_.is(i, "positional"))
      t_[i].text = "CROSS";
    else
      t_[i].drop();
    const std::size_t match = t_.find(i + 1, {"match_condition", "where"});
    if (!t_.is(match, "match_condition")) return;
    t_[match].text = "ON";
    const std::size_t close = t_.matching(t_.next(match));
    if (close != kNone && t_.after(close).is("on")) t_[t_.next(close)].text = "AND";
  }

  void apply(std::size_t i) {
    t_[t_.previous(i)].text = "CROSS";
    t_[i].text = "JOIN LATERAL";
  }

  // A JOIN whose condition is left out is a CROSS JOIN.
  void joins_without_condition() {
    if (r_.dialect() == Dialect::postgres || r_.dialect() == Dialect::redshift) return;
    for (std::size_t i = 0; i < t_.size(); ++i) {
      if (t_.is(i, "from") && !t_[i].text.empty() && t_[i].kind == TokenKind::word) conditions(i);
    }
  }

  void conditions(std::size_t from) {
    std::vector<std::size_t> joins;
    std::vector<bool> has;
    std::size_t count = 0;
    for (std::size_t at = t_.find(from + 1, {"join", "on", "using", "where", "group", "union", "order", "limit"});
         at < t_.size(); at = t_.find(at + 1, {"join", "on", "using", "where", "group", "union", "order", "limit"})) {
      if (t_.depth(at) != t_.depth(from)) break;
      if (t_.is(at, "join")) {
        const Token& kind = t_.before(at);
        joins.push_back(at);
        has.push_back(kind.is("cross") || kind.is("natural") || kind.text == "CROSS");
      } else if (t_.is(at, "on") || t_.is(at, "using")) {
        ++count;
        if (!has.empty()) has.back() = true;
      } else {
        break;
      }
    }
    std::size_t need = 0;
    for (const std::size_t at : joins) {
      const Token& kind = t_.before(at);
      need += kind.is("cross") || kind.is("natural") || kind.text == "CROSS" ? 0 : 1;
    }
    if (count >= need) return;
    for (std::size_t n = 0; n < joins.size(); ++n) {
      if (has[n]) continue;
      for (std::size_t at = t_.previous(joins[n]); at != kNone && among(" left right full inner outer ", t_[at]);
           at = t_.previous(joins[n])) {
        t_[at].drop();
      }
      t_[joins[n]].text = "CROSS JOIN";
    }
  }

  Rewrite& r_;
  Tokens& t_;
  std::set<std::size_t> named_;  // closing brackets of queries that have a name
  std::vector<bool> levels_;     // by depth: whether commas separate relations
  bool relation_next_ = false;
};

}  // namespace

void rewrite_relations(Rewrite* r) {
  Relations(r).run();
}

}  // namespace trama::lineage::sql
