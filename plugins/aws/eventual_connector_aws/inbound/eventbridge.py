"""Events of EventBridge, as every target gets them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from .envelope import Envelope


class EventBridgeEvent(Envelope):
    """An event.

    Attributes:
        id: EventBridge's id, the same on every delivery; an event that was put twice has two.
        detail_type: what happened.
        source: who says so.
        account: whose event it is; empty where an emulator leaves it out.
        time: when (aware).
        region: where.
        resources: what it is about, as ARNs.
        detail: the sender's own data.
    """

    id: str
    detail_type: str = Field(validation_alias="detail-type")
    source: str
    account: str = ""
    time: datetime
    region: str
    resources: list[str] = Field(default_factory=list)
    detail: dict[str, Any] = Field(default_factory=dict)


def eventbridge_event(envelope: str | bytes | Mapping[str, Any]) -> EventBridgeEvent:
    """The event in the body of an SQS message or an HTTP request, or as a Lambda function gets it."""
    return EventBridgeEvent.model_validate(json.loads(envelope) if isinstance(envelope, str | bytes) else envelope)
