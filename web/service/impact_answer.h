// One impact question: changes of a contract, dataset or field, resolved to nodes, walked (graph/impact.h), and the
// hits told with what the store knows about them: whom to tell (contacts), how much it matters (criticality), what was
// promised (service levels) and when it was last said.
//
// Kinds of change. remove, rename, type, precision and unit change what a reader gets, so an INDIRECT use of the field
// reaches all outputs of its dataset; nullable, values, key, classification, documentation and other reach only what
// names the field; add reaches nothing, there being no field yet.
//
// A change without a field is one of the whole node: a dataset with all its fields, a contract with all its datasets. A
// change of a field is one of the fields nested in it, too.
//
// Owners are listed up to kImpactOwnersMax, those with the most certain hits first; `owners_total` tells how many there
// are. An owner without a registered consumer or port among the hits is `registered: false`: he depends by lineage
// alone. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "graph/impact.h"
#include "web/service/catalog.h"
#include "web/service/graph_question.h"

namespace trama::service {

inline constexpr std::size_t kImpactOwnersMax = 1'000;
inline constexpr std::size_t kImpactHitsDefault = 100;  // each is told with what the store knows of it
inline constexpr std::size_t kImpactHitsMax = 10'000;

struct ProposedChange {
  std::string kind = "remove";
  std::string field;  // path, table.path or any spelling of a node; "" = the node itself
};

struct ImpactQuestion {
  std::string node;  // any spelling of DESIGN section 3
  std::optional<NodeKind> kind;
  std::vector<ProposedChange> changes;
  std::size_t hits_max = kImpactHitsDefault;
  std::optional<graph::Certainty> certainty;
  bool details = true;  // what the store knows about the hits
  std::string cursor;
  store::AsOf as_of;
  std::stop_token stop;
};

struct ImpactAnswer {
  ImpactQuestion question;
  struct Root {
    graph::NodeIndex node = 0;
    std::string change;
  };
  std::vector<Root> roots;  // as asked: without nested fields, and a dataset without its fields
  graph::Impact impact;
  ChosenSnapshot chosen;
  std::string cursor;  // "" at the end
};

// The kinds above, for messages.
[[nodiscard]] std::string_view change_kinds();
[[nodiscard]] bool is_change_kind(std::string_view kind);
[[nodiscard]] std::optional<graph::Certainty> certainty_from(std::string_view text);

// Errors: not_found, ambiguous, invalid_argument (kind, field, cursor, as_of), unavailable while starting. One about a
// change has the pointer /changes/<n>/...
[[nodiscard]] Result<ImpactAnswer> answer_impact(const Catalog& catalog, const ImpactQuestion& question);

enum class ImpactFormat : std::uint8_t { json, csv };
[[nodiscard]] std::string write_impact(const Catalog& catalog, const ImpactAnswer& answer, ImpactFormat format);

}  // namespace trama::service
