"""The engine for code that is not async, and the engine for tests."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import Signal, activity, connect, connect_sync, durable, errors, workflow
from eventual_connectors.testing import TestEngine, VirtualClock

go = Signal("go", str)


@activity(effect="unsafe", name="sync.work")
def work(n: int) -> int:
    if n < 0:
        raise errors.InDoubt("dropped")
    return n + 1


@workflow()
async def works(n: int) -> list[Any]:
    return [await work(n), await go.receive()]


@workflow()
async def month() -> str:
    began = durable.now()
    await asyncio.sleep(30 * 86400)
    return str((durable.now() - began).days)


@workflow()
async def fails() -> None:
    raise ValueError("as it is")


def test_the_same_names_without_await(tmp_path: Path) -> None:
    with connect_sync(f"sqlite:///{tmp_path / 'app.db'}") as engine:
        with engine.worker([works]):
            handle = engine.start(works, 1, id="a")
            handle.signal(go, "on", id="1")
            assert handle.result(timeout=10) == [2, "on"]
            assert handle.status() == "completed"
            assert [summary.id for summary in engine.executions()] == ["a"]
            assert engine.record("a").events[-1].type == "execution_completed"
            doubtful = engine.start(works, -1, id="b")
            while not doubtful.parked():
                time.sleep(0.005)
            (call,) = doubtful.parked()
            doubtful.resolve(call.path, call.attempt, succeeded=7)
            doubtful.signal(go, "on")
            assert doubtful.result(timeout=10) == [7, "on"]
            third = engine.start(works, 1, id="c")
            third.cancel()
            with pytest.raises(errors.ExecutionCancelled):
                engine.handle("c").result(timeout=10)
        with pytest.raises(errors.ExecutionNotFound):
            engine.handle("nobody")
    with pytest.raises(errors.EngineError, match="does not exist"), connect_sync(f"sqlite:///{tmp_path / 'no' / 'app.db'}"):
        pass


def test_a_month_takes_no_time(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    assert engine.run(month) == "30"
    assert [event.type for event in engine.history()] == ["execution_started", "timer_started", "timer_fired", "execution_completed"]
    with pytest.raises(ValueError, match="as it is"):
        engine.run(fails)
    with pytest.raises(TimeoutError, match=r"sync\.work is parked: sending it again could do it twice"):
        engine.run(works, -1, timeout=3)


@pytest.mark.parametrize("virtual", [False, True])
async def test_a_file_that_fails_under_the_worker_stops_it_with_one_line(tmp_path: Path, virtual: bool) -> None:
    clock = VirtualClock() if virtual else None
    path = tmp_path / "app.db"
    async with asyncio.timeout(20), connect(f"sqlite:///{path}", clock=clock) as engine:
        worker: Any = engine.worker([works])
        await worker.__aenter__()
        handle = await engine.start(works, 1, id="a")
        while await handle.status() != "running":  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        connection = sqlite3.connect(path)
        connection.execute("ALTER TABLE events RENAME TO gone")
        connection.close()
        await handle.signal(go, "on")
        with pytest.raises(errors.EngineError, match=r"app\.db: no such table: .*events") as caught:
            await worker.wait()
        assert "\n" not in str(caught.value)
        with pytest.raises(errors.EngineError):
            await worker.__aexit__(None, None, None)


def test_an_engine_that_is_not_open_says_so(tmp_path: Path) -> None:
    engine = connect_sync(f"sqlite:///{tmp_path / 'app.db'}")
    with pytest.raises(errors.UsageError, match="outside of its block"):
        engine.start(works, 1, id="early")
    with engine:
        handle = engine.start(works, 1, id="a")
        with pytest.raises(errors.UsageError, match="a signal's id is a text that is not empty"):
            handle.signal(go, "on", id="")
    for late in (handle.status, lambda: engine.start(works, 1, id="late")):
        with pytest.raises(errors.UsageError, match="outside of its block"):
            late()
