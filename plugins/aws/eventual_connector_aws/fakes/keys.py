"""What a request carries of ours, and what it changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eventual_connectors.fakes import Response

from .. import marks, promises
from .request import AwsRequest


def key_of(asked: AwsRequest) -> str | None:
    """The key of the call that made a request, from the place that its operation has for one."""
    operation, parameters = asked.operation, asked.parameters
    match operation.local_name:
        case "dynamodb.transact_write_items":
            return _ledger_key(parameters)
        case "sqs.send_message" | "sns.publish":
            return parameters.get("MessageDeduplicationId") or _attribute(parameters)
        case "sqs.send_message_batch":
            entries = parameters.get("Entries", [])
            return next((entry.get("MessageDeduplicationId") or _attribute(entry) for entry in entries), None)
        case "s3.put_object":
            return asked.request.headers.get(f"x-amz-meta-{marks.KEY}")
        case "stepfunctions.start_execution":
            return parameters.get("name")
        case "lambda.invoke":
            return parameters.get("DurableExecutionName") or _in_payload(asked.request.body)
        case "events.put_events":
            return next((_in_detail(entry.get("Detail", "")) for entry in parameters.get("Entries", [])), None)
    member = promises.token_member(operation)
    return parameters.get(member) if member is not None else None


def effects_of(asked: AwsRequest, response: Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an accepted request changed: the name of each thing, and what was said of it. A batch changes as many as were accepted."""
    match asked.operation.local_name:
        case "events.put_events":
            for entry, answer in zip(asked.parameters["Entries"], json.loads(response.body)["Entries"], strict=True):
                if "EventId" in answer:
                    yield answer["EventId"], _recordable(entry)
        case "sqs.send_message":
            yield json.loads(response.body)["MessageId"], _recordable(asked.parameters)
        case "sqs.send_message_batch":
            entries = {entry["Id"]: entry for entry in asked.parameters["Entries"]}
            for sent in json.loads(response.body).get("Successful", []):
                yield sent["MessageId"], _recordable(entries[sent["Id"]])
        case _:
            yield _name(asked), _recordable(asked.parameters)


def _name(asked: AwsRequest) -> str:
    """What the request is about: the texts among its required parameters."""
    shape = asked.operation.input
    required = shape.required_members if shape is not None else []
    named = [str(asked.parameters[name]) for name in required if isinstance(asked.parameters.get(name), str)]
    return "/".join(named) or asked.operation.name


def _recordable(parameters: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(parameters, default=str))
    return found


def _ledger_key(parameters: dict[str, Any]) -> str | None:
    put = (parameters.get("TransactItems") or [{}])[0].get("Put") or {}
    key = put.get("Item", {}).get(marks.LEDGER_KEY, {}).get("S")
    return key if key and marks.LEDGER_DIGEST in put["Item"] else parameters.get("ClientRequestToken")


def _attribute(message: dict[str, Any]) -> str | None:
    found = (message.get("MessageAttributes") or {}).get(marks.KEY) or {}
    return found.get("StringValue")


def _in_payload(body: bytes) -> str | None:
    return _in_detail(body.decode("utf-8", "replace"))


def _in_detail(text: str) -> str | None:
    try:
        detail = json.loads(text)
    except ValueError:
        return None
    mark = detail.get(marks.FIELD) if isinstance(detail, dict) else None
    return mark.get("key") if isinstance(mark, dict) else None
