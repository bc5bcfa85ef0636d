// What somebody says about lineage. Assertions are truth; nodes and edges are made from them by graph/.
//
// An assertion is one claim by one asserter: data runs from `source` to `target`. It holds from the seq that opened it
// to the seq that closed it. Only its asserter closes it: a contract by a later version, by being retired or erased; a
// person by withdrawing it. Plain value types; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/base/result.h"

namespace trama::lineage {

enum class AsserterKind : std::uint8_t { contract = 1, job = 2, manifest = 3, person = 4, consumer = 5, product = 6 };

struct Asserter {
  AsserterKind kind = AsserterKind::contract;
  std::string id;  // contract id, consumer id, product id, job name, edge id for persons

  friend auto operator<=>(const Asserter&, const Asserter&) = default;
};

enum class Relation : std::uint8_t { derives = 0, references = 1, consumes = 2 };
enum class DependencyType : std::uint8_t { unknown = 0, direct = 1, indirect = 2 };
enum class Subtype : std::uint8_t {
  unknown = 0,
  identity = 1,
  transformation = 2,
  aggregation = 3,
  join = 4,
  group_by = 5,
  filter = 6,
  sort = 7,
  window = 8,
  conditional = 9
};

// One end as its asserter wrote it. With `kind` contract the parts are certain: `owner` is a contract id, `table` a
// dataset of it (or ""), `path` an escaped field path (or ""). physical: owner is an OpenLineage namespace, table the
// name. consumer, product: owner is the id. text: nothing is certain but `owner`, the text itself, and `home`: the
// contract in whose document it stood (for names like `table.column`).
enum class EndpointKind : std::uint8_t { contract = 1, physical = 2, consumer = 3, product = 4, text = 5 };

struct Endpoint {
  EndpointKind kind = EndpointKind::contract;
  std::string owner;
  std::string table;
  std::string path;
  std::string home;  // text only

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct Assertion {
  Endpoint source;
  Endpoint target;
  Relation relation = Relation::derives;
  DependencyType type = DependencyType::unknown;
  Subtype subtype = Subtype::unknown;
  bool masking = false;
  bool complete = false;  // the asserter accounts for every output column of this dataset pair

  friend auto operator<=>(const Assertion&, const Assertion&) = default;
};

[[nodiscard]] std::string_view to_string(Relation relation);    // DERIVES, REFERENCES, CONSUMES
[[nodiscard]] std::string_view to_string(DependencyType type);  // DIRECT, INDIRECT, ""
[[nodiscard]] std::string_view to_string(Subtype subtype);      // IDENTITY, ..., ""
[[nodiscard]] std::string_view to_string(AsserterKind kind);    // contract, job, ...
[[nodiscard]] Subtype subtype_from(std::string_view text);      // any case; unknown for other words
[[nodiscard]] DependencyType type_from(std::string_view text);

// All open assertions of one asserter, packed for the store: sorted and unique, text interned. Format version in byte
// 0.
[[nodiscard]] std::string pack(std::vector<Assertion> assertions);
[[nodiscard]] Result<std::vector<Assertion>> unpack(std::string_view packed);  // error: corrupt

// One endpoint as an order-preserving store key part: the kind in one byte, then owner, table, path and home as key
// texts (catalog/base/encoding.h), so that kind and owner are a prefix of all their endpoints. And back: moves `*rest`
// behind what it read; nullopt leaves it undefined.
void append_key_endpoint(std::string* key, const Endpoint& endpoint);
[[nodiscard]] std::optional<Endpoint> read_key_endpoint(std::string_view* rest);

}  // namespace trama::lineage
