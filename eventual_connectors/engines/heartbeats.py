"""Heartbeats on their way to the engine: the first at once, then one a second at most, and always the latest."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..clock import SECOND, Clock, Micros

APART: Micros = SECOND
"""The least time between two recorded heartbeats of one attempt."""


class Heartbeats:
    """The heartbeats of one attempt. Made in the worker's event loop; called in whichever thread the function runs.

    Args:
        clock: where the time is read.
        write: records details; called in the event loop.
    """

    def __init__(self, clock: Clock, write: Callable[[Any], None]) -> None:
        self._clock = clock
        self._write = write
        self._loop = asyncio.get_running_loop()
        self._latest: deque[Any] = deque(maxlen=1)
        self._due = False
        self._written_at: Micros | None = None
        self._over = False

    def __call__(self, details: Any) -> None:
        """Take in the details of a heartbeat."""
        self._latest.append(details)
        if not self._due:
            self._due = True
            with suppress(RuntimeError):  # the loop is closed: the worker has gone, and this function was left behind
                self._loop.call_soon_threadsafe(self._record)

    def end(self) -> Any:
        """The attempt is over: nothing more is recorded here. Returns the last details, or None."""
        self._over = True
        return self._latest[-1] if self._latest else None

    def _record(self) -> None:
        now = self._clock.now()
        if self._over:
            return
        if self._written_at is not None and (early := self._written_at + APART - now) > 0:
            self._loop.call_later(early / SECOND, self._record)
            return
        self._written_at = now
        self._due = False  # before the details are read, so that none which come meanwhile are forgotten
        self._write(self._latest[-1])
