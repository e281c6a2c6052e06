"""SQS: a message in a FIFO queue, once: the call's key is its deduplication id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt
from eventual_connectors.errors import UsageError

from ..connector import aws
from .messages import WINDOW, check_attributes, check_fifo, marked

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any

_FIFO: dict[str, Any] = {
    "effect": "keyed",
    "window": WINDOW,
    "mechanism": "MessageDeduplicationId",
    "tells_conflicts": False,
    "permissions": ("sqs:SendMessage",),
}


@aws.activity("once.sqs.send_message", **_FIFO)
def send_message(
    client: AwsClient,
    attempt: Attempt,
    *,
    QueueUrl: str,
    MessageBody: str,
    MessageGroupId: str,
    MessageAttributes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Send a message to a FIFO queue, once within five minutes; after that the consumer's ledger has to tell."""
    parameters = {
        "QueueUrl": QueueUrl,
        "MessageBody": MessageBody,
        "MessageGroupId": MessageGroupId,
        "MessageDeduplicationId": attempt.key.hex,
        "MessageAttributes": marked(attempt, MessageAttributes),
    }
    return client.call("sqs", "send_message", attempt, parameters)


@send_message.check
def _one_message(*, QueueUrl: str, MessageAttributes: Mapping[str, Any] | None = None, **rest: Any) -> None:
    check_fifo("queue", QueueUrl)
    check_attributes(MessageAttributes)


@aws.activity("once.sqs.send_message_batch", **_FIFO)
def send_message_batch(client: AwsClient, attempt: Attempt, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Send up to ten messages to a FIFO queue, each once; the key of each comes from the call's and from its `Id`.

    Returns:
        `{"Successful": […], "Failed": […]}`, as boto3. `batches.send_all` sends again what failed, and nothing else.
    """
    entries = [
        {
            **entry,
            "MessageDeduplicationId": uuid.uuid5(attempt.key, entry["Id"]).hex,
            "MessageAttributes": marked(attempt, entry.get("MessageAttributes")),
        }
        for entry in Entries
    ]
    return client.call("sqs", "send_message_batch", attempt, {"QueueUrl": QueueUrl, "Entries": entries})


@send_message_batch.check
def _every_message(*, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> None:
    check_fifo("queue", QueueUrl)
    for entry in Entries:
        check_attributes(entry.get("MessageAttributes"))
        if "MessageDeduplicationId" in entry:
            raise UsageError("MessageDeduplicationId is the call's key here; leave it out")
