#include "catalog/lineage/openlineage/evidence.h"

#include <utility>

#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/packing.h"

namespace trama::lineage::openlineage {
namespace {

constexpr char kVersion = 2;

// As stores have it that were written before freshness, former names and contracts were known.
constexpr char kVersionBefore = 1;
struct EvidenceBefore : DatasetEvidence {
  static auto members(auto& self) {
    return std::tie(self.last_write, self.last_failure, self.tests, self.metrics, self.schema, self.lifecycle,
                    self.version, self.storage, self.data_source, self.ownership, self.documentation, self.tags,
                    self.symlinks);
  }
};

void bound(DatasetEvidence* evidence) {
  while (evidence->tests.size() > kTestsMax) evidence->tests.erase(std::prev(evidence->tests.end()));
}

void add_quality(const DatasetFacets& facets, DatasetEvidence* out) {
  out->metrics.merge(facets.metrics);
  if (const auto* results = facets.quality.get()) {
    for (const QualityResult& result : *results) {
      out->tests[{result.assertion, result.column, result.name}].merge({facets.quality.at_us, false, result});
    }
  }
  bound(out);
}

void add_description(const DatasetFacets& facets, DatasetEvidence* out) {
  out->schema.merge(facets.schema);
  out->lifecycle.merge(facets.lifecycle);
  const LifecycleChange* change = facets.lifecycle.get();
  if (change != nullptr && change->change == Lifecycle::rename && !change->previous.empty()) {
    out->renamed.merge({facets.lifecycle.at_us, false, change->previous});
  }
  out->version.merge(facets.version);
  out->storage.merge(facets.storage);
  out->data_source.merge(facets.data_source);
  out->ownership.merge(facets.ownership);
  out->documentation.merge(facets.documentation);
  out->tags.merge(facets.tags);
  out->symlinks.merge(facets.symlinks);
}

bool writes_data(const DatasetFacets& facets) {
  const LifecycleChange* change = facets.lifecycle.get();
  return change == nullptr || change->change == Lifecycle::create || change->change == Lifecycle::overwrite;
}

Facet<Write> write_of(const RunRecord& record, const DatasetFacets& facets, TimeUs at_us) {
  Facet<Write> out{at_us, false, {record.job, record.run_id, {}, {}}};
  if (const Statistics* counts = facets.output_statistics.get()) out.value.counts = *counts;
  if (const std::string* version = facets.version.get()) out.value.version = *version;
  return out;
}

// What a run did to its output.
void add_run(const RunRecord& record, Effect effect, const DatasetFacets& facets, DatasetEvidence* out) {
  if (record.run_id.empty()) return;
  const RunState state = record.state();
  if (effect == Effect::none) {
    if (state == RunState::failed || state == RunState::aborted) {
      out->last_failure.merge(write_of(record, facets, record.ended_us()));
    }
    return;
  }
  const TimeUs at_us = effect == Effect::streaming ? record.last_us() : record.ended_us();
  if (writes_data(facets)) out->last_write.merge(write_of(record, facets, at_us));
}

}  // namespace

Evidence evidence_of(const RunRecord& record) {
  Evidence out;
  const Effect effect = effect_of(record);
  for (const auto& [name, facets] : record.inputs) {
    add_quality(facets, &out[name]);
    add_description(facets, &out[name]);
  }
  for (const auto& [name, facets] : record.outputs) {
    DatasetEvidence& evidence = out[name];
    add_quality(facets, &evidence);
    add_run(record, effect, facets, &evidence);
    if (effect != Effect::none) add_description(facets, &evidence);
  }
  return out;
}

Evidence evidence_of(const Event& event) {
  if (event.kind != EventKind::dataset) return evidence_of(record_of(event));
  Evidence out;
  add_quality(event.dataset.facets, &out[event.dataset.name]);
  add_description(event.dataset.facets, &out[event.dataset.name]);
  return out;
}

void merge(DatasetEvidence* into, const DatasetEvidence& from) {
  into->last_write.merge(from.last_write);
  into->last_failure.merge(from.last_failure);
  for (const auto& [name, result] : from.tests) into->tests[name].merge(result);
  into->metrics.merge(from.metrics);
  into->schema.merge(from.schema);
  into->lifecycle.merge(from.lifecycle);
  into->version.merge(from.version);
  into->storage.merge(from.storage);
  into->data_source.merge(from.data_source);
  into->ownership.merge(from.ownership);
  into->documentation.merge(from.documentation);
  into->tags.merge(from.tags);
  into->symlinks.merge(from.symlinks);
  into->freshness.merge(from.freshness);
  into->renamed.merge(from.renamed);
  into->contract.merge(from.contract);
  bound(into);
}

std::string pack(const DatasetEvidence& evidence) {
  return pack_value(kVersion, evidence);
}

Result<DatasetEvidence> unpack_evidence(std::string_view packed) {
  EvidenceBefore evidence;
  DatasetEvidence& now = evidence;
  const bool before = packed.starts_with(kVersionBefore);
  if (!(before ? unpack_value(kVersionBefore, packed, &evidence) : unpack_value(kVersion, packed, &now))) {
    return make_error(ErrorCode::corrupt, "broken-evidence", "packed evidence does not read back");
  }
  return std::move(now);
}

}  // namespace trama::lineage::openlineage
