"""A call in doubt that its caller repeats under its key: what was known of the doubt holds for the repeat too."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tenacity import stop_after_attempt, wait_none

from eventual_connectors import Retry, Signal, activity, connect, durable, errors, workflow
from eventual_connectors.engines.export import as_flow
from eventual_connectors.history import schema
from eventual_connectors.testing import TestEngine, VirtualClock
from eventual_connectors.workflows.playback import play

HOUR = 3600.0
KEY = uuid.uuid4()
ONCE = Retry(stop=stop_after_attempt(1), wait=wait_none())


class Vendor:
    """Pays once for a key that it remembers for an hour; the answers that are listed as lost do not arrive."""

    def __init__(self, engine: TestEngine, *, lost: set[int], unsent: frozenset[int] = frozenset()) -> None:
        self.payments: list[str] = []
        self.asked: list[float] = []
        self._engine = engine
        self._lost = lost
        self._unsent = unsent
        self._known: dict[str, float] = {}

    @property
    def now(self) -> float:
        return self._engine.clock.now() / 1e6

    def pay(self, key: uuid.UUID, order: str) -> str:
        self.asked.append(self.now)
        number = len(self.asked)
        if number in self._unsent:
            raise errors.InDoubt("it got lost on its way", key=str(key))
        if self.now - self._known.get(str(key), -HOUR) >= HOUR:
            self._known[str(key)] = self.now
            self.payments.append(order)
        if number in self._lost:
            raise errors.InDoubt("the answer got lost", key=str(key))
        return f"paid {order}"


def keyed(vendor: Vendor, **declared: Any) -> Any:
    @activity(effect="keyed", name="taken_over.pay", window=timedelta(hours=1), retry=Retry(wait=wait_none()), **declared)
    async def pay(order: str) -> str:
        return vendor.pay(durable.attempt().key, order)

    return pay


def repeating(pay: Any, pause: float, **options: Any) -> Any:
    @workflow(name="taken_over.repeats")
    async def repeats() -> str:
        try:
            result: str = await pay.with_options(on_ambiguous="fail", retry=ONCE)("o1")
        except errors.InDoubt as doubt:
            await asyncio.sleep(pause)
            result = await pay.with_options(key=doubt.key, **options)("o1")
        return result

    return repeats


def test_inside_the_window_of_the_first_the_repeat_is_sent(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    vendor = Vendor(engine, lost={1})
    assert engine.run(repeating(keyed(vendor), 3000)) == "paid o1"
    assert vendor.payments == ["o1"]


def test_after_the_window_of_the_first_the_repeat_is_not_sent(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    vendor = Vendor(engine, lost={1})
    with pytest.raises(errors.InDoubt, match="no longer remembers the key"):
        engine.run(repeating(keyed(vendor), 2 * HOUR, on_ambiguous="fail"))
    assert vendor.payments == ["o1"]
    assert len(vendor.asked) == 1


def test_what_follows_the_repeat_is_inside_the_window_of_the_first_too(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    vendor = Vendor(engine, lost={1}, unsent=frozenset({2}))
    slowly = Retry(stop=stop_after_attempt(5), wait=lambda state: 900.0)
    with pytest.raises(errors.InDoubt, match="no longer remembers the key"):
        engine.run(repeating(keyed(vendor), 3000, on_ambiguous="fail", retry=slowly))
    assert vendor.payments == ["o1"]


def test_what_was_begun_and_not_finished_is_taken_over_too(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    begun: list[float] = []

    @activity(effect="keyed", name="taken_over.job", window=timedelta(hours=1))
    async def job() -> str:
        if durable.attempt().details is None:
            begun.append(engine.clock.now() / 1e6)
            raise errors.Pending(after=1, details="job-1")
        raise errors.Permanent("403 by a gateway")

    @workflow(name="taken_over.jobs")
    async def works() -> None:
        try:
            await job.with_options(on_ambiguous="fail", retry=ONCE)()
        except errors.InDoubt as doubt:
            await asyncio.sleep(2 * HOUR)
            await job.with_options(key=doubt.key, on_ambiguous="fail")()

    with pytest.raises(errors.InDoubt, match="no longer remembers the key"):
        engine.run(works)
    assert len(begun) == 1


def test_a_look_up_waits_until_nothing_of_the_first_is_under_way(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    sent: list[float] = []

    def applied() -> bool:
        return engine.clock.now() / 1e6 >= sent[0] + 60

    @activity(effect="lookup", name="taken_over.note", retry=Retry(wait=wait_none()), timeout=timedelta(seconds=10))
    async def note(text: str) -> str:
        sent.append(engine.clock.now() / 1e6)
        raise errors.InDoubt("applied a minute later", key=durable.attempt().key)

    @note.lookup(settle=timedelta(minutes=5))
    async def find(text: str) -> str | None:
        return text if applied() else None

    @workflow(name="taken_over.notes")
    async def writes() -> str:
        try:
            result: str = await note.with_options(on_ambiguous="fail", retry=ONCE)("a")
        except errors.InDoubt as doubt:
            result = await note.with_options(key=doubt.key)("a")
        return result

    assert engine.run(writes) == "a"
    assert len(sent) == 1


def test_the_doubt_that_was_taken_over_is_on_record(tmp_path: Path) -> None:
    engine = TestEngine(tmp_path)
    vendor = Vendor(engine, lost={1})
    code = repeating(keyed(vendor), 60)
    engine.run(code)
    record = engine.record()
    validator = jsonschema.Draft202012Validator(schema())
    for event in record.events:
        validator.validate(event.to_json())
    doubts = [event.data["doubt"] for event in record.events if "doubt" in event.data]
    assert [doubt["since"] for doubt in doubts] == [doubts[0]["since"]] * 2
    assert play(as_flow(record), code).verdict == "same"


async def test_code_that_renames_the_activity_of_the_repeat_keeps_the_doubt(tmp_path: Path) -> None:
    """The first call is no longer made where it was; what it left behind is counted all the same."""
    sent: list[str] = []
    once = asyncio.Event()
    key, go = uuid.uuid4(), Signal("go", int)
    options: dict[str, Any] = {"retry": ONCE, "timeout": 0.2}

    @activity(effect="keyed", window=timedelta(seconds=1), name="taken_over.moved")
    async def pay(order: str) -> str:
        sent.append(order)
        once.set()
        raise errors.InDoubt("the answer got lost")

    renamed = activity(effect="keyed", window=timedelta(seconds=1), name="taken_over.renamed")(pay.function)

    @workflow(name="taken_over.moving")
    async def before() -> str:
        with suppress(errors.InDoubt):
            await pay.with_options(key=key, on_ambiguous="fail", **options)("o1")
        await go.receive()
        return ""

    @workflow(name="taken_over.moving")
    async def after() -> str:
        await go.receive()
        result: str = await renamed.with_options(key=key, **options)("o1")
        return result

    url = f"sqlite:///{tmp_path / 'app.db'}"
    async with connect(url) as engine, engine.worker([before]):
        await engine.start(before, id="o1")
        await once.wait()
    await asyncio.sleep(1.1)  # the vendor forgets the key
    async with connect(url) as engine, engine.worker([after]):
        handle = await engine.handle("o1")
        await handle.signal(go, 1)
        with pytest.raises(TimeoutError, match="parked"):
            await handle.result(timeout=3)
        (parked,) = await handle.parked()
    assert (parked.reason, parked.key, sent) == ("the vendor no longer remembers the key", str(key), ["o1"])
    assert parked.sent_at < parked.since - 1_000_000


async def test_a_call_that_is_still_in_doubt_binds_the_next_one_under_its_key(tmp_path: Path) -> None:
    """The first call is parked, and the code goes on without it; by the second one the vendor has forgotten the key."""
    sent: list[str] = []

    @activity(effect="keyed", window=timedelta(hours=1), name="taken_over.open", retry=ONCE)
    async def pay(order: str) -> str:
        sent.append(order)
        if len(sent) == 1:
            raise errors.InDoubt("the answer got lost")
        return "paid"

    @workflow(name="taken_over.impatient")
    async def code() -> str:
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                await pay.with_options(key=KEY)("o1")
        await asyncio.sleep(7200)
        return await pay.with_options(key=KEY)("o1")

    async with connect(f"sqlite:///{tmp_path / 'app.db'}", clock=VirtualClock()) as engine, engine.worker([code]):
        handle = await engine.start(code, id="o1")
        with pytest.raises(TimeoutError, match="parked"):
            await handle.result(timeout=3)
        parked = await handle.parked()
    assert [call.reason for call in parked] == ["the attempts ran out", "the vendor no longer remembers the key"]
    assert sent == ["o1"]


async def test_who_looks_waits_for_another_call_under_its_key(tmp_path: Path) -> None:
    """Two calls under one key: what the first one sent is applied late, when the second has begun."""
    done: list[float] = []
    looked: list[float] = []
    clock = VirtualClock()

    @activity(effect="lookup", name="taken_over.looks", timeout=10)
    async def post(text: str) -> str:
        now = clock.now() / 1_000_000
        done.append(now if done else now + 20)
        if len(done) == 1:
            raise errors.InDoubt("the answer got lost")
        return text

    @post.lookup(settle=timedelta(seconds=30))
    async def find(text: str) -> str | None:
        looked.append(clock.now() / 1_000_000)
        return text if any(when <= looked[-1] for when in done) else None

    @workflow(name="taken_over.at_once")
    async def code() -> list[str]:
        async def later() -> str:
            await asyncio.sleep(2)
            return await post.with_options(key=KEY)("hello")

        return list(await asyncio.gather(post.with_options(key=KEY)("hello"), later()))

    async with connect(f"sqlite:///{tmp_path / 'app.db'}", clock=clock) as engine, engine.worker([code]):
        handle = await engine.start(code, id="o1")
        assert await handle.result(timeout=10) == ["hello", "hello"]
    assert len(done) == 1
    assert min(looked[1:]) >= done[0] + 10


async def test_a_doubt_that_came_up_between_two_attempts_is_reckoned_with(tmp_path: Path) -> None:
    """The second call is refused once before the first is in doubt; it is tried again when the vendor has forgotten the key."""
    sent: list[str] = []

    @activity(effect="keyed", window=timedelta(hours=1), name="taken_over.between", retry=Retry(wait=wait_none()))
    async def pay(order: str) -> str:
        attempt = durable.attempt()
        if attempt.path == "taken_over.between":
            sent.append(order)
            raise errors.InDoubt("the answer got lost", after=4000)
        if attempt.number == 1:
            raise errors.Retryable("busy", after=7200)
        sent.append(order)
        return order

    @workflow(name="taken_over.both")
    async def code() -> list[Any]:
        call = pay.with_options(key=KEY, on_ambiguous="fail")
        return list(map(str, await asyncio.gather(call("o1"), call("o1"), return_exceptions=True)))

    async with connect(f"sqlite:///{tmp_path / 'app.db'}", clock=VirtualClock()) as engine, engine.worker([code]):
        handle = await engine.start(code, id="o1")
        first, second = await handle.result(timeout=10)
    assert "no longer remembers the key" in first
    assert "no longer remembers the key" in second
    assert sent == ["o1"]


async def test_of_two_who_find_nothing_one_sends(tmp_path: Path) -> None:
    """Both look when nothing of what was lost can be under way any more, and both find nothing."""
    done: list[str] = []
    lost: list[str] = []

    @activity(effect="lookup", name="taken_over.both_look", timeout=10)
    async def post(text: str) -> str:
        if not lost:
            lost.append(text)
            raise errors.InDoubt("the request got lost")
        await asyncio.sleep(0.2)
        done.append(text)
        return text

    @post.lookup(settle=timedelta(seconds=30))
    async def find(text: str) -> str | None:
        found = done[0] if done else None
        await asyncio.sleep(0.1)
        return found

    @workflow(name="taken_over.two_look")
    async def code() -> list[str]:
        call = post.with_options(key=KEY)
        return list(await asyncio.gather(call("hello"), call("hello")))

    async with connect(f"sqlite:///{tmp_path / 'app.db'}", clock=VirtualClock()) as engine, engine.worker([code]):
        handle = await engine.start(code, id="o1")
        assert await handle.result(timeout=10) == ["hello", "hello"]
    assert (lost, done) == (["hello"], ["hello"])
