"""What Snowflake's activities promise, proven on the fake: `eventual conformance snowflake`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample

from . import execute, snowflake, submit, unload
from .fakes import SnowflakeFake

Two = tuple[SampleCall, SampleCall]
"""A call, and one of other content."""

OPERATIONS = {"fetch": "statements.get", "status": "statements.get", "cancel": "statements.cancel"}

SESSIONS = {"execute_once", "execute_many", "write_rows"}
"""What goes over the vendor's connector: there the COMMIT is what carries it out."""

TABLE = "create table t (id number, v varchar)"
INSERT = "insert into t values (?, ?)"


class QuickSnowflakeFake(SnowflakeFake):
    """The fake, in which a forgotten transaction stands in the way for a moment and not for five minutes."""

    idle_seconds: ClassVar[float] = 0.2

    def __init__(self, seed: int = 0, *, start: datetime | None = None) -> None:
        super().__init__(seed, start=start)
        self.procedure("add_row", INSERT)


class SnowflakeConformance(ConformanceSuite):
    """A sample of each activity."""

    connector, fake = snowflake, QuickSnowflakeFake
    settings: ClassVar[Mapping[str, Any]] = {"poll_seconds": 0.05}

    def operation(self, activity: str) -> str:
        """The operation of the wire that carries an activity out."""
        return OPERATIONS.get(activity, "query.commit" if activity in SESSIONS else "statements.submit")

    @sample("query")
    async def a_query(self) -> SampleCall:
        await execute(TABLE)
        await execute(INSERT, [1, "a"])
        return call("select id, v from t where id = ?", [1])

    @sample("fetch")
    async def a_part(self) -> SampleCall:
        return call((await submit("select 1 as x")).handle)

    @sample("status")
    async def how_it_stands(self) -> SampleCall:
        return call((await submit("select 1 as x")).handle)

    @sample("execute")
    async def an_insert(self) -> Two:
        await execute(TABLE)
        return call(INSERT, [1, "a"]), call(INSERT, [2, "b"])

    @sample("submit")
    async def a_submit(self) -> Two:
        await execute(TABLE)
        return call(INSERT, [1, "a"]), call(INSERT, [2, "b"])

    @sample("execute_once")
    async def an_insert_in_a_session(self) -> Two:
        await execute(TABLE)
        return call(INSERT, [1, "a"]), call(INSERT, [2, "b"])

    @sample("execute_many")
    async def several_inserts(self) -> Two:
        await execute(TABLE)
        return call(INSERT, [[1, "a"], [2, "b"]]), call(INSERT, [[3, "c"]])

    @sample("write_rows")
    async def a_batch(self) -> Two:
        await execute(TABLE)
        return call("t", ["id", "v"], [[1, "a"], [2, "b"]]), call("t", ["id", "v"], [[3, "c"]])

    @sample("call")
    async def a_procedure(self) -> Two:
        await execute(TABLE)
        return call("call add_row(?, ?)", [1, "a"]), call("call add_row(?, ?)", [2, "b"])

    @sample("unload")
    async def a_file(self) -> Two:
        return call("copy into @out/one from (select 1 as x)"), call("copy into @out/two from (select 2 as x)")

    @sample("copy_into")
    async def a_load(self) -> Two:
        await execute("create table u (id number)")
        await unload("copy into @in/one from (select 1 as x)")
        await unload("copy into @more/two from (select 2 as x)")
        return call("copy into u from @in"), call("copy into u from @more")

    @sample("cancel")
    async def a_long_one(self) -> SampleCall:
        return call((await submit("select system$wait(30, 'DAYS')")).handle)

    @sample("show")
    def the_tables(self) -> SampleCall:
        return call("TABLES")

    @sample("find")
    async def a_statement(self) -> SampleCall:
        await execute(TABLE)
        return call("0123")
