"""From an engine's record of an execution to the engine-neutral history that files hold."""

from __future__ import annotations

from collections.abc import Mapping

from ..history import events as ev
from ..history.file import Flow, Header
from .port import ExecutionRecord


def as_flow(record: ExecutionRecord, *, engine: str = "embedded", connectors: Mapping[str, str] | None = None) -> Flow:
    """The history of an execution, ready to be written to a flow file or played back.

    Args:
        record: what the engine holds.
        engine: the name of the engine that wrote it.
        connectors: versions of the connectors in use, by name.
    """
    started = next((event for event in record.events if event.type == ev.EXECUTION_STARTED), None)
    header = Header(
        workflow=record.summary.workflow,
        reference=record.reference,
        version=record.summary.version,
        execution_id=record.summary.id,
        root=record.root,
        input=dict(started.data["input"]) if started is not None else {},
        started_at=record.summary.started_at,
        engine=engine,
        python=record.python,
        connectors=dict(connectors or {}),
    )
    return Flow(header, list(record.events))
