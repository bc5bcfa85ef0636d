#include "catalog/lineage/sql/rewrite.h"

#include "catalog/base/text.h"

namespace trama::lineage::sql {
namespace {

// Words that are not reserved and yet no operand.
constexpr std::string_view kOpening = " by set between values over partition rows range return escape except exclude ";

// Reserved words that are.
constexpr std::string_view kValues =
    " end user true false null current_date current_time current_timestamp current_user localtime localtimestamp ";

// 'a' and 'b' of ref('a', 'b').
std::vector<std::string> quoted_arguments(std::string_view call) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t open = call.find_first_of("'\"");
    if (open == std::string_view::npos) return out;
    const std::size_t close = call.find(call[open], open + 1);
    if (close == std::string_view::npos) return out;
    out.emplace_back(call.substr(open + 1, close - open - 1));
    call.remove_prefix(close + 1);
  }
}

bool calls(std::string_view text, std::string_view function) {
  return text.starts_with(function) && trim(text.substr(function.size())).starts_with("(") && text.ends_with(")");
}

std::string dotted(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += '.';
    out += quoted_name(part);
  }
  return out;
}

void rewrite_expression(Rewrite* r, std::size_t i) {
  Token& token = r->tokens[i];
  std::string_view inside = token.name;
  while (!inside.empty() && (inside.front() == '-' || inside.front() == ' ')) inside.remove_prefix(1);
  while (!inside.empty() && (inside.back() == '-' || inside.back() == ' ')) inside.remove_suffix(1);
  std::vector<std::string> parts = quoted_arguments(inside);
  if (calls(inside, "config")) return;
  if (calls(inside, "ref") && !parts.empty()) {
    token.text = quoted_name(parts.size() > 1 ? parts[1] : parts[0]);
  } else if (calls(inside, "source") && parts.size() == 2) {
    token.text = dotted(parts);
  } else if (inside == "this") {
    token.text = quoted_name("this");
  } else {
    token.text = quoted_name(kMarkTemplate);
    r->templated = true;
    r->note("template", "`{{ " + shorten(inside, 60) + " }}` is filled in elsewhere; give the compiled text", i);
  }
}

}  // namespace

bool behind_operand(const Tokens& t, std::size_t i) {
  const Token& last = t.before(i);
  if (last.kind == TokenKind::word) {
    return !among(kOpening, last.word) && (!is_reserved(last.word) || among(kValues, last.word));
  }
  return last.kind == TokenKind::name || last.kind == TokenKind::number || last.kind == TokenKind::string ||
         last.is(")") || last.is("]");
}

void rewrite_templates(Rewrite* r) {
  for (std::size_t i = 0; i < r->tokens.size(); ++i) {
    Token& token = r->tokens[i];
    if (token.kind == TokenKind::jinja) rewrite_expression(r, i);
    if (token.kind != TokenKind::block) continue;
    const bool sets = token.name.starts_with("set ") || token.name.starts_with("-") || token.name.starts_with("config");
    if (!sets && !r->templated) {
      r->note("template", "`" + shorten(token.name, 60) + "` is decided elsewhere; give the compiled text", i);
    }
    r->templated = true;
  }
}

Rewrite rewrite(std::vector<Token> statement, const DialectTraits& traits) {
  Rewrite r;
  r.traits = &traits;
  r.tokens = Tokens(std::move(statement));
  rewrite_templates(&r);
  rewrite_head(&r);
  if (!r.lineage) return r;
  rewrite_select(&r);
  rewrite_pivots(&r);
  rewrite_relations(&r);
  rewrite_expressions(&r);
  rewrite_calls(&r);
  rewrite_names(&r);
  return r;
}

}  // namespace trama::lineage::sql
