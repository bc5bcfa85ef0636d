#include "catalog/lineage/openlineage/output_claims.h"

#include <algorithm>
#include <span>
#include <utility>

namespace trama::lineage::openlineage {
namespace {

// A subtype tells its type where that is left out.
DependencyType type_of(const Transformation& how) {
  if (how.type != DependencyType::unknown || how.subtype == Subtype::unknown) return how.type;
  return how.subtype <= Subtype::aggregation ? DependencyType::direct : DependencyType::indirect;
}

// One of unknown type where none is told.
std::span<const Transformation> told(const Source& source) {
  static const Transformation untold;
  return source.transformations.empty() ? std::span(&untold, 1) : std::span(source.transformations);
}

}  // namespace

KnownColumns::KnownColumns(const RunRecord& record) {
  for (const RunDatasets* datasets : {&record.outputs, &record.inputs}) {
    for (const auto& [name, facets] : *datasets) {
      const Schema* schema = facets.schema.get();
      if (schema != nullptr && !schema->fields.empty()) known_.try_emplace(name, schema);
    }
  }
}

KnownColumns::KnownColumns(const Name& dataset, const Schema* schema) {
  if (schema != nullptr) known_.try_emplace(dataset, schema);
}

const Columns& KnownColumns::of(const Name& dataset) const {
  const auto at = known_.find(dataset);
  return at == known_.end() ? none_ : at->second;
}

Endpoint OutputClaims::endpoint(const Name& dataset, std::string_view column) const {
  return {EndpointKind::physical, dataset.space, dataset.name,
          column.empty() ? std::string() : known_.of(dataset).path_of(column), ""};
}

Assertion OutputClaims::assertion(const Endpoint& source, const Endpoint& target, const Transformation& how) const {
  Assertion out;
  out.source = source;
  out.target = target;
  out.type = type_of(how);
  out.subtype = how.subtype;
  out.masking = how.masking;
  return out;
}

void OutputClaims::insert(Assertion assertion) {
  if (assertion.source != assertion.target && columns_.size() <= kAssertionsMax) {
    columns_.push_back(std::move(assertion));
  }
}

std::set<Assertion> OutputClaims::spread(const std::vector<OutputColumn>& columns) const {
  if (columns.size() < 2) return {};
  std::set<Assertion> everywhere;
  const Endpoint whole = endpoint(output_, "");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::set<Assertion> here;
    for (const Source& source : columns[i].sources) {
      if (source.kind != EntityKind::dataset || source.field.empty()) continue;
      for (const Transformation& how : told(source)) {
        if (type_of(how) != DependencyType::indirect) continue;
        Assertion use = assertion(endpoint(source.name, source.field), whole, how);
        if (i == 0 || everywhere.contains(use)) here.insert(std::move(use));
      }
    }
    everywhere = std::move(here);
    if (everywhere.empty()) break;
  }
  return everywhere;
}

void OutputClaims::add(const std::vector<OutputColumn>& columns, const std::vector<Source>& whole) {
  const std::set<Assertion> everywhere = spread(columns);
  for (const Assertion& use : everywhere) insert(use);
  const Endpoint dataset = endpoint(output_, "");
  for (const OutputColumn& column : columns) {
    const Endpoint target = endpoint(output_, column.field);
    named_.insert(target.path);
    for (const Source& source : column.sources) {
      if (source.kind != EntityKind::dataset) continue;
      const Endpoint from = endpoint(source.name, source.field);
      (source.field.empty() ? vague_ : column_sources_).insert(source.name);
      for (const Transformation& how : told(source)) {
        if (!everywhere.empty() && everywhere.contains(assertion(from, dataset, how))) continue;
        insert(assertion(from, target, how));
      }
    }
  }
  for (const Source& source : whole) add_whole(source);
}

void OutputClaims::add_whole(const Source& source) {
  if (source.kind != EntityKind::dataset) return;
  if (source.field.empty()) return add_input(source.name);
  column_sources_.insert(source.name);
  for (Transformation how : told(source)) {
    if (how.type == DependencyType::unknown && how.subtype == Subtype::unknown) how.type = DependencyType::indirect;
    insert(assertion(endpoint(source.name, source.field), endpoint(output_, ""), how));
  }
}

void OutputClaims::add_input(const Name& input) {
  if (input != output_) whole_sources_.insert(input);
}

bool OutputClaims::finish(bool may_be_complete, std::vector<Assertion>* out) const {
  const bool complete = may_be_complete && accounted() && columns_.size() <= kAssertionsMax;
  for (Assertion each : columns_) {
    const Name from{each.source.owner, each.source.table};
    each.complete = complete && !vague_.contains(from);
    out->push_back(std::move(each));
  }
  for (const Name& input : whole_sources_) {
    if (column_sources_.contains(input)) continue;
    out->push_back(assertion(endpoint(input, ""), endpoint(output_, ""), {}));
    if (out->size() > kAssertionsMax) return false;
  }
  return out->size() <= kAssertionsMax;
}

}  // namespace trama::lineage::openlineage
