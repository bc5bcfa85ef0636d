// The status of a contract as JSON, as render.h does it. Any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/service/status.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json status_json(const StatusAnswer& answer);

}  // namespace trama::service
