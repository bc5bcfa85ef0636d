#include "catalog/lineage/sql/relations_only.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "catalog/base/text.h"

namespace trama::lineage::sql {
namespace {

constexpr std::string_view kNotNames =
    " select where group having order limit set values on using when if not exists table into only lateral unnest "
    "flatten "
    "inner left right full cross natural outer join as with from dual view overwrite directory local ";
constexpr std::string_view kCallsWithFrom = " extract trim substring substr overlay btrim ltrim rtrim position ";

class Scan {
 public:
  Scan(const Tokens& tokens, const DialectTraits& traits, const Options& options)
      : t_(tokens), traits_(traits), options_(options) {}

  StatementLineage run(StatementKind kind) {
    out_.kind = kind;
    out_.level = Level::table;
    out_.columns_complete = false;
    common_tables();
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Token& token = t_[i];
      levels_.resize(std::max<std::size_t>(levels_.size(), t_.depth(i) + 2), false);
      if (token.is("(")) levels_[t_.depth(i) + 1] = false;
      if (token.is(",") && levels_[t_.depth(i)]) source(i);
      if (token.kind != TokenKind::word) continue;
      if (among(" select where group having order limit union except intersect set window qualify values ", token)) {
        levels_[t_.depth(i)] = false;
      } else if (token.is("from") && !within_call(i)) {
        levels_[t_.depth(i)] = true;
        source(i);
      } else if (token.is("join") || token.is("using")) {
        source(i);
      } else if (among(" into update overwrite ", token) || (i == 0 && token.is("copy")) ||
                 (among(" table view ", token) && kind != StatementKind::select)) {
        target(i);
      }
    }
    return std::move(out_);
  }

 private:
  void common_tables() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      if (!t_[i].identifier() || among(kNotNames, t_[i])) continue;
      std::size_t as = t_.next(i);
      if (t_.is(as, "(") && t_.matching(as) != Tokens::kNone) as = t_.next(t_.matching(as));
      if (!t_.is(as, "as")) continue;
      std::size_t open = t_.next(as);
      while (t_.is(open, "not") || t_.is(open, "materialized")) open = t_.next(open);
      const Token& before = t_.before(i);
      if (t_.is(open, "(") && (before.is("with") || before.is(",") || before.is("recursive"))) {
        common_.insert(to_lower(t_[i].name));
      }
    }
  }

  [[nodiscard]] bool within_call(std::size_t i) const {
    if (t_.before(i).is("distinct")) return true;
    std::size_t steps = 0;
    for (std::size_t at = t_.previous(i); at != Tokens::kNone && steps < 50; at = t_.previous(at), ++steps) {
      if (t_.is(at, "select")) return false;
      if (t_.is(at, "(")) return among(kCallsWithFrom, t_.before(at));
    }
    return false;
  }

  // Reads the name behind i; behind it. i itself where none stands there.
  std::size_t read(std::size_t i, SqlName* name) {
    std::size_t at = t_.next(i);
    while (at < t_.size() && among(" table if not exists into only lateral overwrite local ", t_[at]) &&
           !(t_.is(at, "into") && t_.is(i, "from")))
      at = t_.next(at);
    if (at >= t_.size() || among(kNotNames, t_[at])) return i;
    std::vector<std::string> stored;
    while (at < t_.size()) {
      const Token& part = t_[at];
      if (!part.identifier() && part.kind != TokenKind::param && part.kind != TokenKind::string) break;
      name->written.push_back(part.name);
      stored.push_back(part.kind == TokenKind::word ? folded(part.name, traits_.fold) : part.name);
      at = t_.next(at);
      while (t_.is(at, "-") && t_[at].glued && t_.next(at) < t_.size()) {
        at = t_.next(at);
        stored.back() += "-" + t_[at].name;
        name->written.back() = stored.back();
        at = t_.next(at);
      }
      if (!t_.is(at, ".")) break;
      at = t_.next(at);
    }
    if (stored.empty() || t_.is(at, "(")) return i;
    name->table = stored.back();
    name->schema = stored.size() > 1 ? stored[stored.size() - 2] : options_.schema;
    name->catalog = stored.size() > 2 ? stored[stored.size() - 3] : options_.catalog;
    for (std::size_t n = 4; n <= stored.size(); ++n) name->catalog = stored[stored.size() - n] + "." + name->catalog;
    return at;
  }

  std::size_t source(std::size_t i) {
    SqlName name;
    const std::size_t behind = read(i, &name);
    if (behind == i) return i;
    const bool common = name.written.size() == 1 && common_.contains(to_lower(name.table));
    const bool known = std::ranges::any_of(out_.sources, [&](const Source& each) {
      return each.name.table == name.table && each.name.schema == name.schema && each.name.catalog == name.catalog;
    });
    if (!common && !known && out_.sources.size() < 10'000) out_.sources.push_back({std::move(name), false});
    return behind;
  }

  void target(std::size_t i) {
    // The list of INSERT INTO t (a, b) looks like a call.
    SqlName name;
    if (out_.target) return;
    std::size_t behind = read(i, &name);
    if (behind == i && name.table.empty() && !name.written.empty()) {
      name.table = folded(name.written.back(), traits_.fold);
      name.schema =
          name.written.size() > 1 ? folded(name.written[name.written.size() - 2], traits_.fold) : options_.schema;
      name.catalog =
          name.written.size() > 2 ? folded(name.written[name.written.size() - 3], traits_.fold) : options_.catalog;
    }
    if (!name.table.empty()) out_.target = std::move(name);
  }

  const Tokens& t_;
  const DialectTraits& traits_;
  const Options& options_;
  StatementLineage out_;
  std::set<std::string> common_;
  std::vector<bool> levels_;  // by depth: whether commas separate relations
};

}  // namespace

StatementLineage relations_only(const Tokens& tokens, StatementKind kind, const DialectTraits& traits,
                                const Options& options) {
  return Scan(tokens, traits, options).run(kind);
}

}  // namespace trama::lineage::sql
