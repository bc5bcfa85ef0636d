#include "catalog/contract/quality.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "catalog/base/text.h"
#include "catalog/contract/shared_parts.h"

namespace trama::contract {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr auto kOperators = std::to_array<Pair>({
    {"mustBe", "mustBe"},
    {"mustNotBe", "mustNotBe"},
    {"mustBeGreaterThan", "mustBeGreaterThan"},
    {"mustBeGreaterOrEqualTo", "mustBeGreaterOrEqualTo"},
    {"mustBeGreaterThanOrEqualTo", "mustBeGreaterOrEqualTo"},
    {"mustBeGreaterThanOrEqual", "mustBeGreaterOrEqualTo"},
    {"mustBeGreaterOrEqual", "mustBeGreaterOrEqualTo"},
    {"mustBeLessThan", "mustBeLessThan"},
    {"mustBeLessOrEqualTo", "mustBeLessOrEqualTo"},
    {"mustBeLessThanOrEqualTo", "mustBeLessOrEqualTo"},
    {"mustBeLessThanOrEqual", "mustBeLessOrEqualTo"},
    {"mustBeLessOrEqual", "mustBeLessOrEqualTo"},
    {"mustBeBetween", "mustBeBetween"},
    {"mustNotBeBetween", "mustNotBeBetween"},
});

constexpr auto kMetrics = std::to_array<Pair>({
    {"rowcount", "rowCount"},
    {"row_count", "rowCount"},
    {"nullvalues", "nullValues"},
    {"nullcheck", "nullValues"},
    {"nullcount", "nullValues"},
    {"missingvalues", "missingValues"},
    {"missingcount", "missingValues"},
    {"invalidvalues", "invalidValues"},
    {"invalidcount", "invalidValues"},
    {"validvalues", "invalidValues"},
    {"duplicatevalues", "duplicateValues"},
    {"duplicatecount", "duplicateValues"},
    {"duplicates", "duplicateValues"},
});

// The standard's prose has a two-letter synonym for each.
constexpr auto kDimensions = std::to_array<Pair>({{"ac", "accuracy"},
                                                  {"cp", "completeness"},
                                                  {"cf", "conformity"},
                                                  {"cs", "consistency"},
                                                  {"cv", "coverage"},
                                                  {"tm", "timeliness"},
                                                  {"uq", "uniqueness"}});

// Another word is kept as it is written.
std::string canonical_dimension(std::string text) {
  for (const auto& [code, name] : kDimensions) {
    if (equal_ignoring_case(text, code) || equal_ignoring_case(text, name)) return std::string(name);
  }
  return text;
}

std::optional<double> value_of(const Node& node) {
  double value = 0;
  const char* end = node.scalar.data() + node.scalar.size();
  const auto [at, failure] = std::from_chars(node.scalar.data(), end, value);
  if (!node.is_scalar() || failure != std::errc{} || at != end) return std::nullopt;
  return value;
}

bool valid_bounds(const Node& value) {
  if (value.type != NodeType::list || value.list.size() != 2) return false;
  if (!value.list[0].is_scalar() || !value.list[1].is_scalar()) return false;
  const auto low = value_of(value.list[0]);
  const auto high = value_of(value.list[1]);
  return !low || !high || *low <= *high;
}

void read_operator(Reader& reader, std::string_view key, std::string_view canonical, QualityRule* rule) {
  const Node* value = reader.node(key);
  if (value == nullptr) return;
  const bool between = canonical.ends_with("Between");
  if (between && !valid_bounds(*value)) {
    reader.problem_at(key, Rule::quality_bounds, "the bounds of a quality rule are not [low, high]",
                      {.found = to_json_text(*value)});
    return;
  }
  rule->operators.push_back({std::string(canonical), to_json_text(*value)});
}

void read_operators(Reader& reader, QualityRule* rule) {
  // In the author's order, which tells two operators of one rule apart from nothing else.
  for (const auto& [key, canonical] : kOperators) reader.know({key});
  for (const Node::Entry* each : reader.entries()) {
    const Node::Entry& entry = *each;
    if (const auto canonical = canonical_operator(entry.key)) {
      read_operator(reader, entry.key, *canonical, rule);
    } else if (entry.key.starts_with("must")) {
      std::vector<std::string_view> names;
      for (const auto& [key, name] : kOperators) names.push_back(key);
      const bool listed = !reader.problems()->full(Rule::quality_operator);
      const auto near = listed ? did_you_mean(entry.key, names) : std::nullopt;
      reader.problem_at(entry.key, Rule::quality_operator, "`" + shorten(entry.key, 80) + "` is not a known operator",
                        {.found = entry.key, .hint = near ? "did you mean `" + std::string(*near) + "`?" : ""});
      rule->custom.push_back({entry.key, reader.json(entry.key), ""});
    }
  }
}

// ODCS 3.0 put the arguments of library rules beside them.
void read_arguments(Reader& reader, QualityRule* rule) {
  rule->arguments_json = reader.json("arguments");
  if (!rule->arguments_json.empty()) return;
  std::string members;
  for (const std::string_view key : {"validValues", "missingValues", "pattern", "properties"}) {
    const std::string value = reader.json(key);
    if (value.empty()) continue;
    members += (members.empty() ? "\"" : ",\"") + std::string(key) + "\":" + value;
  }
  if (!members.empty()) rule->arguments_json = "{" + members + "}";
}

std::string implied_type(const QualityRule& rule) {
  if (!rule.metric.empty() || !rule.rule.empty()) return "library";
  if (!rule.query.empty()) return "sql";
  if (!rule.engine.empty() || !rule.implementation_json.empty()) return "custom";
  return rule.description.empty() ? "library" : "text";
}

bool has_body(const QualityRule& rule) {
  if (rule.type == "text") return !rule.description.empty();
  if (rule.type == "sql") return !rule.query.empty();
  if (rule.type == "custom") return !rule.implementation_json.empty() || !rule.engine.empty();
  return !rule.metric.empty() || !rule.rule.empty() || !rule.implementation_json.empty() || rule.type != "library";
}

void read_body(Reader& reader, QualityRule* rule) {
  const std::string metric = reader.text("metric");
  rule->rule = reader.text("rule");
  rule->metric = canonical_metric(metric);
  if (rule->metric.empty()) rule->metric = metric;
  if (rule->metric.empty()) rule->metric = canonical_metric(rule->rule);
  rule->query = reader.text("query");
  rule->dialect = reader.text("dialect");
  rule->engine = reader.text("engine");
  rule->implementation_json = reader.json("implementation");
  if (rule->implementation_json.empty()) rule->implementation_json = reader.json("specification");
  read_arguments(reader, rule);
  read_operators(reader, rule);
}

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return equal_ignoring_case(text, word); });
}

void check_words(Reader& reader, const QualityRule& rule) {
  if (!one_of(rule.type, {"text", "library", "sql", "custom"})) {
    reader.problem_at("type", Rule::quality_type, "the type of the quality rule is not known", {.found = rule.type});
  }
  const bool metric = reader.has("metric") && rule.type == "library";
  if (metric && canonical_metric(rule.metric).empty()) {
    reader.problem_at("metric", Rule::quality_metric, "the metric is not one of the standard's",
                      {.found = rule.metric});
  }
  if (!rule.dimension.empty() && std::ranges::find(kDimensions, rule.dimension, &Pair::second) == kDimensions.end()) {
    reader.problem_at("dimension", Rule::quality_dimension, "the dimension is not one of the standard's",
                      {.found = rule.dimension});
  }
}

// What an author has to add depends on the type he chose.
void report_no_body(const Reader& reader, const QualityRule& rule) {
  struct Need {
    std::string_view type, key, hint;
  };
  constexpr auto kNeeds = std::to_array<Need>(
      {{"sql", "query", "add `query`, the statement whose result is compared"},
       {"library", "metric", "add `metric`: nullValues, missingValues, invalidValues, duplicateValues or rowCount"},
       {"custom", "implementation", "add `engine` and `implementation`, what that engine is given"},
       {"text", "description", "add `description`, the rule in words"}});
  const auto need = std::ranges::find(kNeeds, std::string_view(rule.type), &Need::type);
  if (need == kNeeds.end()) return reader.problem(Rule::quality_without_body, "the quality rule says nothing");
  reader.problem(
      Rule::quality_without_body,
      "the quality rule of type " + rule.type + " has no `" + std::string(need->key) + "` and checks nothing",
      {.expected = "`" + std::string(need->key) + "`", .hint = std::string(need->hint)});
}

void read_texts(Reader& reader, QualityRule* rule) {
  rule->id = read_stable_id(reader);
  rule->name = reader.text("name");
  rule->description = reader.text("description");
  rule->dimension = canonical_dimension(reader.text("dimension"));
  rule->severity = reader.text("severity");
  rule->unit = reader.text("unit");
  rule->business_impact = reader.text("businessImpact");
  rule->method = reader.text("method");
  rule->schedule = reader.text("schedule");
  rule->scheduler = reader.text("scheduler");
  rule->tags = reader.names("tags");
}

}  // namespace

std::optional<std::string_view> canonical_operator(std::string_view key) {
  const auto at = std::ranges::find(kOperators, key, &Pair::first);
  return at == kOperators.end() ? std::nullopt : std::optional(at->second);
}

std::string canonical_metric(std::string_view name) {
  const auto at = std::ranges::find(kMetrics, to_lower(trim(name)), [](const Pair& p) { return std::string(p.first); });
  return at == kMetrics.end() ? std::string() : std::string(at->second);
}

QualityRule read_quality(Reader& reader) {
  QualityRule rule;
  read_texts(reader, &rule);
  read_body(reader, &rule);
  rule.type = to_lower(reader.text("type"));
  if (rule.type.empty()) rule.type = implied_type(rule);
  check_words(reader, rule);
  if (!has_body(rule)) report_no_body(reader, rule);
  if (!rule.schedule.empty() && rule.scheduler.empty()) {
    reader.problem_at("schedule", Rule::schedule_without_scheduler, "a schedule stands without its scheduler",
                      {.found = rule.schedule});
  }
  rule.links = read_links(reader, "authoritativeDefinitions");
  read_custom_properties(reader, &rule.custom);
  reader.finish(&rule.custom);
  return rule;
}

std::vector<QualityRule> read_quality_list(Reader& reader, std::string_view key) {
  std::vector<QualityRule> out;
  for (Reader& item : reader.maps(key)) out.push_back(read_quality(item));
  return out;
}

}  // namespace trama::contract
