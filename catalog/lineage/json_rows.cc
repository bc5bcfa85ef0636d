#include "catalog/lineage/json_rows.h"

#include <algorithm>
#include <charconv>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"

namespace trama::lineage {

// Recursive descent; the bound on nesting bounds the recursion.
class JsonText::Parser {
 public:
  Parser(std::string_view json, std::size_t nesting_max, std::size_t values_max, JsonText* to)
      : json_(json), nesting_max_(nesting_max), values_max_(values_max), to_(to) {}

  bool document() {
    if (json_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    const bool good = value({}, 0) && ended();
    to_->failure_.byte = good ? 0 : std::min(at_, json_.size()) + 1;
    return good;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  void skip_space() {
    while (at_ < json_.size() &&
           (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\r' || json_[at_] == '\t')) {
      ++at_;
    }
  }
  bool ended() {
    skip_space();
    return at_ == json_.size();
  }
  bool take(char c) {
    skip_space();
    if (peek() != c || at_ >= json_.size()) return false;
    ++at_;
    return true;
  }

  bool value(std::string_view key, std::size_t depth) {
    if (to_->values_.size() >= values_max_) {
      to_->failure_.too_many = true;
      return false;
    }
    skip_space();
    const std::size_t index = to_->values_.size();
    JsonValue& added = to_->values_.emplace_back();
    added.key = key;
    const char first = peek();
    if (first == '{' || first == '[') return children(index, depth);
    if (first == '"') {
      added.type = JsonType::text;
      return string(&added.text);
    }
    return word(&added);
  }

  bool children(std::size_t index, std::size_t depth) {
    if (depth >= nesting_max_) {
      to_->failure_.too_deep = true;
      return false;
    }
    const bool map = json_[at_++] == '{';
    to_->values_[index].type = map ? JsonType::map : JsonType::list;
    const char end = map ? '}' : ']';
    if (!take(end)) {
      do {
        std::string_view key;
        if (map && !key_of(&key)) return false;
        if (!value(key, depth + 1)) return false;
      } while (take(','));
      if (!take(end)) return false;
    }
    to_->values_[index].span = static_cast<std::uint32_t>(to_->values_.size() - index);
    return true;
  }

  bool key_of(std::string_view* key) {
    skip_space();
    return peek() == '"' && string(key) && take(':');
  }

  bool word(JsonValue* out) {
    const std::size_t begin = at_;
    while (at_ < json_.size() && std::string_view(",]}: \t\r\n\"").find(json_[at_]) == std::string_view::npos) ++at_;
    out->text = json_.substr(begin, at_ - begin);
    if (out->text == "true" || out->text == "false") {
      out->type = JsonType::boolean;
    } else if (out->text == "null") {
      out->text = {};
    } else if (contract::json_number(out->text)) {
      out->type = JsonType::number;
    } else {
      at_ = begin;
      return false;
    }
    return true;
  }

  // Moves behind what needs no decoding.
  void run() {
    while (at_ < json_.size() && static_cast<unsigned char>(json_[at_]) >= 0x20 && json_[at_] != '"' &&
           json_[at_] != '\\') {
      ++at_;
    }
  }

  bool string(std::string_view* out) {
    const std::size_t begin = ++at_;
    run();
    if (peek() == '"' && at_ < json_.size()) {
      *out = json_.substr(begin, at_++ - begin);
      return true;
    }
    // A text decoded is never longer than it was, so what is reserved once never moves.
    std::string& decoded = to_->decoded_;
    if (decoded.capacity() < json_.size()) decoded.reserve(json_.size());
    const std::size_t decoded_begin = decoded.size();
    decoded += json_.substr(begin, at_ - begin);
    while (peek() == '\\') {
      if (!escape(&decoded)) return false;
      const std::size_t plain = at_;
      run();
      decoded += json_.substr(plain, at_ - plain);
    }
    if (peek() != '"') return false;
    ++at_;
    *out = std::string_view(decoded).substr(decoded_begin);
    return true;
  }

  bool escape(std::string* out) {
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    ++at_;
    const char letter = peek();
    if (letter == 'u') return code_point(out);
    const std::size_t index = letter == '\0' ? kLetters.npos : kLetters.find(letter);
    if (index == kLetters.npos) return false;
    *out += kMeanings[index];
    ++at_;
    return true;
  }

  // "uXXXX", and the other half where there is one.
  bool code_point(std::string* out) {
    std::uint32_t code = 0;
    if (!hex(&code)) return false;
    constexpr std::uint32_t kReplacement = 0xFFFD;
    if (code >= 0xDC00 && code <= 0xDFFF) code = kReplacement;
    if (code >= 0xD800 && code < 0xDC00) {
      const std::size_t behind = at_;
      std::uint32_t low = 0;
      if (json_.substr(at_).starts_with("\\u")) {
        ++at_;
        if (!hex(&low)) return false;
      }
      if (low >= 0xDC00 && low <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      } else {
        code = kReplacement;
        at_ = behind;
      }
    }
    append_utf8(out, code);
    return true;
  }
  bool hex(std::uint32_t* code) {
    const std::string_view digits = json_.substr(std::min(at_ + 1, json_.size()), 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *code, 16);
    if (digits.size() != 4 || error != std::errc() || end != digits.data() + 4) return false;
    at_ += 5;
    return true;
  }

  std::string_view json_;
  std::size_t nesting_max_, values_max_;
  JsonText* to_;
  std::size_t at_ = 0;
};

bool JsonText::parse(std::string_view json, std::size_t nesting_max, std::size_t values_max) {
  values_.clear();
  decoded_.clear();
  failure_ = {};
  values_.reserve(std::min(json.size() / 16 + 8, values_max));
  return Parser(json, nesting_max, values_max, this).document();
}

void Json::append_to(std::string* out) const {
  switch (type()) {
    case JsonType::missing:
    case JsonType::null:
      *out += "null";
      return;
    case JsonType::boolean:
    case JsonType::number:
      *out += text();
      return;
    case JsonType::text:
      contract::append_json_text(out, text());
      return;
    case JsonType::list:
    case JsonType::map:
      break;
  }
  const bool map = is(JsonType::map);
  *out += map ? '{' : '[';
  bool first = true;
  each([&](const JsonValue* value) {
    if (!first) *out += ',';
    first = false;
    if (map) {
      contract::append_json_text(out, value->key);
      *out += ':';
    }
    Json(value).append_to(out);
  });
  *out += map ? '}' : ']';
}

}  // namespace trama::lineage
