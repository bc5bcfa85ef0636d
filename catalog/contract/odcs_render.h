// Renders any Contract as ODCS v3.1.0 that its JSON schema accepts (a product as ODPS v1.0.0). What ODCS has no place
// for travels in customProperties under names of ours ("trama:…"), so that parsing the result gives a contract with the
// same fingerprint. Pure functions; any thread.
#pragma once

#include <string>

#include "catalog/contract/model.h"

namespace trama::contract {

[[nodiscard]] std::string render_odcs_yaml(const Contract& contract);
[[nodiscard]] std::string render_odcs_json(const Contract& contract);

}  // namespace trama::contract
