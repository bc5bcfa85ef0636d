// The assertions about one output of a job, see claims.h. Internal to catalog/lineage/openlineage; one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "catalog/lineage/openlineage/claims.h"
#include "catalog/lineage/openlineage/columns.h"

namespace trama::lineage::openlineage {

// Columns of every dataset of a run whose schema is known.
class KnownColumns {
 public:
  explicit KnownColumns(const RunRecord& record);
  KnownColumns(const Name& dataset, const Schema* schema);
  [[nodiscard]] const Columns& of(const Name& dataset) const;

 private:
  std::map<Name, Columns> known_;
  Columns none_;
};

class OutputClaims {
 public:
  OutputClaims(const Name& output, const KnownColumns& known) : output_(output), known_(known) {}

  void add(const ColumnLineage& lineage) { add(lineage.columns, lineage.dataset); }
  void add(const LineageEntry& entry) { add(entry.columns, entry.inputs); }
  // A dataset that is an input of the job, unless columns of it are known.
  void add_input(const Name& input);

  // Of these, more may be used than was said.
  void may_miss(const std::set<Name>& inputs) { vague_.insert(inputs.begin(), inputs.end()); }

  // Every column of the output is accounted for.
  [[nodiscard]] bool accounted() const { return known_.of(output_).accounted(named_); }
  [[nodiscard]] const std::set<Name>& column_sources() const { return column_sources_; }
  // Appends the assertions; false: there are more than kAssertionsMax in `out`.
  bool finish(bool may_be_complete, std::vector<Assertion>* out) const;

 private:
  void add(const std::vector<OutputColumn>& columns, const std::vector<Source>& whole);
  void add_whole(const Source& source);
  // Uses that stand at every column: these stand for the dataset.
  [[nodiscard]] std::set<Assertion> spread(const std::vector<OutputColumn>& columns) const;
  [[nodiscard]] Endpoint endpoint(const Name& dataset, std::string_view column) const;
  [[nodiscard]] Assertion assertion(const Endpoint& source, const Endpoint& target, const Transformation& how) const;
  void insert(Assertion assertion);

  const Name& output_;
  const KnownColumns& known_;
  std::unordered_set<std::string> named_;  // paths of the output that somebody accounts for
  std::set<Name> column_sources_;          // datasets of which a column is named
  std::set<Name> whole_sources_;           // datasets named as a whole
  std::set<Name> vague_;                   // datasets named as a whole for one column, or not fully
  std::vector<Assertion> columns_;
};

}  // namespace trama::lineage::openlineage
