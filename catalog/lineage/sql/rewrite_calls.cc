// What stands in the brackets of functions, and keywords that other dialects call as functions or use as columns.
#include <algorithm>
#include <set>
#include <string>

#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr auto kNone = Tokens::kNone;

constexpr std::string_view kCalled =
    " current_date current_time current_timestamp current_user current_role current_catalog current_schema localtime "
    "localtimestamp session_user user timestamp time int integer bigint smallint float real decimal numeric dec "
    "boolean "
    "char character varchar bit nchar offset ordinal default isnull notnull analyze collation limit ";
// Keywords that are ordinary columns elsewhere.
constexpr std::string_view kColumns =
    " offset column check primary unique references only do constraint foreign placing both leading trailing analyze "
    "default table grant authorization binary verbose concurrently freeze symmetric asymmetric initially deferrable "
    "user "
    "collation ";

class Calls {
 public:
  explicit Calls(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      if (token.text.empty()) continue;
      if (token.is("->") && r_.traits->lambdas) lambda(i);
      if (token.kind != TokenKind::word) continue;
      if (t_.after(i).is("(") && t_.matching(t_.next(i)) != kNone)
        call(i);
      else if (among(kColumns, token) && r_.dialect() != Dialect::postgres && r_.dialect() != Dialect::redshift)
        column(i);
    }
  }

 private:
  void quote(std::size_t i) {
    t_[i].text = quoted_name(t_[i].word);
    t_[i].kind = TokenKind::name;
  }

  void call(std::size_t i) {
    const std::size_t open = t_.next(i);
    const std::size_t close = t_.matching(open);
    const Token& token = t_[i];
    if (token.is("filter") && t_.before(i).is(")") && !t_.after(open).is("where")) {
      t_[open].text = "(WHERE";  // DuckDB leaves the word out
      return;
    }
    const bool query = t_.after(open).is("select") || t_.after(open).is("with") || t_.after(open).is("(") ||
                       t_.after(open).is("values");
    if (among(kCalled, token)) {
      if (r_.dialect() == Dialect::postgres || t_.before(i).is("as")) return;
      if ((token.is("limit") || token.is("offset")) && !t_.before(i).is("[")) return;
      if (token.is("default") || token.is("analyze")) return;
      return quote(i);
    }
    if (token.is("exists") && !query && r_.dialect() != Dialect::postgres) return quote(i);
    if (among(" any some ", token) && !query && r_.dialect() == Dialect::spark && !compared(i)) return quote(i);
    if (token.is("extract")) return extract(i, open, close);
    if (token.is("position") && t_.find(open + 1, {"in"}) >= close) return quote(i);
    if (token.is("values") && r_.dialect() == Dialect::mysql && t_.before(i).is("=")) return quote(i);
    if (is_keyword(token.word) && is_reserved(token.word)) return;
    if (t_.after(close).is("within") && t_.after(open).is("distinct")) t_[t_.next(open)].drop();
    inside(open, close);
  }

  [[nodiscard]] bool compared(std::size_t i) const {
    const Token& last = t_.before(i);
    return last.kind == TokenKind::symbol && (last.is("=") || last.is(">") || last.is("<"));
  }

  // EXTRACT(WEEK(MONDAY) FROM x): the part as a text.
  void extract(std::size_t i, std::size_t open, std::size_t close) {
    const std::size_t from = t_.find(open + 1, {"from"});
    if (from >= close) return quote(i);
    const std::size_t part = t_.next(open);
    t_.drop(part + 1, from);
    t_[part].text = quoted_string(t_[part].word.empty() ? "part" : t_[part].word);
    t_[part].kind = TokenKind::string;
  }

  // ARRAY_AGG(x ORDER BY y LIMIT 1), ANY_VALUE(x HAVING MAX y), GROUP_CONCAT(x SEPARATOR ',').
  void inside(std::size_t open, std::size_t close) {
    if (t_.after(open).is("select") || t_.after(open).is("with")) return;
    const std::size_t at = t_.find(open + 1, {"limit", "having", "separator", "select"});
    if (at >= close || t_.previous(at) == open) return;
    if (t_.is(at, "limit")) t_.drop(at, close);
    if (t_.is(at, "separator")) t_.drop(at, close);
    if (t_.is(at, "having") && (t_.after(at).is("max") || t_.after(at).is("min"))) {
      t_[at].text = ",";
      t_[t_.next(at)].drop();
    }
  }

  // The parameters of x -> f(x) and (x, y) -> f(x, y) stand for parts of the other arguments; they are no columns.
  void lambda(std::size_t i) {
    if (t_.after(i).kind == TokenKind::string || t_.after(i).kind == TokenKind::number) return;
    std::size_t first = t_.previous(i);
    if (first == kNone) return;
    std::set<std::string> names;
    if (t_.is(first, ")") && t_.matching(first) != kNone) {
      const std::size_t open = t_.matching(first);
      for (std::size_t at = open + 1; at < first; ++at) {
        if (t_[at].identifier()) names.insert(t_[at].name);
      }
      first = open;
    } else if (t_[first].identifier()) {
      names.insert(t_[first].name);
    }
    const Token& before = t_.before(first);
    if (names.empty() || (!before.is(",") && !before.is("(") && !before.is("=>"))) return;
    t_.drop(first, i + 1);
    const std::size_t end = t_.end_of_level(i);
    for (std::size_t at = i + 1; at < end && steps_ < kStepsMax; ++at, ++steps_) {
      if (t_[at].text.empty() || !t_[at].identifier() || !names.contains(t_[at].name) || t_.before(at).is("."))
        continue;
      if (t_.after(at).is("(")) continue;
      t_[at].kind = TokenKind::param;
      t_[at].text = "NULL";
      for (std::size_t dot = t_.next(at); t_.is(dot, ".") && t_.after(dot).identifier(); dot = t_.next(dot)) {
        t_.drop(dot, t_.next(dot) + 1);
      }
    }
  }

  void column(std::size_t i) {
    const Token& last = t_.before(i);
    const Token& then = t_.after(i);
    if (last.is(".") || then.is(".")) return;  // quoted anyway
    static constexpr std::string_view kBefore =
        " select distinct where and or on by then else when case not in between having qualify as ";
    static constexpr std::string_view kAfter =
        " from as and or is in like ilike then else end asc desc not between group order where having limit when "
        "nulls ";
    const bool opens =
        last.is("(") || last.is(",") || among(kBefore, last) ||
        (last.kind == TokenKind::symbol && (last.is("=") || last.is("<") || last.is(">") || last.is("+") ||
                                            last.is("-") || last.is("*") || last.is("/") || last.is("|")));
    const bool closes = then.kind == TokenKind::end || then.is(",") || then.is(")") || among(kAfter, then) ||
                        (then.kind == TokenKind::symbol && !then.is("(") && !then.is("["));
    if (t_[i].is("default") && !last.is("select")) return;
    if (t_[i].is("only") && last.is("as")) return;
    if (opens && closes) quote(i);
  }

  static constexpr std::size_t kStepsMax = 5'000'000;

  Rewrite& r_;
  Tokens& t_;
  std::size_t steps_ = 0;
};

}  // namespace

void rewrite_calls(Rewrite* r) {
  Calls(r).run();
}

}  // namespace trama::lineage::sql
