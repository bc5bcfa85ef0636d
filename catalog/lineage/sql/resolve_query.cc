// SELECT, VALUES, set operations and common table expressions.
#include <utility>

#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {

void Resolver::rename(Relation* relation, const std::vector<Node>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = a_.stored(names[i].string());
    if (i < relation->columns.size()) {
      relation->columns[i].name = name;
    } else if (!relation->open.empty() || relation->opaque) {
      a_.finding("star-unknown-schema", "the column renamed to `" + name + "` is one of a relation of unknown columns",
                 -1);
      a_.all_incomplete();
      relation->columns.push_back({name, {}});
    } else if (relation->rest) {
      relation->columns.push_back({name, *relation->rest});
    }
  }
}

const CteScope* Resolver::with(const Node& clause, const Scope* outer, const CteScope* ctes) {
  for (const Node& node : clause["ctes"].items()) {
    Cte& cte = ctes_.emplace_back();
    cte.name = a_.stored(node.text("ctename"));
    cte.node = node;
    cte.outer = outer;
    CteScope& scope = cte_scopes_.emplace_back();
    scope.next = ctes;
    scope.cte = &cte;
    const Dialect dialect = a_.traits().dialect;
    const bool implied = dialect == Dialect::tsql || dialect == Dialect::snowflake || dialect == Dialect::oracle;
    const bool united = node["ctequery"].text("op") == "SETOP_UNION";
    cte.recursive = united && (clause.flag("recursive") || implied);
    // Under RECURSIVE every one sees every other; what is not defined yet is not needed but for oneself.
    cte.scope = cte.recursive ? &scope : ctes;
    ctes = &scope;
    if (node["ctequery"].kind() != "SelectStmt") nested.push_back(node["ctequery"]);
  }
  return ctes;
}

RelationPtr Resolver::cte_relation(Cte* cte) {
  if (cte->relation) return cte->relation;
  if (cte->busy) {
    Relation nothing;
    nothing.opaque = true;
    return std::make_shared<Relation>(std::move(nothing));
  }
  cte->busy = true;
  const Node select = cte->node["ctequery"];
  Relation relation;
  if (select.kind() != "SelectStmt") {
    relation = returned(select, cte->scope);
  } else if (cte->recursive) {
    relation = recursive(cte, select);
  } else {
    relation = query(select, cte->outer, cte->scope);
    rename(&relation, cte->node["aliascolnames"].items());
  }
  cte->busy = false;
  cte->relation = std::make_shared<Relation>(std::move(relation));
  return cte->relation;
}

Relation Resolver::returned(const Node& statement, const CteScope* ctes) {
  const SqlName name = a_.name_of(statement["relation"]);
  Range target;
  target.alias = a_.stored(statement["relation"]["alias"].text("aliasname"));
  if (target.alias.empty()) target.alias = name.table;
  target.source = a_.source(name);
  a_.read.insert(*target.source);
  target.relation = std::make_shared<Relation>(base(*target.source));
  Scope scope;
  const Range* range = add_range(std::move(target));
  scope.ranges.push_back(range);
  add_items(range, &scope.items);
  Relation out;
  targets(statement["returningList"].items(), &scope, ctes, &out);
  return out;
}

// The first branch gives the columns; the second is resolved against what is known so far until nothing is added.
Relation Resolver::recursive(Cte* cte, const Node& select) {
  constexpr int kRoundsMax = 50;
  const CteScope* ctes = select["withClause"] ? with(select["withClause"], cte->outer, cte->scope) : cte->scope;
  Relation known = query(select["larg"], cte->outer, ctes);
  rename(&known, cte->node["aliascolnames"].items());
  for (int round = 0; round < kRoundsMax; ++round) {
    cte->relation = std::make_shared<Relation>(known);
    Relation more = united(known, query(select["rarg"], cte->outer, ctes));
    const bool settled =
        more.columns == known.columns && more.rows == known.rows && more.open.size() <= known.open.size();
    known = std::move(more);
    if (settled) break;
  }
  cte->relation.reset();
  return known;
}

Relation Resolver::query(const Node& select, const Scope* outer, const CteScope* ctes) {
  a_.spend(10);
  if (select["withClause"]) ctes = with(select["withClause"], outer, ctes);
  const std::string_view op = select.text("op");
  if (!op.empty() && op != "SETOP_NONE") return set_operation(select, outer, ctes);
  if (select["valuesLists"]) return values(select, outer, ctes);
  return plain_select(select, outer, ctes);
}

Relation Resolver::set_operation(const Node& select, const Scope* outer, const CteScope* ctes) {
  Relation left = query(select["larg"], outer, ctes);
  Relation right = query(select["rarg"], outer, ctes);
  Relation out;
  if (select.text("op") == "SETOP_UNION") {
    out = united(std::move(left), std::move(right));
  } else {
    // What is compared with decides which rows of the left side stay.
    out = std::move(left);
    for (const Column& column : right.columns) out.rows.add(composed(column.origins, indirectly(Subtype::filter)));
    out.rows.add(right.rows);
  }
  Scope scope;
  scope.aliases = &out.columns;
  scope.alias_rule = AliasRule::before;
  for (const Node& item : select["sortClause"].items()) {
    bool found = false;
    Origins origins = output_column(item["node"], out, &found);
    if (!found && out.closed()) origins = expression(item["node"], scope, ctes);
    out.rows.add(composed(origins, indirectly(Subtype::sort)));
  }
  return out;
}

// By position; by name where unknown columns stand between.
Relation Resolver::united(Relation left, Relation right) {
  const bool by_name = a_.rewritten().union_by_name || !left.open.empty() || !right.open.empty();
  if (by_name && !a_.rewritten().union_by_name) {
    const OpenPart& part = left.open.empty() ? right.open.front() : left.open.front();
    a_.finding("columns-matched-by-name",
               "the columns of " + to_string(a_.sources()[part.alternatives.front()]) +
                   " are not known: this union takes columns of one name for one column, whatever their order",
               part.location, Severity::note);
  }
  for (std::size_t i = 0; i < right.columns.size(); ++i) {
    Column& column = right.columns[i];
    a_.spend(1 + column.origins.size());
    Column* same = nullptr;
    if (!by_name) {
      same = i < left.columns.size() ? &left.columns[i] : nullptr;
    } else {
      same = const_cast<Column*>(find_column(left, column.name));
    }
    if (same != nullptr) {
      same->origins.add(column.origins);
    } else {
      // The other side takes it from its unknown columns.
      if (by_name) column.origins.add(open_column(left, column.name));
      left.columns.push_back(column);
    }
  }
  if (by_name && !right.open.empty()) {
    for (Column& column : left.columns) {
      if (find_column(right, column.name) == nullptr) column.origins.add(open_column(right, column.name));
    }
  }
  for (OpenPart& part : right.open) {
    bool known = false;
    for (const OpenPart& other : left.open) known = known || other == part;
    if (!known) left.open.push_back(std::move(part));
  }
  left.opaque = left.opaque || right.opaque;
  if (right.rest) {
    if (!left.rest) left.rest.emplace();
    left.rest->add(*right.rest);
  }
  left.rows.add(right.rows);
  return left;
}

Relation Resolver::values(const Node& select, const Scope* outer, const CteScope* ctes) {
  Relation out;
  Scope scope;
  scope.parent = outer;
  for (const Node& row : select["valuesLists"].items()) {
    const std::vector<Node> cells = row.items();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      a_.spend(1);
      if (i >= out.columns.size()) out.columns.push_back({"column" + std::to_string(i + 1), {}});
      out.columns[i].origins.add(expression(cells[i], scope, ctes));
    }
  }
  return out;
}

Relation Resolver::plain_select(const Node& select, const Scope* outer, const CteScope* ctes) {
  Relation out;
  Scope scope;
  scope.parent = outer;
  scope.windows = select["windowClause"].items();
  from(select["fromClause"].items(), &scope, ctes, &out.rows);
  const std::vector<Node> list = select["targetList"].items();
  scope.aliases = &out.columns;
  const bool lateral = a_.traits().lateral_aliases;
  scope.alias_rule = lateral ? AliasRule::behind : AliasRule::none;
  scope.tell_alias = true;
  targets(list, &scope, ctes, &out);

  if (select["whereClause"]) {
    out.rows.add(composed(expression(select["whereClause"], scope, ctes), indirectly(Subtype::filter)));
  }
  scope.alias_rule = AliasRule::behind;
  scope.tell_alias = false;
  for (const Node& item : select["groupClause"].items()) group(item, list, out, scope, ctes, &out.rows);
  if (select["havingClause"]) {
    out.rows.add(composed(expression(select["havingClause"], scope, ctes), indirectly(Subtype::filter)));
  }
  for (const Node& item : select["distinctClause"].items()) {
    if (item.kind().empty()) {  // plain DISTINCT
      for (const Column& column : out.columns) out.rows.add(composed(column.origins, indirectly(Subtype::group_by)));
    } else {
      group(item, list, out, scope, ctes, &out.rows);
    }
  }
  scope.alias_rule = AliasRule::before;
  for (const Node& item : select["sortClause"].items()) {
    bool found = false;
    Origins origins = output_column(item["node"], out, &found);
    if (!found) origins = expression(item["node"], scope, ctes);
    out.rows.add(composed(origins, indirectly(Subtype::sort)));
  }
  return out;
}

// `2` in GROUP BY and ORDER BY is the second output column.
Origins Resolver::output_column(const Node& item, const Relation& out, bool* found) {
  const Node number = item["ival"];
  *found = item.kind() == "A_Const" && static_cast<bool>(number);
  if (!*found) {
    const std::vector<Node> fields = item["fields"].items();
    if (item.kind() != "ColumnRef" || fields.size() != 1) return {};
    const std::string name = a_.stored(fields.front().string());
    if (name == kMarkAll) {
      *found = true;
      Origins all;
      for (const Column& column : out.columns) all.add(column.origins);
      return all;
    }
    const Column* column = find_column(out, name);
    *found = column != nullptr;
    return column == nullptr ? Origins() : column->origins;
  }
  const std::int64_t position = number.number("ival", 0);
  if (position < 1 || static_cast<std::size_t>(position) > out.columns.size()) return {};
  return out.columns[static_cast<std::size_t>(position) - 1].origins;
}

void Resolver::group(const Node& item, const std::vector<Node>& list, const Relation& out, const Scope& scope,
                     const CteScope* ctes, Origins* rows) {
  if (item.kind() == "GroupingSet" || item.kind() == "RowExpr" || item.kind() == "List") {
    const std::vector<Node> parts = item.kind() == "GroupingSet" ? item["content"].items()
                                    : item.kind() == "RowExpr"   ? item["args"].items()
                                                                 : item.items();
    for (const Node& each : parts) group(each, list, out, scope, ctes, rows);
    return;
  }
  const std::vector<Node> fields = item["fields"].items();
  const bool name = item.kind() == "ColumnRef" && fields.size() == 1;
  if (name && fields.front().string() == kMarkAll) {
    for (const Node& target : list) {
      if (has_aggregate(target)) continue;
      const std::vector<Node> parts = target["val"]["fields"].items();
      if (!parts.empty() && parts.back().kind() == "A_Star") continue;
      rows->add(composed(expression(target, scope, ctes), indirectly(Subtype::group_by)));
    }
    return;
  }
  Origins origins;
  bool found = false;
  if (item.kind() == "A_Const") origins = output_column(item, out, &found);
  if (!found) origins = expression(item, scope, ctes);
  rows->add(composed(origins, indirectly(Subtype::group_by)));
}

void Resolver::targets(const std::vector<Node>& list, Scope* scope, const CteScope* ctes, Relation* out) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Node value = list[i]["val"];
    const std::vector<Node> fields = value["fields"].items();
    if (value.kind() == "ColumnRef" && !fields.empty() && fields.back().kind() == "A_Star") {
      star(value, list, &i, *scope, ctes, out);
    } else {
      Origins origins = expression(value, *scope, ctes);
      const Node next = i + 1 < list.size() ? list[i + 1]["val"] : Node();
      if (next.kind() == "FuncCall" && function_name(next) == kMarkNames) {
        for (const Node& name : next["args"].items()) {
          out->columns.push_back({std::string(name["sval"].text("sval")), origins});
        }
        ++i;
      } else if (value.kind() == "ColumnRef" && !fields.empty() && fields.back().string() == kMarkTemplate) {
        out->opaque = true;
      } else {
        out->columns.push_back({output_name(list[i]), std::move(origins)});
      }
    }
    if (out->columns.size() > kOutputColumnsMax) throw Exceeded{"it has more than 20000 output columns"};
  }
}

}  // namespace trama::lineage::sql
