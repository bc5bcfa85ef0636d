#include "catalog/contract/change/find_field.h"

#include <algorithm>

namespace trama::change {
namespace {

using contract::Field;

// Whether `inner` is `outer` or lies below it.
bool at_or_below(std::string_view inner, std::string_view outer) {
  if (!inner.starts_with(outer)) return false;
  const std::string_view rest = inner.substr(outer.size());
  return rest.empty() || rest.front() == '.' || rest.front() == '[' || rest.front() == '{';
}

const Field* towards(const std::vector<Field>& fields, std::string_view path) {
  const auto at = std::ranges::find_if(fields, [&](const Field& f) { return at_or_below(path, f.path); });
  return at == fields.end() ? nullptr : &*at;
}

const Field* towards(const Field& field, std::string_view path) {
  for (const auto* below : {&field.children, &field.items, &field.map_key, &field.map_value}) {
    if (const Field* found = towards(*below, path)) return found;
  }
  return nullptr;
}

}  // namespace

const contract::Dataset* find_dataset(const contract::Contract& contract, std::string_view name) {
  const auto at = std::ranges::find(contract.datasets, name, &contract::Dataset::name);
  return at == contract.datasets.end() ? nullptr : &*at;
}

std::vector<const Field*> find_fields(const contract::Dataset& dataset, std::string_view path) {
  std::vector<const Field*> out;
  const Field* at = towards(dataset.fields, path);
  while (at != nullptr) {
    out.push_back(at);
    if (at->path == path) return out;
    at = towards(*at, path);
  }
  return {};
}

}  // namespace trama::change
