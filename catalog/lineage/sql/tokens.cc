#include "catalog/lineage/sql/tokens.h"

#include <algorithm>

namespace trama::lineage::sql {

bool among(std::string_view list, std::string_view word) {
  return !word.empty() && word.find(' ') == std::string_view::npos &&
         list.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string quoted_string(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

Tokens::Tokens(std::vector<Token> tokens) : tokens_(std::move(tokens)) {
  if (tokens_.empty() || tokens_.back().kind != TokenKind::end) tokens_.emplace_back();
  match_brackets();
}

void Tokens::match_brackets() {
  match_.assign(tokens_.size(), kNone);
  depth_.assign(tokens_.size(), 0);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    depth_[i] = static_cast<std::uint32_t>(open.size());
    if (tokens_[i].kind != TokenKind::symbol) continue;
    const std::string& c = tokens_[i].word;
    if (c == "(" || c == "[" || c == "{") {
      open.push_back(i);
    } else if ((c == ")" || c == "]" || c == "}") && !open.empty()) {
      match_[i] = open.back();
      match_[open.back()] = i;
      open.pop_back();
      depth_[i] = static_cast<std::uint32_t>(open.size());
    }
  }
}

std::size_t Tokens::next(std::size_t i) const {
  do ++i;
  while (i < size() && tokens_[i].text.empty());
  return std::min(i, size());
}

std::size_t Tokens::previous(std::size_t i) const {
  while (i > 0) {
    if (!tokens_[--i].text.empty()) return i;
  }
  return kNone;
}

std::size_t Tokens::first() const {
  return empty() || !tokens_[0].text.empty() ? 0 : next(0);
}

const Token& Tokens::before(std::size_t i) const {
  const std::size_t at = previous(i);
  return at == kNone ? tokens_.back() : tokens_[at];
}

bool Tokens::are(std::size_t i, std::initializer_list<std::string_view> what) const {
  for (const std::string_view word : what) {
    if (!is(i, word)) return false;
    i = next(i);
  }
  return true;
}

std::size_t Tokens::find(std::size_t i, std::initializer_list<std::string_view> words) const {
  if (i >= size()) return size();
  const std::uint32_t level = depth_[i];
  while (i < size()) {
    if (++steps_ > kStepsMax) return size();
    const Token& token = tokens_[i];
    if (depth_[i] < level) return i;
    if (!token.text.empty() && token.kind != TokenKind::name && std::ranges::find(words, token.word) != words.end() &&
        !token.word.empty()) {
      return i;
    }
    // A bracket that closes ours ends the level; one that opens is stepped over as a whole.
    if (token.kind == TokenKind::symbol && (token.is(")") || token.is("]") || token.is("}"))) return i;
    i = match_[i] != kNone && match_[i] > i ? match_[i] + 1 : i + 1;
  }
  return size();
}

void Tokens::drop(std::size_t from, std::size_t to) {
  for (; from < to && from < size(); ++from) tokens_[from].drop();
}

void Tokens::rotate(std::size_t first, std::size_t middle, std::size_t last) {
  steps_ += size();
  if (exhausted()) return;
  const auto at = [&](std::size_t i) { return tokens_.begin() + static_cast<std::ptrdiff_t>(i); };
  std::rotate(at(first), at(middle), at(last));
  match_brackets();
}

std::size_t Rendered::token_at(std::size_t offset) const {
  const auto it = std::ranges::upper_bound(pieces, offset, {}, [](const Piece& p) { return std::size_t{p.at}; });
  return it == pieces.begin() ? 0 : std::prev(it)->token;
}

Rendered render(const Tokens& tokens) {
  Rendered out;
  bool dropped = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.text.empty()) {
      dropped = true;
      continue;
    }
    if (!out.text.empty() && (!token.glued || dropped)) out.text += ' ';
    dropped = false;
    out.pieces.push_back({static_cast<std::uint32_t>(out.text.size()), static_cast<std::uint32_t>(i)});
    out.text += token.text;
  }
  return out;
}

}  // namespace trama::lineage::sql
