// The simple forms of SodaCL. What is not simple stays in the verbatim text that the caller keeps.
#include <algorithm>
#include <array>

#include "catalog/base/text.h"
#include "catalog/contract/json_tree.h"
#include "catalog/contract/quality.h"

namespace trama::contract {
namespace {

struct Metric {
  std::string_view soda;
  std::string_view metric;
  bool percent;
};

constexpr auto kMetrics = std::to_array<Metric>({{"row_count", "rowCount", false},
                                                 {"missing_count", "nullValues", false},
                                                 {"missing_percent", "nullValues", true},
                                                 {"duplicate_count", "duplicateValues", false},
                                                 {"duplicate_percent", "duplicateValues", true},
                                                 {"invalid_count", "invalidValues", false},
                                                 {"invalid_percent", "invalidValues", true}});

constexpr auto kComparisons =
    std::to_array<std::pair<std::string_view, std::string_view>>({{">=", "mustBeGreaterOrEqualTo"},
                                                                  {"<=", "mustBeLessOrEqualTo"},
                                                                  {"!=", "mustNotBe"},
                                                                  {"<>", "mustNotBe"},
                                                                  {"=", "mustBe"},
                                                                  {">", "mustBeGreaterThan"},
                                                                  {"<", "mustBeLessThan"}});

// "missing_percent(order_id) = 0" in pieces.
struct Line {
  std::string_view metric, column, comparison, value;
};

std::optional<Line> take_apart(std::string_view text) {
  Line line;
  text = trim(text);
  const std::size_t end = text.find_first_of("( <>=!");
  if (end == std::string_view::npos) return std::nullopt;
  line.metric = text.substr(0, end);
  std::string_view rest = text.substr(end);
  if (rest.front() == '(') {
    const std::size_t close = rest.find(')');
    if (close == std::string_view::npos) return std::nullopt;
    line.column = trim(rest.substr(1, close - 1));
    rest = rest.substr(close + 1);
  }
  rest = trim(rest);
  for (const auto& [sign, name] : kComparisons) {
    if (!rest.starts_with(sign)) continue;
    line.comparison = name;
    line.value = trim(rest.substr(sign.size()));
    return line.value.empty() ? std::nullopt : std::optional(line);
  }
  if (!rest.starts_with("between ")) return std::nullopt;
  line.comparison = "mustBeBetween";
  line.value = trim(rest.substr(8));
  return line;
}

std::optional<std::string> plain_number(std::string_view text) {
  text = trim(text);
  if (text.ends_with('%')) text = trim(text.substr(0, text.size() - 1));
  // It becomes JSON, which knows neither `inf` nor `007`.
  return json_number(text) ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<std::string> operator_json(const Line& line) {
  if (line.comparison != "mustBeBetween") return plain_number(line.value);
  const std::size_t conjunction = line.value.find(" and ");
  if (conjunction == std::string_view::npos) return std::nullopt;
  const auto low = plain_number(line.value.substr(0, conjunction));
  const auto high = plain_number(line.value.substr(conjunction + 5));
  if (!low || !high) return std::nullopt;
  return "[" + *low + "," + *high + "]";
}

// Soda's words for what is valid or missing, in the arguments of the library metrics.
void add_arguments(const Node& settings, QualityRule* rule) {
  constexpr auto kNames =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"valid values", "validValues"},
                                                                    {"missing values", "missingValues"},
                                                                    {"valid regex", "pattern"},
                                                                    {"valid min", "validMin"},
                                                                    {"valid max", "validMax"},
                                                                    {"valid format", "validFormat"}});
  std::string members;
  for (const Node::Entry& entry : settings.map) {
    const auto at = std::ranges::find(kNames, std::string_view(entry.key), [](const auto& name) { return name.first; });
    if (entry.key == "name" && entry.value.is_scalar()) rule->name = entry.value.scalar;
    if (at == kNames.end()) continue;
    if (at->second == "missingValues" && rule->metric == "nullValues") rule->metric = "missingValues";
    members += (members.empty() ? "\"" : ",\"") + std::string(at->second) + "\":" + to_json_text(entry.value);
  }
  if (!members.empty()) rule->arguments_json = "{" + members + "}";
}

std::optional<SodaCheck> freshness(const Line& line, std::string_view text) {
  SodaCheck check;
  check.column = line.column;
  check.rule.type = "custom";
  check.rule.engine = "soda";
  check.rule.dimension = "timeliness";
  check.rule.name = std::string(trim(text));
  Node implementation;
  implementation.type = NodeType::text;
  implementation.scalar = check.rule.name;
  check.rule.implementation_json = to_json_text(implementation);
  return check;
}

std::optional<SodaCheck> parse_line(std::string_view text, const Node* settings) {
  const auto line = take_apart(text);
  if (!line) return std::nullopt;
  if (line->metric == "freshness" && !line->column.empty()) return freshness(*line, text);
  const auto metric = std::ranges::find(kMetrics, line->metric, &Metric::soda);
  const auto json = operator_json(*line);
  if (metric == kMetrics.end() || !json) return std::nullopt;
  SodaCheck check;
  check.column = line->column;
  check.rule.type = "library";
  check.rule.name = std::string(trim(text));
  check.rule.metric = metric->metric;
  check.rule.unit = metric->percent ? "percent" : "rows";
  check.rule.operators.push_back({std::string(line->comparison), *json});
  if (settings != nullptr) add_arguments(*settings, &check.rule);
  return check;
}

void parse_checks(std::string_view dataset, const Node& checks, std::vector<SodaCheck>* out) {
  for (const Node& each : checks.list) {
    std::optional<SodaCheck> check;
    if (each.is_scalar()) check = parse_line(each.scalar, nullptr);
    if (each.type == NodeType::map && each.map.size() == 1) check = parse_line(each.map[0].key, &each.map[0].value);
    if (!check) continue;
    check->dataset = dataset;
    out->push_back(std::move(*check));
  }
}

}  // namespace

std::vector<SodaCheck> parse_sodacl(const Node& specification) {
  std::vector<SodaCheck> out;
  constexpr std::string_view kChecksFor = "checks for ";
  if (specification.type == NodeType::text) {
    const auto document = load_document(specification.scalar);
    // A text that is a text again holds no checks.
    return document && document->root.type == NodeType::map ? parse_sodacl(document->root) : out;
  }
  for (const Node::Entry& entry : specification.map) {
    if (!entry.key.starts_with(kChecksFor)) continue;
    parse_checks(trim(std::string_view(entry.key).substr(kChecksFor.size())), entry.value, &out);
  }
  return out;
}

}  // namespace trama::contract
