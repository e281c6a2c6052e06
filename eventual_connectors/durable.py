"""What workflow code uses instead of the clock, randomness and logging; and what it is built from: children, fan-out, patches.

Outside a workflow these names work too, on the real clock and real randomness, so that helper functions can be shared.
"""

from __future__ import annotations

import asyncio
import logging
import random as _random
import uuid
from asyncio import events
from collections.abc import Callable, Coroutine, Iterable, MutableMapping
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar, TypeVarTuple, overload

from .attempt import Attempt, current_attempt
from .clock import to_datetime
from .errors import UsageError
from .saga import Saga

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


def _execution() -> Any:
    return getattr(events._get_running_loop(), "call_host", None)


def _needed(what: str) -> Any:
    execution = _execution()
    if execution is None:
        raise UsageError(f"durable.{what} works inside a workflow only")
    return execution


def now() -> datetime:
    """The time (aware, UTC): inside a workflow that of the event being handled, the same on replay."""
    execution = _execution()
    return datetime.now(UTC) if execution is None else to_datetime(execution.now())


def random() -> _random.Random:
    """A random stream: inside a workflow that of the running scope, the same on replay."""
    execution = _execution()
    return _random.Random() if execution is None else execution.random()


def uuid4() -> uuid.UUID:
    """A random UUID: inside a workflow the same on replay."""
    return uuid.UUID(bytes=random().randbytes(16), version=4)


def patched(name: str) -> bool:
    """Whether this execution runs the new code of the change called `name`.

    True in executions that reach this point for the first time, False in those that passed it with the old code. The answer is recorded.
    """
    return bool(_needed("patched").patched(name))


def attempt() -> Attempt:
    """The running attempt, inside an activity's function: its key, number, deadline and heartbeat."""
    found = current_attempt.get()
    if found is None:
        raise UsageError("durable.attempt() works inside an activity only")
    return found


def child(workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str | None = None) -> Coroutine[Any, Any, R]:
    """Run another workflow as a child execution and return its result.

    Args:
        workflow: a function declared with `@workflow`.
        *args: its arguments.
        id: the child's execution id; the parent's id and the call's path unless given.
    """
    execution = _needed("child")
    record = execution.open_child(workflow, args, id)
    coroutine: Coroutine[Any, Any, R] = execution.await_child(workflow, record)
    return coroutine


@overload
async def fan_out(
    function: Callable[[T], Coroutine[Any, Any, R]],
    items: Iterable[T],
    *,
    limit: int = ...,
    key: Callable[[T], str] | None = ...,
    return_exceptions: Literal[False] = ...,
) -> list[R]: ...
@overload
async def fan_out(
    function: Callable[[T], Coroutine[Any, Any, R]],
    items: Iterable[T],
    *,
    limit: int = ...,
    key: Callable[[T], str] | None = ...,
    return_exceptions: bool,
) -> list[R | BaseException]: ...
async def fan_out(
    function: Callable[[T], Coroutine[Any, Any, R]],
    items: Iterable[T],
    *,
    limit: int = 20,
    key: Callable[[T], str] | None = None,
    return_exceptions: bool = False,
) -> Any:
    """Call `function` with each item, at most `limit` at once; results in the order of the items.

    Args:
        function: an activity, a workflow or any `async def`.
        items: what to call it with.
        limit: how many run at once.
        key: names each item, so that calls keep their identity when the list is reordered; the position unless given.
        return_exceptions: whether errors take the place of results instead of being raised (the first one, after the others
            were cancelled).
    """
    if limit < 1:
        raise UsageError(f"limit must be at least 1, not {limit}")
    name = getattr(function, "__name__", "item")
    results: dict[int, Any] = {}
    names: set[str] = set()
    running: set[asyncio.Task[None]] = set()

    async def one(position: int, item: T) -> None:
        try:
            results[position] = await function(item)
        except Exception as error:
            if not return_exceptions:
                raise
            results[position] = error

    def start(position: int, item: T) -> None:
        label = f"{name}[{key(item) if key else position}]"
        if label in names:
            raise UsageError(f"fan_out: two items have the key {key(item) if key else position!r}")
        names.add(label)
        running.add(asyncio.create_task(one(position, item), name=label))

    try:
        for position, item in enumerate(items):
            if len(running) >= limit:
                await _first_done(running)
            start(position, item)
        while running:
            await _first_done(running)
    except BaseException:
        for task in sorted(running, key=hash):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        raise
    return [results[position] for position in range(len(results))]


async def _first_done(running: set[asyncio.Task[None]]) -> None:
    done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    running.difference_update(done)
    for task in done:
        # Looked at, so that asyncio does not report as lost what did not get its turn to be raised.
        _ = task.cancelled() or task.exception()
    for task in done:
        task.result()


def saga() -> Saga:
    """A scope whose steps are undone in reverse order when it fails: `async with durable.saga() as saga: await saga.run(charge, 5)`."""
    return Saga()


class _WorkflowLogger(logging.LoggerAdapter[logging.Logger]):
    """Logs once: nothing while code runs over what was recorded, nothing from an evicted execution."""

    def isEnabledFor(self, level: int) -> bool:
        execution = _execution()
        quiet = execution is not None and (execution.replaying or execution.silent)
        return not quiet and super().isEnabledFor(level)

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        execution = _execution()
        if execution is not None:
            kwargs["extra"] = {**kwargs.get("extra", {}), "execution_id": execution.start.execution_id}
        return msg, kwargs


logger = _WorkflowLogger(logging.getLogger("eventual.workflow"), {})
"""The logger for workflow code."""
