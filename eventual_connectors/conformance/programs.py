"""The workflows of the trials: an activity called as applications call it."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any, ClassVar

from eventual_connectors import durable, workflow

from ..activities import Activity, Arguments
from ..errors import KeyConflict, Permanent

GIVEN_UP = "given up"
REFUSED = "refused"
CROWD = 100
"""Calls of a crowd: more than vendors show on one page, unless they are asked for more."""

Tree = dict[str, Any]


class OnPurpose(Exception):
    """What a workflow of a trial fails with."""


class Programs:
    """What the workflows call, and for how many seconds impatient ones wait; set once in each process, before a worker runs."""

    activity: ClassVar[Activity[..., Any]]
    impatience: ClassVar[float]


def _call(arguments: Tree, **options: Any) -> Any:
    activity = Programs.activity
    given: Arguments = activity.decode_arguments(arguments)
    return activity.with_options(**options)(*given.args, **given.kwargs) if options else activity(*given.args, **given.kwargs)


@workflow(name="conformance.once", version="1")
async def once(arguments: Tree, other: Tree) -> Any:
    """One call."""
    return await _call(arguments)


@workflow(name="conformance.twice", version="1")
async def twice(arguments: Tree, other: Tree) -> Any:
    """Two calls that are equal and distinct. The vendor may refuse the second: a payment is captured once."""
    first = await _call(arguments)
    try:
        return [first, await _call(arguments)]
    except KeyConflict:
        raise
    except Permanent:
        return REFUSED


@workflow(name="conformance.at_once", version="1")
async def at_once(arguments: Tree, other: Tree) -> Any:
    """Two calls that are equal and distinct, made at the same time. The vendor may refuse one of them, as above."""
    results = await asyncio.gather(_call(arguments), _call(arguments), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and (isinstance(result, KeyConflict) or not isinstance(result, Permanent)):
            raise result
    return REFUSED if any(isinstance(result, Permanent) for result in results) else results


@workflow(name="conformance.one_key", version="1")
async def one_key(arguments: Tree, other: Tree) -> Any:
    """Two calls of other content under one key."""
    key = durable.uuid4()
    return [await _call(arguments, key=key), await _call(other, key=key)]


@workflow(name="conformance.near", version="1")
async def near(arguments: Tree, other: Tree) -> Any:
    """Two calls that are equal and distinct, under keys of which neither the beginning nor the end tells them apart."""
    key = durable.uuid4()
    first = await _call(arguments, key=key)
    try:
        return [first, await _call(arguments, key=uuid.UUID(int=key.int ^ 1 << 64))]
    except KeyConflict:
        raise
    except Permanent:
        return REFUSED


@workflow(name="conformance.impatient", version="1")
async def impatient(arguments: Tree, other: Tree) -> Any:
    """A caller that waits for a moment only."""
    try:
        async with asyncio.timeout(Programs.impatience):
            return await _call(arguments)
    except TimeoutError:
        return GIVEN_UP


@workflow(name="conformance.failing", version="1")
async def failing(arguments: Tree, other: Tree) -> Any:
    """A caller that fails while its call is under way."""

    async def fail() -> None:
        await asyncio.sleep(Programs.impatience)
        raise OnPurpose

    async with asyncio.TaskGroup() as group:
        group.create_task(fail())
        group.create_task(_awaited(arguments))


@workflow(name="conformance.racing", version="1")
async def racing(arguments: Tree, other: Tree) -> Any:
    """A caller that takes what comes first, and cancels the rest."""
    tasks = [asyncio.create_task(_awaited(arguments)), asyncio.create_task(asyncio.sleep(Programs.impatience, GIVEN_UP))]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return next(task.result() for task in done)


@workflow(name="conformance.crowd", version="1")
async def crowd(arguments: Tree, other: Tree) -> None:
    """Many equal calls."""
    for _ in range(CROWD):
        await _call(arguments)


@workflow(name="conformance.undone", version="1")
async def undone(arguments: Tree, other: Tree) -> None:
    """A step of a saga that fails."""
    activity = Programs.activity
    given = activity.decode_arguments(arguments)
    async with durable.saga() as saga:
        await saga.run(activity, *given.args, **given.kwargs)
        raise OnPurpose


async def _awaited(arguments: Tree) -> Any:
    return await _call(arguments)


ALL = (once, twice, at_once, one_key, near, impatient, failing, racing, crowd, undone)
BY_NAME = {program.__name__: program for program in ALL}
