"""Writes in sessions, by the vendor's own connector, whichever is installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from eventual_connector_snowflake import SnowflakeConnection, execute_many, execute_once, write_rows
from eventual_connector_snowflake.fakes import SnowflakeFake
from eventual_connectors import Permanent, connections, workflow
from eventual_connectors.errors import KeyConflict, Unauthorized, UsageError
from eventual_connectors.testing import TestEngine

INSERT = "insert into orders values (?, ?)"


@workflow(version="1")
async def book(number: int) -> int:
    return (await execute_once(INSERT, [number, "a"])).inserted


@pytest.fixture(autouse=True)
def orders(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.sql("create table orders (id number(38,0), note varchar)")


@pytest.mark.parametrize("fault", ["drop_before_apply", "drop_after_apply", "error_before_apply", "error_after_apply"])
def test_a_lost_answer_to_the_commit_leads_to_one_row(eventual: TestEngine, fake_snowflake: SnowflakeFake, fault: str) -> None:
    fake_snowflake.idle_seconds = 0  # type: ignore[misc]
    getattr(fake_snowflake.faults, fault)("query.commit")
    assert eventual.run(book, 5) == 1
    assert fake_snowflake.sql("select * from orders") == [["5", "a"]]
    assert len(fake_snowflake.effects) == 1


def test_what_a_statement_before_the_commit_meets_is_no_doubt(eventual: TestEngine, fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.idle_seconds = 0  # type: ignore[misc]
    fake_snowflake.faults.drop_after_apply("query.execute", times=2)
    assert eventual.run(book, 5) == 1
    assert fake_snowflake.sql("select * from orders") == [["5", "a"]]


async def test_a_call_is_recognised_by_its_key_for_good(fake_snowflake: SnowflakeFake) -> None:
    once = execute_many.with_options(key=uuid.uuid4())
    first = await once(INSERT, [[1, "a"], [2, None]])
    assert await once(INSERT, [[1, "a"], [2, None]]) == first
    with pytest.raises(KeyConflict):
        await once(INSERT, [[3, "c"]])
    assert fake_snowflake.sql("select * from orders order by id") == [["1", "a"], ["2", None]]


async def test_a_refused_statement_leaves_nothing_behind(fake_snowflake: SnowflakeFake) -> None:
    with pytest.raises(Permanent) as caught:
        await write_rows("orders", ["id", "note"], [[1, "a"], ["x", "b"]])
    assert caught.value.code == "100038"
    assert fake_snowflake.sql("select * from orders") == []
    assert len(fake_snowflake.sql("select * from eventual_ledger")) == 1


async def test_without_the_ledgers_lock_nothing_is_written(fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.sql("delete from eventual_ledger")
    with pytest.raises(Permanent, match="has no row 'eventual:lock'"):
        await execute_once(INSERT, [1, "a"])
    assert fake_snowflake.sql("select * from orders") == []


async def test_a_refused_log_in_says_so(fake_snowflake: SnowflakeFake) -> None:
    there = connections.get("snowflake", SnowflakeConnection)
    refused = SnowflakeConnection.model_validate({**dict(there), "token": "wrong"})
    with connections.override("snowflake", refused), pytest.raises(Unauthorized) as caught:
        await execute_once(INSERT, [1, "a"])
    assert "wrong" not in str(caught.value)


async def test_a_name_that_is_none_is_refused(fake_snowflake: SnowflakeFake) -> None:
    with pytest.raises(UsageError, match="is no name"):
        await write_rows("orders; drop table orders", ["id"], [[1]])


FLOW = """
import asyncio
from eventual_connector_snowflake import execute, write_rows
from eventual_connectors import connect, workflow

@workflow(version="1")
async def load(batches: int) -> int:
    return sum([(await write_rows("orders", ["id", "note"], [[n * 10 + i, "x"] for i in range(10)])).inserted for n in range(batches)])

@workflow(version="1")
async def long(batches: int) -> int:
    return (await execute("insert into orders select 7, system$wait(30, 'MINUTES')")).inserted

async def main(name: str) -> None:
    flow = {"load": load, "long": long}[name]
    async with connect("sqlite:///flow.db") as engine, engine.worker([load, long]):
        handle = await engine.start(flow, 5, id="one")
        print(await handle.result())

import sys
asyncio.run(main(sys.argv[1]))
"""


class Workers:
    """Worker processes over one database, each killed where a test says so."""

    def __init__(self, folder: Path, fake: SnowflakeFake, url: str) -> None:
        (folder / "flow.py").write_text(FLOW)
        settings = "".join(f"{name} = {value!r}\n" for name, value in fake.settings(url).items())
        (folder / "eventual.toml").write_text(f"[connections.snowflake.default]\n{settings}timeout = 5\n")
        self._folder = folder
        self.running: list[subprocess.Popen[str]] = []

    def start(self, flow: str) -> subprocess.Popen[str]:
        """Start one."""
        command = [sys.executable, "-W", "ignore", "flow.py", flow]
        self.running.append(subprocess.Popen(command, cwd=self._folder, stdout=subprocess.PIPE, text=True))
        return self.running[-1]

    def kill(self) -> None:
        """Kill the last one."""
        os.kill(self.running[-1].pid, signal.SIGKILL)
        self.running[-1].wait()


@pytest.mark.filterwarnings("ignore")
def test_workers_killed_at_each_commit_write_each_row_once(tmp_path: Path, fake_snowflake: SnowflakeFake) -> None:
    fake_snowflake.idle_seconds = 0.1  # type: ignore[misc]
    killed: set[int] = set()

    def kill(effect: Any) -> None:
        if len(fake_snowflake.effects) not in killed and len(killed) < 2:
            killed.add(len(fake_snowflake.effects))
            workers.kill()

    fake_snowflake.on_applied = kill
    with fake_snowflake.serve() as url:
        workers, printed = Workers(tmp_path, fake_snowflake, url), ""
        for _ in range(3):
            printed, _ = workers.start("load").communicate(timeout=60)
    assert len(killed) == 2
    assert printed.strip() == "50"
    assert fake_snowflake.sql("select count(*), count(distinct id) from orders") == [["50", "50"]]


def test_half_an_hour_outlives_its_worker_and_is_submitted_once(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    fake = SnowflakeFake(start=datetime(2026, 1, 1, tzinfo=UTC))
    fake.sql("create table orders (id number(38,0), note varchar)")
    asked: list[str] = []

    def look(operation: str, request: Any) -> None:
        asked.append(operation)
        if asked.count("statements.get") == 2:
            workers.kill()
        if asked.count("statements.get") == 4:
            fake.clock.advance(30 * 60)

    fake.on_received = look
    with fake.serve() as url:
        workers = Workers(tmp_path, fake, url)
        workers.start("long").communicate(timeout=60)
        printed, _ = workers.start("long").communicate(timeout=60)
    assert printed.strip() == "1"
    assert asked.count("statements.submit") == 1
    assert fake.sql("select count(*) from orders") == [["1"]]
    assert len(fake.effects) == 1
