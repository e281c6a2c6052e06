"""How an execution gets to Lambda."""

from __future__ import annotations

import time

from ...errors import EngineError
from .mailbox import Mailbox, packed, unpacked
from .payload import Payload, durable_name
from .service import Found, Service

APPEAR_SECONDS = 15.0
"""How long Lambda may take to show an execution that it has accepted."""


def submit(service: Service, mailbox: Mailbox, payload: Payload) -> tuple[str, Payload]:
    """Start an execution unless its id is taken; the ARN of the one with this id, and what it was started with."""
    name = durable_name(payload.id)
    arn = service.start(payload.target, name, packed(payload.to_json(), mailbox))
    if arn:
        return arn, payload
    found = _appears(service, payload.target.partition(":")[0], name)
    if arn is not None:
        return found.arn, payload
    _, text, _ = service.describe(found.arn)
    return found.arn, Payload.from_json(unpacked(text, mailbox))


def _appears(service: Service, function: str, name: str) -> Found:
    end = time.monotonic() + APPEAR_SECONDS
    while (found := service.find(function, name)) is None:
        if time.monotonic() > end:
            raise EngineError(f"Lambda has accepted an execution named {name!r} of {function!r}, and does not list it")
        time.sleep(0.2)
    return found
