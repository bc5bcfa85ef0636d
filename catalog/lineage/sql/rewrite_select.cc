// The clauses of SELECT that PostgreSQL does not have.
#include <algorithm>
#include <string>

#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr auto kNone = Tokens::kNone;

bool ends_list(const Token& token) {
  static constexpr std::string_view kWords =
      " from where group having order limit qualify window union except intersect minus sort distribute cluster ";
  return token.kind == TokenKind::end || token.is(")") || token.is("]") || among(kWords, token);
}

class Select {
 public:
  explicit Select(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      if (token.text.empty() || token.kind == TokenKind::name) continue;
      if (token.is("select"))
        after_select(i);
      else if (token.is("*"))
        star(i);
      else if (token.is(",") && ends_list(t_.after(i)))
        t_[i].drop();
      else if (token.is("group") && t_.after(i).is("by"))
        group_by(i);
      else if (token.is("order") && t_.are(t_.next(i), {"by", "all"}))
        all_columns(t_.next(t_.next(i)));
      else if (token.is("with") && behind_operand(t_, i))
        rollup(i);
      else if (token.is("limit"))
        limit(i);
      else if (token.is("minus") && (t_.after(i).is("select") || t_.after(i).is("(")))
        t_[i].text = "EXCEPT";
      else if (token.is("union"))
        by_name(i);
      else if ((token.is("start") && t_.after(i).is("with")) || (token.is("connect") && t_.after(i).is("by")))
        connect(i);
      else if (token.is("option") && r_.dialect() == Dialect::tsql && t_.after(i).is("("))
        t_.drop(i, t_.size());
    }
    if (!r_.postgres_like() || r_.dialect() != Dialect::postgres) sort_clauses();
    qualify();
  }

 private:
  void after_select(std::size_t i) {
    std::size_t at = t_.next(i);
    if (t_.is(at, "distinct") || t_.is(at, "all")) at = t_.next(at);
    if (t_.is(at, "top") && (t_.after(at).kind == TokenKind::number || t_.after(at).is("("))) top(at);
    if (t_.are(at, {"as", "struct"}) || t_.are(at, {"as", "value"})) t_.drop(at, t_.next(at) + 1);
    if (r_.dialect() == Dialect::tsql) assigned_aliases(t_.next(i));
  }

  void top(std::size_t at) {
    std::size_t end = t_.next(at);
    end = t_.is(end, "(") && t_.matching(end) != kNone ? t_.next(t_.matching(end)) : t_.next(end);
    if (t_.is(end, "percent")) end = t_.next(end);
    if (t_.are(end, {"with", "ties"})) end = t_.next(t_.next(end));
    t_.drop(at, end);
  }

  // T-SQL: SELECT alias = expression.
  void assigned_aliases(std::size_t at) {
    const std::size_t end = t_.find(at, {"from", "where", "into", "union"});
    while (at < end) {
      const std::size_t comma = std::min(end, t_.find(at, {","}));
      const std::size_t equals = t_.next(at);
      if (t_[at].identifier() && t_.is(equals, "=") && equals + 1 < comma) {
        const std::size_t last = t_.previous(comma);
        t_[last].text += " AS " + quoted_name(t_[at].name);
        t_.drop(at, equals + 1);
      }
      at = comma < end ? t_.next(comma) : end;
    }
  }

  // What may stand behind a star: EXCEPT (...), REPLACE (...), RENAME ..., ILIKE '...'.
  void star(std::size_t i) {
    const Token& last = t_.before(i);
    const bool select_star = last.is(".") || last.is(",") || last.is("select") || last.is("distinct") || last.is("all");
    if (!select_star) return;
    std::size_t at = t_.next(i);
    while (at < t_.size()) {
      if ((t_.is(at, "except") || t_.is(at, "exclude")) && !t_.after(at).is("select") && !t_.after(at).is("all") &&
          !t_.after(at).is("distinct") && !t_.are(t_.next(at), {"(", "select"})) {
        at = list(at, kMarkExcept);
      } else if (t_.is(at, "replace") || t_.is(at, "rename")) {
        at = list(at, t_.is(at, "replace") ? kMarkReplace : kMarkRename);
      } else if (t_.is(at, "ilike") || t_.is(at, "like")) {
        t_[at].text = ", " + std::string(kMarkLike) + "(";
        at = t_.next(at);
        t_[at].text += ")";
        at = t_.next(at);
      } else {
        return;
      }
    }
  }

  // `EXCEPT (a, b)` as a call behind the star; `x AS y` within as two arguments.
  std::size_t list(std::size_t at, std::string_view mark) {
    t_[at].text = ", " + std::string(mark);
    t_[at].glued = false;
    std::size_t open = t_.next(at);
    std::size_t close = 0;
    if (t_.is(open, "(") && t_.matching(open) != kNone) {
      close = t_.matching(open);
    } else {
      // One name, without brackets: EXCLUDE a, RENAME a AS b.
      t_[at].text += "(";
      close = open;
      if (t_.after(close).is("as")) close = t_.next(t_.next(close));
      if (close >= t_.size()) return close;
      open = at;
    }
    for (std::size_t i = open + 1; i <= close; ++i) {
      if (!t_.is(i, "as") || t_.depth(i) != t_.depth(open + 1)) continue;
      t_[i].text = ",";
      const std::size_t name = t_.next(i);
      if (name <= close) t_[name].text = quoted_string(t_[name].name);
    }
    if (mark != kMarkReplace) names_as_strings(open, close);
    if (open == at) t_[close].text += ")";
    return t_.next(close);
  }

  void names_as_strings(std::size_t open, std::size_t close) {
    for (std::size_t i = open + 1; i <= close; ++i) {
      Token& token = t_[i];
      if (!token.identifier() || token.text.empty() || token.text == ",") continue;
      if (t_.after(i).is("."))
        token.drop();
      else
        token.text = quoted_string(token.name);
    }
    for (std::size_t i = open + 1; i <= close; ++i) {
      if (t_.is(i, ".")) t_[i].drop();
    }
  }

  void all_columns(std::size_t i) { t_[i].text = quoted_name(kMarkAll); }

  void group_by(std::size_t i) {
    const std::size_t then = t_.next(t_.next(i));
    if (t_.is(then, "all") && (ends_list(t_.after(then)) || t_.after(then).is(";"))) return all_columns(then);
    // Hive: GROUP BY a, b GROUPING SETS (...).
    const std::size_t sets = t_.find(then, {"grouping", "having", "order", "limit", "qualify", "window", "union"});
    if (sets != then && t_.are(sets, {"grouping", "sets"}) && !t_.before(sets).is(","))
      t_[sets].text = ", " + t_[sets].text;
  }

  void rollup(std::size_t i) {
    const std::size_t then = t_.next(i);
    if (t_.is(then, "rollup") || t_.is(then, "cube") || t_.is(then, "totals")) t_.drop(i, then + 1);
  }

  void limit(std::size_t i) {
    const std::size_t comma = t_.next(t_.next(i));
    if (t_.is(comma, ",")) t_[comma].text = " OFFSET ";
  }

  void by_name(std::size_t i) {
    std::size_t at = t_.next(i);
    if (t_.is(at, "all") || t_.is(at, "distinct")) at = t_.next(at);
    if (t_.is(at, "corresponding") || t_.are(at, {"by", "name"})) {
      r_.union_by_name = true;
      t_.drop(at, (t_.is(at, "by") ? t_.next(at) : at) + 1);
    }
  }

  // START WITH a CONNECT BY PRIOR b = c filters by a, b and c.
  void connect(std::size_t i) {
    const std::size_t then = t_.next(i);
    const bool filtered = connected_ || where_before(i);
    t_[i].text = filtered ? "AND" : "WHERE";
    t_[then].drop();
    if (t_.after(then).is("nocycle")) t_[t_.next(then)].drop();
    const std::size_t end = t_.end_of_level(i);
    for (std::size_t at = then; at < end; ++at) {
      if (t_.is(at, "prior")) t_[at].drop();
    }
    connected_ = true;
  }

  [[nodiscard]] bool where_before(std::size_t i) {
    for (std::size_t at = t_.previous(i); at != kNone && t_.depth(at) >= t_.depth(i); at = t_.previous(at)) {
      if (++steps_ > kStepsMax) return false;
      if (t_.depth(at) != t_.depth(i)) continue;
      if (t_.is(at, "where")) return true;
      if (t_.is(at, "select") || t_.is(at, "from")) return false;
    }
    return false;
  }

  // DISTRIBUTE BY, SORT BY and CLUSTER BY of Spark order rows, as ORDER BY does.
  void sort_clauses() {
    std::size_t open = kNone;
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const bool sorts = t_.is(i, "distribute") || t_.is(i, "sort") || t_.is(i, "cluster");
      if (!sorts || t_[i].text.empty() || !t_.after(i).is("by") || !behind_operand(t_, i)) continue;
      const bool continues = open != kNone && t_.depth(open) == t_.depth(i) && t_.find(open, {t_[i].word}) == i;
      const std::size_t then = t_.next(i);
      t_[then].text = continues ? "," : "BY";
      if (continues)
        t_[i].drop();
      else
        t_[i].text = "ORDER";
      open = then;
    }
  }

  // QUALIFY becomes a part of HAVING: both filter rows by what was computed.
  void qualify() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      if (!token.is("qualify") || token.kind != TokenKind::word || !behind_operand(t_, i)) continue;
      if (t_.after(i).is(",") || t_.after(i).is("=") || t_.after(i).is("from")) continue;
      if (t_.exhausted()) return;
      std::size_t select = i;
      std::size_t window = kNone;
      bool having = false;
      while (select != kNone && !(t_.depth(select) == t_.depth(i) && t_.is(select, "select"))) {
        if (t_.depth(select) < t_.depth(i) || ++steps_ > kStepsMax) break;
        if (t_.depth(select) == t_.depth(i)) {
          having = having || t_.is(select, "having");
          if (t_.is(select, "window") && t_.after(select).identifier()) window = select;
        }
        select = t_.previous(select);
      }
      t_[i].text = having ? "AND" : "HAVING";
      t_[i].glued = false;
      if (window == kNone) continue;
      const std::size_t end = t_.find(i, {"order", "limit", "union", "except", "intersect", "fetch", "offset"});
      t_.rotate(window, i, end);
      t_[window].glued = false;
    }
  }

  Rewrite& r_;
  Tokens& t_;
  bool connected_ = false;
  static constexpr std::size_t kStepsMax = 5'000'000;  // looking back, in one statement
  std::size_t steps_ = 0;
};

}  // namespace

void rewrite_select(Rewrite* r) {
  Select(r).run();
}

}  // namespace trama::lineage::sql
