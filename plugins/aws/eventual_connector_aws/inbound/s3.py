"""Notifications of S3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from pydantic import Field

from .envelope import Envelope

SEQUENCER_DIGITS = 32
"""Sequencers are hexadecimal numbers of different lengths; the shorter ones count as if zeros stood before them."""


class S3Record(Envelope):
    """What happened to an object.

    Attributes:
        event_name: such as `ObjectCreated:Put`.
        event_time: when (aware).
        region: where.
        s3: the bucket and the object, as S3 writes them; the key is URL-encoded there.
    """

    event_name: str = Field(validation_alias="eventName")
    event_time: datetime = Field(validation_alias="eventTime")
    region: str = Field(validation_alias="awsRegion")
    s3: dict[str, Any]

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return str(self.s3["bucket"]["name"])

    @property
    def key(self) -> str:
        """The object's key, decoded."""
        return unquote_plus(self.s3["object"]["key"])

    @property
    def version_id(self) -> str | None:
        """The version, in a bucket with versions."""
        version: str | None = self.s3["object"].get("versionId")
        return version

    @property
    def order(self) -> str:
        """What tells the earlier of two events of one key: texts that compare. Deliveries may be out of order, and twice."""
        return str(self.s3["object"].get("sequencer", "")).rjust(SEQUENCER_DIGITS, "0").upper()


class S3Event(Envelope):
    """A notification: what happened to some objects, or to none, where S3 tests whether somebody listens."""

    records: list[S3Record] = Field(default_factory=list, validation_alias="Records")


def s3_records(envelope: str | bytes | Mapping[str, Any]) -> list[S3Record]:
    """The records in the body of a message, or as a Lambda function gets them; none in an `s3:TestEvent`."""
    return S3Event.model_validate(json.loads(envelope) if isinstance(envelope, str | bytes) else envelope).records
