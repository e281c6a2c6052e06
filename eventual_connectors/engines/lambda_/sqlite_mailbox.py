"""A mailbox for the processes of one machine, in a file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from typing import Any

from .mailbox import Letter

PATIENCE_SECONDS = 30.0

_TABLES = """
CREATE TABLE IF NOT EXISTS letters (place INTEGER PRIMARY KEY AUTOINCREMENT, box TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS letters_of_box ON letters (box, place);
CREATE TABLE IF NOT EXISTS notes (box TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (box, name));
CREATE TABLE IF NOT EXISTS kept (digest TEXT PRIMARY KEY, data BLOB NOT NULL);
"""


class SqliteMailbox:
    """See `Mailbox`.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_TABLES)

    def post(self, box: str, text: str) -> None:
        """See `Mailbox.post`."""
        self._run("INSERT INTO letters (box, text) VALUES (?, ?)", box, text)

    def letters(self, box: str) -> list[Letter]:
        """See `Mailbox.letters`."""
        rows = self._run("SELECT place, text FROM letters WHERE box = ? ORDER BY place", box)
        return [Letter(str(place), text) for place, text in rows]

    def remove(self, box: str, places: Sequence[str]) -> None:
        """See `Mailbox.remove`."""
        for place in places:
            self._run("DELETE FROM letters WHERE box = ? AND place = ?", box, int(place))

    def note(self, box: str, name: str, text: str) -> None:
        """See `Mailbox.note`."""
        self._run("INSERT OR REPLACE INTO notes (box, name, text) VALUES (?, ?, ?)", box, name, text)

    def notes(self, box: str) -> dict[str, str]:
        """See `Mailbox.notes`."""
        return dict(self._run("SELECT name, text FROM notes WHERE box = ?", box))

    def notes_of(self, boxes: Sequence[str], name: str) -> dict[str, str]:
        """See `Mailbox.notes_of`."""
        found = {box: self._run("SELECT text FROM notes WHERE box = ? AND name = ?", box, name) for box in boxes}
        return {box: rows[0][0] for box, rows in found.items() if rows}

    def keep(self, digest: str, data: bytes) -> None:
        """See `Mailbox.keep`."""
        self._run("INSERT OR IGNORE INTO kept (digest, data) VALUES (?, ?)", digest, data)

    def kept(self, digest: str) -> bytes | None:
        """See `Mailbox.kept`."""
        rows = self._run("SELECT data FROM kept WHERE digest = ?", digest)
        return rows[0][0] if rows else None

    def close(self) -> None:
        """See `Mailbox.close`."""
        self._connection.close()

    def _run(self, statement: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
