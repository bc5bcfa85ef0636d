// Open Data Contract Standard v2.2 and v3.0 to v3.2 into the model. Called by parse_contract once detect() said so;
// field paths, local references and claims are completed afterwards by semantics.h. Pure function; any thread.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// `reader` stands on the root. Fills everything but source.syntax. Unsupported majors: a problem of rule
// unsupported_version.
void parse_odcs(Reader& reader, Contract* contract);

}  // namespace trama::contract
