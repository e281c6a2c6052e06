"""How many attempts may begin in a time: a token bucket, kept as the one time from which what may follow is known."""

from __future__ import annotations

import math

from ..clock import LONGEST, SECOND, Micros

BURST_SECONDS = 0.1
"""A connection that was idle may begin as many attempts at once as its rate allows in this time, at least one."""


class RateLimit:
    """At most `max_rate` x T + `burst` attempts in any T seconds.

    The generic cell rate algorithm: each attempt puts the time at which the bucket is full again one interval further off.

    Args:
        max_rate: attempts per second; None: no limit.

    Attributes:
        burst: how many may begin at once.
    """

    def __init__(self, max_rate: float | None) -> None:
        self.max_rate = max_rate
        # Rounded up, so that whole microseconds never let more through than was asked for.
        self._interval: Micros = math.ceil(min(LONGEST, SECOND / max_rate)) if max_rate else 0
        self.burst = max(1, int(max_rate * BURST_SECONDS)) if max_rate else 1
        self._full_at: Micros = 0

    @property
    def next_at(self) -> Micros:
        """When the next attempt may begin; a time that has passed means now."""
        return self._full_at - (self.burst - 1) * self._interval

    def take(self, now: Micros) -> None:
        """An attempt begins."""
        self._full_at = max(self._full_at, now) + self._interval

    def give_back(self) -> None:
        """The attempt that took last did not begin."""
        self._full_at -= self._interval
