// What a statement is, and its head in the words of PostgreSQL: options that say nothing about lineage go.
#include <algorithm>

#include "catalog/lineage/sql/rewrite.h"

namespace trama::lineage::sql {
namespace {

constexpr auto kNone = Tokens::kNone;

// Statements that move no data, or none that SQL describes.
constexpr std::string_view kSilent =
    " alter drop grant revoke set unset show describe desc comment analyze vacuum optimize refresh msck commit "
    "rollback "
    "start end if return explain truncate lock unlock pragma attach detach install load go print exec execute add "
    "repair uncache clear reset kill rename undrop do call declare use export import import_table savepoint release "
    "prepare deallocate discard listen notify reindex cluster checkpoint purge fetch open close loop while for leave "
    "else exception raise let list put get remove rm ls delimiter backup restore ";

constexpr std::string_view kModifiers =
    " or replace alter refresh temp temporary transient volatile global local external secure recursive unlogged live "
    "streaming dynamic materialized force multiset hybrid iceberg private shared foreign managed noforce editionable "
    "algorithm = undefined merge temptable definer sql security invoker ";

bool begins_query(const Tokens& t, std::size_t i) {
  while (t.is(i, "(")) i = t.next(i);
  if (t.is(i, "with")) return !t.after(i).is("(") && !t.after(i).is("no") && !t.after(i).is("data");
  return t.is(i, "select") || t.is(i, "values") || t.is(i, "from") || (t.is(i, "table") && t.after(i).identifier());
}

// Behind a dotted name that begins at i; i itself where none does.
std::size_t behind_name(const Tokens& t, std::size_t i) {
  if (i >= t.size() || t[i].kind == TokenKind::symbol) return i;
  std::size_t at = t.next(i);
  while (t.is(at, ".") || (t.is(at, "-") && t[at].glued)) {
    at = t.next(at);
    if (!t.is(at, ".")) at = t.next(at);
  }
  return at;
}

// Keeps the names of a list of columns with types: `(a int not null, primary key (a))` becomes `(a)`.
void keep_column_names(Tokens* t, std::size_t open) {
  static constexpr std::string_view kConstraints =
      " primary unique foreign constraint check index key period exclude like fulltext spatial ";
  const std::size_t close = t->matching(open);
  bool kept = false;
  std::size_t comma = kNone;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(t->find(at, {","}), close);
    const std::size_t name = (*t)[at].text.empty() ? t->next(at) : at;
    const bool keep = name < end && (*t)[name].identifier() &&
                      ((*t)[name].kind == TokenKind::name || !among(kConstraints, (*t)[name].word));
    for (std::size_t i = at; i < end; ++i) {
      if (!keep || i != name) (*t)[i].drop();
    }
    if (keep && kept) (*t)[comma].text = ",";
    kept = kept || keep;
    if (end < close) (*t)[end].drop();
    comma = end;
    at = end + 1;
  }
  if (!kept) t->drop(open, close + 1);
}

class Head {
 public:
  explicit Head(Rewrite* r) : r_(*r), t_(r->tokens) {}

  void run() {
    std::size_t i = t_.first();
    while (t_.is(i, "begin") && i + 1 < t_.size()) {
      t_[i].drop();
      i = t_.next(i);
    }
    const std::string& word = t_[i].word;
    if (word == "with")
      with(i);
    else if (word == "create")
      create(i);
    else if (word == "insert" || word == "upsert" || (word == "replace" && t_.after(i).is("into")))
      insert(i);
    else if (word == "merge")
      merge(i);
    else if (word == "update")
      update(i);
    else if (word == "delete")
      remove(i);
    else if (word == "cache")
      cache(i);
    else if (word == "alter" && t_.after(i).is("view"))
      alter_view(i);
    else if (word == "copy")
      copy(i);
    else if (word == "select" || word == "values" || word == "from" || word == "(" || word == "table")
      select();
    else if (t_[i].kind == TokenKind::end || among(kSilent, word))
      r_.lineage = false;
    else
      r_.kind = StatementKind::other;
  }

 private:
  void select() { r_.kind = StatementKind::select; }

  void with(std::size_t i) {
    const std::size_t verb = t_.find(i, {"select", "insert", "update", "delete", "merge", "values", "from"});
    if (t_.is(verb, "insert")) return insert(verb);
    if (t_.is(verb, "merge")) return merge(verb);
    if (t_.is(verb, "update")) return update(verb);
    if (t_.is(verb, "delete")) return remove(verb);
    select();
  }

  void create(std::size_t i) {
    std::size_t at = t_.next(i);
    while (among(kModifiers, t_[at].word)) at = t_.next(at);
    const bool view = t_.is(at, "view");
    if (t_.is(at, "procedure") || t_.is(at, "proc") || t_.is(at, "task")) return body(at);
    if (!view && !t_.is(at, "table")) {
      r_.lineage = false;
      return;
    }
    at = t_.next(at);
    if (t_.are(at, {"if", "not", "exists"})) at = t_.next(t_.next(t_.next(at)));
    create_as(i, at, view);
  }

  // The first statement of a procedure; those that follow it stand alone.
  void body(std::size_t at) {
    std::size_t begin = t_.find(at, {"begin"});
    if (!t_.is(begin, "begin")) begin = t_.find(at, {"as"});
    if (begin >= t_.size() || t_.after(begin).kind == TokenKind::string) {
      r_.lineage = false;
      return;
    }
    t_.drop(0, begin + 1);
    run();
  }

  void create_as(std::size_t i, std::size_t name, bool view) {
    r_.kind = view ? StatementKind::create_view : StatementKind::create_table;
    t_[i].text = "CREATE TABLE";
    t_.drop(i + 1, name);
    const std::size_t behind = behind_name(t_, name);
    std::size_t options = behind;
    if (t_.is(behind, "(") && t_.matching(behind) != kNone && !begins_query(t_, t_.next(behind))) {
      options = t_.matching(behind) + 1;
    }
    const std::size_t as = query_of(options);
    if (as == kNone) return without_query(name, behind, options);
    t_.drop(options, as);
    if (options > behind) keep_column_names(&t_, behind);
    drop_tail(as);
  }

  // The AS before a query, or what stands for it; kNone: there is no query.
  std::size_t query_of(std::size_t from) {
    for (std::size_t at = t_.find(from, {"as"}); at < t_.size(); at = t_.find(at + 1, {"as"})) {
      if (!t_.is(at, "as")) return kNone;
      if (begins_query(t_, t_.next(at))) return at;
    }
    for (const std::string_view word : {"clone", "copy"}) {
      const std::size_t at = t_.find(from, {word});
      if (!t_.is(at, word)) continue;
      t_[at].text = "AS SELECT * FROM";
      return at;
    }
    const std::size_t query = t_.is(from, "(") && begins_query(t_, from) ? from : t_.find(from, {"select"});
    if (!t_.is(query, "select") && !t_.is(query, "(")) return kNone;
    t_[query].text = "AS " + t_[query].text;
    return query;
  }

  void without_query(std::size_t name, std::size_t behind, std::size_t options) {
    const bool like = t_.is(t_.find(behind, {"like"}), "like");
    r_.defines_columns = options > behind && !like;
    r_.lineage = r_.defines_columns;
    if (!r_.lineage) return;
    t_.drop(options, t_.size());
    keep_column_names(&t_, behind);
    // A query that answers with no column, so that the grammar reads name and columns.
    t_[options - 1].text += " AS SELECT";
    (void)name;
  }

  // WITH NO DATA, WITH NO SCHEMA BINDING, WITH CHECK OPTION ...
  void drop_tail(std::size_t from) {
    for (std::size_t at = t_.find(from, {"with"}); t_.is(at, "with"); at = t_.find(at + 1, {"with"})) {
      const Token& then = t_.after(at);
      if (!then.is("no") && !then.is("data") && !then.is("check") && !then.is("read") && !then.is("cascaded")) continue;
      if (t_.after(t_.next(at)).is("as")) continue;
      t_.drop(at, t_.size());
      return;
    }
  }

  void insert(std::size_t i) {
    r_.kind = StatementKind::insert;
    std::size_t at = t_.next(i);
    static constexpr std::string_view kBetween =
        " overwrite into table ignore or replace low_priority local directory ";
    while (t_[at].kind == TokenKind::word && among(kBetween, t_[at].word)) at = t_.next(at);
    t_[i].text = "INSERT INTO";
    t_.drop(i + 1, at);
    if (t_[at].kind == TokenKind::string) t_[at].text = quoted_name(t_[at].name);
    std::size_t rest = behind_name(t_, at);
    insert_columns(rest);
    const std::size_t duplicate = t_.find(rest, {"duplicate"});
    if (t_.is(duplicate, "duplicate") && t_.before(duplicate).is("on")) {
      r_.partial = true;
      r_.note("clause-ignored", "what ON DUPLICATE KEY UPDATE writes is not worked out", t_.previous(duplicate));
    }
    cut_at(rest, "on", "duplicate");
  }

  void insert_columns(std::size_t at) {
    bool columns = false;
    while (at < t_.size()) {
      if (t_.is(at, "(") && t_.matching(at) != kNone) {
        if (begins_query(t_, at)) return;
        const std::size_t close = t_.matching(at);
        if (columns) t_.drop(at, close + 1);
        columns = true;
        at = t_.next(close);
      } else if (begins_query(t_, at) || t_.are(at, {"default", "values"})) {
        return;
      } else if (t_.is(at, "as") && !columns) {
        at = t_.next(t_.next(at));
      } else {
        r_.insert_by_name = r_.insert_by_name || t_.are(at, {"by", "name"});
        const bool option = t_.is(at, "partition") || t_.is(at, "with") || t_.is(at, "replace");
        t_[at].drop();
        at = t_.next(at);
        if (option) at = drop_option(at);
      }
    }
  }

  // PARTITION (...), WITH (...), REPLACE WHERE ...
  std::size_t drop_option(std::size_t at) {
    if (t_.is(at, "(") && t_.matching(at) != kNone) {
      const std::size_t close = t_.matching(at);
      t_.drop(at, close + 1);
      return t_.next(close);
    }
    const std::size_t query = t_.find(at, {"select", "with", "values", "from"});
    t_.drop(at, query);
    return query;
  }

  void cut_at(std::size_t from, std::string_view word, std::string_view then) {
    for (std::size_t at = t_.find(from, {word}); t_.is(at, word); at = t_.find(at + 1, {word})) {
      if (!then.empty() && !t_.after(at).is(then)) continue;
      t_.drop(at, t_.size());
      return;
    }
  }

  void merge(std::size_t i) {
    r_.kind = StatementKind::merge;
    std::size_t target = t_.next(i);
    while (t_.is(target, "into") || t_.are(target, {"with", "schema"}) || t_.is(target, "schema") ||
           t_.is(target, "evolution")) {
      target = t_.next(target);
    }
    t_[i].text = "MERGE INTO";
    t_.drop(i + 1, target);
    const std::size_t behind = behind_name(t_, target);
    if (t_.are(behind, {"with", "("})) t_.drop(behind, t_.matching(t_.next(behind)) + 1);
    cut_at(target, "output", "");
    for (std::size_t at = t_.find(target, {"when"}); t_.is(at, "when"); at = t_.find(at + 1, {"when"})) when(at);
  }

  void when(std::size_t at) {
    const std::size_t matched = t_.find(at, {"matched"});
    const std::size_t by = t_.next(matched);
    if (t_.are(by, {"by", "target"})) t_.drop(by, t_.next(by) + 1);
    if (t_.are(by, {"by", "source"})) {
      t_.drop(by, t_.next(by) + 1);
      t_.drop(at + 1, matched);
    }
    const std::size_t action = t_.next(t_.find(at, {"then"}));
    const std::size_t star = t_.next(action);
    const std::string all = quoted_name(kMarkAll);
    if (t_.is(action, "insert") && (t_.is(star, "*") || t_.is(star, "row"))) t_[star].text = "VALUES (" + all + ")";
    if (t_.are(action, {"update", "*"})) t_[star].text = "SET " + all + " = 1";
    if (t_.are(action, {"update", "set", "*"})) t_[t_.next(star)].text = all + " = 1";
  }

  void update(std::size_t i) {
    r_.kind = StatementKind::update;
    std::size_t first = t_.next(i);
    while (t_.is(first, "low_priority") || t_.is(first, "ignore")) {
      t_[first].drop();
      first = t_.next(first);
    }
    const std::size_t set = t_.find(first, {"set"});
    const std::size_t output = t_.find(set, {"output"});
    if (t_.is(output, "output") && r_.dialect() == Dialect::tsql) {
      r_.note("clause-ignored", "what OUTPUT writes is not worked out", output);
      t_.drop(output, t_.find(output, {"from", "where"}));
    }
    const std::size_t join = t_.find(first, {"join", ",", "set"});
    if (!t_.is(set, "set") || join >= set) return;
    // MySQL: UPDATE a JOIN b ON c SET d WHERE e.
    std::string target;
    for (std::size_t at = first; at < behind_name(t_, first); ++at) target += t_[at].text;
    const std::size_t where = t_.find(set, {"where", "order", "limit"});
    t_[i].text = "UPDATE " + target;
    t_[first].text = "FROM " + t_[first].text;
    t_[first].glued = false;
    t_.rotate(first, set, where);
  }

  void remove(std::size_t i) {
    r_.kind = StatementKind::remove;
    const std::size_t then = t_.next(i);
    if (!t_.is(then, "from")) {
      t_[i].text = "DELETE FROM";
      const std::size_t from = t_.find(then, {"from"});
      if (t_.is(from, "from")) t_[from].text = "USING";
      return;
    }
    const std::size_t second = t_.find(t_.next(then), {"from", "where"});
    if (t_.is(second, "from")) t_[second].text = "USING";
    if (r_.dialect() == Dialect::tsql) cut_at(then, "output", "");
  }

  void cache(std::size_t i) {
    std::size_t at = t_.next(i);
    while (t_.is(at, "lazy") || t_.is(at, "table")) at = t_.next(at);
    create_as(i, at, false);
  }

  void alter_view(std::size_t i) { create_as(i, t_.next(t_.next(i)), true); }

  // COPY INTO target FROM something: the grammar does not know it; the relations are found all the same.
  void copy(std::size_t i) {
    r_.kind = StatementKind::other;
    r_.lineage = t_.is(t_.find(i, {"from"}), "from");
  }

  Rewrite& r_;
  Tokens& t_;
};

}  // namespace

void rewrite_head(Rewrite* r) {
  Head(r).run();
}

}  // namespace trama::lineage::sql
