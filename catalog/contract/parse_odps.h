// Open Data Product Standard 0.9 and 1.0 into the model: a product, whose ports name contracts. A product without a
// version has 0.0.0, since the standard lets it go without and the catalog does not. Pure function; any thread.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// `reader` stands on the root. Fills everything but source.syntax and source.dialect.
void parse_odps(Reader& reader, Contract* contract);

}  // namespace trama::contract
