// The members of one noun as short texts, so that two of a kind can be compared member by member and none is forgotten.
// Walks the one list of members (model_members.h); lists without order are sorted, as in the canonical form.
// Internal to catalog/contract/change. One thread at a time.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/model_members.h"
#include "catalog/contract/model_words.h"
#include "catalog/contract/model_writer.h"

namespace trama::change {

struct MemberText {
  std::string_view key;
  std::string text;  // "" = not set; texts plain, everything else as compact JSON
};

// Called by contract::members(). Keys in `skipped` are left out: nouns that are compared on their own.
class NounMembers {
 public:
  explicit NounMembers(const std::vector<std::string_view>& skipped) : skipped_(skipped) {}
  [[nodiscard]] std::vector<MemberText> take() { return std::move(out_); }

  void text(std::string_view key, const std::string& value) { add(key, value); }
  void json(std::string_view key, const std::string& raw) { add(key, normal_json(raw)); }
  void texts(std::string_view key, const std::vector<std::string>& values) { add(key, list(values)); }
  void text_set(std::string_view key, std::vector<std::string> values) { add(key, sorted(std::move(values))); }
  void jsons(std::string_view key, const std::vector<std::string>& raws) { add(key, list(raws)); }
  void json_set(std::string_view key, std::vector<std::string> raws) { add(key, sorted(std::move(raws))); }
  void pairs(std::string_view key, const std::vector<std::pair<std::string, std::string>>& values) {
    std::vector<std::string> items;
    items.reserve(values.size());
    for (const auto& [name, value] : values) items.emplace_back(name).append(": ").append(value);
    add(key, sorted(std::move(items)));
  }
  void couples(std::string_view key, std::string_view /*first*/, std::string_view /*second*/,
               const std::vector<std::pair<std::string, std::string>>& values) {
    std::string text;
    for (const auto& [one, other] : values) text.append(text.empty() ? "" : ", ").append(one).append("@").append(other);
    add(key, std::move(text));
  }
  void flag(std::string_view key, bool value) { add(key, value ? "true" : ""); }
  template <typename Number>
  void number(std::string_view key, Number value) {
    add(key, value == Number{} ? "" : std::to_string(value));
  }
  void value(std::string_view key, const std::optional<bool>& value) {
    add(key, !value ? "" : *value ? "true" : "false");
  }
  template <typename Number>
  void value(std::string_view key, const std::optional<Number>& value) {
    add(key, value ? std::to_string(*value) : "");
  }
  template <typename Enum>
  void word(std::string_view key, Enum value) {
    add(key, std::string(contract::Words<Enum>::kAll.at(static_cast<std::size_t>(value))));
  }
  template <typename T>
  void noun(std::string_view key, const T& value) {
    if (!is_skipped(key)) add(key, object(value));
  }
  template <typename T>
  void about(std::string_view /*key*/, const T& /*value*/) {}
  template <typename T>
  void maybe(std::string_view key, const std::optional<T>& value) {
    if (!is_skipped(key)) add(key, value ? object(*value) : "");
  }
  template <typename T>
  void nouns(std::string_view key, const std::vector<T>& values) {
    if (!is_skipped(key)) add(key, list(objects(values)));
  }
  template <typename T>
  void noun_set(std::string_view key, const std::vector<T>& values) {
    if (!is_skipped(key)) add(key, sorted(objects(values)));
  }

 private:
  template <typename T>
  static std::string object(const T& value) {
    return contract::ModelWriter(contract::ModelWriter::Form::canonical).object(value);
  }
  template <typename T>
  static std::vector<std::string> objects(const std::vector<T>& values) {
    std::vector<std::string> out;
    out.reserve(values.size());
    for (const T& value : values) out.push_back(object(value));
    return out;
  }
  static std::string list(const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
    return items.empty() ? "" : "[" + out + "]";
  }
  static std::string sorted(std::vector<std::string> items) {
    std::ranges::sort(items);
    return list(items);
  }
  static std::string normal_json(const std::string& raw);
  [[nodiscard]] bool is_skipped(std::string_view key) const {
    return std::ranges::find(skipped_, key) != skipped_.end();
  }
  void add(std::string_view key, std::string text) {
    if (!is_skipped(key)) out_.push_back({key, std::move(text)});
  }

  const std::vector<std::string_view>& skipped_;
  std::vector<MemberText> out_;
};

// A member that two nouns of a kind do not share.
struct MemberDifference {
  std::string_view key;
  std::string before, after;
};

template <typename Noun>
[[nodiscard]] std::vector<MemberDifference> differences(const Noun& before, const Noun& after,
                                                        const std::vector<std::string_view>& skipped) {
  NounMembers left(skipped);
  NounMembers right(skipped);
  contract::members(left, before);
  contract::members(right, after);
  auto old_members = left.take();
  auto new_members = right.take();
  std::vector<MemberDifference> out;
  for (std::size_t i = 0; i < old_members.size(); ++i) {
    if (old_members[i].text == new_members[i].text) continue;
    out.push_back({old_members[i].key, std::move(old_members[i].text), std::move(new_members[i].text)});
  }
  return out;
}

// The whole noun, for finding its equal.
template <typename Noun>
[[nodiscard]] std::string canonical_text(const Noun& noun) {
  return contract::ModelWriter(contract::ModelWriter::Form::canonical).object(noun);
}

inline std::string NounMembers::normal_json(const std::string& raw) {
  if (raw.empty() || raw == "null") return {};
  // A one-member custom entry brings the writer's normal form for raw JSON.
  return canonical_text(contract::Custom{.name = {}, .json = raw, .description = {}, .more = {}});
}

}  // namespace trama::change
