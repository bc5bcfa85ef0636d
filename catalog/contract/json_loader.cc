// A JSON reader of our own: RFC 8259 to the letter, with the place and spelling of every value, which the usual
// libraries do not keep. Nesting is bounded before it is entered, so recursion is.
#include <array>
#include <cstdio>

#include "catalog/base/text.h"
#include "catalog/contract/loading.h"

namespace trama::contract::loading {
namespace {

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

class JsonReader {
 public:
  JsonReader(std::string_view text, Problems* problems) : text_(text), problems_(problems), budget_(problems) {}

  std::optional<Loaded> read() {
    Loaded loaded;
    skip_blanks();
    loaded.start = mark();
    if (!value(&loaded.root, "", 0)) return std::nullopt;
    skip_blanks();
    if (at_ < text_.size()) {
      fail("text follows the end of the JSON value", "remove it; several documents go through the import");
      return std::nullopt;
    }
    loaded.end = text_.size();
    if (problems_->broken()) return std::nullopt;
    return loaded;
  }

 private:
  [[nodiscard]] Mark mark() const { return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)}; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() && blank(text_[at_])) {
      const char c = text_[at_++];
      const bool lone_cr = c == '\r' && peek() != '\n';
      if (c != '\n' && !lone_cr) continue;
      ++line_;
      line_start_ = at_;
    }
  }

  bool fail(std::string message, std::string hint) {
    if (problems_->broken()) return false;
    std::string found = at_ < text_.size() ? std::string(1, text_[at_]) : "the end of the text";
    if (static_cast<unsigned char>(found[0]) >= 0x80) found = "a character beyond ASCII";
    problems_->add(Rule::not_json, {"", mark()}, std::move(message), {.found = found, .hint = std::move(hint)});
    return false;
  }

  bool value(Node* out, const std::string& pointer, std::size_t depth) {
    out->mark = mark();
    switch (peek()) {
      case '{':
        return budget_.spend(0, {pointer, out->mark}) && budget_.deeper(depth + 1, {pointer, out->mark}) &&
               map(out, pointer, depth + 1);
      case '[':
        return budget_.spend(0, {pointer, out->mark}) && budget_.deeper(depth + 1, {pointer, out->mark}) &&
               list(out, pointer, depth + 1);
      case '"':
        out->type = NodeType::text;
        out->quoted = true;
        return string(&out->scalar) && budget_.spend(out->scalar.size(), {pointer, out->mark});
      default:
        return word_or_number(out) && budget_.spend(out->scalar.size(), {pointer, out->mark});
    }
  }

  bool map(Node* out, const std::string& pointer, std::size_t depth) {
    out->type = NodeType::map;
    ++at_;
    skip_blanks();
    if (peek() == '}') return ++at_, true;
    while (true) {
      if (peek() != '"') return fail("a key in double quotes is expected", "remove a trailing comma or quote the key");
      Node::Entry& entry = out->map.emplace_back();
      entry.key_mark = mark();
      if (!string(&entry.key)) return false;
      const std::string at = join_pointer(pointer, entry.key);
      if (!budget_.spend_key(entry.key.size(), {pointer, entry.key_mark})) return false;
      skip_blanks();
      if (peek() != ':') return fail("`:` is expected after a key", "write \"key\": value");
      ++at_;
      skip_blanks();
      if (!value(&entry.value, at, depth)) return false;
      skip_blanks();
      const char c = peek();
      if (c != ',' && c != '}') return fail("`,` or `}` is expected", "separate members by commas");
      ++at_;
      if (c == '}') break;
      skip_blanks();
    }
    drop_duplicates(out, pointer, problems_);
    return true;
  }

  bool list(Node* out, const std::string& pointer, std::size_t depth) {
    out->type = NodeType::list;
    ++at_;
    skip_blanks();
    if (peek() == ']') return ++at_, true;
    while (true) {
      const std::string at = join_pointer(pointer, out->list.size());
      if (!value(&out->list.emplace_back(), at, depth)) return false;
      skip_blanks();
      const char c = peek();
      if (c != ',' && c != ']') return fail("`,` or `]` is expected", "separate elements by commas");
      ++at_;
      if (c == ']') return true;
      skip_blanks();
    }
  }

  bool word_or_number(Node* out) {
    if (digit(peek()) || peek() == '-') return number(out);
    constexpr std::array<std::pair<std::string_view, NodeType>, 3> kWords{
        {{"true", NodeType::boolean}, {"false", NodeType::boolean}, {"null", NodeType::null}}};
    for (const auto& [word, type] : kWords) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      out->type = type;
      if (type == NodeType::boolean) out->scalar = word;
      return true;
    }
    return fail("a value is expected",
                "JSON knows objects, arrays, texts in double quotes, numbers, true, false, null");
  }

  bool digits() {
    const std::size_t start = at_;
    while (digit(peek())) ++at_;
    return at_ > start || fail("a digit is expected", "write numbers as 1, -1.5 or 1e9");
  }

  bool number(Node* out) {
    const std::size_t start = at_;
    out->type = NodeType::integer;
    if (peek() == '-') ++at_;
    if (peek() == '0' && at_ + 1 < text_.size() && digit(text_[at_ + 1])) {
      return fail("a number begins with 0", "quote it if it is a text");
    }
    if (!digits()) return false;
    if (peek() == '.') {
      out->type = NodeType::number;
      ++at_;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      out->type = NodeType::number;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    out->scalar = text_.substr(start, at_ - start);
    return true;
  }

  bool string(std::string* out) {
    ++at_;
    while (true) {
      const std::size_t end = text_.find_first_of("\"\\\n\r\t", at_);
      if (end == std::string_view::npos) {
        at_ = text_.size();
        return fail("a text is not closed", "add the closing double quote");
      }
      out->append(text_.substr(at_, end - at_));
      at_ = end;
      if (text_[at_] == '"') return ++at_, true;
      if (text_[at_] != '\\')
        return fail("a text runs over the end of its line", "write line breaks as \\n, tabs as \\t");
      if (!escape(out)) return false;
    }
  }

  bool escape(std::string* out) {
    ++at_;
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t plain = at_ < text_.size() ? kLetters.find(text_[at_]) : std::string_view::npos;
    if (plain != std::string_view::npos) {
      *out += kMeanings[plain];
      ++at_;
      return true;
    }
    if (peek() != 'u') return fail("an unknown escape", "JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    ++at_;
    return unicode(out);
  }

  bool unicode(std::string* out) {
    std::uint32_t code = 0;
    if (!hex4(&code)) return false;
    if (code == 0) {
      problems_->add(Rule::control_character, {"", mark()}, "a text holds an escaped NUL", {.found = "\\u0000"});
      return false;
    }
    if (code >= 0xD800 && code < 0xDC00) {
      std::uint32_t low = 0;
      if (!text_.substr(at_).starts_with("\\u")) return fail("half a surrogate pair", "escape both halves");
      at_ += 2;
      if (!hex4(&low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail("half a surrogate pair", "escape both halves");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
      return fail("half a surrogate pair", "escape both halves");
    }
    append_utf8(out, code);
    return true;
  }

  bool hex4(std::uint32_t* code) {
    for (int i = 0; i < 4; ++i, ++at_) {
      constexpr std::string_view kHex = "0123456789abcdef";
      const char c = peek() >= 'A' && peek() <= 'F' ? static_cast<char>(peek() - 'A' + 'a') : peek();
      const std::size_t value = c == '\0' ? std::string_view::npos : kHex.find(c);
      if (value == std::string_view::npos) return fail("four hexadecimal digits are expected", "write \\u00e9");
      *code = *code * 16 + static_cast<std::uint32_t>(value);
    }
    return true;
  }

  std::string_view text_;
  Problems* problems_;
  Budget budget_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace

std::optional<Loaded> load_json(std::string_view text, Problems* problems) {
  return JsonReader(text, problems).read();
}

}  // namespace trama::contract::loading
