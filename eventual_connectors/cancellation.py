"""The wish that an attempt stop: made by whoever waits for it, seen by the function in whichever thread it runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress


class Cancellation:
    """A wish that is made once and stays.

    Attributes:
        given_up: nobody waits for the function any more; what it does now comes too late.
    """

    def __init__(self) -> None:
        self.given_up = False
        self._requested = False
        self._waking: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    @property
    def requested(self) -> bool:
        """Whether the wish was made."""
        return self._requested

    def request(self, *, given_up: bool = False) -> None:
        """Make the wish.

        Args:
            given_up: the function is not waited for any more.
        """
        with self._lock:
            self._requested = True
            self.given_up = self.given_up or given_up
            waking, self._waking = self._waking, []
        for wake in waking:
            wake()

    async def wait(self) -> None:
        """Wait for the wish."""
        loop, told = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # its loop is closed, so nobody waits there
                loop.call_soon_threadsafe(told.set)

        with self._lock:
            if self._requested:
                return
            self._waking.append(wake)
        await told.wait()
