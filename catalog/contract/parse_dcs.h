// Data Contract Specification 0.9.0 to 1.2.1 and the article's dialect into the model. Pure functions; any thread.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// `reader` stands on the root. Fills everything but source.syntax and source.dialect.
void parse_dcs(Reader& reader, Contract* contract);

}  // namespace trama::contract
