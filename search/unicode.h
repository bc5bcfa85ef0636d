// Folding and classes of single characters, for the tokeniser only. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::search {

enum class CharClass : std::uint8_t { other, lower, upper, digit, ideograph, mark };

struct Char {
  char32_t code = 0;
  std::uint32_t bytes = 1;  // length in the source
  CharClass kind = CharClass::other;
};

// The character at `at` (at < text.size()); an invalid byte is one `other` character.
[[nodiscard]] Char read_char(std::string_view text, std::size_t at);

// Appends the folded form: lower case without accents; marks append nothing.
void append_folded(std::string* out, const Char& c);

}  // namespace trama::search
