"""Messages to the owner of the file, each taken once; those for an execution that cannot run are kept until it can."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .journal import Statement

PAGE = 1000
"""Messages read from the file at once."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody asks of an execution.

    Attributes:
        n: its number in the file.
        execution: whom it is for.
        kind: `start`, `signal`, `cancel`, `resolve`, `complete`, `retry` or `child_ended`.
        data: what else it says.
    """

    n: int
    execution: str
    kind: str
    data: dict[str, Any]

    @property
    def taken(self) -> Statement:
        """Removes it from the file, in the commit that holds what came of it."""
        return "DELETE FROM inbox WHERE n = ?", (self.n,)


class Inbox:
    """The file's table of messages, as its owner reads it."""

    def __init__(self, reader: sqlite3.Connection) -> None:
        self._reader = reader
        self._read_to = 0
        self._again: set[int] = set()
        self._kept: defaultdict[str, list[int]] = defaultdict(list)

    def read(self) -> Iterator[Message]:
        """What is to be read again, then what is new, in the order of arrival. What is not taken from the iterator is left to read."""
        sql = "SELECT n, execution, kind, data FROM inbox WHERE n"
        for n in sorted(self._again):
            self._again.discard(n)
            for row in self._reader.execute(f"{sql} = ?", (n,)):
                yield _message(row)
        while rows := self._reader.execute(f"{sql} > ? ORDER BY n LIMIT {PAGE}", (self._read_to,)).fetchall():
            for row in rows:
                self._read_to = row["n"]
                yield _message(row)

    def keep(self, message: Message) -> None:
        """Its execution cannot take it now."""
        self._kept[message.execution].append(message.n)

    def read_again(self, execution: str) -> bool:
        """What was kept for this execution may be taken in now; returns whether there is any."""
        kept = self._kept.pop(execution, [])
        self._again.update(kept)
        return bool(kept)

    @property
    def holds_more(self) -> bool:
        """Whether `read` would give anything."""
        newer = "SELECT 1 FROM inbox WHERE n > ? LIMIT 1"
        return bool(self._again) or self._reader.execute(newer, (self._read_to,)).fetchone() is not None


def _message(row: sqlite3.Row) -> Message:
    return Message(row["n"], row["execution"], row["kind"], json.loads(row["data"]))
