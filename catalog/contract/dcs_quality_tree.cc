#include <algorithm>
#include <set>

#include "catalog/contract/dcs_tree.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/tree_parts.h"

namespace trama::contract::dcs {
namespace {

bool number(const Node& node) {
  return node.type == NodeType::integer || node.type == NodeType::number;
}

bool bounds(const Node& node) {
  return node.type == NodeType::list && node.list.size() == 2 && std::ranges::all_of(node.list, number) &&
         node.list[0].scalar != node.list[1].scalar;
}

bool fits(const std::string& name, const Node& value, bool any_value) {
  if (name == "mustBe" || name == "mustNotBe") return number(value) || (any_value && value.type != NodeType::null);
  if (name.ends_with("Between")) return bounds(value);
  return number(value);
}

void put_operators(Node* out, const QualityRule& rule) {
  std::set<std::string_view> told;
  for (const QualityOperator& each : rule.operators) {
    Node value = raw_node(each.json);
    if (!fits(each.name, value, rule.type == "library") || !told.insert(each.name).second) continue;
    put(out, each.name, std::move(value));
  }
}

// Of any JSON but null, as the schema has it.
bool no_null(const Node& arguments) {
  return std::ranges::none_of(arguments.map,
                              [](const Node::Entry& entry) { return entry.value.type == NodeType::null; });
}

void put_library(Node* out, const QualityRule& rule) {
  put(out, "metric", text_node(rule.metric));
  Node arguments = raw_node(rule.arguments_json);
  if (arguments.type == NodeType::map && no_null(arguments)) put(out, "arguments", std::move(arguments));
  put_operators(out, rule);
}

void put_sql(Node* out, const QualityRule& rule) {
  put(out, "query", text_node(rule.query));
  put_text(out, "dialect", rule.dialect);
  put_operators(out, rule);
}

void put_engine(Node* out, const QualityRule& rule) {
  put(out, "engine", text_node(rule.engine));
  Node implementation = raw_node(rule.implementation_json);
  const bool fits = implementation.type >= NodeType::text && !rule.implementation_json.empty();
  if (fits) put(out, "implementation", std::move(implementation));
}

// What a rule comes to in words, for one that has no other form here.
std::string words_of(const QualityRule& rule) {
  for (const std::string* text : {&rule.description, &rule.name, &rule.query, &rule.business_impact, &rule.engine}) {
    if (!text->empty()) return *text;
  }
  return "see the custom properties";
}

void put_body(Node* out, const QualityRule& rule) {
  // The deprecated `rule` alone is not enough for the schema.
  const bool library = rule.type == "library" && !rule.metric.empty();
  const bool sql = rule.type == "sql" && !rule.query.empty();
  const bool custom = rule.type == "custom" && !rule.engine.empty();
  const bool own_words = library || sql || custom;
  put(out, "type", text_node(own_words ? std::string_view(rule.type) : "text"));
  if (own_words) {
    put_text(out, "description", rule.description);
  } else {
    put(out, "description", text_node(words_of(rule)));
  }
  put_text(out, "rule", rule.rule);
  if (library) put_library(out, rule);
  if (sql) put_sql(out, rule);
  if (custom) put_engine(out, rule);
}

}  // namespace

Node quality_tree(const QualityRule& rule) {
  Node out = map_node();
  if (stable_id(rule.id)) put_text(&out, "id", rule.id);
  put_text(&out, "name", rule.name);
  put_body(&out, rule);
  if (standard_dimension(rule.dimension)) put_text(&out, "dimension", rule.dimension);
  put_text(&out, "severity", rule.severity);
  put_text(&out, "unit", rule.unit);
  put_text(&out, "businessImpact", rule.business_impact);
  put_text(&out, "method", rule.method);
  // A schedule is read together with its scheduler.
  put_text(&out, "scheduler", rule.scheduler);
  put_text(&out, "schedule", rule.schedule);
  put_texts(&out, "tags", rule.tags);
  put_links(&out, rule.links);
  put_custom(&out, rule.custom);
  return out;
}

void put_quality(Node* map, const std::vector<QualityRule>& rules) {
  Node list = list_node();
  for (const QualityRule& rule : rules) list.list.push_back(quality_tree(rule));
  put_list(map, "quality", std::move(list));
}

}  // namespace trama::contract::dcs
