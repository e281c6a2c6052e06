"""Dead letters, as an operator sees them: events that a subscription could not handle."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..clock import Micros, SystemClock, to_text
from ..engines.embedded.changes import changes
from ..engines.embedded.database import open_database, said
from ..errors import EngineError, UsageError
from .store import EVENTS, prepare


@dataclass(frozen=True)
class DeadLetter:
    """An event that a subscription gave up.

    Attributes:
        id: `SERVICE/SUBSCRIPTION/NUMBER`.
        reason: why, one line.
        attempts: how often it was tried.
        since: when it was given up, microseconds since 1970.
        event: the envelope.
    """

    id: str
    service: str
    subscription: str
    reason: str
    attempts: int
    since: Micros
    event: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The object of `dead-letters show --json`."""
        return self.line() | {"event": self.event}

    def line(self) -> dict[str, Any]:
        """The object of `dead-letters list --json`: without the event, which may be large, or of a person."""
        return {
            "id": self.id,
            "service": self.service,
            "subscription": self.subscription,
            "type": self.event["type"],
            "event_id": self.event["id"],
            "reason": self.reason,
            "attempts": self.attempts,
            "since": to_text(self.since),
        }


class DeadLetters:
    """The dead letters of a file. Any process may open it, beside those that run services."""

    def __init__(self, path: str) -> None:
        self._path = path

    def all(self, *, service: str | None = None, subscription: str | None = None, limit: int = 1000) -> list[DeadLetter]:
        """Those that wait, oldest first."""
        with self._opened() as connection:
            return _read(
                connection, "(?1 IS NULL OR d.service = ?1) AND (?2 IS NULL OR d.subscription = ?2)", (service, subscription), limit
            )

    def one(self, id: str) -> DeadLetter:
        """The dead letter of this id.

        Raises:
            UsageError: there is none.
        """
        with self._opened() as connection:
            return _one(connection, id)

    def redrive(self, ids: list[str]) -> None:
        """Have these handled again, as if for the first time.

        Raises:
            UsageError: one of them is no dead letter; then none is.
        """
        self._settle(ids, "state = 'due', attempts = 0, first_at = NULL, due_at = 0, reason = ''", ())

    def drop(self, ids: list[str], why: str) -> None:
        """Have these never handled. They stay in the file, with the reason.

        Raises:
            UsageError: one of them is no dead letter; then none is dropped.
        """
        self._settle(ids, "state = 'dropped', reason = reason || ?", (f"; dropped: {why}",))

    def _settle(self, ids: list[str], change: str, parameters: tuple[str, ...]) -> None:
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for id in dict.fromkeys(ids):
                found = _one(connection, id)
                row = (*parameters, SystemClock().now(), found.service, found.subscription, int(id.rpartition("/")[2]))
                sql = f"UPDATE service_deliveries SET {change}, updated_at = ? WHERE service = ? AND subscription = ? AND n = ?"
                connection.execute(sql, row)
            connection.execute("COMMIT")
        changes.tell(self._path, EVENTS)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        connection = open_database(self._path)
        try:
            prepare(connection, self._path)
            yield connection
        except sqlite3.Error as error:
            raise EngineError(said(self._path, error)) from None
        finally:
            connection.close()  # what was not committed is undone


def _one(connection: sqlite3.Connection, id: str) -> DeadLetter:
    service, _, rest = id.partition("/")
    subscription, _, number = rest.rpartition("/")
    where = "d.service = ?1 AND d.subscription = ?2 AND d.n = ?3"
    found = _read(connection, where, (service, subscription, int(number)), 1) if number.isascii() and number.isdigit() else []
    if not found:
        raise UsageError(f"no dead letter has the id {id!r}; `eventual dead-letters list` shows those that wait")
    return found[0]


def _read(connection: sqlite3.Connection, where: str, parameters: tuple[object, ...], limit: int) -> list[DeadLetter]:
    sql = f"""
        SELECT d.service, d.subscription, d.n, d.reason, d.attempts, d.updated_at, e.envelope
        FROM service_deliveries d JOIN service_events e ON e.n = d.n
        WHERE d.state = 'dead' AND {where} ORDER BY d.updated_at, d.n LIMIT {limit:d}
    """
    return [
        DeadLetter(
            f"{row['service']}/{row['subscription']}/{row['n']}",
            row["service"],
            row["subscription"],
            row["reason"],
            row["attempts"],
            row["updated_at"],
            json.loads(row["envelope"]),
        )
        for row in connection.execute(sql, parameters)
    ]
