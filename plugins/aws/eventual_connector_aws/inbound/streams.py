"""Records of DynamoDB and Kinesis streams, as a Lambda function gets them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from .envelope import Envelope


class DynamoDBRecord(Envelope):
    """A change of an item.

    Attributes:
        event_id: the record's id, the same on every delivery.
        event_name: what happened.
        dynamodb: `Keys`, `NewImage` and `OldImage` in DynamoDB's own form, and `SequenceNumber`.
        event_source_arn: the stream.
    """

    event_id: str = Field(validation_alias="eventID")
    event_name: Literal["INSERT", "MODIFY", "REMOVE"] = Field(validation_alias="eventName")
    dynamodb: dict[str, Any]
    event_source_arn: str = Field(default="", validation_alias="eventSourceARN")

    @property
    def sequence_number(self) -> str:
        """What a Lambda function reports as the item from which it wants to go on."""
        return str(self.dynamodb["SequenceNumber"])


class KinesisRecord(Envelope):
    """A record of a stream.

    Attributes:
        event_id: shard and sequence number, the same on every delivery.
        kinesis: `data` in base64, `partitionKey`, `sequenceNumber`.
        event_source_arn: the stream.
    """

    event_id: str = Field(validation_alias="eventID")
    kinesis: dict[str, Any]
    event_source_arn: str = Field(default="", validation_alias="eventSourceARN")

    @property
    def data(self) -> bytes:
        """What the producer put."""
        return base64.b64decode(self.kinesis["data"])

    @property
    def sequence_number(self) -> str:
        """What a Lambda function reports as the item from which it wants to go on."""
        return str(self.kinesis["sequenceNumber"])


def dynamodb_records(event: Mapping[str, Any]) -> list[DynamoDBRecord]:
    """The records of a Lambda function's event."""
    return [DynamoDBRecord.model_validate(record) for record in event.get("Records", ())]


def kinesis_records(event: Mapping[str, Any]) -> list[KinesisRecord]:
    """The records of a Lambda function's event."""
    return [KinesisRecord.model_validate(record) for record in event.get("Records", ())]
