// What an expression is made of, and what only decides.
#include "catalog/base/text.h"
#include "catalog/lineage/sql/functions.h"
#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {

std::string function_name(const Node& call) {
  const std::vector<Node> parts = call["funcname"].items();
  return parts.empty() ? std::string() : to_lower(parts.back().string());
}

bool has_aggregate(const Node& node) {
  if (node.kind() == "SubLink") return false;
  if (node.kind() == "FuncCall" && !node["over"] && is_aggregate(function_name(node))) return true;
  for (const Node& child : node.children()) {
    if (has_aggregate(child)) return true;
  }
  return false;
}

Origins Resolver::all_of(const std::vector<Node>& nodes, const Scope& scope, const CteScope* ctes, const How& how) {
  Origins out;
  for (const Node& node : nodes) out.add(composed(expression(node, scope, ctes), how));
  return out;
}

Origins Resolver::expression(const Node& node, const Scope& scope, const CteScope* ctes) {
  a_.spend(1);
  const std::string_view kind = node.kind();
  if (kind == "ColumnRef") return reference(node, scope, ctes);
  if (kind == "A_Const" || kind == "ParamRef" || kind == "TypeName" || kind == "String") return {};
  if (kind == "FuncCall") return call(node, scope, ctes);
  if (kind == "CaseExpr") return conditional(node, scope, ctes);
  if (kind == "SubLink") return subquery(node, scope, ctes);
  if (kind == "ResTarget") return expression(node["val"], scope, ctes);
  if (kind == "MultiAssignRef") return expression(node["source"], scope, ctes);
  if (kind == "TypeCast") return composed(expression(node["arg"], scope, ctes), kTransformed);
  if (kind == "SelectStmt") return {};
  return all_of(node.children(), scope, ctes, kTransformed);
}

Origins Resolver::conditional(const Node& node, const Scope& scope, const CteScope* ctes) {
  Origins out;
  if (node["arg"]) out.add(composed(expression(node["arg"], scope, ctes), indirectly(Subtype::conditional)));
  for (const Node& when : node["args"].items()) {
    out.add(composed(expression(when["expr"], scope, ctes), indirectly(Subtype::conditional)));
    out.add(composed(expression(when["result"], scope, ctes), kTransformed));
  }
  if (node["defresult"]) out.add(composed(expression(node["defresult"], scope, ctes), kTransformed));
  return out;
}

Origins Resolver::window(const Node& over, const Scope& scope, const CteScope* ctes) {
  Origins out;
  std::vector<Node> parts = over["partitionClause"].items();
  for (const Node& item : over["orderClause"].items()) parts.push_back(item["node"]);
  out.add(all_of(parts, scope, ctes, indirectly(Subtype::window)));
  for (const char* field : {"name", "refname"}) {
    const std::string_view named = over.text(field);
    if (named.empty()) continue;
    for (const Node& each : scope.windows) {
      if (each.text("name") == named && each.location() != over.location()) out.add(window(each, scope, ctes));
    }
  }
  return out;
}

Origins Resolver::call(const Node& node, const Scope& scope, const CteScope* ctes) {
  const std::string name = function_name(node);
  const std::vector<Node> arguments = node["args"].items();
  const bool aggregate = is_aggregate(name);
  const How how{DependencyType::direct, aggregate ? Subtype::aggregation : Subtype::transformation, is_masking(name)};
  bool part_as_text = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    part_as_text = part_as_text || (takes_date_part(name, i, a_.traits().dialect) && arguments[i].kind() == "A_Const" &&
                                    arguments[i]["sval"]);
  }
  Origins out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Node& argument = arguments[i];
    if (!part_as_text && takes_date_part(name, i, a_.traits().dialect)) {
      const std::vector<Node> fields = argument["fields"].items();
      const bool bare =
          argument.kind() == "ColumnRef" && fields.size() == 1 && is_date_part(to_lower(fields[0].string()));
      if (bare || (argument.kind() == "FuncCall" && function_name(argument) == "week")) continue;
    }
    const bool decides = is_condition(name, i, arguments.size());
    const Subtype subtype = aggregate ? Subtype::sort : Subtype::conditional;
    out.add(composed(expression(argument, scope, ctes), decides ? indirectly(subtype) : how));
  }
  if (node.flag("agg_star") && !name.starts_with("count")) {  // hash(*)
    for (const Range* range : scope.ranges) out.add(composed(whole_row(*range, node.location()), how));
  }
  std::vector<Node> order;
  for (const Node& item : node["agg_order"].items()) order.push_back(item["node"]);
  // WITHIN GROUP (ORDER BY x): of percentile_cont x is what is aggregated; of listagg it only sorts.
  const bool ordered_set = node.flag("agg_within_group") && (name.starts_with("percentile") || name == "mode");
  out.add(all_of(order, scope, ctes, ordered_set ? how : indirectly(Subtype::sort)));
  if (node["agg_filter"]) out.add(composed(expression(node["agg_filter"], scope, ctes), indirectly(Subtype::filter)));
  if (node["over"]) out.add(window(node["over"], scope, ctes));
  return out;
}

// A scalar subquery brings the origins of its column and what decides its rows; of EXISTS only what decides counts.
Origins Resolver::subquery(const Node& node, const Scope& scope, const CteScope* ctes) {
  const Relation relation = query(node["subselect"], &scope, ctes);
  const std::string_view kind = node.text("subLinkType");
  Origins out;
  if (kind != "EXISTS_SUBLINK") {
    const bool value = kind == "EXPR_SUBLINK";
    for (const Column& column : relation.columns) {
      out.add(value ? column.origins : composed(column.origins, kTransformed));
    }
    for (const OpenPart& part : relation.open) {
      for (const std::uint32_t source : part.alternatives) a_.incomplete(source);
    }
    if (relation.opaque) a_.all_incomplete();
  }
  out.add(relation.rows);
  if (node["testexpr"]) out.add(composed(expression(node["testexpr"], scope, ctes), kTransformed));
  return out;
}

// What a column is called that has no alias. PostgreSQL's rules for its kin; elsewhere the text of the expression.
std::string Resolver::output_name(const Node& target) {
  if (const std::string_view name = target.text("name"); !name.empty()) return a_.stored(name);
  Node value = target["val"];
  if (value.kind() == "ColumnRef") {
    const std::vector<Node> fields = value["fields"].items();
    return fields.empty() ? "?column?" : a_.stored(fields.back().string());
  }
  const Dialect dialect = a_.traits().dialect;
  const bool postgres = dialect == Dialect::postgres || dialect == Dialect::redshift || dialect == Dialect::generic;
  if (!postgres) {
    std::string text = a_.item_text(target.location());
    a_.finding("unnamed-column", "`" + shorten(text, 60) + "` has no alias; its name is a guess", target.location(),
               Severity::note);
    return text;
  }
  while (value.kind() == "TypeCast" && value["arg"].kind() != "A_Const") value = value["arg"];
  const std::string_view kind = value.kind();
  if (kind == "ColumnRef") return a_.stored(value["fields"].items().back().string());
  if (kind == "FuncCall") return function_name(value);
  if (kind == "CaseExpr") {
    const Node other = value["defresult"];
    const std::vector<Node> fields = other["fields"].items();
    return other.kind() == "ColumnRef" && !fields.empty() ? a_.stored(fields.back().string()) : "case";
  }
  if (kind == "CoalesceExpr") return "coalesce";
  if (kind == "MinMaxExpr") return value.text("op") == "IS_LEAST" ? "least" : "greatest";
  if (kind == "A_ArrayExpr") return "array";
  if (kind == "RowExpr") return "row";
  if (kind == "A_Indirection") {
    for (const Node& step : value["indirection"].items()) {
      if (step.kind() == "String") return std::string(step.string());
    }
  }
  if (kind == "TypeCast") {
    const std::vector<Node> names = value["typeName"]["names"].items();
    return names.empty() ? "?column?" : std::string(names.back().string());
  }
  if (kind == "SubLink") {
    if (value.text("subLinkType") == "EXISTS_SUBLINK") return "exists";
    const std::vector<Node> list = value["subselect"]["targetList"].items();
    if (value.text("subLinkType") == "EXPR_SUBLINK" && !list.empty()) return output_name(list.front());
  }
  return "?column?";
}

}  // namespace trama::lineage::sql
