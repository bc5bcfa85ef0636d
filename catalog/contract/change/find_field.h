// Looking things up in a model by the names changes carry. Internal to catalog/contract/change. Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "catalog/contract/model.h"

namespace trama::change {

[[nodiscard]] const contract::Dataset* find_dataset(const contract::Contract& contract, std::string_view name);
// The field at the path and all that are around it, outermost first; empty where it is not there.
[[nodiscard]] std::vector<const contract::Field*> find_fields(const contract::Dataset& dataset, std::string_view path);

}  // namespace trama::change
