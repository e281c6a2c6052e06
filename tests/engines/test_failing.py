"""What a caller is told when the worker beside it dies, and what a worker waits for."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import Signal, activity, connect, errors, workflow
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
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0.02)
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
