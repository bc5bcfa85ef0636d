// The stable form of a Contract: what "the same model" means. Pure functions; any thread.
#pragma once

#include <string>

#include "catalog/contract/model.h"

namespace trama::contract {

// SHA-256 over the model's canonical JSON without `source`; order matters where the model's order carries meaning
// (fields, datasets, composite keys) and does not where it does not (tags, custom, links, server properties). Hex.
[[nodiscard]] std::string fingerprint(const Contract& contract);

}  // namespace trama::contract
