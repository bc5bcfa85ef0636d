// Keeping the families `assertions` and `intervals` in step with what an asserter says.
//
// Either step by step (move_assertions, every ordinary write) or as a function of the whole history (spells_of,
// interval_rows: erasing and fsck). Both give the same rows; fsck compares them.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "catalog/store/group.h"

namespace trama::store {

using Assertions = std::vector<lineage::Assertion>;

// What an asserter says: sorted, unique, exactly as it will be read back, and packed once for all rows that hold it
// all.
struct Said {
  Assertions assertions;
  std::string packed = lineage::pack(Assertions{});
};
[[nodiscard]] Said normal_form(Assertions assertions);
[[nodiscard]] lineage::Asserter asserter_of(contract::Kind kind, std::string_view id);

struct Delta {
  Assertions closed, opened;
};
// The asserter says exactly `now` from `seq` on.
[[nodiscard]] Delta move_assertions(Group& group, const lineage::Asserter& asserter, const Said& now, Seq seq);

// One assertion from when it opened to when it closed (0: open).
struct Spell {
  lineage::Assertion assertion;
  Seq from = 0, to = 0;
};
// What somebody said from `seq` on, oldest first.
struct Saying {
  Seq seq = 0;
  Assertions assertions;  // sorted, unique
};
[[nodiscard]] std::vector<Spell> spells_of(const std::vector<Saying>& sayings);
using IntervalRows = std::map<std::string, TimedAssertions>;  // key -> row
// The rows of the family `intervals` that an assertion stands in: by its source, its target and its asserter.
[[nodiscard]] std::array<std::string, 3> interval_keys(const lineage::Assertion& assertion,
                                                       const lineage::Asserter& asserter, Seq from);
[[nodiscard]] IntervalRows interval_rows(const lineage::Asserter& asserter, const std::vector<Spell>& spells);
[[nodiscard]] TimedAssertions open_of(const std::vector<Spell>& spells);
// Replaces the rows of one asserter: `before` are all it has.
void replace_rows(Group& group, const lineage::Asserter& asserter, const std::vector<Spell>& before,
                  const std::vector<Spell>& after);

}  // namespace trama::store
