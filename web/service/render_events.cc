#include "web/service/render_events.h"

#include <string>

#include <nlohmann/json.hpp>

#include "catalog/base/node_id.h"
#include "web/service/render.h"

namespace trama::service {
namespace {

namespace openlineage = lineage::openlineage;
using openlineage::Facet;
using openlineage::kNever;
using openlineage::Name;

void put_time(Json* json, const char* key, TimeUs time_us) {
  if (time_us != kNever) (*json)[key] = format_rfc3339(time_us);
}

Json name_json(const Name& name) {
  return {{"namespace", name.space}, {"name", name.name}};
}

Json owners_json(const std::vector<openlineage::Owner>& owners) {
  Json json = Json::array();
  for (const auto& owner : owners) {
    json.push_back({{"name", owner.name}});
    put(&json.back(), "type", owner.type);
  }
  return json;
}

Json tags_json(const std::vector<openlineage::Tag>& tags) {
  Json json = Json::array();
  for (const auto& tag : tags) {
    json.push_back({{"key", tag.key}, {"value", tag.value}});
    put(&json.back(), "source", tag.source);
    put(&json.back(), "field", tag.field);
  }
  return json;
}

Json stamp_json(const store::RunStamp& stamp) {
  Json json = {{"id", stamp.run_id}, {"state", openlineage::to_string(stamp.state)}};
  put_time(&json, "started", stamp.started_us);
  put_time(&json, "ended", stamp.ended_us);
  return json;
}

void put_others(const openlineage::OtherFacets& others, Json* facets) {
  for (const auto& [key, facet] : others) {
    const std::string* text = facet.get();
    if (text == nullptr) continue;
    Json value = Json::parse(*text, nullptr, false);
    if (!value.is_discarded()) (*facets)[key] = std::move(value);
  }
}

void put_job_facets(const openlineage::JobFacets& facets, Json* json) {
  if (const auto* type = facets.type.get()) {
    Json& out = (*json)["job_type"];
    out = Json::object();
    put(&out, "processing", type->processing);
    put(&out, "integration", type->integration);
    put(&out, "type", type->type);
  }
  if (const auto* documentation = facets.documentation.get()) put(json, "description", documentation->description);
  if (const auto* owners = facets.ownership.get()) (*json)["owners"] = owners_json(*owners);
  if (const auto* tags = facets.tags.get()) (*json)["tags"] = tags_json(*tags);
  if (const auto* sql = facets.sql.get()) (*json)["sql"] = sql->query;
  if (const auto* code = facets.source_code_location.get()) put(json, "source_code", code->url);
  Json others = Json::object();
  put_others(facets.other, &others);
  if (!others.empty()) (*json)["facets"] = std::move(others);
}

Json schema_json(const openlineage::Schema& schema) {
  Json fields = Json::array();
  for (const auto& field : schema.fields) {
    Json one = {{"name", field.name}};
    put(&one, "type", field.type);
    put(&one, "description", field.description);
    if (field.depth > 0) one["depth"] = field.depth;
    fields.push_back(std::move(one));
  }
  return fields;
}

void put_counts(const openlineage::Statistics& counts, Json* json) {
  if (counts.rows) (*json)["rows"] = *counts.rows;
  if (counts.bytes) (*json)["bytes"] = *counts.bytes;
  if (counts.files) (*json)["files"] = *counts.files;
}

Json dataset_json(const Name& name, const openlineage::DatasetFacets& facets, bool output) {
  Json json = {{"id", dataset_id(name.space, name.name)}, {"namespace", name.space}, {"name", name.name}};
  const auto& counts = output ? facets.output_statistics : facets.input_statistics;
  if (const auto* known = counts.get()) put_counts(*known, &json);
  return json;
}

Json write_json(const Facet<openlineage::Write>& write) {
  Json json = {{"time", format_rfc3339(write.at_us)},
               {"job", openlineage::job_asserter_id(write.value.job)},
               {"run", write.value.run_id}};
  put_counts(write.value.counts, &json);
  put(&json, "version", write.value.version);
  return json;
}

Json test_json(const Facet<openlineage::QualityResult>& test) {
  const openlineage::QualityResult& result = test.value;
  Json json = {{"assertion", result.assertion}, {"success", result.success}, {"time", format_rfc3339(test.at_us)}};
  put(&json, "name", result.name);
  put(&json, "column", result.column);
  put(&json, "severity", result.severity);
  put(&json, "expected", result.expected);
  put(&json, "actual", result.actual);
  return json;
}

}  // namespace

Json receipt_json(const EventReceipt& receipt) {
  Json json = {{"seq", receipt.received.seq},
               {"subject", receipt.received.subject},
               {"outcome", receipt.received.changed ? "accepted" : "unchanged"}};
  for (const Problem& note : receipt.notes) json["notes"].push_back(finding_json(note));
  return json;
}

Json job_json(const store::JobInfo& job) {
  Json json = {{"id", job.id()}, {"namespace", job.job.job.space}, {"name", job.job.job.name}};
  put_job_facets(job.job.job_facets, &json);
  if (job.latest) json["latest_run"] = stamp_json(*job.latest);
  put_time(&json, "lineage_as_of", job.claims.at_us);
  put(&json, "lineage_run", job.claims.run_id);
  json["runs"] = job.runs;
  json["seq"] = job.seq;
  json["updated"] = format_rfc3339(job.time_us);
  return json;
}

Json run_json(const store::RunInfo& run) {
  const openlineage::RunRecord& record = run.record;
  Json json = {{"id", record.run_id},
               {"job", openlineage::job_asserter_id(record.job)},
               {"state", openlineage::to_string(record.state())}};
  put_time(&json, "started", record.started_us());
  put_time(&json, "ended", record.ended_us());
  if (const std::string* producer = record.producer.get()) put(&json, "producer", *producer);
  const openlineage::RunFacets& facets = record.run_facets;
  if (const auto* nominal = facets.nominal_time.get()) {
    if (nominal->start_us) json["nominal_start"] = format_rfc3339(*nominal->start_us);
    if (nominal->end_us) json["nominal_end"] = format_rfc3339(*nominal->end_us);
  }
  if (const auto* error = facets.error.get()) json["error"] = {{"message", error->message}};
  if (const auto* parent = facets.parent.get()) {
    json["parent"] = {{"run", parent->run_id}, {"job", name_json(parent->job)}};
  }
  if (const auto* engine = facets.engine.get()) json["engine"] = {{"name", engine->name}, {"version", engine->version}};
  json["inputs"] = Json::array();
  for (const auto& [name, of] : record.inputs) json["inputs"].push_back(dataset_json(name, of, false));
  json["outputs"] = Json::array();
  for (const auto& [name, of] : record.outputs) json["outputs"].push_back(dataset_json(name, of, true));
  Json others = Json::object();
  put_others(facets.other, &others);
  if (!others.empty()) json["facets"] = std::move(others);
  if (record.cut) json["cut"] = true;
  json["seq"] = run.seq;
  json["updated"] = format_rfc3339(run.time_us);
  return json;
}

Json physical_json(const store::PhysicalInfo& dataset) {
  const openlineage::DatasetEvidence& known = dataset.evidence;
  Json json = {{"id", dataset_id(dataset.name.space, dataset.name.name)},
               {"namespace", dataset.name.space},
               {"name", dataset.name.name}};
  if (const auto* documentation = known.documentation.get()) put(&json, "description", documentation->description);
  if (const auto* owners = known.ownership.get()) json["owners"] = owners_json(*owners);
  if (const auto* tags = known.tags.get()) json["tags"] = tags_json(*tags);
  if (const auto* schema = known.schema.get()) json["fields"] = schema_json(*schema);
  if (const auto* links = known.symlinks.get()) {
    json["symlinks"] = Json::array();
    for (const auto& link : *links) {
      Json one = name_json(link.name);
      put(&one, "type", link.type);
      json["symlinks"].push_back(std::move(one));
    }
  }
  if (known.last_write.get() != nullptr) json["last_write"] = write_json(known.last_write);
  if (known.last_failure.get() != nullptr) json["last_failure"] = write_json(known.last_failure);
  if (const auto* version = known.version.get()) put(&json, "version", *version);
  if (const auto* metrics = known.metrics.get()) {
    json["metrics"] = Json::object();
    put_counts(metrics->counts, &json["metrics"]);
  }
  if (!known.tests.empty()) json["tests"] = Json::array();
  for (const auto& [name, test] : known.tests) json["tests"].push_back(test_json(test));
  json["seq"] = dataset.seq;
  json["updated"] = format_rfc3339(dataset.time_us);
  return json;
}

}  // namespace trama::service
