// How text is cut: what is a name, a text, a comment, in which dialect; and that every byte's place is kept.
#include "catalog/lineage/sql/tokens.h"

#include <array>
#include <string>

#include <doctest/doctest.h>

using namespace trama::lineage::sql;

namespace {

// word, [name], 'string', number, symbol, ?param, {template}
std::string shown(const char* sql, Dialect dialect) {
  std::string out;
  for (const Token& token : cut_tokens(sql, traits_of(dialect)).tokens) {
    if (token.kind == TokenKind::end) break;
    if (!out.empty()) out += ' ';
    switch (token.kind) {
      case TokenKind::word:
        out += token.name;
        break;
      case TokenKind::name:
        out += "[" + token.name + "]";
        break;
      case TokenKind::string:
        out += "'" + token.name + "'";
        break;
      case TokenKind::number:
        out += token.name;
        break;
      case TokenKind::symbol:
        out += token.word;
        break;
      case TokenKind::param:
        out += "?" + token.name;
        break;
      case TokenKind::jinja:
        out += "{{" + token.name + "}}";
        break;
      default:
        out += "{" + token.name + "}";
        break;
    }
  }
  return out;
}

struct Row {
  Dialect dialect;
  const char* sql;
  const char* expected;
};

constexpr std::array<Row, 34> kRows = {{
    {Dialect::postgres, R"(select "a""b" from T)", R"(select [a"b] from T)"},
    {Dialect::postgres, "'it''s' E'a\\'b' 'a\\'", "'it's' 'a'b' 'a\\'"},
    {Dialect::snowflake, "'a\\'b'", "'a'b'"},
    {Dialect::bigquery, R"("a" 'b' """c "d" e""" r'\d')", R"('a' 'b' 'c "d" e' '\d')"},
    {Dialect::spark, R"("a" `b c`)", "'a' [b c]"},
    {Dialect::mysql, "`a``b` \"c\" # rest", "[a`b] 'c'"},
    {Dialect::bigquery, "`a-b.c.d` x", "[a-b] . [c] . [d] x"},
    {Dialect::tsql, "[a b].[c] #t ##g @v", "[a b] . [c] #t ##g ?@v"},
    {Dialect::postgres, "a[1] # b", "a [ 1 ] # b"},
    {Dialect::postgres, "a -- b\n c", "a c"},
    {Dialect::postgres, "a /* b /* c */ d */ e", "a e"},
    {Dialect::mysql, "a /* b /* c */ d", "a d"},
    {Dialect::snowflake, "a // b\nc", "a c"},
    {Dialect::duckdb, "a // b", "a / / b"},
    {Dialect::bigquery, "a # b\nc", "a c"},
    {Dialect::postgres, "a {# b #} c", "a c"},
    {Dialect::postgres, "{{ ref('x') }} {% if y %} ${z}", "{{ref('x')}} {if y} {z}"},
    {Dialect::postgres, "$$a'b$$ $x$c$$d$x$ $1", "'a'b' 'c$$d' ?$1"},
    {Dialect::snowflake, "$1 @stage/a.csv t.$2", "[$1] ?@stage/a.csv t . [$2]"},
    {Dialect::generic, "1 1.5, .5 1e-5 0x1F 10L a.b", "1 1.5 , .5 1e-5 0x1F 10L a . b"},
    {Dialect::generic, "a::int == b <=> c => d -> e ->> f := g", "a :: int == b <=> c => d -> e ->> f := g"},
    {Dialect::mysql, "a = ? and b = %s and c % 2", "a = ?? and b = ?%s and c % 2"},
    {Dialect::postgres, "doc ? 'a'", "doc ? 'a'"},
    {Dialect::generic, "%(name)s", "?%(name)s"},
    {Dialect::generic, "N'a' b'01' X'FF' U&'d'", "'a' '01' 'FF' 'd'"},
    {Dialect::generic, "größe _x x$y", "größe _x x$y"},
    {Dialect::generic, "", ""},
    {Dialect::generic, " \t\r\n\f ", ""},
    {Dialect::generic, ";", ";"},
    {Dialect::generic, "'open", "'open'"},
    {Dialect::generic, "\"open", "[open]"},
    {Dialect::generic, "/* open", ""},
    {Dialect::generic, "$$ open", "' open'"},
    {Dialect::generic, "{{ open", "{{open}}"},
}};

}  // namespace

TEST_CASE("SQL is cut into tokens as its dialect has them") {
  for (const Row& row : kRows) {
    CAPTURE(row.sql);
    CHECK(shown(row.sql, row.dialect) == row.expected);
  }
}

TEST_CASE("what never ends is told, with where it begins") {
  for (const char* sql : {"a 'b", "a \"b", "a /* b", "a $$ b", "a {{ b"}) {
    CAPTURE(sql);
    const Cut cut = cut_tokens(sql, traits_of(Dialect::generic));
    REQUIRE(cut.unterminated.size() == 1);
    CHECK(cut.unterminated.front() == 2);
  }
}

TEST_CASE("tokens know their bytes") {
  const std::string sql = "select `x y`\n  , 'z'";
  for (const Token& token : cut_tokens(sql, traits_of(Dialect::spark)).tokens) {
    CHECK(token.begin <= token.end);
    CHECK(token.end <= sql.size());
    if (token.is("select")) CHECK(sql.substr(token.begin, token.end - token.begin) == "select");
    if (token.kind == TokenKind::name) CHECK(sql.substr(token.begin, token.end - token.begin) == "`x y`");
  }
}

TEST_CASE("brackets match, and a search stays on its level") {
  const Tokens t(cut_tokens("a ( b , c ( d , e ) ) , f )", traits_of(Dialect::generic)).tokens);
  CHECK(t.matching(1) == 10);
  CHECK(t.matching(5) == 9);
  CHECK(t.find(0, {","}) == 11);
  CHECK(t.find(2, {"e"}) == 10);
  CHECK(t.find(2, {","}) == 3);
  CHECK(t.matching(13) == Tokens::kNone);
}

TEST_CASE("the text for the grammar leads back to the tokens it came from") {
  Tokens t(cut_tokens("select a, b from c", traits_of(Dialect::generic)).tokens);
  t[1].drop();
  t[2].drop();
  t[3].text = "f(b, 1)";
  const Rendered rendered = render(t);
  CHECK(rendered.text == "select f(b, 1) from c");
  CHECK(rendered.token_at(0) == 0);
  CHECK(rendered.token_at(9) == 3);
  CHECK(rendered.token_at(rendered.text.size() - 1) == 5);
}
