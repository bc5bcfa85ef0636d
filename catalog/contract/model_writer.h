// Writes nouns of the model as JSON text: as the wire and the store have them, or canonical (canonical.h), where lists
// without order are sorted and what carries no meaning is left out. Internal to catalog/contract. One thread at a time.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/model_members.h"
#include "catalog/contract/model_words.h"

namespace trama::contract {

class ModelWriter {
 public:
  enum class Form : bool { plain, canonical };
  explicit ModelWriter(Form form) : form_(form) {}

  // The whole noun as a JSON object.
  template <typename T>
  [[nodiscard]] std::string object(const T& noun) {
    std::string out;
    append_object(&out, noun);
    return out;
  }

  // Called by members() -----------------------------------------------------------------------------------------------
  void text(std::string_view key, const std::string& value);
  void json(std::string_view key, const std::string& raw);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void text_set(std::string_view key, const std::vector<std::string>& values);
  void jsons(std::string_view key, const std::vector<std::string>& raws);
  void json_set(std::string_view key, const std::vector<std::string>& raws);
  void pairs(std::string_view key, const std::vector<std::pair<std::string, std::string>>& values);
  void couples(std::string_view key, std::string_view first, std::string_view second,
               const std::vector<std::pair<std::string, std::string>>& values);
  void flag(std::string_view key, bool value);
  void number(std::string_view key, std::int64_t value);
  void number(std::string_view key, double value);
  void value(std::string_view key, const std::optional<bool>& value);
  void value(std::string_view key, const std::optional<double>& value);
  template <typename Integer>
  void value(std::string_view key, const std::optional<Integer>& value) {
    if (value) number(key, std::int64_t{*value});
  }
  template <typename Enum>
  void word(std::string_view key, Enum value) {
    const auto index = static_cast<std::size_t>(value);
    if (index == 0 && !Words<Enum>::kAlways) return;
    quoted(key, Words<Enum>::kAll.at(index));
  }
  template <typename T>
  void noun(std::string_view key, const T& value) {
    std::string inner;
    append_object(&inner, value);
    if (inner != "{}") raw(key, inner);
  }
  template <typename T>
  void about(std::string_view key, const T& value) {
    if (form_ == Form::plain) noun(key, value);
  }
  template <typename T>
  void maybe(std::string_view key, const std::optional<T>& value) {
    if (!value) return;
    std::string inner;
    append_object(&inner, *value);
    raw(key, inner);
  }
  template <typename T>
  void nouns(std::string_view key, const std::vector<T>& values) {
    if (!values.empty()) list(key, objects(values));
  }
  template <typename T>
  void noun_set(std::string_view key, const std::vector<T>& values) {
    if (!values.empty()) list(key, as_set(objects(values)));
  }

 private:
  template <typename T>
  void append_object(std::string* out, const T& noun) {
    std::string* outer = std::exchange(out_, out);
    const std::size_t begin = out->size();
    members(*this, noun);
    if (out->size() == begin) {
      *out += "{}";
    } else {
      (*out)[begin] = '{';  // key() put a comma there
      *out += '}';
    }
    out_ = outer;
  }
  template <typename T>
  [[nodiscard]] std::vector<std::string> objects(const std::vector<T>& values) {
    std::vector<std::string> out(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) append_object(&out[i], values[i]);
    return out;
  }
  [[nodiscard]] std::vector<std::string> as_set(std::vector<std::string> items) const {
    if (form_ == Form::canonical) std::ranges::sort(items);
    return items;
  }
  [[nodiscard]] std::vector<std::string> quoted_all(const std::vector<std::string>& values) const;
  [[nodiscard]] std::vector<std::string> raw_all(const std::vector<std::string>& raws) const;
  [[nodiscard]] std::string normal(const std::string& raw) const;
  void key(std::string_view key);
  void raw(std::string_view key, std::string_view json);
  void quoted(std::string_view key, std::string_view text);
  void list(std::string_view key, const std::vector<std::string>& items);

  Form form_;
  std::string* out_ = nullptr;
};

}  // namespace trama::contract
