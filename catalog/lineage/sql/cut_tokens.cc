// The lexer: one pass over the text, no backtracking.
#include <algorithm>
#include <array>
#include <cctype>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/tokens.h"

namespace trama::lineage::sql {
namespace {

bool word_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool word_part(char c) {
  return word_start(c) || digit(c) || c == '$';
}
bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == '\0';
}

class Cutter {
 public:
  Cutter(std::string_view sql, const DialectTraits& traits) : sql_(sql), traits_(traits) {}

  Cut run() {
    while (skip_blanks()) cut_one();
    Token end;
    end.begin = end.end = static_cast<std::uint32_t>(sql_.size());
    out_.tokens.push_back(std::move(end));
    return std::move(out_);
  }

 private:
  [[nodiscard]] char at(std::size_t i) const { return i < sql_.size() ? sql_[i] : '\0'; }
  [[nodiscard]] bool here(std::string_view text) const { return sql_.substr(at_, text.size()) == text; }
  [[nodiscard]] bool is(Dialect dialect) const { return traits_.dialect == dialect; }
  [[nodiscard]] bool postgres_like() const {
    return is(Dialect::postgres) || is(Dialect::redshift) || is(Dialect::generic) || is(Dialect::duckdb);
  }
  // Whether the token before could be the left side of an operator.
  [[nodiscard]] bool behind_value() const {
    if (out_.tokens.empty()) return false;
    const Token& last = out_.tokens.back();
    if (last.kind == TokenKind::word) return !is_reserved(last.word);
    return last.kind != TokenKind::symbol || last.is(")") || last.is("]");
  }

  // Moves to `closing` and behind it; to the end of the text where there is none.
  std::size_t skip_to(std::string_view closing, std::size_t from) {
    const std::size_t found = sql_.find(closing, from);
    if (found == std::string_view::npos) {
      out_.unterminated.push_back(static_cast<std::uint32_t>(at_));
      at_ = sql_.size();
      return at_;
    }
    at_ = found + closing.size();
    return found;
  }

  bool skip_blanks() {
    glued_ = true;
    while (at_ < sql_.size()) {
      if (blank(sql_[at_])) {
        ++at_;
      } else if (here("--") || (traits_.hash_comments && here("#")) || (traits_.slash_comments && here("//"))) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (here("/*")) {
        skip_comment();
      } else if (here("{#")) {
        skip_to("#}", at_);
      } else {
        break;
      }
      glued_ = false;
    }
    return at_ < sql_.size();
  }

  void skip_comment() {
    if (!postgres_like()) {
      skip_to("*/", at_ + 2);
      return;
    }
    const std::size_t begin = at_;
    std::size_t open = 0;
    while (at_ < sql_.size()) {
      if (here("/*")) {
        ++open;
        at_ += 2;
      } else if (here("*/")) {
        at_ += 2;
        if (--open == 0) return;
      } else {
        ++at_;
      }
    }
    out_.unterminated.push_back(static_cast<std::uint32_t>(begin));
  }

  Token& add(TokenKind kind, std::size_t begin, std::string name, std::string text) {
    Token token;
    token.kind = kind;
    token.glued = glued_;
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(at_);
    token.name = std::move(name);
    token.text = std::move(text);
    if (kind == TokenKind::word) token.word = to_lower(token.name);
    if (kind == TokenKind::symbol) token.word = token.text;
    out_.tokens.push_back(std::move(token));
    return out_.tokens.back();
  }

  void cut_one() {
    const char c = sql_[at_];
    if (here("{{") || here("{%") || here("${") || here("#{")) return cut_template();
    if (word_start(c)) return cut_word();
    if (digit(c) || (c == '.' && digit(at(at_ + 1)) && !behind_value())) return cut_number();
    if (c == '\'') return cut_quote('\'', traits_.backslash_escapes);
    if (c == '"') return cut_quote('"', traits_.backslash_escapes && traits_.double_quoted_strings);
    if (c == '`') return cut_quote('`', is(Dialect::bigquery));
    if (c == '[' && traits_.bracket_names) return cut_bracket_name();
    if (c == '#' && (is(Dialect::tsql) || is(Dialect::redshift)) && (word_start(at(at_ + 1)) || at(at_ + 1) == '#')) {
      return cut_word();
    }
    if (c == '$') return cut_dollar();
    if (c == '@' && !postgres_like() && (word_part(at(at_ + 1)) || at(at_ + 1) == '@' || at(at_ + 1) == '~')) {
      return cut_at_name();
    }
    if (c == '?' && (!postgres_like() || !behind_value())) return cut_param(1);
    if (c == '%' && !behind_value()) {
      if (at(at_ + 1) == 's' && !word_part(at(at_ + 2))) return cut_param(2);
      const std::size_t close = at(at_ + 1) == '(' ? sql_.find(")s", at_) : std::string_view::npos;
      if (close != std::string_view::npos && close - at_ < 200) return cut_param(close + 2 - at_);
    }
    cut_symbol();
  }

  void cut_template() {
    const std::size_t begin = at_;
    const bool expression = here("{{");
    const std::string_view closing = expression ? "}}" : here("{%") ? "%}" : "}";
    const std::size_t end = skip_to(closing, at_ + 2);
    const std::string_view inside = trim(sql_.substr(begin + 2, end - std::min(end, begin + 2)));
    add(expression ? TokenKind::jinja : TokenKind::block, begin, std::string(inside), "");
  }

  void cut_word() {
    const std::size_t begin = at_;
    while (at_ < sql_.size() && sql_[at_] == '#') ++at_;  // a temporary table
    while (at_ < sql_.size() && word_part(sql_[at_])) ++at_;
    const std::string_view word = sql_.substr(begin, at_ - begin);
    const char quote = at(at_);
    if ((quote == '\'' || (quote == '"' && traits_.double_quoted_strings)) && word.size() <= 2) {
      const std::string prefix = to_lower(word);
      if (prefix == "r" || prefix == "b" || prefix == "rb" || prefix == "br" || prefix == "n" || prefix == "x" ||
          prefix == "e") {
        const bool escapes = prefix == "e" || (prefix == "b" && traits_.backslash_escapes) ||
                             (prefix == "n" && traits_.backslash_escapes);
        return cut_quote(quote, escapes);
      }
    }
    if (quote == '&' && to_lower(word) == "u" && (at(at_ + 1) == '\'' || at(at_ + 1) == '"')) {
      ++at_;
      return cut_quote(sql_[at_], false);
    }
    add(TokenKind::word, begin, std::string(word), std::string(word));
  }

  void cut_number() {
    const std::size_t begin = at_;
    bool plain = true;
    while (at_ < sql_.size() && (word_part(sql_[at_]) || (sql_[at_] == '.' && at(at_ + 1) != '.'))) {
      const char c = sql_[at_];
      plain = plain && (digit(c) || c == '.');
      if ((c == 'e' || c == 'E') && (at(at_ + 1) == '+' || at(at_ + 1) == '-') && digit(at(at_ + 2))) ++at_;
      ++at_;
    }
    const std::string written(sql_.substr(begin, at_ - begin));
    // Exponents, separators and suffixes (10L, 0x1F) are a number all the same.
    const bool grammatical = plain && std::ranges::count(written, '.') <= 1;
    add(TokenKind::number, begin, written, grammatical ? written : "1");
  }

  // A quoted text or name; at_ stands on the opening quote.
  void cut_quote(char quote, bool escapes) {
    const std::size_t begin = at_;
    const std::string three(3, quote);
    std::string content;
    if (traits_.triple_quotes && quote != '`' && here(three)) {
      const std::size_t end = skip_to(three, at_ + 3);
      content = sql_.substr(begin + 3, end - std::min(end, begin + 3));
    } else {
      ++at_;
      bool closed = false;
      while (at_ < sql_.size() && !closed) {
        const char c = sql_[at_++];
        if (c == '\\' && escapes && at_ < sql_.size()) {
          content += sql_[at_++];
        } else if (c == quote && at(at_) == quote && at_ < sql_.size()) {
          content += quote;
          ++at_;
        } else if (c == quote) {
          closed = true;
        } else {
          content += c;
        }
      }
      if (!closed) out_.unterminated.push_back(static_cast<std::uint32_t>(begin));
    }
    std::ranges::replace(content, '\0', ' ');
    if (quote == '\'' || (quote == '"' && traits_.double_quoted_strings)) {
      std::string text = quoted_string(shorten(content, 120));
      add(TokenKind::string, begin, std::move(content), std::move(text));
    } else if (quote == '`' && traits_.dialect == Dialect::bigquery) {
      add_path(begin, content);
    } else {
      std::string text = quoted_name(content);
      add(TokenKind::name, begin, std::move(content), std::move(text));
    }
  }

  // `project.dataset.table` in one pair of backticks is a path.
  void add_path(std::size_t begin, const std::string& content) {
    bool first = true;
    for (const std::string_view part : split(content, '.')) {
      if (!first) {
        glued_ = true;
        add(TokenKind::symbol, begin, "", ".");
      }
      first = false;
      add(TokenKind::name, begin, std::string(part), quoted_name(part.empty() ? "_" : part));
      glued_ = true;
    }
  }

  void cut_bracket_name() {
    const std::size_t begin = at_;
    const std::size_t end = skip_to("]", at_ + 1);
    std::string name(sql_.substr(begin + 1, end - std::min(end, begin + 1)));
    std::string text = quoted_name(name.empty() ? "_" : name);
    add(TokenKind::name, begin, std::move(name), std::move(text));
  }

  void cut_dollar() {
    const std::size_t begin = at_;
    std::size_t end = at_ + 1;
    while (word_part(at(end)) && at(end) != '$') ++end;
    if (at(end) == '$' && !digit(at(begin + 1))) {
      const std::string tag(sql_.substr(begin, end + 1 - begin));
      const std::size_t close = skip_to(tag, end + 1);
      std::string content(sql_.substr(end + 1, close - std::min(close, end + 1)));
      std::string text = quoted_string(shorten(content, 120));
      add(TokenKind::string, begin, std::move(content), std::move(text));
      return;
    }
    // $1 of Snowflake is the first column of a stage or of VALUES.
    if (is(Dialect::snowflake) && digit(at(begin + 1))) {
      at_ = end;
      std::string name(sql_.substr(begin, end - begin));
      std::string text = quoted_name(name);
      add(TokenKind::name, begin, std::move(name), std::move(text));
      return;
    }
    cut_param(end - begin);
  }

  void cut_at_name() {
    const std::size_t begin = at_;
    while (at_ < sql_.size() && (word_part(sql_[at_]) || sql_[at_] == '@' || sql_[at_] == '~' || sql_[at_] == '%' ||
                                 (is(Dialect::snowflake) && (sql_[at_] == '/' || sql_[at_] == '.')))) {
      ++at_;
    }
    add(TokenKind::param, begin, std::string(sql_.substr(begin, at_ - begin)), "NULL");
  }

  void cut_param(std::size_t length) {
    const std::size_t begin = at_;
    at_ = std::min(at_ + std::max<std::size_t>(length, 1), sql_.size());
    add(TokenKind::param, begin, std::string(sql_.substr(begin, at_ - begin)), "NULL");
  }

  void cut_symbol() {
    static constexpr std::array<std::string_view, 7> kLong = {"<=>", "::", "==", "=>", "->>", "->", ":="};
    const std::size_t begin = at_;
    for (const std::string_view symbol : kLong) {
      if (!here(symbol)) continue;
      at_ += symbol.size();
      add(TokenKind::symbol, begin, "", std::string(symbol));
      return;
    }
    ++at_;
    add(TokenKind::symbol, begin, "", std::string(1, sql_[begin]));
  }

  std::string_view sql_;
  const DialectTraits& traits_;
  std::size_t at_ = 0;
  bool glued_ = false;
  Cut out_;
};

}  // namespace

Cut cut_tokens(std::string_view sql, const DialectTraits& traits) {
  return Cutter(sql, traits).run();
}

}  // namespace trama::lineage::sql
