"""Rows of a change table as events."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventual_connector_snowflake import ChangeConsumer, RowChanged, drain_statement, starts
from eventual_connector_snowflake.fakes import SnowflakeFake
from eventual_connectors import connect, workflow


@workflow(version="1")
async def noted(changed: RowChanged) -> str:
    return str(changed.row["V"])


@pytest.fixture(autouse=True)
def changes(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.sql("create table changes (v varchar, action varchar, is_update boolean, row_id varchar, offset_id number)")
    fake_snowflake.sql("insert into changes values ('a', 'INSERT', false, 'r1', 1), ('b', 'DELETE', true, 'r2', 2)")


async def test_rows_come_in_order_and_once(tmp_path: Path, fake_snowflake: SnowflakeFake) -> None:
    seen: list[RowChanged] = []

    async def handle(changed: RowChanged) -> None:
        seen.append(changed)

    consumer = ChangeConsumer("changes", handle, offset_file=tmp_path / "offset.json")
    assert await consumer.once() == 2
    fake_snowflake.sql("insert into changes values ('c', 'INSERT', false, 'r3', 3)")
    assert await ChangeConsumer("changes", handle, offset_file=tmp_path / "offset.json").once() == 1
    assert [one.offset for one in seen] == [1, 2, 3]
    assert seen[1] == RowChanged(table="changes", offset=2, action="DELETE", is_update=True, row_id="r2", row={"V": "b"})


async def test_a_row_that_is_not_handled_comes_again_and_those_after_it_wait(tmp_path: Path) -> None:
    seen: list[int] = []

    async def handle(changed: RowChanged) -> None:
        seen.append(changed.offset)
        if seen == [1, 2]:
            raise ValueError("not now")

    consumer = ChangeConsumer("changes", handle, offset_file=tmp_path / "offset.json")
    with pytest.raises(ValueError, match="not now"):
        await consumer.once()
    assert consumer.offset == 1
    await consumer.once()
    assert seen == [1, 2, 2]


async def test_a_row_that_is_read_again_starts_nothing(tmp_path: Path) -> None:
    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([noted]):
        for number in range(2):
            consumer = ChangeConsumer("changes", starts(engine, noted), offset_file=tmp_path / f"{number}.json")
            assert await consumer.once() == 2
        handle = await engine.handle("snowflake-changes-1")
        assert await handle.result() == "a"
        assert len(await engine.executions()) == 2


def test_a_stream_is_drained_by_one_insert() -> None:
    assert drain_statement("s", "changes", ["v"]) == (
        "INSERT INTO changes (v, action, is_update, row_id) SELECT v, METADATA$ACTION, METADATA$ISUPDATE, METADATA$ROW_ID FROM s"
    )
