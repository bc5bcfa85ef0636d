// What GET /contracts/{id}/diff answers, which `trama diff` says of two files too: id, from and to (versions), changes
// (catalog/contract/change/json.h). Pure function; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "catalog/contract/model.h"

namespace trama::service {

[[nodiscard]] nlohmann::ordered_json diff_json(const contract::Contract& from, const contract::Contract& to);

}  // namespace trama::service
