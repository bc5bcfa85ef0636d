// The tree that the PostgreSQL grammar makes of a statement, as plain values. libpg_query stops here.
//
// A node of the grammar is an object whose fields begin with a small letter; where it may be one of several kinds it is
// wrapped as {"Kind": {...}}. Node looks through the wrapping: kind() names it and [] finds the fields. A Node is a
// view into its SyntaxTree. Reads from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trama::lineage::sql {

class Node;

class SyntaxTree {
 public:
  struct Value {
    enum class Type : std::uint8_t { null, object, list, text, number, boolean };
    Type type = Type::null;
    std::uint32_t key = 0;  // index into keys_
    std::uint32_t first = 0, next = 0;
    std::int64_t number = 0;
    std::string text;
  };
  struct Failure {
    std::string message;
    std::size_t offset = 0;  // byte of the text
  };

  // Parses one statement; the stack must be deep enough for the text (see with_stack.h).
  [[nodiscard]] static SyntaxTree parse(const std::string& sql);

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] Node statement() const;  // the first one

 private:
  friend class Node;
  friend class TreeBuilder;

  std::vector<Value> values_;
  std::vector<std::string> keys_;
  std::optional<Failure> failure_;
};

class Node {
 public:
  Node() = default;
  Node(const SyntaxTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  explicit operator bool() const { return tree_ != nullptr; }
  [[nodiscard]] std::string_view kind() const;                  // "" where it is not wrapped
  [[nodiscard]] Node operator[](std::string_view field) const;  // empty Node where there is none
  [[nodiscard]] std::string_view text(std::string_view field) const;
  [[nodiscard]] bool flag(std::string_view field) const;
  [[nodiscard]] std::int64_t number(std::string_view field, std::int64_t otherwise) const;
  [[nodiscard]] std::int64_t location() const { return number("location", 0); }
  [[nodiscard]] std::vector<Node> items() const;     // of a list; of a List node; else nothing
  [[nodiscard]] std::vector<Node> children() const;  // every field or item that is a node or a list
  [[nodiscard]] std::string_view string() const;     // of a String node
  friend bool operator==(const Node&, const Node&) = default;

 private:
  [[nodiscard]] const SyntaxTree::Value* value() const;
  [[nodiscard]] const SyntaxTree::Value* body() const;  // the object within the wrapping
  [[nodiscard]] const SyntaxTree::Value* field(std::string_view name) const;

  const SyntaxTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

}  // namespace trama::lineage::sql
