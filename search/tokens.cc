#include "search/tokens.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "search/unicode.h"

namespace trama::search {
namespace {

// Articles and prepositions that Italian and French elide before a vowel.
constexpr std::array<std::string_view, 24> kElided = {
    "all", "anch", "c",    "coll",   "d",  "dall",  "dell",  "dov",    "j",    "jusqu", "l", "lorsqu",
    "m",   "n",    "nell", "puisqu", "qu", "quell", "quest", "quoiqu", "sant", "sull",  "t", "un"};
// English endings.
constexpr std::array<std::string_view, 6> kEndings = {"s", "t", "re", "ve", "ll", "d"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_word(CharClass kind) {
  return kind != CharClass::other;
}

bool is_connector(char32_t c) {
  return c == '_' || c == '-' || c == '.' || c == 0x2010 || c == 0x2011;
}

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC;
}

class Tokeniser {
 public:
  Tokeniser(std::string_view text, std::size_t parts_max) : text_(text), parts_max_(parts_max) {}

  Tokens run() {
    text_ = text_.substr(0, std::numeric_limits<std::uint32_t>::max());
    while (at_ < text_.size() && tokens_.parts.size() < parts_max_) step();
    end_part();
    end_group();
    return std::move(tokens_);
  }

 private:
  void step() {
    const Char c = read_char(text_, at_);
    if (is_word(c.kind)) {
      word_char(c);
    } else {
      separator(c);
    }
    at_ += c.bytes;
  }

  void word_char(const Char& c) {
    if (boundary_before(c)) end_part();
    if (part_.text.empty()) start_part();
    append_folded(&part_.text, c);
    part_.end = static_cast<std::uint32_t>(at_ + c.bytes);
    if (c.kind == CharClass::mark) return;
    letters_ = c.kind == CharClass::digit ? 0 : letters_ + 1;
    previous_ = c.kind;
  }

  void start_part() {
    part_.begin = static_cast<std::uint32_t>(at_);
    part_.after_dot = std::exchange(dot_, false);
    letters_ = 0;
    previous_ = CharClass::other;
  }

  [[nodiscard]] bool boundary_before(const Char& c) const {
    if (part_.text.empty() || c.kind == CharClass::mark) return false;
    if (c.kind == CharClass::ideograph || previous_ == CharClass::ideograph) return true;
    if (c.kind == CharClass::digit) return previous_ != CharClass::digit && letters_ >= 2;
    if (previous_ == CharClass::digit) return letters_after(at_) >= 2;
    if (c.kind != CharClass::upper) return false;
    return previous_ == CharClass::lower || starts_capitalised(c);
  }

  // The `C` of `IDCustomer`; not the `D` of `IDs`.
  [[nodiscard]] bool starts_capitalised(const Char& c) const {
    if (previous_ != CharClass::upper) return false;
    const std::size_t next = at_ + c.bytes;
    if (next >= text_.size()) return false;
    const Char following = read_char(text_, next);
    if (following.kind != CharClass::lower) return false;
    return following.code != 's' || letters_after(next) >= 2;
  }

  // Letters from `at` on, counted up to two; of `Ds` or `ds` all, of `sX` one.
  [[nodiscard]] std::size_t letters_after(std::size_t at) const {
    std::size_t count = 0;
    while (at < text_.size() && count < 2) {
      const Char c = read_char(text_, at);
      const bool letter = c.kind == CharClass::lower || (c.kind == CharClass::upper && count == 0);
      if (!letter) break;
      at += c.bytes;
      ++count;
    }
    return count;
  }

  void separator(const Char& c) {
    end_part();
    if (is_connector(c.code) && joins_next(c)) {
      dot_ = dot_ || c.code == '.';
      return;
    }
    dot_ = false;
    const bool apostrophe = is_apostrophe(c.code);
    if (apostrophe) drop_elided();
    end_group();
    after_apostrophe_ = apostrophe;
  }

  [[nodiscard]] bool joins_next(const Char& c) const {
    const std::size_t next = at_ + c.bytes;
    if (group_count() == 0 || next >= text_.size()) return false;
    const Char following = read_char(text_, next);
    return is_word(following.kind) || is_connector(following.code);
  }

  void drop_elided() {
    if (group_count() == 1 && contains(kElided, tokens_.parts.back().text)) tokens_.parts.pop_back();
  }

  void end_part() {
    if (part_.text.empty()) return;
    tokens_.parts.push_back(std::move(part_));
    part_ = {};
  }

  [[nodiscard]] std::size_t group_count() const { return tokens_.parts.size() - group_first_; }

  void end_group() {
    const std::size_t count = group_count();
    if (count == 1 && after_apostrophe_ && contains(kEndings, tokens_.parts.back().text)) {
      tokens_.parts.pop_back();
    } else if (count > 0) {
      tokens_.groups.push_back({static_cast<std::uint32_t>(group_first_), static_cast<std::uint32_t>(count),
                                tokens_.parts[group_first_].begin, tokens_.parts.back().end});
    }
    group_first_ = tokens_.parts.size();
    after_apostrophe_ = false;
  }

  std::string_view text_;
  std::size_t parts_max_;
  std::size_t at_ = 0;
  Tokens tokens_;
  std::size_t group_first_ = 0;
  Part part_;
  std::size_t letters_ = 0;  // letters of the part since its start or its last digit
  CharClass previous_ = CharClass::other;
  bool after_apostrophe_ = false;
  bool dot_ = false;
};

}  // namespace

std::string Tokens::joined(std::size_t first, std::size_t count) const {
  std::string out;
  for (std::size_t i = first; i < first + count; ++i) out += parts[i].text;
  return out;
}

Tokens tokenise(std::string_view text, std::size_t parts_max) {
  return Tokeniser(text, parts_max).run();
}

std::string spelling_key(std::string_view text) {
  constexpr std::size_t kPartsMax = 64;
  const Tokens tokens = tokenise(text, kPartsMax);
  return tokens.joined(0, tokens.parts.size());
}

std::string fold(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Char c = read_char(text, at);
    if (c.code != 0 || text[at] == '\0') append_folded(&out, c);
    at += c.bytes;
  }
  return out;
}

std::string_view last_name(std::string_view path) {
  while (path.ends_with("[]")) path.remove_suffix(2);
  while (!path.empty() && path.back() == '}')
    path.remove_suffix(path.size() - std::min(path.rfind('{'), path.size() - 1));
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace trama::search
