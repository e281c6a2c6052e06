"""Step Functions: a name that is at work starts nothing new; moto answers as AWS does, and this keeps it from counting as an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventual_connectors.fakes import Response

from .request import AwsRequest

if TYPE_CHECKING:
    from .fake import AwsFake


def start(fake: AwsFake, asked: AwsRequest) -> Response | None:
    """Start an execution under a name; None for any other request."""
    name = asked.parameters.get("name") if asked.operation.local_name == "stepfunctions.start_execution" else None
    if name is None:
        return None
    known = fake.state["started"].setdefault(asked.parameters.get("stateMachineArn", ""), {})
    response = fake.done_by_moto(asked, counts=name not in known)
    if response.status < 300:
        known[name] = True
    return response
