#include "catalog/contract/model_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "catalog/contract/json_tree.h"

namespace trama::contract {

void ModelWriter::key(std::string_view key) {
  *out_ += ',';
  append_json_text(out_, key);
  *out_ += ':';
}

void ModelWriter::raw(std::string_view key, std::string_view json) {
  this->key(key);
  *out_ += json;
}

void ModelWriter::quoted(std::string_view key, std::string_view text) {
  this->key(key);
  append_json_text(out_, text);
}

void ModelWriter::list(std::string_view key, const std::vector<std::string>& items) {
  this->key(key);
  char before = '[';
  for (const std::string& item : items) {
    *out_ += before;
    *out_ += item;
    before = ',';
  }
  *out_ += before == '[' ? "[]" : "]";
}

// Raw JSON goes out as it is; in the canonical form the order of its keys must not matter.
std::string ModelWriter::normal(const std::string& raw) const {
  if (raw.empty()) return "null";
  if (form_ == Form::plain || (raw.front() != '{' && raw.front() != '[')) return raw;
  std::string out;
  append_sorted_json(&out, raw_node(raw));
  return out;
}

std::vector<std::string> ModelWriter::quoted_all(const std::vector<std::string>& values) const {
  std::vector<std::string> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) append_json_text(&out[i], values[i]);
  return out;
}

std::vector<std::string> ModelWriter::raw_all(const std::vector<std::string>& raws) const {
  std::vector<std::string> out;
  out.reserve(raws.size());
  for (const std::string& raw : raws) out.push_back(normal(raw));
  return out;
}

void ModelWriter::text(std::string_view key, const std::string& value) {
  if (!value.empty()) quoted(key, value);
}

void ModelWriter::json(std::string_view key, const std::string& raw) {
  // A value that is null and none at all mean the same.
  const bool silent = raw.empty() || (form_ == Form::canonical && raw == "null");
  if (!silent) this->raw(key, normal(raw));
}

void ModelWriter::texts(std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) list(key, quoted_all(values));
}

void ModelWriter::text_set(std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) list(key, as_set(quoted_all(values)));
}

void ModelWriter::jsons(std::string_view key, const std::vector<std::string>& raws) {
  if (!raws.empty()) list(key, raw_all(raws));
}

void ModelWriter::json_set(std::string_view key, const std::vector<std::string>& raws) {
  if (!raws.empty()) list(key, as_set(raw_all(raws)));
}

void ModelWriter::pairs(std::string_view key, const std::vector<std::pair<std::string, std::string>>& values) {
  if (values.empty()) return;
  std::vector<std::string> items;
  items.reserve(values.size());
  for (const auto& [name, text] : values) {
    append_json_text(&items.emplace_back(), name);
    items.back() += ':';
    append_json_text(&items.back(), text);
  }
  this->key(key);
  char before = '{';
  for (const std::string& item : as_set(std::move(items))) {
    *out_ += before;
    *out_ += item;
    before = ',';
  }
  *out_ += '}';
}

void ModelWriter::couples(std::string_view key, std::string_view first, std::string_view second,
                          const std::vector<std::pair<std::string, std::string>>& values) {
  if (values.empty()) return;
  std::vector<std::string> items;
  items.reserve(values.size());
  for (const auto& [one, other] : values) {
    std::string& item = items.emplace_back();
    std::string* outer = std::exchange(out_, &item);
    quoted(first, one);
    quoted(second, other);
    out_ = outer;
    item.front() = '{';
    item += '}';
  }
  list(key, items);
}

void ModelWriter::flag(std::string_view key, bool value) {
  if (value) raw(key, "true");
}

void ModelWriter::number(std::string_view key, std::int64_t value) {
  raw(key, std::to_string(value));
}

void ModelWriter::number(std::string_view key, double value) {
  std::array<char, 32> buffer{};
  const double safe = std::isfinite(value) ? value : 0.0;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), safe).ptr;
  raw(key, std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data())));
}

void ModelWriter::value(std::string_view key, const std::optional<bool>& value) {
  if (value) raw(key, *value ? "true" : "false");
}

void ModelWriter::value(std::string_view key, const std::optional<double>& value) {
  if (value) number(key, *value);
}

}  // namespace trama::contract
