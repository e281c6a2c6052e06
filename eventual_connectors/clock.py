"""Time as whole microseconds since 1970 (UTC), the unit of every record; clocks as a parameter."""

from __future__ import annotations

import logging
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

log = logging.getLogger("eventual.engine")

Micros = int
SECOND: Micros = 1_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Where an engine reads the time."""

    def now(self) -> Micros:
        """The time now."""
        ...


class SystemClock:
    """The machine's clock, which in one process never goes back.

    While the machine's clock is behind what it showed before, because it was set back, time goes on at the monotonic clock's pace: no timer
    stands still for the length of the set-back. It follows the machine's clock again as soon as that is ahead.
    """

    def __init__(self) -> None:
        self._latest: Micros = 0
        self._read_at: Micros = 0
        self._behind = False

    def now(self) -> Micros:
        """The time now."""
        wall, read_at = time.time_ns() // 1000, time.monotonic_ns() // 1000
        onward = self._latest + read_at - self._read_at if self._latest else wall
        self._notice(onward - wall)
        self._latest, self._read_at = max(wall, onward), read_at
        return self._latest

    @property
    def ahead(self) -> Micros:
        """How far its times are ahead of the machine's clock now."""
        return max(0, self.now() - time.time_ns() // 1000)

    def not_before(self, at: Micros) -> None:
        """Begin no earlier than a time that is on record: the machine's clock may have been set back between two processes."""
        if at > self.now():
            self._notice(at - self._latest)
            self._latest = at

    def _notice(self, behind: Micros) -> None:
        """Say once that the machine's clock is behind by more than clocks are adjusted by."""
        if behind < SECOND:
            self._behind = self._behind and behind > 0
        elif not self._behind:
            self._behind = True
            log.warning(
                "the machine's clock was set back by %.0f s, or what was recorded before is ahead of it; times go on from the latest one, "
                "at the pace of the monotonic clock, until the machine's clock is ahead of them",
                behind / SECOND,
            )


def to_datetime(at: Micros) -> datetime:
    """An aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def from_datetime(value: datetime) -> Micros:
    """The inverse of `to_datetime`."""
    return (value - _EPOCH) // _MICROSECOND


def to_text(at: Micros) -> str:
    """RFC 3339 in UTC with microseconds."""
    return to_datetime(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_text(text: str) -> Micros:
    """The inverse of `to_text`."""
    return from_datetime(datetime.fromisoformat(text))


def micros(duration: timedelta | float) -> Micros:
    """A duration as whole microseconds."""
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    return round(seconds * SECOND)


LONGEST: Micros = 100 * 365 * 24 * 3600 * SECOND
"""No wait is longer: its end has to be a date."""


def stated_wait(seconds: float | None) -> Micros:
    """A wait that somebody else stated, in microseconds: none where it is no number of seconds, `LONGEST` at most."""
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return 0
    return LONGEST if seconds >= LONGEST / SECOND else round(seconds * SECOND)


LONGEST_ASKED = 24 * 3600
"""Seconds: an answer that asks for more, by mistake or a fault on the way, stops nothing for longer; the vendor is asked again."""


def asked_wait(seconds: float | None) -> Micros:
    """The wait that a vendor's answer asks for, in microseconds: `LONGEST_ASKED` at most."""
    return min(stated_wait(seconds), LONGEST_ASKED * SECOND)
