#include "catalog/lineage/sql/statement.h"

#include <algorithm>
#include <utility>

#include "catalog/lineage/sql/resolver.h"

namespace trama::lineage::sql {
namespace {

class StatementResolver {
 public:
  StatementResolver(StatementKind kind, Analysis* analysis) : a_(*analysis), resolver_(analysis) { out_.kind = kind; }

  StatementLineage run(const Node& statement, std::vector<Node>* nested) {
    const std::string_view kind = statement.kind();
    if (kind == "SelectStmt")
      select(statement);
    else if (kind == "CreateTableAsStmt")
      create(statement);
    else if (kind == "InsertStmt")
      insert(statement);
    else if (kind == "UpdateStmt")
      update(statement);
    else if (kind == "DeleteStmt")
      remove(statement);
    else if (kind == "MergeStmt")
      merge(statement);
    finish();
    *nested = std::move(resolver_.nested);
    return std::move(out_);
  }

 private:
  void set_target(const Node& relation) { out_.target = a_.name_of(relation); }

  void select(const Node& statement) {
    if (statement["intoClause"]) {
      out_.kind = StatementKind::create_table;
      set_target(statement["intoClause"]["rel"]);
    }
    take(resolver_.query(statement, nullptr, nullptr));
  }

  void create(const Node& statement) {
    set_target(statement["into"]["rel"]);
    Relation relation = resolver_.query(statement["query"], nullptr, nullptr);
    const std::vector<Node> names = statement["into"]["colNames"].items();
    std::vector<std::string> columns;
    for (const Node& name : names) columns.push_back(a_.stored(name.string()));
    if (a_.rewritten().defines_columns) {
      for (const std::string& name : columns) relation.columns.push_back({name, {}});
    } else if (!columns.empty()) {
      position(&relation, columns);
    }
    take(std::move(relation));
  }

  void insert(const Node& statement) {
    const CteScope* ctes = resolver_.with(statement["withClause"], nullptr, nullptr);
    set_target(statement["relation"]);
    Relation relation = resolver_.query(statement["selectStmt"], nullptr, ctes);
    std::vector<std::string> columns;
    for (const Node& column : statement["cols"].items()) columns.push_back(target_name(column));
    if (columns.empty() && !a_.rewritten().insert_by_name) columns = target_columns(relation);
    if (!columns.empty()) position(&relation, columns);
    if (statement["onConflictClause"]) conflict(statement["onConflictClause"], &relation, ctes);
    take(std::move(relation));
  }

  // The columns of the target in order; without its schema, those of the query are as good a guess as any.
  std::vector<std::string> target_columns(const Relation& relation) {
    const std::uint32_t source = target_source();
    const std::vector<std::string>* schema = a_.schema(source);
    if (schema != nullptr && relation.closed() && relation.columns.size() <= schema->size()) return *schema;
    if (relation.columns.empty() && !relation.closed()) return {};
    a_.finding("target-columns-assumed",
               "INSERT without a list of columns, and the columns of " + to_string(*out_.target) +
                   (schema == nullptr ? " are not known" : " do not fit") +
                   ": the names of the query are taken for them",
               -1);
    a_.all_incomplete();
    return {};
  }

  std::uint32_t target_source() {
    if (!target_) target_ = a_.source(*out_.target);
    return *target_;
  }

  // Gives the columns of a query these names, in order.
  void position(Relation* relation, const std::vector<std::string>& names) {
    if (!relation->open.empty() || relation->opaque) {
      a_.finding("star-unknown-schema", "which column of SELECT * goes into which column of the list is not known", -1);
      a_.all_incomplete();
      relation->columns.clear();
      for (const std::string& name : names) relation->columns.push_back({name, {}});
      relation->open.clear();
      relation->opaque = false;
      return;
    }
    relation->columns.resize(std::min(relation->columns.size(), names.size()));
    for (std::size_t i = 0; i < relation->columns.size(); ++i) relation->columns[i].name = names[i];
  }

  // ON CONFLICT DO UPDATE: `excluded` is the row that was to be inserted.
  void conflict(const Node& clause, Relation* relation, const CteScope* ctes) {
    Range excluded;
    excluded.alias = "excluded";
    excluded.relation = std::make_shared<Relation>(*relation);
    Scope scope;
    add_target(&scope);
    scope.ranges.push_back(resolver_.add_range(std::move(excluded)));
    assign(clause["targetList"].items(), scope, ctes, relation);
    if (clause["whereClause"]) {
      relation->rows.add(
          composed(resolver_.expression(clause["whereClause"], scope, ctes), indirectly(Subtype::filter)));
    }
  }

  // The target as a relation whose columns the statement may read.
  void add_target(Scope* scope, const std::string& alias = "") {
    Range range;
    range.alias = alias.empty() ? out_.target->table : alias;
    if (alias.empty()) range.path = {out_.target->catalog, out_.target->schema, out_.target->table};
    range.source = target_source();
    range.relation = std::make_shared<Relation>(resolver_.base(*range.source));
    const Range* added = resolver_.add_range(std::move(range));
    scope->ranges.push_back(added);
    Resolver::add_items(added, &scope->items);
  }

  // UPDATE alias ... FROM table alias (T-SQL, MySQL): the target is a relation of the list. True if so.
  bool target_in_list(const Node& relation, const Scope& scope) {
    const std::string name = a_.stored(relation.text("relname"));
    const Dialect dialect = a_.traits().dialect;
    const bool repeats = dialect == Dialect::mysql || dialect == Dialect::tsql;
    for (const Range* range : scope.ranges) {
      if (!range->source) continue;
      const bool alias = relation.text("schemaname").empty() && same_name(range->alias, name);
      const bool same = repeats && a_.sources()[*range->source] == a_.name_of(relation);
      if (!alias && !same) continue;
      target_ = range->source;
      out_.target = a_.sources()[*range->source];
      a_.read.erase(*range->source);
      return true;
    }
    return false;
  }

  void target_and_list(const Node& statement, const char* list, Scope* scope, const CteScope* ctes, Relation* out) {
    set_target(statement["relation"]);
    resolver_.from(statement[list].items(), scope, ctes, &out->rows);
    if (target_in_list(statement["relation"], *scope)) return;
    add_target(scope, a_.stored(statement["relation"]["alias"].text("aliasname")));
  }

  void update(const Node& statement) {
    const CteScope* ctes = resolver_.with(statement["withClause"], nullptr, nullptr);
    Scope scope;
    Relation relation;
    target_and_list(statement, "fromClause", &scope, ctes, &relation);
    assign(statement["targetList"].items(), scope, ctes, &relation);
    where(statement, scope, ctes, &relation);
    take(std::move(relation));
  }

  void remove(const Node& statement) {
    const CteScope* ctes = resolver_.with(statement["withClause"], nullptr, nullptr);
    Scope scope;
    Relation relation;
    target_and_list(statement, "usingClause", &scope, ctes, &relation);
    where(statement, scope, ctes, &relation);
    take(std::move(relation));
  }

  void where(const Node& statement, const Scope& scope, const CteScope* ctes, Relation* out) {
    if (!statement["whereClause"]) return;
    out->rows.add(composed(resolver_.expression(statement["whereClause"], scope, ctes), indirectly(Subtype::filter)));
  }

  void merge(const Node& statement) {
    const CteScope* ctes = resolver_.with(statement["withClause"], nullptr, nullptr);
    set_target(statement["relation"]);
    Scope source;
    Relation relation;
    resolver_.from({statement["sourceRelation"]}, &source, ctes, &relation.rows);
    Scope scope = source;
    add_target(&scope, a_.stored(statement["relation"]["alias"].text("aliasname")));
    relation.rows.add(
        composed(resolver_.expression(statement["joinCondition"], scope, ctes), indirectly(Subtype::join)));
    for (const Node& when : statement["mergeWhenClauses"].items()) {
      if (when["condition"]) {
        relation.rows.add(composed(resolver_.expression(when["condition"], scope, ctes), indirectly(Subtype::filter)));
      }
      if (when.text("commandType") == "CMD_UPDATE") update_of(when, scope, source, ctes, &relation);
      if (when.text("commandType") == "CMD_INSERT") insert_of(when, source, ctes, &relation);
    }
    take(std::move(relation));
  }

  void update_of(const Node& when, const Scope& scope, const Scope& source, const CteScope* ctes, Relation* out) {
    const std::vector<Node> list = when["targetList"].items();
    if (list.size() == 1 && list.front().text("name") == kMarkAll) return all_by_name(source, out);
    assign(list, scope, ctes, out);
  }

  // What is inserted sees the source only.
  void insert_of(const Node& when, const Scope& source, const CteScope* ctes, Relation* out) {
    const std::vector<Node> cells = when["values"].items();
    const std::vector<Node> fields = cells.empty() ? std::vector<Node>() : cells.front()["fields"].items();
    if (fields.size() == 1 && fields.front().string() == kMarkAll) return all_by_name(source, out);
    std::vector<std::string> names;
    for (const Node& column : when["targetList"].items()) names.push_back(target_name(column));
    if (names.empty()) {
      if (const std::vector<std::string>* schema = a_.schema(target_source())) names = *schema;
    }
    if (names.size() < cells.size()) {
      a_.finding("target-columns-assumed", "INSERT without a list of columns, and those of the target are not known",
                 when.location());
      a_.all_incomplete();
    }
    for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i) {
      add(out, names[i], resolver_.expression(cells[i], source, ctes));
    }
  }

  // UPDATE SET * and INSERT *: every column of the source into the one of the same name.
  void all_by_name(const Scope& source, Relation* out) {
    for (const Item& item : source.items) {
      if (!item.open)
        add(out, item.name, item.origins);
      else
        for (const OpenPart& part : item.range->relation->open) out->open.push_back(part);
    }
  }

  static void add(Relation* out, const std::string& name, const Origins& origins) {
    for (Column& column : out->columns) {
      if (same_name(column.name, name)) return column.origins.add(origins);
    }
    out->columns.push_back({name, origins});
  }

  // SET t.a = x: the last part is the column.
  std::string target_name(const Node& target) {
    std::string name = a_.stored(target.text("name"));
    for (const Node& step : target["indirection"].items()) {
      if (step.kind() != "String") continue;
      const bool qualifies =
          out_.target && (same_name(name, out_.target->table) || a_.traits().dialect != Dialect::postgres);
      if (qualifies) name = a_.stored(step.string());
    }
    return name;
  }

  void assign(const std::vector<Node>& list, const Scope& scope, const CteScope* ctes, Relation* out) {
    for (const Node& target : list) add(out, target_name(target), assigned(target["val"], scope, ctes));
  }

  Origins assigned(const Node& value, const Scope& scope, const CteScope* ctes) {
    if (value.kind() != "MultiAssignRef") return resolver_.expression(value, scope, ctes);
    const auto index = static_cast<std::size_t>(std::max<std::int64_t>(value.number("colno", 1), 1) - 1);
    const Node source = value["source"];
    if (source.kind() == "RowExpr") {
      const std::vector<Node> cells = source["args"].items();
      return index < cells.size() ? resolver_.expression(cells[index], scope, ctes) : Origins();
    }
    if (source.kind() != "SubLink") return resolver_.expression(source, scope, ctes);
    const Relation relation = resolver_.query(source["subselect"], &scope, ctes);
    Origins out = relation.rows;
    if (index < relation.columns.size())
      out.add(relation.columns[index].origins);
    else
      a_.all_incomplete();
    return out;
  }

  void take(Relation relation) { relation_ = std::move(relation); }

  void finish() {
    for (const OpenPart& part : relation_.open) {
      std::string of;
      for (const std::uint32_t source : part.alternatives) {
        a_.incomplete(source);
        of += (of.empty() ? "" : ", ") + to_string(a_.sources()[source]);
      }
      a_.finding("star-unknown-schema", "SELECT * over " + of + ", whose columns are not known", part.location);
    }
    if (relation_.rest) {
      for (const Origin& origin : *relation_.rest) a_.incomplete(a_.column_at(origin.column).first);
    }
    out_.columns_complete = relation_.closed();
    if (relation_.opaque || a_.rewritten().templated || a_.rewritten().partial) a_.all_incomplete();
    for (const Column& column : relation_.columns) {
      // Only what is no SQL leaves a column without a name.
      out_.columns.push_back(column.name.empty() ? "?column?" : column.name);
      for (const Origin& origin : column.origins) add_edge(origin, out_.columns.back());
    }
    for (const Origin& origin : relation_.rows) add_edge(origin, "");
    settle_edges();
    settle_sources();
  }

  void add_edge(const Origin& origin, const std::string& target) {
    const auto& [source, name] = a_.column_at(origin.column);
    const bool rewrites = out_.kind == StatementKind::update || out_.kind == StatementKind::remove ||
                          out_.kind == StatementKind::merge || out_.kind == StatementKind::insert;
    if (rewrites && target_ == source && origin.type == DependencyType::indirect && !a_.read.contains(source)) return;
    if (out_.edges.size() >= 2 * kColumnEdgesMax) throw Exceeded{"it has more column edges than are kept"};
    out_.edges.push_back({source, name, target, origin.type, origin.subtype, origin.masking, origin.ambiguous});
  }

  // Sorted, each once; what is sure hides the same in doubt.
  void settle_edges() {
    std::ranges::sort(out_.edges);
    std::vector<ColumnEdge> kept;
    for (ColumnEdge& edge : out_.edges) {
      if (!kept.empty()) {
        ColumnEdge sure = edge;
        sure.ambiguous = kept.back().ambiguous;
        if (kept.back() == sure) continue;
      }
      kept.push_back(std::move(edge));
    }
    if (kept.size() > kColumnEdgesMax) throw Exceeded{"it has more column edges than are kept"};
    out_.edges = std::move(kept);
  }

  // The target itself is a source only where its values are read.
  void settle_sources() {
    std::vector<std::uint32_t> index(a_.sources().size(), 0);
    for (std::uint32_t i = 0; i < a_.sources().size(); ++i) {
      const bool used = a_.read.contains(i) ||
                        std::ranges::any_of(out_.edges, [&](const ColumnEdge& edge) { return edge.source == i; });
      if (!used) continue;
      index[i] = static_cast<std::uint32_t>(out_.sources.size());
      out_.sources.push_back({a_.sources()[i], a_.complete(i)});
    }
    for (ColumnEdge& edge : out_.edges) edge.source = index[edge.source];
    std::ranges::sort(out_.edges);
  }

  Analysis& a_;
  Resolver resolver_;
  StatementLineage out_;
  Relation relation_;
  std::optional<std::uint32_t> target_;
};

}  // namespace

StatementLineage resolve_statement(const Node& statement, StatementKind kind, Analysis* analysis,
                                   std::vector<Node>* nested) {
  return StatementResolver(kind, analysis).run(statement, nested);
}

StatementKind kind_of(const Node& statement) {
  const std::string_view kind = statement.kind();
  if (kind == "InsertStmt") return StatementKind::insert;
  if (kind == "UpdateStmt") return StatementKind::update;
  if (kind == "DeleteStmt") return StatementKind::remove;
  if (kind == "MergeStmt") return StatementKind::merge;
  return StatementKind::select;
}

}  // namespace trama::lineage::sql
