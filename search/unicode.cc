#include "search/unicode.h"

#include <xapian.h>

namespace trama::search {
namespace {

// Base letters of U+00C0 to U+024F and U+1E00 to U+1EFF by canonical decomposition, plus the barred and hooked letters
// people type without them; '.' means the character stands for itself.
constexpr char32_t kLatinFirst = 0xC0;
constexpr std::string_view kLatin =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggg"
    "hhhhiiiiiiiiii..jjkkkllllllllllnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.b......."
    "...............i..l.....oo.............uu....zz......................aaiioouuuuuuuuuu.aaaa....ggkkoo"
    "oo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";
constexpr char32_t kAdditionalFirst = 0x1E00;
constexpr std::string_view kAdditional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss"
    "ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee"
    "iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

char base_letter(char32_t code) {
  char found = '.';
  if (code >= kLatinFirst && code < kLatinFirst + kLatin.size()) found = kLatin[code - kLatinFirst];
  if (code >= kAdditionalFirst && code < kAdditionalFirst + kAdditional.size())
    found = kAdditional[code - kAdditionalFirst];
  return found == '.' ? '\0' : found;
}

std::string_view ligature(char32_t code) {
  switch (code) {
    case 0xDF:
    case 0x1E9E:
      return "ss";
    case 0xC6:
    case 0xE6:
      return "ae";
    case 0x152:
    case 0x153:
      return "oe";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0x132:
    case 0x133:
      return "ij";
    case 0xFB00:
      return "ff";
    case 0xFB01:
      return "fi";
    case 0xFB02:
      return "fl";
    default:
      return {};
  }
}

bool is_ideograph(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

// Full-width ASCII variants stand for ASCII.
char32_t narrow(char32_t c) {
  return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + 0x21 : c;
}

CharClass ascii_class(char32_t c) {
  if (c >= 'a' && c <= 'z') return CharClass::lower;
  if (c >= 'A' && c <= 'Z') return CharClass::upper;
  if (c >= '0' && c <= '9') return CharClass::digit;
  return CharClass::other;
}

CharClass unicode_class(char32_t c) {
  if (is_ideograph(c)) return CharClass::ideograph;
  switch (Xapian::Unicode::get_category(c)) {
    case Xapian::Unicode::UPPERCASE_LETTER:
    case Xapian::Unicode::TITLECASE_LETTER:
      return CharClass::upper;
    case Xapian::Unicode::LOWERCASE_LETTER:
    case Xapian::Unicode::MODIFIER_LETTER:
    case Xapian::Unicode::OTHER_LETTER:
      return CharClass::lower;
    case Xapian::Unicode::DECIMAL_DIGIT_NUMBER:
    case Xapian::Unicode::LETTER_NUMBER:
    case Xapian::Unicode::OTHER_NUMBER:
      return CharClass::digit;
    case Xapian::Unicode::NON_SPACING_MARK:
    case Xapian::Unicode::ENCLOSING_MARK:
    case Xapian::Unicode::COMBINING_SPACING_MARK:
      return CharClass::mark;
    default:
      return CharClass::other;
  }
}

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
}

struct Decoded {
  char32_t code = 0;
  std::uint32_t bytes = 0;  // 0: invalid
};

Decoded decode(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) {
    const std::uint8_t tail = byte_at(text, at + i);
    if ((tail & 0xC0) != 0x80) return {};
    code = (code << 6) | (tail & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool outside = code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF);
  return overlong || outside ? Decoded{} : Decoded{code, length};
}

}  // namespace

Char read_char(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  if (lead < 0x80) return {lead, 1, ascii_class(lead)};
  const Decoded decoded = decode(text, at);
  if (decoded.bytes == 0) return {0, 1, CharClass::other};
  const char32_t code = narrow(decoded.code);
  return {code, decoded.bytes, code < 0x80 ? ascii_class(code) : unicode_class(code)};
}

void append_folded(std::string* out, const Char& c) {
  if (c.code < 0x80) {
    out->push_back(static_cast<char>(c.kind == CharClass::upper ? c.code - 'A' + 'a' : c.code));
    return;
  }
  if (c.kind == CharClass::mark) return;
  // Some capitals have no entry of their own but a lower case that has.
  const char32_t lower = Xapian::Unicode::tolower(c.code);
  for (const char32_t code : {c.code, lower}) {
    if (const char base = base_letter(code); base != '\0') {
      out->push_back(base);
      return;
    }
    if (const std::string_view spelled = ligature(code); !spelled.empty()) {
      out->append(spelled);
      return;
    }
  }
  Xapian::Unicode::append_utf8(*out, lower);
}

}  // namespace trama::search
