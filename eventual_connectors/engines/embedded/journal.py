"""The owner's writer: one thread that commits what all executions have to record, in groups, in the order it came."""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from ...errors import EngineError
from .database import is_busy, open_database, said
from .file_identity import FileIdentity

log = logging.getLogger("eventual.engine")

Statement = tuple[str, Sequence[Any]]


class OwnershipLost(EngineError):
    """Another worker took the file over; nothing more may be written."""


class Journal:
    """Statements in, commits out. `after_commit` callbacks run in the event loop, once everything written before them is on disk."""

    def __init__(self, path: str, on_failure: Callable[[BaseException], None]) -> None:
        self._path = path
        self._on_failure = on_failure
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[tuple[int, Sequence[Statement]] | None] = queue.SimpleQueue()
        self._callbacks: deque[tuple[int, Callable[[], None]]] = deque()
        self._pending: list[Statement] = []
        self._flushes: set[asyncio.Future[None]] = set()
        self._broken = False
        self._closing = False
        self._written = 0
        self.committed = 0
        self.epoch = _take_epoch(path)
        self.file = FileIdentity(path)
        self._thread = threading.Thread(target=self._write, name="eventual-journal", daemon=True)
        self._thread.start()

    def write(self, statements: Sequence[Statement]) -> int:
        """Record statements with the next commit; returns the number that `committed` reaches then."""
        if not self._pending:
            # What the rest of this turn of the loop adds goes into the same transaction.
            self._loop.call_soon(self._flush)
            self._written += 1
        self._pending.extend(statements)
        return self._written

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run a callback when all that was written so far is on disk."""
        if self.committed >= self._written:
            self._loop.call_soon(callback)
        else:
            self._callbacks.append((self._written, callback))

    async def flushed(self) -> None:
        """Wait until all that was written so far is on disk, or nothing can be written any more."""
        done: asyncio.Future[None] = self._loop.create_future()

        def wake() -> None:
            self._flushes.discard(done)
            if not done.done():
                done.set_result(None)

        if self._broken:
            return
        self._flushes.add(done)
        self.after_commit(wake)
        await done

    def close(self) -> None:
        """Commit what is left and end the thread."""
        self._closing = True
        self._flush()
        self._queue.put(None)
        self._thread.join()

    def _flush(self) -> None:
        if self._pending:
            self._queue.put((self._written, self._pending))
            self._pending = []

    def _committed(self, number: int) -> None:
        self.committed = number
        while self._callbacks and self._callbacks[0][0] <= number:
            try:
                self._callbacks.popleft()[1]()
            except Exception as error:  # the callbacks behind it start attempts: none may be forgotten in silence
                self._on_failure(error)

    def _failed(self, error: BaseException) -> None:
        self._broken = True
        self._on_failure(error)
        while self._flushes:
            self._flushes.pop().set_result(None)

    def _write(self) -> None:
        connection: sqlite3.Connection | None = None
        try:
            connection = open_database(self._path)
            while (batch := self._next_batch()) is not None:
                number, statements = batch
                self._commit_when_free(connection, statements)
                self.file.check()  # before anybody hears of it
                self._loop.call_soon_threadsafe(self._committed, number)
        except Exception as error:
            failure = EngineError(said(self._path, error)) if isinstance(error, sqlite3.Error) else error
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._failed, failure)
        finally:
            if connection is not None:
                connection.close()

    def _next_batch(self) -> tuple[int, list[Statement]] | None:
        first = self._queue.get()
        if first is None:
            return None
        number, statements = first[0], list(first[1])
        while not self._queue.empty():
            more = self._queue.get()
            if more is None:
                self._queue.put(None)
                break
            number = more[0]
            statements.extend(more[1])
        return number, statements

    def _commit_when_free(self, connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
        """Commit, however long another process keeps the file locked; a worker that is being closed gives up in the end."""
        while True:
            try:
                return self._commit(connection, statements)
            except sqlite3.OperationalError as error:
                if self._closing or not is_busy(error):
                    raise
            log.warning("%s is locked by another process; the worker waits until it can write", self._path)
            self._check_epoch(connection)

    def _check_epoch(self, connection: sqlite3.Connection) -> None:
        if connection.execute("SELECT epoch FROM owner").fetchone()[0] != self.epoch:
            raise OwnershipLost(f"another worker took {self._path} over; this one stops")

    def _commit(self, connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._check_epoch(connection)
            for sql, parameters in statements:
                connection.execute(sql, parameters)
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _take_epoch(path: str) -> int:
    connection = open_database(path)
    try:
        row = connection.execute("UPDATE owner SET epoch = epoch + 1 RETURNING epoch").fetchone()
        return int(row[0])
    except sqlite3.Error as error:
        raise EngineError(said(path, error)) from None
    finally:
        connection.close()
