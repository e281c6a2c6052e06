"""What Lambda has no place for: messages to an execution by its name, how to wake it, and what is too large for a checkpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ...errors import HistoryError, UsageError

INLINE_BYTES = 200_000
"""A longer text lies in the mailbox, and its place has the digest: Lambda takes 256 KB in a checkpoint, and DynamoDB 400 KB in an item."""


class Letter(NamedTuple):
    """A message that lies in a box.

    Attributes:
        place: where it lies.
        text: what was posted.
    """

    place: str
    text: str


class Mailbox(Protocol):
    """A place that outlives invocations. Its methods block, are durable when they return, and see whatever has returned before.

    Each execution has a box, named by its ARN, with letters that are taken once, and notes, of which the latest of a name counts.
    """

    def post(self, box: str, text: str) -> None:
        """Put a letter into a box, after those that lie in it."""
        ...

    def letters(self, box: str) -> list[Letter]:
        """What lies in a box, in the order in which it was posted."""
        ...

    def remove(self, box: str, places: Sequence[str]) -> None:
        """Take letters out of a box. Those that are gone already do not matter."""
        ...

    def note(self, box: str, name: str, text: str) -> None:
        """Leave a note in the place of the one of this name."""
        ...

    def notes(self, box: str) -> dict[str, str]:
        """All notes of a box, by name."""
        ...

    def notes_of(self, boxes: Sequence[str], name: str) -> dict[str, str]:
        """The notes of this name, by box; those boxes are left out that have none."""
        ...

    def keep(self, digest: str, data: bytes) -> None:
        """Keep some bytes under their digest."""
        ...

    def kept(self, digest: str) -> bytes | None:
        """Those bytes; None where there are none."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...


def open_mailbox(url: str) -> Mailbox:
    """A mailbox by its URL: `dynamodb://TABLE` (`?region=…&endpoint=…`), or `sqlite:///path` for several processes on one machine.

    Raises:
        UsageError: it is neither.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "dynamodb" and rest:
        from .dynamodb_mailbox import DynamoDbMailbox

        return DynamoDbMailbox.of(rest)
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from .sqlite_mailbox import SqliteMailbox

        return SqliteMailbox(rest[1:])
    raise UsageError("a mailbox is named by its URL: dynamodb://TABLE, or sqlite:///path for one machine")


def packed(tree: Mapping[str, Any], mailbox: Mailbox) -> str:
    """The JSON of an object, or of where it lies."""
    text = json.dumps(tree, separators=(",", ":"))
    if len(text) <= INLINE_BYTES:
        return text
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    mailbox.keep(digest, data)
    return json.dumps({"kept": digest, "bytes": len(data)})


def unpacked(text: str, mailbox: Mailbox) -> Any:
    """The inverse of `packed`.

    Raises:
        HistoryError: what was kept is gone, or is not what was kept.
    """
    return resolved(json.loads(text), mailbox)


def resolved(tree: Any, mailbox: Mailbox) -> Any:
    """An object, or what lies where it says.

    Raises:
        HistoryError: what was kept is gone, or is not what was kept.
    """
    if not isinstance(tree, dict) or tree.keys() != {"kept", "bytes"}:
        return tree
    data = mailbox.kept(tree["kept"])
    if data is None or hashlib.sha256(data).hexdigest() != tree["kept"]:
        raise HistoryError(f"what is kept under {tree['kept']} is {'gone' if data is None else 'damaged'}")
    return json.loads(data)
