// Statements that write, and texts of several statements.
#include <array>

#include <doctest/doctest.h>

#include "tests/unit/sql/cases.h"

using trama::lineage::sql::Dialect;
using trama::sql_cases::Case;

namespace {

constexpr std::array<Case, 19> kFirst = {{
    {"insert with a list of columns", Dialect::postgres, "", R"(insert into t (x, y) select b, a from s)",
     R"(insert t from s: x <- s.b identity; y <- s.a identity)"},
    {"insert without a list, target known", Dialect::postgres, "t(p, q)", R"(insert into t select a, b from s)",
     R"(insert t from s: p <- s.a identity; q <- s.b identity)"},
    {"insert without a list, target unknown", Dialect::postgres, "", R"(insert into t select a, b as c from s)",
     R"(insert t from s~: a <- s.a identity; c <- s.b identity !target-columns-assumed)"},
    {"insert values", Dialect::postgres, "", R"(insert into t (x, y) values (1, 'a'), (2, 'b'))", R"(insert t:)"},
    {"insert with a CTE in front and within", Dialect::postgres, "",
     R"(with c as (select a from s) insert into t (x) with d as (select a from c) select a from d)",
     R"(insert t from s: x <- s.a identity)"},
    {"insert from itself", Dialect::postgres, "", R"(insert into t (a) select b from t)",
     R"(insert t from t: a <- t.b identity)"},
    {"on conflict", Dialect::postgres, "",
     R"(insert into t (id, v) select id, v from s on conflict (id) do update set v = excluded.v + t.v, n = t.n + 1)",
     R"(insert t from s, t: id <- s.id identity; n <- t.n transformation; v <- s.v identity; v <- s.v transformation; v <- t.v transformation)"},
    {"insert overwrite with a partition", Dialect::spark, "",
     R"(insert overwrite table db.t partition (dt = '2024-01-01') select a, b from s)",
     R"(insert db.t from s~: a <- s.a identity; b <- s.b identity !target-columns-assumed)"},
    {"insert by name", Dialect::duckdb, "", R"(insert into t by name select a as x from s)",
     R"(insert t from s: x <- s.a identity)"},
    {"replace where", Dialect::spark, "", R"(insert into t replace where dt = '2024' select a from s)",
     R"(insert t from s~: a <- s.a identity !target-columns-assumed)"},
    {"replace into", Dialect::mysql, "", R"(replace into t (a) select b from s on duplicate key update a = values(a))",
     R"(insert t from s~: a <- s.b identity !clause-ignored)"},
    {"create table as", Dialect::postgres, "", R"(create table t as select a as x from s where b)",
     R"(create table t from s: * <- s.b filter; x <- s.a identity)"},
    {"create table with names", Dialect::postgres, "", R"(create table t (x, y) as select a, b from s)",
     R"(create table t from s: x <- s.a identity; y <- s.b identity)"},
    {"create or replace with options", Dialect::spark, "",
     R"(create or replace table t using delta partitioned by (dt) options ('a' = 'b') location 's3://x' as select a, dt from s)",
     R"(create table t from s: a <- s.a identity; dt <- s.dt identity)"},
    {"create or replace transient with cluster by", Dialect::snowflake, "",
     R"(create or replace transient table db.sch.t cluster by (a) copy grants as (select a from s))",
     R"(create table DB.SCH.T from S: A <- S.A identity)"},
    {"create with partition and options", Dialect::bigquery, "",
     R"(create or replace table `p.d.t` partition by date(ts) cluster by a options (description = "x") as select a, ts from s)",
     R"(create table p.d.t from s: a <- s.a identity; ts <- s.ts identity)"},
    {"create table if not exists, typed columns", Dialect::bigquery, "",
     R"(create table if not exists d.t (x int64 not null, y array<string>) as select a, b from s)",
     R"(create table d.t from s: x <- s.a identity; y <- s.b identity)"},
    {"create view with columns and comments", Dialect::snowflake, "",
     R"(create or replace secure view v (x comment 'first', y) comment = 'z' as select a, b from s)",
     R"(create view V from S: X <- S.A identity; Y <- S.B identity)"},
    {"create materialized view", Dialect::postgres, "",
     R"(create materialized view mv as select sum(a) as s from t group by b with no data)",
     R"(create view mv from t: * <- t.b group_by; s <- t.a aggregation)"},
}};

constexpr std::array<Case, 13> kSecond = {{
    {"late binding view", Dialect::redshift, "", R"(create view v as select a from s.t with no schema binding)",
     R"(create view v from s.t: a <- s.t.a identity)"},
    {"table with distribution keys", Dialect::redshift, "",
     R"(create table t distkey(a) sortkey(b) as select a, b from s)",
     R"(create table t from s: a <- s.a identity; b <- s.b identity)"},
    {"create table clone", Dialect::snowflake, "s(A, B)", R"(create table t clone s)",
     R"(create table T from S: A <- S.A identity; B <- S.B identity)"},
    {"select into", Dialect::postgres, "", R"(select a into t from s)", R"(create table t from s: a <- s.a identity)"},
    {"cache table", Dialect::spark, "", R"(cache table t as select a from s)",
     R"(create table t from s: a <- s.a identity)"},
    {"update from", Dialect::postgres, "", R"(update t set a = s.x + t.b, c = 1 from s where t.id = s.id)",
     R"(update t from s, t: * <- s.id filter; a <- s.x transformation; a <- t.b transformation)"},
    {"update with an alias and a subquery", Dialect::postgres, "",
     R"(update t x set (a, b) = (select p, q from s where s.id = x.id) where x.ok)",
     R"(update t from s: a <- s.id filter; a <- s.p identity; b <- s.id filter; b <- s.q identity !column-assumed)"},
    {"update of its own column", Dialect::postgres, "", R"(update t set a = a + 1 where b > 0)",
     R"(update t from t: a <- t.a transformation)"},
    {"update with a join", Dialect::mysql, "", R"(update t join s on t.id = s.id set t.a = s.b where s.c = 1)",
     R"(update t from s: * <- s.c filter; * <- s.id join; a <- s.b identity)"},
    {"update of an alias", Dialect::tsql, "", R"(update x set x.a = s.b from dbo.t as x inner join s on x.id = s.id)",
     R"(update dbo.t from s: * <- s.id join; a <- s.b identity)"},
    {"delete using", Dialect::postgres, "", R"(delete from t using s where t.id = s.id and s.bad)",
     R"(delete t from s: * <- s.bad filter; * <- s.id filter)"},
    {"delete of an alias", Dialect::tsql, "", R"(delete x from t as x join s on x.id = s.id)",
     R"(delete t from s: * <- s.id join)"},
    {"delete alone", Dialect::postgres, "", R"(delete from t where a = 1)", R"(delete t:)"},
}};

constexpr std::array<Case, 28> kThird = {{
    {"merge", Dialect::postgres, "",
     R"(merge into t using s on t.id = s.id when matched and s.del then delete when matched then update set a = s.a, n = t.n + 1 when not matched then insert (id, a) values (s.id, s.a))",
     R"(merge t from s, t: * <- s.del filter; * <- s.id join; a <- s.a identity; id <- s.id identity; n <- t.n transformation)"},
    {"merge with a subquery and an alias", Dialect::snowflake, "",
     R"(merge into db.t as x using (select id, max(v) as v from s group by id) y on x.id = y.id when matched then update set x.v = y.v when not matched then insert (id, v) values (y.id, y.v))",
     R"(merge DB.T from S: * <- S.ID group_by; * <- S.ID join; ID <- S.ID identity; V <- S.V aggregation)"},
    {"merge with stars", Dialect::spark, "s(id, a)",
     R"(merge into t using s on t.id = s.id when matched then update set * when not matched then insert *)",
     R"(merge t from s: * <- s.id join; a <- s.a identity; id <- s.id identity)"},
    {"merge with stars of an unknown schema", Dialect::spark, "",
     R"(merge into t using s on t.id = s.id when matched then update set * when not matched then insert *)",
     R"(merge t from s~ ...: * <- s.id join !star-unknown-schema)"},
    {"merge by source", Dialect::bigquery, "",
     R"(merge t using s on t.id = s.id when not matched by target then insert (id) values (id) when not matched by source and t.x then update set gone = true)",
     R"(merge t from s: * <- s.id join; id <- s.id identity)"},
    {"merge insert row", Dialect::bigquery, "s(id, a)",
     R"(merge d.t t using d.s s on false when not matched then insert row when not matched by source then delete)",
     R"(merge d.t from d.s: a <- d.s.a identity; id <- d.s.id identity)"},
    {"a statement in WITH", Dialect::postgres, "",
     R"(with m as (delete from a where old returning id, v) insert into b (id, v) select id, v from m)",
     R"(delete a:
insert b from a: id <- a.id identity; v <- a.v identity)"},
    {"several statements, and a relation created on the way", Dialect::postgres, "",
     R"(create table x as select a, b from s; insert into t (p) select p from (select *  from x) q(p, r); drop table x)",
     R"(create table x from s: a <- s.a identity; b <- s.b identity
insert t from x: p <- x.a identity)"},
    {"a table with columns is known to what follows", Dialect::postgres, "",
     R"(create table t (id int primary key, name text not null, unique (name)); insert into t select a, b from s)",
     R"(insert t from s: id <- s.a identity; name <- s.b identity)"},
    {"use changes the defaults", Dialect::spark, "", R"(use db1; insert into t select a from s)",
     R"(insert db1.t from db1.s~: a <- db1.s.a identity !target-columns-assumed)"},
    {"use with two parts", Dialect::snowflake, "", R"(use db1.sch; create table t as select a from s)",
     R"(create table DB1.SCH.T from DB1.SCH.S: A <- DB1.SCH.S.A identity)"},
    {"statements that move no data say nothing", Dialect::postgres, "",
     R"(drop table x; grant select on t to u; set a = 1; alter table t add column b int; truncate t)", R"()"},
    {"a copy falls back to relations", Dialect::snowflake, "",
     R"(copy into db.t from @stage/path file_format = (type = csv))",
     R"(other DB.T from @stage/path~ relations only: !not-understood)"},
    {"insert into several tables", Dialect::spark, "",
     R"(with c as (select a.id, b.name from t3 a join t4 b on a.id = b.id) from c insert overwrite table t1 select id * 10, name insert into table t2 select sum(id), name group by name)",
     R"(insert t1 from t3~, t4~: * <- t3.id join; * <- t4.id join; id * 10 <- t3.id transformation; name <- t4.name identity !unnamed-column target-columns-assumed
insert t2 from t3~, t4~: * <- t3.id join; * <- t4.id join; * <- t4.name group_by; name <- t4.name identity; sum(id) <- t3.id aggregation !unnamed-column target-columns-assumed)"},
    {"what is not SQL", Dialect::postgres, "", R"(this is not sql)", R"(other relations only: !not-understood)"},
    {"a statement that breaks off", Dialect::postgres, "", R"(select a, from (select b from t)",
     R"(select from t~ relations only: !not-understood)"},
    {"nothing", Dialect::postgres, "", R"(-- only a comment)", R"()"},
    {"an open quote", Dialect::postgres, "", R"(select 'abc from t)", R"(select: !unterminated)"},
    {"one bad statement does not spoil the next", Dialect::postgres, "", R"(select ~~ from where; select a from t)",
     R"(select relations only: !not-understood
select from t: a <- t.a identity)"},
    {"a relation in a fallback is not a CTE", Dialect::postgres, "",
     R"(with c as (select a from t1) select 1 2 3 from c join s.t2 x on true, t3)",
     R"(select from t1~, s.t2~, t3~ relations only: !not-understood)"},
    {"statements without semicolons", Dialect::tsql, "",
     R"(insert into t1 (a) select b from s1
insert into #t2 (a) select b from t1
merge into t3 as x using #t2 as y on x.id = y.id when matched then update set x.a = y.a when not matched then insert (a) values (y.a)
go
select a from t3)",
     R"(insert t1 from s1: a <- s1.b identity
insert #t2 from t1: a <- t1.b identity
merge t3 from #t2: * <- #t2.id join; a <- #t2.a identity
select from t3: a <- t3.a identity)"},
    {"a procedure", Dialect::bigquery, "",
     R"(create procedure p() begin insert into t2 (a) select b from t1; insert into t3 (c) select a from t2; end)",
     R"(insert t2 from t1: a <- t1.b identity
insert t3 from t2: c <- t2.a identity)"},
    {"copy from a path", Dialect::redshift, "", R"(copy t from 's3://bucket/path' iam_role 'x')",
     R"(other t from s3://bucket/path~ relations only: !not-understood)"},
    {"a declared variable is no column", Dialect::bigquery, "",
     R"(declare d date default current_date(); set d = (select max(x) from q.t); insert into q.u (a) select a from q.v where y = d)",
     R"(insert q.u from q.v: * <- q.v.y filter; a <- q.v.a identity !column-assumed)"},
    {"output of an update is told", Dialect::tsql, "",
     R"(update t set t.a = s.a output inserted.a into #log from t inner join s on t.id = s.id)",
     R"(update t from s: * <- s.id join; a <- s.a identity !clause-ignored)"},
    {"insert all falls back to relations", Dialect::snowflake, "",
     R"(insert all into t1 (a) values (x) into t2 (b) values (y) select x, y from s)",
     R"(insert T1 from S~ relations only: !not-understood)"},
    {"a directory as a target", Dialect::spark, "",
     R"(from (select a, b from t) x insert overwrite directory '/tmp/o' select x.a where x.b = 1)",
     R"(insert /tmp/o from t~: * <- t.b filter; a <- t.a identity !target-columns-assumed)"},
    {"a table like another is none of its lineage", Dialect::postgres, "",
     R"(create table x (like y including all); create table z as table y; create view w as values (1, 2))",
     R"(create table z from y~ ...: !star-unknown-schema
create view w:)"},
}};

}  // namespace

TEST_CASE("lineage of SQL: insert and create") {
  trama::sql_cases::check(kFirst);
}

TEST_CASE("lineage of SQL: update, delete and merge") {
  trama::sql_cases::check(kSecond);
}

TEST_CASE("lineage of SQL: several statements, and what is not SQL") {
  trama::sql_cases::check(kThird);
}
