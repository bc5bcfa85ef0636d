#include "catalog/lineage/sql/syntax_tree.h"

#include <cctype>
#include <map>
#include <memory>

#include <nlohmann/json.hpp>
#include <pg_query.h>

#include "catalog/lineage/sql/sql_lineage.h"

namespace trama::lineage::sql {

using Value = SyntaxTree::Value;
using Type = SyntaxTree::Value::Type;

// What nlohmann's parser reports while it reads; it recurses nowhere.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(SyntaxTree* tree) : tree_(*tree) {
    tree_.keys_.emplace_back();
    tree_.values_.emplace_back();  // 0 = none
  }

  [[nodiscard]] bool too_deep() const { return too_deep_; }

  bool null() override { return add(Type::null) != 0; }
  bool boolean(bool value) override {
    tree_.values_[add(Type::boolean)].number = value ? 1 : 0;
    return true;
  }
  bool number_integer(number_integer_t value) override {
    tree_.values_[add(Type::number)].number = value;
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    return number_integer(static_cast<number_integer_t>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return number_integer(static_cast<number_integer_t>(value));
  }
  bool string(string_t& value) override {
    tree_.values_[add(Type::text)].text = std::move(value);
    return true;
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Type::object); }
  bool start_array(std::size_t /*size*/) override { return open(Type::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    const auto [it, added] = known_.try_emplace(value, static_cast<std::uint32_t>(tree_.keys_.size()));
    if (added) tree_.keys_.push_back(value);
    key_ = it->second;
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  std::uint32_t add(Type type) {
    const auto index = static_cast<std::uint32_t>(tree_.values_.size());
    Value value;
    value.type = type;
    value.key = key_;
    key_ = 0;
    tree_.values_.push_back(std::move(value));
    if (!open_.empty()) {
      Open& parent = open_.back();
      (parent.last == 0 ? tree_.values_[parent.index].first : tree_.values_[parent.last].next) = index;
      parent.last = index;
    }
    return index;
  }
  bool open(Type type) {
    open_.push_back({add(type), 0});
    too_deep_ = open_.size() > kNestingMax;
    return !too_deep_;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  struct Open {
    std::uint32_t index = 0, last = 0;
  };
  SyntaxTree& tree_;
  std::vector<Open> open_;
  std::map<std::string, std::uint32_t, std::less<>> known_;
  std::uint32_t key_ = 0;
  bool too_deep_ = false;
};

SyntaxTree SyntaxTree::parse(const std::string& sql) {
  SyntaxTree tree;
  PgQueryParseResult result = pg_query_parse(sql.c_str());
  const auto release = [](PgQueryParseResult* r) { pg_query_free_parse_result(*r); };
  const std::unique_ptr<PgQueryParseResult, decltype(release)> owner(&result, release);
  if (result.error != nullptr) {
    const int at = result.error->cursorpos;
    tree.failure_ = Failure{result.error->message, at > 0 ? static_cast<std::size_t>(at) - 1 : 0};
    return tree;
  }
  TreeBuilder builder(&tree);
  const std::string_view text(result.parse_tree);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    tree.failure_ = Failure{builder.too_deep() ? "it is nested too deep" : "its tree cannot be read", 0};
  }
  return tree;
}

Node SyntaxTree::statement() const {
  if (values_.size() < 2) return {};
  const std::vector<Node> statements = Node(this, 1)["stmts"].items();
  return statements.empty() ? Node() : statements.front()["stmt"];
}

const Value* Node::value() const {
  return tree_ == nullptr ? nullptr : &tree_->values_[index_];
}

std::string_view Node::kind() const {
  const Value* v = value();
  if (v == nullptr || v->type != Type::object || v->first == 0) return {};
  const Value& only = tree_->values_[v->first];
  const std::string& key = tree_->keys_[only.key];
  const bool wraps = only.next == 0 && !key.empty() && std::isupper(static_cast<unsigned char>(key.front())) != 0;
  return wraps ? std::string_view(key) : std::string_view();
}

const Value* Node::body() const {
  const Value* v = value();
  return v != nullptr && !kind().empty() ? &tree_->values_[v->first] : v;
}

const Value* Node::field(std::string_view name) const {
  const Value* v = body();
  if (v == nullptr || v->type != Type::object) return nullptr;
  for (std::uint32_t at = v->first; at != 0; at = tree_->values_[at].next) {
    if (tree_->keys_[tree_->values_[at].key] == name) return &tree_->values_[at];
  }
  return nullptr;
}

Node Node::operator[](std::string_view name) const {
  const Value* v = field(name);
  return v == nullptr ? Node() : Node(tree_, static_cast<std::uint32_t>(v - tree_->values_.data()));
}

std::string_view Node::text(std::string_view name) const {
  const Value* v = field(name);
  return v == nullptr ? std::string_view() : std::string_view(v->text);
}

bool Node::flag(std::string_view name) const {
  const Value* v = field(name);
  return v != nullptr && v->number != 0;
}

std::int64_t Node::number(std::string_view name, std::int64_t otherwise) const {
  const Value* v = field(name);
  return v == nullptr || v->type != Type::number ? otherwise : v->number;
}

std::vector<Node> Node::items() const {
  if (kind() == "List") return (*this)["items"].items();
  std::vector<Node> out;
  const Value* v = value();
  if (v == nullptr || v->type != Type::list) return out;
  for (std::uint32_t at = v->first; at != 0; at = tree_->values_[at].next) out.emplace_back(tree_, at);
  return out;
}

std::vector<Node> Node::children() const {
  std::vector<Node> out;
  const Value* v = body();
  if (v == nullptr) return out;
  for (std::uint32_t at = v->first; at != 0; at = tree_->values_[at].next) {
    const Type type = tree_->values_[at].type;
    if (type == Type::object || type == Type::list) out.emplace_back(tree_, at);
  }
  return out;
}

std::string_view Node::string() const {
  return text("sval");
}

}  // namespace trama::lineage::sql
