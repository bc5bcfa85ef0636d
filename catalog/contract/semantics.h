// What is done with every contract once its dialect's parser is through: paths, references within the document, claims
// and the checks that need more than one place. Pure functions; any thread.
#pragma once

#include "catalog/contract/reader.h"

namespace trama::contract {

// Sets Field::path of every field from its names (catalog/base/node_id.h). Idempotent.
void assign_paths(Contract* contract);

// assign_paths, then resolves references and lineage inputs to datasets of this very document where they are certain
// (Reference::contract stays empty), checks claims and names.
void complete_contract(Contract* contract, Problems* problems);

// Reports every later element of `names` that equals an earlier one. `what` for the message: "dataset", "field" ...
struct NamedPlace {
  std::string name;
  Place place;
};
void check_unique(const std::vector<NamedPlace>& names, Rule rule, std::string_view what, Problems* problems);

// How a foreign key's text reads: "orders.customer_id", "urn:datacontract:customer:dim-customers.customer_id",
// "other.yaml#/schema/tbl/properties/col", "schema/tbl/properties/col". Members other than `text` only where certain.
[[nodiscard]] Reference parse_reference(std::string_view text);

}  // namespace trama::contract
