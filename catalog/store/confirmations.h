// When tools last confirmed what they say about lineage. Part of the registry (registry.h), which says what holds for
// every write and read.
//
// A job confirms what it says with each run that finishes (or streams), a manifest when it is imported, a dataset with
// each event about itself. Contracts, consumers and people do not have to confirm anything. What nobody confirms may
// have ended long ago without a word: it is stale after a time that the reader sets, and can be swept: what the
// asserter says ends, as if he had said that nothing is so. He is heard again when he says something newer.
//
// Plain value types; any thread.
#pragma once

#include <optional>
#include <string>

#include "catalog/base/clock.h"
#include "catalog/lineage/assertion.h"
#include "catalog/store/seq.h"

namespace trama::store {

// Of an asserter that says something about lineage. The time is that of what was said, or when that was recorded if
// that is earlier: clocks of tools may be ahead.
struct Confirmation {
  lineage::Asserter asserter;
  TimeUs last_us = 0;
  std::size_t assertions = 0;
};

struct SweepRequest {
  lineage::Asserter asserter;
  TimeUs before_us = 0;  // only what was not confirmed since
  std::string actor, reason;
  std::optional<TimeUs> recorded_us;
};

}  // namespace trama::store
