#include "catalog/contract/model_reader.h"

#include <charconv>

namespace trama::contract {
namespace {

template <typename Number>
bool read_number(std::string_view text, Number* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

void ModelReader::fail(std::string_view key, std::string_view what) {
  if (problem_.empty()) problem_ = std::string(what) + " at `" + std::string(key) + "`";
}

const Node* ModelReader::find(std::string_view key) {
  if (next_ < node_->map.size() && node_->map[next_].key == key) return &node_->map[next_++].value;
  return node_->find(key);
}

const Node* ModelReader::find(std::string_view key, NodeType type) {
  const Node* node = find(key);
  if (node == nullptr || node->type == type) return node;
  fail(key, "a value of another type");
  return nullptr;
}

void ModelReader::text(std::string_view key, std::string& value) {
  if (const Node* node = find(key, NodeType::text)) value = node->scalar;
}

void ModelReader::json(std::string_view key, std::string& raw) {
  if (const Node* node = find(key)) raw = to_json_text(*node);
}

void ModelReader::texts(std::string_view key, std::vector<std::string>& values) {
  const Node* node = find(key, NodeType::list);
  if (node == nullptr) return;
  values.clear();
  values.reserve(node->list.size());
  for (const Node& item : node->list) {
    if (item.type != NodeType::text) return fail(key, "an item that is not a text");
    values.push_back(item.scalar);
  }
}

void ModelReader::jsons(std::string_view key, std::vector<std::string>& raws) {
  const Node* node = find(key, NodeType::list);
  if (node == nullptr) return;
  raws.clear();
  raws.reserve(node->list.size());
  for (const Node& item : node->list) raws.push_back(to_json_text(item));
}

void ModelReader::pairs(std::string_view key, std::vector<std::pair<std::string, std::string>>& values) {
  const Node* node = find(key, NodeType::map);
  if (node == nullptr) return;
  values.clear();
  values.reserve(node->map.size());
  for (const Node::Entry& entry : node->map) {
    if (entry.value.type != NodeType::text) return fail(key, "a value that is not a text");
    values.emplace_back(entry.key, entry.value.scalar);
  }
}

void ModelReader::couples(std::string_view key, std::string_view first, std::string_view second,
                          std::vector<std::pair<std::string, std::string>>& values) {
  const Node* node = find(key, NodeType::list);
  if (node == nullptr) return;
  values.clear();
  for (const Node& item : node->list) {
    const Node* one = item.find(first);
    const Node* other = item.find(second);
    if (one == nullptr || other == nullptr) return fail(key, "an item without both members");
    values.emplace_back(one->scalar, other->scalar);
  }
}

void ModelReader::flag(std::string_view key, bool& value) {
  if (const Node* node = find(key, NodeType::boolean)) value = node->scalar == "true";
}

void ModelReader::number(std::string_view key, std::int64_t& value) {
  const Node* node = find(key);
  if (node != nullptr && !read_number(node->scalar, &value)) fail(key, "a number out of range");
}

void ModelReader::number(std::string_view key, double& value) {
  const Node* node = find(key);
  if (node != nullptr && !read_number(node->scalar, &value)) fail(key, "a number out of range");
}

void ModelReader::value(std::string_view key, std::optional<bool>& value) {
  if (const Node* node = find(key, NodeType::boolean)) value = node->scalar == "true";
}

void ModelReader::value(std::string_view key, std::optional<double>& value) {
  const Node* node = find(key);
  if (node != nullptr && !read_number(node->scalar, &value.emplace())) fail(key, "a number out of range");
}

void ModelReader::value(std::string_view key, std::optional<std::int64_t>& value) {
  const Node* node = find(key);
  if (node != nullptr && !read_number(node->scalar, &value.emplace())) fail(key, "a number out of range");
}

void ModelReader::value(std::string_view key, std::optional<std::int32_t>& value) {
  const Node* node = find(key);
  if (node != nullptr && !read_number(node->scalar, &value.emplace())) fail(key, "a number out of range");
}

}  // namespace trama::contract
