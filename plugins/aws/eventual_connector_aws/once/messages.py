"""What goes with a message of ours: the call's key and a digest of its content, for consumers that keep a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from eventual_connectors import Attempt
from eventual_connectors.errors import UsageError

from ..marks import DIGEST, KEY

WINDOW = timedelta(minutes=5)
"""The deduplication interval of FIFO queues and topics; of topics at least this."""

MOST_ATTRIBUTES = 8
"""SQS takes ten, and two are ours."""


def marked(attempt: Attempt, attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    """A message's attributes with the call's marks among them.

    AWS takes a second message with a known deduplication id for the first one, whatever it says: the digest tells a consumer.
    """
    marks = {KEY: str(attempt.key), DIGEST: attempt.digest}
    return {**(attributes or {}), **{name: {"DataType": "String", "StringValue": value} for name, value in marks.items()}}


def check_attributes(attributes: Mapping[str, Any] | None) -> None:
    """Refuse attributes that leave no room for ours, or stand in their place."""
    if len(attributes or {}) > MOST_ATTRIBUTES:
        raise UsageError(f"a message has {MOST_ATTRIBUTES} attributes of the caller's at most: two of SQS's ten are the call's marks")
    if taken := sorted({KEY, DIGEST} & (attributes or {}).keys()):
        raise UsageError(f"the message attribute {taken[0]} is the call's mark")


def check_fifo(what: str, name: str) -> None:
    """Refuse a queue or topic that does not recognise deduplication ids."""
    if not name.endswith(".fifo"):
        raise UsageError(f"{name} is no FIFO {what}, so it cannot recognise a second message; use aws.stamped, or a FIFO {what}")
