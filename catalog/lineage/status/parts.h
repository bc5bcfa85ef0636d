// The parts of status_of(). Internal to catalog/lineage/status. Pure functions; any thread.
#pragma once

#include "catalog/lineage/status/status.h"

namespace trama::lineage {

inline constexpr std::string_view kNoRun = "no run has been reported";

[[nodiscard]] std::vector<DatasetState> dataset_states(const contract::Contract& contract,
                                                       const std::vector<DatasetFacts>& facts);
[[nodiscard]] LevelStatus level_status(const contract::Contract& contract, std::size_t sla,
                                       const std::vector<DatasetState>& states, TimeUs now_us);
[[nodiscard]] QualityStatus quality_status(const contract::Contract& contract, const std::vector<DatasetFacts>& facts);

// "3d 4h", "6h", "50m", "20s": the two largest parts.
[[nodiscard]] std::string period_text(TimeUs period_us);

}  // namespace trama::lineage
