"""The log of events: appended once by (source, id), read in order."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ..clock import Micros
from ..codec import digest
from ..errors import KeyConflict
from .envelope import CloudEvent
from .store import Work


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the log."""

    n: int
    type: str
    envelope: str


def append(event: CloudEvent, now: Micros, *, conflicts: bool = True) -> Work[bool]:
    """Put an event into the log; whether it was new.

    Args:
        event: with its source and id, by which it is known.
        now: the time.
        conflicts: whether other content under the same source and id is an error. A vendor that sends an event again may have changed it.

    Raises:
        KeyConflict: it is there with other content.
    """
    text = event.to_json()
    # The time is left out: who publishes again after a crash may not know the first one.
    content = digest(
        {"type": event.type, "version": event.dataversion, "subject": event.subject, "data": event.data, "raw": event.data_base64}
    )

    def work(connection: sqlite3.Connection) -> bool:
        row = (event.source, event.id, event.type, content, text, now)
        sql = "INSERT INTO service_events (source, id, type, digest, envelope, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        if connection.execute(sql, row).rowcount == 1:
            return True
        if conflicts:
            there = "SELECT digest FROM service_events WHERE source = ? AND id = ?"
            (known,) = connection.execute(there, (event.source, event.id)).fetchone()
            if known != content:
                raise KeyConflict(f"the event {event.id!r} of {event.source} was published with other content")
        return False

    return work


def read(connection: sqlite3.Connection, after: int, limit: int) -> list[Logged]:
    """The next events of the log."""
    rows = connection.execute("SELECT n, type, envelope FROM service_events WHERE n > ? ORDER BY n LIMIT ?", (after, limit))
    return [Logged(row["n"], row["type"], row["envelope"]) for row in rows]
