"""The file: its schema, and how a connection to it is opened."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path

from ...errors import EngineError

SCHEMA_VERSION = 2
"""Version 1 had no heartbeats. Such a file is brought up to date when it is opened for writing: tables were added, none was changed."""

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
CREATE TABLE IF NOT EXISTS heartbeats (
    execution TEXT NOT NULL,
    path TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    details TEXT NOT NULL,
    again INTEGER,
    polls INTEGER NOT NULL,
    PRIMARY KEY (execution, path)
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

BUSY_TIMEOUT_SECONDS = 5.0
"""How long one try waits for a lock that another process holds. A client then says so; a worker's writer goes on trying."""

READER_PATIENCE = 30.0
"""The same for the worker's reader, which only a process that locks the whole file keeps waiting."""


def open_database(path: str, *, any_thread: bool = False, patience: float | None = None) -> sqlite3.Connection:
    """Open the file, making it where it is missing. Every commit is on disk when it returns (`synchronous=FULL`).

    One that may only be read is opened for that; a write then fails.

    Raises:
        EngineError: it cannot be opened, is no database, or was written by another version.
    """
    _only_name(path)
    patience = BUSY_TIMEOUT_SECONDS if patience is None else patience
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=not any_thread)
        connection.row_factory = sqlite3.Row
        _prepare(connection, path)
    except (sqlite3.Error, EngineError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, EngineError):
            raise
        if Path(path).is_file() and _read_only(Path(path)):
            return _open_to_read(path, any_thread)
        raise EngineError(f"{path} cannot be opened as a database: {error}{_hint(Path(path).parent)}") from None
    return connection


def _only_name(path: str) -> None:
    # SQLite keeps its log, and we our lock, beside the name: under a second one another process would neither see nor heed them.
    try:
        found = os.stat(path)
    except OSError:
        return
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        raise EngineError(
            f"{path} has another name too (a hard link), by which it would be opened without what was written last; copy it instead"
        )


def _hint(folder: Path) -> str:
    if not folder.is_dir():
        return f"; the folder {folder} does not exist"
    return "" if _writable(folder) else f"; the folder {folder} is read-only"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_only(path: Path) -> bool:
    return not (_writable(path) and _writable(path.parent))


def _open_to_read(path: str, any_thread: bool) -> sqlite3.Connection:
    """Open a file that may not be written, nor anything beside it.

    Raises:
        EngineError: it cannot be read as it is.
    """
    log, shared = Path(f"{path}-wal"), Path(f"{path}-shm")
    # Of a snapshot, SQLite wants the promise that nobody changes it. Where there is a log, that would hide what the log holds.
    snapshot = not shared.exists() and (not log.exists() or log.stat().st_size == 0)
    options = "immutable=1" if snapshot else "mode=ro"
    connection: sqlite3.Connection | None = None
    try:
        uri = f"{Path(path).absolute().as_uri()}?{options}"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=not any_thread)
        connection.row_factory = sqlite3.Row
        version = _version(connection, path)
        if version == 0:
            raise EngineError(f"{path} is read-only, and holds nothing yet")
        if version < SCHEMA_VERSION:
            raise EngineError(f"{path} is read-only, and was written by an older version; copy it to where it can be brought up to date")
    except (sqlite3.Error, EngineError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, EngineError):
            raise
        raise EngineError(f"{path} is read-only, and cannot be read so: {error}; copy it and {log.name} to a place of your own") from None
    return connection


def said(path: str, error: sqlite3.Error) -> str:
    """What went wrong with a file, one line."""
    read_only = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY
    return f"{path} is read-only" if read_only else f"{path}: {words(error)}"


def words(error: Exception) -> str:
    """What SQLite says; of a value that it cannot read not the value, which may be anybody's data."""
    return str(error).partition(" with text ")[0]


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else holds a lock: nothing is wrong with the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _version(connection: sqlite3.Connection, path: str) -> int:
    """The version of the file's format; 0 for a new file.

    Raises:
        EngineError: it is not ours, or another version's.
    """
    version: int
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        # Ours are made in one transaction with their version; a look between the two reads is taken again.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            raise EngineError(f"{path} is another program's database; use a file of its own")
    if not 0 <= version <= SCHEMA_VERSION:
        raise EngineError(
            f"{path} was written by another version of eventual-connectors (file format {version}, this one reads {SCHEMA_VERSION}); "
            "install the version that wrote it, or start a new file"
        )
    return version


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    version = _version(connection, path)
    _use_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    if version < SCHEMA_VERSION:
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version={SCHEMA_VERSION};COMMIT;")


def _use_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not wait for other processes that are doing the same to a new file.
    give_up = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
