"""The service's tables in the engine's file: one thread, one connection, and one commit for whatever waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from ..engines.embedded.changes import changes
from ..engines.embedded.database import open_database, said
from ..errors import EngineError, UsageError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

EVENTS = "service-events"
"""The topic, inside this process, of new events and of letters that were sent again."""

_VERSION = 1

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS service_schema (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);
INSERT OR IGNORE INTO service_schema VALUES (1, {_VERSION});
CREATE TABLE IF NOT EXISTS service_events (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    digest TEXT NOT NULL,
    envelope TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (source, id)
);
CREATE TABLE IF NOT EXISTS service_cursors (
    service TEXT NOT NULL,
    subscription TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (service, subscription)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS service_schedules (
    service TEXT NOT NULL,
    schedule TEXT NOT NULL,
    at INTEGER NOT NULL,
    last TEXT NOT NULL,
    PRIMARY KEY (service, schedule)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS service_deliveries (
    service TEXT NOT NULL,
    subscription TEXT NOT NULL,
    n INTEGER NOT NULL,
    key TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER,
    due_at INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (service, subscription, n)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS service_open ON service_deliveries (service, subscription, state, n);
CREATE INDEX IF NOT EXISTS service_keys ON service_deliveries (service, subscription, key, n)
    WHERE key IS NOT NULL AND state IN ('due', 'running');
"""


class Store:
    """A service's connection to one file. Any thread and any loop may use it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="eventual-service")
        self._waiting: list[tuple[Work[Any], Future[Any]]] = []
        self._lock = threading.Lock()

    def open(self) -> None:
        """Open the file, and make the tables where they are missing.

        Raises:
            EngineError: it cannot be used, or another version wrote it.
        """
        try:
            self._thread.submit(self._open).result()
        except sqlite3.Error as error:
            self.close()
            raise EngineError(said(self.path, error)) from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self._connection = open_database(self.path)
        prepare(self._connection, self.path)

    def close(self) -> None:
        """What was given to it is done first."""
        self._thread.submit(self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def submit(self, work: Work[T]) -> Future[T]:
        """Have something done to the file; it is on disk when the future is done. Where it raises it must have written nothing."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.append((work, future))
        try:
            self._thread.submit(self._commit)
        except RuntimeError:
            raise UsageError("the service is closed; use it inside `async with service.open(…)`") from None
        return future

    async def do(self, work: Work[T]) -> T:
        """The same, for a coroutine."""
        return await asyncio.wrap_future(self.submit(work))

    def tell(self) -> None:
        """Wake the subscriptions of this process; those of others look by themselves."""
        changes.tell(self.path, EVENTS)

    def _commit(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        if not batch or self._connection is None:
            return
        done: list[tuple[Future[Any], Any]] = []
        failed: list[tuple[Future[Any], Exception]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for work, future in batch:
                try:
                    done.append((future, work(self._connection)))
                except sqlite3.Error:
                    raise
                except Exception as error:
                    failed.append((future, error))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.rollback()
            done, failed = [], [(future, error) for _, future in batch]
        for future, result in done:
            future.set_result(result)
        for future, problem in failed:
            future.set_exception(problem)


def prepare(connection: sqlite3.Connection, path: str) -> None:
    """Make the tables where they are missing.

    Raises:
        EngineError: another version wrote them.
    """
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'service_schema'").fetchone()
    if known is None:
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
    (version,) = connection.execute("SELECT version FROM service_schema").fetchone()
    if version != _VERSION:
        raise EngineError(
            f"the service tables of {path} are of version {version}, and this one reads {_VERSION}; install the version that wrote it"
        )
