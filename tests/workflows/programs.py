"""Random programs of asyncio and durable calls: what they are made of, how they run, and how a deploy may change them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import AlreadyApplied, Retry, Signal, activity, durable, workflow
from eventual_connectors.activities import Activity
from eventual_connectors.identity import CallPath
from eventual_connectors.workflows.definition import Workflow

SOME = Retry(stop=stop_after_attempt(3), wait=wait_fixed(1))
WINDOW = timedelta(hours=1)
SETTLE = timedelta(seconds=3)
signal = Signal("signal", int)


def declared(prefix: str, kind: str, effect: Any) -> Activity[..., Any]:
    window = WINDOW if effect == "keyed" else None

    @activity(effect=effect, name=f"{prefix}.{kind}", window=window, retry=SOME)
    async def call(n: int) -> Any:
        raise NotImplementedError

    if effect == "lookup":

        @call.lookup(settle=SETTLE)
        async def find(n: int) -> str | None:
            raise NotImplementedError

    return call


EFFECTS = ("read", "natural", "keyed", "lookup", "ledger", "unsafe")
STEP_KINDS = ("natural", "keyed", "lookup", "unsafe")
CALLS: dict[str, Activity[..., Any]] = {}
STEPS: dict[str, Activity[..., Any]] = {}
ACTIVITIES: dict[str, Activity[..., Any]] = {}


@activity(effect="keyed", name="undo.keyed", window=WINDOW, retry=SOME)
async def undo(result: Any, n: int) -> Any:
    raise NotImplementedError


def release(classes: Mapping[str, str] | None = None) -> None:
    """From here on the activities are of these classes, by kind; of the class that their kind names, where nothing is said."""
    for kind in EFFECTS:
        CALLS[kind] = declared("random", kind, (classes or {}).get(kind, kind))
    for kind in STEP_KINDS:
        STEPS[kind] = declared("step", kind, (classes or {}).get(kind, kind))
        STEPS[kind].compensation(undo)
    ACTIVITIES.update({one.name: one for one in (*CALLS.values(), *STEPS.values(), undo)})


def some_classes(rng: random.Random) -> dict[str, str]:
    """Classes after a deploy that changed some."""
    return {kind: rng.choice(EFFECTS) for kind in EFFECTS if rng.random() < 0.5}


release()

Program = tuple[Any, ...]
numbers = st.integers(0, 3)
calls = st.tuples(st.just("call"), st.sampled_from(EFFECTS), numbers, st.sampled_from(["park"] * 4 + ["retry", "fail", "business key"]))
leaves = st.one_of(
    calls,
    calls,
    st.tuples(st.just("poll"), st.sampled_from(EFFECTS), numbers, st.integers(1, 3)),
    st.tuples(st.just("sleep"), st.sampled_from([0, 1, 2, 5])),
    st.tuples(st.just("receive")),
    st.tuples(st.just("child"), numbers),
    st.tuples(st.just("draw")),
    st.tuples(st.just("patched"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("trip"), st.lists(st.tuples(st.sampled_from(STEP_KINDS), numbers), min_size=1, max_size=3), st.booleans()),
)
SEVERAL = ("seq", "gather", "group", "race", "fan", "queue", "saga")
programs = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(SEVERAL), st.lists(inner, min_size=1, max_size=4)),
        st.tuples(st.just("seq"), st.lists(inner, min_size=2, max_size=4)),
        st.tuples(st.sampled_from(["timeout", "wait_for", "shield", "cleanup", "left"]), inner),
    ),
    max_leaves=12,
)

longer = st.tuples(st.sampled_from(["seq", "seq", "seq", "gather", "fan"]), st.lists(programs, min_size=3, max_size=6))
"""Programs that are mostly still under way when a deploy comes."""

timed = st.tuples(st.just("call"), st.sampled_from(["keyed", "keyed", "keyed", "lookup", "lookup", "ledger"]), numbers, st.just("park"))
"""Single calls whose repetition depends on the time."""


class WrongAnswer(BaseException):
    """A call got another call's result."""


def own(got: Any, kind: str, n: int) -> Any:
    """Refuse a result that belongs to a call of another kind or input."""
    if not (isinstance(got, AlreadyApplied) and kind != "kid") and not str(got).startswith(f"{kind} {n} @"):
        raise WrongAnswer(f"{kind} {n} got {got}")
    return got


def in_order(polled: list[Any]) -> list[Any]:
    """Refuse results of equal calls that are not those of different records, the earlier call's first."""
    ordinals = [CallPath.parse(got.partition("@")[2]).ordinal for got in polled if isinstance(got, str)]
    if ordinals != sorted(set(ordinals)):
        raise WrongAnswer(f"equal calls got {polled}")
    return polled


def options(effect: str, n: int, choice: str) -> Activity[..., Any]:
    match choice:
        case "park":
            return CALLS[effect]
        case "business key" if effect in ("keyed", "ledger"):
            return CALLS[effect].with_options(key=f"order-{n}")
        case "business key":
            return CALLS[effect]
        case _:
            return CALLS[effect].with_options(on_ambiguous=choice)  # type: ignore[arg-type]


async def trip(steps: list[tuple[str, int]], fails: bool) -> str:
    async with durable.saga() as saga:
        for effect, n in steps:
            own(await saga.run(STEPS[effect], n), effect, n)
        if fails:
            raise ValueError("undo it")
    return "made"


async def perform(program: Program) -> Any:
    match program:
        case ("call", effect, n, choice):
            return own(await options(effect, n, choice)(n), effect, n)
        case ("poll", effect, n, times):
            return in_order([own(await CALLS[effect](n), effect, n) for _ in range(times)])
        case ("sleep", seconds):
            return await asyncio.sleep(seconds, seconds)
        case ("receive",):
            return await signal.receive()
        case ("child", n):
            return own(await durable.child(kid, n), "kid", n)
        case ("draw",):
            return [durable.random().random(), str(durable.uuid4()), str(durable.now())]
        case ("patched", name):
            return durable.patched(name)
        case ("deployed", before, after):
            return await perform(after if durable.patched("deploy") else before)
        case ("trip", steps, fails):
            return await asyncio.create_task(trip(steps, fails), name=f"trip that {'fails' if fails else 'ends'}")
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


def as_workflow(program: Program) -> Workflow[..., Any]:
    @workflow(name="program")
    async def run() -> Any:
        return await guarded(program)

    return run


def changed(program: Program, rng: random.Random) -> tuple[Program, Program]:
    """The program after a deploy that changed one place of it, and the same change behind `durable.patched`."""
    places = [place for place in _places(program) if _changes(place, random.Random(0))]
    if not places:
        after: Program = ("seq", [program, _call(rng)])
        return after, ("deployed", program, after)
    place = places[min(rng.randrange(len(places)) for _ in range(3))]  # mostly early, where the execution has been
    after = rng.choice(_changes(place, rng))
    return _replaced(program, place, after), _replaced(program, place, ("deployed", place, after))


def _places(program: Program) -> list[Program]:
    inner = program[1] if program[0] in SEVERAL else [program[1]] if program[0] in _ONE else []
    return [program, *(place for part in inner for place in _places(part))]


def _changes(place: Program, rng: random.Random) -> list[Program]:
    match place:
        case ("call", effect, n, choice):
            return [("call", effect, (n + 1) % 4, choice), ("seq", [place, _call(rng)])]
        case ("poll", effect, n, times):
            return [("poll", effect, n, times + 1), ("poll", effect, n, times - 1)]
        case ("sleep", seconds):
            return [("sleep", seconds + 1)]
        case (kind, parts) if kind in SEVERAL:
            at = rng.randrange(len(parts))
            inserted = (kind, [*parts[:at], _call(rng), *parts[at:]])
            dropped = (kind, [*parts[:at], *parts[at + 1 :]])
            reordered = (kind, rng.sample(parts, len(parts)))
            return [inserted, reordered, *([dropped] if len(parts) > 1 else [])]
    return []


def _call(rng: random.Random) -> Program:
    return ("call", rng.choice(EFFECTS), rng.randrange(4), "park")


def _replaced(program: Program, place: Program, after: Program) -> Program:
    if program is place:
        return after
    if program[0] in SEVERAL:
        return (program[0], [_replaced(part, place, after) for part in program[1]])
    return (program[0], _replaced(program[1], place, after)) if program[0] in _ONE else program


_ONE = ("timeout", "wait_for", "shield", "cleanup", "left")
