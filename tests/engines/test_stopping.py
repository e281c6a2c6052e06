"""Cancellation reaches the running attempt; what that means for a write is the function's to say."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import activity, connect, durable, errors, workflow
from eventual_connectors.effect import EffectName
from eventual_connectors.engines.export import as_flow
from eventual_connectors.workflows.playback import play

began = threading.Event()
said: list[str] = []


@pytest.fixture(autouse=True)
def _clean() -> None:
    began.clear()
    said.clear()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@asynccontextmanager
async def running(url: str, *workflows: Any) -> AsyncIterator[Any]:
    async with asyncio.timeout(30), connect(url) as engine, engine.worker(workflows):
        yield engine


async def stops(how: str) -> str:
    """A long write that can stop early, and says in different ways how far it came."""
    attempt = durable.attempt()
    assert not attempt.cancel_requested
    began.set()
    await attempt.cancelled()
    assert attempt.cancel_requested
    return end(how)


def stops_in_a_thread(how: str) -> str:
    attempt = durable.attempt()
    began.set()
    while not attempt.cancel_requested:
        time.sleep(0.005)
    return end(how)


def end(how: str) -> str:
    said.append(how)
    match how:
        case "half done":
            return how
        case "not begun":
            raise errors.Retryable(how)
        case "undone":
            raise errors.Permanent(how)
    raise asyncio.CancelledError


async def cancel_while_it_runs(engine: Any, function: Any, effect: EffectName, how: str) -> Any:
    """Cancel an execution whose only call is under way; returns its handle."""
    declared: Any = activity(effect=effect, name=f"stopping.{function.__name__}", timeout=600)(function)

    @workflow()
    async def stopping() -> str:
        result: str = await declared(how)
        return result

    engine._workers[-1]._workflows["stopping"] = stopping
    handle = await engine.start(stopping, id="a")
    await asyncio.to_thread(began.wait, 10)
    await handle.cancel("enough")
    return handle, stopping


@pytest.mark.parametrize("function", [stops, stops_in_a_thread])
@pytest.mark.parametrize(
    ("how", "recorded"),
    [("half done", "activity_completed"), ("not begun", "activity_dropped"), ("undone", "activity_dropped")],
)
async def test_a_write_that_is_asked_to_stop_says_how_far_it_came(url: str, function: Any, how: str, recorded: str) -> None:
    async with running(url) as engine:
        handle, stopping = await cancel_while_it_runs(engine, function, "unsafe", how)
        with pytest.raises(errors.ExecutionCancelled):
            await handle.result()
        record = await engine.record("a")
    assert said == [how]
    (call,) = (event for event in record.events if event.type == recorded)
    assert call.data.get("result") == ("half done" if how == "half done" else None)
    assert play(as_flow(record), stopping).verdict == "same"


@pytest.mark.parametrize("function", [stops, stops_in_a_thread])
async def test_a_write_that_stops_without_a_word_is_in_doubt(url: str, function: Any) -> None:
    async with running(url) as engine:
        handle, _ = await cancel_while_it_runs(engine, function, "unsafe", "nothing")
        while not (parked := await handle.parked()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert parked[0].reason == "sending it again could do it twice"
        record = await engine.record("a")
        await handle.resolve(parked[0].path, 1, failed="looked: it was not done")
        with pytest.raises(errors.ExecutionCancelled):
            await handle.result()
    (event,) = (event for event in record.events if event.type == "activity_parked")
    assert event.data["error"]["message"] == "it stopped before it had an answer"


async def test_a_read_is_cancelled_where_it_can_be_and_told_where_it_cannot(url: str) -> None:
    ended = threading.Event()

    async def reads(how: str) -> str:
        began.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            ended.set()
            raise
        return how

    def reads_in_a_thread(how: str) -> str:
        stops_in_a_thread("half done")
        ended.set()
        return how

    for function in (reads, reads_in_a_thread):
        began.clear()
        ended.clear()
        async with running(f"{url}.{function.__name__}") as engine:
            handle, _ = await cancel_while_it_runs(engine, function, "read", "x")
            with pytest.raises(errors.ExecutionCancelled):
                await handle.result()
            assert await asyncio.to_thread(ended.wait, 10)


async def test_a_lost_race_is_told_to_the_loser(url: str) -> None:
    declared: Any = activity(effect="unsafe", name="stopping.loser", timeout=600)(stops)

    @workflow()
    async def races() -> str:
        try:
            async with asyncio.timeout(0.2):
                await declared("half done")
        except TimeoutError:
            return "gave up"
        return "waited"

    async with running(url, races) as engine:
        assert await (await engine.start(races, id="a")).result() == "gave up"
        types = [event.type for event in (await engine.record("a")).events]
    assert said == ["half done"]
    assert "activity_completed" in types


async def test_a_thread_that_outlives_its_timeout_can_know_it(url: str) -> None:
    declared: Any = activity(effect="unsafe", name="stopping.late", timeout=0.3)(stops_in_a_thread)

    @workflow()
    async def lates() -> str:
        result: str = await declared("half done")
        return result

    async with running(url, lates) as engine:
        handle = await engine.start(lates, id="a")
        assert await handle.result() == "half done"  # the late answer settles the call


async def test_what_settles_a_call_in_the_background_knows_that_nobody_waits(url: str) -> None:
    seen: list[bool] = []

    async def posts() -> str:
        attempt = durable.attempt()
        seen.append(attempt.cancel_requested)
        if attempt.number == 1:
            began.set()
            await attempt.cancelled()
            raise errors.InDoubt("cut off")
        return "done"

    post = activity(effect="lookup", name="stopping.posts")(posts)

    @post.lookup(settle=timedelta(0))
    async def find() -> str:
        seen.append(durable.attempt().cancel_requested)
        return "found"

    @workflow()
    async def gives_up() -> str:
        try:
            async with asyncio.timeout(0.2):
                await post.with_options(timeout=1)()
        except TimeoutError:
            return "gave up"
        return "waited"

    async with running(url, gives_up) as engine:
        assert await (await engine.start(gives_up, id="a")).result() == "gave up"
    assert seen == [False, True]


async def test_outside_a_workflow_the_callers_leaving_reaches_a_thread() -> None:
    call = asyncio.ensure_future(_awaited(activity(effect="read", name="stopping.direct")(stops_in_a_thread)("half done")))
    await asyncio.to_thread(began.wait, 10)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    while not said:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def _awaited(call: Any) -> Any:
    return await call
