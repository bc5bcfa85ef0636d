#include <algorithm>
#include <array>

#include "catalog/contract/json_tree.h"
#include "catalog/contract/odcs_tree.h"

namespace trama::contract {
namespace {

constexpr auto kMetrics =
    std::to_array<std::string_view>({"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"});

template <typename Words>
bool among(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool number(const Node& node) {
  return node.type == NodeType::integer || node.type == NodeType::number;
}

// The schema wants exactly one operator, with a number, or two different ones.
bool fits(const QualityOperator& each) {
  const Node value = raw_node(each.json);
  if (each.name == "mustBe" || each.name == "mustNotBe") return true;
  if (each.name == "mustBeBetween" || each.name == "mustNotBeBetween") {
    return value.type == NodeType::list && value.list.size() == 2 && std::ranges::all_of(value.list, number) &&
           value.list[0].scalar != value.list[1].scalar;
  }
  return number(value) && (each.name == "mustBeGreaterThan" || each.name == "mustBeGreaterOrEqualTo" ||
                           each.name == "mustBeLessThan" || each.name == "mustBeLessOrEqualTo");
}

bool one_operator(const QualityRule& rule) {
  return rule.operators.size() == 1 && fits(rule.operators[0]);
}

bool text_or_object(const Node& node) {
  return node.type == NodeType::text || node.type == NodeType::map;
}

void put_operator(Node* out, const QualityRule& rule) {
  put(out, rule.operators[0].name, raw_node(rule.operators[0].json));
}

// Empty when the standard has no such rule as this; then a text stands for it and carry() adds the rest.
bool put_body(Node* out, const QualityRule& rule) {
  if (rule.type == "sql" && !rule.query.empty() && one_operator(rule)) {
    put(out, "query", text_node(rule.query));
    put_operator(out, rule);
    return true;
  }
  if (rule.type == "library" && among(kMetrics, rule.metric) && one_operator(rule)) {
    put(out, "metric", text_node(rule.metric));
    put_text(out, "rule", rule.rule);
    Node arguments = raw_node(rule.arguments_json);
    if (arguments.type == NodeType::map) put(out, "arguments", std::move(arguments));
    put_operator(out, rule);
    return true;
  }
  if (rule.type == "custom") {
    Node implementation = raw_node(rule.implementation_json);
    if (!text_or_object(implementation)) return false;
    put(out, "engine", text_node(rule.engine));
    put(out, "implementation", std::move(implementation));
    return true;
  }
  return rule.type == "text";
}

}  // namespace

Node quality_tree(const QualityRule& rule) {
  Node out = map_node();
  Node body = map_node();
  const bool told = put_body(&body, rule);
  if (stable_id(rule.id)) put_text(&out, "id", rule.id);
  put_text(&out, "name", rule.name);
  put(&out, "type", text_node(told ? std::string_view(rule.type) : "text"));
  put_text(&out, "description", rule.description);
  for (Node::Entry& entry : body.map) out.map.push_back(std::move(entry));
  if (standard_dimension(rule.dimension)) put_text(&out, "dimension", rule.dimension);
  put_text(&out, "severity", rule.severity);
  put_text(&out, "unit", rule.unit);
  put_text(&out, "businessImpact", rule.business_impact);
  put_text(&out, "method", rule.method);
  put_text(&out, "schedule", rule.schedule);
  put_text(&out, "scheduler", rule.scheduler);
  put_texts(&out, "tags", rule.tags);
  put_links(&out, rule.links);
  put_custom(&out, rule.custom);
  return out;
}

}  // namespace trama::contract
