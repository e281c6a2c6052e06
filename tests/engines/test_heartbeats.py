"""Heartbeats: their details outlive the process, and their absence ends an attempt."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tenacity import wait_none

from eventual_connectors import Connection, Connector, Retry, Secret, activity, connect, durable, errors, workflow
from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.heartbeats import Heartbeats
from eventual_connectors.testing import VirtualClock
from eventual_connectors.workflows.playback import play
from tests.engines import mill as application
from tests.engines.conftest import Mill

AT_ONCE = Retry(wait=wait_none())
tries: list[int] = []


@pytest.fixture(autouse=True)
def _clean() -> None:
    tries.clear()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@asynccontextmanager
async def running(url: str, *workflows: Any) -> AsyncIterator[Any]:
    async with asyncio.timeout(30), connect(url) as engine, engine.worker(workflows):
        yield engine


def kept(database: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT path, attempt, details FROM heartbeats").fetchall()
    finally:
        connection.close()


async def test_the_next_attempt_gets_the_last_details_though_the_worker_was_killed(mill: Mill) -> None:
    async with connect(mill.url) as engine:
        handle = await engine.start(application.grinds, 2, id="a")
        with mill.worker():
            await asyncio.to_thread(mill.until, lambda: mill.done("ground") and bool(kept(mill.database)))
        assert kept(mill.database) == [("mill.grind", 1, '{"sack":1}')]
        async with engine.worker([application.grinds]):
            assert await handle.result(20) == {"attempt": 2, "found": {"sack": 1}}
        assert kept(mill.database) == []  # an execution that has ended keeps none
        record = await engine.record("a")
    (lost,) = (event.data for event in record.events if event.type == "attempt_ended")
    assert (lost["error"]["details"]["code"], lost["details"]) == ("lost", {"sack": 1})
    assert play(as_flow(record), application.grinds).verdict == "same"


async def test_many_heartbeats_are_one_row_and_no_events(url: str, tmp_path: Path) -> None:
    @activity(effect="natural", name="beats.counts")
    def counts() -> int:
        for n in range(5000):
            durable.attempt().heartbeat({"n": n})
        return 5000

    @workflow()
    async def counting() -> int:
        return await counts()

    async with running(url, counting) as engine:
        handle = await engine.start(counting, id="a")
        assert await handle.result() == 5000
        types = [event.type for event in (await engine.record("a")).events]
    assert types == ["execution_started", "activity_scheduled", "attempt_started", "activity_completed", "execution_completed"]


async def test_the_first_is_written_at_once_then_one_a_second_and_the_latest_is_never_lost() -> None:
    written: list[Any] = []
    clock = VirtualClock(0)
    beats = Heartbeats(clock, written.append)

    async def turn() -> None:
        await asyncio.sleep(0.01)

    beats(1)
    await turn()
    beats(2)
    beats(3)
    await turn()
    assert written == [1]
    clock.advance_to(1_000_000)
    await asyncio.sleep(1.05)
    assert written == [1, 3]
    beats(4)
    assert beats.end() == 4
    clock.advance_to(9_000_000)
    await asyncio.sleep(1.05)
    assert written == [1, 3]  # the attempt is over: its end is what tells


async def test_details_stay_where_a_heartbeat_has_none(url: str) -> None:
    @activity(effect="natural", name="beats.plain", retry=AT_ONCE)
    async def plain() -> Any:
        attempt = durable.attempt()
        if attempt.number == 1:
            attempt.heartbeat("kept")
            attempt.heartbeat()
            raise errors.Retryable("again")
        return attempt.details

    @workflow()
    async def plains() -> Any:
        return await plain()

    async with running(url, plains) as engine:
        assert await (await engine.start(plains, id="a")).result() == "kept"


async def test_recorded_details_hold_no_credential(url: str, tmp_path: Path) -> None:
    class Account(Connection):
        api_key: Secret = Secret("sk_live_heartbeat")

    acme = Connector("beats_acme", connection=Account)
    seen = asyncio.Event()
    go_on = asyncio.Event()

    @acme.activity("sync", effect="read")
    async def sync(client: Any, attempt: Any) -> None:
        attempt.heartbeat({"url": "https://acme/?key=sk_live_heartbeat"})
        seen.set()
        await go_on.wait()

    @workflow()
    async def syncs() -> None:
        await sync()

    async with running(url, syncs) as engine:
        handle = await engine.start(syncs, id="a")
        await seen.wait()
        while not (rows := kept(str(tmp_path / "app.db"))):  # noqa: ASYNC110 - the journal's thread sets no event
            await asyncio.sleep(0.005)
        go_on.set()
        await handle.result()
    assert rows[0][2] == '{"url":"https://acme/?key=***"}'


def quiet_in_a_thread(number: int, free: threading.Event) -> None:
    if number == 1:
        free.wait(20)


async def quiet_in_the_loop(number: int, free: threading.Event) -> None:
    if number == 1:
        await asyncio.sleep(20)


@pytest.mark.parametrize("quiet", [quiet_in_a_thread, quiet_in_the_loop])
async def test_an_attempt_that_falls_silent_is_given_up_before_its_timeout(url: str, quiet: Callable[..., Any]) -> None:
    free = threading.Event()

    def in_thread() -> int:
        tries.append(durable.attempt().number)
        quiet(tries[-1], free)
        return tries[-1]

    async def in_loop() -> int:
        tries.append(durable.attempt().number)
        await quiet(tries[-1], free)
        return tries[-1]

    function = in_loop if quiet is quiet_in_the_loop else in_thread
    declared: Any = activity(effect="read", name="beats.quiet", timeout=600, heartbeat_timeout=1.0, retry=AT_ONCE)(function)

    @workflow()
    async def quiets() -> int:
        result: int = await declared()
        return result

    async with running(url, quiets) as engine:
        handle = await engine.start(quiets, id="a")
        assert await handle.result() == 2
        record = await engine.record("a")
    free.set()
    (ended,) = (event.data for event in record.events if event.type == "attempt_ended")
    assert (ended["error"]["message"], ended["error"]["details"]["code"]) == ("no heartbeat for 1 s", "heartbeat_timeout")
    assert play(as_flow(record), quiets).verdict == "same"


async def test_an_attempt_that_beats_outlives_its_heartbeat_timeout(url: str) -> None:
    @activity(effect="unsafe", name="beats.lively", heartbeat_timeout=0.6)
    async def lively() -> str:
        for _ in range(15):
            await asyncio.sleep(0.1)
            durable.attempt().heartbeat()
        return "done"

    @workflow()
    async def lives() -> str:
        return await lively()

    async with running(url, lives) as engine:
        assert await (await engine.start(lives, id="a")).result() == "done"


async def test_a_silent_write_is_in_doubt_and_its_late_answer_settles_it(url: str) -> None:
    free = threading.Event()

    @activity(effect="unsafe", name="beats.fires", timeout=600, heartbeat_timeout=0.3)
    def fires() -> float:
        free.wait(20)
        return durable.attempt().remaining()

    @workflow()
    async def firing() -> float:
        return await fires()

    async with running(url, firing) as engine:
        handle = await engine.start(firing, id="a")
        while not (parked := await handle.parked()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert parked[0].reason == "sending it again could do it twice"
        free.set()
        assert await handle.result() == 0.0  # it could know that it was given up


async def test_a_file_without_heartbeats_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    database = str(tmp_path / "app.db")

    async def version() -> tuple[int, int]:
        connection = sqlite3.connect(database)
        try:
            (number,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'heartbeats'").fetchone()
            return number, tables
        finally:
            connection.close()

    async with connect(url):
        pass
    before = await version()
    connection = sqlite3.connect(database)
    connection.executescript("DROP TABLE heartbeats; PRAGMA user_version = 1")
    connection.close()
    async with connect(url) as engine:
        assert await engine.executions() == []
    assert await version() == before == (2, 1)


def test_a_heartbeat_timeout_is_a_length_of_time() -> None:
    with pytest.raises(errors.UsageError, match="heartbeat_timeout must be more than 0 seconds and finite, not 0"):
        activity(effect="read", name="beats.wrong", heartbeat_timeout=0)(lambda: None)
