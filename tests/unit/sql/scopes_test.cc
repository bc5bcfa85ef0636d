// What is in sight where: CTEs, subqueries, set operations, stars.
#include <array>

#include <doctest/doctest.h>

#include "tests/unit/sql/cases.h"

using trama::lineage::sql::Dialect;
using trama::sql_cases::Case;

namespace {

constexpr std::array<Case, 10> kFirst = {{
    {"a CTE is looked through", Dialect::postgres, "", R"(with x as (select a as b from t) select b as c from x)",
     R"(select from t: c <- t.a identity)"},
    {"a CTE with a list of columns", Dialect::postgres, "", R"(with x(p, q) as (select a, b from t) select q from x)",
     R"(select from t: q <- t.b identity)"},
    {"a CTE of a CTE", Dialect::postgres, "",
     R"(with x as (select a from t), y as (select sum(a) as s from x) select s + 1 as z from y)",
     R"(select from t: z <- t.a aggregation)"},
    {"a CTE hides a relation of its name", Dialect::postgres, "", R"(with t as (select a as b from u) select b from t)",
     R"(select from u: b <- u.a identity)"},
    {"a CTE sees the relation it hides", Dialect::postgres, "", R"(with t as (select a from t) select a from t)",
     R"(select from t: a <- t.a identity)"},
    {"a CTE that nobody uses is no source", Dialect::postgres, "",
     R"(with x as (select a from t), y as (select b from u) select a from x)", R"(select from t: a <- t.a identity)"},
    {"an inner CTE hides the outer one", Dialect::postgres, "",
     R"(with x as (select a from t) select * from (with x as (select b from u) select b from x) s)",
     R"(select from u: b <- u.b identity)"},
    {"the later of two CTEs of one name sees the earlier", Dialect::postgres, "",
     R"(with x as (select a from t), x as (select a as b from x) select b from x)",
     R"(select from t: b <- t.a identity)"},
    {"a recursive CTE", Dialect::postgres, "",
     R"(with recursive r as (select id, parent, name from t where parent is null union all select t.id, t.parent, r.name from t join r on t.parent = r.id) select name from r)",
     R"(select from t: * <- t.id join; * <- t.parent filter; * <- t.parent join; name <- t.name identity)"},
    {"a recursive CTE with a column list that rotates its columns", Dialect::postgres, "",
     R"(with recursive r(x, y) as (select a, b from t union all select y, x from r where x < 5) select x from r)",
     R"(select from t: * <- t.a filter; * <- t.b filter; x <- t.a identity; x <- t.b identity)"},
}};

constexpr std::array<Case, 26> kSecond = {{
    {"a subquery in FROM", Dialect::postgres, "", R"(select s.x from (select a + 1 as x from t where b = 1) s)",
     R"(select from t: * <- t.b filter; x <- t.a transformation)"},
    {"a subquery with column aliases", Dialect::postgres, "", R"(select p from (select a, b from t) s(q, p))",
     R"(select from t: p <- t.b identity)"},
    {"values with column aliases", Dialect::postgres, "", R"(select k from (values (1, 'a'), (2, 'b')) v(k, n))",
     R"(select:)"},
    {"a scalar subquery decides only its own column", Dialect::postgres, "",
     R"(select a, (select max(b) from u where u.id = t.id) as m from t)",
     R"(select from t, u: a <- t.a identity; m <- t.id filter; m <- u.b aggregation; m <- u.id filter !column-assumed)"},
    {"exists filters", Dialect::postgres, "", R"(select a from t where exists (select 1 from u where u.id = t.id))",
     R"(select from t, u: * <- t.id filter; * <- u.id filter; a <- t.a identity)"},
    {"in filters by both sides", Dialect::postgres, "", R"(select a from t where b in (select c from u where d = 1))",
     R"(select from t, u: * <- t.b filter; * <- u.c filter; * <- u.d filter; a <- t.a identity !column-assumed column-assumed)"},
    {"not in and any", Dialect::postgres, "", R"(select a from t where b <> all (select c from u))",
     R"(select from t, u: * <- t.b filter; * <- u.c filter; a <- t.a identity !column-assumed)"},
    {"a correlated subquery two levels out", Dialect::postgres, "t(id, a) u(id, x) v(x, y)",
     R"(select a from t where exists (select 1 from u where exists (select 1 from v where v.x = u.x and y = a)))",
     R"(select from t, u, v: * <- t.a filter; * <- u.x filter; * <- v.x filter; * <- v.y filter; a <- t.a identity)"},
    {"a name of the inner query comes before that of the outer", Dialect::postgres, "t(a, b) u(a, c)",
     R"(select b from t where exists (select 1 from u where a = c))",
     R"(select from t, u: * <- u.a filter; * <- u.c filter; b <- t.b identity)"},
    {"a scalar subquery within an expression", Dialect::postgres, "",
     R"(select coalesce(a, (select max(b) from u)) as x from t)",
     R"(select from t, u: x <- t.a transformation; x <- u.b aggregation !column-assumed)"},
    {"array of a subquery", Dialect::postgres, "", R"(select array(select b from u where u.id = t.id) as x from t)",
     R"(select from t, u: x <- t.id filter; x <- u.b transformation; x <- u.id filter !column-assumed)"},
    {"lateral sees its neighbours", Dialect::postgres, "",
     R"(select t.a, l.m from t, lateral (select max(u.b) as m from u where u.id = t.id) l)",
     R"(select from t, u: * <- t.id filter; * <- u.id filter; a <- t.a identity; m <- u.b aggregation)"},
    {"a lateral join", Dialect::postgres, "",
     R"(select t.a, l.m from t left join lateral (select u.b as m from u where u.id = t.id) l on true)",
     R"(select from t, u: * <- t.id filter; * <- u.id filter; a <- t.a identity; m <- u.b identity)"},
    {"a function in FROM is made of its arguments", Dialect::postgres, "",
     R"(select g.x from t, unnest(t.items) as g(x))", R"(select from t: x <- t.items transformation)"},
    {"json_each has columns of its own", Dialect::postgres, "", R"(select e.key, e.value from t, jsonb_each(t.doc) e)",
     R"(select from t: key <- t.doc transformation; value <- t.doc transformation)"},
    {"union unites by position", Dialect::postgres, "", R"(select a, b from t union all select c, d from u)",
     R"(select from t, u: a <- t.a identity; a <- u.c identity; b <- t.b identity; b <- u.d identity)"},
    {"union of three with an order", Dialect::postgres, "",
     R"(select a from t union select b from u union select c from v order by 1)",
     R"(select from t, u, v: * <- t.a sort; * <- u.b sort; * <- v.c sort; a <- t.a identity; a <- u.b identity; a <- v.c identity)"},
    {"except filters by its right side", Dialect::postgres, "", R"(select a from t except select b from u)",
     R"(select from t, u: * <- u.b filter; a <- t.a identity)"},
    {"intersect filters by its right side", Dialect::postgres, "", R"(select a from t intersect select b from u)",
     R"(select from t, u: * <- u.b filter; a <- t.a identity)"},
    {"union of a CTE with itself", Dialect::postgres, "",
     R"(with x as (select a, b from t) select a from x union all select b from x)",
     R"(select from t: a <- t.a identity; a <- t.b identity)"},
    {"union within a subquery", Dialect::postgres, "",
     R"(select s.k from (select a as k from t union all select md5(b) from u) s)",
     R"(select from t, u: k <- t.a identity; k <- u.b transformation masked)"},
    {"star of a known schema", Dialect::postgres, "t(a, b, c)", R"(select * from t)",
     R"(select from t: a <- t.a identity; b <- t.b identity; c <- t.c identity)"},
    {"star of one of two", Dialect::postgres, "t(a, b) u(c)", R"(select u.*, t.a from t, u)",
     R"(select from t, u: a <- t.a identity; c <- u.c identity)"},
    {"star of an unknown schema is told", Dialect::postgres, "", R"(select * from t)",
     R"(select from t~ ...: !star-unknown-schema)"},
    {"star of an unknown schema below is no loss", Dialect::postgres, "",
     R"(with s as (select * from t) select a, b from s)", R"(select from t: a <- t.a identity; b <- t.b identity)"},
    {"star of a CTE", Dialect::postgres, "", R"(with s as (select a as x, b from t) select * from s)",
     R"(select from t: b <- t.b identity; x <- t.a identity)"},
}};

constexpr std::array<Case, 22> kThird = {{
    {"star of a CTE over a star", Dialect::postgres, "t(a, b)",
     R"(with s as (select * from t), r as (select *, a + b as c from s) select * from r)",
     R"(select from t: a <- t.a identity; b <- t.b identity; c <- t.a transformation; c <- t.b transformation)"},
    {"star of a values list", Dialect::postgres, "", R"(select * from (values (1, 2)) v(a, b))", R"(select:)"},
    {"star of a join of a known and an unknown relation", Dialect::postgres, "t(a)",
     R"(select * from t join u on t.a = u.a)",
     R"(select from t, u~ ...: * <- t.a join; * <- u.a join; a <- t.a identity !star-unknown-schema)"},
    {"a star of two unknown relations is ambiguous below", Dialect::postgres, "",
     R"(with s as (select * from t join u on t.id = u.id) select a from s)",
     R"(select from t~, u~: * <- t.id join; * <- u.id join; a <- t.a identity ?; a <- u.a identity ? !ambiguous-column)"},
    {"a union of two stars takes a column from both", Dialect::postgres, "",
     R"(with s as (select * from t union all select * from u) select a from s)",
     R"(select from t, u: a <- t.a identity; a <- u.a identity !columns-matched-by-name)"},
    {"an ambiguous column is told, and all it may be", Dialect::postgres, "",
     R"(select a from t join u on t.id = u.id)",
     R"(select from t~, u~: * <- t.id join; * <- u.id join; a <- t.a identity ?; a <- u.a identity ? !ambiguous-column)"},
    {"an ambiguous column of known schemas", Dialect::postgres, "t(id, a) u(id, a)",
     R"(select a from t join u on t.id = u.id)",
     R"(select from t~, u~: * <- t.id join; * <- u.id join; a <- t.a identity ?; a <- u.a identity ? !ambiguous-column)"},
    {"a known schema settles an unqualified column", Dialect::postgres, "t(id, a) u(id, b)",
     R"(select a, b from t join u on t.id = u.id)",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity)"},
    {"an unknown column is told", Dialect::postgres, "t(a)", R"(select b from t)",
     R"(select from t~: !unknown-column)"},
    {"an unknown qualifier is told", Dialect::postgres, "", R"(select x.a from t)",
     R"(select from t~: !unknown-column)"},
    {"a column that only the outer query may have is told", Dialect::postgres, "t(id, a)",
     R"(select a from t where exists (select 1 from u where a = u.x))",
     R"(select from t~, u~: * <- t.a filter ?; * <- u.a filter ?; * <- u.x filter; a <- t.a identity !ambiguous-column)"},
    {"a whole row uses every column", Dialect::postgres, "t(a, b)", R"(select row_to_json(t) as j from t)",
     R"(select from t: j <- t.a transformation; j <- t.b transformation)"},
    {"columns match ignoring case", Dialect::postgres, "t(ID, Name)", R"(select id from t)",
     R"(select from t: id <- t.ID identity)"},
    {"no from", Dialect::postgres, "", R"(select now() as n)", R"(select:)"},
    {"values alone", Dialect::postgres, "", R"(values (1, 2), (3, 4))", R"(select:)"},
    {"table alone", Dialect::postgres, "t(a, b)", R"(table t)",
     R"(select from t: a <- t.a identity; b <- t.b identity)"},
    {"grouping a function by its alias", Dialect::postgres, "",
     R"(select date_trunc('month', a) as m, count(*) as n from t group by m)",
     R"(select from t: * <- t.a group_by; m <- t.a transformation)"},
    {"system functions are no columns", Dialect::postgres, "",
     R"(select current_date as d, localtimestamp as l from t)", R"(select from t:)"},
    {"extract", Dialect::postgres, "", R"(select extract(year from a) as y from t)",
     R"(select from t: y <- t.a transformation)"},
    {"at time zone, between, like, is distinct from", Dialect::postgres, "",
     R"(select a at time zone 'utc' as x from t where b between c and d and e like 'f' and g is distinct from h)",
     R"(select from t: * <- t.b filter; * <- t.c filter; * <- t.d filter; * <- t.e filter; * <- t.g filter; * <- t.h filter; x <- t.a transformation)"},
    {"array and row constructors", Dialect::postgres, "",
     R"(select array[a, b] as x, row(c, d) as y, (e).f as z from t)",
     R"(select from t: x <- t.a transformation; x <- t.b transformation; y <- t.c transformation; y <- t.d transformation; z <- t.e transformation)"},
    {"limit with an expression is no use", Dialect::postgres, "", R"(select a from t limit (select 5))",
     R"(select from t: a <- t.a identity)"},
}};

}  // namespace

TEST_CASE("lineage of SQL: common table expressions") {
  trama::sql_cases::check(kFirst);
}

TEST_CASE("lineage of SQL: subqueries, lateral and set operations") {
  trama::sql_cases::check(kSecond);
}

TEST_CASE("lineage of SQL: stars, ambiguity and what is not known") {
  trama::sql_cases::check(kThird);
}
