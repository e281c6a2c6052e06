"""`asyncio.wait_for` and `asyncio.as_completed` as they are inside a workflow, and the futures that `asyncio.gather` makes there.

asyncio's own depend on the Python version (`wait_for` makes a task on 3.11 and none later, which would change the paths of calls), on
the order of a set of coroutines (`as_completed`) and on addresses (`wait` over what `gather` made). Inside a workflow's loop they are
replaced; everywhere else asyncio's own are called.
"""

from __future__ import annotations

import asyncio
from asyncio import events
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from .loop import WorkflowLoop


async def wait_for(fut: Any, timeout: float | None) -> Any:
    """As `asyncio.wait_for`; the awaitable is awaited in the caller's own task."""
    begun = False
    try:
        async with asyncio.timeout(timeout):
            begun = True
            return await fut
    finally:
        if not begun and asyncio.iscoroutine(fut):
            fut.close()  # the timer blocked the execution; Python would complain that nobody awaited it


def as_completed(fs: Iterable[Any], *, timeout: float | None = None) -> Iterator[Any]:
    """As `asyncio.as_completed`; tasks are made in the order given."""
    left = [asyncio.ensure_future(item) for item in fs]
    done: asyncio.Queue[asyncio.Future[Any]] = asyncio.Queue()
    for future in left:
        future.add_done_callback(done.put_nowait)
    loop = asyncio.get_running_loop()
    deadline = None if timeout is None else loop.time() + timeout

    async def next_result() -> Any:
        async with asyncio.timeout_at(deadline):
            future = await done.get()
        return await future

    for _ in left:
        yield next_result()


def _inside_workflows(ours: Callable[..., Any], theirs: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(theirs)
    def chosen(*args: Any, **kwargs: Any) -> Any:
        inside = isinstance(events._get_running_loop(), WorkflowLoop)
        return (ours if inside else theirs)(*args, **kwargs)

    return chosen


class _Gathering(asyncio.tasks._GatheringFuture):  # type: ignore[name-defined,misc]
    """What `gather` returns; inside a workflow it hashes by creation, as `WorkflowFuture` does."""

    def __init__(self, children: Any, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(children, loop=loop)
        self._hash = loop.next_hash() if isinstance(loop, WorkflowLoop) else object.__hash__(self)

    def __hash__(self) -> int:
        return self._hash


def install() -> None:
    """Have the asyncio module choose by the running loop; done once, when the first workflow is run."""
    if not hasattr(asyncio.wait_for, "__wrapped__"):
        asyncio.wait_for = _inside_workflows(wait_for, asyncio.wait_for)
        asyncio.as_completed = _inside_workflows(as_completed, asyncio.as_completed)
        asyncio.tasks._GatheringFuture = _Gathering  # type: ignore[attr-defined]
