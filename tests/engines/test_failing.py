"""What a caller is told when the worker beside it dies, and what a worker waits for."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_none

from eventual_connectors import Retry, Signal, activity, connect, durable, errors, workflow
from eventual_connectors.engines.embedded import database
from eventual_connectors.engines.embedded.owner import OwnerLock

go = Signal("go", str)


@activity(effect="natural", name="failing.add")
async def add(n: int) -> int:
    return n + 1


@workflow()
async def listens(n: int) -> list[Any]:
    return [await go.receive(), await add(n)]


def take_over(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE owner SET epoch = epoch + 1")
    connection.close()


async def test_a_result_is_not_awaited_from_a_worker_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine:
        worker: Any = engine.worker([listens])
        await worker.__aenter__()
        handle = await engine.start(listens, 1, id="a")
        waiting = asyncio.create_task(handle.result())
        take_over(path)
        await handle.signal(go, "on")
        with pytest.raises(errors.EngineError, match="the worker of this engine has stopped: another worker took") as caught:
            await waiting
        assert "\n" not in str(caught.value)
        with pytest.raises(errors.EngineError):
            await worker.__aexit__(None, None, None)
        async with engine.worker([listens]):
            assert await handle.result() == ["on", 2]


async def test_a_result_is_awaited_from_the_worker_that_took_the_place(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine, connect(f"sqlite:///{path}") as other:
        async with other.worker([listens]):
            with pytest.raises(errors.DatabaseLocked):
                await engine.worker([listens]).__aenter__()
            handle = await engine.start(listens, 1, id="a")
            with pytest.raises(TimeoutError):
                await handle.result(0.3)
        worker: Any = engine.worker([listens])
        await worker.__aenter__()
        take_over(path)
        await handle.signal(go, "on")
        with pytest.raises(errors.EngineError):
            await worker.wait()
        elsewhere = OwnerLock(str(path))
        elsewhere.acquire()
        with pytest.raises(TimeoutError):
            await handle.result(0.3)
        elsewhere.release()
        with pytest.raises(errors.EngineError, match="has stopped"):
            await handle.result()
        with pytest.raises(errors.EngineError):
            await worker.__aexit__(None, None, None)


async def test_a_worker_waits_for_a_busy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0.3)
    path = tmp_path / "app.db"

    def waits() -> int:
        return sum("is locked by another process; the worker waits" in record.getMessage() for record in caplog.records)

    with caplog.at_level(logging.WARNING, "eventual.engine"):
        async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine, engine.worker([listens]):
            handle = await engine.start(listens, 1, id="a")
            while await handle.status() != "running":  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            other = sqlite3.connect(path, isolation_level=None)
            await handle.signal(go, "on")
            other.execute("BEGIN IMMEDIATE")
            try:
                while waits() < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            finally:
                other.execute("ROLLBACK")
                other.close()
            assert await handle.result() == ["on", 2]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process, which keeps the file locked from the end of `locks` on."""
    with closing(sqlite3.connect(tmp_path / "app.db", isolation_level=None)) as connection:
        others.append(connection)
        yield connection
    others.clear()


others: list[sqlite3.Connection] = []
sent: list[tuple[int, float]] = []


@activity(effect="read", name="failing.locks")
async def locks() -> None:
    others[0].execute("BEGIN IMMEDIATE")
    sent.clear()


@activity(effect="unsafe", name="failing.charge", timeout=5.0, retry=Retry(wait=wait_none()))
async def charge() -> str:
    sent.append((durable.attempt().number, durable.attempt().timeout))
    return "charged"


async def locked(other: sqlite3.Connection) -> None:
    while not other.in_transaction:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


@workflow()
async def charges(timeout: float) -> str:
    await locks()
    return await charge.with_options(timeout=timeout)()


async def test_nothing_is_sent_before_its_intent_is_on_disk(tmp_path: Path, other: sqlite3.Connection) -> None:
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([charges]):
        handle = await engine.start(charges, 5.0, id="a")
        await locked(other)
        await asyncio.sleep(0.3)
        assert sent == []
        other.execute("ROLLBACK")
        assert await handle.result() == "charged"
    ((number, left),) = sent
    assert number == 1
    assert left < 4.8  # its time began with the intent: whoever looks for its effect later relies on that


async def test_an_attempt_whose_time_was_over_before_its_intent_was_on_disk_is_not_begun(tmp_path: Path, other: sqlite3.Connection) -> None:
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([charges]):
        handle = await engine.start(charges, 0.3, id="a")
        await locked(other)
        await asyncio.sleep(0.5)
        other.execute("ROLLBACK")
        assert await handle.result() == "charged"
        ended = [event.data["error"]["details"]["code"] for event in (await engine.record("a")).events if event.type == "attempt_ended"]
    assert ended[:1] == ["not_begun"]
    assert 1 not in [number for number, _ in sent]


@workflow()
async def charges_once() -> str:
    await locks()
    return await charge.with_options(timeout=1.0, retry=Retry(stop=stop_after_attempt(1)))()


async def test_an_attempt_that_was_not_begun_takes_nothing_from_the_retry_budget(tmp_path: Path, other: sqlite3.Connection) -> None:
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([charges_once]):
        handle = await engine.start(charges_once, id="a")
        await locked(other)
        await asyncio.sleep(1.2)
        other.execute("ROLLBACK")
        assert await handle.result() == "charged"
    assert [number for number, _ in sent] == [2]


@workflow()
async def rests() -> str:
    await locks()
    await asyncio.sleep(0.2)
    return await charge()


async def test_what_is_not_on_disk_yet_stays_in_memory(tmp_path: Path, other: sqlite3.Connection) -> None:
    """Built anew from the file, the execution would lack what happened to it meanwhile."""
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([rests], max_cached=0):
        handle = await engine.start(rests, id="a")
        await locked(other)
        await asyncio.sleep(0.5)
        other.execute("ROLLBACK")
        assert await handle.result() == "charged"
        started = [event.path for event in (await engine.record("a")).events if event.type == "attempt_started"]
    assert started == ["failing.locks", "failing.charge"]
