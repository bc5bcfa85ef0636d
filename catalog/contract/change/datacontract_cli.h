// The changes that datacontract-cli's `breaking` command (0.10.x) finds between two DCS documents: its rule ids, its
// severities, its paths, for teams whose pipelines know them.
//
// That command compares documents, not meanings: `required: false` and no `required` differ. So this works on trees:
// the author's own where he wrote DCS, else a DCS view of the model. Definitions are inlined first; lists are compared
// sorted; fields of objects and items of arrays are followed, keys and values of maps are not.
// Pure functions; any thread; time linear in the documents.
#pragma once

#include <string>
#include <vector>

#include "catalog/contract/change/rules.h"
#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::change {

struct CliChange {
  std::string rule;  // field_type_updated
  Level level = Level::error;
  std::vector<std::string> path;  // models, orders, fields, amount, type
  std::string description;        // changed from `string` to `integer`
  bool removed = false;           // the path is in the earlier document only

  [[nodiscard]] std::string dotted() const;
  [[nodiscard]] std::string pointer() const;  // RFC 6901
};

// REQUIRES: both are DCS trees (`models`).
[[nodiscard]] std::vector<CliChange> datacontract_cli_changes(const contract::Node& before,
                                                              const contract::Node& after);

// The part of a contract that the command looks at, as a DCS tree.
[[nodiscard]] contract::Node dcs_view(const contract::Contract& contract);

// error -> major; what was added -> minor; the rest -> patch.
[[nodiscard]] Bump bump_of(const CliChange& change);

}  // namespace trama::change
