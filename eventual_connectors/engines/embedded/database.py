"""The file: its schema, and how a connection to it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ...errors import EngineError

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS executions (
    id TEXT PRIMARY KEY,
    workflow TEXT NOT NULL,
    reference TEXT NOT NULL,
    version TEXT NOT NULL,
    python TEXT NOT NULL,
    input TEXT NOT NULL,
    digest TEXT NOT NULL,
    root BLOB NOT NULL,
    parent TEXT,
    parent_path TEXT,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    result TEXT,
    error TEXT,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    wake_at INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS open_executions ON executions (status, wake_at);
CREATE TABLE IF NOT EXISTS events (
    execution TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (execution, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signal_ids (
    execution TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (execution, name, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    execution TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL);
INSERT OR IGNORE INTO owner VALUES (1, 0);
"""
# `wake_at`: 0 = has work now; a time = has none until then; NULL = waits for a message.

BUSY_TIMEOUT_SECONDS = 30.0


def open_database(path: str, *, any_thread: bool = False) -> sqlite3.Connection:
    """Open the file, making it where it is missing. Every commit is on disk when it returns (`synchronous=FULL`).

    Raises:
        EngineError: it cannot be opened, is no database, or was written by another version.
    """
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=not any_thread)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;")
    except sqlite3.Error as error:
        hint = "" if Path(path).parent.is_dir() else f"; the folder {Path(path).parent} does not exist"
        raise EngineError(f"{path} cannot be opened as a database: {error}{hint}") from None
    if version not in (0, SCHEMA_VERSION):
        connection.close()
        raise EngineError(
            f"{path} was written by another version of eventual-connectors (file format {version}, this one reads {SCHEMA_VERSION}); "
            "install the version that wrote it, or start a new file"
        )
    return connection
