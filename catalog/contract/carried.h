// What another format has no place for travels in custom properties called `trama:<member>`, named and shaped as in the
// model's JSON (model_json.h); null says that the model does not have the member, though the format gives it one.
// Internal to catalog/contract. Pure functions; any thread.
#pragma once

#include <string_view>

#include "catalog/contract/model.h"

namespace trama::contract {

inline constexpr std::string_view kCarriedPrefix = "trama:";

// Takes carried members out of the custom lists and puts them in their places. An entry that is no member, or whose
// value does not fit, stays a custom property. To be called once per parsed document, before complete_contract().
void restore_carried(Contract* contract);

}  // namespace trama::contract
