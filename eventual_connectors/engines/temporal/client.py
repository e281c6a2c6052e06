"""A client of executions on Temporal: starts, watches and steers them through the server."""

from __future__ import annotations

import asyncio
import os
import platform
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, CancelledError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from ... import codec, error_records
from ...attempts import completion
from ...clock import SystemClock
from ...connection import connections
from ...errors import (
    EngineError,
    ExecutionCancelled,
    ExecutionClosed,
    ExecutionConflict,
    ExecutionFailed,
    ExecutionNotFound,
    UsageError,
)
from ...identity import check_execution_id, new_root
from ...signal import Signal
from ...workflows.definition import Workflow
from ...workflows.execution import Start
from ..hosting.messages import Message
from ..open_calls import OpenCall, check_decided, decided, open_call, parked_calls, shown
from ..port import CLOSED, STATUSES, ExecutionRecord, ExecutionSummary, ParkedCall
from ..token_secret import token_secret
from .address import Address
from .envelope import MEMO, Envelope
from .history import Read, read_history, state, times
from .program import CANCELLED, TELL
from .worker import Worker

R = TypeVar("R")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

API_KEY = "EVENTUAL_TEMPORAL_API_KEY"


class TemporalEngine:
    """A client of one namespace. Use it as `async with connect("temporal://127.0.0.1:7233/default") as engine`.

    Args:
        url: see `Address.parse`.
        client: a connected client of yours, with its own TLS, credentials, data converter and interceptors.
        **options: for `temporalio.client.Client.connect`, such as `tls` and `data_converter`.
    """

    def __init__(self, url: str, *, client: Client | None = None, **options: Any) -> None:
        self.address = Address.parse(url)
        self.clock = SystemClock()
        self._given = client
        self._options = options
        self._connected: Client | None = None

    async def __aenter__(self) -> TemporalEngine:
        connections.check_allowed()
        if self._given is None:
            options: dict[str, Any] = {"tls": self.address.tls or None, "api_key": os.environ.get(API_KEY)} | self._options
            try:
                self._connected = await Client.connect(self.address.target, namespace=self.address.namespace, **options)
            except (RuntimeError, RPCError) as error:
                raise EngineError(f"no Temporal server answers at {self.address.target}: {_first_line(error)}") from None
        else:
            self._connected = self._given
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._connected = None

    @property
    def client(self) -> Client:
        """The connected client.

        Raises:
            UsageError: the engine is not open.
        """
        if self._connected is None:
            raise UsageError('use the engine inside `async with connect("temporal://…") as engine:`')
        return self._connected

    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> Worker:
        """Run executions of these workflows while the `async with` block lasts, beside any number of other workers.

        Args:
            workflows: what this worker can run.
            standby: of no meaning here: each worker takes its share.
            **options: `max_cached`, the number of executions kept in memory.
        """
        return Worker(self.client, self.address.task_queue, workflows, **options)

    async def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str) -> TemporalHandle[R]:
        """Start an execution; durable when this returns. See `port.Engine.start`."""
        if not isinstance(workflow, Workflow):
            raise UsageError(f"{workflow!r} is no workflow; declare it with @workflow")
        check_execution_id(id)
        tree = workflow.encode_input(args, {})
        workflow.decode_input(tree)  # what the workflow could not take must not use the id up
        matched = codec.digest(workflow.encode_input(args, {}, unset=False))
        python = ".".join(platform.python_version_tuple()[:2])
        start = Start(id, new_root(), tree, self.clock.now())
        envelope = Envelope(start, workflow.reference, workflow.version, python, matched)
        async with _said():
            try:
                await self.client.start_workflow(
                    workflow.name,
                    envelope.to_json(),
                    id=id,
                    task_queue=self.address.task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    memo={MEMO: {"status": "pending", "reason": "", "parked": 0}},
                )
            except WorkflowAlreadyStartedError:
                await self._check_same(workflow, envelope)
        return TemporalHandle(self, id, workflow)

    async def _check_same(self, workflow: Workflow[..., Any], asked: Envelope) -> None:
        id = asked.start.execution_id
        held = await read_history(self.client, id, whole=False)
        if held.workflow != workflow.name:
            raise ExecutionConflict(f"the execution {id!r} exists with workflow {held.workflow!r}, not {workflow.name!r}; use another id")
        if held.envelope.digest != asked.digest and not workflow.same_input(dict(held.envelope.start.input), dict(asked.start.input)):
            raise ExecutionConflict(f"the execution {id!r} exists with another input; use another id, or the same input")

    @overload
    async def handle(self, id: str) -> TemporalHandle[Any]: ...
    @overload
    async def handle(self, id: str, workflow: Workflow[..., R]) -> TemporalHandle[R]: ...
    async def handle(self, id: str, workflow: Workflow[..., Any] | None = None) -> TemporalHandle[Any]:
        """The execution with this id. See `port.Engine.handle`."""
        await self.summary(check_execution_id(id))
        return TemporalHandle(self, id, workflow)

    async def executions(self, *, status: str | None = None, limit: int = 1000) -> list[ExecutionSummary]:
        """Executions, newest first. See `port.Engine.executions`.

        The server's list lags behind by up to a second, and says when an execution began and ended, not when it last went on.
        """
        if status is not None and status not in STATUSES:
            raise UsageError(f"no execution has the status {status!r}; it is one of {', '.join(STATUSES)}")
        found: list[ExecutionSummary] = []
        async with _said():
            query = f"TaskQueue = '{self.address.task_queue}'"
            async for execution in self.client.list_workflows(query):
                summary = await self._summary(execution)
                if status in (None, summary.status):
                    found.append(summary)
                if len(found) >= limit:
                    break
        return sorted(found, key=lambda each: (-each.started_at, each.id))

    async def record(self, id: str) -> ExecutionRecord:
        """An execution with its history. See `port.Engine.record`."""
        summary, read = await self.summary(id), await self._read(id)
        envelope = read.envelope
        return ExecutionRecord(summary, envelope.reference, envelope.start.root, envelope.python, read.events, list(read.beats.values()))

    async def summary(self, id: str) -> ExecutionSummary:
        """What a list shows of an execution."""
        async with _said(id):
            return await self._summary(await self.client.get_workflow_handle(id).describe(), version=True)

    async def retry(self, id: str) -> None:
        """Have a blocked execution try its code again. See `port.Engine.retry`."""
        summary = await self._open(id)
        if summary.status != "blocked":
            raise UsageError(f"the execution {id!r} is {summary.status}, not blocked: there is no code to try again")
        await self._tell(id, {"kind": "open"})

    async def complete(self, token: str, result: Any = None) -> None:
        """Complete a call from outside, with its result. See `port.Engine.complete`."""
        claim, call = await self._completable(token)
        value = codec.encode(result)
        check_decided(call, claim.path, value)
        await self._complete(claim, "succeeded", value)

    async def fail(self, token: str, reason: str) -> None:
        """Complete a call from outside: it failed. See `port.Engine.fail`."""
        claim, _ = await self._completable(token)
        await self._complete(claim, "failed", reason)

    async def _completable(self, token: str) -> tuple[completion.Claim, OpenCall]:
        claim = completion.read(token)
        try:
            read = await self._read(claim.execution_id)
        except ExecutionNotFound:
            read = None
        completion.check(token, claim, token_secret(), read.envelope.start.root if read else None, self.clock.now())
        assert read is not None
        await self._open(claim.execution_id)
        call = open_call(read.events, claim.path)
        if call is None:
            raise UsageError(f"the completion token of {claim.path} in {claim.execution_id!r} is of no use any more: the call has ended")
        if call.attempt != claim.attempt:
            raise UsageError(f"the completion token is of attempt {claim.attempt} of {claim.path}, which is at attempt {call.attempt} now")
        return claim, call

    async def _complete(self, claim: completion.Claim, decision: str, value: Any) -> None:
        happening = {"kind": "complete", "path": claim.path, "attempt": claim.attempt, "decision": decision, "value": value}
        await self._tell(claim.execution_id, happening)

    async def _open(self, id: str) -> ExecutionSummary:
        summary = await self.summary(id)
        if summary.status in CLOSED:
            how = f"{summary.status}: {summary.reason}" if summary.reason else summary.status
            raise ExecutionClosed(f"the execution {id!r} has ended ({how})")
        return summary

    async def _tell(self, id: str, happening: Message) -> None:
        async with _said(id):
            try:
                await self.client.get_workflow_handle(id).signal(TELL, happening)
            except RPCError as error:
                if error.status == RPCStatusCode.NOT_FOUND:
                    await self._open(id)  # says how it has ended, or that there is none
                raise

    async def _read(self, id: str) -> Read:
        async with _said(id):
            return await read_history(self.client, id)

    async def _summary(self, execution: Any, *, version: bool = False) -> ExecutionSummary:
        memo = await execution.memo()
        status, reason, parked = state(execution, memo)
        started, updated = times(execution)
        held = (await read_history(self.client, execution.id, whole=False)).envelope.version if version else ""
        return ExecutionSummary(execution.id, execution.workflow_type, held, status, reason, started, updated, parked)


class TemporalHandle(Generic[R]):
    """One execution. See `port.Handle`."""

    def __init__(self, engine: TemporalEngine, id: str, workflow: Workflow[..., R] | None) -> None:
        self._engine = engine
        self._workflow = workflow
        self.id = id

    async def result(self, timeout: float | timedelta | None = None) -> R:
        """Wait for the workflow's result. See `port.Handle.result`."""
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        tree, failed = None, None
        async with asyncio.timeout(seconds), _said(self.id):
            try:
                tree = await self._temporal.result()
            except WorkflowFailureError as failure:
                failed = self._failed(failure)
        if failed is not None:
            raise failed
        value: R = codec.decode(tree, self._workflow.result_type if self._workflow else Any)
        return value

    def _failed(self, failure: WorkflowFailureError) -> Exception:
        cause = failure.cause
        if isinstance(cause, CancelledError) or (isinstance(cause, ApplicationError) and cause.type == CANCELLED):
            return ExecutionCancelled(f"the execution {self.id!r} was cancelled")
        if isinstance(cause, ApplicationError) and cause.details:
            error = error_records.from_record(cause.details[0])
            failed = ExecutionFailed(f"the execution {self.id!r} failed: {type(error).__name__}: {error}")
            failed.__cause__ = error
            return failed
        return ExecutionFailed(f"the execution {self.id!r} was ended on the server: {cause}")

    async def status(self) -> str:
        """See `ExecutionSummary.status`."""
        return (await self.summary()).status

    async def summary(self) -> ExecutionSummary:
        """What a list shows of the execution."""
        return await self._engine.summary(self.id)

    async def signal(self, signal: Signal[T], value: T, *, id: str | None = None) -> None:
        """Send a signal; durable when this returns. Signals with the same name and id are taken once."""
        if not isinstance(signal, Signal):
            raise UsageError(f"{signal!r} is no signal; declare it with its type, as in approved = Signal('approved', Approval)")
        happening = {"kind": "signal", "name": signal.name, "payload": signal.encode(value), "id": id or uuid.uuid4().hex}
        await self._engine._tell(self.id, happening)

    async def cancel(self, reason: str = "") -> None:
        """Ask the execution to cancel: its `finally` clauses run, durably. See `port.Handle.cancel`."""
        await self._engine._tell(self.id, {"kind": "cancel", "reason": reason})
        async with _said(self.id):
            await self._temporal.cancel()  # so that the server shows it as cancelled

    async def parked(self) -> list[ParkedCall]:
        """The calls that wait for an operator, with what looks like a credential masked in their arguments."""
        return [shown(call) for call in parked_calls((await self._engine._read(self.id)).events)]

    async def resolve(self, path: str, attempt: int, *, retry: bool = False, succeeded: Any = ..., failed: str | None = None) -> None:
        """Settle a parked call. See `port.Handle.resolve`."""
        decision, value = decided(retry, succeeded, failed)
        await self._engine._open(self.id)
        events = (await self._engine._read(self.id)).events
        parked = {call.path: call for call in parked_calls(events)}
        if path not in parked:
            waiting = ", ".join(f"{call.path} (attempt {call.attempt})" for call in parked.values()) or "nothing"
            raise UsageError(f"{path!r} is not parked in {self.id!r}; {waiting} is")
        if parked[path].attempt != attempt:
            raise UsageError(f"{path!r} is in doubt since attempt {parked[path].attempt}, not {attempt}")
        if decision == "succeeded":
            check_decided(open_call(events, path), path, value)
        happening = {"kind": "resolve", "path": path, "attempt": attempt, "decision": decision, "value": value}
        await self._engine._tell(self.id, happening)

    @property
    def _temporal(self) -> WorkflowHandle[Any, Any]:
        return self._engine.client.get_workflow_handle(self.id)


@asynccontextmanager
async def _said(execution_id: str = "") -> AsyncIterator[None]:
    """The server's errors as ours, in one line."""
    try:
        yield
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND and execution_id:
            message = f"no execution has the id {execution_id!r}; `eventual executions list` shows those that exist"
            raise ExecutionNotFound(message) from None
        raise EngineError(f"Temporal: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
