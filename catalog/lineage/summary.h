// The little that the projections need of every contract, product and consumer, kept in a column family of its own so
// that start-up never parses documents. Written in the same batch as the version it describes. Plain value types; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"
#include "catalog/contract/model.h"
#include "catalog/lineage/assertion.h"

namespace trama::lineage {

// physical: a dataset as its platform names it; `id` is its node id, `datasets` has one entry, `physical` begins with
// its own name, and its other names (symlinks) follow.
enum class SubjectKind : std::uint8_t { contract = 1, product = 2, consumer = 3, physical = 4 };
enum class SubjectState : std::uint8_t { active = 1, retired = 2 };

struct DatasetSummary {
  std::string name;
  std::string physical_name;
  std::string kind;                      // table, topic, ...
  std::vector<std::string> field_paths;  // escaped paths, document order, all levels
};

// Physical identity of a dataset on one server, by OpenLineage's naming (formats.md 7.6).
struct PhysicalName {
  std::uint32_t dataset = 0;  // index into datasets
  std::string server, environment;
  std::string space;  // OpenLineage namespace
  std::string name;
};

struct Summary {
  SubjectKind kind = SubjectKind::contract;
  SubjectState state = SubjectState::active;
  std::string id;
  std::string version;  // latest; "" for consumers
  std::string title, domain, owner, status, classification;
  std::string type;  // consumers: dashboard, model, service, team ...
  bool pii = false;  // any field is
  std::vector<std::string> tags;
  std::vector<std::string> platforms;  // server types, sorted
  std::vector<DatasetSummary> datasets;
  std::vector<PhysicalName> physical;
  std::vector<std::string> outputs;  // products: contracts of the output ports, sorted
  std::string contract;              // physical: the contract whose dataset a manifest says it is
  std::int64_t updated_us = 0;
};

[[nodiscard]] std::string pack(const Summary& summary);
[[nodiscard]] Result<Summary> unpack_summary(std::string_view packed);

}  // namespace trama::lineage
