"""Idempotency tokens, which moto ignores in most services: the same token and parameters get the stored answer, others a refusal."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from eventual_connectors.fakes import Headers, Response

from .. import promises
from .request import AwsRequest

if TYPE_CHECKING:
    from .fake import AwsFake

MISMATCH = {
    "dynamodb": ("IdempotentParameterMismatchException", 400),
    "ec2": ("IdempotentParameterMismatch", 400),
    "secretsmanager": ("ResourceExistsException", 400),
    "glue": ("IdempotentParameterMismatchException", 400),
    "athena": ("InvalidRequestException", 400),
}
"""Code and status for a token that is known with other parameters; `ConflictException` where nothing else is documented."""


def answer(fake: AwsFake, asked: AwsRequest) -> Response | None:
    """Answer a request whose operation takes a token."""
    promised = promises.promise(asked.operation)
    token = asked.parameters.get(promised.token) if promised.token is not None else None
    if promised.window is None or token is None:
        return None
    place = "\0".join([asked.operation.local_name, asked.region, token])
    said = json.dumps(asked.parameters, default=str, sort_keys=True)
    now = fake.clock.timestamp()
    stored = fake.state["tokens"].get(place)
    if stored is not None and stored["until"] > now:
        if stored["said"] != said:
            code, status = MISMATCH.get(asked.operation.service, ("ConflictException", 409))
            return asked.failure(code, "The token is in use for a request with other parameters.", status)
        return Response(stored["status"], Headers(stored["headers"]), base64.b64decode(stored["body"]))
    response = fake.done_by_moto(asked)
    if response.status < 300:
        fake.state["tokens"][place] = {
            "said": said,
            "status": response.status,
            "headers": dict(response.headers),
            "body": base64.b64encode(response.body).decode(),
            "until": now + promised.window.total_seconds(),
        }
    return response
