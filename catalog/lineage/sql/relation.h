// What the resolver knows of a query, a relation in FROM, and the names that are in sight. Plain values; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/lineage/sql/origins.h"
#include "catalog/lineage/sql/syntax_tree.h"

namespace trama::lineage::sql {

struct Column {
  std::string name;
  Origins origins;
  friend bool operator==(const Column&, const Column&) = default;
};

// Columns that are there but not known: those of relations without a schema. A column of one of `alternatives`; where
// there are several, nobody can say of which.
struct OpenPart {
  std::vector<std::uint32_t> alternatives;  // sources
  std::int64_t location = 0;                // of the star that brought them here
  friend bool operator==(const OpenPart& a, const OpenPart& b) { return a.alternatives == b.alternatives; }
};

struct Relation {
  std::vector<Column> columns;
  std::vector<OpenPart> open;   // a column that is not listed comes from all of these
  std::optional<Origins> rest;  // or is made of these
  bool mixed = false;           // of `open` or of `rest`: nobody can say which
  bool opaque = false;          // or nobody knows
  Origins rows;                 // INDIRECT: what decides which rows there are
  [[nodiscard]] bool closed() const { return open.empty() && !rest && !opaque; }
};
using RelationPtr = std::shared_ptr<const Relation>;

// One relation in FROM, by the name it has there.
struct Range {
  std::string alias;
  std::vector<std::string> path;        // catalog, schema, table of a base relation without an alias
  std::optional<std::uint32_t> source;  // of a base relation
  RelationPtr relation;
};

// A column that an unqualified name may mean, in the order of SELECT *; or the unknown ones of a range.
struct Item {
  const Range* range = nullptr;
  std::string name;
  Origins origins;
  bool open = false;
};

enum class AliasRule : std::uint8_t { none, behind, before };  // aliases of the select list: after columns, or first

struct Scope {
  const Scope* parent = nullptr;
  std::vector<const Range*> ranges;
  std::vector<Item> items;
  const std::vector<Column>* aliases = nullptr;
  AliasRule alias_rule = AliasRule::none;
  bool tell_alias = false;  // an alias that hides an unknown column is worth a note
  std::vector<Node> windows;
};

struct CteScope;

struct Cte {
  std::string name;
  Node node;
  const CteScope* scope = nullptr;  // what its query sees
  const Scope* outer = nullptr;
  bool recursive = false;
  bool busy = false;
  RelationPtr relation;
};

// Common table expressions in sight, the nearest first.
struct CteScope {
  const CteScope* next = nullptr;
  Cte* cte = nullptr;
};

[[nodiscard]] bool same_name(const std::string& a, const std::string& b);  // ignoring case
// The column of this name: exactly, else the first that differs in case only; null where there is none.
[[nodiscard]] const Column* find_column(const Relation& relation, const std::string& name);
// The known columns of this name in one scope, not in those around it; exactly, else ignoring case.
[[nodiscard]] std::vector<const Item*> items_named(const Scope& scope, const std::string& name);
[[nodiscard]] Origins doubtful(const Origins& origins);  // each marked as ambiguous

}  // namespace trama::lineage::sql
