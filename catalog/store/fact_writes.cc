#include "catalog/store/fact_writes.h"

#include <algorithm>

#include "catalog/base/node_id.h"
#include "catalog/lineage/openlineage/columns.h"
#include "catalog/store/present.h"

namespace trama::store {

using openlineage::Name;

bool FactWrites::take(const Name& name, openlineage::DatasetEvidence told,
                      std::optional<openlineage::ClaimOrder> claims) {
  auto row = group_.row<PhysicalRow>(Family::physical, keys::text(name.space, name.name));
  if (row) {
    known_ = std::max(known_, {row->seq, row->time_us});
    auto merged = openlineage::unpack_evidence(row->evidence);
    if (!merged) {
      group_.undecodable(Family::physical);
      return false;
    }
    openlineage::merge(&*merged, told);
    told = merged.take();
  }
  std::string packed = openlineage::pack(told);
  if (row && row->evidence == packed && !claims) return false;
  Fact fact;
  if (row) fact.row = std::move(*row);
  fact.row.evidence = std::move(packed);
  if (claims) fact.row.claims = std::move(*claims);
  fact.name = name;
  fact.evidence = std::move(told);
  facts_.push_back(std::move(fact));
  return true;
}

void FactWrites::write(Committed& committed) {
  const Change& logged = committed.change;
  for (Fact& fact : facts_) {
    fact.row.seq = logged.seq;
    fact.row.time_us = logged.time_us;
    group_.put(Family::physical, keys::text(fact.name.space, fact.name.name), encode(fact.row));
    lineage::Summary summary = summary_of(fact.name, fact.evidence);
    const auto before = summary_row(group_, SummaryGroup::physical, summary.id);
    if (before) {
      summary.updated_us = before->updated_us;
      if (lineage::pack(*before) == lineage::pack(summary)) continue;
    }
    summary.updated_us = logged.time_us;
    put_summary(group_, SummaryGroup::physical, summary);
    committed.physical.push_back(std::move(summary));
  }
}

lineage::Summary summary_of(const Name& name, const openlineage::DatasetEvidence& evidence) {
  lineage::Summary summary;
  summary.kind = lineage::SubjectKind::physical;
  summary.id = dataset_id(name.space, name.name);
  summary.title = name.name;
  if (const auto* owners = evidence.ownership.get(); owners != nullptr && !owners->empty()) {
    summary.owner = owners->front().name;
  }
  if (const auto* change = evidence.lifecycle.get()) {
    if (change->change == openlineage::Lifecycle::drop) summary.state = lineage::SubjectState::retired;
  }
  if (const auto* tags = evidence.tags.get()) {
    for (const openlineage::Tag& tag : *tags) {
      if (tag.field.empty()) summary.tags.push_back(tag.value.empty() ? tag.key : tag.key + ":" + tag.value);
    }
    std::ranges::sort(summary.tags);
  }
  lineage::DatasetSummary& dataset = summary.datasets.emplace_back();
  dataset.name = name.name;
  dataset.physical_name = name.name;
  if (const auto* schema = evidence.schema.get()) dataset.field_paths = openlineage::Columns(schema).paths();
  summary.physical.push_back({0, "", "", name.space, name.name});
  if (const auto* links = evidence.symlinks.get()) {
    for (const openlineage::Symlink& link : *links) {
      if (link.name != name) summary.physical.push_back({0, "", "", link.name.space, link.name.name});
    }
  }
  if (const auto* before = evidence.renamed.get(); before != nullptr && *before != name) {
    summary.physical.push_back({0, "", "", before->space, before->name});
  }
  if (const std::string* contract = evidence.contract.get()) summary.contract = *contract;
  return summary;
}

}  // namespace trama::store
