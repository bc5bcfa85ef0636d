// Whether a contract keeps what it promises, as far as events told: its evidence gathered and judged
// (catalog/lineage/status). For a product also the contracts behind its output ports, whose promises are its own.
//
// Computed when it is asked for. Cost: the latest version's model and one read per name of its physical datasets; of
// a product the same for each port. Bounds: kFactsMax names of a contract, kPortsMax contracts of a product; an answer
// that is cut says so. Any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/lineage/status/status.h"
#include "web/service/catalog.h"

namespace trama::service {

inline constexpr std::size_t kFactsMax = 1'000;
inline constexpr std::size_t kPortsMax = 100;

struct StatusAnswer {
  store::ContractInfo info;
  std::shared_ptr<const contract::Contract> contract;  // its latest version; `status` points into it
  lineage::ContractStatus status;
  std::vector<StatusAnswer> ports;           // products: contracts of output ports, each once
  std::vector<std::string> unknown_ports{};  // contracts of output ports that are not registered
  bool complete = true;
  store::Seq as_of_seq = 0;
};

// Errors: not_found (also where every version was erased), unavailable while starting.
[[nodiscard]] Result<StatusAnswer> answer_status(const Catalog& catalog, std::string_view id);

// The freshness level that decides: the first breached one, else unknown, else met; nullptr: none is promised.
[[nodiscard]] const lineage::LevelStatus* freshness_of(const StatusAnswer& answer);
// A product: the worst of its own and its ports', unknown being worse than met.
[[nodiscard]] lineage::Verdict levels_verdict(const StatusAnswer& answer);
[[nodiscard]] lineage::Verdict quality_verdict(const StatusAnswer& answer);

}  // namespace trama::service
