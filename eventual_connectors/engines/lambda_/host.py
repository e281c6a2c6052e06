"""The part of a process that outlives invocations: one event loop in a thread, in which the executions here are advanced and attempted."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from ...clock import SystemClock
from ...workflows.definition import Workflow
from ..hosting.executions import Executions
from ..workflow_list import by_name
from .steady import Interrupted

T = TypeVar("T")


class Host:
    """Executions of these workflows, in this process.

    Attributes:
        clock: where the time is read.
        executions: of the event loop, and touched in there alone.
        draining: no further attempt begins: the process is about to end.
    """

    def __init__(self, workflows: Sequence[Workflow[..., Any]]) -> None:
        self.clock = SystemClock()
        self.executions = Executions(by_name(workflows), clock=self.clock)
        self.draining = False
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._count = itertools.count(1)
        self._tasks: set[asyncio.Task[Any]] = set()

    def new_key(self, arn: str) -> str:
        """A name for an execution during one invocation; others may go on with it between two of ours."""
        return f"{arn}#{next(self._count)}"

    def run(self, work: Callable[[], T]) -> T:
        """Do something in the event loop, and wait for it.

        Raises:
            Interrupted: the process is about to end.
        """
        loop = self._running_loop()

        async def running() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(running(), loop).result()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin something; called in the event loop."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def close(self) -> None:
        """End the event loop, with what still runs in it."""
        with self._lock:
            self._closed = True
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is None or thread is None:
            return

        async def cancelled() -> None:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(cancelled(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise Interrupted("the process is about to end")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_serve, args=(self._loop,), name="eventual", daemon=True)
                self._thread.start()
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
