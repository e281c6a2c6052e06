"""Random programs of asyncio and durable calls, driven in random order, killed at random moments."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Retry, Signal, activity, durable, workflow
from eventual_connectors.activities import Activity
from eventual_connectors.attempts.outcome import Absent, Deferred, Unfinished
from eventual_connectors.attempts.runner import Intent
from eventual_connectors.errors import InDoubt, Permanent, Retryable, Unauthorized

from .stage import HOLD, Stage

SOME = Retry(stop=stop_after_attempt(3), wait=wait_fixed(1))
signal = Signal("signal", int)


def declared(effect: Any) -> Activity[..., Any]:
    window = timedelta(hours=1) if effect == "keyed" else None

    @activity(effect=effect, name=f"random.{effect}", window=window, retry=SOME)
    async def call(n: int) -> str:
        raise NotImplementedError

    if effect == "lookup":

        @call.lookup(settle=timedelta(seconds=3))
        async def find(n: int) -> str | None:
            raise NotImplementedError

    return call


EFFECTS = ("read", "natural", "keyed", "lookup", "unsafe")
CALLS = {effect: declared(effect) for effect in EFFECTS}

Program = tuple[Any, ...]
leaves = st.one_of(
    st.tuples(st.just("call"), st.sampled_from(EFFECTS), st.integers(0, 3)),
    st.tuples(st.just("sleep"), st.sampled_from([0, 1, 2, 5])),
    st.tuples(st.just("receive")),
    st.tuples(st.just("child"), st.integers(0, 3)),
    st.tuples(st.just("draw")),
    st.tuples(st.just("patched"), st.sampled_from(["a", "b"])),
)
programs = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["seq", "gather", "group", "race", "fan", "queue", "saga"]), st.lists(inner, min_size=1, max_size=4)),
        st.tuples(st.sampled_from(["timeout", "wait_for", "shield", "cleanup", "left"]), inner),
    ),
    max_leaves=12,
)


class WrongAnswer(BaseException):
    """A call got another call's result."""


async def perform(program: Program) -> Any:
    match program:
        case ("call", effect, n):
            got = await CALLS[effect](n)
            if got != f"{effect} {n}":
                raise WrongAnswer(got)
            return got
        case ("sleep", seconds):
            return await asyncio.sleep(seconds, seconds)
        case ("receive",):
            return await signal.receive()
        case ("child", n):
            got = await durable.child(kid, n)
            if got != f"kid {n}":
                raise WrongAnswer(got)
            return got
        case ("draw",):
            return [durable.random().random(), str(durable.uuid4()), str(durable.now())]
        case ("patched", name):
            return durable.patched(name)
        case ("seq", parts):
            return [await guarded(part) for part in parts]
        case ("gather", parts):
            return await asyncio.gather(*(perform(part) for part in parts), return_exceptions=len(parts) % 2 == 0)
        case ("group", parts):
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(perform(part)) for part in parts]
            return [task.result() for task in tasks]
        case ("race", parts):
            tasks = [asyncio.ensure_future(perform(part)) for part in parts]
            _, pending = await asyncio.wait(tasks, timeout=4, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            return [said(one) for one in await asyncio.gather(*tasks, return_exceptions=True)]
        case ("fan", parts):
            return await durable.fan_out(guarded, parts, limit=2, return_exceptions=True)
        case ("queue", parts):
            queue: asyncio.Queue[Any] = asyncio.Queue(1)
            few = asyncio.Semaphore(2)

            async def put(part: Program) -> None:
                async with few:
                    await queue.put(await guarded(part))

            tasks = [asyncio.ensure_future(put(part)) for part in parts]
            got = [await queue.get() for _ in parts]
            await asyncio.gather(*tasks)
            return got
        case ("saga", parts):
            async with durable.saga() as saga:
                for part in parts:
                    await perform(part)
                    saga.undo_with(CALLS["keyed"], 77)
                if len(parts) % 2:
                    raise ValueError("undo it")
            return "done"
        case ("timeout", part):
            async with asyncio.timeout(3):
                return await perform(part)
        case ("wait_for", part):
            return await asyncio.wait_for(perform(part), 3)
        case ("shield", part):
            inner = asyncio.ensure_future(perform(part))
            try:
                return await asyncio.wait_for(asyncio.shield(inner), 2)
            except TimeoutError:
                return ["shielded", await inner]
        case ("cleanup", part):
            try:
                return await perform(part)
            finally:
                await CALLS["natural"](99)
        case ("left", part):
            asyncio.ensure_future(perform(part))  # noqa: RUF006
            return "left"
    raise AssertionError(program)


def said(value: Any) -> Any:
    if isinstance(value, WrongAnswer):
        raise value
    if isinstance(value, BaseException):
        return type(value).__name__
    return [said(one) for one in value] if isinstance(value, list) else value


async def guarded(program: Program) -> Any:
    try:
        return said(await perform(program))
    except Exception as error:
        return type(error).__name__


@workflow(name="kid")
async def kid(n: int) -> str:
    raise NotImplementedError


def as_workflow(program: Program) -> Any:
    @workflow(name="program")
    async def run() -> Any:
        return await guarded(program)

    return run


class Driver:
    """Does what an engine, vendors, people and crashes may do, in an order drawn by `rng`."""

    def __init__(self, program: Program, rng: random.Random) -> None:
        self.rng = rng
        self.stage = Stage(as_workflow(program), answer=lambda intent: HOLD)
        self.applied: dict[str, int] = {}
        self.allowed: dict[str, int] = {}
        self.signals = 0
        self.inputs: dict[str, Any] = {}
        self.stage.open()

    def drive(self, steps: int) -> Stage:
        stage = self.stage
        for n in range(10_000):
            if stage.execution.outcome is not None:
                break
            assert stage.execution.blocked is None, stage.execution.blocked
            calm = n >= steps
            choices = [self.step, self.step, self.answer, self.answer, self.end_child]
            if not calm:
                choices += [self.signal, self.restart, self.resolve, self.time, self.complete]
                if self.rng.random() < 0.02:
                    choices = [self.cancel]
            did = self.rng.choice(choices)(calm)
            if not did and calm and not any([self.step(calm), self.answer(calm), self.end_child(calm), self.resolve(calm)]):
                self.signal(calm)
        assert stage.execution.outcome is not None, (stage.status, stage.execution._records.by_path)
        return stage

    def step(self, calm: bool) -> bool:
        before = len(self.stage.sent)
        did = self.stage.step()
        for intent in self.stage.sent[before:]:
            self.begin(intent)
        return did

    def begin(self, intent: Intent) -> None:
        path = intent.path
        assert self.inputs.setdefault(path, (intent.key, intent.arguments)) == (intent.key, intent.arguments)
        if intent.polls and "random.read" not in path:
            assert intent.details == "job"  # what was begun is known, and only asked for
        elif intent.mode == "send" and path.rpartition("/")[2].startswith("random.unsafe"):
            # Unsafe: once, and once more for each proof that nothing was done or each word of an operator.
            assert self.applied.get(path, 0) <= self.allowed.get(path, 0), path
            self.applied[path] = self.applied.get(path, 0) + 1

    def answer(self, calm: bool) -> bool:
        if not self.stage.held:
            return False
        intent = self.stage.held.pop(self.rng.randrange(len(self.stage.held)))
        effect = intent.path.rpartition("/")[2].split("#")[0].removeprefix("random.")
        good = f"{effect} {intent.arguments['kwargs']['n']}"
        kinds: list[Any] = [good] * (10 if calm else 3)
        if not calm:
            kinds += [
                Retryable("busy"),
                InDoubt("?"),
                Permanent("no"),
                Permanent("no", settles=True),
                Unauthorized("who"),
                ValueError("own"),
                *[Unfinished(self.rng.choice([0.0, 2.0]), "job")] * 2,
                Deferred(self.stage.now + self.rng.choice([1, 3_000_000])),
            ]
            kinds += [Absent(), Absent()] if intent.mode == "lookup" else []
        answer = self.rng.choice(kinds)
        if isinstance(answer, Retryable | Unauthorized):
            self.allowed[intent.path] = self.allowed.get(intent.path, 0) + 1
        self.stage.end(intent, answer)
        if not calm and self.rng.random() < 0.1:
            self.stage.end(intent, good)  # a second, late answer of the same attempt changes nothing
        return True

    def complete(self, calm: bool) -> bool:
        """Somebody who has a token uses it, whatever has become of the call meanwhile."""
        begun = [record for record in self.stage.execution._records.by_path.values() if record.progress.attempts and not record.ended]
        if not begun:
            return False
        record = self.rng.choice(begun)
        effect = record.path.name.removeprefix("random.")
        good = f"{effect} {record.scheduled.data['input']['kwargs']['n']}"
        how, value = self.rng.choice([("succeeded", good), ("failed", "it was not")])
        attempt = record.progress.attempts
        self.stage.take(self.stage.execution.complete(record.name, attempt, how, value, self.stage.now))
        return True

    def end_child(self, calm: bool) -> bool:
        waiting = {child.path: child for child in self.stage.children}
        if not waiting:
            return False
        child = self.rng.choice(sorted(waiting.values(), key=lambda child: child.path))
        self.stage.children = [other for other in self.stage.children if other.path != child.path]
        self.stage.take(self.stage.execution.child_ended(child.path, f"kid {child.input['n']}", None, self.stage.now))
        return True

    def signal(self, calm: bool) -> bool:
        self.signals += self.rng.random() < 0.8
        self.stage.take(self.stage.execution.signal("signal", self.signals, str(self.signals), self.stage.now))
        return True

    def restart(self, calm: bool) -> bool:
        self.stage.restart()
        return True

    def resolve(self, calm: bool) -> bool:
        parked = self.stage.execution.parked
        if not parked:
            return False
        record = self.rng.choice(parked)
        how = "succeeded" if calm else self.rng.choice(["retry", "succeeded", "failed"])
        if how == "retry":
            self.allowed[record.name] = self.allowed.get(record.name, 0) + 1
        effect = record.path.name.removeprefix("random.")
        value = {"succeeded": f"{effect} {record.scheduled.data['input']['kwargs']['n']}", "failed": "it was not"}.get(how)
        assert record.parked is not None
        self.stage.take(self.stage.execution.resolve(record.name, record.parked.attempt, how, value, self.stage.now))
        return True

    def time(self, calm: bool) -> bool:
        self.stage.now += self.rng.choice([1, 1_000_000, 5_000_000])
        return True

    def cancel(self, calm: bool) -> bool:
        self.stage.take(self.stage.execution.cancel("", self.stage.now))
        return True


@settings(max_examples=150)
@given(program=programs, seed=st.integers(0, 2**32), steps=st.integers(0, 60))
def test_random_programs(program: Program, seed: int, steps: int) -> None:
    driver = Driver(program, random.Random(seed))
    stage = driver.drive(steps)
    ending = stage.history[-1]
    assert "WrongAnswer" not in str(ending.data)
    # The whole history runs again to the same end, and every prefix of it without a mismatch.
    whole = stage.from_prefix(len(stage.history)).execution
    assert whole.blocked is None
    assert whole.ending == (ending.type, ending.data)
    assert whole.unmade == []
    for length in sorted(set(stage.boundaries)):
        again = stage.from_prefix(length)
        assert again.execution.blocked is None, (length, again.execution.blocked)
        assert again.execution.unmade == [], length
        again.execution.evict()
    while Stage.open_stages:
        Stage.open_stages.pop().execution.evict()
