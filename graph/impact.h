// What a change reaches: everything downstream of changed fields and datasets, how surely, by which way, and why.
//
// Roots. A change of a field starts at that field (the caller adds the fields nested in it). A change of a dataset as a
// whole starts at the dataset and at each of its fields. Roots are never hits. What is asked is one set of changes; the
// answer is that of each, taken together: a node is as sure as its surest change makes it.
//
// Which edges carry a change from a field f of dataset D, and how surely:
//
//   f -> T.y   said of the two columns                           certain
//   f -> K     a consumer (or port) that names f                 certain
//   f -> T     said of the column, but not into which one        T certain; its columns, and what is beyond, possible
//   f -> T.y or T, INDIRECT (filter, join, group, sort ...)      every column of T certain, since the rows of T depend
//   on
//              it. With `indirect_reach` off (a change that leaves the values as they are: nullability, documentation,
//              a new field) only what the edge itself names
//   D -> T     said of the datasets only                         T possible, whatever else is said about the pair
//   D -> T.y   one column from a dataset, which of its columns is not said     T.y possible
//   D -> K     a consumer or port that names no fields           K possible. One that names fields, but not f: not hit
//   D, T       somebody gives columns for the pair but does not account for every column of T (Assertion::complete is
//              false): T possible, besides the columns he names. With columns by two asserters, both must be complete
//   REFERENCES not followed. Those who refer to a root (source: the root) are listed, via reference, hop 1: certain if
//              they name the field, possible if only its dataset
//
// A dataset reached as possible is reached as a whole (`whole`): any column of it may be hit. From there the change
// goes on, possible, to every dataset and consumer that anyone says takes from it; but not to a dataset whose pair with
// it everyone accounts for without a single column. A product reached over a port goes on into its output datasets.
// What is said between columns of one dataset is followed; what is not said there is not assumed.
//
// A change of a whole dataset also runs from dataset to dataset over all DERIVES and CONSUMES: all of that is certain.
//
// Nodes. Only an active node can be hit for certain. One that is unresolved (nobody registered it), missing (its
// contract no longer has it) or retired is possible, and so is all that is reached only through it. Cycles end where
// they come back to something already reached as surely.
//
// Sureness. A path is as sure as its weakest edge, a node as its surest path. Among equally sure paths a direct one
// goes before an indirect one, then one that carries the values as they are before one that aggregates and that before
// one that masks, then the shorter. So
//   certain, `direct`, note masked       everything that arrives is masked on its way, on every direct path
//   certain, `direct`, note aggregated   everything that arrives is at least aggregated on its way
//   certain, `indirect`                  the values do not arrive at all; they decide which rows do
// `hop` is the length of that path, and `path` is that path. Each node's path continues the path of the node before it,
// so the path of a possible node starts with the (surest) path of the last certain node on it. `via` of a hit is
//   reference  see above
//   declared   the path crosses a CONSUMES: somebody declared that they use the data (certain when they name fields)
//   indirect   an edge of it is INDIRECT
//   direct     otherwise
// For possible hits via and note are those of the path given: others may exist.
//
// Assets. The hits of the answer are assets: datasets, consumers, products, and texts nobody explains; each with the
// fields of it that are hit, its certainty being that of its surest field or of itself. A dataset that is downstream at
// dataset level and not hit is `cleared`: on every path to it stands an asserter who accounts for every column and does
// not name the field (a path need not be complete behind that point). Nothing is cleared if time ran out.
//
//   orders.total changes      a: orders.total -> report.sum DIRECT AGGREGATION, complete
//                             b: orders.id -> list.id, complete;   list -> archive (datasets only)
//                             c: orders -> dump (datasets only);   dump.x -> copy.x
//                             k uses orders (field total);  m uses orders (no fields);  n uses orders (field id)
//   certain: report (sum, direct, aggregated), k (declared).   possible: dump, copy (whole), m.
//   cleared: list and archive, n
//
// Order of the hits: by rank (whole-dataset hits; direct plain, aggregated, masked; indirect; referrers; possible;
// referrers of the dataset; cleared), then hop, then first visit. Counts are those of the whole answer.
//
// Pure function on a State; any thread. Costs: the closure, one look at domain and owner per asset, and paths for the
// page only.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "graph/lineage_graph.h"

namespace trama::graph {

enum class Certainty : std::uint8_t { certain = 0, possible = 1, cleared = 2 };
enum class Via : std::uint8_t { none = 0, direct = 1, indirect = 2, reference = 3, declared = 4 };  // none: cleared
enum class Arrives : std::uint8_t { plain = 0, aggregated = 1, masked = 2 };
[[nodiscard]] std::string_view to_string(Certainty certainty);
[[nodiscard]] std::string_view to_string(Via via);
[[nodiscard]] std::string_view to_string(Arrives arrives);

// Why one step of a path carries the change.
enum class Because : std::uint8_t {
  root = 0,       // the change itself
  names = 1,      // somebody said it of these two
  outputs = 2,    // an INDIRECT use: all outputs of the target dataset
  dataset = 3,    // said of the dataset the column is in
  partial = 4,    // column lineage of the pair that leaves columns unaccounted for
  table = 5,      // from a dataset of which any column may be hit
  reference = 6,  // a foreign key
};
[[nodiscard]] std::string_view to_string(Because because);

struct Change {
  NodeIndex node = 0;
  bool indirect_reach = true;
};

struct ImpactRequest {
  std::vector<Change> changes;
  std::size_t nodes_max = 1000;  // hits per answer
  std::size_t skip = 0;
  std::optional<Certainty> only;  // hits of this certainty; counts are of everything
  bool cleared = true;            // without it, what is not hit is not looked for
  bool paths = true;
  std::int64_t time_ms_max = 5000;
  std::stop_token stop;
};

struct ImpactStep {
  NodeIndex node = 0;
  Because because = Because::root;
  lineage::Relation relation = lineage::Relation::derives;
  lineage::DependencyType type = lineage::DependencyType::unknown;
  lineage::Subtype subtype = lineage::Subtype::unknown;
  bool masking = false;
};

struct ImpactField {
  NodeIndex node = 0;
  Certainty certainty = Certainty::certain;
  Via via = Via::direct;
  Arrives arrives = Arrives::plain;
  std::uint32_t hop = 0;
};

struct ImpactHit {
  NodeIndex node = 0;
  Certainty certainty = Certainty::certain;
  Via via = Via::direct;
  Arrives arrives = Arrives::plain;
  std::uint32_t hop = 0;
  bool whole = false;               // any column may be hit
  std::vector<ImpactField> fields;  // surest first
  std::vector<ImpactStep> path;     // from the change to the field (or asset) this certainty is that of
};

struct ImpactCount {
  std::uint64_t certain = 0, possible = 0, cleared = 0;
  void add(Certainty certainty) {
    ++(certainty == Certainty::certain ? certain : certainty == Certainty::possible ? possible : cleared);
  }
};

// Everyone of one owner in one domain.
struct ImpactOwner {
  std::string domain, owner;
  ImpactCount assets;
  // Registered consumers and ports among those hit. None: they depend by lineage alone and never said so.
  std::uint64_t declared = 0;
};

struct ImpactByHop {
  std::uint32_t hop = 0;
  ImpactCount assets;
};

struct Impact {
  std::vector<ImpactHit> hits;  // this page
  std::uint64_t total = 0;      // hits of the whole answer, `only` considered
  ImpactCount assets;           // of everything
  std::uint64_t fields_certain = 0, fields_possible = 0;
  std::uint64_t consumers_declared = 0;  // registered consumers and products that are hit
  std::vector<ImpactByHop> by_hop;       // hops that occur, rising
  std::vector<ImpactOwner> owners;       // most certain hits first
  bool complete = true;                  // this page ends the answer and nothing was cut
  std::string truncated_by;              // "limit", "time", ""
};

}  // namespace trama::graph
