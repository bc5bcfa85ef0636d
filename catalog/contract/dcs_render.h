// Renders any Contract as Data Contract Specification 1.2.1 that its JSON schema accepts and that strict mode reads
// without a note on the rendering's own account. Parsing the result gives a contract with the same fingerprint.
//
// What the specification has no key for is said, in this order,
// - in a key of the neighbouring standard where the DCS parser knows it: `domain`, `tenant` and `dataProduct` in
//   `info`; `classification` and `retention` in `terms`; `physicalName`, `physicalType`, `businessName`,
//   `criticalDataElement`, `deprecated`, `deprecatedSince`, `successor`, `aliases`, `previousName`, `unit` of models
//   and fields; quality rules with all that ODCS says of them; `history`; further service levels;
// - else in `customProperties` under names of ours (`trama:<member>`, carried.h).
//
// These have no key, so another reader of DCS does not see them: team members and its description, further contacts,
// support channels but Slack's beside a contact, price, roles of the contract and who approves them, `created`, the
// ports of a data product and that it is one; stable ids of datasets and fields, granularity, composite foreign keys,
// lineage of a dataset as a whole, transformation logic, partitions, encrypted names, a second reference of one field,
// upstream that is not namespace, name and field; kinds of dataset but table, view and object; widths below 32 bits and
// unsigned, time zones left open, and every constraint of JSON Schema that DCS does not repeat (multipleOf, items,
// properties, bounds that are dates); element, driver and scheduler of a service level that has no such key. Types,
// kinds and server types that the schema refuses are replaced by the nearest it knows.
//
// Pure functions; any thread.
#pragma once

#include <string>

#include "catalog/contract/model.h"

namespace trama::contract {

[[nodiscard]] std::string render_dcs_yaml(const Contract& contract);
[[nodiscard]] std::string render_dcs_json(const Contract& contract);

}  // namespace trama::contract
