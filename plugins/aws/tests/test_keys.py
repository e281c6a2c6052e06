"""Every operation that takes a token: the request that botocore makes of it has the call's key where the token belongs."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from botocore.serialize import create_serializer

from eventual_connector_aws import models, promises, tokens
from eventual_connector_aws.conformance.filled import filled
from eventual_connector_aws.models import Operation
from eventual_connector_aws.surface import sender
from eventual_connectors import Attempt

ONE, OTHER = uuid.UUID("5b1c04f6-93ae-4d0e-9a52-0123456789ab"), uuid.UUID("0d9f6a52-7c11-4a7e-b0aa-fedcba987654")
NOW = datetime(2030, 1, 1, tzinfo=UTC)


class Serializing:
    """A client that keeps the request that botocore's own serializer makes, and sends none."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def call(self, service: str, method: str, attempt: Attempt, parameters: dict[str, Any]) -> dict[str, Any]:
        model = models.operation(service, method).model
        serializer = create_serializer(model.service_model.resolved_protocol, include_validation=True)
        self.requests.append(serializer.serialize_to_request(parameters, model))
        return {}


def _attempt(key: uuid.UUID, number: int) -> Attempt:
    return Attempt(key, number, "send", NOW + timedelta(seconds=60), 60.0, NOW)


def _whole(request: dict[str, Any]) -> str:
    """What is sent, as text."""
    body = request["body"]
    content = body.decode("latin-1") if isinstance(body, bytes) else json.dumps(body, default=str)
    return "\n".join([unquote_plus(request["url_path"]), str(request["query_string"]), str(dict(request["headers"])), content])


def _problem(operation: Operation) -> str:
    promised = promises.promise(operation)
    assert promised.token is not None
    parameters = {name: value for name, value in filled(operation.input).items() if name != promised.token}
    client, send = Serializing(), sender(operation, promised)
    for key, number in ((ONE, 1), (ONE, 2), (OTHER, 1)):
        send(client, _attempt(key, number), **parameters)
    first, second, other = (_whole(request) for request in client.requests)
    mine, theirs = (str(tokens.render(key, promises.constraints(operation, promised.token))) for key in (ONE, OTHER))
    if mine not in first or first != second:
        return "the key is not in the request, or not in each"
    return "" if theirs in other and mine not in other else "another call has not another key"


def _keyed(service: str) -> list[Operation]:
    operations = (models.operation(service, name) for name in models.operations(service))
    return [operation for operation in operations if promises.promise(operation).effect == "keyed"]


def test_every_token_is_the_calls_key() -> None:
    problems, number = {}, 0
    for service in models.services():
        for operation in _keyed(service):
            number += 1
            try:
                problem = _problem(operation)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
            if problem:
                problems[operation.local_name] = problem
    assert problems == {}
    assert number > 1400
