// Names as the dialect stores them, in quotes, so that the grammar neither folds nor cuts them.
#include <string>

#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr std::size_t kGrammarNameBytes = 63;  // what PostgreSQL keeps of a name

class Names {
 public:
  explicit Names(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      Token& token = t_[i];
      if (token.text.empty()) continue;
      if (token.kind == TokenKind::param && t_.before(i).is(".")) {
        token.text = quoted_name(token.name);
      } else if (token.kind == TokenKind::name && token.text == quoted_name(token.name)) {
        token.text = spelled(token.name, i);
      } else if (token.kind == TokenKind::word && token.text == token.name && is_name(i)) {
        token.text = spelled(folded(token.name, r_.traits->fold), i);
      }
    }
  }

 private:
  [[nodiscard]] bool is_name(std::size_t i) const {
    const Token& token = t_[i];
    if (!is_keyword(token.word)) return true;
    const Token& last = t_.before(i);
    const Token& then = t_.after(i);
    if (last.is(".") || then.is(".")) return true;
    if (!last.is("as") || last.kind != TokenKind::word) return false;
    // An alias, unless what follows AS is the query of a CREATE or the hint of a CTE.
    return !token.is("select") && !token.is("with") && !token.is("values") && !token.is("not") &&
           !token.is("materialized") && !token.is("table");
  }

  // Names the grammar would cut get a stand-in.
  std::string spelled(const std::string& name, std::size_t i) {
    if (name.size() <= kGrammarNameBytes && !name.empty()) return quoted_name(name);
    if (name.empty()) return quoted_name("_");
    const std::string stand_in = std::string(kMark) + "name_" + std::to_string(r_.names.size());
    for (const auto& [known, full] : r_.names) {
      if (full == name) return quoted_name(known);
      if (r_.names.size() > 1000) break;
    }
    (void)i;
    r_.names[stand_in] = name;
    return quoted_name(stand_in);
  }

  Rewrite& r_;
  Tokens& t_;
};

}  // namespace

void rewrite_names(Rewrite* r) {
  Names(r).run();
}

}  // namespace trama::lineage::sql
