// PIVOT and UNPIVOT of what stands left of them.
#include <algorithm>
#include <utility>

#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {
namespace {

// Names of the columns an expression mentions.
void collect_names(const Node& node, std::vector<std::string>* names) {
  if (node.kind() == "ColumnRef") {
    const std::vector<Node> fields = node["fields"].items();
    if (!fields.empty()) names->emplace_back(fields.back().string());
    return;
  }
  for (const Node& child : node.children()) collect_names(child, names);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::any_of(names, [&](const std::string& each) { return same_name(each, name); });
}

std::string string_of(const Node& constant) {
  return std::string(constant["sval"].text("sval"));
}

}  // namespace

Node pivot_call(const Node& item) {
  if (item.kind() != "RangeFunction") return {};
  const std::vector<Node> functions = item["functions"].items();
  const std::vector<Node> pair = functions.empty() ? std::vector<Node>() : functions.front().items();
  if (pair.empty() || pair.front().kind() != "FuncCall") return {};
  const std::string name = function_name(pair.front());
  return name == kMarkPivot || name == kMarkUnpivot ? pair.front() : Node();
}

Resolver::FromPart Resolver::pivot(const Node& item, const Node& call, const FromPart& left, const Scope& within,
                                   const CteScope* ctes, Origins* rows) {
  Relation out;
  std::vector<std::string> used;
  for (const Node& argument : call["args"].items()) collect_names(argument, &used);
  for (std::string& name : used) name = a_.stored(name);
  for (const Item& each : left.items) {
    if (each.open) {
      for (const OpenPart& part : each.range->relation->open) out.open.push_back(part);
      out.opaque = out.opaque || each.range->relation->opaque;
    } else if (!contains(used, each.name)) {
      out.columns.push_back({each.name, each.origins});
    }
  }
  const std::vector<Node> arguments = call["args"].items();
  if (function_name(call) == kMarkUnpivot) {
    Origins values;
    for (std::size_t i = 2; i < arguments.size(); ++i) {
      values.add(composed(expression(arguments[i], within, ctes), kTransformed));
    }
    if (arguments.size() > 1) {
      out.columns.push_back({folded(string_of(arguments[1]), a_.traits().fold), {}});
      out.columns.push_back({folded(string_of(arguments[0]), a_.traits().fold), std::move(values)});
    }
  } else {
    // What is not pivoted groups; the key decides which value becomes which column, whose names are not worked out.
    for (const Column& column : out.columns) rows->add(composed(column.origins, indirectly(Subtype::group_by)));
    out.rest.emplace();
    out.mixed = !out.open.empty();
    bool keys = false;
    for (const Node& argument : arguments) {
      if (argument.kind() == "A_Const" && string_of(argument) == kMarkFor) {
        keys = true;
        continue;
      }
      const Origins origins = expression(argument, within, ctes);
      out.rest->add(keys ? composed(origins, indirectly(Subtype::conditional)) : origins);
    }
  }
  const std::vector<Node> names = item["alias"]["colnames"].items();
  rename(&out, names);
  if (!names.empty() && out.open.empty()) out.rest.reset();  // all of them are named
  Range range;
  range.alias = a_.stored(item["alias"].text("aliasname"));
  if (range.alias.empty() && left.ranges.size() == 1) range.alias = left.ranges.front()->alias;
  range.relation = std::make_shared<Relation>(std::move(out));
  return one(std::move(range));
}

}  // namespace trama::lineage::sql
