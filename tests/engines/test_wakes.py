"""What the file says of when an execution is to be woken: a worker that takes over knows no more than that."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from tenacity import wait_none

from eventual_connectors import Retry, activity, connect, durable, workflow
from eventual_connectors.errors import Retryable

second_began = asyncio.Event()
go_on = asyncio.Event()


@activity(effect="unsafe", name="wakes.twice", retry=Retry(wait=wait_none()))
async def twice() -> None:
    if durable.attempt().number == 1:
        raise Retryable("not yet")
    second_began.set()
    await go_on.wait()


@activity(effect="read", name="wakes.beside")
async def beside() -> None:
    await second_began.wait()


@workflow(version="1", name="wakes.both")
async def both() -> None:
    await asyncio.gather(twice(), beside())


async def test_an_attempt_that_follows_at_once_is_known_to_run(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with connect(f"sqlite:///{path}") as engine, engine.worker([both]):
        handle = await engine.start(both, id="1")
        await asyncio.wait_for(second_began.wait(), 10)
        for _ in range(1000):
            if "activity_completed" in [event.type for event in (await engine.record("1")).events]:
                break
            await asyncio.sleep(0.01)
        with sqlite3.connect(path) as reader:
            wake_at = reader.execute("SELECT wake_at FROM executions").fetchone()[0]
        reader.close()
        assert wake_at == 0, "whoever takes the file over now would not look at an attempt that was lost"
        go_on.set()
        await handle.result(10)
