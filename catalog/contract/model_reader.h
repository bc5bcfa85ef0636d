// Reads nouns of the model from the tree that ModelWriter's plain form parses to. Unknown keys are passed over, so that
// an older program reads what a newer one stored. Internal to catalog/contract. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/contract/document.h"
#include "catalog/contract/model_members.h"
#include "catalog/contract/model_words.h"

namespace trama::contract {

class ModelReader {
 public:
  // Fills `noun`; members that the tree does not have stay as they are. False when a value has the wrong type: see
  // problem().
  template <typename T>
  [[nodiscard]] bool object(const Node& node, T* noun) {
    read_object(node, noun);
    return problem_.empty();
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

  // Called by members() -----------------------------------------------------------------------------------------------
  void text(std::string_view key, std::string& value);
  void json(std::string_view key, std::string& raw);
  void texts(std::string_view key, std::vector<std::string>& values);
  void text_set(std::string_view key, std::vector<std::string>& values) { texts(key, values); }
  void jsons(std::string_view key, std::vector<std::string>& raws);
  void json_set(std::string_view key, std::vector<std::string>& raws) { jsons(key, raws); }
  void pairs(std::string_view key, std::vector<std::pair<std::string, std::string>>& values);
  void couples(std::string_view key, std::string_view first, std::string_view second,
               std::vector<std::pair<std::string, std::string>>& values);
  void flag(std::string_view key, bool& value);
  void number(std::string_view key, std::int64_t& value);
  void number(std::string_view key, double& value);
  void value(std::string_view key, std::optional<bool>& value);
  void value(std::string_view key, std::optional<double>& value);
  void value(std::string_view key, std::optional<std::int64_t>& value);
  void value(std::string_view key, std::optional<std::int32_t>& value);
  template <typename Enum>
  void word(std::string_view key, Enum& value) {
    const Node* node = find(key, NodeType::text);
    if (node == nullptr) return;
    for (std::size_t i = 0; i < Words<Enum>::kAll.size(); ++i) {
      if (Words<Enum>::kAll.at(i) == node->scalar) {
        // Words and enumerators are the same number in the same order (model_words.h).
        value = static_cast<Enum>(i);  // NOLINT(clang-analyzer-optin.core.EnumCastOutOfRange)
        return;
      }
    }
    fail(key, "an unknown word");
  }
  template <typename T>
  void noun(std::string_view key, T& value) {
    if (const Node* node = find(key, NodeType::map)) read_object(*node, &value);
  }
  template <typename T>
  void about(std::string_view key, T& value) {
    noun(key, value);
  }
  template <typename T>
  void maybe(std::string_view key, std::optional<T>& value) {
    if (const Node* node = find(key, NodeType::map)) read_object(*node, &value.emplace());
  }
  template <typename T>
  void nouns(std::string_view key, std::vector<T>& values) {
    const Node* node = find(key, NodeType::list);
    if (node == nullptr) return;
    values.clear();
    values.reserve(node->list.size());
    for (const Node& item : node->list) {
      if (item.type != NodeType::map) return fail(key, "an item that is not an object");
      read_object(item, &values.emplace_back());
    }
  }
  template <typename T>
  void noun_set(std::string_view key, std::vector<T>& values) {
    nouns(key, values);
  }

 private:
  template <typename T>
  void read_object(const Node& node, T* noun) {
    if (node.type != NodeType::map) return fail("", "a value that is not an object");
    const Node* outer = std::exchange(node_, &node);
    const std::size_t outer_next = std::exchange(next_, 0);
    members(*this, *noun);
    node_ = outer;
    next_ = outer_next;
  }
  // The member, if it is there; a problem when it has another type. The writer's order makes this cheap.
  [[nodiscard]] const Node* find(std::string_view key);
  [[nodiscard]] const Node* find(std::string_view key, NodeType type);
  void fail(std::string_view key, std::string_view what);

  const Node* node_ = nullptr;
  std::size_t next_ = 0;
  std::string problem_;
};

}  // namespace trama::contract
