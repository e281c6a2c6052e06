"""Our events, read back out of Temporal's history, and the state of an execution from its description. No worker is needed for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus

from ...clock import Micros, from_datetime
from ...errors import ExecutionNotFound, HistoryError
from ...history.events import Event
from ..envelope import Envelope
from ..hosting.client import Read
from ..hosting.messages import beat_from_json
from .program import MEMO, opened

LOCAL_ACTIVITY = "core_local_activity"
"""How Temporal's SDK marks the result of a local activity in the history."""

_STATUS: dict[WorkflowExecutionStatus | None, str] = {
    WorkflowExecutionStatus.COMPLETED: "completed",
    WorkflowExecutionStatus.CANCELED: "cancelled",
    WorkflowExecutionStatus.FAILED: "failed",
    WorkflowExecutionStatus.TERMINATED: "failed",
    WorkflowExecutionStatus.TIMED_OUT: "failed",
}


async def read_history(client: Client, execution_id: str, *, whole: bool = True) -> Read:
    """Read the history of an execution.

    Args:
        client: a connected client.
        execution_id: its id.
        whole: its events too, and not just what it was started with.

    Raises:
        ExecutionNotFound: there is none.
        HistoryError: it is none of ours.
    """
    read: Read | None = None
    handle = client.get_workflow_handle(execution_id)
    async for event in handle.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
            started = event.workflow_execution_started_event_attributes
            envelope = Envelope.from_json(await _decoded(client, started.input))
            beats = {beat["path"]: beat_from_json(beat) for beat in envelope.beats}
            read = Read(envelope, list(envelope.events), beats)
            if not whole:
                return read
        elif event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED and read is not None:
            marker = event.marker_recorded_event_attributes
            if marker.marker_name == LOCAL_ACTIVITY and "result" in marker.details:
                advance = opened(await _decoded(client, marker.details["result"]))
                read.events += [Event.from_json(each) for each in advance["events"]]
                read.beats |= {beat["path"]: beat_from_json(beat) for beat in advance["beats"]}
    if read is None:
        raise ExecutionNotFound(f"no execution has the id {execution_id!r}; `eventual executions list` shows those that exist")
    return read


async def _decoded(client: Client, payloads: Any) -> Any:
    if len(payloads.payloads) != 1:
        raise HistoryError("this Temporal workflow was not started by eventual-connectors")
    (value,) = await client.data_converter.decode(payloads.payloads)
    return value


def state(execution: WorkflowExecution, memo: Mapping[str, Any]) -> tuple[str, str, int, bool]:
    """Status, reason, number of parked calls and whether it was asked to cancel, from what the server lists."""
    shown = memo.get(MEMO, {})
    status, reason, parked = shown.get("status", "running"), shown.get("reason", ""), shown.get("parked", 0)
    on_server = execution.status
    if on_server not in _STATUS or status == "cancelled":
        return status, reason, parked, shown.get("cancelling", False)
    if on_server is WorkflowExecutionStatus.TERMINATED or on_server is WorkflowExecutionStatus.TIMED_OUT:
        reason = f"{on_server.name.lower().replace('_', ' ')} on the server"
    return _STATUS[on_server], reason, 0, False


def times(execution: WorkflowExecution) -> tuple[Micros, Micros]:
    """When it began, and when the server knows of it last."""
    return from_datetime(execution.start_time), from_datetime(execution.close_time or execution.start_time)
