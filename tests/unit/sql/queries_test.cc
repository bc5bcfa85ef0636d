// Plain queries: expressions, clauses, joins and names.
#include <array>

#include <doctest/doctest.h>

#include "tests/unit/sql/cases.h"

using trama::lineage::sql::Dialect;
using trama::sql_cases::Case;

namespace {

constexpr std::array<Case, 30> kFirst = {{
    {"a column as it is", Dialect::postgres, "", R"(select a from t)", R"(select from t: a <- t.a identity)"},
    {"an alias names the output", Dialect::postgres, "", R"(select a as x from t)",
     R"(select from t: x <- t.a identity)"},
    {"an expression transforms", Dialect::postgres, "", R"(select a + b as x from t)",
     R"(select from t: x <- t.a transformation; x <- t.b transformation)"},
    {"a cast transforms", Dialect::postgres, "", R"(select a::int as x from t)",
     R"(select from t: x <- t.a transformation)"},
    {"a literal comes from nowhere", Dialect::postgres, "", R"(select 1 as x, 'y' as y from t)", R"(select from t:)"},
    {"an aggregate aggregates", Dialect::postgres, "", R"(select sum(a) as x from t)",
     R"(select from t: x <- t.a aggregation)"},
    {"a count masks, as OpenLineage has it", Dialect::postgres, "", R"(select count(a) as x from t)",
     R"(select from t: x <- t.a aggregation masked)"},
    {"count star needs no column", Dialect::postgres, "", R"(select count(*) as x from t)", R"(select from t:)"},
    {"an expression of an aggregate is an aggregation", Dialect::postgres, "", R"(select sum(a) / 2 as x from t)",
     R"(select from t: x <- t.a aggregation)"},
    {"a hash masks", Dialect::postgres, "", R"(select md5(a) as x, sha256(b) as y from t)",
     R"(select from t: x <- t.a transformation masked; y <- t.b transformation masked)"},
    {"what a masked column becomes later stays masked", Dialect::postgres, "",
     R"(select upper(h) as x from (select md5(a) as h from t) s)", R"(select from t: x <- t.a transformation masked)"},
    {"coalesce and greatest transform", Dialect::postgres, "",
     R"(select coalesce(a, b) as x, greatest(c, d) as y from t)",
     R"(select from t: x <- t.a transformation; x <- t.b transformation; y <- t.c transformation; y <- t.d transformation)"},
    {"where filters all rows", Dialect::postgres, "", R"(select a from t where b > 1)",
     R"(select from t: * <- t.b filter; a <- t.a identity)"},
    {"a condition in CASE decides, its results flow", Dialect::postgres, "",
     R"(select case when a > 0 then b else c end as x from t)",
     R"(select from t: x <- t.a conditional; x <- t.b transformation; x <- t.c transformation)"},
    {"the operand of CASE decides", Dialect::postgres, "", R"(select case a when 1 then b end as x from t)",
     R"(select from t: x <- t.a conditional; x <- t.b transformation)"},
    {"group by decides the rows", Dialect::postgres, "", R"(select a, sum(b) as s from t group by a)",
     R"(select from t: * <- t.a group_by; a <- t.a identity; s <- t.b aggregation)"},
    {"group by position and alias", Dialect::postgres, "", R"(select date(a) as d, b from t group by 1, b)",
     R"(select from t: * <- t.a group_by; * <- t.b group_by; b <- t.b identity; d <- t.a transformation)"},
    {"grouping sets", Dialect::postgres, "", R"(select a, b, sum(c) as s from t group by grouping sets ((a), (b), ()))",
     R"(select from t: * <- t.a group_by; * <- t.b group_by; a <- t.a identity; b <- t.b identity; s <- t.c aggregation)"},
    {"rollup and cube", Dialect::postgres, "", R"(select a, sum(c) as s from t group by rollup (a, b))",
     R"(select from t: * <- t.a group_by; * <- t.b group_by; a <- t.a identity; s <- t.c aggregation)"},
    {"having filters", Dialect::postgres, "", R"(select a from t group by a having max(b) > 1)",
     R"(select from t: * <- t.a group_by; * <- t.b filter; a <- t.a identity)"},
    {"order by sorts, by alias first", Dialect::postgres, "", R"(select a as x, b from t order by x, c)",
     R"(select from t: * <- t.a sort; * <- t.c sort; b <- t.b identity; x <- t.a identity)"},
    {"order by position", Dialect::postgres, "", R"(select a, b from t order by 2 desc)",
     R"(select from t: * <- t.b sort; a <- t.a identity; b <- t.b identity)"},
    {"distinct groups by its columns", Dialect::postgres, "", R"(select distinct a from t)",
     R"(select from t: * <- t.a group_by; a <- t.a identity)"},
    {"distinct on groups by its list", Dialect::postgres, "", R"(select distinct on (a) b from t order by a, c)",
     R"(select from t: * <- t.a group_by; * <- t.a sort; * <- t.c sort; b <- t.b identity)"},
    {"filter of an aggregate", Dialect::postgres, "", R"(select sum(a) filter (where b) as x from t)",
     R"(select from t: x <- t.a aggregation; x <- t.b filter)"},
    {"order within an aggregate sorts", Dialect::postgres, "", R"(select string_agg(a, ',' order by b) as x from t)",
     R"(select from t: x <- t.a aggregation; x <- t.b sort)"},
    {"within group of a percentile is what is aggregated", Dialect::postgres, "",
     R"(select percentile_cont(0.5) within group (order by a) as x from t)", R"(select from t: x <- t.a aggregation)"},
    {"a window decides its own column", Dialect::postgres, "",
     R"(select sum(a) over (partition by b order by c) as x, a as y from t)",
     R"(select from t: x <- t.a aggregation; x <- t.b window; x <- t.c window; y <- t.a identity)"},
    {"a named window", Dialect::postgres, "",
     R"(select rank() over w as x from t window w as (partition by a order by b))",
     R"(select from t: x <- t.a window; x <- t.b window)"},
    {"a window that extends a named one", Dialect::postgres, "",
     R"(select rank() over (w order by b) as x from t window w as (partition by a))",
     R"(select from t: x <- t.a window; x <- t.b window)"},
}};

constexpr std::array<Case, 20> kSecond = {{
    {"lag transforms within its window", Dialect::postgres, "", R"(select lag(a) over (order by b) as x from t)",
     R"(select from t: x <- t.a transformation; x <- t.b window)"},
    {"a join decides the rows", Dialect::postgres, "", R"(select t.a, u.b from t join u on t.id = u.id)",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity)"},
    {"a left join with an expression in its condition", Dialect::postgres, "",
     R"(select t.a from t left join u on t.id = coalesce(u.id, u.alt))",
     R"(select from t, u: * <- t.id join; * <- u.alt join; * <- u.id join; a <- t.a identity)"},
    {"using merges the column of the left side", Dialect::postgres, "", R"(select id, b from t join u using (id))",
     R"(select from t~, u~: * <- t.id join; * <- u.id join; b <- t.b identity ?; b <- u.b identity ?; id <- t.id identity !ambiguous-column)"},
    {"the same relation twice", Dialect::postgres, "", R"(select x.a, y.a as b from t x join t y on x.p = y.id)",
     R"(select from t: * <- t.id join; * <- t.p join; a <- t.a identity; b <- t.a identity)"},
    {"a full join makes the merged column of both", Dialect::postgres, "t(id, a) u(id, b)",
     R"(select id from t full join u using (id))",
     R"(select from t, u: * <- t.id join; * <- u.id join; id <- t.id transformation; id <- u.id transformation)"},
    {"a right join takes the merged column of the right", Dialect::postgres, "t(id, a) u(id, b)",
     R"(select id from t right join u using (id))",
     R"(select from t, u: * <- t.id join; * <- u.id join; id <- u.id identity)"},
    {"using with known columns", Dialect::postgres, "t(id, a) u(id, b)", R"(select id, a, b from t join u using (id))",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity; id <- t.id identity)"},
    {"star after using lists the merged column once, first", Dialect::postgres, "t(a, id) u(id, b)",
     R"(select * from t join u using (id))",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity; id <- t.id identity)"},
    {"natural join of known schemas", Dialect::postgres, "t(id, a) u(id, b)", R"(select * from t natural join u)",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity; id <- t.id identity)"},
    {"natural join of unknown schemas is told", Dialect::postgres, "", R"(select t.a from t natural join u)",
     R"(select from t~, u~: a <- t.a identity !natural-join)"},
    {"three joins with using", Dialect::postgres, "",
     R"(select id, t.a, u.b, v.c from t join u using (id) left join v using (id))",
     R"(select from t, u, v: * <- t.id join; * <- u.id join; * <- v.id join; a <- t.a identity; b <- u.b identity; c <- v.c identity; id <- t.id identity)"},
    {"a cross join decides nothing", Dialect::postgres, "", R"(select a.x, b.y from a cross join b)",
     R"(select from a, b: x <- a.x identity; y <- b.y identity)"},
    {"comma join filters where it compares", Dialect::postgres, "", R"(select a.x, b.y from a, b where a.id = b.id)",
     R"(select from a, b: * <- a.id filter; * <- b.id filter; x <- a.x identity; y <- b.y identity)"},
    {"nested joins in brackets", Dialect::postgres, "",
     R"(select a.x, c.z from a join (b join c on b.i = c.i) on a.i = b.i)",
     R"(select from a, b, c: * <- a.i join; * <- b.i join; * <- c.i join; x <- a.x identity; z <- c.z identity)"},
    {"an alias for a join", Dialect::postgres, "t(id, a) u(id, b)", R"(select j.a, j.b from (t join u using (id)) j)",
     R"(select from t, u: * <- t.id join; * <- u.id join; a <- t.a identity; b <- u.b identity)"},
    {"schema qualified columns", Dialect::postgres, "", R"(select s.t.a from s.t)",
     R"(select from s.t: a <- s.t.a identity)"},
    {"three part names", Dialect::postgres, "", R"(select c.s.t.a, t.b from c.s.t)",
     R"(select from c.s.t: a <- c.s.t.a identity; b <- c.s.t.b identity)"},
    {"quoted names keep their case", Dialect::postgres, "", R"(select "Total" as "X" from "T")",
     R"(select from T: X <- T.Total identity)"},
    {"unquoted names are folded", Dialect::postgres, "", R"(select Total from T)",
     R"(select from t: total <- t.total identity)"},
}};

}  // namespace

TEST_CASE("lineage of SQL: expressions and clauses") {
  trama::sql_cases::check(kFirst);
}

TEST_CASE("lineage of SQL: joins and names") {
  trama::sql_cases::check(kSecond);
}
