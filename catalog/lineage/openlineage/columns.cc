#include "catalog/lineage/openlineage/columns.h"

#include <algorithm>

#include "catalog/base/node_id.h"
#include "catalog/base/text.h"

namespace trama::lineage::openlineage {
namespace {

bool begins_as(std::string_view type, std::string_view word) {
  return equal_ignoring_case(type.substr(0, word.size()), word);
}

// What a field adds to the path of the one it is in.
std::string step(const SchemaField& parent, const SchemaField& field) {
  const bool array = begins_as(parent.type, "array") || begins_as(parent.type, "list") || parent.type.ends_with("[]");
  if (array && (field.name == "_element" || field.name == "element")) return "[]";
  if (begins_as(parent.type, "map") && (field.name == "key" || field.name == "value")) return "{" + field.name + "}";
  return "." + escape_path_name(field.name);
}

// "a.b[]" without a schema.
std::string dotted(std::string_view written) {
  std::string out;
  for (std::string_view part : split(written, '.')) {
    if (!out.empty()) out += '.';
    const bool item = part.ends_with("[]");
    if (item) part.remove_suffix(2);
    out += escape_path_name(part);
    if (item) out += "[]";
  }
  return out;
}

}  // namespace

Columns::Columns(const Schema* schema) : schema_(schema) {
  if (schema == nullptr) return;
  paths_.reserve(schema->fields.size());
  std::vector<std::size_t> open;  // the fields that the next one is in
  std::vector<std::string> names;
  names.reserve(schema->fields.size());
  for (std::size_t i = 0; i < schema->fields.size(); ++i) {
    const SchemaField& field = schema->fields[i];
    open.resize(std::min<std::size_t>(open.size(), field.depth));
    if (open.empty()) {
      paths_.push_back(escape_path_name(field.name));
      names.push_back(field.name);
    } else {
      paths_.push_back(paths_[open.back()] + step(schema->fields[open.back()], field));
      names.push_back(names[open.back()] + "." + field.name);
    }
    open.push_back(i);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [at, added] = written_.try_emplace(std::move(names[i]), i);
    if (!added && schema->fields[i].depth < schema->fields[at->second].depth) at->second = i;
  }
}

std::string Columns::path_of(std::string_view written) const {
  const auto at = written_.find(std::string(written));
  return at == written_.end() ? dotted(written) : paths_[at->second];
}

// Moves `*at` behind the field and those inside it.
bool Columns::accounted(const std::unordered_set<std::string>& paths, std::size_t* at) const {
  const std::size_t begin = *at;
  const std::uint8_t depth = schema_->fields[begin].depth;
  bool inside = true;
  ++*at;
  while (*at < schema_->fields.size() && schema_->fields[*at].depth > depth) inside = accounted(paths, at) && inside;
  return paths.contains(paths_[begin]) || (*at > begin + 1 && inside);
}

bool Columns::accounted(const std::unordered_set<std::string>& paths) const {
  if (schema_ == nullptr || schema_->fields.empty()) return false;
  bool all = true;
  for (std::size_t at = 0; at < schema_->fields.size() && all;) all = accounted(paths, &at);
  return all;
}

}  // namespace trama::lineage::openlineage
