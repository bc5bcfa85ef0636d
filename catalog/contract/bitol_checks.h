// Checks of ODCS and ODPS documents that no single element's parser can make: they look at the lists as they stand.
// Pure function; any thread; linear in the document.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// Duplicate stable ids and custom properties within a list, doubtful enums and maps, unknown server types; claims what
// slaDefaultElement names.
void check_bitol_document(const Node& root, Problems* problems);

}  // namespace trama::contract
