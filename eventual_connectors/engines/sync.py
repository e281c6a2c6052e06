"""The engine for code that is not async: the same names without `await`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, TypeVarTuple, overload

from ..errors import UsageError
from ..signal import Signal
from ..workflows.definition import Workflow
from . import connect
from .port import Engine, ExecutionRecord, ExecutionSummary, Handle, ParkedCall

R = TypeVar("R")
Ts = TypeVarTuple("Ts")
T = TypeVar("T")


class SyncEngine:
    """A client of an engine: `with connect_sync("sqlite:///app.db") as engine`. An event loop of its own runs in a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="eventual-sync", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._do(self._engine.__aenter__())
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        try:
            self._do(self._engine.__aexit__(kind, error, traceback))
        finally:
            self._stop()

    @contextmanager
    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> Iterator[None]:
        """Run executions of these workflows, in the background, while the `with` block lasts."""
        worker = self._engine.worker(workflows, standby=standby, **options)

        async def enter() -> None:
            await worker.__aenter__()

        self._do(enter())
        try:
            yield
        finally:
            self._do(_leave(worker))

    def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str) -> SyncHandle[R]:
        """Start an execution; durable when this returns."""
        return SyncHandle(self, self._do(self._engine.start(workflow, *args, id=id)))

    @overload
    def handle(self, id: str) -> SyncHandle[Any]: ...
    @overload
    def handle(self, id: str, workflow: Workflow[..., R]) -> SyncHandle[R]: ...
    def handle(self, id: str, workflow: Workflow[..., Any] | None = None) -> SyncHandle[Any]:
        """The execution with this id."""
        found = self._engine.handle(id) if workflow is None else self._engine.handle(id, workflow)
        return SyncHandle(self, self._do(found))

    def executions(self, *, status: str | None = None, limit: int = 1000) -> list[ExecutionSummary]:
        """Executions, newest first."""
        return self._do(self._engine.executions(status=status, limit=limit))

    def record(self, id: str) -> ExecutionRecord:
        """An execution with its history."""
        return self._do(self._engine.record(id))

    def retry(self, id: str) -> None:
        """Have a blocked execution try its code again."""
        self._do(self._engine.retry(id))

    def complete(self, token: str, result: Any = None) -> None:
        """Complete a call from outside, with its result; durable when this returns."""
        self._do(self._engine.complete(token, result))

    def fail(self, token: str, reason: str) -> None:
        """Complete a call from outside: it failed for this reason."""
        self._do(self._engine.fail(token, reason))

    def _do(self, coroutine: Coroutine[Any, Any, R]) -> R:
        if not self._thread.is_alive():
            coroutine.close()
            raise UsageError("the engine is used outside of its block: with connect_sync(…) as engine")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class SyncHandle(Generic[R]):
    """One execution."""

    def __init__(self, engine: SyncEngine, handle: Handle[R]) -> None:
        self._engine = engine
        self._handle = handle
        self.id = handle.id

    def result(self, timeout: float | timedelta | None = None) -> R:
        """Wait for the workflow's result. A timeout raises `TimeoutError` and cancels nothing."""
        return self._engine._do(self._handle.result(timeout))

    def status(self) -> str:
        """See `ExecutionSummary.status`."""
        return self._engine._do(self._handle.status())

    def signal(self, signal: Signal[T], value: T, *, id: str | None = None) -> None:
        """Send a signal; durable when this returns."""
        self._engine._do(self._handle.signal(signal, value, id=id))

    def cancel(self, reason: str = "") -> None:
        """Ask the execution to cancel."""
        self._engine._do(self._handle.cancel(reason))

    def parked(self) -> list[ParkedCall]:
        """The calls that wait for an operator."""
        return self._engine._do(self._handle.parked())

    def resolve(self, path: str, attempt: int, *, retry: bool = False, succeeded: Any = ..., failed: str | None = None) -> None:
        """Settle a parked call."""
        self._engine._do(self._handle.resolve(path, attempt, retry=retry, succeeded=succeeded, failed=failed))


async def _leave(worker: Any) -> None:
    await worker.__aexit__(None, None, None)


def connect_sync(url: str, **options: Any) -> SyncEngine:
    """Open an engine by its URL, for code that is not async.

    Raises:
        EngineError: no engine serves this URL.
        UsageError: it is no URL, or names no file.
    """
    return SyncEngine(connect(url, **options))
