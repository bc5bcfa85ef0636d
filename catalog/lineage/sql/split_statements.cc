#include "catalog/lineage/sql/split_statements.h"

#include <utility>

namespace trama::lineage::sql {
namespace {

using List = std::vector<Token>;

Token made(std::string_view text, const Token& at) {
  Token token;
  token.kind = TokenKind::word;
  token.begin = at.begin;
  token.end = at.begin;
  token.word = token.name = token.text = text;
  return token;
}

void append(List* out, const Tokens& from, std::size_t begin, std::size_t end) {
  for (; begin < end; ++begin) {
    out->push_back(from[begin]);
    if (out->size() == 1 || begin == 0) out->back().glued = false;
  }
}

// Where the FROM of a FROM-first statement stands; kNone for any other statement.
std::size_t leading_from(const Tokens& t) {
  if (t.is(0, "from")) return 0;
  if (!t.is(0, "with")) return Tokens::kNone;
  const std::size_t verb = t.find(0, {"select", "insert", "update", "delete", "merge", "values", "from"});
  return t.is(verb, "from") ? verb : Tokens::kNone;
}

// `FROM x [INSERT INTO t] SELECT a WHERE b` as `[INSERT INTO t] SELECT a FROM x WHERE b`.
List in_order(const Tokens& t, std::size_t from, std::size_t from_end, std::size_t part, std::size_t part_end) {
  List out;
  append(&out, t, 0, from);
  const std::size_t select = t.find(part, {"select"});
  const std::size_t rest =
      select >= part_end
          ? part_end
          : std::min(part_end,
                     t.find(select, {"where", "group", "having", "order", "limit", "cluster", "distribute", "sort",
                                     "window", "qualify", "lateral", "union", "except", "intersect"}));
  append(&out, t, part, rest);
  if (select >= part_end) {
    out.push_back(made("select", t[from]));
    out.push_back(made("*", t[from]));
    out.back().kind = TokenKind::symbol;
  }
  append(&out, t, from, from_end);
  append(&out, t, rest, part_end);
  return out;
}

void reorder(List statement, std::vector<List>* out) {
  if (statement.empty()) return;
  const Tokens t(statement);
  const std::size_t from = leading_from(t);
  if (from == Tokens::kNone) {
    out->push_back(std::move(statement));
    return;
  }
  constexpr std::size_t kInsertsMax = 100;
  std::size_t part = t.find(from, {"insert", "select", "where", "group", "order", "limit"});
  const std::size_t from_end = part;
  if (!t.is(part, "insert")) {
    out->push_back(in_order(t, from, from_end, part, t.size()));
    return;
  }
  for (std::size_t n = 0; t.is(part, "insert") && n < kInsertsMax; ++n) {
    const std::size_t end = t.find(part + 1, {"insert"});
    out->push_back(in_order(t, from, from_end, part, end));
    part = end;
  }
}

// GO on a line of its own ends a batch.
bool ends_batch(const List& tokens, std::size_t i, Dialect dialect) {
  return dialect == Dialect::tsql && tokens[i].is("go") && tokens[i].kind == TokenKind::word &&
         (i == 0 || !tokens[i].glued) && (i + 1 == tokens.size() || !tokens[i + 1].is("."));
}

// T-SQL needs no semicolon: these words begin a statement unless what stands before them goes on.
bool begins_statement(const List& tokens, std::size_t i, const List& statement, int depth) {
  static constexpr std::string_view kPairs =
      " insert:into truncate:table drop:table create:table create:view merge:into create:procedure create:proc "
      "declare: ";
  if (depth != 0 || statement.empty() || tokens[i].glued || tokens[i].kind != TokenKind::word) return false;
  if (i + 1 >= tokens.size()) return false;
  const std::string pair = " " + tokens[i].word + ":" + tokens[i + 1].word + " ";
  if (kPairs.find(pair) == std::string_view::npos) return false;
  const Token& last = statement.back();
  if (last.is("then") || last.is("as") || last.is("begin") || last.is("else") || last.is("or")) return false;
  if (!statement.front().is("with")) return true;
  for (const Token& token : statement) {
    if (token.is("select") || token.is("insert") || token.is("merge")) return !last.is(")");
  }
  return false;
}

}  // namespace

std::vector<List> split_statements(List tokens, Dialect dialect) {
  std::vector<List> out;
  List statement;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == TokenKind::symbol) depth += tokens[i].is("(") ? 1 : tokens[i].is(")") ? -1 : 0;
    if (dialect == Dialect::tsql && begins_statement(tokens, i, statement, depth)) {
      reorder(std::exchange(statement, {}), &out);
    }
    const bool ends = tokens[i].kind == TokenKind::end || (tokens[i].kind == TokenKind::symbol && tokens[i].is(";")) ||
                      ends_batch(tokens, i, dialect);
    if (!ends) {
      statement.push_back(std::move(tokens[i]));
      continue;
    }
    depth = 0;
    reorder(std::exchange(statement, {}), &out);
  }
  return out;
}

}  // namespace trama::lineage::sql
