// What a name in an expression means.
#include <algorithm>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/functions.h"
#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {

bool same_name(const std::string& a, const std::string& b) {
  return a.size() == b.size() && equal_ignoring_case(a, b);
}

const Column* find_column(const Relation& relation, const std::string& name) {
  const Column* loose = nullptr;
  for (const Column& column : relation.columns) {
    if (column.name == name) return &column;
    if (loose == nullptr && same_name(column.name, name)) loose = &column;
  }
  return loose;
}

namespace {

// $2 is the second column of a relation whose columns are known.
const Column* numbered_column(const Relation& relation, const std::string& name) {
  if (name.size() < 2 || name.size() > 6 || name[0] != '$' || !relation.closed()) return nullptr;
  std::size_t number = 0;
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') return nullptr;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number >= 1 && number <= relation.columns.size() ? &relation.columns[number - 1] : nullptr;
}

std::string joined(const std::vector<std::string>& parts, std::size_t from = 0) {
  std::string out;
  for (std::size_t i = from; i < parts.size(); ++i) out += (i > from ? "." : "") + parts[i];
  return out;
}

}  // namespace

Origins doubtful(const Origins& origins) {
  Origins out;
  for (Origin origin : origins) {
    origin.ambiguous = true;
    out.add(origin);
  }
  return out;
}

std::vector<const Item*> items_named(const Scope& scope, const std::string& name) {
  std::vector<const Item*> exact;
  std::vector<const Item*> loose;
  for (const Item& item : scope.items) {
    if (item.open) continue;
    if (item.name == name)
      exact.push_back(&item);
    else if (same_name(item.name, name))
      loose.push_back(&item);
  }
  return exact.empty() ? loose : exact;
}

Origins Resolver::open_column(const Relation& relation, const std::string& name) {
  Origins out;
  for (const OpenPart& part : relation.open) {
    const bool several = part.alternatives.size() > 1;
    for (const std::uint32_t source : part.alternatives) {
      a_.spend(1);
      Origin origin;
      origin.column = a_.column(source, name);
      origin.ambiguous = several;
      out.add(origin);
      if (several) a_.incomplete(source);
    }
  }
  if ((relation.open.empty() || relation.mixed) && relation.rest) out.add(*relation.rest);
  if (relation.mixed) {
    out = doubtful(out);
    for (const Origin& origin : out) a_.incomplete(a_.column_at(origin.column).first);
  }
  if (relation.opaque) a_.all_incomplete();
  return out;
}

Origins Resolver::column(const Range& range, const std::string& name, std::int64_t location) {
  a_.spend(1 + range.relation->columns.size() / 16);
  if (const Column* known = find_column(*range.relation, name)) return known->origins;
  if (const Column* known = numbered_column(*range.relation, name)) return known->origins;
  if (!range.relation->closed()) {
    if (range.relation->mixed) {
      a_.finding("ambiguous-column",
                 "`" + name + "` may be a column that is pivoted, or one of a relation of unknown columns", location);
    }
    for (const OpenPart& part : range.relation->open) {
      if (part.alternatives.size() > 1) {
        a_.finding("ambiguous-column", "`" + name + "` may come from several relations of unknown columns", location);
      }
    }
    return open_column(*range.relation, name);
  }
  if (is_pseudo_column(to_lower(name))) return {};
  a_.finding("unknown-column", "`" + range.alias + "` has no column `" + name + "`", location);
  a_.all_incomplete();
  return {};
}

Origins Resolver::whole_row(const Range& range, std::int64_t location) {
  Origins out;
  for (const Column& column : range.relation->columns) {
    a_.spend(1 + column.origins.size());
    out.add(composed(column.origins, kTransformed));
  }
  if (range.relation->rest) out.add(composed(*range.relation->rest, kTransformed));
  for (const OpenPart& part : range.relation->open) {
    for (const std::uint32_t source : part.alternatives) {
      a_.incomplete(source);
      a_.finding("star-unknown-schema",
                 "all columns of " + to_string(a_.sources()[source]) + " are used, and they are not known", location);
    }
  }
  if (range.relation->opaque) a_.all_incomplete();
  return out;
}

// The nearest range that `count` parts of a qualifier name.
const Range* Resolver::range_of(const std::vector<std::string>& qualifier, std::size_t count, const Scope& scope) {
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    for (const Range* range : s->ranges) {
      if (count == 1 && same_name(range->alias, qualifier[0])) return range;
      if (count < 2 || range->path.size() < count) continue;
      bool same = true;
      for (std::size_t i = 0; i < count; ++i) {
        same = same && same_name(range->path[range->path.size() - count + i], qualifier[i]);
      }
      if (same) return range;
    }
  }
  return nullptr;
}

void Resolver::unknown(std::string message, std::int64_t location) {
  a_.finding("unknown-column", std::move(message), location);
  a_.all_incomplete();
}

Origins Resolver::qualified(const std::vector<std::string>& parts, const Scope& scope, std::int64_t location) {
  const std::size_t last = parts.size() - 1;
  if (const Range* range = range_of(parts, last, scope)) return column(*range, parts[last], location);
  // A field of a struct: t.a.b, with the longest path that is listed as a column of its own.
  for (std::size_t count = last - 1; count >= 1; --count) {
    const Range* range = range_of(parts, count, scope);
    if (range == nullptr) continue;
    if (const Column* field = find_column(*range->relation, joined(parts, count))) return field->origins;
    return composed(column(*range, parts[count], location), kTransformed);
  }
  if (!a_.traits().struct_access) {
    unknown("`" + joined({parts.begin(), parts.end() - 1}) + "` is no relation of this query", location);
    return {};
  }
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    const auto fields = items_named(*s, joined(parts));
    if (fields.size() == 1) return fields.front()->origins;
  }
  bool listed = false;
  for (const Scope* s = &scope; s != nullptr; s = s->parent) listed = listed || !items_named(*s, parts[0]).empty();
  if (!listed) {
    a_.finding("column-assumed", "`" + parts[0] + "` names no relation and is read as a column with fields", location,
               Severity::note);
  }
  return composed(unqualified(parts[0], scope, location), kTransformed);
}

Origins Resolver::reference(const Node& node, const Scope& scope, const CteScope* /*ctes*/) {
  std::vector<std::string> parts;
  bool star = false;
  for (const Node& field : node["fields"].items()) {
    if (field.kind() == "A_Star")
      star = true;
    else
      parts.push_back(a_.stored(field.string()));
  }
  const std::int64_t location = node.location();
  for (const std::string& part : parts) {
    if (!part.starts_with(kMark)) continue;
    if (part == kMarkTemplate) a_.all_incomplete();
    if (part == kMarkTemplate || part == kMarkAll || part == kMarkSemi) return {};
  }
  if (star) {
    Origins out;
    if (!parts.empty()) {
      if (const Range* range = range_of(parts, parts.size(), scope)) return whole_row(*range, location);
      return composed(parts.size() == 1 ? unqualified(parts[0], scope, location) : qualified(parts, scope, location),
                      kTransformed);
    }
    for (const Range* range : scope.ranges) out.add(whole_row(*range, location));
    return out;
  }
  if (parts.empty()) return {};
  return parts.size() == 1 ? unqualified(parts[0], scope, location) : qualified(parts, scope, location);
}

}  // namespace trama::lineage::sql
