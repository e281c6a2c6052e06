"""Messages of SQS, as `receive_message` gives them and as a Lambda function gets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import AliasChoices, Field

from .envelope import Envelope


class SqsMessage(Envelope):
    """A message.

    Attributes:
        message_id: SQS's id. A message that is delivered again has the same one; one that was sent twice has two.
        receipt_handle: what deletes this delivery.
        body: the text.
        attributes: SQS's own: `ApproximateReceiveCount`, `MessageGroupId`, `MessageDeduplicationId`, ….
        message_attributes: the sender's: `{"StringValue": …, "DataType": …}` by name, in either spelling of the first letter.
        event_source_arn: the queue, in a Lambda function.
    """

    message_id: str = Field(validation_alias=AliasChoices("MessageId", "messageId", "message_id"))
    receipt_handle: str = Field(validation_alias=AliasChoices("ReceiptHandle", "receiptHandle", "receipt_handle"))
    body: str = Field(validation_alias=AliasChoices("Body", "body"))
    attributes: dict[str, str] = Field(default_factory=dict, validation_alias=AliasChoices("Attributes", "attributes"))
    message_attributes: dict[str, dict[str, Any]] = Field(
        default_factory=dict, validation_alias=AliasChoices("MessageAttributes", "messageAttributes", "message_attributes")
    )
    event_source_arn: str | None = Field(default=None, validation_alias=AliasChoices("eventSourceARN", "event_source_arn"))

    @property
    def receive_count(self) -> int:
        """How often it was received, this time included; 1 where SQS was not asked for it."""
        return int(self.attributes.get("ApproximateReceiveCount", "1"))

    @property
    def group(self) -> str | None:
        """The group in a FIFO queue."""
        return self.attributes.get("MessageGroupId")

    def attribute(self, name: str) -> str | None:
        """The text of one of the sender's attributes."""
        found = self.message_attributes.get(name, {})
        text: str | None = found.get("StringValue", found.get("stringValue"))
        return text


def sqs_messages(event: Mapping[str, Any]) -> list[SqsMessage]:
    """The messages of an answer of `receive_message` (`Messages`), or of a Lambda function's event (`Records`)."""
    return [SqsMessage.model_validate(message) for message in event.get("Messages") or event.get("Records") or ()]


def batch_failures(event: Mapping[str, Any], handle: Callable[[SqsMessage], object]) -> dict[str, list[dict[str, str]]]:
    """Handle a Lambda function's event and answer what failed, so that SQS delivers only that again (`ReportBatchItemFailures`).

    In a FIFO queue the messages after a failed one of its group are not handled: they would overtake it.
    """
    failed: list[str] = []
    held: set[str] = set()
    for message in sqs_messages(event):
        if message.group in held:
            failed.append(message.message_id)
            continue
        try:
            handle(message)
        except Exception:
            failed.append(message.message_id)
            held |= {message.group} if message.group is not None else set()
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}
