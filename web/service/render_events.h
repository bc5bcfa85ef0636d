// Jobs, runs and physical datasets as JSON, as render.h does it. Facets have OpenLineage's own names; a facet nobody
// here reads is given as it came. Any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "catalog/store/events.h"
#include "web/service/events.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json receipt_json(const EventReceipt& receipt);
[[nodiscard]] Json job_json(const store::JobInfo& job);
[[nodiscard]] Json run_json(const store::RunInfo& run);
[[nodiscard]] Json physical_json(const store::PhysicalInfo& dataset);

}  // namespace trama::service
