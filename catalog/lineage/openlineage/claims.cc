#include "catalog/lineage/openlineage/claims.h"

#include <algorithm>
#include <array>
#include <utility>

#include "catalog/base/node_id.h"
#include "catalog/base/text.h"
#include "catalog/lineage/openlineage/job_sql.h"
#include "catalog/lineage/openlineage/output_claims.h"

namespace trama::lineage::openlineage {
namespace {

constexpr std::string_view kDatasetAsserter = "openlineage/";

template <typename T>
void sort_unique(std::vector<T>* values) {
  std::ranges::sort(*values);
  const auto [first, last] = std::ranges::unique(*values);
  values->erase(first, last);
}

void add_aliases(const Name& dataset, const DatasetFacets& facets, std::vector<Alias>* out) {
  if (const auto* links = facets.symlinks.get()) {
    for (const Symlink& link : *links) {
      if (link.name != dataset) out->push_back({dataset, link.name, link.type});
    }
  }
  const LifecycleChange* change = facets.lifecycle.get();
  if (change == nullptr || change->change != Lifecycle::rename || change->previous.empty()) return;
  if (change->previous != dataset) out->push_back({dataset, change->previous, "RENAME"});
}

bool dropped(const DatasetFacets& facets) {
  const LifecycleChange* change = facets.lifecycle.get();
  return change != nullptr && change->change == Lifecycle::drop;
}

bool endless(const RunRecord& record) {
  const JobType* type = record.job_facets.type.get();
  return type != nullptr &&
         (equal_ignoring_case(type->processing, "STREAMING") || equal_ignoring_case(type->processing, "SERVICE"));
}

// The lineage of one run or job event.
class RunClaims {
 public:
  RunClaims(const RunRecord& record, EventClaims* out)
      : record_(record), out_(out), entries_(record.job_facets.lineage.get()), known_(record), sql_(record) {
    if (entries_ == nullptr) return;
    for (const LineageEntry& entry : *entries_) {
      if (entry.kind == EntityKind::dataset) entries_for_.emplace(entry.target, &entry);
    }
  }

  void claim() {
    name_datasets();
    std::vector<OutputClaims> outputs;
    outputs.reserve(record_.outputs.size());
    std::set<Name> placed;  // inputs whose columns went somewhere
    for (const auto& [name, facets] : record_.outputs) {
      outputs.push_back(claims_of_output(name, facets));
      placed.insert(outputs.back().column_sources().begin(), outputs.back().column_sources().end());
    }
    std::size_t index = 0;
    for (const auto& [name, facets] : record_.outputs) {
      if (out_->cut && out_->assertions.size() > kAssertionsMax) break;
      OutputClaims& output = outputs[index++];
      if (entries_ == nullptr && facets.lineage.get() == nullptr) add_inputs(placed, &output);
      if (!dropped(facets)) finish(output);
    }
    claim_entries();
    if (out_->cut) {
      for (Assertion& each : out_->assertions) each.complete = false;
    }
  }

 private:
  void name_datasets() {
    for (const auto& [name, facets] : record_.inputs) {
      out_->reads.push_back(name);
      add_aliases(name, facets, &out_->aliases);
    }
    for (const auto& [name, facets] : record_.outputs) {
      out_->writes.push_back(name);
      add_aliases(name, facets, &out_->aliases);
    }
    if (entries_ == nullptr) return;
    for (const LineageEntry& entry : *entries_) {
      const bool own = entry.kind == EntityKind::job && (entry.target.empty() || entry.target == record_.job);
      for (const Source& source : entry.inputs) {
        if (own && source.kind == EntityKind::dataset) out_->reads.push_back(source.name);
      }
    }
  }

  OutputClaims claims_of_output(const Name& name, const DatasetFacets& facets) {
    OutputClaims output(name, known_);
    bool told = false;
    const auto [first, last] = entries_for_.equal_range(name);
    for (auto at = first; at != last; ++at) {
      output.add(*at->second);
      told = true;
    }
    if (const LineageEntry* own = facets.lineage.get()) {
      output.add(*own);
      told = true;
    }
    const ColumnLineage* columns = facets.column_lineage.get();
    if (told) return output;
    if (columns != nullptr) {
      output.add(*columns);
    } else if (const JobSql::Said* said = sql_.into(name)) {
      output.add(said->lineage);
      output.may_miss(said->partial);
    }
    return output;
  }

  void add_inputs(const std::set<Name>& placed, OutputClaims* output) const {
    const bool accounted = output->accounted();
    for (const auto& [input, facets] : record_.inputs) {
      if (!accounted || !placed.contains(input)) output->add_input(input);
    }
  }

  // Targets of the job's explicit lineage that are not among its outputs.
  void claim_entries() {
    for (const auto& [target, entry] : entries_for_) {
      if (record_.outputs.contains(target)) continue;
      OutputClaims output(target, known_);
      output.add(*entry);
      finish(output);
    }
  }

  void finish(const OutputClaims& output) {
    if (out_->assertions.size() > kAssertionsMax || !output.finish(!record_.cut, &out_->assertions)) out_->cut = true;
  }

  const RunRecord& record_;
  EventClaims* out_;
  const std::vector<LineageEntry>* entries_;
  std::multimap<Name, const LineageEntry*> entries_for_;  // of datasets, by target
  KnownColumns known_;
  JobSql sql_;
};

void settle(EventClaims* claims) {
  sort_unique(&claims->assertions);
  if (claims->assertions.size() > kAssertionsMax) claims->assertions.resize(kAssertionsMax);
  sort_unique(&claims->reads);
  sort_unique(&claims->writes);
  sort_unique(&claims->aliases);
}

EventClaims claims_of_dataset(const Event& event) {
  EventClaims out;
  const auto& [name, facets] = event.dataset;
  out.asserter = {AsserterKind::manifest, dataset_asserter_id(name)};
  out.order.at_us = event.time_us;
  if (facets.lineage.said() || facets.column_lineage.said()) out.effect = Effect::lasting;
  const KnownColumns known(name, facets.schema.get());
  OutputClaims output(name, known);
  const ColumnLineage* columns = facets.column_lineage.get();
  if (const LineageEntry* own = facets.lineage.get()) {
    output.add(*own);
  } else if (columns != nullptr) {
    output.add(*columns);
  }
  out.cut = !output.finish(true, &out.assertions);
  add_aliases(name, facets, &out.aliases);
  settle(&out);
  return out;
}

std::optional<Name> name_of(std::string_view id) {
  const auto parts = parse_node_id(id);
  if (!parts || parts->table.empty() || !parts->path.empty()) return std::nullopt;
  return Name{parts->contract, parts->table};
}

}  // namespace

std::string_view to_string(Effect effect) {
  constexpr std::array<std::string_view, 3> kEffects = {"none", "lasting", "streaming"};
  return kEffects.at(static_cast<std::size_t>(effect));
}

Effect effect_of(const RunRecord& record) {
  const bool names = !record.inputs.empty() || !record.outputs.empty() || record.job_facets.lineage.get() != nullptr;
  if (!names) return Effect::none;
  if (record.run_id.empty() || record.state() == RunState::completed) return Effect::lasting;
  const bool running = record.seen.at(static_cast<std::size_t>(EventType::running)).any();
  return record.state() == RunState::running && running && endless(record) ? Effect::streaming : Effect::none;
}

EventClaims claims_of(const RunRecord& record) {
  EventClaims out;
  out.asserter = {AsserterKind::job, job_asserter_id(record.job)};
  out.cut = record.cut;
  RunClaims(record, &out).claim();
  out.effect = effect_of(record);
  const TimeUs ended = record.ended_us();
  out.order = {ended == kNever ? record.last_us() : ended, record.run_id};
  settle(&out);
  return out;
}

EventClaims claims_of(const Event& event) {
  return event.kind == EventKind::dataset ? claims_of_dataset(event) : claims_of(record_of(event));
}

std::string job_asserter_id(const Name& job) {
  return dataset_id(job.space, job.name);
}
std::string dataset_asserter_id(const Name& dataset) {
  return std::string(kDatasetAsserter) + dataset_id(dataset.space, dataset.name);
}
std::optional<Name> job_of_asserter(std::string_view id) {
  return name_of(id);
}
std::optional<Name> dataset_of_asserter(std::string_view id) {
  if (!id.starts_with(kDatasetAsserter)) return std::nullopt;
  return name_of(id.substr(kDatasetAsserter.size()));
}

}  // namespace trama::lineage::openlineage
