// JSON text as a flat row of values, for reading many events fast: one or two allocations for a whole text, children
// after their parent, texts and numbers as views of the text they came from (those with escapes, of a buffer beside
// it). Internal to catalog/lineage.
//
// RFC 8259 to the letter, after a byte order mark if there is one. Half a surrogate pair, which some languages write,
// is read as U+FFFD. Where a key stands twice in a map the last one counts, as for Jackson, which most emitters are
// tested against.
//
// Why not nlohmann, which reads JSON elsewhere: its tree forgets how numbers were spelled, and filling this row from
// its SAX parser made reading an event take 1.4 times as long as nlohmann::json::parse alone takes. This makes it 0.4
// times (tests/bench/openlineage_bench).
//
// Threads: a JsonText is one thread's. A Json is a pointer into it; neither must outlive the text that was parsed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trama::lineage {

enum class JsonType : std::uint8_t { missing, null, boolean, number, text, list, map };

struct JsonValue {
  JsonType type = JsonType::null;
  std::uint32_t span = 1;  // values from this one to the next beside it
  std::string_view key;
  std::string_view text;
};

class Json {
 public:
  Json() = default;
  explicit Json(const JsonValue* value) : value_(value) {}

  [[nodiscard]] JsonType type() const { return value_ == nullptr ? JsonType::missing : value_->type; }
  [[nodiscard]] bool is(JsonType type) const { return this->type() == type; }
  [[nodiscard]] bool absent() const { return type() == JsonType::missing || type() == JsonType::null; }
  // A text decoded; a number or boolean as spelled; else "".
  [[nodiscard]] std::string_view text() const { return value_ == nullptr ? std::string_view() : value_->text; }
  [[nodiscard]] Json find(std::string_view key) const {
    Json found;
    members([&](std::string_view name, Json value) {
      if (name == key) found = value;
    });
    return found;
  }
  template <typename Visit>
  void members(const Visit& visit) const {
    if (is(JsonType::map)) each([&](const JsonValue* value) { visit(value->key, Json(value)); });
  }
  template <typename Visit>
  void items(const Visit& visit) const {
    std::size_t index = 0;
    if (is(JsonType::list)) each([&](const JsonValue* value) { visit(index++, Json(value)); });
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t size = 0;
    if (type() >= JsonType::list) each([&](const JsonValue*) { ++size; });
    return size;
  }
  // Compact JSON, keys in their order.
  void append_to(std::string* out) const;

 private:
  template <typename Visit>
  void each(const Visit& visit) const {
    for (const JsonValue* value = value_ + 1; value < value_ + value_->span; value += value->span) visit(value);
  }

  const JsonValue* value_ = nullptr;
};

// A member of a map as text: "" where it is absent, null, a list or a map.
[[nodiscard]] inline std::string text_of(const Json& map, std::string_view key) {
  return std::string(map.find(key).text());
}

class JsonText {
 public:
  struct Failure {
    std::size_t byte = 0;  // from 1
    bool too_deep = false, too_many = false;
  };
  // False: `failure()` says why. REQUIRES: the text is valid UTF-8.
  [[nodiscard]] bool parse(std::string_view json, std::size_t nesting_max, std::size_t values_max);
  [[nodiscard]] Json root() const { return Json(values_.data()); }
  [[nodiscard]] const Failure& failure() const { return failure_; }

 private:
  class Parser;

  std::vector<JsonValue> values_;
  std::string decoded_;
  Failure failure_;
};

}  // namespace trama::lineage
