// What a name without a qualifier means. SQL looks scope by scope, outwards. A column that is listed is certain, since
// a valid statement names no ambiguous one; where relations have unknown columns it is a matter of what is likely, and
// told.
#include <algorithm>

#include "catalog/base/text.h"
#include "catalog/lineage/sql/functions.h"
#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {
namespace {

const Column* alias_named(const Scope& scope, const std::string& name) {
  if (scope.aliases == nullptr || scope.alias_rule == AliasRule::none) return nullptr;
  for (const Column& column : *scope.aliases) {
    if (same_name(column.name, name)) return &column;
  }
  return nullptr;
}

const Range* range_named(const Scope& scope, const std::string& name) {
  for (const Range* range : scope.ranges) {
    if (same_name(range->alias, name)) return range;
  }
  return nullptr;
}

// Ranges of which not every column is known. Fields of the elements of a function come after what a relation may have.
struct Open {
  std::vector<const Range*> relations, elements;

  explicit Open(const Scope& scope) {
    for (const Item& item : scope.items) {
      if (!item.open) continue;
      const bool only_rest = item.range->relation->open.empty() && !item.range->relation->opaque;
      (only_rest ? elements : relations).push_back(item.range);
    }
  }
  [[nodiscard]] const std::vector<const Range*>& first() const { return relations.empty() ? elements : relations; }
};

}  // namespace

Origins Resolver::ambiguous(const std::vector<const Item*>& items, const std::vector<const Range*>& open,
                            const std::string& name, const char* why, std::int64_t location) {
  Origins out;
  std::string of;
  for (const Item* item : items) {
    out.add(doubtful(item->origins));
    of += (of.empty() ? "" : ", ") + (item->range == nullptr ? std::string("a join") : item->range->alias);
  }
  for (const Range* range : open) {
    out.add(doubtful(open_column(*range->relation, name)));
    of += (of.empty() ? "" : ", ") + range->alias;
  }
  for (const Origin& origin : out) a_.incomplete(a_.column_at(origin.column).first);
  a_.finding("ambiguous-column", "`" + name + "` may be a column of " + of + why, location);
  return out;
}

// In the one range of a scope whose columns are not known.
Origins Resolver::likely(const Range& range, const Range* elements, const std::string& name, const Scope& scope,
                         std::int64_t location) {
  bool open_around = false;
  for (const Scope* outer = scope.parent; outer != nullptr; outer = outer->parent) {
    const std::vector<const Item*> also = items_named(*outer, name);
    if (!also.empty()) return ambiguous(also, {&range}, name, ", one of them not listed", location);
    open_around = open_around || std::ranges::any_of(outer->items, [](const Item& item) { return item.open; });
  }
  if (elements != nullptr) {
    a_.note_once("column-assumed",
                 "names without a qualifier are read as columns of " + range.alias +
                     ", not as fields of the elements of " + elements->alias,
                 location);
  }
  if (open_around) {
    a_.note_once("column-assumed",
                 "names without a qualifier are read as columns of " + range.alias +
                     ", whose columns are not known, before those of the query around it",
                 location);
  }
  return column(range, name, location);
}

// True where an alias of the select list is meant.
bool Resolver::means_alias(const Column& alias, bool open, const std::string& name, const Scope& scope,
                           std::int64_t location) {
  if (!open) return true;
  // upper(a) AS a: there is a column a, and columns come first.
  const bool of_itself = std::ranges::any_of(
      alias.origins, [&](const Origin& origin) { return same_name(a_.column_at(origin.column).second, name); });
  if (of_itself) return false;
  if (scope.tell_alias) {
    a_.finding("alias-assumed", "`" + name + "` is read as the alias of the select list, not as a column", location,
               Severity::note);
  }
  return true;
}

Origins Resolver::unqualified(const std::string& name, const Scope& scope, std::int64_t location) {
  const bool pseudo = is_pseudo_column(to_lower(name));
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    a_.spend(1 + s->items.size() / 16);
    const Column* alias = alias_named(*s, name);
    if (alias != nullptr && s->alias_rule == AliasRule::before) return alias->origins;
    const std::vector<const Item*> known = items_named(*s, name);
    if (known.size() == 1) return known.front()->origins;
    if (known.size() > 1) return ambiguous(known, {}, name, "", location);
    const Open open(*s);
    if (alias != nullptr && means_alias(*alias, !open.first().empty(), name, *s, location)) return alias->origins;
    const Range* range = range_named(*s, name);
    if (name.starts_with('$') && s->ranges.size() == 1) return column(*s->ranges.front(), name, location);
    if (open.first().empty()) {
      if (range != nullptr) return whole_row(*range, location);
      continue;
    }
    if (pseudo && a_.traits().dialect == Dialect::oracle) return {};
    if (a_.rewritten().variables.contains(to_lower(name))) {
      a_.note_once("column-assumed", "`" + name + "` is read as the variable declared before, not as a column",
                   location);
      return {};
    }
    if (open.first().size() > 1) return ambiguous({}, open.first(), name, "; their columns are not known", location);
    // The alias of UNNEST(x) AS x, or a whole row.
    if (range != nullptr && range->relation->open.empty()) return whole_row(*range, location);
    const Range* elements = open.relations.empty() || open.elements.empty() ? nullptr : open.elements.front();
    return likely(*open.first().front(), elements, name, *s, location);
  }
  if (!pseudo && !a_.rewritten().variables.contains(to_lower(name)))
    unknown("no relation here has a column `" + name + "`", location);
  return {};
}

}  // namespace trama::lineage::sql
