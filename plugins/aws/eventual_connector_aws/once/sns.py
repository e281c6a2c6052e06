"""SNS: a message on a FIFO topic, once: the call's key is its deduplication id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eventual_connectors import Attempt

from ..connector import aws
from .messages import WINDOW, check_attributes, check_fifo, marked

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any


@aws.activity(
    "once.sns.publish",
    effect="keyed",
    window=WINDOW,
    mechanism="MessageDeduplicationId",
    permissions=("sns:Publish",),
    tells_conflicts=False,
)
def publish(
    client: AwsClient,
    attempt: Attempt,
    *,
    TopicArn: str,
    Message: str,
    MessageGroupId: str,
    Subject: str | None = None,
    MessageStructure: str | None = None,
    MessageAttributes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Publish a message on a FIFO topic, once within five minutes."""
    given = {"Subject": Subject, "MessageStructure": MessageStructure}
    parameters = {
        **{name: value for name, value in given.items() if value is not None},
        "TopicArn": TopicArn,
        "Message": Message,
        "MessageGroupId": MessageGroupId,
        "MessageDeduplicationId": attempt.key.hex,
        "MessageAttributes": marked(attempt, MessageAttributes),
    }
    return client.call("sns", "publish", attempt, parameters)


@publish.check
def _a_fifo_topic(*, TopicArn: str, MessageAttributes: Mapping[str, Any] | None = None, **rest: Any) -> None:
    check_fifo("topic", TopicArn)
    check_attributes(MessageAttributes)
