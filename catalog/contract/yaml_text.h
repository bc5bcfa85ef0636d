// A tree as YAML that every parser reads the same: text that YAML 1.1 or 1.2 would type, or that has characters with a
// meaning, is quoted; text of several lines is a literal block where that keeps every byte, else double-quoted.
// Pure function; any thread.
#pragma once

#include <string>

#include "catalog/contract/document.h"

namespace trama::contract {

[[nodiscard]] std::string to_yaml_text(const Node& map);

}  // namespace trama::contract
