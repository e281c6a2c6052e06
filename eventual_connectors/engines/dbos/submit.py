"""How an execution gets into the database."""

from __future__ import annotations

import json

from dbos import DBOSClient, EnqueueOptions, WorkflowHandleAsync, WorkflowStatus

from ..envelope import Envelope
from .storage import PROGRAM, VERSION

QUEUE = "eventual"


async def submit(client: DBOSClient, envelope: Envelope) -> Envelope:
    """Start an execution unless its id is taken; what the one with this id was started with."""
    options: EnqueueOptions = {
        "workflow_name": PROGRAM,
        "queue_name": QUEUE,
        "workflow_id": envelope.start.execution_id,
        "app_version": VERSION,
        "attributes": {
            "workflow": envelope.workflow,
            "version": envelope.version,
            "status": "pending",
            "reason": "",
            "parked": 0,
        },
    }
    handle: WorkflowHandleAsync[str] = await client.enqueue_async(options, envelope.start.execution_id, json.dumps(envelope.to_json()))
    return envelope_of(await handle.get_status())


def envelope_of(status: WorkflowStatus) -> Envelope:
    """What an execution was started with."""
    given = status.input
    assert given is not None
    return Envelope.from_json(json.loads(given["args"][1]))
