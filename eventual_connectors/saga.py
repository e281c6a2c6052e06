"""Sagas: steps with compensations, undone in reverse order when a later step fails."""

from __future__ import annotations

import asyncio
from asyncio import events
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, ParamSpec, Self

P = ParamSpec("P")


class Saga:
    """`async with durable.saga() as saga:` — call `saga.undo_with(…)` after each step that has to be undone.

    When the block raises (a cancellation too), the compensations run, last first, as durable calls; then the error goes on. A
    compensation that fails does not stop the others; the first such error is raised from the block's own.

    Calls of the block that were given up while they were under way or in doubt are settled first, so no compensation overtakes
    what it undoes. Where a step may be given up like that (a timeout, a cancellation), call `undo_with` before the step.
    """

    def __init__(self) -> None:
        self._compensations: list[Callable[[], Coroutine[Any, Any, Any]]] = []

    def undo_with(self, function: Callable[P, Coroutine[Any, Any, Any]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have `function(*args, **kwargs)` awaited if the block fails."""
        self._compensations.append(lambda: function(*args, **kwargs))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        if error is None or isinstance(error, GeneratorExit):
            return
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task is not None:
            task.uncancel()
        settle = getattr(getattr(events._get_running_loop(), "call_host", None), "settle", None)
        if settle is not None:
            await settle()
        failures: list[BaseException] = []
        for compensate in reversed(self._compensations):
            try:
                await compensate()
            except Exception as failure:  # the other steps still have to be undone
                failures.append(failure)
        if failures:
            raise failures[0] from error
