// Settings, agreements and proposals as JSON; see render.h. Any thread.
#pragma once

#include <optional>

#include <nlohmann/json_fwd.hpp>

#include "web/service/agreements.h"

namespace trama::service {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json settings_json(const store::StoredSettings& settings);
// Each member as {value, from}; the window's mode also as what it means for this status.
[[nodiscard]] Json compatibility_json(const contract::Compatibility& effective, std::string_view contract,
                                      std::string_view domain, std::string_view status);
[[nodiscard]] Json agreement_json(const Agreement& agreement);
[[nodiscard]] Json proposal_json(const store::Proposal& proposal);
[[nodiscard]] Json signature_json(const store::Signature& signature);
// What an agreement says to a proposal: its last signature, or pending.
[[nodiscard]] Json answer_json(const std::optional<store::Signature>& signature);

}  // namespace trama::service
