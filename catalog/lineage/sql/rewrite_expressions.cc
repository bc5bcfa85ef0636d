// Casts, paths, structs, arrays, intervals and operators.
#include <algorithm>
#include <string>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr auto kNone = Tokens::kNone;

// The same, where placeholders and templates are values too.
bool behind_value(const Tokens& t, std::size_t i) {
  const TokenKind last = t.before(i).kind;
  return last == TokenKind::param || last == TokenKind::jinja || behind_operand(t, i);
}

constexpr std::string_view kUnits =
    " year years quarter quarters month months week weeks day days hour hours minute minutes second seconds "
    "millisecond "
    "milliseconds microsecond microseconds nanosecond nanoseconds isoweek isoyear ";

class Expressions {
 public:
  explicit Expressions(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      if (token.text.empty()) continue;
      if (token.kind == TokenKind::symbol) symbol(i);
      if (token.kind == TokenKind::word) word(i);
      if (token.kind == TokenKind::string) string(i);
      if (token.kind == TokenKind::param && t_.after(i).is(":=")) t_.drop(i, t_.next(i) + 1);
    }
  }

 private:
  [[nodiscard]] bool call(std::size_t i) const { return t_.after(i).is("(") && t_.matching(t_.next(i)) != kNone; }

  void symbol(std::size_t i) {
    const Token& token = t_[i];
    if (token.is("==") || (token.is("<=>") && r_.dialect() != Dialect::postgres))
      t_[i].text = "=";
    else if (token.is("::") && r_.dialect() != Dialect::postgres)
      type(t_.next(i));
    else if (token.is(":"))
      colon(i);
    else if (token.is("[") && !behind_value(t_, i) && !t_.before(i).is("array"))
      t_[i].text = " ARRAY[";
    else if ((token.is("[") || token.is(".")) && t_.before(i).is(")"))
      behind_call(t_.previous(i));
    else if (token.is("{") && t_.matching(i) != kNone)
      braces(i);
  }

  void word(std::size_t i) {
    const Token& token = t_[i];
    const bool operand = behind_value(t_, i);
    if (among(" cast try_cast safe_cast ", token) && call(i))
      cast(i);
    else if (among(" convert try_convert ", token) && call(i))
      convert(i);
    else if (token.is("struct") && (call(i) || t_.after(i).is("<")))
      structure(i);
    else if (token.is("array"))
      array(i);
    else if (token.is("map") && t_.after(i).is("{"))
      t_[i].drop();
    else if (token.is("interval"))
      interval(i);
    else if (token.is("as") && t_.before(i).is(")") && call(i))
      aliases(i);
    else if (among(" rlike regexp glob ", token) && (operand || t_.before(i).is("not")) && !t_.before(i).is("."))
      match(i);
    else if (among(" any all some ", token) && (t_.before(i).is("like") || t_.before(i).is("ilike")) && call(i))
      any(i);
    else if (among(" ignore respect ", token) && t_.after(i).is("nulls"))
      t_.drop(i, t_.next(i) + 1);
    else if (operand && !r_.postgres_like() && !t_.before(i).is(".") && !t_.before(i).is("as"))
      infix(i);
  }

  // f(x)[0] and f(x).y need brackets around the call.
  void behind_call(std::size_t close) {
    const std::size_t open = t_.matching(close);
    if (open == kNone) return;
    std::size_t name = t_.previous(open);
    if (name == kNone || !t_[name].identifier() || t_.after(close).is("over")) return;
    if (t_[name].kind == TokenKind::word && is_reserved(t_[name].word) && t_[name].text != "CAST") return;
    while (t_.before(name).is(".") && t_.previous(t_.previous(name)) != kNone) name = t_.previous(t_.previous(name));
    if (t_[close].text != ")") return;
    t_[name].text = t_[name].kind == TokenKind::word && t_[name].text == t_[name].name
                        ? "(" + quoted_name(t_[name].word)
                        : "(" + t_[name].text;
    t_[close].text = "))";
  }

  void infix(std::size_t i) {
    const Token& then = t_.after(i);
    if (then.kind == TokenKind::end || then.is(",") || then.is(")") || then.is(".") || among(" from as ", then)) return;
    if (t_[i].is("div")) t_[i].text = "/";
    if (t_[i].is("mod") && !then.is("(")) t_[i].text = "%";
    if (t_[i].is("xor")) t_[i].text = "OR";
  }

  void string(std::size_t i) {
    const bool loose = (r_.dialect() == Dialect::mysql || r_.dialect() == Dialect::tsql) && behind_value(t_, i) &&
                       t_.before(i).kind != TokenKind::string && (t_.after(i).is(",") || t_.after(i).is("from"));
    const bool named = loose || (t_.before(i).is("as") && t_.before(i).kind == TokenKind::word);
    if (!named && !t_.before(i).is("collate")) return;
    t_[i].kind = TokenKind::name;
    t_[i].text = quoted_name(t_[i].name);
  }

  // From the first token of a type to behind its last.
  std::size_t behind_type(std::size_t i) {
    std::size_t at = t_.next(i);
    while (t_.is(at, ".")) at = t_.next(t_.next(at));
    while (among(" precision varying unsigned signed ", t_[at])) at = t_.next(at);
    if (t_.is(at, "<")) at = behind_angles(at);
    if (t_.is(at, "(") && t_.matching(at) != kNone) at = t_.next(t_.matching(at));
    while (t_.is(at, "[") && t_.matching(at) == t_.next(at)) at = t_.next(t_.next(at));
    if ((t_.is(at, "with") || t_.is(at, "without")) && (t_.after(at).is("time") || t_.after(at).is("local"))) {
      while (among(" with without local time zone ", t_[at])) at = t_.next(at);
    }
    return at;
  }

  std::size_t behind_angles(std::size_t at) {
    std::size_t open = 0;
    for (std::size_t steps = 0; at < t_.size() && steps < 10'000; at = t_.next(at), ++steps) {
      if (t_.is(at, "<")) ++open;
      if (t_.is(at, ">") && --open == 0) return t_.next(at);
    }
    return at;
  }

  void type(std::size_t i) {
    if (!t_[i].identifier()) return;
    const std::size_t end = behind_type(i);
    t_.drop(i + 1, end);
    t_[i].text = "text";
    settle(i);
  }

  void cast(std::size_t i) {
    const std::size_t open = t_.next(i);
    const std::size_t close = t_.matching(open);
    std::size_t as = kNone;
    for (std::size_t at = t_.find(open + 1, {"as"}); at < close; at = t_.find(at + 1, {"as"})) {
      if (t_.is(at, "as")) as = at;
    }
    if (as == kNone) {
      t_[i].text = quoted_name(t_[i].word);
      return;
    }
    t_[i].text = "CAST";
    if (r_.dialect() == Dialect::postgres) {
      for (std::size_t at = as; at < close; ++at) settle(at);
      return;
    }
    t_.drop(as + 1, close);
    t_[as].text = "AS text";
    settle(as);
  }

  // No later pass reads it as a word.
  void settle(std::size_t i) {
    t_[i].kind = TokenKind::jinja;
    t_[i].word.clear();
  }

  // CONVERT(type, x) of T-SQL; CONVERT(x USING y) and CONVERT(x, type) of MySQL.
  void convert(std::size_t i) {
    const std::size_t open = t_.next(i);
    const std::size_t close = t_.matching(open);
    if (r_.dialect() == Dialect::tsql) {
      const std::size_t comma = t_.find(open + 1, {","});
      if (comma < close) t_.drop(open + 1, comma + 1);
    } else if (r_.dialect() == Dialect::mysql) {
      const std::size_t end = t_.find(open + 1, {",", "using"});
      if (end < close) t_.drop(end, close);
    }
  }

  void structure(std::size_t i) {
    std::size_t open = t_.next(i);
    if (t_.is(open, "<")) {
      const std::size_t end = behind_angles(open);
      t_.drop(open, end);
      open = end;
    }
    if (!t_.is(open, "(") || t_.matching(open) == kNone) return;
    t_[i].text = std::string(kMark) + "struct";
    t_[open].glued = true;
    for (std::size_t at = t_.find(open + 1, {"as"}); t_.is(at, "as"); at = t_.find(at + 1, {"as"})) {
      t_.drop(at, t_.next(at) + 1);
    }
  }

  void array(std::size_t i) {
    if (t_.after(i).is("<")) {
      const std::size_t open = t_.next(i);
      t_.drop(open, behind_angles(open));
    }
    if (t_.after(i).is("(") && !t_.are(t_.next(t_.next(i)), {"select"}) && !t_.are(t_.next(t_.next(i)), {"with"}) &&
        !t_.are(t_.next(t_.next(i)), {"("})) {
      t_[i].text = quoted_name("array");
    }
  }

  // {'a': x, 'b': y}
  void braces(std::size_t i) {
    const std::size_t close = t_.matching(i);
    t_[i].text = std::string(kMark) + "struct(";
    t_[close].text = ")";
    for (std::size_t at = i + 1; at < close;) {
      const std::size_t colon = t_.find(at, {":", ","});
      if (t_.is(colon, ":") && colon < close) t_.drop(at, colon + 1);
      const std::size_t comma = std::min(close, t_.find(at, {","}));
      at = comma + 1;
    }
  }

  void colon(std::size_t i) {
    const std::size_t then = t_.next(i);
    if (!behind_value(t_, i)) {  // a placeholder
      if (!t_[then].identifier() || !t_[then].glued) return;
      t_[i].text = "NULL";
      t_[then].drop();
      return;
    }
    if (!r_.traits->colon_paths || (!t_[then].identifier() && !t_.is(then, "["))) return;
    std::string path;
    std::size_t at = then;
    while (at < t_.size()) {
      if (t_.is(at, "[") && t_.matching(at) != kNone) {
        const std::size_t close = t_.matching(at);
        path += "[]";
        t_.drop(at, close + 1);
        at = t_.next(close);
      } else if (t_.is(at, ".") || t_.is(at, ":")) {
        path += ".";
        t_[at].drop();
        at = t_.next(at);
      } else if (t_[at].identifier() && (path.empty() || path.back() == '.')) {
        path += t_[at].name;
        t_[at].drop();
        at = t_.next(at);
      } else {
        break;
      }
    }
    t_[i].text = " -> " + quoted_string(shorten(path, 120));
    t_[i].glued = false;
  }

  void interval(std::size_t i) {
    std::size_t value = t_.next(i);
    std::string sign;
    if (t_.is(value, "-") && t_.after(value).kind == TokenKind::number) {
      sign = "-";
      t_[value].drop();
      value = t_.next(value);
    }
    const bool literal = t_[value].kind == TokenKind::number || t_[value].kind == TokenKind::string;
    if (literal) {
      std::size_t unit = t_.next(value);
      if (!among(kUnits, t_[unit])) return;
      t_[value].text = quoted_string(sign + t_[value].name + " " + t_[unit].word);
      t_[value].glued = false;
      t_[unit].drop();
      unit = t_.next(unit);
      if (t_.is(unit, "to") && among(kUnits, t_.after(unit))) t_.drop(unit, t_.next(unit) + 1);
      return;
    }
    std::size_t end = value;
    if (t_[value].kind == TokenKind::word || t_[value].kind == TokenKind::name) {
      end = t_.next(value);
      while (t_.is(end, ".")) end = t_.next(t_.next(end));
    } else if (t_[value].kind == TokenKind::param) {
      end = t_.next(value);
    }
    if (t_.is(end, "(") && t_.matching(end) != kNone) end = t_.next(t_.matching(end));
    if (end == value || !among(kUnits, t_[end])) return;
    t_[i].text = std::string(kMark) + "interval(";
    t_[end].text = ")";
    t_[end].kind = TokenKind::symbol;
    t_[end].word = ")";
  }

  // stack(2, a, b) AS (k, v): one call, several columns.
  void aliases(std::size_t i) {
    const std::size_t open = t_.next(i);
    const std::size_t close = t_.matching(open);
    for (std::size_t at = open + 1; at < close; at = t_.next(at)) {
      // Names and commas by turns: not the query of a CTE.
      if (t_.is(at, ",") ? !t_.before(at).identifier() : !t_[at].identifier() || t_.before(at).identifier()) return;
      if (t_[at].kind == TokenKind::word && (is_reserved(t_[at].word) || t_.is(at, "values"))) return;
    }
    const Token& then = t_.after(close);
    const bool ends = then.is(",") || then.is("from") || then.kind == TokenKind::end || then.is(")");
    if (t_.next(open) == close || !ends) return;
    t_[i].text = ", " + std::string(kMarkNames);
    for (std::size_t at = open + 1; at < close; at = t_.next(at)) {
      if (!t_[at].identifier()) continue;
      t_[at].text = quoted_string(t_[at].kind == TokenKind::word ? folded(t_[at].name, r_.traits->fold) : t_[at].name);
      t_[at].kind = TokenKind::string;
    }
  }

  void match(std::size_t i) {
    const std::size_t last = t_.previous(i);
    const bool negated = last != kNone && t_.is(last, "not");
    if (negated) t_[last].drop();
    t_[i].text = negated ? "!~" : "~";
  }

  // LIKE ANY ('a', 'b')
  void any(std::size_t i) {
    const std::size_t open = t_.next(i);
    if (t_.after(open).is("select") || t_.after(open).is("array")) return;
    t_[open].text = "(ARRAY[";
    t_[t_.matching(open)].text = "])";
  }

  Rewrite& r_;
  Tokens& t_;
};

}  // namespace

void rewrite_expressions(Rewrite* r) {
  Expressions(r).run();
}

}  // namespace trama::lineage::sql
