"""A client of executions on Temporal: starts, watches and steers them through the server."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

from temporalio.client import Client, WorkflowExecution, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, CancelledError, TerminatedError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from ...connection import connections
from ...errors import EngineError, ExecutionFailed, ExecutionNotFound, UsageError
from ...history import events as ev
from ...history.events import Event
from ...workflows.definition import Workflow
from ..envelope import Envelope
from ..hosting.client import HostedEngine, Read
from ..hosting.messages import Message
from ..port import Capability, ExecutionSummary
from .address import Address, named
from .history import read_history, state, times
from .program import CANCELLED, MEMO, PENDING, TELL
from .search import at_start
from .worker import Worker

API_KEY = "EVENTUAL_TEMPORAL_API_KEY"

UNKNOWN_ENCODING = "Unknown payload encoding"
"""What Temporal's converter says of a payload that a codec has encoded."""


class TemporalEngine(HostedEngine):
    """A client of one namespace. Use it as `async with connect("temporal://127.0.0.1:7233/default") as engine`.

    The server's list of executions lags behind by up to a second, and says when an execution began and ended, not when it last went on.

    Args:
        url: see `Address.parse`.
        client: a connected client of yours, with its own TLS, credentials, data converter and interceptors.
        **options: for `temporalio.client.Client.connect`, such as `tls` and `data_converter`.
    """

    name = "temporal"
    capabilities: frozenset[Capability] = frozenset({"many_workers", "payload_codec", "reset"})

    def __init__(self, url: str, *, client: Client | None = None, **options: Any) -> None:
        self.address = Address.parse(url)
        self._given = client
        self._options = options
        self._connected: Client | None = None

    async def __aenter__(self) -> TemporalEngine:
        connections.check_allowed()
        if self._given is None:
            options: dict[str, Any] = {"tls": self.address.tls or None, "api_key": os.environ.get(API_KEY)}
            if self.address.data_converter:
                options["data_converter"] = named(self.address.data_converter)
            options |= self._options
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

    async def submit(self, envelope: Envelope) -> Envelope:
        """See `HostedEngine.submit`."""
        async with _said():
            try:
                await self.client.start_workflow(
                    envelope.workflow,
                    envelope.to_json(),
                    id=envelope.start.execution_id,
                    task_queue=self.address.task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    memo={MEMO: PENDING},
                    search_attributes=at_start(PENDING["status"], envelope.version) if self.address.search_attributes else None,
                )
            except WorkflowAlreadyStartedError:
                return (await read_history(self.client, envelope.start.execution_id, whole=False)).envelope
        return envelope

    async def tell(self, id: str, happening: Message) -> None:
        """See `HostedEngine.tell`."""
        async with _said(id):
            handle = self.client.get_workflow_handle(id)
            try:
                await handle.signal(TELL, happening)
            except RPCError as error:
                if error.status == RPCStatusCode.NOT_FOUND:
                    await self.open(id)  # says how it has ended, or that there is none
                raise
            if happening["kind"] == "cancel":
                await handle.cancel()  # so that the server shows it as cancelled

    async def read(self, id: str) -> Read:
        """See `HostedEngine.read`."""
        async with _said(id):
            return await read_history(self.client, id)

    async def ended(self, id: str) -> Event:
        """See `HostedEngine.ended`."""
        async with _said(id):
            try:
                return Event(0, 0, ev.EXECUTION_COMPLETED, {"result": await self._result(id)})
            except WorkflowFailureError as failure:
                cause = failure.cause
        if isinstance(cause, CancelledError) or (isinstance(cause, ApplicationError) and cause.type == CANCELLED):
            return Event(0, 0, ev.EXECUTION_CANCELLED, {})
        if isinstance(cause, ApplicationError) and cause.details:
            return Event(0, 0, ev.EXECUTION_FAILED, {"error": cause.details[0]})
        raise ExecutionFailed(f"the execution {id!r} was ended on the server: {cause}")

    async def _result(self, id: str) -> Any:
        """The result of the run that was not set back."""
        while True:
            run = await self._last_run(id)
            try:
                return await self.client.get_workflow_handle(id, run_id=run).result()
            except WorkflowFailureError as failure:
                if not isinstance(failure.cause, TerminatedError) or await self._last_run(id) == run:
                    raise

    async def _last_run(self, id: str) -> str | None:
        return (await self.client.get_workflow_handle(id).describe()).run_id

    async def summary(self, id: str) -> ExecutionSummary:
        """See `HostedEngine.summary`."""
        async with _said(id):
            return await self._summary(await self.client.get_workflow_handle(id).describe(), version=True)

    async def listed(self, status: str | None, limit: int) -> list[ExecutionSummary]:
        """See `HostedEngine.listed`."""
        found: list[ExecutionSummary] = []
        seen: set[str] = set()
        async with _said():
            # The newest run of each comes first; the others are what a reset or Temporal's own renewal left behind.
            async for execution in self.client.list_workflows(f"TaskQueue = '{self.address.task_queue}'"):
                if execution.id in seen:
                    continue
                seen.add(execution.id)
                summary = await self._summary(execution)
                if status in (None, summary.status):
                    found.append(summary)
                if len(found) >= limit:
                    break
        return sorted(found, key=lambda each: (-each.started_at, each.id))

    async def _summary(self, execution: WorkflowExecution, *, version: bool = False) -> ExecutionSummary:
        status, reason, parked, cancelling = state(execution, await execution.memo())
        started, updated = times(execution)
        held = (await read_history(self.client, execution.id, whole=False)).envelope.version if version else ""
        return ExecutionSummary(execution.id, execution.workflow_type, held, status, reason, started, updated, parked, cancelling)


@asynccontextmanager
async def _said(execution_id: str = "") -> AsyncIterator[None]:
    """The server's errors as ours, in one line."""
    try:
        yield
    except KeyError as error:
        if UNKNOWN_ENCODING not in str(error):
            raise
        raise EngineError(
            f"what Temporal stores cannot be read: {error.args[0]}; name its codec with ?data_converter=MODULE:NAME"
        ) from None
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND and execution_id:
            message = f"no execution has the id {execution_id!r}; `eventual executions list` shows those that exist"
            raise ExecutionNotFound(message) from None
        raise EngineError(f"Temporal: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
