// `t PIVOT (sum(x) FOR k IN (1, 2)) p` joins t with a call that the resolver knows. Other forms are left as they are,
// and the statement falls back to relations.
#include <algorithm>
#include <string>

#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

class Pivots {
 public:
  explicit Pivots(Rewrite* r) : t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const bool pivot = t_.is(i, "pivot");
      if ((!pivot && !t_.is(i, "unpivot")) || t_[i].kind != TokenKind::word) continue;
      std::size_t open = t_.next(i);
      while (t_.is(open, "include") || t_.is(open, "exclude") || t_.is(open, "nulls")) open = t_.next(open);
      if (!t_.is(open, "(") || t_.matching(open) == Tokens::kNone) continue;
      const std::size_t end = t_.matching(open);
      const std::size_t pair = t_.find(open + 1, {"for"});
      const std::size_t in = t_.find(std::min(pair, end), {"in"});
      if (pair >= end || in >= end || !t_.after(in).is("(")) continue;
      t_.drop(i + 1, open);
      if (pivot)
        rewrite_pivot(i, open, pair, in, end);
      else
        rewrite_unpivot(i, open, pair, in, end);
    }
  }

 private:
  void rewrite_pivot(std::size_t i, std::size_t open, std::size_t pair, std::size_t in, std::size_t end) {
    t_[i].text = "CROSS JOIN LATERAL " + std::string(kMarkPivot);
    for (std::size_t at = t_.find(open + 1, {"as"}); at < pair && t_.is(at, "as"); at = t_.find(at + 1, {"as"})) {
      t_.drop(at, t_.next(at) + 1);
    }
    t_[pair].text = ", " + quoted_string(kMarkFor) + ",";
    t_.drop(in, end);
  }

  // Only one value column: UNPIVOT (v FOR k IN (a, b AS 'c')).
  void rewrite_unpivot(std::size_t i, std::size_t open, std::size_t pair, std::size_t in, std::size_t end) {
    const std::size_t value = t_.next(open);
    const std::size_t key = t_.next(pair);
    if (!t_[value].identifier() || t_.next(value) != pair || !t_[key].identifier() || t_.next(key) != in) return;
    const std::size_t list = t_.next(in);
    if (t_.matching(list) == Tokens::kNone || t_.matching(list) > end) return;
    t_[i].text = "CROSS JOIN LATERAL " + std::string(kMarkUnpivot);
    for (const std::size_t name : {value, key}) {
      t_[name].kind = TokenKind::string;
      t_[name].text = quoted_string(t_[name].name);
    }
    t_[pair].text = ",";
    t_[in].text = ",";
    for (std::size_t at = t_.find(list + 1, {"as"}); t_.is(at, "as"); at = t_.find(at + 1, {"as"})) {
      t_.drop(at, t_.next(at) + 1);
    }
    t_[list].drop();
    t_[t_.matching(list)].drop();
  }

  Tokens& t_;
};

}  // namespace

void rewrite_pivots(Rewrite* r) {
  Pivots(r).run();
}

}  // namespace trama::lineage::sql
