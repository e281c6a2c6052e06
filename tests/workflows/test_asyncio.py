"""asyncio inside a workflow: durable, and the same from every prefix of its history."""

from __future__ import annotations

import asyncio
import gc
import math
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from eventual_connectors import Retry, Signal, activity, durable, errors, workflow
from eventual_connectors.attempts.runner import Intent
from eventual_connectors.workflows.definition import Workflow

from .stage import Stage


@activity(effect="natural", name="aio.call")
async def call(n: Any) -> Any:
    raise NotImplementedError


@activity(effect="read", name="aio.look")
async def look(n: Any) -> Any:
    raise NotImplementedError


def answer(intent: Intent) -> Any:
    return intent.arguments["kwargs"]["n"]


async def steps(n: int) -> list[Any]:
    return [await call(f"{n}-{i}") for i in range(3)]


@workflow()
async def gathered() -> Any:
    return await asyncio.gather(call(1), look(2), *(steps(n) for n in range(4)), asyncio.sleep(5, "slept"))


@workflow()
async def grouped() -> Any:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(steps(n)) for n in range(3)] + [group.create_task(call("bare"))]
    return [task.result() for task in tasks]


go = Signal("go", str)

FOREVER: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
    "timeout": lambda: _in_timeout(math.inf),
    "timeout_at": lambda: _in_timeout_at(math.inf),
    "wait": lambda: asyncio.wait([asyncio.create_task(steps(1))], timeout=math.inf),
    "wait_for": lambda: asyncio.wait_for(steps(1), math.inf),
    "more microseconds than a float holds": lambda: asyncio.wait_for(steps(1), float("1e308")),
    "as_completed": lambda: _first_completed(math.inf),
}


async def _in_timeout(seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await steps(1)


async def _first_completed(seconds: float) -> None:
    for each in asyncio.as_completed([steps(1)], timeout=seconds):
        await each


async def _in_timeout_at(when: float) -> None:
    async with asyncio.timeout_at(when):
        await steps(1)


@pytest.mark.parametrize("what", FOREVER)
def test_a_timeout_that_never_comes_ends_nothing(what: str) -> None:
    @workflow()
    async def waits() -> str:
        await FOREVER[what]()
        return "done"

    stage = Stage(waits, answer=answer).open().run()
    assert stage.result == "done"
    if "microseconds" not in what:
        assert "timer_started" not in stage.types()
    for length in range(1, len(stage.history)):
        assert stage.from_prefix(length).run().result == "done"


def test_an_endless_sleep_ends_with_a_signal_or_a_cancellation_only() -> None:
    @workflow()
    async def sleeps() -> str:
        await asyncio.wait([asyncio.create_task(asyncio.sleep(math.inf)), asyncio.create_task(go.receive())], return_when="FIRST_COMPLETED")
        return "woken"

    stage = Stage(sleeps).open().run()
    assert (stage.status, stage.types()) == ("running", ["execution_started"])
    stage.restart()
    stage.take(stage.execution.signal("go", "now", "1", stage.now))
    assert stage.result == "woken"

    stage = Stage(sleeps).open().restart()
    stage.take(stage.execution.cancel("", stage.now))
    assert stage.status == "cancelled"


@pytest.mark.parametrize("seconds", [-math.inf, 0, -1])
def test_a_time_that_is_past_takes_none(seconds: float) -> None:
    @workflow()
    async def waits() -> str:
        asyncio.get_running_loop().call_later(seconds, lambda: None)
        try:
            await _in_timeout(seconds)
        except TimeoutError:
            return "late"
        return "in time"

    stage = Stage(waits).open()
    assert stage.result == "late"


def test_a_time_that_is_no_number_is_an_error() -> None:
    @workflow()
    async def waits() -> list[bool]:
        said = []
        future = asyncio.get_running_loop().create_future()
        for wait in (lambda: asyncio.sleep(math.nan), lambda: _in_timeout(math.nan), lambda: asyncio.wait_for(future, math.nan)):
            try:
                await wait()
            except ValueError as error:
                said.append("NaN" in str(error))
        return said

    assert Stage(waits).open().result == [True, True, True]


@workflow()
async def timed() -> Any:
    said = []
    try:
        async with asyncio.timeout(10):
            said.append(await call("quick"))
            await asyncio.sleep(100)
    except TimeoutError:
        said.append("late")
    try:
        await asyncio.wait_for(asyncio.sleep(50), 20)
    except TimeoutError:
        said.append("later")
    said.append(await asyncio.wait_for(call("in time"), 20))
    return said


@workflow()
async def waited() -> Any:
    tasks = [asyncio.create_task(slow(seconds)) for seconds in (30, 10, 20)]
    done, pending = await asyncio.wait(tasks, timeout=15)
    first = sorted(task.result() for task in done)
    for task in pending:
        task.cancel()
    rest = await asyncio.gather(*tasks, return_exceptions=True)
    return [first, len(pending), [str(type(one).__name__) if isinstance(one, BaseException) else one for one in rest]]


async def slow(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return float(await call(seconds))


@workflow()
async def completed() -> Any:
    return [await one for one in asyncio.as_completed([slow(30), slow(10), slow(20)])]


@workflow()
async def synchronised() -> Any:
    event, queue, lock, few = asyncio.Event(), asyncio.Queue[Any](maxsize=1), asyncio.Lock(), asyncio.Semaphore(2)
    said: list[Any] = []

    async def producer() -> None:
        for n in range(3):
            await queue.put(await call(f"item {n}"))
        event.set()

    async def consumer() -> None:
        for _ in range(3):
            said.append(await queue.get())
            async with lock:
                await asyncio.sleep(1)

    async def guarded(n: int) -> None:
        async with few:
            said.append(await look(n))

    async with asyncio.TaskGroup() as group:
        group.create_task(producer())
        group.create_task(consumer())
        for n in range(5):
            group.create_task(guarded(n))
        await event.wait()
    return sorted(map(str, said))


@workflow()
async def shielded() -> Any:
    inner = asyncio.ensure_future(slow(20))
    try:
        async with asyncio.timeout(5):
            await asyncio.shield(inner)
    except TimeoutError:
        return ["timed out", await inner]


@workflow()
async def fanned() -> Any:
    return await durable.fan_out(steps, range(7), limit=3, key=str)


@workflow()
async def told() -> Any:
    await asyncio.sleep(3)
    inside = [await drawn() for _ in range(2)]
    return [durable.now(), str(durable.uuid4()), durable.random().random(), inside, await look(durable.now())]


async def drawn() -> str:
    return str(await asyncio.create_task(draw()))


async def draw() -> float:
    return durable.random().random()


ALL = [gathered, grouped, timed, waited, completed, synchronised, shielded, fanned, told]


@pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)
def test_the_same_from_every_prefix(flow: Workflow[..., Any]) -> None:
    whole = Stage(flow, answer=answer).open().run()
    result = whole.result
    for length in sorted(set(whole.boundaries)):
        again = whole.from_prefix(length).run()
        assert again.result == result, length
        assert {path for path, _ in again.effects} <= {path for path, _ in whole.effects}
        assert set(again.effects) <= set(whole.effects)
        assert again.execution.dropped == []


@pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)
def test_a_whole_history_runs_again_without_a_word(flow: Workflow[..., Any]) -> None:
    whole = Stage(flow, answer=answer).open().run()
    execution = whole.from_prefix(len(whole.history)).execution
    assert execution.blocked is None
    assert execution.unmade == []
    assert execution.ending == (whole.history[-1].type, whole.history[-1].data)


def test_results() -> None:
    assert Stage(timed, answer=answer).open().run().result == ["quick", "late", "later", "in time"]
    assert Stage(waited, answer=answer).open().run().result == [[10], 2, ["CancelledError", 10, "CancelledError"]]
    assert Stage(completed, answer=answer).open().run().result == [10, 20, 30]
    assert Stage(shielded, answer=answer).open().run().result == ["timed out", 20]
    fan = Stage(fanned, answer=answer).open().run().result
    assert fan == [[f"{n}-{i}" for i in range(3)] for n in range(7)]


def test_nobody_gets_anothers_answer() -> None:
    """Every call gets the answer to its own argument, whatever order the answers come in."""
    for seed in range(5):
        stage = Stage(gathered, answer=answer, root=bytes([seed]) * 16).open().run()
        assert stage.result == [1, 2, *([f"{n}-{i}" for i in range(3)] for n in range(4)), "slept"]
        assert len({key for _, key in stage.effects}) == len(stage.effects) == 14


@workflow()
async def raced() -> Any:
    tasks = [asyncio.create_task(slow(n), name=f"t{n}") for n in (5, 5.0, 5, 6)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return sorted(task.get_name() for task in done)


def test_a_race_comes_out_the_same_on_replay() -> None:
    whole = Stage(raced, answer=answer).open().run()
    for length in sorted(set(whole.boundaries)):
        if "execution_completed" in [event.type for event in whole.history[:length]]:
            assert whole.from_prefix(length).execution.ending == ("execution_completed", {"result": whole.result})


def test_time_is_that_of_the_events() -> None:
    @workflow()
    async def clocked() -> list[Any]:
        loop = asyncio.get_running_loop()
        times = [loop.time()]
        await asyncio.sleep(2.5)
        times.append(loop.time())
        return [times, durable.now()]

    stage = Stage(clocked).open().run()
    assert stage.result[0] == [0.0, 2.5]
    assert stage.restart().execution.ending == ("execution_completed", {"result": stage.result})


def test_a_task_left_running_is_cancelled_at_the_same_point_on_replay() -> None:
    """What an abandoned call brings after the workflow's end reaches no code, live and from every prefix."""
    reached: list[str] = []

    @workflow()
    async def leaves() -> str:
        async def left() -> None:
            for n in ("a", "b"):
                await call(n)
                reached.append(n)
                await call("more")

        asyncio.create_task(left())  # noqa: RUF006
        asyncio.create_task(left())  # noqa: RUF006
        await asyncio.sleep(1)
        return "done"

    from .stage import HOLD

    stage = Stage(leaves, answer=lambda intent: HOLD).open().run()
    first, second = stage.held
    stage.end(first, "late")
    assert stage.status == "running"  # the second is not settled yet
    for length in sorted(set(stage.boundaries)):
        again = stage.from_prefix(length).run()
        assert not reached
        assert again.execution.blocked is None
    stage.end(second, "late too")
    assert stage.result == "done"


def test_fan_out_raises_the_first_error_and_loses_none(caplog: pytest.LogCaptureFixture) -> None:
    @workflow()
    async def fans() -> Any:
        return await durable.fan_out(call, range(6), limit=4)

    @workflow()
    async def keeps() -> Any:
        got = await durable.fan_out(call, range(3), return_exceptions=True)
        return [str(one) for one in got]

    def odd_fails(intent: Intent) -> Any:
        n = intent.arguments["kwargs"]["n"]
        return errors.Permanent(f"no {n}") if n % 2 else n

    stage = Stage(fans, answer=odd_fails).open().run()
    assert stage.status == "failed"
    assert stage.execution.outcome is not None
    assert stage.execution.outcome.data["error"]["message"] == "no 1"
    assert Stage(keeps, answer=odd_fails).open().run().result == ["0", "no 1", "2"]
    gc.collect()
    assert not caplog.records
    with pytest.raises(errors.UsageError, match="limit must be"):
        asyncio.run(durable.fan_out(call, [1], limit=0))


def test_timers_keep_their_name() -> None:
    with pytest.raises(errors.UsageError, match="cannot be called 'timer'"):

        @activity(effect="read")
        async def timer() -> None: ...


def test_the_loop_refuses_to_hang_on_an_exit() -> None:
    @workflow()
    async def leaves() -> None:
        raise SystemExit(3)

    stage = Stage(leaves).open()
    assert stage.status == "failed"


def test_back_off_and_attempts_survive_a_restart() -> None:
    from tenacity import stop_after_attempt, wait_fixed

    failing = call.with_options(retry=Retry(stop=stop_after_attempt(4), wait=wait_fixed(100)))

    @workflow()
    async def retried() -> str:
        try:
            return str(await failing("x"))
        except errors.Retryable as error:
            return f"{error.message} {error.code}"

    stage = Stage(retried, answer=lambda intent: errors.Retryable(f"no {intent.number}", code="busy")).open()
    began = stage.now
    while stage.step():
        stage = stage.restart(lose=False)
    assert stage.result == "no 4 busy"
    assert [intent.number for intent in stage.sent] == [1, 2, 3, 4]
    assert [intent.started_at - began for intent in stage.sent] == [n * 100_000_000 for n in range(4)]
    assert len({intent.first_started_at for intent in stage.sent}) == 1
    assert len({intent.key for intent in stage.sent}) == 1


def test_timeouts_by_timedelta_are_durable() -> None:
    @workflow()
    async def long() -> str:
        await asyncio.sleep(timedelta(days=30).total_seconds())
        return "a month later"

    stage = Stage(long).open()
    stage = stage.restart().restart()
    assert len([event for event in stage.history if event.type == "timer_started"]) == 1
    assert stage.run().result == "a month later"
