#include "catalog/lineage/dbt/facts.h"

#include <algorithm>
#include <span>

#include "catalog/base/node_id.h"
#include "catalog/base/text.h"

namespace trama::lineage::dbt {
namespace {

using openlineage::DatasetEvidence;
using openlineage::Facet;

constexpr std::size_t kTestTextBytesMax = 4U << 10;  // of a test's SQL: enough to see what it asks

template <typename T>
void say(Facet<T>* facet, TimeUs at_us, T value) {
  facet->merge({at_us == kNever ? 0 : at_us, false, std::move(value)});
}

void describe(const Project& project, const Node& node, DatasetEvidence* out) {
  const TimeUs at = project.generated_us;
  if (node.columns_complete) say(&out->schema, std::max(at, project.catalog_us), schema_of(node.columns));
  if (!node.description.empty()) say(&out->documentation, at, openlineage::Documentation{node.description, ""});
  if (!node.contract.empty() && valid_id(node.contract)) say(&out->contract, at, node.contract);
  if (!node.owner.empty()) say(&out->ownership, at, std::vector{openlineage::Owner{node.owner, node.owner_type}});
  std::vector<openlineage::Tag> tags;
  for (const std::string& tag : node.tags) tags.push_back({tag, "", "DBT", ""});
  for (const Column& column : node.columns) {
    for (const std::string& tag : column.tags) tags.push_back({tag, "", "DBT", column.name});
  }
  if (!tags.empty()) say(&out->tags, at, std::move(tags));
  if (node.rows || node.bytes) {
    openlineage::Metrics metrics;
    metrics.counts.rows = node.rows;
    metrics.counts.bytes = node.bytes;
    say(&out->metrics, project.catalog_us, std::move(metrics));
  }
}

void take_test(const Test& test, const RunResult& result, DatasetEvidence* out) {
  if (result.status == "skipped" || result.status == "no-op") return;
  openlineage::QualityResult told;
  told.assertion = test.kind;
  told.column = test.column;
  told.name = test.name;
  told.success = result.status == "pass" || result.status == "success";
  told.severity = result.status == "warn" ? "warn" : test.severity;
  if (result.failures) {
    told.expected = std::string(1, '0');
    told.actual = std::to_string(*result.failures);
  }
  told.description = test.description.empty() ? result.message : test.description;
  told.content = shorten(test.code, kTestTextBytesMax);
  say(&out->tests[{test.kind, test.column, test.name}], result.at_us, std::move(told));
}

void take_build(const Project& project, const RunResult& result, DatasetEvidence* out) {
  openlineage::Write write;
  write.job = {"dbt", result.node};
  write.run_id = project.run_id;
  write.counts.rows = result.rows;
  if (result.status == "success") say(&out->last_write, result.at_us, write);
  if (result.status == "error" || result.status == "partial success") say(&out->last_failure, result.at_us, write);
}

}  // namespace

openlineage::Schema schema_of(const std::vector<Column>& columns) {
  openlineage::Schema schema;
  std::int64_t ordinal = 0;
  for (const Column& column : std::span(columns).first(std::min(columns.size(), openlineage::kSchemaFieldsMax))) {
    schema.fields.push_back({column.name, column.type, column.description, ++ordinal, 0});
  }
  return schema;
}

NodeFacts facts_of(const Project& project) {
  NodeFacts facts;
  for (const Node& node : project.nodes) {
    if (!node.relation.empty()) describe(project, node, &facts[node.id]);
  }
  for (const RunResult& result : project.results) {
    if (const auto built = facts.find(result.node); built != facts.end()) {
      const Node* node = project.node(result.node);
      if (node->kind != NodeKind::source) take_build(project, result, &built->second);
      continue;
    }
    const auto test = std::ranges::lower_bound(project.tests, result.node, {}, &Test::id);
    if (test == project.tests.end() || test->id != result.node) continue;
    if (const auto tested = facts.find(test->node); tested != facts.end()) take_test(*test, result, &tested->second);
  }
  for (const FreshnessResult& result : project.freshness) {
    const auto source = facts.find(result.node);
    if (source == facts.end() || result.max_loaded_us == kNever) continue;
    say(&source->second.freshness, result.at_us,
        openlineage::Freshness{result.max_loaded_us, result.status, result.warn_after, result.error_after});
  }
  return facts;
}

}  // namespace trama::lineage::dbt
