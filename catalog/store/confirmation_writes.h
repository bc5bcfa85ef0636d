// Sweeping what is stale. Same protocol as contract_writes.h.
#pragma once

#include "catalog/store/confirmations.h"
#include "catalog/store/group.h"
#include "catalog/store/registry.h"

namespace trama::store {

// not_found: no such asserter. conflict/confirmed-since: it was confirmed at or after `before_us`. A manifest is
// removed (manifest_writes.h); of jobs and datasets the facts stay.
[[nodiscard]] Result<Change> apply_sweep(Group& group, const SweepRequest& request);

// nullopt: this kind of asserter does not confirm, or it is not known.
[[nodiscard]] std::optional<TimeUs> confirmed_us(View& view, const lineage::Asserter& asserter);

}  // namespace trama::store
