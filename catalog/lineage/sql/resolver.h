// From a tree of the grammar to the origins of each column. Scopes are those of SQL: FROM before WHERE, correlated
// subqueries look outwards, CTEs are resolved when first used. One thread; throws Exceeded (analysis.h).
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/sql/analysis.h"
#include "catalog/lineage/sql/relation.h"

namespace trama::lineage::sql {

class Resolver {
 public:
  explicit Resolver(Analysis* analysis) : a_(*analysis) {}

  [[nodiscard]] Relation query(const Node& select, const Scope* outer, const CteScope* ctes);
  [[nodiscard]] Origins expression(const Node& node, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] const CteScope* with(const Node& clause, const Scope* outer, const CteScope* ctes);
  // Adds the relations of a FROM list to the scope, and what their joins decide to the rows.
  void from(const std::vector<Node>& list, Scope* scope, const CteScope* ctes, Origins* rows);
  [[nodiscard]] const Range* add_range(Range range);
  [[nodiscard]] Relation base(std::uint32_t source);
  static void add_items(const Range* range, std::vector<Item>* items);
  [[nodiscard]] Origins column(const Range& range, const std::string& name, std::int64_t location);

  // The rows that INSERT, UPDATE, DELETE and MERGE return, as what their target holds.
  [[nodiscard]] Relation returned(const Node& statement, const CteScope* ctes);
  void targets(const std::vector<Node>& list, Scope* scope, const CteScope* ctes, Relation* out);

  // Statements within WITH (INSERT ... RETURNING); the caller resolves them after the main one.
  std::vector<Node> nested;

 private:
  struct FromPart {
    std::vector<const Range*> ranges;
    std::vector<Item> items;
  };

  // resolve_query.cc
  [[nodiscard]] Relation set_operation(const Node& select, const Scope* outer, const CteScope* ctes);
  [[nodiscard]] Relation united(Relation left, Relation right);
  [[nodiscard]] Relation plain_select(const Node& select, const Scope* outer, const CteScope* ctes);
  [[nodiscard]] Relation values(const Node& select, const Scope* outer, const CteScope* ctes);
  void group(const Node& item, const std::vector<Node>& list, const Relation& out, const Scope& scope,
             const CteScope* ctes, Origins* rows);
  [[nodiscard]] Origins output_column(const Node& item, const Relation& out, bool* found);
  [[nodiscard]] RelationPtr cte_relation(Cte* cte);
  [[nodiscard]] Relation recursive(Cte* cte, const Node& select);
  void rename(Relation* relation, const std::vector<Node>& names);

  // resolve_star.cc
  void star(const Node& reference, const std::vector<Node>& list, std::size_t* at, const Scope& scope,
            const CteScope* ctes, Relation* out);

  // resolve_from.cc
  [[nodiscard]] FromPart part(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows);
  [[nodiscard]] FromPart range_var(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows);
  [[nodiscard]] FromPart join(const Node& item, Scope* scope, const CteScope* ctes, Origins* rows);
  [[nodiscard]] FromPart function(const Node& item, Scope* scope, const CteScope* ctes);
  [[nodiscard]] FromPart file(const Node& item, const Node& call);
  [[nodiscard]] FromPart table_function(const Node& item, Scope* scope, const CteScope* ctes);
  [[nodiscard]] FromPart one(Range range);
  void using_columns(const std::vector<std::string>& names, const std::string& kind, const FromPart& left,
                     const FromPart& right, FromPart* out, Origins* rows, std::int64_t location);

  // resolve_pivot.cc
  [[nodiscard]] FromPart pivot(const Node& item, const Node& call, const FromPart& left, const Scope& within,
                               const CteScope* ctes, Origins* rows);

  // resolve_names.cc
  [[nodiscard]] Origins reference(const Node& node, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] Origins qualified(const std::vector<std::string>& parts, const Scope& scope, std::int64_t location);
  [[nodiscard]] Origins whole_row(const Range& range, std::int64_t location);
  [[nodiscard]] Origins open_column(const Relation& relation, const std::string& name);
  [[nodiscard]] const Range* range_of(const std::vector<std::string>& qualifier, std::size_t count, const Scope& scope);
  void unknown(std::string message, std::int64_t location);

  // resolve_unqualified.cc
  [[nodiscard]] Origins unqualified(const std::string& name, const Scope& scope, std::int64_t location);
  [[nodiscard]] Origins ambiguous(const std::vector<const Item*>& items, const std::vector<const Range*>& open,
                                  const std::string& name, const char* why, std::int64_t location);
  [[nodiscard]] Origins likely(const Range& range, const Range* elements, const std::string& name, const Scope& scope,
                               std::int64_t location);
  [[nodiscard]] bool means_alias(const Column& alias, bool open, const std::string& name, const Scope& scope,
                                 std::int64_t location);

  // resolve_expression.cc
  [[nodiscard]] Origins call(const Node& node, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] Origins window(const Node& over, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] Origins conditional(const Node& node, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] Origins subquery(const Node& node, const Scope& scope, const CteScope* ctes);
  [[nodiscard]] Origins all_of(const std::vector<Node>& nodes, const Scope& scope, const CteScope* ctes,
                               const How& how);
  [[nodiscard]] std::string output_name(const Node& target);

  Analysis& a_;
  std::deque<Range> ranges_;
  std::deque<Cte> ctes_;
  std::deque<CteScope> cte_scopes_;
};

[[nodiscard]] Node pivot_call(const Node& item);  // of a FROM item that stands for PIVOT or UNPIVOT; else none
[[nodiscard]] bool has_aggregate(const Node& node);
[[nodiscard]] std::string function_name(const Node& call);  // in lower case, without its schema

}  // namespace trama::lineage::sql
