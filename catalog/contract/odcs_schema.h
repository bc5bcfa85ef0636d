// The `schema` of ODCS v3: objects, properties, their relationships. Internal to catalog/contract; one thread at a
// time.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// Appends to contract->datasets and finishes every Reader it makes.
void read_odcs_schema(Reader& root, Contract* contract);

// What v2 and v3 share, once a field's keys are read: type from physical type where the logical one says less,
// positions of keys and partitions, enumerations from quality rules, custom properties with a place in the model.
void settle_field_type(const std::string& logical, Field* field);
void settle_positions(std::vector<Field>* fields);
void settle_custom(Field* field);

// One upstream per text of transformSourceObjects.
[[nodiscard]] std::vector<LineageInput> inputs_of(const std::vector<std::string>& texts);

}  // namespace trama::contract
