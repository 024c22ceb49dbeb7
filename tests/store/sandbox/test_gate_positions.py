"""Wherever a query can stand in another one, the gate looks into it: the tree that it reads leaves nothing out."""

from __future__ import annotations

import duckdb
import pytest

from mesems_dash.errors import SqlError
from mesems_dash.store.sandbox.gate import pass_statement
from mesems_dash.store.sandbox.readable import READABLE

HONEST = "(select max(line) from harvests)"
HIDDEN = "(select max(released_lo) from stored.main.harvests)"
POSITIONS = [
    "select {q}",
    "select 1 where {q} > 1",
    "select 1 from harvests group by line, {q}",
    "select 1 from harvests group by grouping sets ((line), ({q}))",
    "select 1 from harvests group by rollup ({q})",
    "select count(*) from harvests having {q} > 1",
    "select * from harvests qualify {q} > 1",
    "select distinct on ({q}) 1",
    "select 1 order by {q}",
    "select 1 limit {q}",
    "select 1 limit 1 offset {q}",
    "select 1 limit ({q}) %",
    "select count(*) filter (where {q} > 1)",
    "select sum(1) over (partition by {q})",
    "select sum(1) over (order by {q})",
    "select sum(line) over (order by line rows between {q} preceding and current row) from harvests",
    "select sum(line) over (order by line rows between current row and {q} following) from harvests",
    "select sum(1) over w from harvests window w as (partition by {q})",
    "select sum(1) filter (where {q} > 1) over () from harvests",
    "select list(1 order by {q})",
    "select first_value({q} ignore nulls) over ()",
    "select lag(1, {q}, {q}) over ()",
    "select case when {q} > 1 then 1 end",
    "select case {q} when 1 then {q} else {q} end",
    "select {q}::varchar",
    "select try_cast({q} as varchar)",
    "select 1 between {q} and 2",
    "select 1 in ({q}, 2)",
    "select 1 in {q}",
    "select 1 = any ({q})",
    "select 1 > all ({q})",
    "select exists {q}",
    "select not exists {q}",
    "select [{q}]",
    "select [x for x in [1] if x > {q}]",
    "select [x + {q} for x in [1]]",
    "select list_transform([1], lambda x: x + {q})",
    "select list_reduce([1], lambda x, y: x + {q})",
    "select {{'a': {q}}}",
    "select map {{1: {q}}}",
    "select ({q}).a",
    "select ([1])[{q}]",
    "select ([1])[1:{q}]",
    "select {q} is null",
    "select {q} collate nocase",
    "select coalesce({q}, 1)",
    "select row({q})",
    "select -{q}",
    "select {q} || 'x'",
    "select {q} like 'x'",
    "select array[{q}]",
    "select interval ({q}) day",
    "select extract(year from {q})",
    "select * replace ({q} as line) from harvests",
    "select columns(*) + {q} from harvests",
    "select columns(lambda c: c = {q}) from harvests",
    "from {q}",
    "from {q} as a",
    "from harvests, {q} as a",
    "from harvests join {q} as a on true",
    "from harvests join harvests as h on h.line = {q}",
    "from harvests asof join harvests h on harvests.line >= h.line and h.line = {q}",
    "from harvests positional join {q} as a",
    "from harvests, lateral {q} as a",
    "from (values ({q}))",
    "values ({q})",
    "from range({q})",
    "from unnest([{q}])",
    "from json_each({q})",
    "from generate_series(1, {q}, 1)",
    "from repeat({q}, 2)",
    "select unnest([{q}])",
    "with a as {q} from a",
    "with a as materialized {q} from a",
    "with a as not materialized {q} select 1",
    "with recursive a(x) as (select 1 union all select x + {q} from a) from a",
    "with recursive a(x) using key (x) as (select 1 union select x + {q} from a) from a",
    "with recursive a(x) as ({q} union all select 1) from a",
    "select 1 union {q}",
    "select 1 union all by name {q}",
    "select 1 except {q}",
    "select 1 intersect {q}",
    "(select 1) union {q} order by 1",
    "select 1 union select 2 order by {q}",
    "select 1 union select 2 limit {q}",
    "describe {q}",
    "summarize {q}",
    "from (describe {q})",
    "from (summarize {q})",
    "explain {q}",
    "explain analyze {q}",
    "unpivot {q} on columns(*)",
    "from {q} unpivot (a for b in (x, y))",
    "from {q} as s pivot (count(*) for x in ('OK'))",
    "from harvests pivot (max({q}) for outcome in ('OK'))",
    "from harvests pivot (count(*) for {q} in ('OK'))",
    "from harvests unpivot (a for b in ({q}))",
    "select (select (select (select {q})))",
    "select 1 from harvests where line in (select line from harvests where line = {q})",
    "select grouping({q}) from harvests group by 1",
    "select * exclude (line) from {q}",
    "select max(x) from (select {q} as x)",
    "select 1 as a, {q} as b order by all",
    "select struct_pack(a := {q})",
    "select date '2015-01-01' + {q}",
    "select 1 from harvests at (timestamp => {q})",
    "from harvests semi join {q} as a on true",
    "from harvests anti join {q} as a using (line)",
    "from harvests natural join {q} as a",
    "select sum(line order by {q}) from harvests",
    "select string_agg(distinct {q}, ',')",
    "select count(*) over (order by line range between {q} preceding and {q} following exclude ties) from harvests",
    "from (from {q})",
    "select 1 where row(1, 2) = {q}",
    "select 'x' similar to {q}",
    "select 1 is distinct from {q}",
    "select first(columns({q})) from harvests",
    "select \n -- c\n {q}",
]


@pytest.fixture(scope="module")
def connection():
    opened = duckdb.connect(":memory:")
    yield opened
    opened.close()


@pytest.mark.parametrize("position", POSITIONS)
def test_a_query_is_found_wherever_it_stands(connection, position):
    assert pass_statement(connection, position.format(q=HONEST), READABLE)
    with pytest.raises(SqlError, match=r'no table "stored\.main\.harvests"'):
        pass_statement(connection, position.format(q=HIDDEN), READABLE)
