// From a text to what it names: the spellings of DESIGN section 3, in their order.
//
//   1  exact contract id (then all its datasets), consumer id, product id
//   2  operator alias
//   3  canonical id            <contract>/<table>[/<path>], <namespace>/<name>[/<path>]
//   4  Marquez node id         dataset:<ns>:<name>, datasetField:<ns>:<name>:<field>
//   5  contract id, '.', and a field, a table (its own or its physical name) or both; the longest id that fits
//   6  physical name           the name alone, or name '.' field
// An assertion's text that stood in a contract is first read there as `table.column`, and last as `table`.
//
// resolve_declared() looks only at what is registered (summaries, aliases), never at nodes that exist because somebody
// mentioned them; so what an assertion means does not depend on which assertions came before it. resolve_shown() is for
// people: it also finds unresolved, missing and unclaimed physical nodes that are shown.
//
// Pure functions on a State; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "graph/state.h"

namespace trama::graph {

// One thing a text may name. A dataset or field that its contract does not declare has node 0 or an undeclared node.
struct Place {
  NodeIndex entity = 0;  // dataset, consumer, product, physical; or the contract
  bool whole = false;    // entity is a contract and all of it is meant
  std::string table;     // set: a dataset of contract `entity` that it does not declare
  std::string path;      // set: this field of it

  friend auto operator<=>(const Place&, const Place&) = default;
};

// A dataset of a registered contract by its name, else by its physical name where only one has it; 0: neither.
[[nodiscard]] NodeIndex declared_dataset(const Nodes& nodes, NodeIndex contract, std::string_view table);

// Empty: nothing. More than one: ambiguous, except that one physical name claimed by several names them all (`all`).
struct Meaning {
  std::vector<Place> places;
  bool all = false;
};
[[nodiscard]] Meaning resolve_declared(const State& state, std::string_view text, std::string_view home);

// Hashes of everything registered on which resolve_declared() of this text can depend. Those of a contract, physical
// dataset and alias tell what changed.
[[nodiscard]] std::vector<std::uint64_t> dependencies_of(const State& state, std::string_view text,
                                                         std::string_view home);
[[nodiscard]] std::uint64_t subject_key(std::string_view id);  // contract, consumer, product
[[nodiscard]] std::uint64_t physical_key(std::string_view space, std::string_view name);
[[nodiscard]] std::uint64_t physical_name_key(std::string_view name);
[[nodiscard]] std::uint64_t alias_key(std::string_view alias);

// Errors: not_found (candidates: near spellings), ambiguous (candidates: canonical ids).
[[nodiscard]] Result<std::vector<NodeIndex>> resolve_shown(const State& state, std::string_view text,
                                                           std::optional<NodeKind> kind);

}  // namespace trama::graph
