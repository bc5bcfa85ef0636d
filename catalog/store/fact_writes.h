// What is told of physical datasets, merged into what is known of them. One write's; the writer thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/store/events.h"
#include "catalog/store/group.h"

namespace trama::store {

class FactWrites {
 public:
  explicit FactWrites(Group& group) : group_(group) {}

  // True: it tells something new, and write() will say so. `claims`: of what the dataset says of itself, where that
  // changes. The group's error says if a row cannot be read.
  bool take(const openlineage::Name& name, openlineage::DatasetEvidence told,
            std::optional<openlineage::ClaimOrder> claims = {});
  // The last change to any of them before.
  [[nodiscard]] std::pair<Seq, TimeUs> known() const { return known_; }

  void write(Committed& committed);

 private:
  struct Fact {
    openlineage::Name name;
    openlineage::DatasetEvidence evidence;
    PhysicalRow row;
  };

  Group& group_;
  std::vector<Fact> facts_;
  std::pair<Seq, TimeUs> known_;
};

// What the graph and the index know of a physical dataset.
[[nodiscard]] lineage::Summary summary_of(const openlineage::Name& name, const openlineage::DatasetEvidence& evidence);

}  // namespace trama::store
