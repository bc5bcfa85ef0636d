// Changes as JSON: what `/contracts/{id}/diff` and `/check` answer. snake_case keys; empty members are left out.
// Pure functions; any thread.
//
//   Change     rule!, kind! added|removed|changed|renamed, subject! contract|ownership|role|terms|sla|server|port|
//              quality|dataset|field, dataset, field (names after the change, else before it),
//              from {dataset, field} (where they were called otherwise before), name (of a server, level, rule, role),
//              member (of the model's JSON), before, after (short texts),
//              effect! narrows|widens|changes|neutral, readers! none|possible|breaks, writers! likewise,
//              rename {evidence! stable-id|alias|previous-name|history|physical-name|only-dataset|proposed,
//                      confidence! 0..1, other (proposed: the name on the other side), old_name_kept bool},
//              message! (one sentence), where Place, container Place (removals: what it is missing from)
//   Judged     Change, and level! info|warning|error, bump! none|patch|minor|major, policy_rule (where the policy calls
//              it otherwise), against (transitive policies: the earlier version)
//   Finding    gate! version|window|acknowledgement, level!, rule!, message!, remedy, change (number in `changes`),
//              document, pointer, line, column, container Place, consumer, overridden bool
//   Answer     verdict! pass|warn|refuse, demanded! none|patch|minor|major, suggested_version, changes! Judged[],
//              findings! Finding[]
//   Place      document! proposed|previous, pointer!, line, column
#pragma once

#include <string>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/change/gate.h"

namespace trama::change {

[[nodiscard]] std::string to_json(const Place& place);
[[nodiscard]] std::string to_json(const Change& change);
[[nodiscard]] std::string to_json(const JudgedChange& change);
[[nodiscard]] std::string to_json(const Finding& finding);
[[nodiscard]] std::string to_json(const Answer& answer);

}  // namespace trama::change
