"""Doubt is sticky: whatever becomes of the caller, a write that may have been applied is parked, and goes on only by an operator's word."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import activity, connect, durable, errors, workflow
from eventual_connectors.engines.export import as_flow
from eventual_connectors.workflows.definition import Workflow
from eventual_connectors.workflows.playback import play

effects: Counter[str] = Counter()
began: dict[str, asyncio.Event] = {}
let_answer: dict[str, asyncio.Event] = {}


@pytest.fixture(autouse=True)
def _clean() -> None:
    effects.clear()
    began.clear()
    let_answer.clear()


@activity(effect="unsafe", name="doubt.charge")
async def charge(order: str) -> str:
    """Applied at once; its answer is lost, as soon as the test lets it."""
    attempt = durable.attempt()
    effects[order] += 1
    began.setdefault(order, asyncio.Event()).set()
    await let_answer.setdefault(order, asyncio.Event()).wait()
    if attempt.number == 1:
        raise errors.InDoubt("the connection dropped", request_id="req_1")
    return f"ch_{attempt.number}"


@charge.compensation
@activity(effect="keyed", name="doubt.refund", window=timedelta(hours=24))
async def refund(charged: str, order: str) -> str:
    effects[f"refund {charged}"] += 1
    return "refunded"


@activity(effect="natural", name="doubt.note")
async def note(text: str) -> str:
    return text


@workflow(name="doubt.waits")
async def waits(order: str) -> str:
    return await charge(order)


@workflow(name="doubt.hurries")
async def hurries(order: str) -> str:
    try:
        async with asyncio.timeout(0.05):
            return await charge(order)
    except TimeoutError:
        return "gave up"


@workflow(name="doubt.races")
async def races(order: str) -> str:
    tasks = [asyncio.ensure_future(charge(order)), asyncio.ensure_future(asyncio.sleep(0.05, "the timer won"))]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return str(done.pop().result())


@workflow(name="doubt.fails")
async def fails(order: str) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(charge(order))
        await note("beside")
        await asyncio.sleep(0.05)
        raise ValueError("something else went wrong")


@workflow(name="doubt.undoes")
async def undoes(order: str) -> None:
    async with durable.saga() as saga:
        async with asyncio.timeout(0.05):
            await saga.run(charge, order)


@dataclass
class Case:
    """One way in which a caller goes away, or the worker does.

    Attributes:
        flow: the workflow.
        ends: the status of the execution once the doubt is settled, after `succeeded`.
        result: its result, or the text of its error.
        meanwhile: what happens while the attempt runs.
        refunds: effects of compensations after `succeeded`.
        evicts: the worker keeps one execution in memory.
        restarts: the worker is stopped and started, once while the attempt runs.
    """

    flow: Workflow[..., Any]
    ends: str
    result: Any
    meanwhile: Callable[[Any], Awaitable[Any]] | None = None
    refunds: int = 0
    evicts: bool = False
    restarts: bool = False


async def cancelled(handle: Any) -> None:
    await handle.cancel("enough")


CASES = {
    "timeout": Case(hurries, "completed", "gave up"),
    "cancellation": Case(waits, "cancelled", None, meanwhile=cancelled),
    "lost race": Case(races, "completed", "the timer won"),
    "failing execution": Case(fails, "failed", "unhandled errors in a TaskGroup"),
    "saga": Case(undoes, "failed", "TimeoutError", refunds=1),
    "worker restart": Case(waits, "completed", "ch_operator", restarts=True),
    "evicted execution": Case(waits, "completed", "ch_operator", evicts=True),
    "replay": Case(waits, "completed", "ch_operator"),
}


@pytest.mark.parametrize("decision", ["succeeded", "retry", "failed"])
@pytest.mark.parametrize("name", CASES)
async def test_doubt_outlives_whatever_happens(tmp_path: Path, name: str, decision: str) -> None:
    """One effect until an operator speaks; exactly one more after *retry*; the history plays back the same all the while."""
    case, url = CASES[name], f"sqlite:///{tmp_path / 'app.db'}"
    options: dict[str, Any] = {"max_cached": 0} if case.evicts else {}
    async with asyncio.timeout(30), connect(url) as engine:
        async with engine.worker([case.flow], **options):
            handle = await engine.start(case.flow, "o1", id="one")
            await began.setdefault("o1", asyncio.Event()).wait()
            if case.meanwhile is not None:
                await case.meanwhile(handle)
            await asyncio.sleep(0.1)  # the workflow's own time-outs pass
            assert await handle.status() == "running"  # not ended over an attempt under way
            if not case.restarts:
                let_answer["o1"].set()
                await parks(handle)
            else:
                asyncio.get_running_loop().call_later(0.05, let_answer["o1"].set)
        for _ in range(2):  # each start of a worker runs the code over the history again
            async with engine.worker([case.flow], **options):
                (call,) = await parks(handle)
                assert (call.path.rpartition("/")[2], call.attempt, call.request_id) == ("doubt.charge", 1, "req_1")
                assert [event.type for event in (await engine.record("one")).events].count("activity_parked") == 1
        assert effects == {"o1": 1}
        (call,) = await handle.parked()
        record = await engine.record("one")
        assert play(as_flow(record), case.flow).verdict == "same"

        with pytest.raises(errors.UsageError, match="is in doubt since attempt 1, not 2"):
            await handle.resolve(call.path, 2, retry=True)
        await resolve(handle, call, decision)
        with pytest.raises(errors.UsageError, match="is being resolved already"):
            await resolve(handle, call, decision)
        async with engine.worker([case.flow], **options):
            status = await ends(handle)
        await check(case, decision, status, handle)
        assert play(as_flow(await engine.record("one")), case.flow).verdict == "same"


async def parks(handle: Any) -> Any:
    while await handle.status() != "parked":  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    return await handle.parked()


async def ends(handle: Any) -> str:
    while (status := await handle.status()) in ("running", "parked"):  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    return str(status)


async def resolve(handle: Any, call: Any, decision: str) -> None:
    how: dict[str, Any] = {"succeeded": {"succeeded": "ch_operator"}, "retry": {"retry": True}, "failed": {"failed": "it was not"}}
    await handle.resolve(call.path, call.attempt, **how[decision])


async def check(case: Case, decision: str, status: str, handle: Any) -> None:
    refunds = {f"refund {'ch_2' if decision == 'retry' else 'ch_operator'}": case.refunds} if decision != "failed" and case.refunds else {}
    assert effects == {"o1": 2 if decision == "retry" else 1, **refunds}
    if case.result == "ch_operator" and decision == "failed":
        assert status == "failed"
        with pytest.raises(errors.ExecutionFailed, match="Permanent: it was not"):
            await handle.result()
    elif case.ends == "completed":
        expected = "ch_2" if case.result == "ch_operator" and decision == "retry" else case.result
        assert await handle.result() == expected
    else:
        assert status == case.ends
        with pytest.raises(errors.ExecutionCancelled if status == "cancelled" else errors.ExecutionFailed, match=case.result):
            await handle.result()


@pytest.mark.parametrize(
    ("on_ambiguous", "expected", "count"), [("park", "ch_operator", 1), ("retry", "ch_2", 2), ("fail", "InDoubt req_1", 1)]
)
async def test_a_call_may_choose_what_follows_its_doubt(tmp_path: Path, on_ambiguous: Any, expected: str, count: int) -> None:
    """`park` waits for an operator, `retry` sends it again, `fail` tells the workflow."""

    @workflow(name="doubt.chooses")
    async def chooses() -> str:
        try:
            return await charge.with_options(on_ambiguous=on_ambiguous)("o1")
        except errors.InDoubt as doubt:
            return f"{type(doubt).__name__} {doubt.request_id}"

    let_answer["o1"] = asyncio.Event()
    let_answer["o1"].set()
    async with asyncio.timeout(30), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([chooses]):
        handle = await engine.start(chooses, id="one")
        if on_ambiguous == "park":
            (call,) = await parks(handle)
            with pytest.raises(TimeoutError, match=r"'one' is parked: doubt.charge: .*`eventual executions show one`"):
                await handle.result(0.01)
            await handle.resolve(call.path, call.attempt, succeeded="ch_operator")
        assert await handle.result() == expected
    assert effects == {"o1": count}


async def test_of_two_operators_at_once_one_is_refused_and_the_other_heard(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'app.db'}"
    let_answer["o1"] = asyncio.Event()
    let_answer["o1"].set()
    async with asyncio.timeout(30), connect(url) as first, connect(url) as second, first.worker([waits]):
        handles = [await first.start(waits, "o1", id="one"), await second.start(waits, "o1", id="one")]
        (call,) = await parks(handles[0])
        said = await asyncio.gather(
            *(handle.resolve(call.path, call.attempt, succeeded=f"ch_{n}") for n, handle in enumerate(handles)), return_exceptions=True
        )
        heard = said.index(None)
        refused = said[1 - heard]
        assert isinstance(refused, errors.UsageError | errors.ExecutionClosed), said
        assert await handles[0].result() == f"ch_{heard}"
    assert effects == {"o1": 1}
