"""Lambda functions: moto would run them in containers. Here they are what a test says they answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eventual_connectors.fakes import Headers, Response

from . import keys
from .request import AwsRequest

if TYPE_CHECKING:
    from .fake import AwsFake

STATUS = {"Event": 202, "DryRun": 204}


def invoke(fake: AwsFake, asked: AwsRequest) -> Response | None:
    """Invoke a function; None for any other request.

    A durable execution's name is known as long as the account is: the same name and payload give the first answer and run nothing.
    """
    if asked.operation.local_name != "lambda.invoke":
        return None
    name = str(asked.parameters["FunctionName"]).rpartition(":")[2]
    if name not in fake.state["functions"]:
        return asked.failure("ResourceNotFoundException", f"Function not found: {name}", 404)
    payload = asked.request.body.decode("utf-8", "replace")
    execution = asked.parameters.get("DurableExecutionName")
    status = STATUS.get(asked.parameters.get("InvocationType", ""), 200)
    if execution is not None:
        known = fake.state["durable"].setdefault(name, {})
        if known.get(execution, payload) != payload:
            message = f"{execution} was started with another payload"
            return asked.failure("DurableExecutionAlreadyStartedException", message, 409)
        repeated = execution in known
        known[execution] = payload
        if repeated:
            return _answer(fake, name, status)
    if status != STATUS["DryRun"]:
        fake.effect("lambda.invoke", name, {"payload": payload}, key=keys.key_of(asked))
    return _answer(fake, name, status)


def _answer(fake: AwsFake, name: str, status: int) -> Response:
    body = b"" if status in STATUS.values() else json.dumps(fake.state["functions"][name]).encode()
    return Response(status, Headers({"Content-Type": "application/json", "X-Amz-Executed-Version": "$LATEST"}), body)
