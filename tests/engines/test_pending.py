"""Work that is begun once and asked for until it is finished, by whichever process is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tenacity import stop_after_attempt, stop_after_delay, wait_fixed, wait_incrementing, wait_none

from eventual_connectors import Retry, activity, connect, durable, errors, workflow
from eventual_connectors.cli.timeline import timeline
from eventual_connectors.effect import EffectName
from eventual_connectors.engines.export import as_flow
from eventual_connectors.history import schema
from eventual_connectors.history.events import Event
from eventual_connectors.testing import TestEngine, VirtualClock
from eventual_connectors.workflows.playback import play
from tests.engines import mill as application
from tests.engines.conftest import Mill

calls: list[Any] = []


@pytest.fixture(autouse=True)
def _clean() -> None:
    calls.clear()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@asynccontextmanager
async def running(url: str, *workflows: Any, **options: Any) -> AsyncIterator[Any]:
    async with asyncio.timeout(40), connect(url) as engine, engine.worker(workflows, **options):
        yield engine


def types(events: Any) -> list[str]:
    return [event.type for event in events]


def checked(record: Any, code: Any) -> list[Event]:
    """The events of an execution, each as the schema has it, which the code plays the same."""
    validator = jsonschema.Draft202012Validator(schema())
    for event in record.events:
        validator.validate(event.to_json())
    assert play(as_flow(record), code).verdict == "same"
    return list(record.events)


async def test_a_job_is_begun_once_and_found_again_by_three_workers(mill: Mill) -> None:
    """The first is killed between the job and its record, the second while it asks; the third gets the result."""
    async with connect(mill.url) as engine:
        handle = await engine.start(application.bakes, True, id="a")
        with mill.worker():
            await asyncio.to_thread(mill.until, lambda: mill.count("job-") == 1)
        with mill.worker():
            await asyncio.to_thread(mill.until, lambda: mill.done("polled") and int((mill.folder / "polled").read_text()) >= 5)
        before = (await engine.record("a")).events
        async with engine.worker([application.bakes]):
            await asyncio.to_thread(mill.until, lambda: int((mill.folder / "polled").read_text()) >= 10)
            application.mark("baked")
            result = await handle.result(20)
        record = await engine.record("a")
    assert mill.count("job-") == 1
    assert mill.done(f"job-{result['job']}")
    assert result["attempt"] == 3  # however often it was asked
    events = checked(record, application.bakes)
    assert types(events) == [
        "execution_started",
        "activity_scheduled",
        "attempt_started",
        "attempt_ended",
        "attempt_started",
        "attempt_ended",
        "attempt_started",
        "activity_completed",
        "execution_completed",
    ]
    assert len(before) == 7
    lost, pending = (event.data for event in events if event.type == "attempt_ended")
    assert lost["error"]["details"]["code"] == "lost"
    assert (pending["pending"], pending["details"], pending["polls"]["count"]) == (True, {"job": result["job"]}, 1)


@activity(effect="read", name="pending.status")
async def status(job: str) -> int:
    calls.append(durable.attempt().polls)
    return len(calls)


def test_a_poll_of_a_day_is_one_call_whose_history_does_not_grow(tmp_path: Path) -> None:
    @workflow()
    async def waits_a_day() -> int:
        return await status.until(lambda found: found >= 1441, every=timedelta(minutes=1))("job-1")

    engine = TestEngine(tmp_path)
    before = engine.clock.now()
    assert engine.run(waits_a_day) == 1441
    assert engine.clock.now() - before >= 86_400 * 1_000_000
    assert calls == list(range(1441))
    events = checked(engine.record(), waits_a_day)
    assert types(events)[2:-1] == ["attempt_started", "attempt_ended", "attempt_started", "activity_completed"]
    rows = [(row.attempt, row.outcome, row.next) for row in timeline(events) if row.path]
    assert rows == [(1, "not finished", "ask again in 60 s"), (2, "done", "")]


async def test_what_waits_for_its_next_question_is_not_in_memory_and_is_shown(url: str) -> None:
    @workflow()
    async def waits(seconds: float) -> int:
        return await status.until(lambda found: found >= 4, every=seconds)("job-1")

    async with running(url, waits, max_cached=0) as engine:
        assert await (await engine.start(waits, 0.05, id="quick")).result() == 4
        assert calls == [0, 1, 2, 3]
        calls.clear()
        await engine.start(waits, 0.3, id="slow")
        while not (beats := (await engine.record("slow")).beats):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert (beats[0].path, beats[0].attempt, beats[0].polls) == ("pending.status", 2, 2)
        (row,) = (row for row in timeline((await engine.record("slow")).events, beats) if row.attempt == 2)
        assert row.outcome == "not finished"
        assert row.next.startswith("ask again at 2")
        assert row.next.endswith("; asked 2 times")


def test_the_policy_is_told_how_often_it_was_asked(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    times: list[int] = []

    @activity(effect="read", name="pending.timed")
    def timed() -> int:
        times.append(engine.clock.now())
        return len(times)

    @workflow()
    async def waits() -> int:
        return await timed.until(lambda found: found >= 4, every=wait_incrementing(start=10, increment=10))()

    assert engine.run(waits) == 4
    assert [round((b - a) / 1_000_000) for a, b in pairwise(times)] == [10, 20, 30]


def test_a_poll_is_bounded_by_a_timeout_as_anything_else(tmp_path: Path) -> None:
    @workflow()
    async def gives_up() -> str:
        try:
            async with asyncio.timeout(3600):
                await status.until(lambda found: False, every=60)("job-1")
        except TimeoutError:
            return "gave up"
        return "done"

    engine = TestEngine(tmp_path)
    assert engine.run(gives_up) == "gave up"
    assert len(calls) in (60, 61)
    assert "activity_dropped" in types(checked(engine.record(), gives_up))


def test_asking_takes_nothing_from_the_retry_budget_and_begins_it_anew(tmp_path: Path) -> None:
    """Each third question fails twice; the budget is two failures within a minute, the poll takes hours."""

    @activity(effect="read", name="pending.flaky", retry=Retry(stop=stop_after_attempt(3) | stop_after_delay(60), wait=wait_fixed(1)))
    async def flaky() -> int:
        calls.append(durable.attempt().number)
        if len(calls) % 3:
            raise errors.Retryable("busy")
        return len(calls)

    @workflow()
    async def waits() -> int:
        return await flaky.until(lambda found: found >= 30, every=3600)()

    engine = TestEngine(tmp_path)
    assert engine.run(waits) == 30
    assert len(calls) == 30


def test_failures_in_a_row_do_end_the_asking(tmp_path: Path) -> None:
    @activity(effect="read", name="pending.breaks", retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(1)))
    async def breaks() -> int:
        calls.append(1)
        if len(calls) > 5:
            raise errors.Retryable("down")
        return len(calls)

    @workflow()
    async def waits() -> int:
        return await breaks.until(lambda found: False, every=1)()

    with pytest.raises(errors.Retryable, match="down"):
        TestEngine(tmp_path).run(waits)
    assert len(calls) == 8


class Vendor:
    """Jobs by the mark that they were begun with."""

    def __init__(self, effect: EffectName, retry: Retry | None = None, **declared: Any) -> None:
        self.begun: list[str] = []
        self.asked = 0
        self.trouble: list[BaseException] = []
        self.unwanted: list[bool] = []

        async def run() -> str:
            attempt = durable.attempt()
            if attempt.details is None:
                self.begun.append(str(attempt.key))
                if self.trouble:
                    raise self.trouble.pop()
                raise errors.Pending(after=5, details=str(attempt.key))
            self.asked += 1
            self.unwanted.append(attempt.cancel_requested)
            if self.trouble:
                raise self.trouble.pop()
            if attempt.cancel_requested:
                raise errors.Permanent("the job was stopped", settles=True)
            if self.asked < 4:
                raise errors.Pending(after=5)
            return "finished"

        self.run: Any = activity(effect=effect, name="pending.run", retry=retry or Retry(wait=wait_none()), **declared)(run)


@pytest.mark.parametrize("effect", ["unsafe", "natural", "keyed", "lookup"])
def test_nothing_that_happens_while_it_asks_is_doubt(tmp_path: Path, effect: EffectName) -> None:
    vendor = Vendor(effect, window=timedelta(hours=1) if effect == "keyed" else None)

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    def fail() -> None:
        vendor.trouble += [errors.InDoubt("dropped"), errors.Unauthorized("expired"), errors.RateLimited("slow down", after=1)]

    vendor.run.function = _after(vendor.run.function, fail)
    engine = TestEngine(tmp_path)
    assert engine.run(runs) == "finished"
    assert len(vendor.begun) == 1
    checked(engine.record(), runs)


def _after(function: Any, then: Any) -> Any:
    """The function, which does something more after its first call."""
    left = [then]

    async def wrapped() -> Any:
        try:
            return await function()
        finally:
            if left:
                left.pop()()

    return wrapped


@pytest.mark.parametrize("trouble", [errors.Retryable("down"), errors.Permanent("404 by a gateway", status=404)])
def test_a_write_whose_end_cannot_be_learnt_is_parked(tmp_path: Path, trouble: BaseException) -> None:
    vendor = Vendor("unsafe", Retry(stop=stop_after_attempt(2), wait=wait_none()))
    vendor.run.function = _after(vendor.run.function, lambda: vendor.trouble.extend([trouble] * 9))

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    async def main() -> Any:
        async with connect(f"sqlite:///{tmp_path / 'a.db'}", clock=VirtualClock()) as engine, engine.worker([runs]):
            handle = await engine.start(runs, id="a")
            while not (parked := await handle.parked()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert parked[0].reason == "it was begun, and the attempts to learn how it stands ran out"
            vendor.trouble.clear()
            await handle.resolve(parked[0].path, parked[0].attempt, retry=True)
            assert await handle.result(20) == "finished"
            return await engine.record("a")

    checked(asyncio.run(main()), runs)
    assert len(vendor.begun) == 1


def test_the_answer_that_a_job_failed_is_an_answer(tmp_path: Path) -> None:
    vendor = Vendor("unsafe")
    vendor.run.function = _after(vendor.run.function, lambda: vendor.trouble.append(errors.Permanent("out of memory", settles=True)))

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    with pytest.raises(errors.Permanent, match="out of memory"):
        TestEngine(tmp_path).run(runs)


@pytest.mark.parametrize("effect", ["unsafe", "natural", "keyed", "lookup"])
def test_a_gateway_that_refuses_a_question_does_not_end_the_job(tmp_path: Path, effect: EffectName) -> None:
    vendor = Vendor(effect, window=timedelta(hours=1) if effect == "keyed" else None)
    vendor.run.function = _after(vendor.run.function, lambda: vendor.trouble.append(errors.Permanent("403 by a gateway", status=403)))

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    assert TestEngine(tmp_path).run(runs) == "finished"
    assert len(vendor.begun) == 1


def test_a_look_up_finds_the_job_that_was_begun_before_the_answer_got_lost(tmp_path: Path) -> None:
    vendor = Vendor("lookup")
    vendor.trouble.append(errors.InDoubt("the answer got lost"))

    async def find() -> None:
        raise errors.Pending(after=5, details=vendor.begun[0])

    vendor.run.lookup(settle=timedelta(0))(find)

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    engine = TestEngine(tmp_path)
    assert engine.run(runs) == "finished"
    assert len(vendor.begun) == 1
    checked(engine.record(), runs)


def test_a_job_whose_caller_went_away_is_told_at_its_next_question(tmp_path: Path) -> None:
    vendor = Vendor("unsafe")

    @workflow()
    async def gives_up() -> str:
        try:
            async with asyncio.timeout(6):
                await vendor.run()
        except TimeoutError:
            return "gave up"
        return "done"

    engine = TestEngine(tmp_path)
    assert engine.run(gives_up) == "gave up"
    assert vendor.unwanted == [False, True]
    events = checked(engine.record(), gives_up)
    assert events[-1].at - events[0].at < 7 * 1_000_000  # at once, not when it would have asked
    (failed,) = (event.data["error"]["message"] for event in events if event.type == "activity_failed")
    assert failed == "the job was stopped"


async def test_outside_a_workflow_it_is_asked_too() -> None:
    assert await status.until(lambda found: found >= 3, every=0.01)("job-1") == 3
    assert calls == [0, 1, 2]


async def test_wrong_use_is_one_clear_line() -> None:
    @activity(effect="natural", name="pending.writes")
    async def writes() -> int:
        return 1

    with pytest.raises(errors.UsageError, match=r"pending\.writes writes, and until\(\) asks again"):
        writes.until(lambda found: True)
    with pytest.raises(errors.Permanent, match=r"the condition of pending\.status\.until\(\) failed: ZeroDivisionError: ") as caught:
        await status.until(lambda found: 1 // 0 > 1)("job-1")
    assert "\n" not in str(caught.value)


def test_the_condition_sees_what_the_workflow_sees(tmp_path: Path) -> None:
    @activity(effect="read", name="pending.typed")
    def typed() -> tuple[int, ...]:
        return (1, 2)

    @workflow()
    async def waits() -> bool:
        return await typed.until(lambda found: isinstance(found, tuple))() == (1, 2)

    assert TestEngine(tmp_path).run(waits)


def test_a_look_up_whose_index_is_behind_is_asked_again(tmp_path: Path) -> None:
    """It has not found out anything, so the write is not sent again; and it waits as durably as any question."""
    vendor = Vendor("lookup")
    vendor.trouble.append(errors.InDoubt("the answer got lost"))
    asked: list[str] = []

    async def find() -> str:
        asked.append("")
        if len(asked) < 4:
            raise errors.Pending(after=3600)
        return "found"

    vendor.run.lookup(settle=timedelta(0))(find)

    @workflow()
    async def runs() -> str:
        result: str = await vendor.run()
        return result

    engine = TestEngine(tmp_path)
    assert engine.run(runs) == "found"
    assert len(vendor.begun) == 1
    assert len(asked) == 4
    checked(engine.record(), runs)
