// catalog.json, run_results.json and sources.json, joined with the manifest by unique id.
#include <algorithm>
#include <tuple>

#include "catalog/base/text.h"
#include "catalog/lineage/dbt/project.h"
#include "catalog/lineage/dbt/read_json.h"

namespace trama::lineage::dbt {
namespace {

Node* node_of(Project* project, std::string_view id) {
  const auto at = std::ranges::lower_bound(project->nodes, id, {}, &Node::id);
  return at != project->nodes.end() && at->id == id ? &*at : nullptr;
}

// The warehouse's columns in its order; what the manifest documents of them, by name in any case.
void take_columns(const Json& json, Node* node) {
  std::vector<std::tuple<std::int64_t, std::size_t, Column>> found;
  json.members([&](std::string_view key, const Json& each) {
    Column column;
    column.name = text_of(each, "name");
    if (column.name.empty()) column.name = key;
    column.type = text_of(each, "type");
    column.description = text_of(each, "comment");
    for (const Column& documented : node->columns) {
      if (!equal_ignoring_case(documented.name, column.name)) continue;
      if (!documented.description.empty()) column.description = documented.description;
      column.tags = documented.tags;
    }
    found.emplace_back(integer_of(each.find("index")).value_or(0), found.size(), std::move(column));
  });
  if (found.empty()) return;
  std::ranges::sort(found, {}, [](const auto& each) { return std::pair(std::get<0>(each), std::get<1>(each)); });
  node->columns.clear();
  for (auto& [index, place, column] : found) node->columns.push_back(std::move(column));
  node->columns_complete = true;
}

std::optional<std::int64_t> statistic(const Json& stats, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Json value = stats.find(name).find("value");
    if (value.is(JsonType::number)) return integer_of(value);
  }
  return std::nullopt;
}

TimeUs done_at(const Json& result) {
  TimeUs at = kNever;
  result.find("timing").items(
      [&](std::size_t, const Json& timing) { at = std::max(at, when(timing, "completed_at")); });
  return at;
}

std::string limit_of(const Json& criteria, std::string_view key) {
  const Json limit = criteria.find(key);
  const std::string count = text_of(limit, "count");
  return count.empty() ? "" : count + " " + text_of(limit, "period");
}

}  // namespace

void add_catalog(const Json& catalog, Project* project) {
  if (!catalog.is(JsonType::map)) return;
  project->catalog_us = when(catalog.find("metadata"), "generated_at");
  for (const std::string_view part : {"nodes", "sources"}) {
    catalog.find(part).members([&](std::string_view id, const Json& json) {
      Node* node = node_of(project, id);
      if (node == nullptr) return;
      take_columns(json.find("columns"), node);
      if (node->description.empty()) node->description = text_of(json.find("metadata"), "comment");
      node->rows = statistic(json.find("stats"), {"row_count", "num_rows", "rows"});
      node->bytes = statistic(json.find("stats"), {"bytes", "num_bytes", "size"});
    });
  }
}

void add_run_results(const Json& results, Project* project) {
  const Json metadata = results.find("metadata");
  project->run_id = text_of(metadata, "invocation_id");
  const TimeUs generated = when(metadata, "generated_at");
  results.find("results").items([&](std::size_t, const Json& json) {
    RunResult result;
    result.node = text_of(json, "unique_id");
    if (result.node.empty()) result.node = text_of(json.find("node"), "unique_id");
    result.status = to_lower(text_of(json, "status"));
    result.message = text_of(json, "message");
    result.failures = integer_of(json.find("failures"));
    result.rows = integer_of(json.find("adapter_response").find("rows_affected"));
    result.at_us = done_at(json);
    if (result.at_us == kNever) result.at_us = generated;
    if (result.node.empty() || result.at_us == kNever) return;
    project->results.push_back(std::move(result));
  });
}

void add_freshness(const Json& sources, Project* project) {
  const TimeUs generated = when(sources.find("metadata"), "generated_at");
  sources.find("results").items([&](std::size_t, const Json& json) {
    FreshnessResult result;
    result.node = text_of(json, "unique_id");
    result.status = to_lower(text_of(json, "status"));
    result.max_loaded_us = when(json, "max_loaded_at");
    result.at_us = when(json, "snapshotted_at");
    if (result.at_us == kNever) result.at_us = generated;
    const Json criteria = json.find("criteria");
    result.warn_after = limit_of(criteria, "warn_after");
    result.error_after = limit_of(criteria, "error_after");
    if (!result.node.empty() && result.at_us != kNever) project->freshness.push_back(std::move(result));
  });
}

}  // namespace trama::lineage::dbt
