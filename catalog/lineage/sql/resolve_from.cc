// Relations in FROM, and how joins put their columns together.
#include <algorithm>
#include <utility>

#include "catalog/lineage/sql/functions.h"
#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {
namespace {

std::string alias_of(const Node& item) {
  return std::string(item["alias"].text("aliasname"));
}

// Whether the condition begins with the mark of a SEMI or ANTI join.
bool marked_semi(Node condition) {
  for (int steps = 0; condition && steps < 5000; ++steps) {
    if (condition.kind() == "A_Const") return condition["sval"].text("sval") == kMarkSemi;
    Node first;
    for (const char* field : {"lexpr", "arg", "testexpr"}) {
      if (!first) first = condition[field];
    }
    if (!first) {
      const std::vector<Node> arguments = condition["args"].items();
      if (!arguments.empty()) first = arguments.front();
    }
    condition = first;
  }
  return false;
}

const Item* item_named(const std::vector<Item>& items, const std::string& name) {
  for (const Item& item : items) {
    if (!item.open && same_name(item.name, name)) return &item;
  }
  return nullptr;
}

bool has_open(const std::vector<Item>& items) {
  return std::ranges::any_of(items, [](const Item& item) { return item.open; });
}

}  // namespace

const Range* Resolver::add_range(Range range) {
  ranges_.push_back(std::move(range));
  return &ranges_.back();
}

Relation Resolver::base(std::uint32_t source) {
  Relation out;
  const std::vector<std::string>* schema = a_.schema(source);
  if (schema == nullptr) {
    out.open.push_back({{source}, -1});
    return out;
  }
  for (const std::string& name : *schema) {
    a_.spend(1);
    Column column{name, {}};
    Origin origin;
    origin.column = a_.column(source, name);
    column.origins.add(origin);
    out.columns.push_back(std::move(column));
  }
  return out;
}

void Resolver::add_items(const Range* range, std::vector<Item>* items) {
  for (const Column& column : range->relation->columns) items->push_back({range, column.name, column.origins, false});
  if (!range->relation->closed()) items->push_back({range, "", {}, true});
}

Resolver::FromPart Resolver::one(Range range) {
  FromPart out;
  a_.spend(range.relation->columns.size());
  const Range* added = add_range(std::move(range));
  out.ranges.push_back(added);
  add_items(added, &out.items);
  return out;
}

void Resolver::from(const std::vector<Node>& list, Scope* scope, const CteScope* ctes, Origins* rows) {
  for (const Node& item : list) {
    FromPart added = part(item, scope, ctes, rows);
    scope->ranges.insert(scope->ranges.end(), added.ranges.begin(), added.ranges.end());
    for (Item& each : added.items) scope->items.push_back(std::move(each));
  }
}

Resolver::FromPart Resolver::part(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows) {
  a_.spend(1);
  const std::string_view kind = item.kind();
  if (kind == "JoinExpr") return join(item, scope, ctes, rows);
  if (kind == "RangeFunction") return function(item, scope, ctes);
  if (kind == "RangeTableFunc") return table_function(item, scope, ctes);
  if (kind == "RangeTableSample") return part(item["relation"], scope, ctes, rows);
  if (kind == "RangeSubselect") {
    // A subquery sees its neighbours when LATERAL says so; the queries around it always.
    const Scope* outer = item.flag("lateral") ? scope : scope->parent;
    Relation relation = query(item["subquery"], outer, ctes);
    rename(&relation, item["alias"]["colnames"].items());
    rows->add(relation.rows);
    Range range;
    range.alias = a_.stored(alias_of(item));
    range.relation = std::make_shared<Relation>(std::move(relation));
    return one(std::move(range));
  }
  return range_var(item, scope, ctes, rows);
}

Resolver::FromPart Resolver::range_var(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows) {
  Range range;
  range.alias = a_.stored(alias_of(item));
  const std::string table = a_.stored(item.text("relname"));
  const std::string schema = a_.stored(item.text("schemaname"));
  const std::vector<Node> names = item["alias"]["colnames"].items();
  if (schema.empty()) {
    for (const CteScope* at = ctes; at != nullptr; at = at->next) {
      if (!same_name(at->cte->name, table)) continue;
      range.relation = cte_relation(at->cte);
      rows->add(range.relation->rows);
      if (range.alias.empty()) range.alias = table;
      if (!names.empty()) {
        Relation renamed = *range.relation;
        rename(&renamed, names);
        range.relation = std::make_shared<Relation>(std::move(renamed));
      }
      return one(std::move(range));
    }
  } else if (item.text("catalogname").empty() && a_.traits().struct_access) {
    // FROM t, t.items: the elements of an array of t.
    for (const Range* left : scope->ranges) {
      if (!same_name(left->alias, schema)) continue;
      Relation elements;
      elements.rest = composed(column(*left, table, item.location()), kTransformed);
      if (range.alias.empty()) range.alias = table;
      elements.columns.push_back({range.alias, *elements.rest});
      range.relation = std::make_shared<Relation>(std::move(elements));
      return one(std::move(range));
    }
  }
  if (table == kMarkTemplate) a_.all_incomplete();
  const SqlName name = a_.name_of(item);
  const std::uint32_t source = a_.source(name);
  a_.read.insert(source);
  range.source = source;
  Relation relation = base(source);
  rename(&relation, names);
  if (range.alias.empty()) {
    range.alias = name.table;
    range.path = {name.catalog, name.schema, name.table};
  }
  range.relation = std::make_shared<Relation>(std::move(relation));
  return one(std::move(range));
}

Resolver::FromPart Resolver::function(const Node& item, Scope* scope, const CteScope* ctes) {
  Relation relation;
  Origins made_of;
  std::string name;
  std::vector<std::string> fixed;
  for (const Node& entry : item["functions"].items()) {
    const std::vector<Node> pair = entry.items();
    if (pair.empty()) continue;
    const Node& call = pair.front();
    made_of.add(composed(expression(call, *scope, ctes), kTransformed));
    name = call.kind() == "FuncCall" ? function_name(call) : "function";
    if (name.starts_with("read_") || name.ends_with("_scan")) return file(item, call);
    for (const std::string_view each : columns_of_function(name)) fixed.push_back(folded(each, a_.traits().fold));
  }
  Range range;
  range.alias = a_.stored(alias_of(item));
  if (range.alias.empty()) range.alias = folded(name, a_.traits().fold);
  // A function of one value names it after its alias. Elements of unnest may be structs whose fields nobody lists.
  const std::vector<Node> names = item["alias"]["colnames"].items();
  const bool structs = a_.traits().dialect == Dialect::bigquery;
  if (structs || (fixed.empty() && names.empty() && item["coldeflist"].items().empty())) relation.rest = made_of;
  if (fixed.empty() || (fixed.size() == 1 && !item["alias"].text("aliasname").empty())) fixed = {range.alias};
  for (const std::string& each : fixed) relation.columns.push_back({each, made_of});
  for (const Node& each : item["coldeflist"].items()) {
    relation.columns.push_back({a_.stored(each.text("colname")), made_of});
  }
  if (!names.empty()) relation.columns.resize(names.size(), {"", made_of});
  rename(&relation, names);
  if (item.flag("ordinality") && names.empty()) relation.columns.push_back({"ordinality", {}});
  range.relation = std::make_shared<Relation>(std::move(relation));
  return one(std::move(range));
}

// read_csv('orders.csv'): the file is a relation of unknown columns.
Resolver::FromPart Resolver::file(const Node& item, const Node& call) {
  SqlName name;
  for (const Node& argument : call["args"].items()) {
    if (argument.kind() != "A_Const" || !argument["sval"]) continue;
    name.table = argument["sval"].text("sval");
    name.written = {name.table};
    break;
  }
  Range range;
  range.alias = a_.stored(alias_of(item));
  if (range.alias.empty()) range.alias = function_name(call);
  if (name.table.empty()) {
    Relation nothing;
    nothing.opaque = true;
    range.relation = std::make_shared<Relation>(std::move(nothing));
    return one(std::move(range));
  }
  range.source = a_.source(name);
  a_.read.insert(*range.source);
  Relation relation = base(*range.source);
  rename(&relation, item["alias"]["colnames"].items());
  range.relation = std::make_shared<Relation>(std::move(relation));
  return one(std::move(range));
}

Resolver::FromPart Resolver::table_function(const Node& item, Scope* scope, const CteScope* ctes) {
  Relation relation;
  Origins made_of = composed(expression(item["docexpr"], *scope, ctes), kTransformed);
  for (const Node& each : item["columns"].items()) {
    relation.columns.push_back({a_.stored(each.text("colname")), made_of});
  }
  Range range;
  range.alias = a_.stored(alias_of(item));
  range.relation = std::make_shared<Relation>(std::move(relation));
  return one(std::move(range));
}

Resolver::FromPart Resolver::join(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows) {
  FromPart left = part(item["larg"], scope, ctes, rows);
  // What stands left of a LATERAL item of the join is in sight of it.
  Scope within = *scope;
  within.ranges.insert(within.ranges.end(), left.ranges.begin(), left.ranges.end());
  within.items.insert(within.items.end(), left.items.begin(), left.items.end());
  a_.spend(within.items.size());
  if (const Node call = pivot_call(item["rarg"])) return pivot(item["rarg"], call, left, within, ctes, rows);
  FromPart right = part(item["rarg"], &within, ctes, rows);

  FromPart out;
  out.ranges = left.ranges;
  out.ranges.insert(out.ranges.end(), right.ranges.begin(), right.ranges.end());
  std::vector<std::string> names;
  bool semi = false;
  for (const Node& each : item["usingClause"].items()) {
    const std::string name = a_.stored(each.string());
    if (name == kMarkSemi)
      semi = true;
    else
      names.push_back(name);
  }
  if (item.flag("isNatural")) {
    for (const Item& each : left.items) {
      if (!each.open && item_named(right.items, each.name) != nullptr) names.push_back(each.name);
    }
    if (has_open(left.items) || has_open(right.items)) {
      a_.finding("natural-join", "which columns a NATURAL JOIN compares is not known without the schemas",
                 item["rarg"].location());
      a_.all_incomplete();
    }
  }
  using_columns(names, std::string(item.text("jointype")), left, right, &out, rows, item["rarg"].location());
  if (item["quals"]) {
    Scope condition;
    condition.parent = scope->parent;
    condition.ranges = out.ranges;
    condition.items = out.items;
    // ON of a join within a LATERAL or comma list may look at what stands before it.
    condition.ranges.insert(condition.ranges.end(), scope->ranges.begin(), scope->ranges.end());
    rows->add(composed(expression(item["quals"], condition, ctes), indirectly(Subtype::join)));
    semi = semi || marked_semi(item["quals"]);
  }
  if (semi) {
    out.ranges = left.ranges;
    out.items = left.items;
  }
  if (const std::string alias = alias_of(item); !alias.empty()) {
    Relation whole;
    for (Item& each : out.items) {
      if (!each.open)
        whole.columns.push_back({each.name, each.origins});
      else
        for (const OpenPart& open : each.range->relation->open) whole.open.push_back(open);
    }
    Range range;
    range.alias = a_.stored(alias);
    range.relation = std::make_shared<Relation>(std::move(whole));
    return one(std::move(range));
  }
  return out;
}

// USING (a): one column a, of the left side, or of the right one in a RIGHT JOIN, or of both in a FULL JOIN; then what
// is left of either side.
void Resolver::using_columns(const std::vector<std::string>& names, const std::string& kind, const FromPart& left,
                             const FromPart& right, FromPart* out, Origins* rows, std::int64_t location) {
  const auto side = [&](const FromPart& from, const std::string& name) {
    if (const Item* item = item_named(from.items, name)) return item->origins;
    Scope scope;
    scope.ranges = from.ranges;
    scope.items = from.items;
    return unqualified(name, scope, location);
  };
  for (const std::string& name : names) {
    const Origins of_left = side(left, name);
    const Origins of_right = side(right, name);
    Item merged{nullptr, name, kind == "JOIN_RIGHT" ? of_right : of_left, false};
    if (kind == "JOIN_FULL") {
      merged.origins = composed(of_left, kTransformed);
      merged.origins.add(composed(of_right, kTransformed));
    }
    rows->add(composed(of_left, indirectly(Subtype::join)));
    rows->add(composed(of_right, indirectly(Subtype::join)));
    out->items.push_back(std::move(merged));
  }
  for (const FromPart* from : {&left, &right}) {
    for (const Item& item : from->items) {
      const bool taken =
          !item.open && std::ranges::any_of(names, [&](const std::string& name) { return same_name(name, item.name); });
      if (!taken) out->items.push_back(item);
    }
  }
}

}  // namespace trama::lineage::sql
