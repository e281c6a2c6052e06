"""Sagas: steps with compensations, undone in reverse order when a later step fails."""

from __future__ import annotations

import asyncio
import contextvars
from asyncio import events
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from .activities import Activity
from .call import Applied, Call, Halted
from .errors import UsageError
from .undoing import Undoing, undoing

P = ParamSpec("P")
R = TypeVar("R")

Undo = Callable[[], Coroutine[Any, Any, Any] | None]


class Saga:
    """`async with durable.saga() as saga:` — `await saga.run(create, …)` does a step whose activity declares its compensation.

    When the block raises (a cancellation too), what was done is undone, last first, by durable calls; then the error goes on. A
    compensation that fails does not stop the others; the first such error is raised from the block's own. A cancellation that comes
    meanwhile waits until all is undone.

    First it is settled what was done: calls of the block that were given up while they were under way or in doubt, and every step.
    So no compensation overtakes what it undoes, and a step is undone exactly if it was applied: also where its caller gave it up, a
    look-up found it, or an operator said so. Outside a workflow nobody can settle a step in doubt: it is not undone, and its
    `InDoubt` is raised.
    """

    def __init__(self) -> None:
        self._steps: list[Call[Any] | Undo] = []
        self._over = False
        self._interrupted = False

    def run(self, step: Activity[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Call[R]:
        """Make the call of a step. Its result and its errors are those of the activity; await it, or have a task await it.

        Raises:
            UsageError: the activity declares no compensation, or is to raise doubt instead of having it settled.
        """
        if not isinstance(step, Activity):
            raise UsageError(f"saga.run takes an activity that declares its compensation, not {step!r}; for others there is undo_with")
        if step.undone_by is None:
            raise UsageError(f"{step.name} declares no compensation; declare it with @….compensation, or name one with saga.undo_with")
        if step.options.on_ambiguous == "fail":
            raise UsageError(f"a saga has to know whether {step.name} was applied, which on_ambiguous='fail' leaves open; use 'park'")
        if self._over:
            raise UsageError(f"the saga has ended, so nothing would undo {step.name}")
        call = step(*args, **kwargs)
        self._steps.append(call)
        return call

    def undo_with(self, function: Callable[P, Coroutine[Any, Any, Any]], *args: P.args, **kwargs: P.kwargs) -> None:
        """Have `function(*args, **kwargs)` awaited if the block fails. Where a step may be given up, call this before the step."""
        self._steps.append(lambda: function(*args, **kwargs))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._over = True
        if error is None or isinstance(error, GeneratorExit):
            return
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task is not None:
            task.uncancel()
        failures: list[Exception] = []
        for undo, context in reversed(await self._settled(failures)):
            try:
                compensation = context.run(_begun, undo)
                if compensation is not None:
                    await self._to_its_end(compensation, context)
            except Exception as failure:  # the other steps still have to be undone
                failures.append(failure)
        unexpected = [failure for failure in failures if failure is not error]
        if unexpected:
            raise unexpected[0] from error
        if self._interrupted:
            raise asyncio.CancelledError from error

    async def _settled(self, failures: list[Exception]) -> list[tuple[Undo, contextvars.Context]]:
        """What is to be undone, in the order in which it was done, once it is known of each step whether it was applied."""
        settle = getattr(getattr(events._get_running_loop(), "call_host", None), "settle", None)
        if settle is not None:
            await self._to_its_end(settle())
        undos: list[tuple[Undo, contextvars.Context]] = []
        for step in self._steps:
            if not isinstance(step, Call):
                undos.append((step, _undoing(Undoing())))
                continue
            try:
                applied = await self._to_its_end(step.applied())
            except Exception as unknown:
                failures.append(unknown)
                continue
            if applied is not None:
                connector = step.activity.connector
                place = Undoing(connector.name if connector is not None else "", step.activity.options.connection)
                undos.append((_undo_of(step, applied), _undoing(place)))
        return undos

    async def _to_its_end(self, work: Coroutine[Any, Any, R], context: contextvars.Context | None = None) -> R:
        """Await it, however often this task is cancelled meanwhile."""
        task = asyncio.create_task(work, context=context or _undoing(Undoing()))
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                self._interrupted = True
        try:
            return task.result()
        except Exception:
            raise
        except BaseException as error:  # its own: what is meant for this task comes out of the wait
            raise _failure(error) from error


def _begun(undo: Undo) -> Coroutine[Any, Any, None] | None:
    try:
        return undo()
    except (Exception, Halted):
        raise
    except BaseException as error:
        raise _failure(error) from error


def _failure(error: BaseException) -> Exception:
    return RuntimeError(f"what was to be undone raised {type(error).__name__}: {error}")


def _undo_of(call: Call[Any], applied: Applied) -> Undo:
    compensation = call.activity.undone_by
    assert compensation is not None
    sent = call.activity.decode_arguments(call.input)
    return lambda: compensation(applied.result, *sent.args, **sent.kwargs)


def _undoing(step: Undoing) -> contextvars.Context:
    context = contextvars.copy_context()
    context.run(undoing.set, step)
    return context
