// SELECT *, t.*, and what other dialects leave out of it, put into it or rename in it.
#include <map>
#include <utility>

#include "catalog/lineage/sql/functions.h"
#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {
namespace {

struct Changes {
  std::vector<std::string> except;
  std::map<std::string, Node> replace;
  std::map<std::string, std::string> rename;
  bool like = false;

  [[nodiscard]] bool leaves_out(const std::string& name) const {
    for (const std::string& each : except) {
      if (same_name(each, name)) return true;
    }
    return false;
  }
};

template <typename Map>
auto* find_same(Map& map, const std::string& name) {
  for (auto& [key, value] : map) {
    if (same_name(key, name)) return &value;
  }
  return static_cast<typename Map::mapped_type*>(nullptr);
}

std::string string_of(const Node& constant) {
  return std::string(constant["sval"].text("sval"));
}

// The marks behind a star; moves `at` to the last of them.
Changes changes_of(const std::vector<Node>& list, std::size_t* at, const Analysis& a) {
  Changes out;
  for (; *at + 1 < list.size(); ++*at) {
    const Node call = list[*at + 1]["val"];
    if (call.kind() != "FuncCall" || !function_name(call).starts_with(kMark)) return out;
    const std::string mark = function_name(call);
    const std::vector<Node> arguments = call["args"].items();
    if (mark == kMarkExcept) {
      for (const Node& each : arguments) out.except.push_back(folded(string_of(each), a.traits().fold));
    } else if (mark == kMarkReplace) {
      for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
        out.replace[folded(string_of(arguments[i + 1]), a.traits().fold)] = arguments[i];
      }
    } else if (mark == kMarkRename) {
      for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
        out.rename[folded(string_of(arguments[i]), a.traits().fold)] =
            folded(string_of(arguments[i + 1]), a.traits().fold);
      }
    } else if (mark == kMarkLike) {
      out.like = true;
    } else {
      return out;
    }
  }
  return out;
}

}  // namespace

void Resolver::star(const Node& reference, const std::vector<Node>& list, std::size_t* at, const Scope& scope,
                    const CteScope* ctes, Relation* out) {
  Changes changes = changes_of(list, at, a_);
  std::vector<std::string> qualifier;
  for (const Node& field : reference["fields"].items()) {
    if (field.kind() != "A_Star") qualifier.push_back(a_.stored(field.string()));
  }
  std::vector<Item> items;
  if (qualifier.empty()) {
    items = scope.items;
  } else if (const Range* range = range_of(qualifier, qualifier.size(), scope)) {
    add_items(range, &items);
  } else {
    // All fields of a struct.
    Origins origins = this->reference(reference, scope, ctes);
    if (!out->rest) out->rest.emplace();
    out->rest->add(origins);
    out->opaque = true;
    a_.finding("star-unknown-schema", "the fields of `" + qualifier.back() + "` are not known", reference.location());
    return;
  }
  if (changes.like) {
    a_.finding("star-filtered", "which columns match a pattern is not worked out", reference.location());
    a_.all_incomplete();
  }
  OpenPart open;
  open.location = reference.location();
  std::vector<OpenPart> single;
  std::size_t ranges = 0;
  for (const Item& item : items) {
    a_.spend(1 + item.origins.size());
    if (item.open) {
      ++ranges;
      for (OpenPart part : item.range->relation->open) {
        open.alternatives.insert(open.alternatives.end(), part.alternatives.begin(), part.alternatives.end());
        part.location = reference.location();
        single.push_back(std::move(part));
      }
      out->opaque = out->opaque || item.range->relation->opaque;
      if (item.range->relation->rest && item.range->relation->open.empty()) {
        if (!out->rest) out->rest.emplace();
        out->rest->add(*item.range->relation->rest);
      }
      continue;
    }
    if (changes.leaves_out(item.name)) continue;
    Column column{item.name, item.origins};
    if (const Node* with = find_same(changes.replace, item.name)) {
      column.origins = expression(*with, scope, ctes);
      changes.replace.erase(item.name);
    }
    if (const std::string* name = find_same(changes.rename, item.name)) column.name = *name;
    out->columns.push_back(std::move(column));
    if (out->columns.size() > kOutputColumnsMax) throw Exceeded{"it has more than 20000 output columns"};
  }
  if (ranges == 0) return;
  // Replaced and renamed columns are known even of a relation that is not.
  for (const auto& [name, with] : changes.replace) {
    if (find_column(*out, name) == nullptr) out->columns.push_back({name, expression(with, scope, ctes)});
  }
  for (const auto& [old, name] : changes.rename) {
    if (find_column(*out, name) == nullptr) out->columns.push_back({name, unqualified(old, scope, open.location)});
  }
  if (ranges == 1) {
    for (OpenPart& part : single) out->open.push_back(std::move(part));
  } else if (!open.alternatives.empty()) {
    out->open.push_back(std::move(open));
  }
}

}  // namespace trama::lineage::sql
