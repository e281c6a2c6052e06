"""A client of the embedded engine: starts, watches and steers executions through the file, in any process."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, TypeVarTuple, overload

from ... import codec, error_records
from ...clock import Clock, SystemClock
from ...connection import connections
from ...errors import EngineError, EventualError, ExecutionCancelled, ExecutionFailed, UsageError
from ...identity import check_execution_id, new_root
from ...signal import Signal, signal_id
from ...workflows.definition import Workflow
from ..open_calls import check_decided, decided, open_call, parked_calls, shown
from ..port import CLOSED, STATUSES, Capability, ExecutionRecord, ExecutionSummary, ParkedCall, out_of_patience, patience
from . import requests
from .changes import INBOX, POLL_SECONDS, changes, ended
from .database import open_database, said
from .file_identity import FileIdentity
from .rows import as_record, as_summary, read_events, read_execution
from .token_key import TokenKey
from .worker import Worker

P = ParamSpec("P")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")
T = TypeVar("T")


class EmbeddedEngine:
    """A client of one database file. Use it as `async with connect("sqlite:///app.db") as engine`."""

    name = "embedded"
    capabilities: frozenset[Capability] = frozenset({"events"})

    def __init__(self, path: str, *, clock: Clock | None = None) -> None:
        self.path = path
        self.clock = clock or SystemClock()
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None
        self._file: FileIdentity | None = None
        self._workers: list[Worker] = []
        self._token_key = TokenKey(path)

    async def __aenter__(self) -> EmbeddedEngine:
        connections.check_allowed()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="eventual-client")
        try:
            self._connection = await asyncio.get_running_loop().run_in_executor(self._thread, open_database, self.path)
        except BaseException:
            self._thread.shutdown()
            raise
        self._file = FileIdentity(self.path)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        thread, connection, self._thread, self._connection = self._thread, self._connection, None, None
        if thread is not None and connection is not None:
            await asyncio.get_running_loop().run_in_executor(thread, connection.close)
            thread.shutdown()

    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> Worker:
        """Own the file and run executions of these workflows while the `async with` block lasts.

        Args:
            workflows: what this worker can run.
            standby: wait for the current owner to go, instead of raising `DatabaseLocked`.
            **options: `max_cached`, the number of executions kept in memory.
        """
        worker = Worker(self.path, workflows, clock=self.clock, standby=standby, **options)
        self._workers.append(worker)
        return worker

    @property
    def workers(self) -> Sequence[Worker]:
        """Those that this client made, oldest first."""
        return self._workers

    async def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str) -> EmbeddedHandle[R]:
        """Start an execution; durable when this returns. Nothing is recorded when it is refused. See `port.Engine.start`."""
        if not isinstance(workflow, Workflow):
            raise UsageError(f"{workflow!r} is no workflow; declare it with @workflow")
        check_execution_id(id)
        tree = workflow.encode_input(args, {})
        workflow.decode_input(tree)  # what the workflow could not take must not use the id up
        matched = codec.digest(workflow.encode_input(args, {}, unset=False))
        await self._ask(requests.start, workflow, tree, matched, id, new_root(), self.clock.now())
        return EmbeddedHandle(self, id, workflow)

    @overload
    async def handle(self, id: str) -> EmbeddedHandle[Any]: ...
    @overload
    async def handle(self, id: str, workflow: Workflow[..., R]) -> EmbeddedHandle[R]: ...
    async def handle(self, id: str, workflow: Workflow[..., Any] | None = None) -> EmbeddedHandle[Any]:
        """The execution with this id. See `port.Engine.handle`."""
        await self._read(read_execution, check_execution_id(id))
        return EmbeddedHandle(self, id, workflow)

    async def executions(self, *, status: str | None = None, limit: int = 1000) -> list[ExecutionSummary]:
        """Executions, newest first. See `port.Engine.executions`."""
        if status is not None and status not in STATUSES:
            raise UsageError(f"no execution has the status {status!r}; it is one of {', '.join(STATUSES)}")
        return await self._read(_summaries, status, limit)

    async def record(self, id: str) -> ExecutionRecord:
        """An execution with its history. See `port.Engine.record`."""
        return await self._read(lambda connection: as_record(connection, read_execution(connection, id)))

    async def retry(self, id: str) -> None:
        """Have a blocked execution try its code again. See `port.Engine.retry`."""
        await self._ask(requests.retry, id)

    async def complete(self, token: str, result: Any = None) -> None:
        """Complete a call from outside, with its result. See `port.Engine.complete`."""
        value, key = codec.encode(result), self._token_key.known
        claim, call = await self._read(requests.completable, token, key, self.clock.now())
        check_decided(call, claim.path, value)
        await self._ask(requests.complete, token, key, "succeeded", value, self.clock.now())

    async def fail(self, token: str, reason: str) -> None:
        """Complete a call from outside: it failed. See `port.Engine.fail`."""
        await self._ask(requests.complete, token, self._token_key.known, "failed", reason, self.clock.now())

    def _raise_failure(self) -> None:
        """Say that nobody runs executions any more, where this engine's own worker failed."""
        for worker in self._workers:
            if (failure := worker.failure) is not None:
                said = str(failure) if isinstance(failure, EventualError) else f"{type(failure).__name__}: {failure}"
                raise EngineError(f"the worker of this engine has stopped: {said}") from failure

    async def _read(self, function: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        thread, connection, file = self._thread, self._connection, self._file
        if thread is None or connection is None or file is None:
            raise UsageError('use the engine inside `async with connect("sqlite:///…") as engine:`')
        try:
            answer = await asyncio.get_running_loop().run_in_executor(thread, lambda: function(connection, *args, **kwargs))
            file.check()
            return answer
        except sqlite3.Error as error:
            raise EngineError(said(self.path, error)) from None
        except UnicodeEncodeError as error:
            raise UsageError(f"{error.object!r} is not UTF-8 text") from None

    async def _ask(self, function: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        answer = await self._read(function, *args, **kwargs)
        changes.tell(self.path, INBOX)
        return answer


class EmbeddedHandle(Generic[R]):
    """One execution. See `port.Handle`."""

    def __init__(self, engine: EmbeddedEngine, id: str, workflow: Workflow[..., R] | None) -> None:
        self._engine = engine
        self._workflow = workflow
        self.id = id

    async def result(self, timeout: float | timedelta | None = None) -> R:
        """Wait for the workflow's result. A timeout raises `TimeoutError` and cancels nothing.

        Raises:
            ExecutionFailed: the workflow raised; that error is the cause.
            ExecutionCancelled: it was cancelled.
            EngineError: this engine's own worker has failed, and nobody took its place.
        """
        seconds = patience(timeout)
        try:
            async with asyncio.timeout(seconds):
                row = await self._closed()
        except TimeoutError:
            raise out_of_patience(await self.summary()) from None
        if row["status"] == "completed":
            value: R = codec.decode(json.loads(row["result"]), self._workflow.result_type if self._workflow else Any)
            return value
        if row["status"] == "cancelled":
            raise ExecutionCancelled(f"the execution {self.id!r} was cancelled")
        error = error_records.from_record(json.loads(row["error"]))
        raise ExecutionFailed(f"the execution {self.id!r} failed: {type(error).__name__}: {error_records.said(error)}") from error

    async def status(self) -> str:
        """See `ExecutionSummary.status`."""
        return str((await self._row())["status"])

    async def summary(self) -> ExecutionSummary:
        """What a list shows of the execution."""
        return await self._engine._read(lambda connection: as_summary(connection, read_execution(connection, self.id)))

    async def signal(self, signal: Signal[T], value: T, *, id: str | None = None) -> None:
        """Send a signal; durable when this returns. Of signals with the same name and id the first one counts."""
        if not isinstance(signal, Signal):
            raise UsageError(f"{signal!r} is no signal; declare it with its type, as in approved = Signal('approved', Approval)")
        await self._engine._ask(requests.signal, self.id, signal.name, signal.encode(value), signal_id(id))

    async def cancel(self, reason: str = "") -> None:
        """Ask the execution to cancel: its `finally` clauses run, durably.

        Raises:
            ExecutionClosed: it has ended.
        """
        await self._engine._ask(requests.cancel, self.id, reason)

    async def parked(self) -> list[ParkedCall]:
        """The calls that wait for an operator, with what looks like a credential masked in their arguments."""
        return await self._engine._read(_shown_parked, self.id)

    async def resolve(self, path: str, attempt: int, *, retry: bool = False, succeeded: Any = ..., failed: str | None = None) -> None:
        """Settle a parked call.

        Args:
            path: the call.
            attempt: the attempt in doubt, as `parked` names it.
            retry: send it again.
            succeeded: take it as done, with this result.
            failed: take it as not done, for this reason; the workflow gets a `Permanent`.

        Raises:
            UsageError: not exactly one of the three was given, the result does not fit, this is not what is in doubt now, or it is
                resolved already.
        """
        decision, value = decided(retry, succeeded, failed)
        if decision == "succeeded":
            call = await self._engine._read(lambda connection: open_call(read_events(connection, self.id), path))
            check_decided(call, path, value)
        await self._engine._ask(requests.resolve, self.id, path, attempt, decision, value)

    async def _row(self) -> sqlite3.Row:
        return await self._engine._read(read_execution, self.id)

    async def _closed(self) -> sqlite3.Row:
        with changes.waiting(self._engine.path, ended(self.id)) as told:
            while True:
                row = await self._row()
                if row["status"] in CLOSED:
                    return row
                self._engine._raise_failure()
                try:
                    async with asyncio.timeout(POLL_SECONDS * 5):
                        await told.wait()
                except TimeoutError:
                    continue


def _shown_parked(connection: sqlite3.Connection, execution_id: str) -> list[ParkedCall]:
    read_execution(connection, execution_id)
    return [shown(call) for call in parked_calls(read_events(connection, execution_id))]


def _summaries(connection: sqlite3.Connection, status: str | None, limit: int) -> list[ExecutionSummary]:
    where, parameters = ("WHERE status = ?", [status]) if status else ("", [])
    rows = connection.execute(f"SELECT * FROM executions {where} ORDER BY started_at DESC, id LIMIT ?", [*parameters, limit])
    return [as_summary(connection, row) for row in rows.fetchall()]
