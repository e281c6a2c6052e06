"""A client of executions on DBOS: starts, watches and steers them through the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

import psycopg
from dbos import DBOS, DBOSClient, WorkflowStatus
from dbos._error import DBOSException
from sqlalchemy.exc import SQLAlchemyError

from ...connection import connections
from ...errors import EngineError, ExecutionFailed, ExecutionNotFound, UsageError
from ...history.events import Event
from ...workflows.definition import Workflow
from ..envelope import Envelope
from ..hosting.client import HostedEngine, Read
from ..hosting.messages import Message
from ..port import CLOSED, Capability, ExecutionSummary
from .storage import ADVANCE, PROGRAM, TOPIC, JsonSerializer, Recorded
from .submit import envelope_of, submit
from .worker import Worker

PREFIX = "dbos+"
LOOK_SECONDS = 0.2
"""How often it is looked whether an execution has ended."""


class DbosEngine(HostedEngine):
    """A client of one database. Use it as `async with connect("dbos+postgresql://user@host/database") as engine`."""

    name = "dbos"
    capabilities: frozenset[Capability] = frozenset({"many_workers"})

    def __init__(self, url: str) -> None:
        self.database = url.removeprefix(PREFIX)
        if not self.database.startswith("postgresql://"):
            raise UsageError("DBOS is used on PostgreSQL: dbos+postgresql://user@host/database")
        self._opened: DBOSClient | None = None

    async def __aenter__(self) -> DbosEngine:
        connections.check_allowed()
        async with _said():
            self._opened = await asyncio.to_thread(self._open_client)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        client, self._opened = self._opened, None
        if client is not None:
            await asyncio.to_thread(client.destroy)

    def _open_client(self) -> DBOSClient:
        psycopg.connect(self.database, connect_timeout=10).close()  # DBOS itself would try for ever
        DBOS.migrate(self.database)
        return DBOSClient(system_database_url=self.database, serializer=JsonSerializer())

    @property
    def client(self) -> DBOSClient:
        """The open client.

        Raises:
            UsageError: the engine is not open.
        """
        if self._opened is None:
            raise UsageError('use the engine inside `async with connect("dbos+postgresql://…") as engine:`')
        return self._opened

    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> Worker:
        """Run executions of these workflows while the `async with` block lasts, beside workers in other processes.

        Args:
            workflows: what this worker can run.
            standby: of no meaning here: each worker takes its share.
            **options: `max_cached`, the number of executions kept in memory.
        """
        return Worker(self.database, self.client, workflows, **options)

    async def submit(self, envelope: Envelope) -> Envelope:
        """See `HostedEngine.submit`."""
        async with _said():
            return await submit(self.client, envelope)

    async def tell(self, id: str, happening: Message) -> None:
        """See `HostedEngine.tell`."""
        await self.open(id)
        async with _said():
            await self.client.send_async(id, json.dumps(happening), TOPIC)

    async def read(self, id: str) -> Read:
        """See `HostedEngine.read`."""
        status = await self._status(id)
        recorded = Recorded()
        async with _said():
            for step in await self.client.list_workflow_steps_async(id):
                if step["function_name"] == ADVANCE and step["output"] is not None:
                    recorded.take(json.loads(step["output"]))
        return Read(envelope_of(status), recorded.events, recorded.beats)

    async def ended(self, id: str) -> Event:
        """See `HostedEngine.ended`."""
        while True:
            status = await self._status(id)
            if status.status == "SUCCESS":
                return Event.from_json(json.loads(str(status.output)))
            if status.status in ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"):
                raise ExecutionFailed(f"the execution {id!r} was ended by DBOS ({status.status.lower()}): {status.error}")
            await asyncio.sleep(LOOK_SECONDS)

    async def summary(self, id: str) -> ExecutionSummary:
        """See `HostedEngine.summary`."""
        return _summary(await self._status(id))

    async def listed(self, status: str | None, limit: int) -> list[ExecutionSummary]:
        """See `HostedEngine.listed`."""
        async with _said():
            found = await self.client.list_workflows_async(name=PROGRAM, sort_desc=True, limit=None if status else limit)
        summaries = (_summary(each) for each in found)
        return [summary for summary in summaries if status in (None, summary.status)][:limit]

    async def _status(self, id: str) -> WorkflowStatus:
        async with _said():
            found = await self.client.list_workflows_async(workflow_ids=[id], name=PROGRAM)
        if not found:
            raise ExecutionNotFound(f"no execution has the id {id!r}; `eventual executions list` shows those that exist")
        return found[0]


def _summary(status: WorkflowStatus) -> ExecutionSummary:
    shown = status.attributes or {}
    envelope = envelope_of(status)
    state, reason, parked = shown.get("status", "running"), shown.get("reason", ""), shown.get("parked", 0)
    if status.status == "SUCCESS":
        outcome = Event.from_json(json.loads(str(status.output)))
        state, parked = outcome.type.removeprefix("execution_"), 0
        reason = outcome.data.get("error", {}).get("message", "")
    elif status.status not in ("PENDING", "ENQUEUED", "DELAYED"):
        state, reason, parked = "failed", f"ended by DBOS: {status.status.lower()}", 0
    elif state in CLOSED:
        state = "running"  # its end is not recorded yet
    started = envelope.start.started_at
    updated = (status.updated_at or status.created_at or 0) * 1000
    cancelling = state not in CLOSED and shown.get("cancelling", False)
    return ExecutionSummary(
        str(status.workflow_id), envelope.workflow, envelope.version, state, reason, started, updated, parked, cancelling
    )


@asynccontextmanager
async def _said() -> AsyncIterator[None]:
    """The database's errors as ours, in one line and without the URL, which may hold a password."""
    try:
        yield
    except (psycopg.Error, SQLAlchemyError, DBOSException) as error:
        cause = getattr(error, "orig", None) or error
        raise EngineError(f"PostgreSQL: {(str(cause).splitlines() or [type(cause).__name__])[0]}") from None
