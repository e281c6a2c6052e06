"""How long an attempt is waited for: to its deadline, and no longer without a heartbeat than its activity allows."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from ..errors import InDoubt


class Watch:
    """Watches over one attempt, from now on.

    Args:
        timeout: seconds that it may take.
        heartbeat_timeout: seconds that it may be silent, or None.

    Attributes:
        ends_at: its deadline, as `time.monotonic()`.
    """

    def __init__(self, timeout: float, heartbeat_timeout: float | None) -> None:
        self._timeout = timeout
        self._silence = heartbeat_timeout
        self._heard_at = time.monotonic()
        self.ends_at = self._heard_at + timeout

    def heard(self) -> None:
        """The function has given a sign of life; any thread may say so."""
        self._heard_at = time.monotonic()

    async def over(self, running: asyncio.Future[Any]) -> InDoubt | None:
        """Wait until the function has ended, or is to be given up; returns why it is."""
        while True:
            left, quiet = self.ends_at - time.monotonic(), self._may_be_quiet()
            await asyncio.wait({running}, timeout=max(0.0, min(left, quiet)))
            if running.done():
                return None
            if time.monotonic() >= self.ends_at:
                return InDoubt(f"no answer within {self._timeout:.3g} s", code="timeout")
            if self._silence is not None and self._may_be_quiet() <= 0:
                return InDoubt(f"no heartbeat for {self._silence:.3g} s", code="heartbeat_timeout")

    def _may_be_quiet(self) -> float:
        if self._silence is None:
            return self._timeout
        return self._heard_at + self._silence - time.monotonic()
