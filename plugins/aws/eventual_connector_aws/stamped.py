"""Writes that nobody at AWS can make once, with the call's key in them, so that the consumer can: `aws.stamped.sqs.send_message(…)`.

They are `unsafe`: after doubt a call parks. Where every consumer keeps a ledger of keys (`inbound.key_of`), a second delivery does no harm,
and `with_options(on_ambiguous="retry")` says so.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt
from eventual_connectors.errors import UsageError

from .connector import aws
from .marks import FIELD
from .once.messages import check_attributes, marked

if TYPE_CHECKING:
    from .client import AwsClient
else:
    AwsClient = Any


@aws.activity("stamped.sqs.send_message", effect="unsafe", permissions=("sqs:SendMessage",))
def send_message(
    client: AwsClient,
    attempt: Attempt,
    *,
    QueueUrl: str,
    MessageBody: str,
    DelaySeconds: int | None = None,
    MessageAttributes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Send a message to a standard queue; its attributes `ec-key` and `ec-digest` tell a second delivery from a second message."""
    parameters: dict[str, Any] = {
        "QueueUrl": QueueUrl,
        "MessageBody": MessageBody,
        "MessageAttributes": marked(attempt, MessageAttributes),
    }
    if DelaySeconds is not None:
        parameters["DelaySeconds"] = DelaySeconds
    return client.call("sqs", "send_message", attempt, parameters)


@aws.activity("stamped.sns.publish", effect="unsafe", permissions=("sns:Publish",))
def publish(
    client: AwsClient,
    attempt: Attempt,
    *,
    TopicArn: str,
    Message: str,
    Subject: str | None = None,
    MessageStructure: str | None = None,
    MessageAttributes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Publish a message on a standard topic, with the call's marks among its attributes."""
    given = {"Subject": Subject, "MessageStructure": MessageStructure}
    parameters = {
        **{name: value for name, value in given.items() if value is not None},
        "TopicArn": TopicArn,
        "Message": Message,
        "MessageAttributes": marked(attempt, MessageAttributes),
    }
    return client.call("sns", "publish", attempt, parameters)


@send_message.check
@publish.check
def _room_for_marks(*, MessageAttributes: Mapping[str, Any] | None = None, **rest: Any) -> None:
    check_attributes(MessageAttributes)


@aws.activity("stamped.events.put_events", effect="unsafe", permissions=("events:PutEvents",))
def put_events(client: AwsClient, attempt: Attempt, *, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put events on a bus; the detail of each gets a field `ec` with the key of the entry.

    Returns:
        boto3's answer: an entry that was refused has an `ErrorCode`. `batches.send_all` sends those again, and nothing else.
    """
    entries = [
        {**entry, "Detail": _stamped(entry.get("Detail", "{}"), str(uuid.uuid5(attempt.key, str(number))), attempt.digest)}
        for number, entry in enumerate(Entries)
    ]
    return client.call("events", "put_events", attempt, {"Entries": entries})


@put_events.check
def _details_are_objects(*, Entries: Sequence[Mapping[str, Any]]) -> None:
    for entry in Entries:
        _check_object(entry.get("Detail", "{}"), "an event's Detail")


@aws.activity("stamped.lambda.invoke", effect="unsafe", permissions=("lambda:InvokeFunction",))
def invoke(
    client: AwsClient,
    attempt: Attempt,
    *,
    FunctionName: str,
    Payload: bytes | str = "{}",
    InvocationType: str | None = None,
    Qualifier: str | None = None,
) -> dict[str, Any]:
    """Invoke a function; its payload gets a field `ec` with the call's key, for the function's own ledger.

    Our timeout does not stop the function, and an asynchronous invocation may run it several times by itself.
    """
    given = {"InvocationType": InvocationType, "Qualifier": Qualifier}
    parameters = {
        **{name: value for name, value in given.items() if value is not None},
        "FunctionName": FunctionName,
        "Payload": _stamped(_text(Payload), str(attempt.key), attempt.digest),
    }
    return client.call("lambda", "invoke", attempt, parameters)


@invoke.check
def _payload_is_an_object(*, Payload: bytes | str = "{}", **rest: Any) -> None:
    _check_object(_text(Payload), "the Payload")


def _text(payload: bytes | str) -> str:
    return payload.decode() if isinstance(payload, bytes) else payload


def _stamped(text: str, key: str, digest: str) -> str:
    return json.dumps({**json.loads(text), FIELD: {"key": key, "digest": digest}})


def _check_object(text: str, what: str) -> None:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or FIELD in found:
        raise UsageError(f"{what} has to be a JSON object without a field {FIELD!r}, which takes the call's key")
