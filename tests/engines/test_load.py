"""A connection's limits hold for all executions, in fair turns, and an open circuit can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Connection, Connector, Retry, activity, connect, connections, errors, workflow
from eventual_connectors.clock import SECOND, SystemClock
from eventual_connectors.engines.port import Engine
from eventual_connectors.history.events import Event
from eventual_connectors.testing import TestEngine

acme = Connector("load_acme", connection=Connection)
state: dict[str, Any] = {}
seen: list[str] = []


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    seen.clear()
    state.clear()
    with connections.override("load_acme", Connection(breaker_threshold=2, breaker_reset=10)):
        yield


@acme.activity("look", effect="read", retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0.02)))
async def look(client: Any, attempt: Any, name: str) -> str:
    seen.append(name)
    if name in state.get("gates", {}):
        await state["gates"][name].wait()
    if state.get("down", 0) > 0:
        state["down"] -= 1
        raise ConnectionRefusedError("refused")
    return name


@acme.activity("post", effect="lookup")
async def post(client: Any, attempt: Any) -> str:
    raise errors.InDoubt("dropped")


@post.lookup(settle=timedelta(0))
async def find(client: Any, attempt: Any) -> str:
    if not state.setdefault("limited", False):
        state["limited"] = True
        raise errors.RateLimited("slow down", after=60.0)
    return "found"


def began(history: Sequence[Event], path: str) -> list[int]:
    return [event.at for event in history if event.type == "attempt_started" and event.path == path]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():  # noqa: ASYNC110 - what is written to the file sets no event
        await asyncio.sleep(0.005)


async def begun(name: str) -> bool:
    return name in seen


async def scheduled(engine: Engine, execution: str) -> bool:
    return any(event.type == "activity_scheduled" for event in (await engine.record(execution)).events)


async def says(engine: Engine, reasons: dict[str, str]) -> bool:
    return {each.id: each.reason for each in await engine.executions()} == reasons


@workflow()
async def looks(name: str, times: int) -> list[str]:
    return await asyncio.gather(*(look(name) for _ in range(times)))


@workflow()
async def posts_and_looks() -> list[str]:
    posted = asyncio.create_task(post())
    await asyncio.sleep(35)  # its look-up comes at its deadline, after 30 s
    return [await look("a"), await posted]


def test_attempts_wait_for_the_rate_before_their_time_begins(eventual: TestEngine) -> None:
    """Between two attempts lies the rate's interval, however short the attempts' own timeout is."""
    with connections.override("load_acme", Connection(max_rate=0.1, timeout=1)):
        assert eventual.run(looks, "a", 4) == ["a"] * 4
    times = [event.at for event in eventual.history() if event.type == "attempt_started"]
    assert len(times) == 4
    assert all(later - earlier >= 10 * SECOND for earlier, later in pairwise(times))


@activity(effect="unsafe", name="load.noted", timeout=1)
async def noted(name: str) -> str:
    seen.append(name)
    return name


@workflow()
async def slow_to_take_up(name: str) -> str:
    sum(range(1_000_000))
    return await noted(name)


async def test_a_backlog_takes_no_time_from_the_attempts_that_begin_while_it_is_taken_up(tmp_path: Path) -> None:
    """A worker that needs seconds to take up what waits for it runs the first attempts meanwhile, within their timeouts."""
    names = [str(n) for n in range(150)]
    async with connect(f"sqlite:///{tmp_path / 'a.db'}") as engine:
        handles = [await engine.start(slow_to_take_up, name, id=name) for name in names]
        async with engine.worker([slow_to_take_up]):
            assert await asyncio.gather(*(handle.result(60) for handle in handles)) == names
        records = [await engine.record(name) for name in names]
    assert sum(len(began(record.events, "load.noted")) > 1 for record in records) < len(records) / 5  # a busy machine may be late at times


def test_a_rate_limited_look_up_pauses_the_connection(eventual: TestEngine) -> None:
    """Another call's attempt waits for as long as the look-up was told to."""
    assert eventual.run(posts_and_looks) == ["a", "found"]
    history = list(eventual.history())
    [_, limited, found] = began(history, "load_acme.post")
    [looked] = began(history, "load_acme.look")
    assert limited < looked
    assert looked - limited >= 60 * SECOND
    assert found - limited >= 60 * SECOND


def test_attempts_wait_for_an_open_circuit_and_lose_none_of_their_tries(eventual: TestEngine) -> None:
    """The third and last attempt is made when the vendor may be back, and nothing is recorded until then."""
    state["down"] = 2
    assert eventual.run(looks, "a", 1) == ["a"]
    first, second, third = began(list(eventual.history()), "load_acme.look")
    assert second - first < 10 * SECOND
    assert third - second >= 10 * SECOND


def test_a_circuit_that_is_switched_off_holds_nothing_back(eventual: TestEngine) -> None:
    """A threshold of 0 lets every attempt go to a vendor that is down."""
    state["down"] = 2
    with connections.override("load_acme", Connection(breaker_threshold=0, breaker_reset=1000)):
        eventual.run(looks, "a", 1)
    first, _, third = began(list(eventual.history()), "load_acme.look")
    assert third - first < 1000 * SECOND


async def test_an_execution_that_fans_out_leaves_others_their_turn(tmp_path: Path) -> None:
    """The one call of an execution goes next, though another's hundred were there before."""
    state["gates"] = {"many": asyncio.Event()}
    with connections.override("load_acme", Connection(max_concurrency=1)):
        async with asyncio.timeout(60), connect(f"sqlite:///{tmp_path / 'a.db'}") as engine, engine.worker([looks]):
            many = await engine.start(looks, "many", 100, id="many")
            await until(lambda: begun("many"))
            one = await engine.start(looks, "one", 1, id="one")
            await until(lambda: scheduled(engine, "one"))
            state["gates"]["many"].set()
            await one.result(30)
            await many.result(30)
    assert seen.index("one") <= 2
    assert len(seen) == 101


class Forward(SystemClock):
    """The machine's clock, which the test can put forward."""

    put_forward = 0

    def now(self) -> int:
        return super().now() + self.put_forward


async def test_who_waits_for_an_open_circuit_says_so(tmp_path: Path) -> None:
    """The list of executions names the circuit, for those that waited before it opened and for those that come later, until it closes."""
    state.update(down=2, gates={"first": asyncio.Event()})
    trouble = "the circuit of load_acme/default is open after 2 failures in a row, the last Retryable: connection refused: refused"
    clock = Forward()
    with connections.override("load_acme", Connection(max_concurrency=1, breaker_threshold=2, breaker_reset=3600)):
        async with asyncio.timeout(60), connect(f"sqlite:///{tmp_path / 'a.db'}", clock=clock) as engine, engine.worker([looks]):
            handles = [await engine.start(looks, "first", 1, id="first")]
            await until(lambda: begun("first"))
            handles.append(await engine.start(looks, "queued", 2, id="queued"))
            await until(lambda: scheduled(engine, "queued"))
            handles.append(await engine.start(looks, "behind", 1, id="behind"))
            await until(lambda: scheduled(engine, "behind"))
            assert await says(engine, dict.fromkeys(["first", "queued", "behind"], ""))
            state["gates"]["first"].set()
            await until(lambda: says(engine, dict.fromkeys(["first", "queued", "behind"], trouble)))
            handles.append(await engine.start(looks, "late", 1, id="late"))
            await until(lambda: says(engine, dict.fromkeys(["first", "queued", "behind", "late"], trouble)))
            assert {each.status for each in await engine.executions()} == {"running"}
            clock.put_forward = 3600 * SECOND
            for handle in handles:
                await handle.result(30)
            assert await says(engine, dict.fromkeys(["first", "queued", "behind", "late"], ""))
