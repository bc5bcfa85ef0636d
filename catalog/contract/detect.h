// What a document is, and a helpful word about what it is instead of a contract. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract/parse.h"
#include "catalog/contract/reader.h"

namespace trama::contract {

// Bytes that are some other kind of file, told by how they begin: HTML, XML, PDF, a ZIP archive ...; adds the
// not-a-contract problem and returns true.
bool report_foreign_bytes(std::string_view bytes, Problems* problems);

// A tree that detect() does not know: adds the not-a-contract problem with the nearest explanation.
void report_unknown(const Node& root, Problems* problems);

}  // namespace trama::contract
