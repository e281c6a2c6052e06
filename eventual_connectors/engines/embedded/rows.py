"""Between the file's rows and the core's objects."""

from __future__ import annotations

import json
import sqlite3

from ...clock import Micros
from ...codec import dumps
from ...errors import ExecutionNotFound, HistoryError
from ...history.events import Event
from ...history.form import check_place
from ...workflows.beats import Beat
from ..port import CLOSED, ExecutionRecord, ExecutionSummary
from .journal import Statement


def insert_event(execution: str, event: Event) -> Statement:
    """Record one event."""
    return "INSERT INTO events VALUES (?, ?, ?, ?, ?)", (execution, event.seq, event.at, event.type, dumps(event.data))


def read_events(connection: sqlite3.Connection, execution: str) -> list[Event]:
    """The history of one execution.

    Raises:
        HistoryError: it is not what was written, or a newer version wrote it; nothing is to be concluded from the rest.
    """
    rows = connection.execute("SELECT seq, at, type, data FROM events WHERE execution = ? ORDER BY seq", (execution,))
    return [_event(execution, number, row) for number, row in enumerate(rows, 1)]


def _event(execution: str, number: int, row: sqlite3.Row) -> Event:
    try:
        check_place(number, row["seq"], row["type"])
        data = json.loads(row["data"])
    except HistoryError as error:
        raise HistoryError(f"the history of {execution!r}: {error}") from None
    except ValueError:
        raise HistoryError(f"the history of {execution!r}: event {number} is damaged: its data is no JSON") from None
    return Event(row["seq"], row["at"], row["type"], data)


def keep_beat(execution: str, beat: Beat) -> Statement:
    """Keep the latest sign of life of a call; it takes the place of the one before."""
    sql = (
        "INSERT INTO heartbeats (execution, path, attempt, at, details, again, polls) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (execution, path) DO UPDATE SET attempt = excluded.attempt, at = excluded.at, details = excluded.details, "
        "again = excluded.again, polls = max(polls, excluded.polls)"
    )
    return sql, (execution, beat.path, beat.attempt, beat.at, dumps(beat.details), beat.again, beat.polls)


def read_beats(connection: sqlite3.Connection, execution: str) -> list[Beat]:
    """The latest sign of life of each call of one execution that gave any."""
    sql = "SELECT path, attempt, at, details, again, polls FROM heartbeats WHERE execution = ?"
    rows = connection.execute(sql, (execution,))
    return [Beat(row["path"], row["attempt"], row["at"], json.loads(row["details"]), row["again"], row["polls"]) for row in rows]


def forget_beats(execution: str) -> Statement:
    """Keep none: the execution has ended."""
    return "DELETE FROM heartbeats WHERE execution = ?", (execution,)


def read_execution(connection: sqlite3.Connection, execution: str) -> sqlite3.Row:
    """The row of one execution.

    Raises:
        ExecutionNotFound: there is none.
    """
    row: sqlite3.Row | None = connection.execute("SELECT * FROM executions WHERE id = ?", (execution,)).fetchone()
    if row is None:
        raise ExecutionNotFound(f"no execution has the id {execution!r}; `eventual executions list` shows those that exist")
    return row


def as_summary(connection: sqlite3.Connection, row: sqlite3.Row) -> ExecutionSummary:
    """What a list shows of an execution."""
    names = ("id", "workflow", "version", "status", "reason", "started_at", "updated_at")
    shown = {name: row[name] for name in names}
    waits = row["status"] in ("parked", "blocked")
    parked = connection.execute(_PARKED, (row["id"],)).fetchall() if waits else []
    if parked and not row["reason"]:
        shown["reason"] = f"{parked[0]['path']}: {parked[0]['reason']}"
    cancelling = row["status"] not in CLOSED and bool(connection.execute(_CANCELLING, (row["id"], row["id"])).fetchone()[0])
    return ExecutionSummary(**shown, parked_calls=len(parked), cancelling=cancelling)


_PARKED = """
    SELECT path, json_extract(data, '$.reason') AS reason FROM (
        SELECT type, max(seq) AS seq, json_extract(data, '$.path') AS path, data FROM events
        WHERE execution = ? AND type IN ('activity_parked', 'activity_resolved', 'activity_completed', 'activity_failed')
        GROUP BY path
    ) WHERE type = 'activity_parked' ORDER BY seq
"""
"""SQLite gives the other columns of the row that has the maximum."""

_CANCELLING = """
    SELECT EXISTS (SELECT 1 FROM events WHERE execution = ? AND type = 'cancel_requested')
        OR EXISTS (SELECT 1 FROM inbox WHERE execution = ? AND kind = 'cancel')
"""


def as_record(connection: sqlite3.Connection, row: sqlite3.Row) -> ExecutionRecord:
    """An execution with its history."""
    events = read_events(connection, row["id"])
    beats = read_beats(connection, row["id"])
    return ExecutionRecord(as_summary(connection, row), row["reference"], bytes(row["root"]), row["python"], events, beats)


def latest_time(connection: sqlite3.Connection) -> Micros | None:
    """The latest time that a worker recorded of the executions that have not ended."""
    last = "(SELECT at FROM events WHERE execution = executions.id ORDER BY seq DESC LIMIT 1)"
    row = connection.execute(f"SELECT max({last}) FROM executions WHERE status IN ('running', 'parked', 'blocked')").fetchone()
    return None if row[0] is None else int(row[0])
