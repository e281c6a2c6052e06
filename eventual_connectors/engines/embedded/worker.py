"""The owner of the file: takes the lock, and serves the executions until it is closed or fails."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from ...clock import SECOND, Clock, Micros, SystemClock
from ...workflows.definition import Workflow
from ..workflow_list import by_name
from .changes import INBOX, POLL_SECONDS, changes
from .database import READER_PATIENCE, open_database
from .executions import Executions
from .journal import Journal
from .owner import OwnerLock
from .rows import latest_time

log = logging.getLogger("eventual.engine")

QUICK_ATTEMPT = 0.1
"""Real seconds for which running attempts take no virtual time."""

DRAIN_SECONDS = 10.0
"""How long a stopping worker waits for its running attempts."""


class Worker:
    """Runs executions of the given workflows until it is closed.

    Args:
        path: the database file.
        workflows: what it can run.
        clock: where it reads the time.
        max_cached: executions kept in memory; idle ones above that are evicted and rebuilt when something happens to them.
        standby: wait for the current owner to go, instead of refusing.
        journal: what commits to the file; another one only where a test has it fail.
    """

    def __init__(
        self,
        path: str,
        workflows: Sequence[Workflow[..., Any]],
        *,
        clock: Clock | None = None,
        max_cached: int = 10_000,
        standby: bool = False,
        journal: Callable[[str, Callable[[BaseException], None]], Journal] = Journal,
    ) -> None:
        self._path = path
        self._workflows = by_name(workflows)
        self._clock = clock or SystemClock()
        self._max_cached = max_cached
        self._standby = standby
        self._make_journal = journal
        self._lock = OwnerLock(path)
        self._poke = asyncio.Event()
        self._executions: Executions | None = None
        self._failure: BaseException | None = None
        self._stopping = False
        self._owned = False
        self._busy_since: float | None = None
        self._main: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Worker:
        self._main = asyncio.create_task(self._run(), name="eventual-worker")
        if not self._standby:
            # The caller learns of a locked file here, in one line, not from a log: taking the lock is the first thing the task does.
            await asyncio.sleep(0)
            if self._main.done():
                await self._main
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        if self._executions is not None:
            self._executions.stopping = True
        self._poke.set()
        if self._main is not None:
            if self._lock._file is None:
                self._main.cancel()
            await asyncio.gather(self._main, return_exceptions=True)
            if not self._main.cancelled() and (error := self._main.exception()) is not None:
                raise error

    @property
    def failure(self) -> BaseException | None:
        """Why this worker, which owned the file, does not run any more; None where it did not fail, or another has taken its place."""
        main = self._main
        failed = self._owned and main is not None and main.done() and not main.cancelled()
        if not failed or main is None or self._lock.held():
            return None
        return main.exception()

    async def wait(self) -> None:
        """Wait until the worker ends (it fails, or it is closed elsewhere)."""
        if self._main is not None:
            await asyncio.shield(self._main)

    # Its life.

    async def _run(self) -> None:
        if self._standby:
            await self._lock.wait()
        else:
            self._lock.acquire()
        self._owned = True
        try:
            journal = self._make_journal(self._path, self._fail)
            reader = open_database(self._path, patience=READER_PATIENCE)
            executions = self._executions = Executions(
                self._path,
                self._workflows,
                clock=self._clock,
                max_cached=self._max_cached,
                journal=journal,
                reader=reader,
                poke=self._poke.set,
            )
            executions.stopping = self._stopping
            if isinstance(self._clock, SystemClock) and (latest := latest_time(reader)) is not None:
                self._clock.not_before(latest)
            try:
                with changes.waiting(self._path, INBOX) as told:
                    await self._serve(executions, journal, told)
            except BaseException as error:
                self._fail(error)
                log.error("the worker of %s stops: %s", self._path, error)
                raise
            finally:
                await self._drain(executions)
                journal.close()
                reader.close()
        finally:
            self._lock.release()

    async def _serve(self, executions: Executions, journal: Journal, told: asyncio.Event) -> None:
        executions.recover()
        while not self._stopping:
            if self._failure is not None:
                raise self._failure
            journal.file.check()  # where nothing is committed, new work would go to another file unnoticed
            told.clear()
            self._poke.clear()
            executions.read_inbox()
            executions.wake_due()
            executions.evict_idle()
            advance = getattr(self._clock, "advance_to", None)
            if advance is None:
                await self._rest(executions, told)
            else:
                await self._rest_virtually(executions, journal, advance)

    async def _rest(self, executions: Executions, told: asyncio.Event) -> None:
        """Sleep until a message, a commit, or the next wake-up."""
        next_wake = executions.next_wake()
        seconds = POLL_SECONDS if next_wake is None else min(POLL_SECONDS, max(0.0, (next_wake - self._clock.now()) / SECOND))
        if seconds == 0.0:
            await asyncio.sleep(0)
            return
        waits = [asyncio.ensure_future(told.wait()), asyncio.ensure_future(self._poke.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _rest_virtually(self, executions: Executions, journal: Journal, advance: Callable[[Micros], None]) -> None:
        """On a virtual clock time passes at once when nothing else can happen, and at its real pace while an attempt hangs."""
        await journal.flushed()
        await asyncio.sleep(0)
        # What the waits above let happen may wake something earlier.
        next_wake, now = executions.next_wake(), self._clock.now()
        running = bool(executions.running)
        if not running:
            self._busy_since = None
            if next_wake is not None and not executions.has_messages and not self._stopping:
                advance(max(now, next_wake))
                return
        began = time.monotonic()
        self._busy_since = self._busy_since or began
        await asyncio.sleep(0.0005)
        if running and began - self._busy_since > QUICK_ATTEMPT:
            advance(now + round((time.monotonic() - began) * SECOND))

    async def _drain(self, executions: Executions) -> None:
        tasks = executions.running
        if tasks and self._failure is None:
            await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        executions.evict_all()

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        if self._executions is not None:
            self._executions.recording = False
        self._poke.set()
