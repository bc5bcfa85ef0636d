// ODCS v2 (v2.1 to v2.3, as found in the wild) into the model, by the renames of v3. Read only: nothing is rendered as
// v2. Internal to catalog/contract; one thread at a time.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

void parse_odcs_v2(Reader& root, Contract* contract);

}  // namespace trama::contract
