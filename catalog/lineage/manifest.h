// What the artifacts of a tool say as a whole: a dbt project, a folder of SQL. It replaces what the same manifest said
// before, so that what has disappeared from the tool's project disappears from the lineage.
//
// `text` is what the store keeps of it; read_manifest() makes the same manifest of it again, which is how an exported
// history is imported. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/lineage/assertion.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/lineage/openlineage/evidence.h"

namespace trama::lineage {

struct Manifest {
  Asserter asserter;  // kind manifest, id "<tool>/<name>"
  TimeUs at_us = 0;   // when the tool made it: of two the later one holds
  std::vector<Assertion> assertions;
  openlineage::Evidence facts;
  std::vector<Consumer> consumers;
  std::string text;
  std::string about;              // a JSON object: tool, project, versions and counts, for people
  std::vector<Problem> findings;  // about the artifacts; not kept
};

// Errors: unreadable, too_large; those of the tool's reader.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text);

}  // namespace trama::lineage
