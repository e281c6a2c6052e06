"""Errors that carry AWS's own fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventual_connectors import Permanent


class TransactionCanceled(Permanent):
    """DynamoDB cancelled a transaction; nothing of it was applied.

    Attributes:
        reasons: one for each item, in their order: `{"Code": "ConditionalCheckFailed", "Message": …, "Item": …}`; the code is `None`
            (a text) for an item that was not the cause.
    """

    def __init__(self, message: str = "", *, reasons: Sequence[Mapping[str, Any]] = (), **details: Any) -> None:
        super().__init__(message, **details)
        self.reasons = [dict(reason) for reason in reasons]
