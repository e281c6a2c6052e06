"""Compares this connector's fake of Snowflake with fakesnow, both asked by snowflake-connector-python 4.8.

Prints JSON: `{"same", "different": [{"statement", "ours", "fakesnow"}]}`. fakesnow does not go with the connector of 5.x, so this needs an
environment of its own: `pip install fakesnow[server] 'snowflake-connector-python<5'` beside this repository's packages.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any
from urllib.parse import urlsplit

from eventual_connector_snowflake.fakes import SnowflakeFake

CORPUS = """
create table orders (id number(38,0), customer varchar, amount number(10,2), at_day date, paid boolean, info variant)
insert into orders select 1, 'ann', 10.50, '2026-01-01'::date, true, parse_json('{"a": 1}')
insert into orders (id, customer, amount) values (2, 'bob', 20), (3, 'ann', 5.25), (4, null, null)
create or replace table other as select 1 as id union all select 9
select * from orders order by id
select count(*) from orders
select customer, sum(amount) as total from orders group by customer order by customer nulls last
select id, amount * 2 as twice from orders where amount > 6 order by id
select id as "Mixed Case", customer AS plain from orders where id = 1
update orders set amount = amount + 1 where customer = 'ann'
delete from orders where id = 4
select id, amount from orders order by id
merge into orders t using other s on t.id = s.id when matched then update set amount = 99 when not matched then insert (id) values (9)
select id, amount from orders order by id
select iff(amount > 50, 'big', 'small') as size from orders order by id
select nvl(customer, 'nobody') as c from orders order by id
select coalesce(null, 1) as x
select zeroifnull(null) as x
select decode(1, 1, 'one', 'other') as x
select upper('a') || lower('B') as x
select length('abc') as x, substr('abcdef', 2, 3) as y
select split_part('a,b,c', ',', 2) as x
select trim('  a ') as x, lpad('1', 3, '0') as y
select to_date('2026-02-03') as d
select dateadd(day, 1, '2026-02-03'::date) as d
select datediff(day, '2026-02-01'::date, '2026-02-03'::date) as n
select date_trunc('month', '2026-02-03'::date) as d
select year('2026-02-03'::date) as y, month('2026-02-03'::date) as m
select '2026-02-03 04:05:06'::timestamp_ntz as t
select parse_json('{"a": {"b": [1, 2]}}'):a.b[1]::int as x
select info:a::int as a from orders where id = 1
select object_construct('a', 1) as o
select array_size(parse_json('[1, 2, 3]')) as n
select 1::number(10,2) as x
select 1.5::float as x
select true as x, false as y
select 7 / 2 as x
select mod(7, 3) as x, abs(-1) as y, round(2.567, 2) as z
select row_number() over (order by id) as n, id from orders order by id
select id from orders qualify row_number() over (order by id desc) = 1
with recent as (select * from orders where id < 3) select count(*) as n from recent
select listagg(customer, ',') within group (order by id) as names from orders where customer is not null
select distinct customer from orders where customer is not null order by 1
select id from orders where customer ilike 'A%' order by id
select id from orders where id in (1, 2) order by id limit 1
select 'it''s' as q
select null as n
select max(id) as m, min(amount) as n, avg(id)::float as a from orders
select try_to_number('x') as x
select equal_null(null, null) as x
select regexp_replace('abc', 'b', 'x') as x
select startswith('abc', 'a') as x, contains('abc', 'b') as y
select greatest(1, 2) as g, least(1, 2) as l
select id from nowhere
select nothing from orders
create table if not exists orders (id int)
create or replace table other as select id from orders
select count(*) as n from other
truncate table other
drop table other
"""


def connected(**settings: Any) -> Any:
    """A session of the connector."""
    import snowflake.connector

    return snowflake.connector.connect(**{**settings, "network_timeout": 5})


def answer(session: Any, statement: str) -> Any:
    """What a statement answers: names and rows, or the error's code."""
    cursor = session.cursor()
    try:
        cursor.execute(statement)
    except Exception as error:
        return {"error": getattr(error, "errno", None) or type(error).__name__}
    names = [column.name for column in cursor.description or ()]
    return {"columns": names, "rows": [[repr(value) for value in row] for row in cursor.fetchall()]}


def main() -> int:
    """Ask both, and print."""
    warnings.simplefilter("ignore")
    import fakesnow

    statements = [line for line in CORPUS.splitlines() if line]
    fake = SnowflakeFake()
    with fake.serve() as url, fakesnow.server() as settings:
        at = urlsplit(url)
        own = {"account": "fake", "user": "fake", "password": fake.token, "host": at.hostname, "port": at.port, "protocol": "http"}
        ours, theirs = connected(**own), connected(**settings, database="db1", schema="public")
        same, different = 0, []
        for statement in statements:
            mine, other = answer(ours, statement), answer(theirs, statement)
            if mine == other:
                same += 1
            else:
                different.append({"statement": statement, "ours": mine, "fakesnow": other})
        print(json.dumps({"same": same, "different": different}, indent=1), flush=True)
        ours.close()
        theirs.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
