// SQL as tokens that remember where they stood in the author's text and carry what will be handed to the grammar.
//
// A token is never taken out or put in once cut: rewriting changes `text` ("" leaves the token out; several words at
// once are fine), so that indices, matching brackets and places stay what they are. Plain values; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/dialect.h"

namespace trama::lineage::sql {

enum class TokenKind : std::uint8_t {
  word,    // not quoted
  name,    // quoted name
  string,  // quoted text
  number,
  symbol,  // one character, or one of :: == => -> <=>
  param,   // a placeholder
  jinja,   // {{ }}
  block,   // {% %} or ${ }, left out
  end,     // behind the last one
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool glued = false;       // no blank before it
  std::uint32_t begin = 0;  // byte in the author's text
  std::uint32_t end = 0;
  std::string word;  // word: in lower case; symbol: itself; else ""
  std::string name;  // word and name: as spelled, quotes taken off; string, jinja and param: the content
  std::string text;  // for the grammar

  [[nodiscard]] bool is(std::string_view what) const { return word == what; }
  [[nodiscard]] bool identifier() const { return kind == TokenKind::word || kind == TokenKind::name; }
  void drop() { text.clear(); }
};

// Whether a list of lower-case words, with a blank around each, has this one.
[[nodiscard]] bool among(std::string_view list, std::string_view word);
[[nodiscard]] inline bool among(std::string_view list, const Token& token) {
  return token.kind == TokenKind::word && among(list, token.word);
}

struct Cut {
  std::vector<Token> tokens;                // ends with TokenKind::end
  std::vector<std::uint32_t> unterminated;  // where a quote or comment begins that never ends
};
[[nodiscard]] Cut cut_tokens(std::string_view sql, const DialectTraits& traits);

[[nodiscard]] std::string quoted_name(std::string_view name);    // "x", with quotes inside doubled
[[nodiscard]] std::string quoted_string(std::string_view text);  // 'x'

// The tokens of one statement, with its brackets matched. Navigation steps over tokens that were left out.
class Tokens {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  Tokens() = default;
  explicit Tokens(std::vector<Token> tokens);

  [[nodiscard]] std::size_t size() const { return tokens_.size() - 1; }  // without the end
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] Token& operator[](std::size_t i) { return tokens_[i]; }
  [[nodiscard]] const Token& operator[](std::size_t i) const { return tokens_[i]; }

  [[nodiscard]] std::size_t next(std::size_t i) const;      // the end token behind the last
  [[nodiscard]] std::size_t previous(std::size_t i) const;  // kNone before the first
  [[nodiscard]] std::size_t first() const;
  [[nodiscard]] const Token& after(std::size_t i) const { return tokens_[next(i)]; }
  [[nodiscard]] const Token& before(std::size_t i) const;  // the end token before the first
  [[nodiscard]] bool is(std::size_t i, std::string_view what) const { return i < size() && tokens_[i].is(what); }
  // Whether these words or symbols stand at i, one behind the other.
  [[nodiscard]] bool are(std::size_t i, std::initializer_list<std::string_view> what) const;

  [[nodiscard]] std::size_t matching(std::size_t i) const { return match_[i]; }  // kNone: no bracket, or unmatched
  [[nodiscard]] std::uint32_t depth(std::size_t i) const { return depth_[i]; }   // of brackets around it
  // The first token from i on that is as deep as i and one of these; where the surrounding bracket or the statement
  // ends, else.
  [[nodiscard]] std::size_t find(std::size_t i, std::initializer_list<std::string_view> words) const;
  [[nodiscard]] std::size_t end_of_level(std::size_t i) const { return find(i, {}); }

  // Looking around costs steps; once a statement has used up its share, `find` gives up (it is not SQL any more).
  [[nodiscard]] bool exhausted() const { return steps_ > kStepsMax; }

  void drop(std::size_t from, std::size_t to);  // [from, to)
  // Moves [middle, last) before [first, middle). Brackets must be whole in both.
  void rotate(std::size_t first, std::size_t middle, std::size_t last);

 private:
  static constexpr std::size_t kStepsMax = 5'000'000;

  void match_brackets();

  std::vector<Token> tokens_ = std::vector<Token>(1);
  std::vector<std::size_t> match_;
  std::vector<std::uint32_t> depth_;
  mutable std::size_t steps_ = 0;
};

// Text for the grammar, and the way back from its bytes to the author's.
struct Rendered {
  std::string text;
  struct Piece {
    std::uint32_t at = 0;     // in text
    std::uint32_t token = 0;  // index
  };
  std::vector<Piece> pieces;

  [[nodiscard]] std::size_t token_at(std::size_t offset) const;  // the token that made this byte
};
[[nodiscard]] Rendered render(const Tokens& tokens);

}  // namespace trama::lineage::sql
