// Manifests as JSON, as render.h does it. Any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "web/service/manifests.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json imported_json(const Imported& imported, bool dry_run);
[[nodiscard]] Json manifest_json(const store::ManifestInfo& manifest);

}  // namespace trama::service
