"""The deterministic event loop: asyncio's own tasks, futures and primitives, fed by recorded events only.

Nothing here knows about histories. The loop runs what is ready until nothing is (`drain`), takes its time from whoever feeds it, and
hands timers to its host.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import contextvars
import math
import sys
from asyncio import events
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from typing import Any, Protocol, TypeVarTuple

from ..attempts.interrupts import raised_by_code
from ..call import Call
from ..clock import LONGEST, SECOND, Micros
from ..errors import WorkflowCodeError
from ..identity import Scope
from ..undoing import undoing
from .guard import WorkflowLoopRefusals, active

Ts = TypeVarTuple("Ts")

MOST_STEPS = 1_000_000
"""What one drain may run: several steps for each of a hundred thousand tasks, and about a second of a loop that waits for nothing."""

_SPINS = (
    "the workflow goes round without end while nothing can happen (such as `while not task.done(): await asyncio.sleep(0)`): "
    "await the task, an asyncio.Event or a Signal, or sleep for longer"
)


_BEYOND = 1e12
"""Seconds. What is further away is as good as this: no wait is longer than `LONGEST`."""


class LoopHost(Protocol):
    """Who the loop serves: it makes timers durable and is told of errors nobody caught."""

    @property
    def hash_seed(self) -> int:
        """A number that is the same whenever this execution runs, and differs between executions."""
        ...

    def start_timer(self, handle: DurableTimer, delay: Micros) -> None:
        """Have `handle` fired `delay` microseconds from the loop's now."""

    def cancel_timer(self, handle: DurableTimer) -> None:
        """Forget the timer."""

    def unhandled(self, context: dict[str, Any]) -> None:
        """asyncio found an error that nobody retrieved."""

    def interrupted(self) -> None:
        """Ctrl-C ended a piece of code at some place in it: that is nothing that the code did."""


class DurableTimer(asyncio.TimerHandle):
    """A timer that the history knows. `ticket` is its host's."""

    __slots__ = ("ticket",)

    ticket: Any


class WorkflowFuture(asyncio.Future[Any]):
    """A future that hashes by creation, so that sets of futures have the same order in every process."""

    def __hash__(self) -> int:
        return self._hash

    _hash = 0


class WorkflowTask(asyncio.Task[Any]):
    """A task with a scope of its own for the paths of the calls made in it."""

    _hash = 0
    scope: Scope = ()
    parent: Scope = ()
    label: str | None = None
    shielded = False

    def __hash__(self) -> int:
        return self._hash

    def set_name(self, value: object) -> None:
        """Name the task, and its scope: asyncio names a task right after it made it."""
        super().set_name(value)
        loop = self.get_loop()
        if self.label is not None and isinstance(loop, WorkflowLoop):
            loop.rename_scope(self, str(value))


class WorkflowLoop(WorkflowLoopRefusals, asyncio.AbstractEventLoop):
    """An asyncio event loop without I/O, threads or a clock of its own."""

    def __init__(self, host: LoopHost, call_host: Any, started_at: Micros) -> None:
        self.call_host = call_host
        self.now: Micros = started_at
        self._host = host
        self._started_at = started_at
        self._ready: collections.deque[asyncio.Handle] = collections.deque()
        self._created = 0
        self._ordinals: dict[tuple[Scope, str], int] = {}
        self._stopped = False
        self.tasks: set[WorkflowTask] = set()

    # What drives the loop.

    def drain(self) -> None:
        """Run until nothing is ready."""
        with self._current(), active():
            steps = 0
            while self._ready and not self._stopped:
                steps += 1
                if steps > MOST_STEPS:
                    self.call_host.refused(WorkflowCodeError(_SPINS))
                    return
                handle = self._ready.popleft()
                if not handle.cancelled():
                    self._run(handle)

    def _run(self, handle: asyncio.Handle) -> None:
        # asyncio lets these two through after it ended the task with them. They are the code's failure, not the worker's.
        try:
            handle._run()
        except SystemExit:
            pass
        except KeyboardInterrupt as error:
            if not raised_by_code(error):
                self._host.interrupted()
                raise

    def advance(self, now: Micros) -> None:
        """Move the time on; it never goes back."""
        self.now = max(self.now, now)

    def fire(self, timer: DurableTimer) -> None:
        """Have a timer's callback run in the next drain."""
        self._ready.append(timer)

    def halt(self) -> None:
        """Run nothing more, now or ever."""
        self._stopped = True

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """Make this the running loop for a moment, without running what is ready."""
        with self._current(), active():
            yield

    @contextlib.contextmanager
    def _current(self) -> Iterator[None]:
        # The worker's own loop and task are set aside, since an event loop may not run inside another one's task.
        outer = events._get_running_loop()
        outer_task = asyncio.current_task(outer) if outer is not None else None
        hooks = sys.get_asyncgen_hooks()
        if outer is not None and outer_task is not None:
            asyncio.tasks._leave_task(outer, outer_task)
        events._set_running_loop(self)
        sys.set_asyncgen_hooks(firstiter=None, finalizer=self._close_generator)
        try:
            yield
        finally:
            sys.set_asyncgen_hooks(*hooks)
            events._set_running_loop(outer)
            if outer is not None and outer_task is not None:
                asyncio.tasks._enter_task(outer, outer_task)

    def _close_generator(self, generator: AsyncGenerator[Any, Any]) -> None:
        """An async generator was left early: its clean-up runs in a task, as asyncio's own loops have it."""
        if events._get_running_loop() is self and not self._stopped:
            self.create_task(generator.aclose(), name=f"{generator.__name__}.aclose")  # type: ignore[attr-defined]

    # What asyncio asks of a loop.

    def time(self) -> float:
        """Seconds since the execution started."""
        return (self.now - self._started_at) / SECOND

    def call_soon(self, callback: Callable[[*Ts], object], *args: *Ts, context: contextvars.Context | None = None) -> asyncio.Handle:
        """Run a callback in this drain."""
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback after a durable timer."""
        return self._timer(_micros(delay), callback, args, context)

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """Run a callback at a time of this loop's clock."""
        at = _micros(when)
        return self._timer(None if at is None else at + self._started_at - self.now, callback, args, context)

    def _timer(
        self, delay: Micros | None, callback: Callable[..., object], args: Any, context: contextvars.Context | None
    ) -> asyncio.TimerHandle:
        if delay is None:
            endless = DurableTimer(math.inf, callback, args, self, context)
            endless.ticket = None
            return endless
        delay = min(delay, LONGEST)
        handle = DurableTimer((self.now + delay - self._started_at) / SECOND, callback, args, self, context)
        handle.ticket = None
        if delay <= 0:
            self._ready.append(handle)
        else:
            self._host.start_timer(handle, delay)
            handle._scheduled = True  # type: ignore[attr-defined]
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        if isinstance(handle, DurableTimer) and handle.ticket is not None:
            self._host.cancel_timer(handle)

    def create_future(self) -> WorkflowFuture:
        """A future of this loop."""
        future = WorkflowFuture(loop=self)
        future._hash = self.next_hash()
        return future

    def create_task(
        self,
        coro: Any,
        *,
        name: str | None = None,
        context: contextvars.Context | None = None,
        **options: Any,
    ) -> WorkflowTask:
        """A task of this loop, in a child scope of the running one."""
        task = WorkflowTask.__new__(WorkflowTask)
        task._hash = self.next_hash()
        task.parent = self.current_scope()
        if isinstance(coro, Call):
            task.scope = task.parent  # the call's path was fixed by whoever made it
        else:
            self._open_scope(task, name or _function_name(coro))
        # The end of the workflow's function interrupts no compensation.
        task.shielded = (contextvars.copy_context() if context is None else context).get(undoing) is not None
        label, task.label = task.label, None
        WorkflowTask.__init__(task, coro, loop=self, name=name, context=context)
        task.label = label
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def get_debug(self) -> bool:
        """Never."""
        return False

    def set_debug(self, enabled: bool) -> None:
        """Has no effect."""

    def is_running(self) -> bool:
        """Always, as far as code inside can see."""
        return True

    def is_closed(self) -> bool:
        """Whether the execution was evicted."""
        return self._stopped

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Hand an error that nobody retrieved to the host."""
        self._host.unhandled(context)

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """As `call_exception_handler`."""
        self._host.unhandled(context)

    # Scopes.

    def current_scope(self) -> Scope:
        """The scope of the running task; that of the workflow's own body outside any."""
        task = asyncio.current_task(self)
        if not isinstance(task, WorkflowTask):
            return ()
        task.label = None  # paths begin with its scope from here on: a later name of the task is only a name
        return task.scope

    def rename_scope(self, task: WorkflowTask, name: str) -> None:
        """Give a task that has made no call yet another name."""
        if task.label == name:
            return
        if self._ordinals[task.parent, task.label or ""] == task.scope[-1][1]:
            self._ordinals[task.parent, task.label or ""] -= 1
        self._open_scope(task, name)

    def _open_scope(self, task: WorkflowTask, name: str) -> None:
        task.label = name
        task.scope = (*task.parent, (name, self._next_ordinal(task.parent, name)))

    def _next_ordinal(self, scope: Scope, name: str) -> int:
        ordinal = self._ordinals.get((scope, name), 0) + 1
        self._ordinals[scope, name] = ordinal
        return ordinal

    def next_hash(self) -> int:
        """A hash that is the same in every process for what is made in the same order."""
        # Mixed with the execution, since asyncio keeps all tasks of a process in one weak set, where equal hashes collide.
        self._created += 1
        return (self._host.hash_seed + self._created * 0x9E3779B97F4A7C15) & 0x7FFFFFFFFFFFFFFF


def _micros(seconds: float) -> Micros | None:
    """A time that code gave; None for one that never comes. Compared, not converted: it may be a number that no float holds.

    Raises:
        ValueError: it is not a number.
    """
    if seconds != seconds:
        raise ValueError("a time cannot be NaN (not a number)")
    if seconds == math.inf:
        return None
    return round(max(-_BEYOND, min(seconds, _BEYOND)) * SECOND)


def _function_name(coro: Coroutine[Any, Any, Any]) -> str:
    return getattr(coro, "__name__", None) or type(coro).__name__
